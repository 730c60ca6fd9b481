"""The values a plan is made of, and those it is made from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.connect import Guarantee
from forewarn.model import Audience, Finding, TicketRef
from forewarn.store import Said
from forewarn.worktime import Calendar

Place = tuple[str, str, Audience]
"""(source, ticket id, audience): one managed comment each."""


class ActKind(StrEnum):
    """What the plan does at one place. Only the `WRITES` cost a request."""

    POST = "post"
    EDIT = "edit"
    RESOLVE = "resolve"
    """Edit, to say that nothing of it is open any more."""
    REPOST = "repost"
    """Post anew and mark the old one superseded."""
    KEEP = "keep"
    """Said, and still so: nothing, and no request."""
    ACKNOWLEDGED = "acknowledged"
    """Said, still so, and a person answered since: the ticket is left in peace."""
    LOOK = "look"
    """An earlier run was stopped while speaking: look for its comment before anything else."""


WRITES = frozenset({ActKind.POST, ActKind.EDIT, ActKind.RESOLVE, ActKind.REPOST})


@dataclass(frozen=True, slots=True)
class Reply:
    """The first thing a person wrote on a ticket after our comment."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Act:
    """What to do with one managed comment."""

    kind: ActKind
    project: str
    ticket: TicketRef
    audience: Audience
    findings: tuple[Finding, ...]
    """What the comment is to speak of, the gravest first."""
    why: str
    settled: frozenset[str] = frozenset()
    """Identities of parts of the old comment that are open no longer."""
    old: Said | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A finding we do not speak of on its ticket, and why."""

    finding: Finding
    audience: Audience
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything we would do and everything we would not."""

    acts: tuple[Act, ...]
    held: tuple[Held, ...]

    @property
    def writes(self) -> tuple[Act, ...]:
        """The acts that change something on a tracker."""
        return tuple(act for act in self.acts if act.kind in WRITES)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a source lets us do."""

    client_visible: bool
    team_only: Guarantee
    stale: str | None = None
    """Why its last fetch failed: we do not speak where we could not look."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How much may be said, and when."""

    calendars: Callable[[str], Calendar]
    """The agency's calendar for a project, by the project's name."""
    needs_approval: Callable[[str, str], bool]
    """(project, rule): whether a person must approve its words before a client can see them."""
    quiet_days: int = 5
    """Business days in which more findings are edited into the same comment rather than posted anew."""
    comments_per_run: int = 20
    comments_per_project: int = 7
