"""What a ticket is made of: its dates, links and checklist items."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

Due = date | datetime
"""A date without an hour (passes at the end of that working day) or an aware instant."""


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to another ticket: `kind` is the tracker's word ("split from", "blocks"), `target` a key or URL."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist."""

    id: str
    text: str
    done: bool = False
    due: Due | None = None


def due_from_text(text: str | None) -> Due | None:
    """Read a due value as events carry it. Raises ValueError on anything but ISO."""
    if not text:
        return None
    if len(text) == 10:
        return date.fromisoformat(text)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"due instant without an offset: {text!r}")
    return instant.astimezone(UTC)


def due_to_text(due: Due | None) -> str | None:
    """Write a due value as events carry it; instants in UTC."""
    if due is None:
        return None
    if isinstance(due, datetime):
        return due.astimezone(UTC).isoformat()
    return due.isoformat()
