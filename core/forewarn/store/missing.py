"""Tickets and milestones that no listing shows any more: noticed once, asked for by themselves the second time, then
set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forewarn.model import TicketRef
from forewarn.store.connection import Database, chunks
from forewarn.store.revisions import if_set_aside, next_revision
from forewarn.store.schema import scopes, tickets


@dataclass(frozen=True, slots=True)
class Missing:
    """What a listing of everything in a container lacks."""

    known: int
    """Tickets stored and not set aside, milestones not counted."""
    lost: int
    """How many of these it lacks."""
    first: tuple[TicketRef, ...]
    """Missing for the first time: a listing may have overlooked them."""
    again: tuple[TicketRef, ...]
    """Missing a second time: to be asked for by themselves."""
    back: tuple[str, ...] = ()
    """Ids of those that were missing before, or set aside, and are listed again."""
    anew: tuple[str, ...] = ()
    """Ids of what is to be read, whatever changed: the tickets that are back, and what stands nowhere in the store."""
    later: tuple[str, ...] = ()
    """Ids of those that are back and will be read by a later pass."""


class MissingStore:
    """Reads and writes what is missing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def compare(self, source: str, container: str, present: frozenset[str]) -> Missing:
        """What is stored of a container and not in `present`."""
        c = tickets.c
        query = sa.select(c.id, c.key, c.is_milestone, c.missed_at, c.gone_at).where(
            c.source == source, c.container == container
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(c.id)).all()
            unknown = sorted(present - {row.id for row in rows})
            asked = (sa.select(c.id).where(c.source == source, c.id.in_(chunk)) for chunk in chunks(unknown))
            elsewhere = {ident for one in asked for ident in connection.execute(one).scalars()}
        here = [row for row in rows if row.gone_at is None]
        lost = [row for row in here if row.id not in present]
        back = [row for row in rows if row.missed_at is not None and row.id in present]
        refs = {row.id: TicketRef(source, container, row.id, row.key) for row in lost}
        return Missing(
            sum(not row.is_milestone for row in here),
            sum(not row.is_milestone for row in lost),
            tuple(refs[row.id] for row in lost if row.missed_at is None),
            tuple(refs[row.id] for row in lost if row.missed_at is not None),
            tuple(row.id for row in back),
            (*(row.id for row in back if not row.is_milestone), *(one for one in unknown if one not in elsewhere)),
        )

    def record(self, source: str, container: str, missing: Missing, gone: Iterable[TicketRef], now: datetime) -> None:
        """Remember what was missed, forget what was only overlooked, set aside what is gone."""
        c = tickets.c
        with self._database.writing() as connection:
            revision = next_revision(connection)
            changes: list[dict[str, Any]] = [
                *({"i": ident, "missed": None} for ident in missing.back),
                *({"i": ident, "missed": now} for ident in (*missing.later, *(ref.id for ref in missing.first))),
            ]
            one = (c.source == source) & (c.id == sa.bindparam("i"))
            if changes:
                put = tickets.update().where(one).values(revision=if_set_aside(revision))
                connection.execute(put.values(missed_at=sa.bindparam("missed"), gone_at=None), changes)
            away = [{"i": ref.id} for ref in gone]
            if away:
                connection.execute(tickets.update().where(one).values(gone_at=now, revision=revision), away)
            at = (scopes.c.source == source) & (scopes.c.container == container)
            connection.execute(scopes.update().where(at).values(swept_at=now))
