"""Keeps ahead of Trello's limits. Every answer tells how much is left of each, and how long its window lasts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_HEADER = re.compile(r"x-rate-limit-(?P<limit>.+)-(?P<what>remaining|max|interval-ms)")
_TOKEN = "api-token"  # noqa: S105 (the name of a limit)
_RESERVE = 20
"""One in so many requests of a window is left to others who use the same token or key."""
_WINDOWS = {
    "API_TOKEN_LIMIT_EXCEEDED": timedelta(seconds=10),
    "API_KEY_LIMIT_EXCEEDED": timedelta(seconds=10),
    "MEMBER_LIMIT_EXCEEDED": timedelta(minutes=15),
    "API_TOKEN_DB_LIMIT_EXCEEDED": timedelta(minutes=10),
}
"""The documented windows, by the word with which Trello refuses."""


@dataclass(frozen=True, slots=True)
class _Limit:
    left: int
    most: int
    ends: datetime
    """The latest instant at which its window can end."""


class Pace:
    """What is left of each limit. Several limits hold at once: of the token, of the key, of the member."""

    def __init__(self) -> None:
        self._limits: dict[str, _Limit] = {}
        self._refused_until: datetime | None = None

    def learn(self, headers: Mapping[str, str], now: datetime) -> None:
        """Take in what an answer of this moment tells."""
        told: dict[str, dict[str, int]] = {}
        for name, value in headers.items():
            found = _HEADER.fullmatch(name.lower())
            if found and value.strip().isdecimal():
                told.setdefault(found["limit"], {})[found["what"]] = int(value)
        for name, numbers in told.items():
            if {"remaining", "interval-ms"} <= numbers.keys():
                self._limits[name] = self._limit(name, numbers, now)

    def was_refused(self, until: datetime | None) -> None:
        """Trello asked to come back then; it shuts out a key that is refused too often."""
        self._refused_until = until

    def resumes(self, now: datetime) -> datetime | None:
        """When to send the next request; None for at once."""
        ends = [limit.ends for limit in self._limits.values() if limit.left <= limit.most // _RESERVE]
        return max((end for end in (*ends, self._refused_until) if end is not None and end > now), default=None)

    @property
    def of_token(self) -> tuple[int | None, int | None]:
        """Requests left to the token in this window, and the most it may send in one; None where not told."""
        limit = self._limits.get(_TOKEN)
        return (limit.left, limit.most or None) if limit else (None, None)

    def _limit(self, name: str, numbers: Mapping[str, int], now: datetime) -> _Limit:
        left, before = numbers["remaining"], self._limits.get(name)
        ends = now + timedelta(milliseconds=numbers["interval-ms"])
        if before and left <= before.left and now < before.ends:  # the same window, which began when first seen
            ends = before.ends
        return _Limit(left, numbers.get("max", 0), ends)


def refused_until(words: str, now: datetime) -> datetime | None:
    """When the limit that a refusal names is over at the latest; None for words that name none."""
    window = next((window for word, window in _WINDOWS.items() if word in words), None)
    return now + window if window else None
