"""What a calendar is made of: the hours of a day, days off, and the public holidays of a country."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

import holidays


@dataclass(frozen=True, slots=True)
class Hours:
    """The working hours of one day, in the calendar's own time zone."""

    start: time
    end: time

    @property
    def length(self) -> timedelta:
        """Wall-clock length of the day, which differs from the time that passes where the clocks change in between."""
        return datetime.combine(date.min, self.end) - datetime.combine(date.min, self.start)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that did not count, and why; ordinary weekends are not listed."""

    day: date
    reason: str


def name_of_holiday(country: str, region: str | None, day: date) -> str | None:
    """Why `day` is a public holiday; None where it is none."""
    return _public_holidays(country, region).get(day)


def holidays_between(country: str, region: str | None, first: date, last: date) -> Iterator[date]:
    """The public holidays from `first` to `last`, both included, in no order; none in years of which none are known."""
    for year in _known_years(country, region, first, last):
        yield from (day for day in _days_of(country, region, year).off if first <= day <= last)


def worked_between(country: str, region: str | None, first: date, last: date) -> Iterator[date]:
    """The days of weekends from `first` to `last`, both included, that are worked in place of a day that became a
    holiday, in no order."""
    for year in _known_years(country, region, first, last):
        yield from (day for day in _days_of(country, region, year).worked if first <= day <= last)


def _known_years(country: str, region: str | None, first: date, last: date) -> range:
    known = _public_holidays(country, region)
    return range(max(first.year, known.start_year), min(last.year, known.end_year) + 1)


class _Year(NamedTuple):
    off: tuple[date, ...]
    worked: tuple[date, ...]


@lru_cache(maxsize=1024)
def _days_of(country: str, region: str | None, year: int) -> _Year:
    known = _public_holidays(country, region)
    known.get(date(year, 1, 1))  # which works out the year
    off, worked = ((day for day in days if day.year == year) for days in (known, known.weekend_workdays))
    return _Year(tuple(off), tuple(worked))


@lru_cache(maxsize=64)
def _public_holidays(country: str, region: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region)
