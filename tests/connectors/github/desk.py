"""A connector in front of a sandbox, with a clock that only sleeping moves."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from forewarn.connect import Batch, Patience
from forewarn.model import MILESTONE, Event, Field, Kind, Person, Role, StatusCategory, Ticket, TicketRef
from forewarn_github.config import GitHubOptions
from forewarn_github.connector import GitHubConnector
from forewarn_github.sandbox import GitHubSandbox

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANA = Person("101", "ana", Role.TEAM, "ana")
BEN = Person("102", "ben", Role.TEAM, "ben")
CLARA = Person("201", "clara", Role.CLIENT, "clara")
SHOP = "acme/shop"


def at(hours: float) -> datetime:
    """An instant of the story."""
    return START + timedelta(hours=hours)


def ticket(title: str = "Log in with a key", **changes: Any) -> Ticket:
    """A story's ticket; only what matters need be said."""
    return replace(Ticket("hub", SHOP, "story", "story", title, START, reporter=CLARA), **changes)


def milestone(title: str = "Launch", **changes: Any) -> Ticket:
    """A story's milestone."""
    return ticket(title, type=MILESTONE, reporter=ANA, **changes)


def said(text: str, by: Person | None = CLARA, hours: float = 1) -> Event:
    """A comment."""
    return Event("story", at(hours), Kind.COMMENTED, by, text=text)


def moved(new: str, category: StatusCategory, hours: float, by: Person = ANA) -> Event:
    """A change of status."""
    return Event("story", at(hours), Kind.CHANGED, by, Field.STATUS, new=new, category=category)


def changed(field_: Field, old: str | None, new: str | None, hours: float) -> Event:
    """A change of another field."""
    return Event("story", at(hours), Kind.CHANGED, ANA, field_, old, new)


@dataclass
class Clock:
    """Stands still but for sleeping."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass
class Shelf:
    """Keeps batches as the store does: tickets by id, events by id, the first of each id, in order of arrival."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    events: dict[str, dict[str, Event]] = field(default_factory=dict)
    cursor: str | None = None

    def absorb(self, batches: Iterable[Batch]) -> "Shelf":
        for batch in batches:
            for each in batch.tickets:
                self.tickets[each.id] = each
                self._keep(each.id, each.history)
            for ticket_id, event in batch.events:
                assert ticket_id in self.tickets, "an event came before its ticket"
                self._keep(ticket_id, [event])
            self.cursor = batch.cursor or self.cursor
        return self

    def _keep(self, ticket_id: str, events: Iterable[Event]) -> None:
        for event in events:
            self.events.setdefault(ticket_id, {}).setdefault(event.id, event)

    def ticket(self, ticket_id: str) -> Ticket:
        """With its whole history, ordered as the store orders it."""
        events = sorted(self.events[ticket_id].values(), key=lambda e: (e.at, e.kind is not Kind.CREATED))
        return replace(self.tickets[ticket_id], history=tuple(events))


class Desk:
    """What a test needs at hand."""

    def __init__(self, sandbox: GitHubSandbox) -> None:
        self.sandbox = sandbox
        self.clock = Clock()

    def connector(
        self,
        *,
        client_visible: bool = True,
        attempts: int = 4,
        budget: timedelta = timedelta(minutes=5),
        read_timeout: float = 30,
        token: str | None = None,
        **options: Any,
    ) -> GitHubConnector:
        return GitHubConnector(
            "hub",
            GitHubOptions.model_validate({**self.sandbox.options(), **options}),
            client_visible=client_visible,
            environ={name: token or value for name, value in self.sandbox.environ().items()},
            patience=Patience(budget, attempts, lambda: self.clock.now, self.clock.sleep, read_timeout=read_timeout),
        )

    def read(self, cursor: str | None = None, container: str = SHOP, **how: Any) -> Shelf:
        reader = self.connector(**how).reader()
        try:
            return Shelf(cursor=cursor).absorb(reader.read(container, cursor))
        finally:
            reader.close()

    def sent(self, method: str) -> int:
        """How many requests of this method went over the wire."""
        return sum(request.method == method for request in self.sandbox.requests)


def ref(ticket_id: str) -> TicketRef:
    """Where a ticket is."""
    return TicketRef("hub", SHOP, ticket_id, ticket_id)
