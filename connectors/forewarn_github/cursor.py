"""How far a repository has been read. Opaque to the core; a later fetch begins here."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

_OVERLAP = timedelta(minutes=2)
"""What GitHub may show late: its lists are served from copies that lag."""


class Cursor(BaseModel):
    """Each position is moved only by a batch that holds everything before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issues: datetime | None = None
    """Every issue last changed before this has been read."""
    comments: datetime | None = None
    event: int = 0
    """Every event up to this id has been read,"""
    event_at: datetime | None = None
    """which happened then."""
    known: int = 0
    """The highest issue number read."""

    def text(self) -> str:
        """As it is stored."""
        return self.model_dump_json(exclude_defaults=True)

    def has(self, event: int, at: datetime) -> bool:
        """Whether an event, and so all older ones, has surely been read."""
        return self.event_at is not None and event <= self.event and at < self.event_at - _OVERLAP


def parse(text: str | None) -> Cursor:
    """A stored cursor; one that another version wrote means to read everything again."""
    try:
        return Cursor.model_validate_json(text or "{}")
    except ValidationError:
        return Cursor()


def before(position: datetime | None) -> datetime | None:
    """Where to begin so that nothing before `position` is missed."""
    return position - _OVERLAP if position else None
