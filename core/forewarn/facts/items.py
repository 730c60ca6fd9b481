"""Items: the pieces of work that are counted, and the date each of them has to meet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from forewarn.facts.activity import is_work
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.scope import is_epic
from forewarn.model import Due, Ticket
from forewarn.worktime import Calendar

Place = tuple[str, str, str]
"""Source, container and id of a ticket."""


def known_by(tickets: Iterable[Ticket], instant: datetime) -> tuple[Ticket, ...]:
    """Those that existed at an instant, each as it stood then."""
    return tuple(known for ticket in tickets if (known := ticket.as_of(instant)) is not None)


@remembered
def items(tickets: Sequence[Ticket], project: Project) -> tuple[Ticket, ...]:
    """The work of a project without its containers, whose parts are counted instead."""
    parents = _parents(tickets)
    return tuple(t for t in tickets if is_work(t, project) and not _contains(t, parents))


def is_container(ticket: Ticket, tickets: Sequence[Ticket]) -> bool:
    """Whether a ticket only gathers others: an epic, or whatever others name as their parent."""
    return _contains(ticket, _parents(tickets))


def parts_of(ticket: Ticket, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """The tickets that name this one as their parent."""
    named = _parents(tickets)
    names = dict.fromkeys((ticket.id, ticket.key))
    return tuple(part for name in names for part in named.get((ticket.source, name), ()))


@remembered
def milestones_of(tickets: Sequence[Ticket]) -> Mapping[Place, Ticket]:
    """The milestones among `tickets`, by where they are."""
    return {(t.source, t.container, t.id): t for t in tickets if t.is_milestone}


def milestone_of(ticket: Ticket, milestones: Mapping[Place, Ticket]) -> Ticket | None:
    """The milestone that a ticket belongs to; None where it has none, or nobody knows it."""
    if ticket.milestone is None:
        return None
    return milestones.get((ticket.source, ticket.container, ticket.milestone))


def due_of(ticket: Ticket, milestones: Mapping[Place, Ticket]) -> Due | None:
    """The date a ticket has to meet: its own, else that of its milestone."""
    milestone = milestone_of(ticket, milestones) if ticket.due is None else None
    return milestone.due if milestone is not None else ticket.due


def due_words(due: Due, calendar: Calendar) -> str:
    """A date as evidence has it, with its hour in the agency's zone: `2026-11-13`, `2026-11-13 17:00`."""
    return f"{due.astimezone(calendar.zone):%Y-%m-%d %H:%M}" if isinstance(due, datetime) else f"{due:%Y-%m-%d}"


def due_day(due: Due, calendar: Calendar) -> date:
    """The day a date falls on, be it one with an hour."""
    return calendar.day_of(due) if isinstance(due, datetime) else due


@remembered
def _parents(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str], tuple[Ticket, ...]]:
    """The tickets that name a parent, by its source and the name they use."""
    found: dict[tuple[str, str], list[Ticket]] = {}
    for ticket in tickets:
        if ticket.parent:
            found.setdefault((ticket.source, ticket.parent), []).append(ticket)
    return {parent: tuple(parts) for parent, parts in found.items()}


def _contains(ticket: Ticket, parents: Mapping[tuple[str, str], object]) -> bool:
    return is_epic(ticket) or (ticket.source, ticket.id) in parents or (ticket.source, ticket.key) in parents
