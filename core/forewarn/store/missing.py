"""Tickets that no listing shows any more: noticed once, asked for by themselves the second time, then set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forewarn.model import TicketRef
from forewarn.store.connection import Database
from forewarn.store.revisions import if_set_aside, next_revision
from forewarn.store.schema import scopes, tickets


@dataclass(frozen=True, slots=True)
class Missing:
    """What a listing of everything in a container lacks."""

    known: int
    """Tickets stored and not set aside."""
    first: tuple[TicketRef, ...]
    """Missing for the first time: a listing may have overlooked them."""
    again: tuple[TicketRef, ...]
    """Missing a second time: to be asked for by themselves."""


class MissingStore:
    """Reads and writes what is missing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def compare(self, source: str, container: str, present: frozenset[str]) -> Missing:
        """What is stored of a container and not in `present`; milestones are not looked for."""
        c = tickets.c
        query = sa.select(c.id, c.key, c.missed_at).where(
            c.source == source, c.container == container, c.gone_at.is_(None), c.is_milestone.is_(False)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(c.id)).all()
        lost = [row for row in rows if row.id not in present]
        refs = {row.id: TicketRef(source, container, row.id, row.key) for row in lost}
        return Missing(
            len(rows),
            tuple(refs[row.id] for row in lost if row.missed_at is None),
            tuple(refs[row.id] for row in lost if row.missed_at is not None),
        )

    def record(self, source: str, container: str, missing: Missing, gone: Iterable[TicketRef], now: datetime) -> None:
        """Remember what was missed, forget what was only overlooked, set aside what is gone."""
        c = tickets.c
        lost = {ref.id for ref in (*missing.first, *missing.again)}
        with self._database.writing() as connection:
            here = (c.source == source) & (c.container == container)
            back = connection.execute(sa.select(c.id).where(here, c.missed_at.is_not(None))).scalars()
            found = [ident for ident in back if ident not in lost]
            revision = next_revision(connection)
            changes = [
                *({"i": ident, "missed": None} for ident in found),
                *({"i": ref.id, "missed": now} for ref in missing.first),
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
