"""Who is in the groups that the config names, and who was."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forewarn.facts.groups import Member
from forewarn.facts.roles import Roles
from forewarn.model import Person, Role
from forewarn.store.connection import Database
from forewarn.store.schema import groups, members


@dataclass(frozen=True, slots=True)
class GroupRead:
    """When a group was read."""

    asked: tuple[str, ...] = ()
    """The containers it was read for."""
    read_at: datetime | None = None
    """When its members were last told; None before the first time."""
    error: str | None = None
    """Why the last attempt failed."""


class Groups:
    """Reads and writes groups."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def join(self, roles: Roles) -> Roles:
        """`roles` of a config, knowing who is in its groups. Everything that judges people asks these."""
        return roles.with_members(self.members()) if roles.groups else roles

    def members(self) -> tuple[Member, ...]:
        """Everybody who is in a group, or was."""
        c = members.c
        query = sa.select(members).order_by(c.source, c.group, c.person)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Member(
                row.source,
                row.group,
                Person(row.person, row.name, handle=row.handle),
                Role(row.stated) if row.stated else None,
                row.left_at is None,
            )
            for row in rows
        )

    def last(self, source: str, group: str) -> GroupRead:
        """How the last attempt to read a group went."""
        query = sa.select(groups).where(_at(source, group))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return GroupRead(tuple(json.loads(row.asked)), row.read_at, row.error) if row else GroupRead()

    def keep(self, source: str, group: str, asked: Sequence[str], found: Iterable[Member], now: datetime) -> None:
        """Everybody who is in a group now, whose member each of `found` is. Whoever is missing has left it, and is
        marked so; nobody is forgotten."""
        c = members.c
        here = (c.source == source) & (c.group == group)
        rows = {one.person.id: _row(one) for one in found}
        with self._database.writing() as connection:
            known = connection.execute(sa.select(c.person, c.left_at).where(here)).all()
            back = [{"who": row.person} for row in known if row.person in rows]
            gone = [{"who": row.person} for row in known if row.person not in rows and row.left_at is None]
            that_one = here & (c.person == sa.bindparam("who"))
            if back:
                connection.execute(members.delete().where(that_one), back)
            if gone:
                connection.execute(members.update().where(that_one).values(left_at=now), gone)
            if rows:
                connection.execute(members.insert(), list(rows.values()))
            self._note(connection, source, group, now, {"asked": json.dumps(asked), "read_at": now, "error": None})

    def fail(self, source: str, group: str, error: str, now: datetime) -> None:
        """Record that a group could not be read. Who was in it stays."""
        with self._database.writing() as connection:
            self._note(connection, source, group, now, {"error": error})

    def _note(self, connection: sa.Connection, source: str, group: str, now: datetime, values: dict[str, Any]) -> None:
        done = connection.execute(groups.update().where(_at(source, group)).values(tried_at=now, **values))
        if done.rowcount == 0:
            row = {"source": source, "name": group, "asked": "[]", "tried_at": now, **values}
            connection.execute(groups.insert().values(row))


def _at(source: str, group: str) -> sa.ColumnElement[bool]:
    return (groups.c.source == source) & (groups.c.name == group)


def _row(one: Member) -> dict[str, Any]:
    who = one.person
    return {
        "source": one.source,
        "group": one.group,
        "person": who.id,
        "name": who.name,
        "handle": who.handle,
        "stated": one.stated,
        "left_at": None,
    }
