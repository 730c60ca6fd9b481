"""Business days and hours: which instants count, and how far apart two instants are in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from forewarn.model import Due

_LONGEST_CLOSURE = 366
"""Days to look ahead for a working day before a calendar is called closed for good."""
_DAY = timedelta(days=1)
_NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Hours:
    """The working hours of one day, in the calendar's own time zone."""

    start: time
    end: time

    @property
    def length(self) -> timedelta:
        """Wall-clock length of the day; a change of the clocks at night does not touch it."""
        return datetime.combine(date.min, self.end) - datetime.combine(date.min, self.start)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that did not count, and why; ordinary weekends are not listed."""

    day: date
    reason: str


@lru_cache(maxsize=64)
def _public_holidays(country: str, region: str | None) -> Mapping[date, str]:
    return holidays.country_holidays(country, subdiv=region)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours by weekday (Monday is 0), a time zone, public holidays and closures.

    One business day is the working hours of one day of this calendar.
    """

    name: str
    zone: ZoneInfo
    week: Mapping[int, Hours]
    country: str | None = None
    region: str | None = None
    closed: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    """Extra days off with their reason."""
    _shifts: dict[date, tuple[datetime, datetime] | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Opening and closing of the days asked about so far, None for days off: time zones and holidays are slow."""

    def __hash__(self) -> int:
        return hash((self.name, self.country, self.region))

    def __post_init__(self) -> None:
        if not self.week:
            raise ValueError(f"calendar {self.name!r} has no working day")

    def day_of(self, instant: datetime) -> date:
        """The calendar day on which `instant` falls here."""
        return instant.astimezone(self.zone).date()

    def reason_off(self, day: date) -> str | None:
        """Why `day` is off although its weekday is a working day; None where it counts or is a weekend."""
        if day.weekday() not in self.week:
            return None
        if day in self.closed:
            return self.closed[day]
        if self.country and day in _public_holidays(self.country, self.region):
            return _public_holidays(self.country, self.region)[day]
        return None

    def is_workday(self, day: date) -> bool:
        """Whether somebody works on `day`."""
        return self._shift(day) is not None

    def opening(self, day: date) -> datetime:
        """The instant (UTC) at which working day `day` begins."""
        return (self._shift(day) or self._hours_of(day))[0]

    def closing(self, day: date) -> datetime:
        """The instant (UTC) at which working day `day` ends."""
        return (self._shift(day) or self._hours_of(day))[1]

    def workday_from(self, day: date) -> date:
        """`day` if it is a working day, else the next one."""
        return next(self._workdays(day))

    def workday_before(self, day: date) -> date:
        """The last working day strictly before `day`."""
        for back in range(1, _LONGEST_CLOSURE):
            if self.is_workday(day - timedelta(days=back)):
                return day - timedelta(days=back)
        raise ValueError(f"calendar {self.name!r} has no working day in the year before {day}")

    def next_opening(self, instant: datetime) -> datetime:
        """The first opening strictly after `instant`."""
        for day in self._workdays(self.day_of(instant)):
            if self.opening(day) > instant:
                return self.opening(day)
        raise AssertionError("a calendar always has a next working day")

    def passes(self, due: Due) -> datetime:
        """The instant at which a date has passed: its own hour, or the end of that working day.

        A date on a day off passes at the end of the next working day.
        """
        if isinstance(due, datetime):
            return due.astimezone(UTC)
        return self.closing(self.workday_from(due))

    def add_days(self, instant: datetime, days: int) -> datetime:
        """`instant` plus business days, at the same distance from the start of the day."""
        start, within = self._position(instant)
        for count, day in enumerate(self._workdays(start)):
            if count == days:
                return self.opening(day) + min(within, self.week[day.weekday()].length)
        raise AssertionError("a calendar always has a next working day")

    def add_hours(self, instant: datetime, hours: float) -> datetime:
        """`instant` plus business hours."""
        start, within = self._position(instant)
        left = timedelta(hours=hours) + within
        for day in self._workdays(start):
            length = self.week[day.weekday()].length
            if left <= length:
                return self.opening(day) + left
            left -= length
        raise AssertionError("a calendar always has a next working day")

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Business hours from `start` to `end`; 0 when `end` is not later."""
        total = timedelta()
        day, last = self.day_of(start), self.day_of(end)
        while day <= last:
            if (shift := self._shift(day)) is not None:
                share = min(end, shift[1]) - max(start, shift[0])
                if share > _NOTHING:
                    total += share
            day += _DAY
        return total.total_seconds() / 3600

    def days_between(self, start: datetime, end: datetime) -> int:
        """Whole business days from `start` to `end`: the largest n with `add_days(start, n) <= end`."""
        if end <= start:
            return 0
        day, last = self.day_of(start), self.day_of(end)
        if not self.is_workday(day) or start >= self.closing(day):
            day += timedelta(days=1)  # outside hours, the next working day is where counting begins
        # Only days up to the end are looked at: behind it the calendar may be closed for good.
        count = sum(self.is_workday(day + timedelta(days=n)) for n in range((last - day).days + 1)) - 1
        while count > 0 and self.add_days(start, count) > end:
            count -= 1
        return max(count, 0)

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` is earlier."""
        if last < first:
            return -self.workdays_between(last, first)
        span = (last - first).days
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(1, span + 1))

    def left_out(self, start: datetime, end: datetime) -> tuple[DayOff, ...]:
        """The holidays and closures between two instants, for the evidence."""
        first, last = self.day_of(start), self.day_of(end)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(DayOff(day, reason) for day in days if (reason := self.reason_off(day)))

    def _position(self, instant: datetime) -> tuple[date, timedelta]:
        """The working day an instant belongs to and how far into it; outside hours, the next opening."""
        day = self.day_of(instant)
        if self.is_workday(day) and instant < self.closing(day):
            return day, max(instant - self.opening(day), timedelta())
        return self.workday_from(day + timedelta(days=1) if self.is_workday(day) else day), timedelta()

    def _workdays(self, day: date) -> Iterator[date]:
        idle = 0
        while idle < _LONGEST_CLOSURE:
            if self.is_workday(day):
                idle = 0
                yield day
            else:
                idle += 1
            day += _DAY
        raise ValueError(f"calendar {self.name!r} has no working day in the year after {day}")

    def _shift(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of a working day; None of a day off."""
        if day not in self._shifts:
            works = day.weekday() in self.week and self.reason_off(day) is None
            self._shifts[day] = self._hours_of(day) if works else None
        return self._shifts[day]

    def _hours_of(self, day: date) -> tuple[datetime, datetime]:
        """When a day of the week begins and ends that is no weekend, be it a day off."""
        hours = self.week[day.weekday()]
        return self._at(day, hours.start), self._at(day, hours.end)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)
