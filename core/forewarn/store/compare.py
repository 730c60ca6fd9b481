"""History that a tracker does not tell, found by comparing what it shows now with what is stored."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.model import Event, Field, Kind, Ticket, due_to_text

_SNAPSHOT_FIELDS = (
    Field.TITLE,
    Field.DESCRIPTION,
    Field.TYPE,
    Field.STATUS,
    Field.PRIORITY,
    Field.DUE,
    Field.ESTIMATE,
    Field.MILESTONE,
    Field.PARENT,
    Field.SPRINT,
    Field.CRITERIA,
    Field.REASON,
)


def _value(ticket: Ticket, field: Field) -> str | None:
    if field is Field.DUE:
        return due_to_text(ticket.due)
    if field is Field.ESTIMATE:
        return None if ticket.estimate is None else str(ticket.estimate)
    value: str | None = getattr(ticket, field)
    return value or None


def snapshot_events(before: Ticket, after: Ticket, told: Collection[Field], now: datetime) -> Iterator[Event]:
    """Changes between two syncs in fields the tracker keeps no history of (none at all for milestones).

    Nobody knows who did it or exactly when: the actor is None and the instant is that of the sync.
    """
    for field in _SNAPSHOT_FIELDS:
        if field in told and not after.is_milestone:
            continue
        old, new = _value(before, field), _value(after, field)
        if old == new or any(e.kind is Kind.CHANGED and e.field is field and e.new == new for e in after.history):
            continue
        is_status = field is Field.STATUS
        yield Event(
            id=f"seen:{field}:{now.isoformat()}",
            at=now,
            kind=Kind.CHANGED,
            field=field,
            old=old,
            new=new,
            url=after.url,
            category=after.category if is_status else None,
            old_category=before.category if is_status else None,
        )


def told_no_more(stored: Sequence[Event], arrived: Sequence[Event], retold: Collection[Field]) -> set[str]:
    """Ids of events that no longer follow from the tracker's history, as when a label or a field means nothing any
    more: an entry that is told again is told whole, and so is the history of the `retold` fields."""
    again = {event.batch for event in arrived if event.batch}
    here = {event.id for event in arrived}
    return {e.id for e in stored if (e.batch in again or e.field in retold) and e.id not in here}


def comment_events(
    stored: Sequence[Event], arrived: Sequence[Event], *, whole: bool, now: datetime
) -> tuple[list[Event], set[str]]:
    """Edits and deletions of comments: (events to add, ids of events to take back).

    `whole` says that `arrived` holds every comment there is, so that one which is missing was deleted. One that
    was missing and is there again was never deleted: a permission had come and gone.
    """
    known = _comments_of(stored)
    gone = {event.ref: event.id for event in stored if event.kind is Kind.DELETED}
    here = [event for event in arrived if event.kind is Kind.COMMENTED]
    present = {event.ref for event in here}
    edits = (_edit_of(known[event.ref], event, now) for event in here if event.ref in known)
    missing = (one.event for ref, one in known.items() if ref not in present and ref not in gone) if whole else ()
    deletions = (Event(f"gone:{e.ref}", now, Kind.DELETED, ref=e.ref, public=e.public, url=e.url) for e in missing)
    back = {ident for ref, ident in gone.items() if ref in present and ident.startswith("gone:")}
    return [*(edit for edit in edits if edit is not None), *deletions], back


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment as it is stored."""

    event: Event
    """With which it came."""
    text: str
    written: datetime
    """When it got these words."""


def _comments_of(stored: Iterable[Event]) -> dict[str, _Comment]:
    known: dict[str, _Comment] = {}
    for event in stored:
        if event.kind is Kind.COMMENTED:
            known[event.ref] = _Comment(event, event.text, event.edited or event.at)
        elif event.kind is Kind.EDITED and event.ref in known:
            known[event.ref] = _Comment(known[event.ref].event, event.new or "", event.at)
    return known


def _edit_of(known: _Comment, seen: Event, now: datetime) -> Event | None:
    """The edit that made of a known comment what is seen now; None where there was none.

    Where the tracker says that the words are as old as those that are known, nobody edited them: they are only written
    out another way.
    """
    if seen.text == known.text or (seen.edited is not None and seen.edited <= known.written):
        return None
    at = min(max(seen.edited or now, known.event.at), now)
    return Event(
        id=f"edited:{seen.ref}:{at.isoformat()}",
        at=at,
        kind=Kind.EDITED,
        actor=seen.actor,
        old=known.text,
        new=seen.text,
        ref=seen.ref,
        public=seen.public,
        url=seen.url,
    )
