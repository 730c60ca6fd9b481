"""What happened to a ticket: one value an event."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.model.people import Person


class StatusCategory(StrEnum):
    """What a tracker's own status means."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"


class Kind(StrEnum):
    """The kinds of event."""

    CREATED = "created"
    CHANGED = "changed"
    """A field with one value got a new one: `field`, `old`, `new`."""
    ADDED = "added"
    """A value joined a field that holds many: `field`, `new`; `ref` is the item's id where it has one."""
    REMOVED = "removed"
    """A value left a field that holds many: `field`, `old`; `ref` as for ADDED."""
    TICKED = "ticked"
    """A checklist item was ticked: `ref` is the item's id, `new` its text."""
    UNTICKED = "unticked"
    COMMENTED = "commented"
    """`ref` is the comment's id, `text` its words as they stand, `public` whether it is open to clients."""
    EDITED = "edited"
    """A comment's words changed: `ref`, `old`, `new`. The store writes these; connectors need not."""
    DELETED = "deleted"
    """A comment went away: `ref`. The store writes these where the tracker tells nothing."""


class Field(StrEnum):
    """The fields whose changes are told. Values stand in `old` and `new` as text, None when empty."""

    TITLE = "title"
    DESCRIPTION = "description"
    TYPE = "type"
    STATUS = "status"
    """Names in `old` and `new`; their meaning in `old_category` and `category`."""
    PRIORITY = "priority"
    ASSIGNEE = "assignee"
    """A person's id. Trackers with several assignees use ADDED and REMOVED."""
    DUE = "due"
    """ISO date (`2026-11-30`) or ISO instant with offset."""
    ESTIMATE = "estimate"
    """A decimal number in the unit of the source."""
    MILESTONE = "milestone"
    """The id of the milestone's ticket (see `Ticket.milestone`)."""
    PARENT = "parent"
    SPRINT = "sprint"
    CRITERIA = "criteria"
    """The text of a field in which the agency keeps acceptance criteria."""
    REASON = "reason"
    """The text of a field in which the agency keeps why something changed."""
    LABELS = "labels"
    LINKS = "links"
    ATTACHMENTS = "attachments"
    CHECKLIST = "checklist"
    REVIEWER = "reviewer"
    """The id of a person who was asked to review, ADDED and REMOVED."""
    REVIEW = "review"
    """What a reviewer decided, `approved` or `changes requested`: ADDED, and REMOVED when it was dismissed; `ref` is
    the same in both."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one ticket."""

    id: str
    """Stable and unique within its ticket, the same at each fetch."""
    at: datetime
    """Aware, UTC."""
    kind: Kind
    actor: Person | None = None
    """None when the tracker does not say, as for a change seen only by comparing two syncs."""
    field: Field | None = None
    old: str | None = None
    new: str | None = None
    text: str = ""
    ref: str = ""
    public: bool = True
    """Whether somebody outside the team's own circle may see it, as far as the tracker says."""
    url: str = ""
    category: StatusCategory | None = None
    """Of a change of status alone, as `old_category`."""
    old_category: StatusCategory | None = None
    edited: datetime | None = None
    """When the tracker says a comment's words were last changed; `text` is then of that moment."""
    batch: str = ""
    """Shared by events of one edit session, where the tracker groups them (a Jira history entry)."""
    letter: bool = False
    """Whether it is a letter to the client about all of the work, which its ticket merely carries. No tracker tells."""
