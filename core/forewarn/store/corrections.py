"""What people corrected in the ledger of promises."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from forewarn.facts.corrections import Correction, Verdict
from forewarn.store.connection import Database
from forewarn.store.schema import corrections


class Corrections:
    """Reads and writes corrections. None is ever deleted; a later one of the same promise takes its place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, project: str, correction: Correction) -> None:
        """Remember one."""
        until = correction.until.isoformat() if correction.until else None
        values = {"promise": correction.promise, "verdict": correction.verdict, "until": until}
        who = {"by": correction.by, "because": correction.because, "at": correction.at}
        with self._database.writing() as connection:
            connection.execute(corrections.insert().values(project=project, **values, **who))

    def by(self, now: datetime) -> Mapping[str, Correction]:
        """Those that had been given by `now`, by the identity of the promise, whichever project it is in by now."""
        c = corrections.c
        query = sa.select(corrections).where(c.at <= now).order_by(c.at, c.id)
        with self._database.reading() as connection:
            return {row.promise: _correction(row) for row in connection.execute(query)}

    def instants(self) -> tuple[datetime, ...]:
        """When corrections were given, in order."""
        query = sa.select(corrections.c.at).distinct().order_by(corrections.c.at)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())


def _correction(row: sa.Row[tuple[object, ...]]) -> Correction:
    until = date.fromisoformat(row.until) if row.until else None
    return Correction(row.promise, Verdict(row.verdict), row.at, row.by, row.because, until)
