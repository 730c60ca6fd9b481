"""Dates that somebody gave to many tickets at once: the plan of a sprint, and no promise of each of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from forewarn.facts.messages import at_birth
from forewarn.facts.remembered import remembered
from forewarn.model import Field, Kind, Ticket, due_to_text

_AT_ONCE = timedelta(minutes=5)
_MANY = 10
"""Tickets above which one date for all of them is a plan."""


def is_of_a_plan(ticket: Ticket, tickets: Sequence[Ticket]) -> bool:
    """Whether the last date of `ticket` was given to many others too, by the same person within minutes."""
    known = _given(tickets)
    alike = ((at, known.get((who, due), ())) for at, who, due in [*_dates(ticket)][-1:])
    return any(sum(abs(other - at) <= _AT_ONCE for other in others) > _MANY for at, others in alike)


@remembered
def _given(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str], Sequence[datetime]]:
    """When somebody gave a date, by both."""
    found: dict[tuple[str, str], list[datetime]] = {}
    for at, who, due in (one for ticket in tickets for one in _dates(ticket)):
        found.setdefault((who, due), []).append(at)
    return found


def _dates(ticket: Ticket) -> Iterator[tuple[datetime, str, str]]:
    """When the dates of a ticket were given, by whom and which."""
    events = [event for event in ticket.history if event.kind is Kind.CHANGED and event.field is Field.DUE]
    if not events and ticket.due is None:
        return
    first, born = ticket.history[:1], at_birth(ticket)
    given = [(event, due_to_text(born.due)) for event in first if born is not None]
    for event, due in (*given, *((event, event.new) for event in events)):
        if due:
            yield event.at, event.actor.id if event.actor else "", due
