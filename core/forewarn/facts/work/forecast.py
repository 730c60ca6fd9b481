"""When so many items will be finished, by the project's own pace: a Monte Carlo simulation over weekly throughput.

Weeks begin on Mondays, and a forecast is made for the opening of a week and holds until the next one; so it speaks of
whole weeks alone and does not change its mind every day. Nothing here knows the time or draws real chance: the
generator is seeded by the pace, so that the same history gives the same answer, and more work never an earlier date.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil, inf
from random import Random
from zlib import crc32

from forewarn.facts.activity import done_at
from forewarn.facts.deadlines import counted
from forewarn.facts.items import items
from forewarn.facts.marks import started_at
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered, worked_out
from forewarn.model import Due, Ticket
from forewarn.worktime import Calendar

TRIALS = 1000
FEWEST_WEEKS = 6
FEWEST_ITEMS = 6
_LACKING = {"weeks": "whole weeks of work", "items": "finished items"}
_WINDOW = 26
"""Weeks to look back at most: older ones tell of another team."""
_HORIZON = 260
"""Weeks to look ahead at most."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long an amount of work takes, as often as it was tried."""

    start: datetime
    """The opening of the week it is made for."""
    remaining: int
    """Items that were left then."""
    pace: tuple[int, ...]
    """Items finished in each week it draws from, oldest first."""
    trials: tuple[float, ...]
    """Working weeks from `start` until all is done, shortest first; infinite where that takes more than five years."""
    calendar: Calendar
    """The agency's, with parked days closed."""

    def date(self, share: float) -> date | None:
        """The day by which all is done in `share` of the trials (0.5, 0.85); None beyond five years, or parked."""
        weeks = quantile(self.trials, share)
        if weeks == inf:
            return None
        days = max(ceil(weeks * len(self.calendar.week)), 1)
        try:
            return self.calendar.day_of(self.calendar.add_days(self.start, days - 1))
        except ValueError:  # a calendar refuses when it holds no working day for a year: parked, and no end in sight
            return None

    def chance(self, due: Due) -> float:
        """The share of the trials, 0 to 1, in which all is done by the end of the day `due`."""
        first = self.calendar.day_of(self.start)
        day = self.calendar.day_of(due) if isinstance(due, datetime) else _workday_from(self.calendar, due)
        days = self.calendar.workdays_between(first, day) + 1
        a_week = len(self.calendar.week)
        return bisect_right(self.trials, float(days), key=lambda weeks: weeks * a_week) / len(self.trials)


def forecast(
    remaining: int,
    pace: tuple[int, ...],
    growths: Sequence[float],
    project: Project,
    start: datetime,
    trials: int = TRIALS,
) -> Forecast:
    """Try out how long `remaining` items take at a pace drawn from past weeks, `start` being a week's opening.

    `growths` are the shares by which work that was left grew before it was finished, one of them drawn a trial.
    Ask `too_little` first: a pace without a finished item never ends.
    """
    tried = _try_out(remaining, pace, tuple(growths) or (0.0,), trials)
    return Forecast(start, remaining, pace, tried, counted(project))


def lack_of(pace: Sequence[int]) -> tuple[str, int, int] | None:
    """What a pace lacks to tell of the future: (`weeks` or `items`, how many it needs, how many there are); None where
    nothing."""
    if len(pace) < FEWEST_WEEKS:
        return "weeks", FEWEST_WEEKS, len(pace)
    return ("items", FEWEST_ITEMS, sum(pace)) if sum(pace) < FEWEST_ITEMS else None


def too_little(pace: Sequence[int]) -> str | None:
    """The same as a reason."""
    if (lack := lack_of(pace)) is None:
        return None
    what, needed, there = lack
    return f"a forecast needs {needed} {_LACKING[what]} to judge by, and there are {there}"


@remembered
def weekly_pace(tickets: Sequence[Ticket], project: Project, start: datetime) -> tuple[int, ...]:
    """How many items were finished in each whole week before the one that opens at `start`, oldest first.

    Weeks without a finished item count as zero. Those before work began, those of which most was parked or closed,
    and those in which nothing was open tell nothing and are left out. Declined work and containers are not counted.
    """
    return pace_of(items(tickets, project), project, start)


