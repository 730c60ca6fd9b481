"""What a calendar is made of: the hours of a day, days off, and the public holidays of a country."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

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


def known_years(country: str, region: str | None) -> range:
    """The years whose public holidays are known at all; outside of them there are none."""
    known = _public_holidays(country, region)
    return range(known.start_year, known.end_year + 1)


@lru_cache(maxsize=1024)
def holidays_of(country: str, region: str | None, year: int) -> tuple[date, ...]:
    """The public holidays of a year, in no order."""
    known = _public_holidays(country, region)
    known.get(date(year, 1, 1))  # which works out the year
    return tuple(day for day in known if day.year == year)


@lru_cache(maxsize=64)
def _public_holidays(country: str, region: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region)
