"""The border between the core and a tracker: reading, speaking, and what each tracker can promise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from time import sleep
from types import MappingProxyType
from typing import ClassVar, Protocol

from pydantic import BaseModel

from forewarn.connect.stage import Sandbox
from forewarn.model import Audience, Event, Field, Need, Person, Ticket, TicketRef


class Guarantee(StrEnum):
    """How surely a connector can keep a comment from the client."""

    NONE = "none"
    """Whoever sees the ticket sees every comment."""
    DECLARED = "declared"
    """The config says that no client can see this source."""
    RESTRICTED = "restricted"
    """The tracker shows the comment to a role or group only."""
    INTERNAL = "internal"
    """The tracker knows internal comments."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a source can give. The core decides by these and never by the tracker's name."""

    history: frozenset[Field]
    """Fields whose changes the tracker tells; of the others, syncs are compared and changes seen that way."""
    team_only: Guarantee = Guarantee.NONE
    absent: Mapping[Need, str] = field(default_factory=lambda: MappingProxyType({}))
    """What it can never give, each with the reason in a sentence."""
    markup: str = "markdown"
    """The name of the markup comments are written in: `markdown`, `jira` or `plain`."""
    largest_comment: int = 30_000
    """In characters."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One committed step of a fetch. Storing the same batch twice changes nothing."""

    tickets: tuple[Ticket, ...] = ()
    """Current state, each with whatever history is at hand; milestones are tickets of type `milestone`."""
    events: tuple[tuple[str, Event], ...] = ()
    """Further events, each with the id of its ticket (which may have come in an earlier batch)."""
    whole: frozenset[str] = frozenset()
    """Ids of tickets whose comments are complete here: a stored comment that is missing was deleted."""
    cursor: str | None = None
    """Opaque; where the next fetch begins once this batch is stored. None: as before."""
    retold: frozenset[Field] = frozenset()
    """Fields of which all history is here: what is stored of them besides was read while the config gave another field
    their meaning."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment of ours as the tracker holds it."""

    id: str
    marker: str
    body: str
    audience: Audience
    """Who can see it, as read back from the tracker."""
    at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a connector may wait. Tests pass their own clock and sleep; nothing else reads the wall clock."""

    budget: timedelta = timedelta(minutes=5)
    """Total waiting allowed for one source in one run; then it is left for the next run."""
    attempts: int = 4
    """Tries a read."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = sleep
    connect_timeout: float = 5
    read_timeout: float = 30


@dataclass(frozen=True, slots=True)
class Rights:
    """What our account may do in one container; None where the tracker does not tell."""

    container: str
    read: bool | None = None
    comment: bool | None = None
    edit_own: bool | None = None
    problem: str = ""
    """Why not, in a sentence; empty when all is well."""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """What `doctor` learns of a source. Found with reads alone."""

    account: Person
    rights: tuple[Rights, ...]
    fields: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    """Custom fields that the config names, and whether the tracker knows them."""
    hints: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Of fields that it does not know: the problem and the next step, where a connector can say more than that."""
    clock_skew: timedelta | None = None
    """The tracker's clock minus ours, from the Date header."""
    budget_left: int | None = None
    """Requests left before the tracker slows us down; None where it does not tell."""
    budget: int | None = None
    notes: tuple[tuple[str, str], ...] = ()
    """Further problems, each with its next step."""


class Reader(Protocol):
    """Reads a source. Reads are retried within `Patience`; every failure is a `TrackerError`."""

    @property
    def capabilities(self) -> Capabilities:
        """What this source can give."""

    def account(self) -> Person:
        """Whom the token belongs to: one cheap authenticated request."""

    def expect(self, wanted: Mapping[str, str | None]) -> None:
        """Called once before any `read`, with every container of this run and its cursor: a tracker that can ask
        about several at once does so now, and others do nothing."""

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """Everything of `container` (first time) or what changed since `cursor`, in batches. May raise PartlyRead
        after the last one, where it knows all but some of one ticket and will ask for that again the next time."""

    def present(self, container: str) -> frozenset[str]:
        """Ids of all tickets and milestones there are now, in as few requests as the tracker allows; for the pass
        that notices deletions and moves, which no listing of changes shows. It may use what `read` learnt just before.
        Raises TrackerError where either may not be listed: what is not shown must not seem deleted."""

    def is_gone(self, ticket: TicketRef) -> bool:
        """Whether a ticket or milestone missing from `present` is really deleted, moved out of reach or closed to
        us (one request), rather than overlooked by a listing."""

    def examine(self, containers: Sequence[str]) -> Examination:
        """What the account is and may do. Raises AuthError or UnavailableError when nothing can be learnt."""

    def close(self) -> None:
        """Give back connections."""


CONFIGURED = frozenset({Field.ESTIMATE, Field.SPRINT, Field.CRITERIA, Field.REASON})
"""What trackers keep in fields that the config may name."""


def open_to_all(place: str) -> tuple[str, str]:
    """What to say of a place that the whole world reads, although no client is to see it; and the next step."""
    step = "Make it private, or say in the config that clients can see this source."
    return f"{place} is public: anybody can read what is said there", step


class Speaker(Protocol):
    """Writes comments. Nothing here retries a write: `UnavailableError` and `MalformedAnswer` after a write mean
    that nobody knows whether it happened, and the caller looks with `find` before any second try."""

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        """Our own comments on a ticket (by author and marker), oldest first; all markers when None."""

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        """One new comment, one request. `audience` TEAM must be kept from clients or refused.

        Returns what was read back: a caller must compare `Posted.audience` with what it asked for.
        """

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        """Replace the words of a comment of ours, audience unchanged. `GoneError` when it was deleted."""

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        """Delete a comment of ours that came out visible to the wrong people. Used for nothing else."""

    def close(self) -> None:
        """Give back connections."""


class Access(Protocol):
    """The way to one source."""

    def reader(self) -> Reader:
        """A new reader with its own client; one a thread."""

    def speaker(self) -> Speaker:
        """A new speaker with its own client that never retries."""


class Connector(Access, Protocol):
    """What an entry point in the group `forewarn.connectors` names: a class of this shape."""

    Options: ClassVar[type[BaseModel]]
    """The connector's own keys under a source of the config."""

    def __init__(
        self,
        source: str,
        options: BaseModel,
        *,
        client_visible: bool,
        environ: Mapping[str, str],
        patience: Patience,
    ) -> None: ...

    @classmethod
    def sandbox(cls, now: datetime) -> Sandbox:
        """This tracker's wire protocol, served from memory on this machine."""
