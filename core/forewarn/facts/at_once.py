"""Dates that one person gave to several tickets within minutes, as at a planning."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

_AT_ONCE = timedelta(minutes=5)

Given = tuple[datetime, str, str]
"""When a date was given, by whom and which."""


def by_giver(given: Iterable[Given]) -> Mapping[tuple[str, str], Sequence[datetime]]:
    """When somebody gave a date, by both."""
    found: dict[tuple[str, str], list[datetime]] = {}
    for at, who, due in given:
        found.setdefault((who, due), []).append(at)
    return found


def given_at_once(one: Given, known: Mapping[tuple[str, str], Sequence[datetime]]) -> int:
    """How often somebody gave a date within minutes of one time, which is among them."""
    at, who, due = one
    return sum(abs(other - at) <= _AT_ONCE for other in known.get((who, due), ()))
