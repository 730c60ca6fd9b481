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
    raised_at: datetime | None = None
    """Since when it is on its rung; None where an older version held it."""

    @property
    def key(self) -> tuple[str, Audience]:
        """Identity of the finding, and audience: one item each, whatever its project is called by now."""
        return self.finding.identity, self.audience

    @property
    def on_rung_since(self) -> datetime:
        """Since when it is on its rung. What an older version raised begins anew on the one it is on."""
        return self.raised_at or (self.first_held if self.rung is Rung.DIGEST else self.last_held)


class HeldStore:
    """Reads and writes what is held."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, project: str | None = None) -> tuple[HeldItem, ...]:
        """What is held now, of one project or of all: the gravest first, then the longest held."""
        query = sa.select(held)
        if project is not None:
            query = query.where(held.c.project == project)
        with self._database.reading() as connection:
            found = [_item(row) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda item: (-item.finding.severity, item.first_held, item.key)))

    def keep(self, items: Iterable[HeldItem], unknown: Collection[str], now: datetime) -> None:
        """Replace what is held by `items`, in one transaction. What was held and is not any more is forgotten.

        An item held before keeps the instant it was first held. Findings in `unknown`, by identity, stay as they are:
        nobody knows whether they are over.
        """
        before = {item.key: item for item in self.open()}
        kept = {key: item for key, item in before.items() if item.finding.identity in unknown}
        for item in items:
            first = before[item.key].first_held if item.key in before else item.first_held
            kept[item.key] = replace(item, first_held=first, last_held=now)
        with self._database.writing() as connection:
            connection.execute(held.delete())
            if kept:
                connection.execute(held.insert(), [_row(item) for item in kept.values()])


def _row(item: HeldItem) -> dict[str, object]:
    return {
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
        "raised_at": item.raised_at,
    }


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
        raised_at=row.raised_at,
    )
