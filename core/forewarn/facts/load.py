"""Whether more is due, or in somebody's hands, than has been finished or carried before.

Weeks begin on Mondays, as in a forecast: an answer is about this calendar week and those right after it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from forewarn.facts.activity import finish_of
from forewarn.facts.deadlines import counted, is_parked
from forewarn.facts.forecast import FEWEST_ITEMS, FEWEST_WEEKS, quantile, too_little, weekly_pace
from forewarn.facts.hands import leave_of
from forewarn.facts.items import due_of, items, milestones_of
from forewarn.facts.messages import called
from forewarn.facts.project import Project
from forewarn.facts.remembered import worked_out
from forewarn.model import Evidence, Field, Person, Role, StatusCategory, Ticket

_WEEK = timedelta(days=7)
_LOOK_BACK = 26
"""Weeks of which it is remembered how much somebody carried."""
_SESSION = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on it is too much."""

    weeks: int
    """Calendar weeks to look ahead, this one included."""
    finished: float
    """The share of such spans, 0 to 1, in which no more was finished than usual."""
    carried: float
    """The share of weeks, 0 to 1, in which no more was carried than usual."""
    bulk: int
    """Items above which assignments within five minutes are a plan and not a load."""


@dataclass(frozen=True, slots=True)
class Overload:
    """More than usual, for the team or one of its people."""

    person: Person | None
    """None for the team."""
    amount: int
    usual: int
    carried: bool = False
    """Whether it is what they have in their hands; else what is due."""

    def evidence(self, at: datetime) -> Evidence:
        """One line: who, how much, and what is usual."""
        what = "open" if self.carried else "due"
        return Evidence(at, f"{called(self.person) or 'team'}: {self.amount} {what}, usually up to {self.usual}")


def overloads(tickets: Sequence[Ticket], project: Project, start: datetime, limits: Limits) -> tuple[Overload, ...]:
    """Who has more to do than usual as of the week that opens at `start`: the team first, then its people.

    An item without a date takes that of its milestone. Containers, parked items and people who are away on a working
    day of the weeks ahead are left out, and so are, of what somebody carries, plans that nobody has begun.
    """
    work = items(tickets, project)
    due = _due(work, tickets, project, start, limits.weeks)
    usual = _usually_finished(weekly_pace(tickets, project, start), limits)
    team = [Overload(None, len(due), usual)] if usual is not None and len(due) > usual else []
    known = (person for person in _people(work, tickets) if not _is_away(person, project, start, limits.weeks))
    theirs = (_overload_of(person, work, due, project, start, limits) for person in known)
    return (*team, *(one for one in theirs if one is not None))


def first_week(tickets: Sequence[Ticket], project: Project, start: datetime, limits: Limits) -> datetime:
    """The opening of the first of the weeks in a row with an overload; the one that opens at `start` is the last.

    What stood at the end of a week counts.
    """
    while overloads(_as_of(tickets, start), project, start - _WEEK, limits):
        start -= _WEEK
    calendar = project.agency_calendar
    return calendar.opening(calendar.workday_from(_monday(start, project)))


def last_day(start: datetime, project: Project, weeks: int) -> date:
    """The Sunday on which so many calendar weeks end, the one of `start` the first."""
    return _monday(start, project) + weeks * _WEEK - timedelta(days=1)


def _monday(start: datetime, project: Project) -> date:
    day = project.agency_calendar.day_of(start)
    return day - timedelta(days=day.weekday())


def _due(
    work: Iterable[Ticket], tickets: Sequence[Ticket], project: Project, start: datetime, weeks: int
) -> list[Ticket]:
    milestones, calendar = milestones_of(tickets), project.agency_calendar
    first, last = _monday(start, project), last_day(start, project, weeks)
    waiting = ((t, due_of(t, milestones)) for t in work if t.is_open and not is_parked(t, project))
    days = ((t, calendar.day_of(due) if isinstance(due, datetime) else due) for t, due in waiting)
    return [t for t, day in days if day is not None and first <= day <= last]


def _usually_finished(pace: Sequence[int], limits: Limits) -> int | None:
    """What was finished at most in the usual spans of the past; None where there are too few to tell."""
    sums = sorted(sum(pace[n : n + limits.weeks]) for n in range(len(pace) - limits.weeks + 1))
    return int(quantile(sums, limits.finished)) if sums and too_little(pace) is None else None


def _overload_of(
    person: Person, work: Sequence[Ticket], due: Sequence[Ticket], project: Project, start: datetime, limits: Limits
) -> Overload | None:
    theirs = [ticket for ticket in work if _was_given(ticket, person)]
    at_work = replace(project, parked=(*project.parked, *leave_of(person, project)))
    usual = _usually_finished(weekly_pace([t for t in theirs if _finished_it(t, person)], at_work, start), limits)
    mine = sum(_holds(ticket, person) for ticket in due)
    if usual is not None and mine > usual:
        return Overload(person, mine, usual)
    plans = _plans(theirs, person, limits.bulk)
    carried = sum(_carries(_stands(t)[-1], person, project, _place(t) in plans) for t in theirs)
    past = _carried_before(theirs, person, plans, project, start)
    while past and not past[-1]:
        past.pop()
    if len(past) < FEWEST_WEEKS or carried < FEWEST_ITEMS:
        return None
    most = int(quantile(sorted(past), limits.carried))
    return Overload(person, carried, most, carried=True) if carried > most else None


