"""Waivers made on the command line, and commands on tickets that were answered already."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import heard, waivers


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
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(waivers).order_by(waivers.c.id))
            return tuple(KeptWaiver(**row._mapping) for row in rows)

    def end(self, number: int, now: datetime) -> bool:
        """Take one back. False when there is none of that number, or it was taken back before."""
        at = (waivers.c.id == number) & waivers.c.ended_at.is_(None)
        with self._database.writing() as connection:
            return connection.execute(waivers.update().where(at).values(ended_at=now)).rowcount > 0

    def heard(self) -> frozenset[str]:
        """Keys of the commands on tickets that need no answer any more."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(sa.select(heard.c.command)).scalars())

    def hear(self, command: str, now: datetime) -> None:
        """Remember that a command was heard."""
        with self._database.writing() as connection:
            if connection.execute(sa.select(heard.c.command).where(heard.c.command == command)).first() is None:
                connection.execute(heard.insert().values(command=command, at=now))
