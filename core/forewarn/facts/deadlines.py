"""When something the agency owes falls due, with the days left out on which the project is parked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from forewarn.facts.project import Period, Project
from forewarn.model import Due, Evidence, Field, Ticket
from forewarn.worktime import Calendar, DayOff

_RESPITE = 5
"""Working days after a break by which a date that fell into it passes at the latest."""
_LIFE = 5
"""Business days for which a finding about a moment stays open at most, unless it is made good before."""
FADED = f"what happened lies more than {_LIFE} business days back, and is not spoken of any more"
"""Of a moment that has faded."""
STILL = f"nothing has happened on it for {_LIFE} business days"
"""Of a ticket on which every moment has."""


def after_days(project: Project, instant: datetime, days: int, calendar: Calendar | None = None) -> datetime | None:
    """`instant` plus business days of the agency, or of another calendar that is given.

    None when the project is parked with no end before that.
    """
    return _reach(lambda: counted(project, calendar).add_days(instant, days))


def after_hours(project: Project, instant: datetime, hours: float) -> datetime | None:
    """`instant` plus business hours of the agency; None when the project is parked with no end before that."""
    return _reach(lambda: counted(project).add_hours(instant, hours))


def put_off(limit: datetime, until: datetime, longest: datetime | None) -> datetime:
    """`limit`, or the earlier of `until` and `longest` where that is later; None for `longest` sets no bound."""
    return max(limit, until if longest is None else min(until, longest))


def before_days(project: Project, instant: datetime, days: int) -> datetime | None:
    """The last instant from which there are `days` business days left until `instant`; None as for `after_days`.

    What falls outside the working hours counts as due at the end of the working day before.
    """

    def earlier() -> datetime:
        calendar = counted(project)
        day, left = calendar.day_of(instant), timedelta()
        if calendar.is_workday(day) and instant > calendar.opening(day):
            left = max(calendar.closing(day) - instant, left)
        else:
            day = calendar.workday_before(day)
        day = days_before(calendar, day, days)
        return max(calendar.closing(day) - left, calendar.opening(day))

    return _reach(earlier)


def passing(project: Project, due: Due, grace_days: int = 0) -> datetime | None:
    """The instant at which a date the agency gave has passed, plus a grace of business days.

    A date that falls into a break in which the project is parked passes as many working days after the break as it lay
    within it, a week after it at most; None when the break has no end.
    """

    def passes() -> datetime:
        calendar = counted(project)
        day = calendar.day_of(due) if isinstance(due, datetime) else due
        lost = _parked_before(project, day)
        if isinstance(due, datetime) and not lost:
            return calendar.add_days(due, grace_days) if grace_days else calendar.passes(due)
        return calendar.closing(calendar.workday_from(day, later=max(lost - 1, 0) + grace_days))

    return _reach(passes)


def _parked_before(project: Project, day: date) -> int:
    """How many working days of a break lie up to `day`, which is one of them; 0 where the project is not parked.

    No more are counted than matter.
    """
    begun = min((period.start for period in project.parked if period.covers(day)), default=None)
    if begun is None:
        return 0
    days = (day - timedelta(days=n) for n in range((day - begun).days + 1))
    return max(sum(1 for _ in islice(filter(project.agency_calendar.is_workday, days), _RESPITE + 1)), 1)


def faded(project: Project, moment: datetime) -> datetime:
    """When a finding about `moment` leaves the tickets and stays in the report alone."""
    return project.agency_calendar.add_days(moment, _LIFE)


def why_quiet(ticket: Ticket, project: Project, reached: Callable[[datetime], bool]) -> str | None:
    """Why no finding about a moment of `ticket` is open, whatever it was; None where nobody can tell."""
    is_long_ago = bool(ticket.history) and reached(faded(project, ticket.history[-1].at))
    return STILL if is_long_ago else None


def counted(project: Project, calendar: Calendar | None = None) -> Calendar:
    """The agency's calendar, or another that is given, with the project's parked days closed."""
    return closed_on(calendar or project.agency_calendar, project.parked, "parked")


def closed_on(calendar: Calendar, periods: Sequence[Period], reason: str) -> Calendar:
    """`calendar` with some days closed."""
    return _closed_on(calendar, tuple(periods), reason) if periods else calendar


@lru_cache(maxsize=32)
def _closed_on(calendar: Calendar, periods: tuple[Period, ...], reason: str) -> Calendar:
    closed = dict(calendar.closed)
    begun = [calendar.closed_from] if calendar.closed_from is not None else []
    for period in periods:
        if period.end is None:
            begun.append(DayOff(period.start, reason))
        else:
            closed |= {period.start + timedelta(days=n): reason for n in range((period.end - period.start).days + 1)}
    return replace(calendar, closed=closed, closed_from=min(begun, key=lambda off: off.day, default=None))


def days_before(calendar: Calendar, day: date, days: int) -> date:
    """The day that lies `days` working days before `day`."""
    for _ in range(days):
        day = calendar.workday_before(day)
    return day


def days_left_out(
    project: Project, start: datetime, end: datetime, calendar: Calendar | None = None
) -> tuple[Evidence, ...]:
    """The holidays, closures and parked days that did not count between two instants, for `after_days`."""
    off = counted(project, calendar).left_out(start, end)
    return tuple(Evidence(midnight(project, day.day), day.reason) for day in off)


def why_parked(project: Project, reached: Callable[[datetime], bool], ticket: Ticket | None = None) -> str | None:
    """Why nothing is owed on `ticket`, or in the whole project, at this time; None where something is."""
    if ticket is not None and is_parked(ticket, project):
        return "a label says that it is parked"
    if any(_is_within(period, project, reached) for period in project.parked):
        return "the project is parked"
    return None


def is_parked(ticket: Ticket, project: Project) -> bool:
    """Whether a label says that the ticket waits for something outside the agency."""
    return not project.parked_labels.isdisjoint(ticket.labels)


def _is_within(period: Period, project: Project, reached: Callable[[datetime], bool]) -> bool:
    if not reached(midnight(project, period.start)):
        return False
    return period.end in (None, date.max) or not reached(midnight(project, period.end + timedelta(days=1)))


def midnight(project: Project, day: date) -> datetime:
    """The instant at which `day` begins for the agency."""
    return project.agency_calendar.at(day, time.min)


def unparked(ticket: Ticket, project: Project, instant: datetime) -> datetime:
    """`instant`, or when the last parking label came off if that was later: waiting does not count."""
    labels = (event for event in ticket.history if event.field is Field.LABELS)
    return max([instant, *(event.at for event in labels if event.old in project.parked_labels)])


def _reach(compute: Callable[[], datetime]) -> datetime | None:
    try:
        return compute()
    except ValueError:  # a calendar refuses where no working day follows: parked with no end, or beyond the year 9999
        return None
