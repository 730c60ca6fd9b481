"""A batch on its way into the store: what of it is new, and what follows from comparing it with what was known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from forewarn.connect import Batch
from forewarn.model import Event, Field, Role, Ticket
from forewarn.store.codec import ticket_to_json
from forewarn.store.compare import comment_events, snapshot_events, told_no_more
from forewarn.store.loading import bare_tickets, histories
from forewarn.store.mentions import note_mentions
from forewarn.store.moves import renew_meanings, renew_sides
from forewarn.store.revisions import bump, if_set_aside, next_revision
from forewarn.store.rows import row_of
from forewarn.store.schema import events, scopes, tickets
from forewarn.store.scopes import put_scope


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What a batch brought."""

    tickets: int = 0
    """Tickets new or changed."""
    events: int = 0
    """Events not known before."""


@dataclass(frozen=True, slots=True)
class Absorption:
    """Within one transaction; see `Seen.absorb`."""

    connection: sa.Connection
    source: str
    container: str
    batch: Batch
    now: datetime

    def take(self, told: Collection[Field], sides: Mapping[str, Role]) -> Absorbed:
        """Store the batch, and its cursor."""
        arrived = {ticket.id: list(ticket.history) for ticket in self.batch.tickets}
        for ticket_id, event in self.batch.events:
            arrived.setdefault(ticket_id, []).append(event)
        for ticket_id in self.batch.whole:
            arrived.setdefault(ticket_id, [])  # where nothing is left, all was deleted
        known = bare_tickets(self.connection, self.source, arrived)
        stored = histories(self.connection, self.source, arrived)
        revision = next_revision(self.connection)
        changed: set[str] = set()
        for ticket in self.batch.tickets:
            before = known.get(ticket.id)
            if before is not None:
                arrived[ticket.id].extend(snapshot_events(before, ticket, told, self.now))
            if self._take_ticket(ticket, before, revision):
                changed.add(ticket.id)
        fresh = 0
        for ticket_id, incoming in arrived.items():
            new, is_changed = self._take_events(ticket_id, incoming, stored.get(ticket_id, []), sides)
            fresh += new
            if is_changed:
                changed.add(ticket_id)
        bump(self.connection, self.source, changed, revision)
        if self.batch.cursor is not None:
            put_scope(self.connection, self.source, self.container, self.now, {"cursor": self.batch.cursor})
        return Absorbed(len(changed), fresh)

    def _take_ticket(self, ticket: Ticket, before: Ticket | None, revision: int) -> bool:
        """Store how a ticket stands; whether that is another state than `before`."""
        values = {
            "container": ticket.container,
            "key": ticket.key,
            "milestone": ticket.milestone,
            "is_milestone": ticket.is_milestone,
            "state": ticket_to_json(ticket),
            "seen_at": self.now,
            "missed_at": None,
            "gone_at": None,
        }
        if before is None:
            row = {"source": ticket.source, "id": ticket.id, "revision": revision, **values}
            self.connection.execute(tickets.insert().values(row))
            return True
        if before.container != ticket.container:
            left = (scopes.c.source == self.source) & (scopes.c.container == before.container)
            self.connection.execute(scopes.update().where(left).values(left=revision))
        at = (tickets.c.source == ticket.source) & (tickets.c.id == ticket.id)
        self.connection.execute(tickets.update().where(at).values(revision=if_set_aside(revision), **values))
        return replace(ticket, history=()) != replace(before, history=())

    def _take_events(
        self, ticket_id: str, incoming: Sequence[Event], old: Sequence[Event], sides: Mapping[str, Role]
    ) -> tuple[int, bool]:
        """Store what happened to a ticket: (how many events are new, whether anything about it is)."""
        add, drop = comment_events(old, incoming, whole=ticket_id in self.batch.whole, now=self.now)
        drop |= told_no_more(old, incoming, self.batch.retold)
        by_id = {event.id: event for event in old}
        new = {e.id: e for e in (*incoming, *add) if e.id not in by_id}
        turned = renew_meanings(self.connection, self.source, ticket_id, by_id, incoming)
        turned |= renew_sides(self.connection, self.source, ticket_id, old, sides)
        self._put_events(ticket_id, list(new.values()), drop)
        return len(new), bool(new or drop or turned)

    def _put_events(self, ticket_id: str, new: list[Event], drop: Collection[str]) -> None:
        here = (events.c.source == self.source) & (events.c.ticket == ticket_id)
        if drop:
            self.connection.execute(events.delete().where(here & events.c.id.in_(drop)))
        if new:
            # Of this ticket alone, which its key finds at once; over all events it would read the whole table.
            start = self.connection.execute(sa.select(sa.func.max(events.c.position)).where(here)).scalar() or 0
            rows = [row_of(self.source, ticket_id, start + n, event) for n, event in enumerate(new, 1)]
            self.connection.execute(events.insert(), rows)
            note_mentions(self.connection, self.source, ticket_id, new)
