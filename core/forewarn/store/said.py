"""What we said, and what we were about to say when something went wrong."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from forewarn.model import Audience, Severity, TicketRef, about
from forewarn.store.connection import Database
from forewarn.store.places import place_of, ticket_of
from forewarn.store.schema import said

REPLY = "r"
"""The markers of replies begin with it, so that they are never taken for managed comments."""


class State(StrEnum):
    """Where a comment of ours stands."""

    INTENDED = "intended"
    """Written down before the request; whether the tracker has it is not known until we look."""
    SAID = "said"
    RESOLVED = "resolved"
    """Everything it spoke of is settled, and it says so."""
    SUPERSEDED = "superseded"
    """A newer comment of ours stands below it, and it says so."""
    DISMISSED = "dismissed"
    """A person deleted it."""
    LAPSED = "lapsed"
    """Intended, looked for, and not there: it was never said."""
    EXPOSED = "exposed"
    """For the team, and it came out visible to clients; it has to be taken back."""
    WITHDRAWN = "withdrawn"
    """It was exposed, and was taken back."""


@dataclass(frozen=True, slots=True)
class Part:
    """One finding in a comment: by identity, with the words it was given, so that it can be struck later."""

    identity: str
    severity: Severity
    words: str
    """In the markup of its tracker, every hostile character already defused."""
    lasting: bool = False
    """It stays true, such as good news, and is never struck."""
    resolved_on: datetime | None = None
    under: str = ""
    """Identity of the part that tells the same event better; while that one is open, this one is not shown."""
    aside: str = ""
    """Key of the waiver that keeps it quiet, as far as the comment says so."""
    note: str = ""
    """What the comment says of that, in its markup."""
    told: datetime | None = None
    """When it came into the comment, or was worded anew because it had grown graver; None in comments of old."""

    @property
    def about(self) -> tuple[str, str]:
        """Rule and subject of the finding."""
        return about(self.identity)


@dataclass(frozen=True, slots=True)
class Said:
    """One managed comment."""

    marker: str
    project: str
    ticket: TicketRef
    audience: Audience
    state: State
    parts: tuple[Part, ...]
    body: str
    """The words we mean to stand there; empty where nobody knows which do: while an edit is under way, its answer was
    lost, or the comment was missing when its ticket was read."""
    intended_at: datetime
    changed_at: datetime
    comment: str | None = None
    """The tracker's id, once known."""
    url: str = ""
    said_at: datetime | None = None
    answers: str = ""
    """Key of the command that it replies to; empty for a managed comment."""
    refused_since: datetime | None = None
    """Since when the tracker refuses each edit; None where the last one came through."""
    refused_at: datetime | None = None
    """When it last did."""

    @property
    def open_parts(self) -> tuple[Part, ...]:
        """The parts not struck."""
        return tuple(part for part in self.parts if part.resolved_on is None)

    @property
    def read_parts(self) -> tuple[Part, ...]:
        """The open parts whose words people can read: one in the shadow of another stands nowhere."""
        still_open = {part.identity for part in self.open_parts}
        return tuple(part for part in self.open_parts if part.under not in still_open)

    def beside(self, newer: "Said") -> tuple[Part, ...]:
        """What clients read here alone once `newer` stands below; a note for the team is replaced as a whole."""
        again = {part.identity for part in newer.parts}
        left = [part for part in self.parts if part.identity not in again]
        leaders = {part.identity for part in left if part.resolved_on is None}
        read = (part for part in left if not part.under or part.under in leaders)
        return tuple(read) if self.audience is Audience.CLIENT else ()

    def struck(self, settled: Collection[str], at: datetime) -> "Said":
        """With the open parts of these identities known as settled; what stands on the tracker is another matter."""
        parts = (replace(p, resolved_on=at) if p.identity in settled and not p.resolved_on else p for p in self.parts)
        return replace(self, parts=tuple(parts))


class SaidStore:
    """Reads and writes what was said. Every write is committed before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *states: State, replies: bool = False) -> tuple[Said, ...]:
        """Every managed comment in one of `states` (any, when none is given), oldest first; or every reply."""
        query = sa.select(said).where((said.c.answers != "") == replies).order_by(said.c.id)
        if states:
            query = query.where(said.c.state.in_(states))
        with self._database.reading() as connection:
            return tuple(_said(row) for row in connection.execute(query))

    def put(self, comment: Said) -> None:
        """Insert a comment or replace the one with its marker."""
        values = {
            "project": comment.project,
            **place_of(comment.ticket),
            "audience": comment.audience,
            "state": comment.state,
            "comment": comment.comment,
            "url": comment.url,
            "body": comment.body,
            "parts": _parts_to_text(comment.parts),
            "intended_at": comment.intended_at,
            "said_at": comment.said_at,
            "changed_at": comment.changed_at,
            "answers": comment.answers,
            "refused_since": comment.refused_since,
            "refused_at": comment.refused_at,
        }
        with self._database.writing() as connection:
            done = connection.execute(said.update().where(said.c.marker == comment.marker).values(values))
            if done.rowcount == 0:
                connection.execute(said.insert().values(marker=comment.marker, **values))

    def leaks(self) -> frozenset[str]:
        """The sources in which something for the team came out visible to clients, and nobody has mended it since."""
        query = sa.select(said.c.source).where(said.c.state.in_((State.EXPOSED, State.WITHDRAWN)))
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def mend(self, source: str) -> tuple[Said, ...]:
        """Let be said again what was taken back in a source; it is given as it was."""
        at = (said.c.source == source) & (said.c.state == State.WITHDRAWN)
        with self._database.writing() as connection:
            taken_back = tuple(_said(row) for row in connection.execute(sa.select(said).where(at)))
            connection.execute(said.update().where(at).values(state=State.LAPSED))
        return taken_back

    def comment_ids(self, source: str) -> frozenset[str]:
        """The tracker's ids of all our comments in a source."""
        query = sa.select(said.c.comment).where(said.c.source == source, said.c.comment.is_not(None))
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())


def _said(row: sa.Row[tuple[object, ...]]) -> Said:
    return Said(
        marker=row.marker,
        project=row.project,
        ticket=ticket_of(row),
        audience=Audience(row.audience),
        state=State(row.state),
        parts=_parts_from_text(row.parts),
        body=row.body,
        intended_at=row.intended_at,
        changed_at=row.changed_at,
        comment=row.comment,
        url=row.url,
        said_at=row.said_at,
        answers=row.answers,
        refused_since=row.refused_since,
        refused_at=row.refused_at,
    )


def _parts_to_text(parts: Iterable[Part]) -> str:
    return json.dumps(
        [
            [
                p.identity,
                p.severity.word,
                p.words,
                p.lasting,
                p.resolved_on.isoformat() if p.resolved_on else None,
                p.under,
                p.aside,
                p.note,
                p.told.isoformat() if p.told else None,
            ]
            for p in parts
        ],
        ensure_ascii=False,
    )


def _parts_from_text(text: str) -> tuple[Part, ...]:
    return tuple(_part(*values) for values in json.loads(text))


def _part(
    identity: str, severity: str, words: str, lasting: bool, resolved_on: str | None,
    under: str = "", aside: str = "", note: str = "", told: str | None = None,
) -> Part:  # fmt: skip
    days = (datetime.fromisoformat(day) if day else None for day in (resolved_on, told))
    return Part(identity, Severity[severity.upper()], words, lasting, next(days), under, aside, note, next(days))
