"""Waivers made on the command line, and commands on tickets that were answered already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import covered, heard, journal, waivers

_MADE = sa.select(journal).where(journal.c.kind == "waiver", journal.c.ticket != "")
"""Each is logged at the instant at which it is made, with the tickets it is for."""


@dataclass(frozen=True, slots=True)
class KeptWaiver:
    """One waiver made with `forewarn waive`."""

    id: int
    rule: str
    project: str
    ticket: str
    """Its key; empty for the whole project."""
    owner: str
    because: str
    made_at: datetime
    until: datetime
    ended_at: datetime | None = None
    """When somebody took it back."""
    meant: frozenset[tuple[str, str]] = frozenset()
    """(source, id) of the tickets that had that key when it was made, as far as the log remembers."""


class WaiverStore:
    """Reads and writes waivers. None is ever deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, rule: str, project: str, ticket: str, owner: str, because: str, made_at: datetime, until: datetime
    ) -> KeptWaiver:
        """Make one."""
        values = {"rule": rule, "project": project, "ticket": ticket, "owner": owner, "because": because}
        with self._database.writing() as connection:
            done = connection.execute(waivers.insert().values(**values, made_at=made_at, until=until))
            (number,) = done.inserted_primary_key or (0,)
        return KeptWaiver(number, rule, project, ticket, owner, because, made_at, until)

    def all(self) -> tuple[KeptWaiver, ...]:
        """All that were ever made, oldest first."""
        meant: dict[tuple[datetime, str, str], set[tuple[str, str]]] = {}
        with self._database.reading() as connection:
            for entry in connection.execute(_MADE):
                meant.setdefault((entry.at, entry.project, entry.key), set()).add((entry.source, entry.ticket))
            rows = connection.execute(sa.select(waivers).order_by(waivers.c.id))
            return tuple(
                KeptWaiver(**row._mapping, meant=frozenset(meant.get((row.made_at, row.project, row.ticket), ())))
                for row in rows
            )

    def end(self, number: int, now: datetime) -> bool:
        """Take one back. False when there is none of that number, or it was taken back before."""
        at = (waivers.c.id == number) & waivers.c.ended_at.is_(None)
        with self._database.writing() as connection:
            return connection.execute(waivers.update().where(at).values(ended_at=now)).rowcount > 0

    def covered(self) -> Mapping[str, frozenset[str]]:
        """By the key of a command, the identities of the findings that it has kept quiet."""
        found: dict[str, set[str]] = {}
        with self._database.reading() as connection:
            for command, identity in connection.execute(sa.select(covered.c.command, covered.c.identity)):
                found.setdefault(command, set()).add(identity)
        return {command: frozenset(identities) for command, identities in found.items()}

    def cover(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Remember that commands keep findings quiet: (key of the command, identity)."""
        known = self.covered()
        new = [{"command": c, "identity": i} for c, i in sorted(set(pairs)) if i not in known.get(c, ())]
        if new:
            with self._database.writing() as connection:
                connection.execute(covered.insert(), new)

    def heard(self) -> frozenset[str]:
        """Keys of the commands on tickets that need no answer any more."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(sa.select(heard.c.command)).scalars())

    def hear(self, command: str, now: datetime) -> None:
        """Remember that a command was heard."""
        with self._database.writing() as connection:
            if connection.execute(sa.select(heard.c.command).where(heard.c.command == command)).first() is None:
                connection.execute(heard.insert().values(command=command, at=now))
