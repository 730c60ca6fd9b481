"""The values a plan is made of, and those it is made from."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from forewarn.config.speaking import Breaker, Budgets
from forewarn.connect import Guarantee
from forewarn.model import Audience, Finding, TicketRef
from forewarn.store import Draft, HeldItem, Part, Reason, Rung, Said
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

    @property
    def intention(self) -> str:
        """What is meant to be done, in the words of reports."""
        return _INTENTIONS[self]


_INTENTIONS = {
    ActKind.POST: "post a comment",
    ActKind.REPOST: "post a new comment and mark the old one",
    ActKind.EDIT: "edit our comment",
    ActKind.RESOLVE: "close our comment",
    ActKind.LOOK: "look for a comment first",
    ActKind.KEEP: "left as it is",
    ActKind.ACKNOWLEDGED: "left as it is",
}
NEW_COMMENTS = frozenset({ActKind.POST, ActKind.REPOST})
WRITES = NEW_COMMENTS | {ActKind.EDIT, ActKind.RESOLVE}


@dataclass(frozen=True, slots=True)
class Reply:
    """The last thing a person wrote on a ticket after our comment."""

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
    """Our comment that it changes, or puts a new one in place of."""
    news: frozenset[str] = frozenset()
    """Identities of what the comment did not say before."""
    under: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By identity, the finding that tells the same event better, in whose shadow it stays silent."""
    approved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By identity, the words that a person approved, in the markup of the place."""
    gated: frozenset[str] = frozenset()
    """Identities of findings of which a client reads no other words than approved ones."""
    dropped: frozenset[str] = frozenset()
    """Identities of open parts that a new comment in place of the old one does not repeat."""
    answered: Mapping[str, Reply] = field(default_factory=lambda: MappingProxyType({}))
    """By identity, who answered to what a new comment in place of the old one repeats to the team."""

    @property
    def standing(self) -> Mapping[str, Part]:
        """By identity, what the old comment says and the act leaves open."""
        if self.old is None:
            return {}
        over = self.settled | self.dropped
        return {part.identity: part for part in self.old.open_parts if part.identity not in over}

    @property
    def untold(self) -> frozenset[str]:
        """The identities of its news, and of what is silent beside them and stands nowhere yet."""
        silent = {shadow for shadow, leader in self.under.items() if leader in self.news}
        return self.news | (silent - self.standing.keys())

    @property
    def is_escalation(self) -> bool:
        """Whether something in it is graver than anything the old comment still says."""
        said = [part.severity for part in self.old.open_parts] if self.old else []
        return bool(said) and any(f.severity > max(said) for f in self.findings if f.identity in self.news)


@dataclass(frozen=True, slots=True)
class Held:
    """A finding we do not speak of on its ticket, or not again, and why."""

    finding: Finding
    audience: Audience
    why: str
    """In words, to follow "because"."""
    reason: Reason = Reason.OTHER
    rung: Rung = Rung.DIGEST
    addressee: str = ""
    """Who is to look at it, by name; empty for everybody who reads the digest."""
    raised_at: datetime | None = None
    """Since when it is on that rung; None before the ladder was asked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything we would do and everything we would not."""

    acts: tuple[Act, ...]
    held: tuple[Held, ...]
    climbing: tuple[Held, ...] = ()
    """What stands on its ticket and has been open for so long that the digest has to take it up."""
    breaker: str = ""
    """Why the breaker stopped everything new; empty where it did not."""

    @property
    def writes(self) -> tuple[Act, ...]:
        """The acts that change something on a tracker."""
        return tuple(act for act in self.acts if act.kind in WRITES)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a source lets us do."""

    client_visible: bool
    team_only: Guarantee
    stale: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By project, what of it could not be read there last: we do not speak where we could not look."""
    leaks: bool = False
    """Whether a note for the team came out visible to clients there: until that is mended there is no guarantee."""
    joined: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By project, who of the client wrote there lately although the config says that no client can see it."""
    unread: Collection[str] = frozenset()
    """Ids of the tickets that alone could not be read last, where everything else was."""
    awaited: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By project, those of them that were read lately: what is asked for is what somebody changed, so that they may
    hold the very word that the rest of the project lacks. For those that stay broken nobody waits."""
    ended: Collection[str] = frozenset()
    """Containers in which nobody can write any more."""

    def keeps_from_clients(self, project: str) -> bool:
        """Whether a note for the team, on a ticket of a project, is read by nobody else."""
        return self.team_only is not Guarantee.NONE and project not in self.joined


@dataclass(frozen=True, slots=True)
class Past:
    """What was said, answered, approved and held before."""

    said: Sequence[Said] = ()
    """Our comments of every state, oldest first."""
    replies: Mapping[str, Reply] = field(default_factory=lambda: MappingProxyType({}))
    """By marker, the last human comment after ours."""
    drafts: Sequence[Draft] = ()
    """Those that wait, were approved or rejected."""
    held: Sequence[HeldItem] = ()
    """What is held now."""
    people: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By source and ticket id, the names of the people who work on it."""
    quiet: Collection[str] = frozenset()
    """Identities of what is found and kept quiet on purpose: it is not spoken of, and not over either."""
    superseding: Collection[str] = frozenset()
    """Those of them that take the place of what was told before."""
    unasked: Collection[tuple[str, str]] = frozenset()
    """(rule, subject) of what clients were told and nobody looks at now: the rule is off, or the ticket has left."""
    undone: Collection[tuple[str, str]] = ()
    """(rule, subject) of which what clients were told, and was to last, is not so by now."""
    freed: Collection[str] = frozenset()
    """Identities of what was of a baseline that is over: it comes out by the budgets and is no surge."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How much may be said, and when."""

    calendars: Callable[[str], Calendar]
    """The agency's calendar for a project, by the project's name."""
    needs_approval: Callable[[str, str], bool]
    """(project, rule): whether a person must approve its words before a client can see them."""
    calendar: Calendar
    """The agency's own, on which days are counted."""
    quiet_days: int = 5
    """Business days in which more findings are edited into the same comment rather than posted anew."""
    budgets: Budgets = field(default_factory=Budgets)
    breaker: Breaker = field(default_factory=Breaker)
    ladder: Mapping[Rung, int] = field(
        default_factory=lambda: MappingProxyType({Rung.TICKET: 5, Rung.DIGEST: 5, Rung.LEAD: 5})
    )
    """Business days on each rung before the next one; the owner is the last."""
    client_of: Callable[[str], str] = lambda project: project
    """The client of a project, by the project's name."""
    addressee: Callable[[str, Rung], str] = lambda project, rung: ""
    """(project, rung): the name of who is to look at it there; empty where the config names nobody."""
