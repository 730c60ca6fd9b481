"""What is found and not said on its ticket, or said there and still open: the digest's material."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from forewarn.model import Audience, Finding
from forewarn.store.codec import findings_from_text, findings_to_text
from forewarn.store.connection import Database
from forewarn.store.schema import held


class Reason(StrEnum):
    """Why something is not said on its ticket."""

    NO_TICKET = "no ticket"
    """It belongs to a project, or nobody can comment where it belongs."""
    NO_SOURCE = "no source"
    """Its source left the config."""
    STALE = "stale"
    """Its source could not be read."""
    GOOD_NEWS = "good news"
    """Something in the project is seriously wrong, and good news waits."""
    EXPOSED = "exposed"
    """It is for the team, and clients could read it."""
    UNSEEN = "unseen"
    """It is for the client, who cannot see the ticket."""
    APPROVAL = "approval"
    """It is for the client, and its draft waits for a person."""
    REJECTED = "rejected"
    """A person rejected its draft."""
    TOLD = "told"
    """Other words for the client tell the same event, or are about to."""
    DISMISSED = "dismissed"
    """A person deleted what we said there."""
    REFUSED = "refused"
    """The tracker does not take our comment there, as on a locked ticket."""
    BUDGET = "budget"
    BREAKER = "breaker"
    STILL_OPEN = "still open"
    """It was said on the ticket, and nothing changed for long."""
    OTHER = "other"


class Rung(StrEnum):
    """How far up a finding has gone."""

    TICKET = "ticket"
    DIGEST = "digest"
    LEAD = "lead"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class HeldItem:
    """A finding kept off its ticket, or kept from being said there again."""

    finding: Finding
    audience: Audience
    """Whom its words are for; the digest itself is read by the team."""
    reason: Reason
    why: str
    """The reason in words, to follow "because"."""
    rung: Rung
    addressee: str
    """Who is to look at it; empty for everybody who reads the digest."""
    first_held: datetime
    last_held: datetime
    resolved_at: datetime | None = None
    """When it was said, or was over; None while it is held."""

    @property
    def key(self) -> tuple[str, Audience]:
        """Identity of the finding, and audience: one item each, whatever its project is called by now."""
        return self.finding.identity, self.audience


class HeldStore:
    """Reads and writes what is held."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, project: str | None = None) -> tuple[HeldItem, ...]:
        """What is held now, of one project or of all: the gravest first, then the longest held."""
        return self._read(held.c.resolved_at.is_(None), project)

    def resolved_since(self, instant: datetime, project: str | None = None) -> tuple[HeldItem, ...]:
        """What was held and was said or over at `instant` or later, in the same order."""
        return self._read(held.c.resolved_at >= instant, project)

    def keep(self, items: Iterable[HeldItem], unknown: Collection[str], now: datetime) -> None:
        """Replace what is held by `items`, in one transaction. What was held and is not any more is resolved `now`.

        An item held before keeps the instant it was first held. Findings in `unknown`, by identity, stay as they are:
        nobody knows whether they are over.
        """
        before = {item.key: item for item in self.open()}
        with self._database.writing() as connection:
            for item in items:
                old = before.pop(item.key, None)
                kept = replace(item, first_held=old.first_held) if old else item
                _put(connection, replace(kept, last_held=now, resolved_at=None), old or kept)
            for old in before.values():
                if old.finding.identity not in unknown:
                    _put(connection, replace(old, resolved_at=now), old)

    def _read(self, which: sa.ColumnElement[bool], project: str | None) -> tuple[HeldItem, ...]:
        query = sa.select(held).where(which)
        if project is not None:
            query = query.where(held.c.project == project)
        with self._database.reading() as connection:
            found = [_item(row) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda item: (-item.finding.severity, item.first_held, item.key)))


def _put(connection: sa.Connection, item: HeldItem, old: HeldItem) -> None:
    """Write an item down in place of the `old` one, whose project may have had another name."""
    row = {
        "project": item.finding.project,
        "identity": item.finding.identity,
        "audience": item.audience,
        "finding": findings_to_text((item.finding,)),
        "reason": item.reason,
        "why": item.why,
        "rung": item.rung,
        "addressee": item.addressee,
        "first_held": item.first_held,
        "last_held": item.last_held,
        "resolved_at": item.resolved_at,
    }
    c = held.c
    projects = {item.finding.project, old.finding.project}
    here = c.project.in_(projects) & (c.identity == item.finding.identity) & (c.audience == item.audience)
    connection.execute(held.delete().where(here))
    connection.execute(held.insert().values(row))


def _item(row: sa.Row[tuple[object, ...]]) -> HeldItem:
    return HeldItem(
        finding=findings_from_text(row.finding)[0],
        audience=Audience(row.audience),
        reason=Reason(row.reason),
        why=row.why,
        rung=Rung(row.rung),
        addressee=row.addressee,
        first_held=row.first_held,
        last_held=row.last_held,
        resolved_at=row.resolved_at,
    )
