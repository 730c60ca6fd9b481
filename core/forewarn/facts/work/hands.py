"""In whose hands a ticket is: who is away or gone, who does nothing any more, how often it was handed on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import product

from forewarn.facts.deadlines import after_days, closed_on
from forewarn.facts.project import Period, Project
from forewarn.facts.remembered import remembered
from forewarn.facts.work.signs import is_sign
from forewarn.model import Event, Fact, Field, Person, Role, Ticket
from forewarn.worktime import Calendar


def workers(ticket: Ticket) -> tuple[str, ...]:
    """The names of those to whom a ticket is assigned and who are to act on a note: no client, and no bot."""
    others = (Role.CLIENT, Role.BOT)
    return tuple(one.name or one.handle or one.id for one in ticket.assignees if one.role not in others)


def leave_of(person: Person, project: Project) -> tuple[Period, ...]:
    """When somebody is away, as the config says; an open end means that they have left."""
    names = dict.fromkeys(name.casefold() for name in (person.id, person.handle, person.name) if name)
    return tuple(period for name in names for period in project.leave.get(name, ()))


def left_at(person: Person, project: Project) -> datetime | None:
    """The opening of the day from which somebody is away with no end; None while they are expected back."""
    day = min((period.start for period in leave_of(person, project) if period.end is None), default=None)
    calendar = project.agency_calendar
    return calendar.opening(calendar.workday_from(day)) if day is not None else None


def days_of(people: Sequence[Person], project: Project) -> Calendar:
    """The working days of some people: the agency's without those on which all of them are away.

    Whoever has left is not away: their work goes on without them, and somebody should see that it does not.
    """
    staying = [person for person in people if left_at(person, project) is None]
    away = [[one for one in leave_of(person, project) if one.end is not None] for person in staying or people]
    return closed_on(project.agency_calendar, reduce(_shared, away) if away else (), "on leave")


def assigned_at(ticket: Ticket, person: Person) -> datetime:
    """When a ticket came into the hands of somebody who has it now."""
    given = (e.at for e in ticket.history if e.field is Field.ASSIGNEE and e.new == person.id)
    return max(given, default=ticket.created)


def last_act(person: Person, ticket: Ticket, tickets: Sequence[Ticket]) -> datetime:
    """The last time somebody did anything in the project, or got this ticket, where that was later."""
    acts = _last_acts(tickets)
    same = [at for (source, ident, _), at in acts.items() if source == ticket.source and ident == person.id]
    name = person.name.casefold()
    elsewhere = [at for (source, _, called), at in acts.items() if source != ticket.source and name and called == name]
    return max([assigned_at(ticket, person), *same, *elsewhere])


@remembered
def _last_acts(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str, str], datetime]:
    """When each account did something last: by its source, its id and its name in small letters."""
    last: dict[tuple[str, str, str], datetime] = {}
    for ticket in tickets:
        for event in ticket.history:
            if event.actor is not None:
                account = (ticket.source, event.actor.id, event.actor.name.casefold())
                last[account] = max(last.get(account, event.at), event.at)
    return last


def handed_on(ticket: Ticket, since: datetime) -> tuple[Event, ...]:
    """The times a ticket was taken from somebody after `since`, and after the last sign of work on it."""
    passed: list[Event] = []
    for event in ticket.history:
        if event.at < since:
            continue
        if is_sign(event):
            passed.clear()
        elif event.field is Field.ASSIGNEE and event.old:
            passed.append(event)
    return tuple(passed)


@dataclass(frozen=True, slots=True)
class Drop:
    """A way in which a ticket is in nobody's hands."""

    how: str
    """`unowned`, `idle` or `handed on`."""
    at: datetime
    seen: datetime | None = None
    """When somebody who has it did something last."""
    times: int = 0

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"how": self.how, "seen": self.seen, "times": self.times}


def drops(
    ticket: Ticket,
    waiting: datetime,
    tickets: Sequence[Ticket],
    project: Project,
    triage_days: int,
    idle_days: int,
    handovers: int,
) -> Iterator[Drop]:
    """When a ticket for which the client has waited since `waiting` is, or will be, in nobody's hands.

    Assigned to nobody, or only to clients or people who have left, for `triage_days`; only to people who did nothing
    for `idle_days`, once the client has waited for `triage_days`; taken from somebody `handovers` times with no sign of
    work since.
    """
    ours = [person for person in ticket.assignees if person.role is not Role.CLIENT]
    gone = [left_at(person, project) for person in ours]
    if all(gone):
        unowned = after_days(project, max([waiting, _unassigned_at(ticket), *filter(None, gone)]), triage_days)
        if unowned is not None:
            yield Drop("unowned", unowned)
    if ours:
        seen = [last_act(person, ticket, tickets) for person in ours]
        ends = [_idle_from(p, at, project, idle_days) for p, at in zip(ours, seen, strict=True)]
        triaged = after_days(project, waiting, triage_days)
        if None not in ends and triaged is not None:
            yield Drop("idle", max([triaged, *filter(None, ends)]), max(seen))
    passed = handed_on(ticket, waiting)
    if len(passed) >= handovers:
        yield Drop("handed on", passed[handovers - 1].at, times=len(passed))


def _idle_from(person: Person, seen: datetime, project: Project, days: int) -> datetime | None:
    ends = after_days(project, seen, days, days_of((person,), project)), left_at(person, project)
    return min(filter(None, ends), default=None)


def _unassigned_at(ticket: Ticket) -> datetime:
    return max((e.at for e in ticket.history if e.field is Field.ASSIGNEE), default=ticket.created)


def _shared(some: Sequence[Period], more: Sequence[Period]) -> Sequence[Period]:
    """The periods in which both are away."""
    shared: list[Period] = []
    for one, other in product(some, more):
        start, end = max(one.start, other.start), min(filter(None, (one.end, other.end)), default=None)
        if end is None or start <= end:
            shared.append(Period(start, end))
    return shared
