"""Whether more is due, or in somebody's hands, than has been finished or carried before.

Weeks begin on Mondays, as in a forecast: an answer is about this calendar week and those right after it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from forewarn.facts.deadlines import counted, is_parked
from forewarn.facts.items import due_day, due_of, items, known_by, milestones_of
from forewarn.facts.messages import called
from forewarn.facts.project import Project
from forewarn.facts.stands import Stint, actors, finishers, given_at, holders, stints
from forewarn.facts.work.forecast import FEWEST_ITEMS, FEWEST_WEEKS, pace_of, quantile, too_little, weekly_pace
from forewarn.facts.work.hands import leave_of
from forewarn.model import Evidence, Person, Role, Ticket

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
    return tuple(_overloads(tickets, project, start, limits))


def _overloads(tickets: Sequence[Ticket], project: Project, start: datetime, limits: Limits) -> Iterator[Overload]:
    """Those of `overloads`, worked out one by one: whoever asks whether there is any needs no more than the first."""
    work = items(tickets, project)
    due = _due(work, tickets, project, start, limits.weeks)
    usual = _usually_finished(weekly_pace(tickets, project, start), limits)
    if usual is not None and len(due) > usual:
        yield Overload(None, len(due), usual)
    shares = _Shares(*(_by_person(work, whose) for whose in (stints, holders, finishers)))
    known = (person for person in _people(work, tickets) if not _is_away(person, project, start, limits.weeks))
    theirs = (_overload_of(person, shares, due, project, start, limits) for person in known)
    yield from (one for one in theirs if one is not None)


def first_week(tickets: Sequence[Ticket], project: Project, start: datetime, limits: Limits) -> datetime:
    """The opening of the first of the weeks in a row with an overload; the one that opens at `start` is the last.

    What stood at the end of a week counts.
    """
    while any(_overloads(known_by(tickets, start), project, start - _WEEK, limits)):
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
    return [t for t, due in waiting if due is not None and first <= due_day(due, calendar) <= last]


def _usually_finished(pace: Sequence[int], limits: Limits) -> int | None:
    """What was finished at most in the usual spans of the past; None where there are too few to tell."""
    sums = sorted(sum(pace[n : n + limits.weeks]) for n in range(len(pace) - limits.weeks + 1))
    return int(quantile(sums, limits.finished)) if sums and too_little(pace) is None else None


def _overload_of(
    person: Person, shares: "_Shares", due: Sequence[Ticket], project: Project, start: datetime, limits: Limits
) -> Overload | None:
    at_work = replace(project, parked=(*project.parked, *leave_of(person, project)))
    usual = _usually_finished(pace_of(shares.finished[person.id], at_work, start), limits)
    mine = sum(person.id in holders(ticket) for ticket in due)
    if usual is not None and mine > usual:
        return Overload(person, mine, usual)
    held = shares.held[person.id]
    plans = _plans(held, person, limits.bulk)
    now = ((stints(t)[person.id][0], t.place in plans) for t in held if t.is_open)
    carried = sum(_carries(stint, project, is_planned) for stint, is_planned in now)
    past = _carried_before(shares.ever[person.id], person, plans, project, start) if carried >= FEWEST_ITEMS else []
    while past and not past[-1]:
        past.pop()
    if len(past) < FEWEST_WEEKS:
        return None
    most = int(quantile(sorted(past), limits.carried))
    return Overload(person, carried, most, carried=True) if carried > most else None


@dataclass(frozen=True, slots=True)
class _Shares:
    """The items of each person, by id."""

    ever: Mapping[str, Sequence[Ticket]]
    """Those they have, or ever had, while they are or were open."""
    held: Mapping[str, Sequence[Ticket]]
    """Those they have."""
    finished: Mapping[str, Sequence[Ticket]]
    """Those they had when they were finished; of the open ones, those they have."""


def _by_person(work: Iterable[Ticket], whose: Callable[[Ticket], Iterable[str]]) -> Mapping[str, Sequence[Ticket]]:
    found: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in work:
        for ident in whose(ticket):
            found[ident].append(ticket)
    return found


def _people(work: Iterable[Ticket], tickets: Iterable[Ticket]) -> list[Person]:
    """The people of the team who have open items in their hands, by name."""
    known: dict[str, Person] = {}
    for ticket in tickets:
        known |= actors(ticket)
    holding = {p.id: known.get(p.id, p) for ticket in work if ticket.is_open for p in ticket.assignees}
    return sorted((p for p in holding.values() if p.role is Role.TEAM), key=lambda p: (p.name.casefold(), p.id))


def _is_away(person: Person, project: Project, start: datetime, weeks: int) -> bool:
    """Whether they are on leave on a working day of the weeks ahead."""
    calendar, monday = counted(project), _monday(start, project)
    days = (monday + timedelta(days=n) for n in range(7 * weeks))
    return any(p.covers(day) for day in days if calendar.is_workday(day) for p in leave_of(person, project))


def _plans(held: Iterable[Ticket], person: Person, bulk: int) -> frozenset[tuple[str, str]]:
    """Source and id of the items that were given to somebody among many others at once."""
    given = sorted((given_at(t).get(person.id, t.created), t.place) for t in held)
    groups: list[list[tuple[datetime, tuple[str, str]]]] = []
    for one in given:
        if groups and one[0] - groups[-1][0][0] <= _SESSION:
            groups[-1].append(one)
        else:
            groups.append([one])
    return frozenset(place for group in groups if len(group) > bulk for _, place in group)


def _carried_before(
    tickets: Iterable[Ticket], person: Person, plans: frozenset[tuple[str, str]], project: Project, start: datetime
) -> list[int]:
    """How many of the tickets somebody had in their hands when each of the past weeks opened, the latest first."""
    counts = [0] * _LOOK_BACK
    first = start - _LOOK_BACK * _WEEK
    for ticket in tickets:
        for stint in stints(ticket).get(person.id, ()):
            until = stint.until
            if (until is None or until > first) and _carries(stint, project, ticket.place in plans):
                newest = 0 if until is None or until > start else (start - until) // _WEEK + 1
                for week in range(newest, min((start - stint.since) // _WEEK + 1, _LOOK_BACK)):
                    counts[week] += 1
    return counts


def _carries(stint: Stint, project: Project, is_planned: bool) -> bool:
    """Whether it is work in somebody's hands; what was planned in bulk is none before it is begun."""
    return (stint.is_begun or not is_planned) and project.parked_labels.isdisjoint(stint.labels)
