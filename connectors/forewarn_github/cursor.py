"""How far a repository has been read. Opaque to the core; a later fetch begins here."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_OVERLAP = timedelta(minutes=2)
"""What GitHub may show late: its lists are served from copies that lag."""


class Changed(BaseModel):
    """An issue that changed, of which the lists do not tell everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: datetime
    comments: int
    """How many it had then."""
    is_pull: bool = False
    lacks_reviews: bool = False
    """Whether its reviews are still to be read."""
    lacks_past: bool = False
    """Whether it was transferred here, and what it brought along is still to be read."""


class Cursor(BaseModel):
    """Each position is moved only by a batch that holds everything before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pull_requests: bool = False
    """Whether pull requests were read too: without them nothing before these positions is theirs."""
    doing: tuple[str, ...] = ()
    """The labels that meant in progress."""
    issues: datetime | None = None
    """Every issue last changed before this has been read."""
    issues_at: datetime | None = None
    """When, by GitHub's clock, the list was last asked for."""
    comments: datetime | None = None
    event: int = 0
    """Every event up to this id has been read,"""
    event_at: datetime | None = None
    """which happened then."""
    known: int = 0
    """The highest issue number read."""
    line_comments: datetime | None = None
    """As for comments, of those on lines of pull requests."""
    changed: dict[int, Changed] = Field(default_factory=dict)
    """By number, what is still to be looked at by itself in this pass."""
    etags: dict[str, str] = Field(default_factory=dict)
    """What GitHub called the first page of each list that was read to its end."""

    @property
    def is_complete(self) -> bool:
        """Whether everything there was has been read before."""
        return self.comments is not None or self.line_comments is not None or self.event > 0

    def has_issue(self, number: int, changed: datetime) -> bool:
        """Whether an issue that changed last then has surely been read as it stands."""
        if self.issues is None or self.issues_at is None:
            return False
        return number <= self.known and changed <= self.issues and changed < self.issues_at - _OVERLAP

    def text(self) -> str:
        """As it is stored."""
        return self.model_dump_json(exclude_defaults=True)

    def has(self, event: int, at: datetime) -> bool:
        """Whether an event, and so all older ones, has surely been read."""
        return self.event_at is not None and event <= self.event and at < self.event_at - _OVERLAP


def parse(text: str | None, *, pull_requests: bool = False, doing: tuple[str, ...] = ()) -> Cursor:
    """A stored cursor; one that another version wrote, that passed over the pull requests that are wanted now, or that
    took other labels for those that mean in progress, means to read everything again."""
    afresh = Cursor(pull_requests=pull_requests, doing=doing)
    try:
        stored = Cursor.model_validate_json(text or "{}")
    except ValidationError:
        return afresh
    if (pull_requests and not stored.pull_requests) or stored.doing != doing:
        return afresh
    return stored.model_copy(update={"pull_requests": pull_requests})


def before(position: datetime | None) -> datetime | None:
    """Where to begin so that nothing before `position` is missed."""
    return position - _OVERLAP if position else None
