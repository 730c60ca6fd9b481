"""What the trackers showed: tickets, events, and how far each source has been read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa

from forewarn.connect import Batch
from forewarn.model import Field, Kind, Person, Role, Ticket, TicketRef
from forewarn.store.absorbing import Absorbed, Absorption
from forewarn.store.connection import Database, chunks
from forewarn.store.heads import Extent, Head
from forewarn.store.loading import bare_tickets, histories
from forewarn.store.revisions import bump, next_revision
from forewarn.store.schema import events, letters, said, tickets
from forewarn.store.scopes import Scope, put_scope, read_scope, unread_to_text


class Seen:
    """Reads and writes the tables of what was seen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def scope(self, source: str, container: str) -> Scope:
        """How far a container has been read; an untouched one has neither cursor nor time."""
        with self._database.reading() as connection:
            return read_scope(connection, source, container)

    def mark(self, scope: Scope, now: datetime) -> None:
        """Record how a fetch ended. The cursor is left alone: it belongs to the batches."""
        with self._database.writing() as connection:
            ends = {
                "synced_at": scope.synced_at,
                "swept_at": scope.swept_at,
                "error": scope.error,
                "ended": scope.ended,
                "unread": unread_to_text(scope),
            }
            put_scope(connection, scope.source, scope.container, now, ends)

    def place_by(self, addresses: str, scope: Scope, now: datetime) -> None:
        """Remember by which entries of the config people with addresses are placed from now on in a container. Where
        others counted before, everything has to be read again."""
        anew = {} if scope.addresses is None else {"cursor": None}
        with self._database.writing() as connection:
            put_scope(connection, scope.source, scope.container, now, {"addresses": addresses, **anew})

    def absorb(
        self,
        source: str,
        container: str,
        batch: Batch,
        told: Collection[Field],
        now: datetime,
        sides: Mapping[str, Role] = MappingProxyType({}),
    ) -> Absorbed:
        """Store a batch and its cursor in one transaction. Storing it twice changes nothing.

        `told` are the fields whose changes the tracker tells by itself; a change in another field is seen by
        comparing with the stored state, and becomes an event of this instant with nobody as its actor. `sides` are
        those on which their addresses put people, by id.
        """
        with self._database.writing() as connection:
            return Absorption(connection, source, container, batch, now).take(told, sides)

    def touch(self, ticket: TicketRef) -> None:
        """Have a ticket asked about anew, as more is known of it by now than its tracker tells."""
        with self._database.writing() as connection:
            bump(connection, ticket.source, [ticket.id], next_revision(connection))

    def heads(self, container: tuple[str, str], ids: Collection[str] | None = None) -> tuple[Head, ...]:
        """Every ticket of (source, container), milestones too, without its contents; or those with these ids alone."""
        c = tickets.c
        columns = (c.source, c.container, c.id, c.milestone, c.is_milestone, c.revision, c.gone_at.is_not(None))
        query = sa.select(*columns).where(c.source == container[0], c.container == container[1])
        wanted = [query] if ids is None else [query.where(c.id.in_(some)) for some in chunks(sorted(ids))]
        with self._database.reading() as connection:
            return tuple(Head(*row) for one in wanted for row in connection.execute(one.order_by(c.id)))

    def extent(self, container: tuple[str, str]) -> Extent:
        """How much there is in (source, container), and its revision."""
        c = tickets.c
        there = sa.func.count().filter(c.gone_at.is_(None) & ~c.is_milestone)
        milestones = sa.func.count().filter(c.gone_at.is_(None) & c.is_milestone)
        query = sa.select(sa.func.max(c.revision), there, milestones)
        with self._database.reading() as connection:
            row = connection.execute(query.where(c.source == container[0], c.container == container[1])).one()
        return Extent(max(row[0] or 0, self.scope(*container).left), row[1], row[2])

    def load(self, source: str, ids: Sequence[str]) -> Iterator[Ticket]:
        """Tickets of a source with their whole history, in no particular order."""
        with self._database.reading() as connection:
            for chunk in chunks(ids):
                known = bare_tickets(connection, source, chunk)
                history = histories(connection, source, chunk)
                for ident, bare in known.items():
                    yield replace(bare, history=tuple(history.get(ident, ())))

    def standing(self, source: str, ticket_id: str) -> frozenset[str]:
        """The ids of the comments of a ticket that were not deleted, as far as is known."""
        c = events.c
        query = sa.select(c.kind, c.ref).where(
            c.source == source, c.ticket == ticket_id, c.kind.in_((Kind.COMMENTED, Kind.DELETED))
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        deleted = {row.ref for row in rows if row.kind == Kind.DELETED}
        return frozenset(row.ref for row in rows) - deleted

    def find(self, name: str) -> tuple[tuple[str, str], ...]:
        """(source, id) of the tickets whose key or id is `name`."""
        c = tickets.c
        # SQLite lowers the letters of ASCII alone: САЙТ-1 is found as it is written.
        alike = sa.or_(sa.func.lower(c.key) == name.lower(), c.key == name, c.id == name)
        query = sa.select(c.source, c.id).where(alike)
        with self._database.reading() as connection:
            return tuple((row.source, row.id) for row in connection.execute(query.order_by(c.source, c.id)))

    def people(self, source: str, container: str, *kinds: Kind, since: datetime | None = None) -> tuple[Person, ...]:
        """Everybody who did something (of these kinds, if any are named) on the tickets of a container, each once.

        Who wrote and edited nothing but our comments and letters is ourselves, and none of them.
        """
        e, t = events.c, tickets.c
        who = (e.actor, e.actor_name, e.actor_role, e.actor_handle)
        # Neither a join nor an order: over all events of a container, each would take as long as the reading.
        here = sa.select(t.id).where(t.source == source, t.container == container)
        query = sa.select(*who).distinct().where(e.source == source, e.ticket.in_(here), e.actor.is_not(None))
        for c in (said.c, letters.c):
            ours = sa.exists().where(c.source == e.source, c.ticket == e.ticket, c.comment == e.ref)
            query = query.where(sa.or_(e.kind.not_in((Kind.COMMENTED, Kind.EDITED)), ~ours))
        query = query.where(e.kind.in_(kinds)) if kinds else query
        query = query.where(e.at >= since) if since else query
        with self._database.reading() as connection:
            rows = sorted(map(tuple, connection.execute(query)))
        return tuple(Person(row[0], row[1], Role(row[2]), row[3]) for row in rows)

    def keys(self) -> tuple[str, ...]:
        """The keys of all tickets, for suggestions."""
        with self._database.reading() as connection:
            return tuple(connection.execute(sa.select(tickets.c.key)).scalars())
