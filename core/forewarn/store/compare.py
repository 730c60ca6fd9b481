"""History that a tracker does not tell, found by comparing what it shows now with what is stored."""

from collections.abc import Collection, Iterator, Sequence
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
    was missing and is there again was never deleted: a permission had come and gone. Where the tracker says that the
    words are as old as those that are known, nobody edited them: they are only written out another way.
    """
    words: dict[str, str] = {}
    written: dict[str, datetime] = {}
    by_ref: dict[str, Event] = {}
    gone: dict[str, str] = {}
    for event in stored:
        if event.kind is Kind.COMMENTED:
            words[event.ref], by_ref[event.ref] = event.text, event
            written[event.ref] = event.edited or event.at
        elif event.kind is Kind.EDITED:
            words[event.ref], written[event.ref] = event.new or "", event.at
        elif event.kind is Kind.DELETED:
            gone[event.ref] = event.id
    add: list[Event] = []
    drop: set[str] = set()
    present: set[str] = set()
    for event in arrived:
        if event.kind is not Kind.COMMENTED:
            continue
        present.add(event.ref)
        if event.ref in gone and gone[event.ref].startswith("gone:"):
            drop.add(gone[event.ref])
        known = words.get(event.ref)
        is_as_old = event.edited is not None and event.ref in written and event.edited <= written[event.ref]
        if known is not None and known != event.text and not is_as_old:
            at = min(max(event.edited or now, by_ref[event.ref].at), now)
            add.append(
                Event(
                    id=f"edited:{event.ref}:{at.isoformat()}",
                    at=at,
                    kind=Kind.EDITED,
                    actor=event.actor,
                    old=known,
                    new=event.text,
                    ref=event.ref,
                    public=event.public,
                    url=event.url,
                )
            )
    if whole:
        add.extend(
            Event(id=f"gone:{ref}", at=now, kind=Kind.DELETED, ref=ref, public=event.public, url=event.url)
            for ref, event in by_ref.items()
            if ref not in present and ref not in gone
        )
    return add, drop
