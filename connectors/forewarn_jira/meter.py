"""What the site's headers tell of its clock and of the budget left, and how long to wait before it is used up."""

import re
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_NAMES = re.compile(r"(^|/)(issue|comment|project)/[^/]+")

_SHARE_KEPT = 20
"""One part in so many of the budget is left alone: others may be using it too."""

_LONGEST_HOLD = timedelta(days=1)
"""Data Center names the end of the calendar to an account without any quota."""

_WRITES = ((20, timedelta(seconds=2)), (100, timedelta(seconds=30)))
"""How often one issue may be written to on Cloud, whatever else is left."""


class Meter:
    """Reads the headers of every answer of one site."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._free: dict[str, datetime] = {}
        self.skew: timedelta | None = None
        """The site's clock minus ours."""
        self.left: int | None = None
        self.limit: int | None = None

    def site_now(self) -> datetime:
        """The time on the site's clock, as far as it is known."""
        return self._now() + (self.skew or timedelta())

    def heed(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """Take in the headers of an answer."""
        now = self._now()
        with suppress(ValueError):
            self.skew = parsedate_to_datetime(headers.get("Date", "")).replace(tzinfo=UTC) - now
        left, limit = _number(headers, "X-RateLimit-Remaining"), _number(headers, "X-RateLimit-Limit")
        if left is not None:
            self.left, self.limit = left, limit
        # Data Center gives each account one bucket, Cloud each address and method one of its own.
        bucket = "" if "X-RateLimit-FillRate" in headers else _bucket(method, path)
        self._free[bucket] = now + self._wait(headers, left, limit or 0)

    def hold(self, method: str, path: str, until: datetime) -> None:
        """The site asked to come back then with such a request."""
        now, bucket = self._now(), _bucket(method, path)
        self._free[bucket] = max(self._free.get(bucket, now), min(until, now + _LONGEST_HOLD))

    def delay(self, method: str, path: str) -> float:
        """Seconds to wait before such a request."""
        free = [at for bucket in ("", _bucket(method, path)) if (at := self._free.get(bucket))]
        return max((max(free) - self._now()).total_seconds(), 0) if free else 0

    def come_back(self, headers: Mapping[str, str]) -> datetime | None:
        """When to come back after a refusal without Retry-After; None where the headers do not tell."""
        interval = _number(headers, "X-RateLimit-Interval-Seconds")
        wait = self._until_reset(headers) or (timedelta(seconds=interval) if interval else None)
        return self._now() + wait if wait else None

    def _wait(self, headers: Mapping[str, str], left: int | None, limit: int) -> timedelta:
        """How long to hold back, so that the budget lasts."""
        scarce = left is not None and left <= max(limit // _SHARE_KEPT, 1)
        rate = _number(headers, "X-RateLimit-FillRate")
        interval = _number(headers, "X-RateLimit-Interval-Seconds")
        if scarce and rate and interval:
            # Tokens come in batches: with none left wait for the next one, else spend them as fast as they come.
            return timedelta(seconds=interval / rate if left else interval)
        if scarce:
            return self._until_reset(headers) or timedelta(seconds=1)
        near = headers.get("X-RateLimit-NearLimit", "").lower() == "true"
        return timedelta(seconds=1 if near else 0)

    def _until_reset(self, headers: Mapping[str, str]) -> timedelta | None:
        try:
            reset = datetime.fromisoformat(headers.get("X-RateLimit-Reset", ""))
        except ValueError:
            return None
        wait = (reset if reset.tzinfo else reset.replace(tzinfo=UTC)) - self.site_now()
        return wait if wait > timedelta() else None


class WritePace:
    """Keeps the writes to each issue within what Cloud takes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._written: dict[str, deque[datetime]] = {}

    def delay(self, issue: str) -> float:
        """Seconds to wait before the next write to an issue."""
        now, written = self._now(), self._written.get(issue, ())
        free = [written[-most] + span for most, span in _WRITES if len(written) >= most]
        return max([0, *((at - now).total_seconds() for at in free)])

    def note(self, issue: str) -> None:
        """A write to an issue is under way."""
        most = max(most for most, _ in _WRITES)
        self._written.setdefault(issue, deque(maxlen=most)).append(self._now())


def _bucket(method: str, path: str) -> str:
    """The address with what names a single issue, comment or project taken out."""
    return method + " " + _NAMES.sub(r"\1\2", path)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None
