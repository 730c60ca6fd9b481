"""The log: what was found, decided, written and asked for, in order. Appended to, and cut off after 400 days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import journal, runs

KEPT_FOR = timedelta(days=400)
"""Longer than a year, so that last year's season can be looked up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    at: datetime
    kind: str
    """What it tells of: `decided`, `wrote`, `failed`, `heard`, `waiver`, `baseline`,
    `draft`, `corrected`."""
    text: str
    """One sentence."""
    project: str = ""
    source: str = ""
    ticket: str = ""
    """The ticket's id; empty where it is about no single ticket."""
    key: str = ""
    """The ticket's key."""
    about: str = ""
    """What it is a state of: an entry that says the same of it as the last one did is not written again."""


class Journal:
    """Reads and appends."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entries: Iterable[Entry]) -> None:
        """Append what is news; what is older than is kept goes."""
        given = list(entries)
        if not given:
            return
        with self._database.writing() as connection:
            last = self._last(connection) if any(entry.about for entry in given) else {}
            rows = []
            for entry in given:
                if entry.about and last.get(entry.about) == entry.text:
                    continue
                last[entry.about] = entry.text
                rows.append({name: getattr(entry, name) for name in Entry.__slots__})
            if rows:
                connection.execute(journal.insert(), rows)
            too_old = max(entry.at for entry in given) - KEPT_FOR
            connection.execute(journal.delete().where(journal.c.at < too_old))
            connection.execute(runs.delete().where(runs.c.now < too_old))

    def open_states(self) -> dict[str, Entry]:
        """The last entry of everything that has states, by `about`."""
        with self._database.reading() as connection:
            latest = sa.select(sa.func.max(journal.c.id)).where(journal.c.about != "").group_by(journal.c.about)
            rows = connection.execute(sa.select(journal).where(journal.c.id.in_(latest)))
            return {row.about: _entry(row) for row in rows}

    def of_ticket(self, source: str, ticket: str) -> tuple[Entry, ...]:
        """Everything about one ticket, oldest first."""
        query = sa.select(journal).where(journal.c.source == source, journal.c.ticket == ticket)
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(query.order_by(journal.c.id)))

    def of_project(self, project: str) -> tuple[Entry, ...]:
        """What is about the project and about no ticket of it, oldest first."""
        query = sa.select(journal).where(journal.c.project == project, journal.c.ticket == "")
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(query.order_by(journal.c.id)))

    def _last(self, connection: sa.Connection) -> dict[str, str]:
        latest = sa.select(sa.func.max(journal.c.id)).where(journal.c.about != "").group_by(journal.c.about)
        query = sa.select(journal.c.about, journal.c.text).where(journal.c.id.in_(latest))
        return {row.about: row.text for row in connection.execute(query)}


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__slots__})
