"""A Trello in memory, a connector to it that never really waits, and a short way to tell stories."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forewarn.connect import Batch, Patience
from forewarn.model import Event, Field, Kind, Person, Ticket
from forewarn_trello.client import Client
from forewarn_trello.connector import TrelloConnector
from forewarn_trello.reader import TrelloReader
from forewarn_trello.sandbox import TrelloSandbox

BOARD = "AcmeSite"


class Books:
    """What a store would hold after some fetches: the last state of each card, and every event once."""

    def __init__(self) -> None:
        self.cursor: str | None = None
        self.tickets: dict[str, Ticket] = {}
        self.events: dict[str, dict[str, Event]] = {}

    def absorb(self, batch: Batch) -> None:
        for ticket in batch.tickets:
            known = self.events.setdefault(ticket.id, {})
            arrived = {event.id: event for event in ticket.history}
            if ticket.id in batch.whole:
                for event in [one for one in known.values() if one.kind is Kind.COMMENTED and one.id not in arrived]:
                    del known[event.id]
            words = {event.id: event for event in arrived.values() if event.kind is Kind.COMMENTED}
            known.update({**arrived, **known, **words})
            self.tickets[ticket.id] = ticket
        self.cursor = batch.cursor or self.cursor

    def histories(self) -> dict[str, tuple[Event, ...]]:
        return {
            card: tuple(sorted(events.values(), key=lambda event: (event.kind is not Kind.CREATED, event.at, event.id)))
            for card, events in self.events.items()
        }

    def states(self) -> dict[str, Ticket]:
        return {card: replace(ticket, history=()) for card, ticket in self.tickets.items()}


class Tale:
    """A sandbox with two people, hours counted from the start, and a connector."""

    board = BOARD
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    client = Person("p-anna", "Anna Client", handle="anna")
    colleague = Person("p-ben", "Ben Builder", handle="ben")
    account = Person("forewarn", "Forewarn", handle="forewarn")

    def __init__(self, sandbox: TrelloSandbox) -> None:
        self.sandbox = sandbox
        self.waits: list[float] = []

    def at(self, hours: float) -> datetime:
        return self.start + timedelta(hours=hours)

    def open(self, title: str = "Build the shop", hours: float = 0, **state: Any) -> str:
        ticket = Ticket("story", self.board, title, title, title, self.at(hours), status="To do", reporter=self.client)
        return self.sandbox.open(replace(ticket, **state))

    def play(self, card: str, hours: float, kind: Kind, **event: Any) -> str:
        return self.sandbox.play(
            card, Event(**{"id": "e", "at": self.at(hours), "kind": kind, "actor": self.colleague, **event})
        )

    def move(self, card: str, hours: float, status: str) -> None:
        self.play(card, hours, Kind.CHANGED, field=Field.STATUS, new=status)

    def say(self, card: str, hours: float, text: str, **event: Any) -> str:
        return self.play(card, hours, Kind.COMMENTED, text=text, **event)

    def connector(
        self, *, client_visible: bool = False, environ: dict[str, str] | None = None, **patience: Any
    ) -> TrelloConnector:
        given = {"now": lambda: self.sandbox.now, "sleep": self.sleep, "read_timeout": 5, **patience}
        return TrelloConnector(
            "shop",
            TrelloConnector.Options(**self.sandbox.options()),
            client_visible=client_visible,
            environ=environ or self.sandbox.environ(),
            patience=Patience(**given),
        )

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.sandbox.now += timedelta(seconds=seconds)

    def reader(self, **settings: Any) -> TrelloReader:
        return self.connector(**settings).reader()

    def wire(self, **patience: Any) -> Client:
        key, token = self.sandbox.environ().values()
        return Client(self.sandbox.url, key, token, Patience(**{"now": lambda: self.sandbox.now, **patience}))

    def read(self, cursor: str | None = None) -> tuple[dict[str, Ticket], str | None]:
        """What one fetch brings, by id, and the cursor after it."""
        tickets: dict[str, Ticket] = {}
        for batch in self.reader().read(self.board, cursor):
            tickets |= {ticket.id: ticket for ticket in batch.tickets}
            cursor = batch.cursor or cursor
        return tickets, cursor

    def keep(self, books: Books, reader: TrelloReader | None = None) -> int:
        """Fetch what the books do not hold yet; how many requests that took."""
        before = len(self.sandbox.requests)
        reader = reader or self.reader()
        reader.expect({self.board: books.cursor})
        for batch in reader.read(self.board, books.cursor):
            books.absorb(batch)
        return len(self.sandbox.requests) - before

    def afresh(self) -> Books:
        """What somebody finds who reads the board now for the first time."""
        books = Books()
        self.keep(books)
        return books

    def paths(self, method: str = "GET") -> list[str]:
        return [request.path for request in self.sandbox.requests if request.method == method]


def new_trello(stage: TrelloSandbox) -> TrelloSandbox:
    """A new Trello behind the same address, a month after the story begins."""
    return TrelloSandbox(Tale.start + timedelta(days=30)).instead_of(stage)


@pytest.fixture(scope="session")
def stage() -> Iterator[TrelloSandbox]:
    """One server for all tests: to start and stop it takes longer than most of them."""
    with TrelloSandbox(Tale.start) as sandbox:
        yield sandbox


@pytest.fixture
def tale(stage: TrelloSandbox) -> Tale:
    return Tale(new_trello(stage))


@pytest.fixture
def books() -> Books:
    return Books()
