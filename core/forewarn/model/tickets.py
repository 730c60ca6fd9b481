"""A ticket, with its whole history, at one instant."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from forewarn.model.events import Event, Kind, StatusCategory
from forewarn.model.parts import Due, Item, Link
from forewarn.model.past import GATHERED, Past
from forewarn.model.people import Person

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
    ESTIMATE = "estimate"
    HOURS = "hours"
    """Its estimate in hours, and not in points of which nobody knows how long they take."""
    SPRINT = "sprint"
    CRITERIA = "criteria"
    REASON = "reason"


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

    @property
    def place(self) -> tuple[str, str]:
        """Source and id, which tell it from every other."""
        return self.source, self.id


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
    named: tuple[Person, ...] = ()
    """Whom its comments mention although they never took part in it, where the config knows their side."""
    absent: Mapping[Need, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the tracker cannot give for this ticket, each with the reason; absent is not empty."""
    worked_out: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What has been worked out about this very value, for as long as it lives; see `forewarn.facts.remembered`."""

    @property
    def ref(self) -> TicketRef:
        """Where this ticket is."""
        return TicketRef(self.source, self.container, self.id, self.key, self.url, self.title)

    @property
    def place(self) -> tuple[str, str]:
        """Source and id, which tell it from every other."""
        return self.source, self.id

    @property
    def subject(self) -> str:
        """What findings about it name it by."""
        return f"{self.source}:{self.id}"

    @property
    def name(self) -> str:
        """What a sentence calls it: its title, or its key where it has none."""
        return self.title or self.key

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
        if not self.history or self.history[-1].at <= instant:
            return self
        count = bisect_right(self.history, instant, key=_instant)
        past = self.past()
        for event in reversed(self.history[count:]):
            past.undo(event)
        return replace(self, history=self.history[:count], **past.state)

    def past(self) -> Past:
        """The way back from here, which takes back one event after the other."""
        return Past({name: getattr(self, name) for name in GATHERED}, self.history, self._who)

    def _who(self, ident: str) -> Person:
        """Who is meant by an id, with the name and the side that the ticket knows of them, if it does."""
        people: dict[str, Person] | None = self.worked_out.get(_PEOPLE)
        if people is None:
            known = (self.reporter, *(event.actor for event in self.history), *reversed(self.assignees))
            people = self.worked_out[_PEOPLE] = {person.id: person for person in known if person}
        return people.get(ident) or Person(ident, "")


_instant = attrgetter("at")
_PEOPLE = "people"
"""What is worked out about who is known by which id, the latest name of each."""
