"""A whole tracker in memory, behind the connector protocols: for tests of the core and of whatever is built on it.

It reads like a tracker that tells everything and speaks like one that can fail at any point.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from forewarn.connect import Batch, Capabilities, Examination, Guarantee, Posted, Rights
from forewarn.errors import GoneError, PartlyRead, RefusedError, ServerFault, TrackerError
from forewarn.model import Audience, Event, Field, Kind, Person, Role, Ticket, TicketRef

ACCOUNT = Person("forewarn", "forewarn", Role.BOT)


@dataclass(slots=True)
class MemoryTracker:
    """The state of the tracker. `fail` is called with the name of each step and may raise."""

    now: datetime
    tickets: dict[str, Ticket] = field(default_factory=dict)
    comments: dict[str, tuple[TicketRef, Posted]] = field(default_factory=dict)
    fail: Callable[[str], None] = lambda step: None
    guarantee: Guarantee = Guarantee.INTERNAL
    comes_out_public: bool = False
    """As on a real tracker with a token that may not write internally."""
    groups: dict[str, tuple[Person, ...]] = field(default_factory=dict)
    history: frozenset[Field] = frozenset(Field)
    """Fields whose changes it tells."""
    ended: dict[str, str] = field(default_factory=dict)
    """Containers in which nobody can work any more, with why."""
    unreadable: frozenset[str] = frozenset()
    """Ids of the tickets that alone cannot be read."""
    locked: frozenset[str] = frozenset()
    """Ids of the tickets that take no comments."""
    posts: int = 0
    """How many POST requests arrived."""
    edits: int = 0

    def put(self, ticket: Ticket) -> None:
        """Add a ticket or replace the one with its id."""
        self.tickets[ticket.id] = ticket

    def happen(self, ticket_id: str, *events: Event) -> None:
        """Append to a ticket's history."""
        ticket = self.tickets[ticket_id]
        self.tickets[ticket_id] = replace(ticket, history=(*ticket.history, *events))

    def reader(self) -> "MemoryReader":
        """As `Connector.reader`."""
        return MemoryReader(self)

    def speaker(self) -> "MemorySpeaker":
        """As `Connector.speaker`."""
        return MemorySpeaker(self)


class MemoryReader:
    """Reads everything at every fetch, one ticket a batch."""

    def __init__(self, tracker: MemoryTracker) -> None:
        self._tracker = tracker

    @property
    def capabilities(self) -> Capabilities:
        """The history of the fields that the tracker tells."""
        return Capabilities(self._tracker.history, self._tracker.guarantee)

    def account(self) -> Person:
        """Our own account."""
        return ACCOUNT

    def expect(self, wanted: Mapping[str, str | None]) -> None:
        """Nothing can be asked in advance."""

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """All tickets of the container."""
        unread: list[Ticket] = []
        for number, ticket in enumerate(list(self._tracker.tickets.values())):
            self._tracker.fail("read")
            if ticket.container == container and ticket.id in self._tracker.unreadable:
                unread.append(ticket)
            elif ticket.container == container:
                yield Batch((ticket,), whole=frozenset({ticket.id}), cursor=str(number))
        for ticket in unread:
            raise PartlyRead(ticket.key, ServerFault("500"), {one.id: one.key for one in unread})

    def present(self, container: str) -> frozenset[str]:
        """Ids of the tickets and milestones there are."""
        self._tracker.fail("present")
        return frozenset(t.id for t in self._tracker.tickets.values() if t.container == container)

    def is_gone(self, ticket: TicketRef) -> bool:
        """Whether a ticket is there no more."""
        self._tracker.fail("is gone")
        known = self._tracker.tickets.get(ticket.id)
        return known is None or known.container != ticket.container

    def ended(self, container: str) -> str:
        """Why nobody can work in a container any more."""
        self._tracker.fail("ended")
        return self._tracker.ended.get(container, "")

    def members(self, group: str, containers: Sequence[str]) -> tuple[Person, ...]:
        """Everybody in a group."""
        self._tracker.fail("members")
        if group not in self._tracker.groups:
            raise GoneError(f"there is no group {group!r}", next_step="Correct its name.")
        return self._tracker.groups[group]

    def examine(self, containers: Sequence[str]) -> Examination:
        """All is well."""
        return Examination(ACCOUNT, tuple(Rights(c, read=True, comment=True, edit_own=True) for c in containers))

    def close(self) -> None:
        """Nothing to give back."""


class MemorySpeaker:
    """Writes into the tracker's own history, as a real tracker would show it at the next fetch."""

    def __init__(self, tracker: MemoryTracker) -> None:
        self._tracker = tracker

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        """Our comments on a ticket."""
        self._tracker.fail("find")
        found = [c for at, c in self._tracker.comments.values() if at.id == ticket.id]
        return tuple(c for c in found if marker in (None, c.marker))

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        """One comment, one request."""
        t = self._tracker
        t.fail("before post")
        if ticket.id in t.locked or ticket.container in t.ended:
            raise RefusedError("the conversation is locked")
        t.posts += 1
        ident = f"ours-{t.posts}"
        seen_by = Audience.CLIENT if t.comes_out_public else audience
        posted = Posted(ident, marker, body, seen_by, t.now, f"{ticket.url}#{ident}")
        t.comments[ident] = (ticket, posted)
        comment = Event(ident, t.now, Kind.COMMENTED, ACCOUNT, text=body, ref=ident, url=posted.url)
        t.happen(ticket.id, replace(comment, public=seen_by is Audience.CLIENT))
        t.fail("after post")
        return posted

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        """New words for an old comment."""
        t = self._tracker
        t.fail("before edit")
        if ticket.container in t.ended:
            raise RefusedError("it is archived, so read-only")
        if comment not in t.comments:
            raise GoneError(f"comment {comment} is not there")
        t.edits += 1
        posted = replace(t.comments[comment][1], body=body, marker=marker)
        t.comments[comment] = (ticket, posted)
        state = t.tickets[ticket.id]
        events = (replace(e, text=body, edited=t.now) if e.ref == comment else e for e in state.history)
        t.put(replace(state, history=tuple(events)))
        t.fail("after edit")
        return posted

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        """Delete a comment."""
        t = self._tracker
        t.fail("withdraw")
        del t.comments[comment]
        state = t.tickets[ticket.id]
        t.put(replace(state, history=tuple(e for e in state.history if e.ref != comment)))

    def close(self) -> None:
        """Nothing to give back."""


def failing(errors: Mapping[str, TrackerError | type[BaseException]]) -> Callable[[str], None]:
    """A `fail` that raises, once each, at the named steps."""
    left = dict(errors)

    def fail(step: str) -> None:
        error = left.pop(step, None)
        if error is not None:
            raise error

    return fail
