"""Dates that somebody gave to many tickets at once: the plan of a sprint, and no promise of each of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from forewarn.facts.at_once import Given, by_giver, given_at_once
from forewarn.facts.messages import at_birth
from forewarn.facts.remembered import remembered
from forewarn.model import Field, Ticket, due_to_text

_MANY = 10
"""Tickets above which one date for all of them is a plan."""


def is_of_a_plan(ticket: Ticket, tickets: Sequence[Ticket]) -> bool:
    """Whether the last date of `ticket` was given to many others too, by the same person within minutes."""
    return any(given_at_once(last, _given(tickets)) > _MANY for last in [*_dates(ticket)][-1:])


@remembered
def _given(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str], Sequence[datetime]]:
    return by_giver(one for ticket in tickets for one in _dates(ticket))


def _dates(ticket: Ticket) -> Iterator[Given]:
    events = [event for event in ticket.history if event.field is Field.DUE]
    if not events and ticket.due is None:
        return
    first, born = ticket.history[:1], at_birth(ticket)
    given = [(event, due_to_text(born.due)) for event in first if born is not None]
    for event, due in (*given, *((event, event.new) for event in events)):
        if due:
            yield event.at, event.actor.id if event.actor else "", due
