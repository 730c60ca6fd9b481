"""What each meaning of the deadline grammar resolves to: a day, or an instant where hours are counted."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from forewarn.worktime import Calendar

Day = date | datetime | None
_OVER = timedelta(days=120)
"""A date without a year that lies at most this far back is over; one farther back is meant for next year."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was written, and on whose calendar."""

    at: datetime
    calendar: Calendar
    day: date
    """Today."""

    @property
    def monday(self) -> date:
        """The first day of this week."""
        return self.day - timedelta(days=self.day.weekday())

    def at_hour(self, day: date, hour: time) -> datetime:
        """An hour of a day, on the wall."""
        return datetime.combine(day, hour, self.calendar.zone).astimezone(UTC)

    def coming(self, instant: datetime) -> datetime | None:
        """`instant`, unless it lies before the moment of writing."""
        return instant if instant >= self.at else None

    def closing(self, day: date) -> datetime | None:
        """The end of that working day; what is written after hours about today has until midnight."""
        passes = self.calendar.passes(day)
        if passes < self.at and day == self.day:
            return self.at_hour(day + timedelta(days=1), time())
        return self.coming(passes)

    def next_hour(self, hour: time | None) -> datetime | None:
        """The next time it is that hour; None stands for the end of the working day."""
        if hour is None:
            return self.closing(self.day)
        return self.coming(self.at_hour(self.day, hour)) or self.at_hour(self.day + timedelta(days=1), hour)

    def last_of(self, first: date, last: date) -> date:
        """The last working day of a period from today on, or its last day where nobody works any more."""
        days = (last - timedelta(days=back) for back in range((last - max(first, self.day)).days + 1))
        return next((day for day in days if self.calendar.is_workday(day)), last)

    def week(self, ahead: int) -> date:
        """The last working day of this week (0) or a later one."""
        first = self.monday + timedelta(weeks=ahead)
        return self.last_of(first, first + timedelta(days=6))

    def span(self, ahead: int, months: int) -> date:
        """The last working day of this month (1), quarter (3) or year (12), or of a later one."""
        first = self.day.year * 12 + (self.day.month - 1) // months * months + ahead * months
        return self.last_of(_first_of(first), _first_of(first + months) - timedelta(days=1))

    def without_year(self, month: int, day: int) -> date | None:
        """The day that somebody means who names no year; None where it is over, or where no year has it."""
        for year in range(self.day.year - 1, self.day.year + 9):  # leap years may be eight years apart
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
                found = date(year, month, day)
                if found >= self.day - _OVER:
                    return found if found >= self.day else None
        return None


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a matched date, their words already turned into numbers."""

    weekdays: tuple[int, ...] = ()
    """Of more than one the latest counts."""
    month: int = 0
    day: int = 0
    year: int = 0
    count: float = 0
    unit: str = ""


def _first_of(month: int) -> date:
    """The first day of a month counted from year 0."""
    return date(month // 12, month % 12 + 1, 1)


def _next_weekday(said: Said, now: Moment) -> date:
    return max(now.day + timedelta(days=(one - now.day.weekday() - 1) % 7 + 1) for one in said.weekdays)


def _this_weekday(said: Said, now: Moment) -> date:
    day = now.monday + timedelta(days=max(said.weekdays))
    return day if day >= now.day else day + timedelta(days=7)


def _in(said: Said, now: Moment) -> Day:
    match said.unit:
        case "minute":
            return now.at + timedelta(minutes=said.count)
        case "half-hour":
            return now.at + timedelta(minutes=30 * said.count)
        case "hour":
            return now.at + timedelta(hours=said.count)
        case "workhour":
            return now.calendar.add_hours(now.at, said.count)
        case "full-day":
            return now.at + timedelta(days=said.count)
        case "day":
            return now.day + timedelta(days=said.count)
        case "workday":
            # The day of writing does not count, however early or late it was.
            later = ceil(said.count) - 1
            return now.calendar.workday_from(now.day + timedelta(days=1), later) if later >= 0 else now.day
        case "week":
            return now.day + timedelta(weeks=said.count)
        case "fortnight":
            return now.day + timedelta(weeks=2 * said.count)
    months = round(said.count * (12 if said.unit == "year" else 1))
    first = _first_of(now.day.year * 12 + now.day.month - 1 + months)
    return first.replace(day=min(now.day.day, monthrange(first.year, first.month)[1]))


def _date(said: Said, now: Moment) -> Day:
    if said.year:
        return date(said.year, said.month, said.day)
    return now.without_year(said.month, said.day)


def _day_of_month(said: Said, now: Moment) -> Day:
    """The next such day, in a month that has it."""
    for ahead in range(3):
        first = _first_of(now.day.year * 12 + now.day.month - 1 + ahead)
        if said.day <= monthrange(first.year, first.month)[1] and first.replace(day=said.day) >= now.day:
            return first.replace(day=said.day)
    return None


def _day_of_next_month(said: Said, now: Moment) -> Day:
    first = _first_of(now.day.year * 12 + now.day.month)
    return first.replace(day=min(said.day, monthrange(first.year, first.month)[1]))


def _month(said: Said, now: Moment, day: int | None = None) -> Day:
    """A day of a month called by its name, or its last working day."""
    last = monthrange(now.day.year, said.month)[1] if said.month != 2 else 28
    end = now.without_year(said.month, last)
    if end is None:
        return None
    return end.replace(day=day) if day else now.last_of(end.replace(day=1), end)


MEANINGS: Mapping[str, Callable[[Said, Moment], Day]] = {
    "today": lambda said, now: now.day,
    "tomorrow": lambda said, now: now.day + timedelta(days=1),
    "day-after-tomorrow": lambda said, now: now.day + timedelta(days=2),
    "weekday": _next_weekday,
    "this-weekday": _this_weekday,
    "next-weekday": lambda said, now: now.monday + timedelta(days=7 + max(said.weekdays)),
    "week-from-weekday": lambda said, now: _next_weekday(said, now) + timedelta(days=7),
    "weekend": lambda said, now: now.monday + timedelta(days=6),
    "next-weekend": lambda said, now: now.monday + timedelta(days=13),
    "this-week": lambda said, now: now.week(0),
    "next-week": lambda said, now: now.week(1),
    "early-next-week": lambda said, now: now.monday + timedelta(days=8),
    "mid-next-week": lambda said, now: now.monday + timedelta(days=9),
    "week-after-next": lambda said, now: now.week(2),
    "this-month": lambda said, now: now.span(0, 1),
    "next-month": lambda said, now: now.span(1, 1),
    "this-quarter": lambda said, now: now.span(0, 3),
    "next-quarter": lambda said, now: now.span(1, 3),
    "this-year": lambda said, now: now.span(0, 12),
    "month": _month,
    "early-month": lambda said, now: _month(said, now, 10),
    "mid-month": lambda said, now: _month(said, now, 15),
    "in": _in,
    "date": _date,
    "day-of-month": _day_of_month,
    "day-of-next-month": _day_of_next_month,
}
"""By meaning, as packs write them. A meaning such as `12-25` is a feast of every year, as month and day."""

_ONE_DAY = frozenset(
    {
        "tomorrow",
        "weekday",
        "this-weekday",
        "next-weekday",
        "week-from-weekday",
        "weekend",
        "date",
        "day-of-month",
        "day-of-next-month",
    }
)


def day_of(meaning: str, said: Said, now: Moment) -> Day:
    """What a date means when it was written at `now`. Errors: ValueError where there is no such day, as 31 June."""
    if meaning in MEANINGS:
        return MEANINGS[meaning](said, now)
    month, day = meaning.split("-")
    return now.without_year(int(month), int(day))


def is_feast(meaning: str) -> bool:
    """Whether it is a feast of every year."""
    return meaning not in MEANINGS


def is_one_day(meaning: str) -> bool:
    """Whether `before` such a date means the working day before it; `before the end of March` does not."""
    return meaning in _ONE_DAY or is_feast(meaning)
