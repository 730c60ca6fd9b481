"""In which comments somebody may have spoken to us, so that nobody has to read every comment at every run."""

from collections.abc import Iterable

import sqlalchemy as sa

from forewarn.model import Event
from forewarn.store.connection import Database
from forewarn.store.schema import mentions, said, tickets

_NAME = "forewarn"


def note_mentions(connection: sa.Connection, source: str, ticket_id: str, events: Iterable[Event]) -> None:
    """Remember which of a ticket's new comments and edits name us."""
    for ref in {event.ref for event in events if event.ref and _NAME in f"{event.text} {event.new or ''}".lower()}:
        values = {"source": source, "ticket": ticket_id, "comment": ref}
        at = sa.and_(*(mentions.c[name] == value for name, value in values.items()))
        if connection.execute(sa.select(mentions.c.ticket).where(at)).first() is None:
            connection.execute(mentions.insert().values(values))


class Mentions:
    """Reads what was noted while tickets were stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, container: tuple[str, str]) -> frozenset[str]:
        """Ids of the tickets of (source, container) on which anybody but us ever named us in a comment."""
        m, t = mentions.c, tickets.c
        ours = sa.select(said.c.comment).where(said.c.source == container[0], said.c.comment.is_not(None))
        query = (
            sa.select(m.ticket)
            .join(tickets, (t.source == m.source) & (t.id == m.ticket))
            .where(m.source == container[0], t.container == container[1], m.comment.not_in(ours))
        )
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())
