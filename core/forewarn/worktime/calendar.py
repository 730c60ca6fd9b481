"""Business days and hours: which instants count, and how far apart two instants are in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from types import MappingProxyType
from zoneinfo import ZoneInfo

from forewarn.model import Due
from forewarn.worktime.days import DayOff, Hours, holidays_between, name_of_holiday, worked_between

_LONGEST_CLOSURE = 366
"""Days to look ahead for a working day before a calendar is called closed for good."""
_LAST_DUE = date.max - timedelta(days=7)
"""A date later than this passes as this one does: some week after it, time as computers count it ends."""
_DAY = timedelta(days=1)
_NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours by weekday (Monday is 0), a time zone, public holidays and closures.

    Where a country moves holidays, the days of a weekend that are worked for them count as well.

    One business day is the working hours of one day of this calendar.
    """

    name: str
    zone: ZoneInfo
    week: Mapping[int, Hours]
    country: str | None = None
    region: str | None = None
    closed: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    """Extra days off with their reason."""
    closed_from: DayOff | None = None
    """The first of the days off that never end, with their reason."""
    _shifts: dict[date, tuple[datetime, datetime] | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Opening and closing of the days asked about so far, None for days off: time zones and holidays are slow."""
    _later: dict[tuple[date, int], date] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `workday_from` answered so far: the same few distances are asked for again and again."""

    def __hash__(self) -> int:
        return hash((self.name, self.country, self.region))

    def __post_init__(self) -> None:
        if not self.week:
            raise ValueError(f"calendar {self.name!r} has no working day")

    def day_of(self, instant: datetime) -> date:
        """The calendar day on which `instant` falls here."""
        try:
            return instant.astimezone(self.zone).date()
        except OverflowError:  # within hours of the first or the last day that computers know
            return instant.date()

    def at(self, day: date, hour: time) -> datetime:
        """The instant (UTC) of a time of day on `day`."""
        return _utc(datetime.combine(day, hour, self.zone))

    def reason_off(self, day: date) -> str | None:
        """Why `day` is off although its weekday is a working day; None where it counts or is a weekend."""
        if self._usual(day) is None:
            return None
        if day in self.closed:
            return self.closed[day]
        if self.closed_from is not None and day >= self.closed_from.day:
            return self.closed_from.reason
        return name_of_holiday(self.country, self.region, day) if self.country else None

    def is_workday(self, day: date) -> bool:
        """Whether somebody works on `day`."""
        return self._shift(day) is not None

    def opening(self, day: date) -> datetime:
        """The instant (UTC) at which working day `day` begins."""
        return (self._shift(day) or self._hours_of(day))[0]

    def closing(self, day: date) -> datetime:
        """The instant (UTC) at which working day `day` ends."""
        return (self._shift(day) or self._hours_of(day))[1]

    def workday_from(self, day: date, later: int = 0) -> date:
        """`day` if it is a working day, else the next one; or the one so many working days `later`."""
        found = self._later.get((day, later))
        if found is None:
            found = self._later[day, later] = next(islice(self._workdays(day), later, None))
        return found

    def workday_before(self, day: date) -> date:
        """The last working day strictly before `day`."""
        if self.closed_from is not None:
            day = min(day, self.closed_from.day)
        for back in range(1, min(_LONGEST_CLOSURE, day.toordinal())):
            if self.is_workday(day - timedelta(days=back)):
                return day - timedelta(days=back)
        raise ValueError(f"calendar {self.name!r} has no working day in the year before {day}")

    def last_day(self, until: datetime) -> date:
        """The last working day on which something lasts that ends at `until`."""
        day = self.day_of(until)
        reaches_into_it = self.is_workday(day) and until > self.opening(day)
        return day if reaches_into_it else self.workday_before(day)

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
            return _utc(due)
        return self.closing(self.workday_from(min(due, _LAST_DUE)))

    def add_days(self, instant: datetime, days: int) -> datetime:
        """`instant` plus business days, at the same distance from the start of the day."""
        start, within = self._position(instant)
        day = self.workday_from(start, days)
        opening = self.opening(day)
        return opening + min(within, self.closing(day) - opening)

    def add_hours(self, instant: datetime, hours: float) -> datetime:
        """`instant` plus business hours."""
        start, within = self._position(instant)
        left = timedelta(hours=hours) + within
        for day in self._workdays(start):
            length = self.closing(day) - self.opening(day)
            if left <= length:
                return self.opening(day) + left
            left -= length
        raise AssertionError("a calendar always has a next working day")

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Business hours from `start` to `end`; 0 when `end` is not later."""
        total = timedelta()
        first, last = self.day_of(start), self.day_of(end)
        for number in range((last - first).days + 1):
            if (shift := self._shift(first + timedelta(days=number))) is not None:
                total += max(min(end, shift[1]) - max(start, shift[0]), _NOTHING)
        return total.total_seconds() / 3600

    def days_between(self, start: datetime, end: datetime) -> int:
        """Whole business days from `start` to `end`: the largest n with `add_days(start, n) <= end`."""
        day, last, within = self.day_of(start), self.day_of(end), _NOTHING
        if day >= last:
            return 0
        if not self.is_workday(day) or start >= self.closing(day):
            day += _DAY  # outside hours, the next working day is where counting begins
        else:
            within = max(start - self.opening(day), _NOTHING)
        # Only days up to the end are counted: behind it the calendar may be closed for good.
        count = self._count(day, last) - 1
        if self.is_workday(last) and end - self.opening(last) < min(within, self.closing(last) - self.opening(last)):
            count -= 1
        return max(count, 0)

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` is earlier."""
        if last <= first:
            return -self.workdays_between(last, first) if last < first else 0
        return self._count(first + _DAY, last)

    def left_out(self, start: datetime, end: datetime) -> tuple[DayOff, ...]:
        """The holidays and closures between two instants, for the evidence."""
        days = self._days_off(self.day_of(start), self.day_of(end))
        return tuple(DayOff(day, reason) for day in sorted(days) if (reason := self.reason_off(day)))

    def _count(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included: whole weeks at once, and only what is off one by one."""
        if self.closed_from is not None and last >= self.closed_from.day:
            return self._count(first, self.closed_from.day - _DAY) if first < self.closed_from.day else 0
        weeks, rest = divmod((last - first).days + 1, 7)
        begun = sum((first.weekday() + number) % 7 in self.week for number in range(rest))
        return weeks * len(self.week) + begun + len(self._stand_ins(first, last)) - len(self._days_off(first, last))

    def _days_off(self, first: date, last: date) -> set[date]:
        """The days from `first` to `last`, both included, that are off although their weekday is a working day."""
        days = {day for day in self.closed if first <= day <= last}
        if self.country:
            days |= set(holidays_between(self.country, self.region, first, last))
        if self.closed_from is not None:
            begin = max(first, self.closed_from.day)
            days |= {begin + timedelta(days=number) for number in range((last - begin).days + 1)}
        return {day for day in days if self._usual(day) is not None}

    def _stand_ins(self, first: date, last: date) -> set[date]:
        """The days of weekends from `first` to `last`, both included, that are worked for a holiday."""
        worked = worked_between(self.country, self.region, first, last) if self.country else ()
        return {day for day in worked if day.weekday() not in self.week}

    def _position(self, instant: datetime) -> tuple[date, timedelta]:
        """The working day an instant belongs to and how far into it; outside hours, the next opening."""
        day = self.day_of(instant)
        if self.is_workday(day) and instant < self.closing(day):
            return day, max(instant - self.opening(day), _NOTHING)
        return self.workday_from(day, later=int(self.is_workday(day))), _NOTHING

    def _workdays(self, day: date) -> Iterator[date]:
        idle = 0
        while idle < _LONGEST_CLOSURE and (self.closed_from is None or day < self.closed_from.day):
            if self.is_workday(day):
                idle = 0
                yield day
            else:
                idle += 1
            if day == date.max:
                break
            day += _DAY
        raise ValueError(f"calendar {self.name!r} has no working day in the year after {day}")

    def _shift(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of a working day; None of a day off."""
        try:
            return self._shifts[day]
        except KeyError:
            works = self._usual(day) is not None and self.reason_off(day) is None
            shift = self._shifts[day] = self._hours_of(day) if works else None
            return shift

    def _hours_of(self, day: date) -> tuple[datetime, datetime]:
        """When a day begins and ends that is no weekend, be it a day off."""
        hours = self._usual(day)
        assert hours is not None, f"{day} is a weekend"
        return self.at(day, hours.start), self.at(day, hours.end)

    def _usual(self, day: date) -> Hours | None:
        """The hours of a day's weekday, or of the working day before it where it is worked for a holiday; None of any
        other day of a weekend."""
        if day.weekday() in self.week or not self._stand_ins(day, day):
            return self.week.get(day.weekday())
        return next(self.week[n % 7] for n in range(day.weekday() + 6, day.weekday() - 1, -1) if n % 7 in self.week)


def _utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:  # within hours of the first or the last instant that computers know
        return datetime.max.replace(tzinfo=UTC) if instant.year > 1 else datetime.min.replace(tzinfo=UTC)