def _people(work: Iterable[Ticket], tickets: Iterable[Ticket]) -> list[Person]:
    """The people of the team who have open items in their hands, by name."""
    known = {e.actor.id: e.actor for ticket in tickets for e in ticket.history if e.actor is not None}
    holding = {p.id: known.get(p.id, p) for ticket in work if ticket.is_open for p in ticket.assignees}
    return sorted((p for p in holding.values() if p.role is Role.TEAM), key=lambda p: (p.name.casefold(), p.id))


def _is_away(person: Person, project: Project, start: datetime, weeks: int) -> bool:
    """Whether they are on leave on a working day of the weeks ahead."""
    calendar, monday = counted(project), _monday(start, project)
    days = (monday + timedelta(days=n) for n in range(7 * weeks))
    return any(p.covers(day) for day in days if calendar.is_workday(day) for p in leave_of(person, project))


def _holds(ticket: Ticket, person: Person) -> bool:
    return any(assignee.id == person.id for assignee in ticket.assignees)


def _was_given(ticket: Ticket, person: Person) -> bool:
    return person.id in _everybody(ticket)


@worked_out
def _everybody(ticket: Ticket) -> frozenset[str | None]:
    """The ids of those who have a ticket, or ever had it."""
    changes = (e for e in ticket.history if e.field is Field.ASSIGNEE)
    return frozenset((*(p.id for p in ticket.assignees), *(ident for e in changes for ident in (e.old, e.new))))


def _finished_it(ticket: Ticket, person: Person) -> bool:
    """Whether they had it in their hands when it was finished; of an open one, whether they have it now."""
    finish = finish_of(ticket)
    then = _stand(ticket, finish.at if finish else None)
    return then is not None and person.id in then.holders


def _plans(theirs: Iterable[Ticket], person: Person, bulk: int) -> frozenset[tuple[str, str]]:
    """Source and id of the items that were given to somebody among many others at once."""
    given = sorted((_given_at(t, person), (t.source, t.id)) for t in theirs if _holds(t, person))
    groups: list[list[tuple[datetime, tuple[str, str]]]] = []
    for one in given:
        if groups and one[0] - groups[-1][0][0] <= _SESSION:
            groups[-1].append(one)
        else:
            groups.append([one])
    return frozenset(place for group in groups if len(group) > bulk for _, place in group)


def _given_at(ticket: Ticket, person: Person) -> datetime:
    given = (e.at for e in ticket.history if e.field is Field.ASSIGNEE and e.new == person.id)
    return max(given, default=ticket.created)


def _carried_before(
    tickets: Iterable[Ticket], person: Person, plans: frozenset[tuple[str, str]], project: Project, start: datetime
) -> list[int]:
    """How many of the tickets somebody had in their hands when each of the past weeks opened, the latest first."""
    counts = [0] * _LOOK_BACK
    for ticket in tickets:
        stands, is_planned = _stands(ticket), _place(ticket) in plans
        for stand, until in zip(stands, [*(one.since for one in stands[1:]), None], strict=True):
            if _carries(stand, person, project, is_planned):
                newest = 0 if until is None or until > start else (start - until) // _WEEK + 1
                for week in range(newest, min((start - stand.since) // _WEEK + 1, _LOOK_BACK)):
                    counts[week] += 1
    return counts


def _carries(stand: "_Stand", person: Person, project: Project, is_planned: bool) -> bool:
    """Whether somebody has work in their hands; what was planned in bulk is none before it is begun."""
    if stand.category is StatusCategory.DONE or person.id not in stand.holders:
        return False
    is_begun = stand.category is not StatusCategory.TODO
    return (is_begun or not is_planned) and project.parked_labels.isdisjoint(stand.labels)


def _place(ticket: Ticket) -> tuple[str, str]:
    return ticket.source, ticket.id


@dataclass(frozen=True, slots=True)
class _Stand:
    """What matters of a ticket here, from an instant on."""

    since: datetime
    category: StatusCategory
    holders: frozenset[str]
    labels: tuple[str, ...]


def _stand(ticket: Ticket, at: datetime | None) -> _Stand | None:
    """How a ticket stood at an instant, or stands now; None before it was there."""
    known = _stands(ticket)
    count = bisect_right(known, at, key=lambda stand: stand.since) if at is not None else len(known)
    return known[count - 1] if count else None


@worked_out
def _stands(ticket: Ticket) -> tuple[_Stand, ...]:
    """Everything that a ticket was in turn; worked out once, as it is asked week by week and person by person."""
    moments = [e.at for e in ticket.history if e.field in (Field.STATUS, Field.ASSIGNEE, Field.LABELS)]
    found = []
    for at in dict.fromkeys((ticket.created, *moments)):
        then = ticket.as_of(at)
        if then is not None:
            found.append(_Stand(at, then.category, frozenset(p.id for p in then.assignees), then.labels))
    return tuple(found)


def _as_of(tickets: Iterable[Ticket], instant: datetime) -> tuple[Ticket, ...]:
    return tuple(known for ticket in tickets if (known := ticket.as_of(instant)) is not None)
