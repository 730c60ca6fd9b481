"""When this program ran, and how it ended."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import runs


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run."""

    now: datetime
    applied: bool
    exit_code: int
    summary: str
    """In one line."""


class Runs:
    """Reads and writes the list of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, record: RunRecord) -> None:
        """Append a run."""
        with self._database.writing() as connection:
            connection.execute(
                runs.insert().values(
                    now=record.now, applied=record.applied, exit_code=record.exit_code, summary=record.summary
                )
            )

    def any_applied(self) -> bool:
        """Whether any run has spoken, or could have."""
        query = sa.select(runs.c.id).where(runs.c.applied).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def latest(self, number: int) -> tuple[RunRecord, ...]:
        """The last runs, the latest first."""
        query = sa.select(runs).order_by(runs.c.id.desc()).limit(number)
        with self._database.reading() as connection:
            rows = connection.execute(query)
            return tuple(RunRecord(row.now, row.applied, row.exit_code, row.summary) for row in rows)
