"""The letters to clients that were published, and those that were about to be when something went wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from forewarn.model import TicketRef
from forewarn.store.connection import Database
from forewarn.store.places import place_of, ticket_of
from forewarn.store.schema import letters


class LetterState(StrEnum):
    """Where a letter stands."""

    INTENDED = "intended"
    """Written down before the request; whether the tracker has it is not known until we look."""
    POSTED = "posted"
    LAPSED = "lapsed"
    """The tracker refused it, or it was looked for and is not there: it was never posted."""


@dataclass(frozen=True, slots=True)
class PublishedLetter:
    """One letter on its ticket."""

    marker: str
    """The same for every try at one period's letter."""
    project: str
    period: str
    """The week or month it is for, such as 2026-W47."""
    ticket: TicketRef
    state: LetterState
    body: str
    """In the markup of its tracker."""
    approved_by: str
    """Empty where the config lets letters go out by themselves."""
    intended_at: datetime
    posted_at: datetime | None = None
    comment: str | None = None
    url: str = ""
    tells_until: datetime | None = None
    """When what it tells was read; what came later is for the next one. None in letters of old."""


class Letters:
    """Reads and writes letters. Every write is committed before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, marker: str) -> PublishedLetter | None:
        """The one with a marker."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(letters).where(letters.c.marker == marker)).first()
        return _letter(row) if row else None

    def intended(self) -> tuple[PublishedLetter, ...]:
        """Those of which nobody knows whether the tracker has them, oldest first."""
        query = sa.select(letters).where(letters.c.state == LetterState.INTENDED).order_by(letters.c.intended_at)
        with self._database.reading() as connection:
            return tuple(_letter(row) for row in connection.execute(query))

    def last(self, project: str, before: datetime) -> PublishedLetter | None:
        """The one the client of a project got last before an instant."""
        c = letters.c
        query = sa.select(letters).where(c.project == project, c.state == LetterState.POSTED, c.posted_at < before)
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(c.posted_at.desc()).limit(1)).first()
        return _letter(row) if row else None

    def put(self, letter: PublishedLetter) -> None:
        """Insert a letter or replace the one with its marker."""
        values = {
            "project": letter.project,
            "period": letter.period,
            **place_of(letter.ticket),
            "state": letter.state,
            "body": letter.body,
            "approved_by": letter.approved_by,
            "intended_at": letter.intended_at,
            "posted_at": letter.posted_at,
            "comment": letter.comment,
            "url": letter.url,
            "tells_until": letter.tells_until,
        }
        with self._database.writing() as connection:
            done = connection.execute(letters.update().where(letters.c.marker == letter.marker).values(values))
            if done.rowcount == 0:
                connection.execute(letters.insert().values(marker=letter.marker, **values))

    def comment_ids(self, source: str) -> frozenset[str]:
        """The tracker's ids of all letters in a source."""
        query = sa.select(letters.c.comment).where(letters.c.source == source, letters.c.comment.is_not(None))
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())


def _letter(row: sa.Row[tuple[object, ...]]) -> PublishedLetter:
    return PublishedLetter(
        marker=row.marker,
        project=row.project,
        period=row.period,
        ticket=ticket_of(row),
        state=LetterState(row.state),
        body=row.body,
        approved_by=row.approved_by,
        intended_at=row.intended_at,
        posted_at=row.posted_at,
        comment=row.comment,
        url=row.url,
        tells_until=row.tells_until,
    )
