"""What stood there before we began to speak: adopted in silence, each with an end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forewarn.model import Severity, about
from forewarn.store.connection import Database
from forewarn.store.schema import adopted, baselines


@dataclass(frozen=True, slots=True)
class Adopted:
    """A finding that was there before."""

    project: str
    identity: str
    place: str
    """The ticket's key, or the project."""
    severity: Severity
    adopted_at: datetime
    until: datetime

    @property
    def rule(self) -> str:
        """The rule that found it."""
        return about(self.identity)[0]

    @property
    def subject(self) -> str:
        """What it is about, as findings name it."""
        return about(self.identity)[1]


class BaselineStore:
    """Reads and writes baselines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def complete(self) -> frozenset[str]:
        """The projects whose baseline was taken: what is new there is spoken of."""
        query = sa.select(baselines.c.project).where(baselines.c.complete_at.is_not(None))
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def adopt(self, project: str, found: Iterable[Adopted], now: datetime, *, complete: bool) -> None:
        """Add findings to a project's baseline, replacing what is in it of the same identity; one transaction."""
        rows = [
            {
                "project": one.project,
                "identity": one.identity,
                "place": one.place,
                "severity": one.severity.word,
                "adopted_at": one.adopted_at,
                "until": one.until,
            }
            for one in found
        ]
        at = baselines.c.project == project
        with self._database.writing() as connection:
            self._delete(connection, project, [str(row["identity"]) for row in rows])
            if rows:
                connection.execute(adopted.insert(), rows)
            if connection.execute(sa.select(baselines.c.project).where(at)).first() is None:
                connection.execute(baselines.insert().values(project=project, begun_at=now))
            if complete:
                connection.execute(
                    baselines.update().where(at & baselines.c.complete_at.is_(None)).values(complete_at=now)
                )

    def all(self) -> tuple[Adopted, ...]:
        """Everything adopted, by project, rule and subject."""
        query = sa.select(adopted).order_by(adopted.c.project, adopted.c.identity)
        with self._database.reading() as connection:
            return tuple(
                Adopted(r.project, r.identity, r.place, Severity[r.severity.upper()], r.adopted_at, r.until)
                for r in connection.execute(query)
            )

    def end(self, found: Iterable[Adopted], now: datetime) -> None:
        """Let findings speak from `now` on. It stays known that they were there before: they are no surge."""
        at = (adopted.c.project == sa.bindparam("p")) & (adopted.c.identity == sa.bindparam("i"))
        ended = [{"p": one.project, "i": one.identity} for one in found]
        if ended:
            with self._database.writing() as connection:
                connection.execute(adopted.update().where(at).values(until=now), ended)

    def _delete(self, connection: sa.Connection, project: str, identities: Collection[str]) -> None:
        if identities:
            at = (adopted.c.project == project) & (adopted.c.identity == sa.bindparam("i"))
            connection.execute(adopted.delete().where(at), [{"i": identity} for identity in identities])
