"""Revisions: one number for all tickets, which grows with each change of any of them."""

import sqlalchemy as sa

from forewarn.store.schema import tickets


def next_revision(connection: sa.Connection) -> int:
    """That of the change that is being made."""
    return (connection.execute(sa.select(sa.func.max(tickets.c.revision))).scalar() or 0) + 1


def if_set_aside(revision: int) -> sa.Case[int]:
    """`revision` for a ticket that had been set aside, as its coming back is a change of its project; else its own."""
    return sa.case((tickets.c.gone_at.is_not(None), revision), else_=tickets.c.revision)
