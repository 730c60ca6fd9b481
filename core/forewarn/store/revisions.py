"""Revisions: one number for all tickets, which grows with each change of any of them."""

from collections.abc import Collection

import sqlalchemy as sa

from forewarn.store.connection import chunks
from forewarn.store.schema import tickets


def next_revision(connection: sa.Connection) -> int:
    """That of the change that is being made."""
    return (connection.execute(sa.select(sa.func.max(tickets.c.revision))).scalar() or 0) + 1


def if_set_aside(revision: int) -> sa.Case[int]:
    """`revision` for a ticket that had been set aside, as its coming back is a change of its project; else its own."""
    return sa.case((tickets.c.gone_at.is_not(None), revision), else_=tickets.c.revision)


def bump(connection: sa.Connection, source: str, ids: Collection[str], revision: int) -> None:
    """Give some tickets of a source a revision."""
    for chunk in chunks(sorted(ids)):
        at = (tickets.c.source == source) & tickets.c.id.in_(chunk)
        connection.execute(tickets.update().where(at).values(revision=revision))
