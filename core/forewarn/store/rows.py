"""Events as rows of the database, and back."""

from collections.abc import Sequence
from functools import lru_cache
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


_KINDS = {str(kind): kind for kind in Kind}
_FIELDS = {str(field): field for field in Field} | {None: None}
_CATEGORIES = {str(category): category for category in StatusCategory} | {None: None}


@lru_cache(maxsize=4096)
def _person(ident: str, name: str, role: str, handle: str) -> Person:
    """One object a person, however many events are theirs."""
    return Person(ident, name, Role(role), handle)


EVENT_COLUMNS = (
    "id", "at", "kind", "field", "old", "new", "text", "ref", "public", "url", "category", "old_category", "edited",
    "batch", "actor", "actor_name", "actor_handle", "actor_role",
)  # fmt: skip
"""What `event_of` reads, in this order."""


def event_of(row: Sequence[Any]) -> Event:
    """The event of a row of EVENT_COLUMNS; by position, because there are millions."""
    (
        ident, at, kind, field, old, new, text, ref, public, url, category, old_category, edited, batch,
        actor, name, handle, role,
    ) = row  # fmt: skip
    who = _person(actor, name, role, handle) if actor else None
    return Event(
        ident, at, _KINDS[kind], who, _FIELDS[field], old, new, text, ref, public, url, _CATEGORIES[category],
        _CATEGORIES[old_category], edited, batch,
    )  # fmt: skip
