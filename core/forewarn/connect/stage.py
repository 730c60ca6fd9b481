"""What a sandbox lets a story do: people act on a tracker, in the words of the model.

A sandbox stores what happened as its tracker would, and serves it over HTTP; what a connector reads back must be
the history that was played. The demo, the cases of the checks and the contract tests all speak this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from forewarn.model import Event, Person, Ticket


@dataclass(frozen=True, slots=True)
class Request:
    """One line of a sandbox's request log."""

    method: str
    path: str
    query: str
    agent: str
    """The User-Agent header."""
    status: int
    """0 when the connection was cut instead of answered."""


class Misbehaviour(StrEnum):
    """What a sandbox does when told to misbehave. Those called `-after` do what was asked first."""

    STATUS = "status"
    """Answer with a status of failure."""
    CUT = "cut"
    """Drop the connection."""
    GARBAGE = "garbage"
    """Answer with what is not JSON."""
    SLOW = "slow"
    """Wait for some seconds first."""
    STATUS_AFTER = "status-after"
    CUT_AFTER = "cut-after"
    SLOW_AFTER = "slow-after"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave, for the next `times` requests that fit."""

    kind: str
    """One of `Misbehaviour`."""
    method: str = ""
    """HTTP method it applies to; empty for any."""
    path: str = ""
    """A part of the path it applies to; empty for any."""
    status: int = 503
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    seconds: float = 0
    times: int = 1


class Sandbox(Protocol):
    """A tracker in memory. Use as a context manager: it serves on a free port of 127.0.0.1 while inside."""

    now: datetime
    """The tracker's clock; what the API itself creates (a comment) happens then. Set it at will."""

    def __enter__(self) -> "Sandbox": ...

    def __exit__(self, *exc: object) -> None: ...

    def options(self) -> dict[str, Any]:
        """The keys of a source in the config that reach this sandbox (tokens as secrets by environment)."""

    def environ(self) -> dict[str, str]:
        """The environment variables that `options` refers to."""

    def open(self, ticket: Ticket) -> str:
        """`ticket.reporter` opens a ticket (or milestone) with this state at `ticket.created`; `ticket.id` and
        `ticket.key` are the story's own names and may be chosen differently. Returns the id a connector will give.

        The container is made when it is not there yet. History in `ticket` is ignored: play it.
        """

    def play(self, ticket_id: str, event: Event) -> str:
        """Let `event.actor` do at `event.at` what the event says. For COMMENTED returns the new comment's id, for
        a checklist item's ADDED the item's id, else ''. For EDITED and DELETED `ref` is such an id. Raises
        ValueError for what this tracker cannot do."""

    def misbehave(self, fault: Fault) -> None:
        """Add a fault to the queue."""

    @property
    def requests(self) -> Sequence[Request]:
        """Every request so far, oldest first."""


@runtime_checkable
class Deleting(Protocol):
    """What a sandbox may offer besides: tickets that are deleted. Whoever needs it asks with `isinstance`."""

    def delete(self, ticket_id: str, at: datetime) -> None:
        """Somebody deletes a ticket (the id is one that `open` gave). No listing of changes shows it any more."""


@runtime_checkable
class Moving(Protocol):
    """What a sandbox may offer besides: tickets that are moved. Whoever needs it asks with `isinstance`."""

    def move(self, ticket_id: str, container: str, at: datetime) -> str:
        """Somebody moves a ticket to another container, which is made when it is not there yet. Returns the id
        that a connector will give there; on most trackers it is the same."""


@runtime_checkable
class Gathering(Protocol):
    """What a sandbox may offer besides: groups of people. Whoever needs it asks with `isinstance`."""

    def join(self, group: str, person: Person, container: str) -> None:
        """Somebody comes into a group, which is made when it is not there yet; into that of a container where groups
        belong to containers."""

    def leave(self, group: str, person: Person, container: str) -> None:
        """Somebody leaves a group."""
