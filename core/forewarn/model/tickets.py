"""A ticket, with its whole history, at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from forewarn.model.events import Event, Field, Kind, StatusCategory
from forewarn.model.people import Person

Due = date | datetime
"""A date without an hour (passes at the end of that working day) or an aware instant."""

MILESTONE = "milestone"
"""The `type` of a milestone or version. It is a ticket like others, but nobody can comment on it."""

PAGE = "page"
"""The `type` of a page that is looked at. Its status says how the last look ended, its labels which words of a draft
stood on it, and its history when that changed; its key is the address. Only checks about pages see it."""


class Need(StrEnum):
    """What a check may need and a tracker may be unable to give."""

    DUE = "due"
    DUE_HISTORY = "due-history"
    STATUS_HISTORY = "status-history"
    DESCRIPTION_HISTORY = "description-history"
    PRIORITY = "priority"
    CHECKLIST = "checklist"
    COMMENTS = "comments"
    MILESTONES = "milestones"


@dataclass(frozen=True, slots=True)
class TicketRef:
    """Where a ticket is: enough to find it again and to speak on it."""

    source: str
    container: str
    id: str
    key: str
    url: str = ""
    title: str = field(default="", compare=False)
    """For people to read; it may change and says nothing about which ticket this is."""


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


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it stood at the instant of the ticket it was asked from."""

    id: str
    at: datetime
    author: Person | None
    text: str
    public: bool
    url: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands at one instant; `as_of` derives any earlier one from the history."""

    source: str
    """Name of the source in the config."""
    container: str
    """Jira project key, GitHub `owner/name`, Trello board id: what the config lists under the source."""
    id: str
    """Stable within the source."""
    key: str
    """What people call it: `ACME-12`, `owner/name#12`, a card's short link."""
    title: str
    created: datetime
    url: str = ""
    description: str = ""
    type: str = ""
    status: str = ""
    category: StatusCategory = StatusCategory.TODO
    declined: bool = False
    """Closed without being delivered: won't do, not planned, archived before it was done."""
    priority: str | None = None
    reporter: Person | None = None
    assignees: tuple[Person, ...] = ()
    labels: tuple[str, ...] = ()
    due: Due | None = None
    """The ticket's own promised date; that of its milestone stands on the milestone."""
    estimate: float | None = None
    milestone: str | None = None
    """`id` of the milestone's own ticket in the same source and container."""
    parent: str | None = None
    sprint: str | None = None
    """Name of the sprint it is in."""
    criteria: str = ""
    """Acceptance criteria, where the config names a field for them."""
    reason: str = ""
    """Why it was changed last, where the config names a field for that."""
    branch: str = ""
    """Of a pull request: the branch it would merge."""
    links: tuple[Link, ...] = ()
    checklist: tuple[Item, ...] = ()
    attachments: tuple[str, ...] = ()
    history: tuple[Event, ...] = ()
    """Every event so far, oldest first, CREATED first of all."""
    absent: Mapping[Need, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the tracker cannot give for this ticket, each with the reason; absent is not empty."""

    @property
    def ref(self) -> TicketRef:
        """Where this ticket is."""
        return TicketRef(self.source, self.container, self.id, self.key, self.url, self.title)

    @property
    def is_milestone(self) -> bool:
        """Whether this is a milestone or version rather than a ticket one can comment on."""
        return self.type == MILESTONE

    @property
    def is_page(self) -> bool:
        """Whether this is a page that is looked at rather than a ticket."""
        return self.type == PAGE

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.category is not StatusCategory.DONE

    def comments(self) -> tuple[Comment, ...]:
        """The comments that stand, oldest first, with their words as last known."""
        words: dict[str, Comment] = {}
        for event in self.history:
            if event.kind is Kind.COMMENTED:
                words[event.ref] = Comment(event.ref, event.at, event.actor, event.text, event.public, event.url)
            elif event.kind is Kind.EDITED and event.ref in words:
                words[event.ref] = replace(words[event.ref], text=event.new or "")
            elif event.kind is Kind.DELETED:
                words.pop(event.ref, None)
        return tuple(words.values())

    def as_of(self, instant: datetime) -> "Ticket | None":
        """This ticket as it stood at `instant` (events of that very instant included); None before it existed."""
        if self.created > instant:
            return None
        later = [event for event in self.history if event.at > instant]
        if not later:
            return self
        state: dict[str, Any] = {}
        for event in reversed(later):
            _undo(self, state, event)
        return replace(self, history=self.history[: len(self.history) - len(later)], **state)


def _undo(ticket: Ticket, state: dict[str, Any], event: Event) -> None:
    """Take `event` back in `state`, which holds the fields that differ from `ticket`."""

    def current(name: str) -> Any:
        return state[name] if name in state else getattr(ticket, name)

    match event.kind, event.field:
        case Kind.CHANGED, Field.STATUS:
            state["status"] = event.old or ""
            # A status deleted since has no meaning any more; in progress claims the least, above all not "done".
            state["category"] = event.old_category or StatusCategory.DOING
            if event.old_category is not StatusCategory.DONE:
                state["declined"] = False
        case Kind.CHANGED, Field.DUE:
            state["due"] = due_from_text(event.old)
        case Kind.CHANGED, Field.ESTIMATE:
            state["estimate"] = float(event.old) if event.old else None
        case Kind.CHANGED, Field.ASSIGNEE:
            state["assignees"] = (Person(event.old, ""),) if event.old else ()
        case Kind.CHANGED, Field.TITLE | Field.DESCRIPTION | Field.TYPE | Field.CRITERIA | Field.REASON:
            state[event.field] = event.old or ""
        case Kind.CHANGED, Field.PRIORITY | Field.MILESTONE | Field.PARENT | Field.SPRINT:
            state[event.field] = event.old
        case ((Kind.ADDED | Kind.REMOVED), Field.LABELS | Field.ATTACHMENTS):
            state[event.field] = _undo_membership(current(event.field), event)
        case ((Kind.ADDED | Kind.REMOVED), Field.ASSIGNEE):
            people: tuple[Person, ...] = current("assignees")
            if event.kind is Kind.ADDED:
                state["assignees"] = tuple(p for p in people if p.id != event.new)
            else:
                state["assignees"] = (*people, Person(event.old or "", ""))
        case ((Kind.ADDED | Kind.REMOVED), Field.LINKS):
            links: tuple[Link, ...] = current("links")
            if event.kind is Kind.ADDED:
                state["links"] = tuple(link for link in links if link.target != event.new)
            else:
                state["links"] = (*links, Link(event.text, event.old or ""))
        case ((Kind.ADDED | Kind.REMOVED), Field.CHECKLIST):
            items: tuple[Item, ...] = current("checklist")
            if event.kind is Kind.ADDED:
                state["checklist"] = tuple(i for i in items if i.id != event.ref)
            else:
                state["checklist"] = (*items, Item(event.ref, event.old or "", done=_was_ticked(ticket, event)))
        case ((Kind.TICKED | Kind.UNTICKED), _):
            state["checklist"] = tuple(
                replace(i, done=event.kind is Kind.UNTICKED) if i.id == event.ref else i for i in current("checklist")
            )
        case _:
            pass


def _was_ticked(ticket: Ticket, removal: Event) -> bool:
    """Whether a checklist item was ticked when it was removed, as far as the history tells."""
    before = takewhile(lambda event: event is not removal, ticket.history)
    ticks = [event.kind for event in before if event.ref == removal.ref and event.kind in (Kind.TICKED, Kind.UNTICKED)]
    return ticks[-1:] == [Kind.TICKED]


def _undo_membership(values: tuple[str, ...], event: Event) -> tuple[str, ...]:
    if event.kind is Kind.ADDED:
        return tuple(value for value in values if value != event.new)
    return (*values, event.old or "")


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