def pace_of(work: Sequence[Ticket], project: Project, start: datetime) -> tuple[int, ...]:
    """The pace at which some items were finished, as `weekly_pace` counts them."""
    calendar = counted(project)
    courses = [_course(ticket, project.agency_calendar) for ticket in work]
    began = min((course.began for course in courses if course.began is not None), default=None)
    opened = Counter(course.opened for course in courses if course.is_open or course.finished is not None)
    closed = Counter(course.finished for course in courses if course.finished is not None)
    finished = Counter(c.finished for c in courses if c.finished is not None and not c.declined)
    pace: list[int] = []
    monday = _monday(calendar.day_of(start)) - _WEEK
    had_work = sum(count for day, count in opened.items() if day <= monday)
    had_work -= sum(count for day, count in closed.items() if day < monday)
    for _ in range(_WINDOW):
        if began is None or monday < began:
            break
        if had_work and _is_mostly_open(calendar, monday):
            pace.append(finished[monday])
        had_work += closed[monday - _WEEK] - opened[monday]
        monday -= _WEEK
    return tuple(reversed(pace))


@dataclass(frozen=True, slots=True)
class _Course:
    """When an item was opened, begun and finished."""

    opened: date
    """The Monday of that week."""
    began: date | None
    finished: date | None
    """The Monday of that week."""
    is_open: bool
    declined: bool


@worked_out
def _course(ticket: Ticket, calendar: Calendar) -> _Course:
    began, done = started_at(ticket), done_at(ticket)
    return _Course(
        opened=_monday(calendar.day_of(ticket.created)),
        began=calendar.day_of(began) if began is not None else None,
        finished=_monday(calendar.day_of(done)) if done is not None else None,
        is_open=ticket.is_open,
        declined=ticket.declined,
    )


def this_week(tickets: Iterable[Ticket], project: Project, reached: Callable[[datetime], bool]) -> datetime | None:
    """The opening of the last working week that has begun; None where nothing happened yet, or parked for good."""
    latest = max((t.history[-1].at if t.history else t.created for t in tickets), default=None)
    opening = week_of(latest, project) if latest is not None else None
    if opening is None:
        return None
    calendar = counted(project)
    try:
        while reached(later := _week_opening(calendar, _monday(calendar.day_of(opening)) + _WEEK)):
            opening = later
    except ValueError:  # parked, and no end in sight
        return None
    return opening


def week_of(instant: datetime, project: Project) -> datetime | None:
    """The opening of the last working week that had begun by `instant`; None where it is parked for good."""
    calendar = counted(project)
    monday = _monday(calendar.day_of(instant))
    try:
        while (opening := _week_opening(calendar, monday)) > instant:
            monday -= _WEEK
    except ValueError:  # parked, and no end in sight
        return None
    return opening


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest of some values in their order that at least `share` of them do not exceed."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)]


@lru_cache(maxsize=512)
def _try_out(remaining: int, pace: tuple[int, ...], growths: tuple[float, ...], trials: int) -> tuple[float, ...]:
    return tuple(sorted(trial.weeks_for(remaining, growths) for trial in _trials(pace, trials)))


@lru_cache(maxsize=2)
def _trials(pace: tuple[int, ...], number: int) -> tuple["_Trial", ...]:
    seed = crc32(repr(pace).encode())
    # A generator of its own for each trial: whatever the amount of work, trial n draws the same weeks.
    return tuple(_Trial(pace, Random(seed + n)) for n in range(number))  # noqa: S311


class _Trial:
    """The growth and the weeks that one trial draws, as many of them as somebody asked for."""

    __slots__ = ("_chance", "_finished", "_growth", "_pace")

    def __init__(self, pace: tuple[int, ...], chance: Random) -> None:
        self._pace = pace
        self._chance = chance
        self._growth = chance.random()
        self._finished = [0]
        """How many items are finished after so many weeks."""

    def weeks_for(self, remaining: int, growths: tuple[float, ...]) -> float:
        """Working weeks until so many items are done and what they grow by; infinite beyond the horizon."""
        left, finished = remaining * (1 + growths[int(self._growth * len(growths))]), self._finished
        if left <= 0:
            return 0.0
        while finished[-1] < left and len(finished) <= _HORIZON:
            finished.append(finished[-1] + self._pace[int(self._chance.random() * len(self._pace))])
        if finished[-1] < left:
            return inf
        week = bisect_left(finished, left) - 1
        return week + (left - finished[week]) / (finished[week + 1] - finished[week])


def _is_mostly_open(calendar: Calendar, monday: date) -> bool:
    days = sum(calendar.is_workday(monday + timedelta(days=n)) for n in range(7))
    return 2 * days >= len(calendar.week)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_opening(calendar: Calendar, monday: date) -> datetime:
    return calendar.opening(calendar.workday_from(monday))


def _workday_from(calendar: Calendar, day: date) -> date:
    try:
        return calendar.workday_from(day)
    except ValueError:  # parked, and no end in sight
        return day
