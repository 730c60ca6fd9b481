"""Items: the pieces of work that are counted, and the date each of them has to meet."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from forewarn.facts.activity import is_work
from forewarn.facts.project import Project
from forewarn.facts.scope import is_epic
from forewarn.model import Due, Ticket
from forewarn.worktime import Calendar

Place = tuple[str, str, str]
"""Source, container and id of a ticket."""


def items(tickets: Iterable[Ticket], project: Project) -> tuple[Ticket, ...]:
    """The work of a project without its containers, whose parts are counted instead."""
    known = tuple(tickets)
    parents = _parents(known)
    return tuple(t for t in known if is_work(t, project) and not _contains(t, parents))


def is_container(ticket: Ticket, tickets: Iterable[Ticket]) -> bool:
    """Whether a ticket only gathers others: an epic, or whatever others name as their parent."""
    return _contains(ticket, _parents(tickets))


def parts_of(ticket: Ticket, tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """The tickets that name this one as their parent."""
    return tuple(t for t in tickets if t.source == ticket.source and t.parent in (ticket.id, ticket.key))


def milestones_of(tickets: Iterable[Ticket]) -> Mapping[Place, Ticket]:
    """The milestones among `tickets`, by where they are."""
    return {(t.source, t.container, t.id): t for t in tickets if t.is_milestone}


def due_of(ticket: Ticket, milestones: Mapping[Place, Ticket]) -> Due | None:
    """The date a ticket has to meet: its own, else that of its milestone."""
    if ticket.due is not None or ticket.milestone is None:
        return ticket.due
    milestone = milestones.get((ticket.source, ticket.container, ticket.milestone))
    return milestone.due if milestone is not None else None


def due_day(due: Due, calendar: Calendar) -> date:
    """The day a date falls on, be it one with an hour."""
    return calendar.day_of(due) if isinstance(due, datetime) else due


def _parents(tickets: Iterable[Ticket]) -> frozenset[tuple[str, str]]:
    return frozenset((t.source, t.parent) for t in tickets if t.parent)


def _contains(ticket: Ticket, parents: frozenset[tuple[str, str]]) -> bool:
    return is_epic(ticket) or not parents.isdisjoint({(ticket.source, ticket.id), (ticket.source, ticket.key)})
