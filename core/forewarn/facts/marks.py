"""What a type, a label or a status says of a ticket."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from forewarn.facts.messages import at_birth
from forewarn.facts.project import Project
from forewarn.model import Event, Field, StatusCategory, Ticket

URGENT: Final = frozenset({"blocker", "critical", "highest", "high", "urgent"})
"""Priorities of what cannot wait."""


def is_marked(ticket: Ticket, words: Iterable[str]) -> bool:
    """Whether the type or a label of `ticket` is one of `words`, as `is_one_of` reads them."""
    return any(is_one_of(mark, words) for mark in (ticket.type, *ticket.labels))


def had_priority(ticket: Ticket, instant: datetime, words: Iterable[str]) -> bool:
    """Whether the priority of `ticket` was one of `words` at an instant."""
    return is_one_of((ticket.as_of(instant) or ticket).priority or "", words)


def is_one_of(name: str, words: Iterable[str]) -> bool:
    """Whether `name` is one of `words`, in small or capital letters, with hyphens, underscores or spaces between."""
    return _plain(name) in map(_plain, words)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def status_changes(ticket: Ticket) -> tuple[Event, ...]:
    """Its moves from status to status, oldest first."""
    return tuple(e for e in ticket.history if e.field is Field.STATUS)


def started_at(ticket: Ticket) -> datetime | None:
    """When `ticket` was first in progress, or done without; None while nobody has begun."""
    born = at_birth(ticket)
    if born is not None and born.category is not StatusCategory.TODO:
        return ticket.created
    begun = (e.at for e in status_changes(ticket) if e.category in (StatusCategory.DOING, StatusCategory.DONE))
    return next(begun, None)


def delivery_of(ticket: Ticket, project: Project) -> Event | None:
    """The move since which `ticket` has been delivered without a break; None where it is not, or was declined.

    Delivered is what is done, or in a status that means going live.
    """
    delivery: Event | None = None
    for event in status_changes(ticket):
        if event.category is not StatusCategory.DONE and not is_one_of(event.new or "", project.launch):
            delivery = None
        elif delivery is None:
            delivery = event
    return None if ticket.declined else delivery
