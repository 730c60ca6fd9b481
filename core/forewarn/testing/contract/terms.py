"""What a connector under contract says of itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from forewarn.connect import Connector
from forewarn.connect.stage import Deleting, Moving, Request, Sandbox
from forewarn.model import Field, Kind, StatusCategory, Ticket, TicketRef
from forewarn.testing.contract.books import STATUSES
from forewarn.testing.contract.chronicle import BEGIN, Chronicle
from forewarn.testing.contract.readback import Readback
from forewarn.testing.contract.trial import Trial

LATER = timedelta(minutes=30)
"""Between the last act of a story and the moment somebody reads it."""
MANY = 110
"""Tickets: more than a page on most trackers, which give a hundred at once."""


class Terms:
    """The attributes of a contract. Only `connector` must be set; every reason is shown where tests are skipped."""

    connector: ClassVar[type[Connector]]
    containers: ClassVar[tuple[str, str]] = ("ACME", "OTHER")
    """Two containers as the config would name them; the sandbox makes them."""
    nowhere: ClassVar[str] = "NOWHERE"
    """One that is not there."""
    group: ClassVar[str] = "staff"
    """A group of people as the config would name it, where the tracker knows groups; the sandbox makes it."""
    no_group: ClassVar[str] = "nobody"
    """One that is not there."""
    statuses: ClassVar[Mapping[str, StatusCategory]] = STATUSES
    """The statuses of the stories, the first of all for new tickets; for trackers that have their own fixed ones."""
    without: ClassVar[Mapping[Field | Kind, str]] = {}
    """Fields and kinds of event left out of the stories, each with the reason."""
    companions: ClassVar[frozenset[Field]] = frozenset()
    """Fields in which a change of another one shows as well: labels where a label makes the status."""
    unguarded: ClassVar[Mapping[str, Any]] = {}
    """Options that take away what keeps a comment among the team; None removes an option."""
    always_guarded: ClassVar[str] = ""
    """Why no option takes that away; empty where one does, or where clients read everything anyway."""
    read_only: ClassVar[str] = ""
    """Why it cannot speak; empty when it can."""
    no_network: ClassVar[str] = ""
    """Why its requests cannot fail: its sandbox serves no wire protocol. Empty when they can."""

    def stage(self, now: datetime) -> Sandbox:
        """The sandbox; the connector's own unless overridden, as for another deployment of the same tracker."""
        return self.connector.sandbox(now)

    def is_write(self, request: Request) -> bool:
        """Whether a request may have changed something. While a comment is written, nothing is read by POST."""
        return request.method not in ("GET", "HEAD")

    @pytest.fixture
    def trial(self) -> Iterator[Trial]:
        """The connector on a running sandbox, empty."""
        with self.stage(BEGIN) as sandbox:
            yield Trial(self.connector, sandbox, BEGIN)

    def chronicle(self, trial: Trial, seed: int = 0, container: str | None = None) -> Chronicle:
        """A story in the first container, or another; it goes on from whatever time it is."""
        name = container or self.containers[0]
        begin = trial.sandbox.now
        return Chronicle(trial.sandbox, name, seed, statuses=self.statuses, without=self.without, begin=begin)

    def story(self, trial: Trial, seed: int, acts: int = 60) -> Chronicle:
        """A story that was played; it is a while later now."""
        story = self.chronicle(trial, seed)
        story.begin()
        story.act(acts)
        trial.at(story.now + LATER)
        return story

    def readback(self, trial: Trial, tickets: Mapping[str, Ticket]) -> Readback:
        """What `tickets` are compared with the books by."""
        with trial.reader() as reader:
            return Readback(reader.capabilities.history, self.companions, self.statuses, tickets.values())

    def a_ticket(self, trial: Trial) -> TicketRef:
        """A ticket to speak on."""
        story = self.chronicle(trial)
        story.begin(1)
        trial.at(story.now + LATER)
        return trial.tickets(story.container)[next(iter(story.books))].ref

    def must_speak(self) -> None:
        """Skips where it cannot."""
        if self.read_only:
            pytest.skip(self.read_only)

    def must_be_open(self) -> None:
        """Skips where a comment for the team is always kept from clients."""
        if self.always_guarded:
            pytest.skip(self.always_guarded)

    def must_have_a_network(self) -> None:
        """Skips where there is none."""
        if self.no_network:
            pytest.skip(self.no_network)


def deleting(sandbox: Sandbox) -> Deleting:
    """The sandbox as one that deletes tickets; skips where it cannot."""
    if not isinstance(sandbox, Deleting):
        pytest.skip("its sandbox has no way to delete a ticket")
    return sandbox


def moving(sandbox: Sandbox) -> Moving:
    """The sandbox as one that moves tickets; skips where it cannot."""
    if not isinstance(sandbox, Moving):
        pytest.skip("its sandbox has no way to move a ticket")
    return sandbox
