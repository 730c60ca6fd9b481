"""A Trello in memory, a connector to it that never really waits, and a short way to tell stories."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forewarn.connect import Patience
from forewarn.model import Event, Field, Kind, Person, Ticket
from forewarn_trello.client import Client
from forewarn_trello.connector import TrelloConnector
from forewarn_trello.reader import TrelloReader
from forewarn_trello.sandbox import TrelloSandbox

BOARD = "AcmeSite"


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
        given = {"now": lambda: self.sandbox.now, "sleep": self.waits.append, "read_timeout": 5, **patience}
        return TrelloConnector(
            "shop",
            TrelloConnector.Options(**self.sandbox.options()),
            client_visible=client_visible,
            environ=environ or self.sandbox.environ(),
            patience=Patience(**given),
        )

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

    def paths(self, method: str = "GET") -> list[str]:
        return [request.path for request in self.sandbox.requests if request.method == method]


@pytest.fixture
def tale() -> Iterator[Tale]:
    with TrelloSandbox(Tale.start + timedelta(days=30)) as sandbox:
        yield Tale(sandbox)
