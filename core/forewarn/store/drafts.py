"""Words for a client that wait for a person, and what the person decided about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from forewarn.model import TicketRef
from forewarn.store.connection import Database
from forewarn.store.places import place_of, ticket_of
from forewarn.store.schema import drafts


class DraftState(StrEnum):
    """Where a draft stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    """It may be said; whether it was stands with what was said."""
    REJECTED = "rejected"
    """It is not to be said, and does not come back for the same finding."""
    LAPSED = "lapsed"
    """What it spoke of is over, or reads differently now."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The words about one finding for a client. They never change but by a person; other words are another draft."""

    project: str
    identity: str
    """Of the finding."""
    ticket: TicketRef
    """Where it is to be said; approval holds for no other place."""
    text: str
    """As a person reads it."""
    words: str
    """The same in the markup of the ticket's tracker."""
    made_at: datetime
    changed_at: datetime
    state: DraftState = DraftState.WAITING
    edited: bool = False
    """Whether a person wrote it; such words are never filled in anew."""
    decided_by: str = ""
    because: str = ""
    """Why it was rejected."""
    id: int = 0
    """Given by the store."""


class DraftStore:
    """Reads and writes drafts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *states: DraftState) -> tuple[Draft, ...]:
        """Every draft in one of `states` (any, when none is given), oldest first."""
        query = sa.select(drafts).order_by(drafts.c.id)
        if states:
            query = query.where(drafts.c.state.in_(states))
        with self._database.reading() as connection:
            return tuple(_draft(row) for row in connection.execute(query))

    def get(self, ident: int) -> Draft | None:
        """The draft with this id."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(drafts).where(drafts.c.id == ident)).first()
        return _draft(row) if row else None

    def put(self, changed: Iterable[Draft]) -> None:
        """Insert those without an id and replace the others, in one transaction."""
        with self._database.writing() as connection:
            for draft in changed:
                if draft.id:
                    connection.execute(drafts.update().where(drafts.c.id == draft.id).values(_row(draft)))
                else:
                    connection.execute(drafts.insert().values(_row(draft)))


def _row(draft: Draft) -> dict[str, object]:
    return {
        "project": draft.project,
        "identity": draft.identity,
        **place_of(draft.ticket),
        "state": draft.state,
        "text": draft.text,
        "words": draft.words,
        "edited": draft.edited,
        "made_at": draft.made_at,
        "changed_at": draft.changed_at,
        "decided_by": draft.decided_by,
        "because": draft.because,
    }


def _draft(row: sa.Row[tuple[object, ...]]) -> Draft:
    return Draft(
        project=row.project,
        identity=row.identity,
        ticket=ticket_of(row),
        text=row.text,
        words=row.words,
        made_at=row.made_at,
        changed_at=row.changed_at,
        state=DraftState(row.state),
        edited=row.edited,
        decided_by=row.decided_by,
        because=row.because,
        id=row.id,
    )
