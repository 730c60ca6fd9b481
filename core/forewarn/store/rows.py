"""Events as rows of the database, and back."""

from typing import Any

from forewarn.model import Event, Field, Kind, Person, Role, StatusCategory


def row_of(source: str, ticket_id: str, position: int, event: Event) -> dict[str, Any]:
    """The row of an event; `position` is its order of arrival."""
    who = event.actor
    return {
        "source": source,
        "ticket": ticket_id,
        "id": event.id,
        "position": position,
        "at": event.at,
        "kind": event.kind,
        "field": event.field,
        "old": event.old,
        "new": event.new,
        "text": event.text,
        "ref": event.ref,
        "public": event.public,
        "url": event.url,
        "category": event.category,
        "old_category": event.old_category,
        "edited": event.edited,
        "batch": event.batch,
        "actor": who.id if who else None,
        "actor_name": who.name if who else "",
        "actor_handle": who.handle if who else "",
        "actor_role": who.role if who else Role.UNKNOWN,
    }


def event_of(row: Any) -> Event:
    """The event of a row."""
    return Event(
        id=row.id,
        at=row.at,
        kind=Kind(row.kind),
        actor=Person(row.actor, row.actor_name, Role(row.actor_role), row.actor_handle) if row.actor else None,
        field=Field(row.field) if row.field else None,
        old=row.old,
        new=row.new,
        text=row.text,
        ref=row.ref,
        public=row.public,
        url=row.url,
        category=StatusCategory(row.category) if row.category else None,
        old_category=StatusCategory(row.old_category) if row.old_category else None,
        edited=row.edited,
        batch=row.batch,
    )
