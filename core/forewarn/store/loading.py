"""Tickets and their histories, out of the tables."""

from collections.abc import Iterable

import sqlalchemy as sa

from forewarn.model import Event, Kind, Ticket
from forewarn.store.codec import ticket_from_json
from forewarn.store.connection import chunks
from forewarn.store.rows import EVENT_COLUMNS, event_of
from forewarn.store.schema import events, tickets


def bare_tickets(connection: sa.Connection, source: str, ids: Iterable[str]) -> dict[str, Ticket]:
    """Those of some tickets of a source that are known, by id, without their histories."""
    found: dict[str, Ticket] = {}
    for chunk in chunks(list(ids)):
        query = sa.select(tickets).where(tickets.c.source == source, tickets.c.id.in_(chunk))
        for row in connection.execute(query):
            found[row.id] = ticket_from_json(row.source, row.container, row.id, row.key, row.milestone, row.state)
    return found


def histories(connection: sa.Connection, source: str, ids: Iterable[str]) -> dict[str, list[Event]]:
    """What happened to some tickets of a source, by id, oldest first."""
    found: dict[str, list[Event]] = {}
    c = events.c
    for chunk in chunks(list(ids)):
        query = (
            sa.select(c.ticket, *(c[name] for name in EVENT_COLUMNS))
            .where(c.source == source, c.ticket.in_(chunk))
            .order_by(c.ticket, c.at, c.kind != Kind.CREATED, c.position)
        )
        for ticket_id, *row in connection.execute(query):
            found.setdefault(ticket_id, []).append(event_of(row))
    return found
