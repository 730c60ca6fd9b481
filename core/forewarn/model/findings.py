"""What a check found, and what a rule makes of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from forewarn.model.people import Audience
from forewarn.model.tickets import TicketRef

_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?![\dT])")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")

Fact = str | int | float | bool | date | datetime | tuple[str, ...] | None
"""What a template may be given: a plain value, or a list of words."""


class Severity(IntEnum):
    """How much it matters; ordered."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The word used in files and texts."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line that shows why: when, what, where to look."""

    at: datetime
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check yields. `anchor` names the event it is about; it never changes while the finding lives."""

    anchor: str
    since: datetime
    """When the thing found came true."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    severity: Severity | None = None
    """Only where it differs from the rule's."""
    on: TicketRef | None = None
    """Where to speak of it when the subject is not itself a ticket."""
    team_only: bool = False
    """The facts hold something a client must not read, so no client text may be made of it."""
    positive: bool | None = None
    """Whether it is good news; only where it differs from the check's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's finding on a subject. Its identity is rule, subject and anchor, never its words."""

    rule: str
    check: str
    """`family/name`."""
    project: str
    subject: str
    """`source:id` of a ticket or milestone, or `project:name`."""
    anchor: str
    severity: Severity
    since: datetime
    audiences: frozenset[Audience]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    on: TicketRef | None = None
    """The ticket to speak on; None when there is none."""
    positive: bool = False
    """Good news."""
    replaces: bool = False
    """It takes the place of whatever its rule found about its subject before."""

    @property
    def identity(self) -> str:
        """Stable across runs, languages and wordings."""
        return f"{self.rule}|{self.subject}|{self.anchor}"


def about(identity: str) -> tuple[str, str]:
    """The rule and the subject that the identity of a finding names."""
    rule, subject, _ = identity.split("|", 2)
    return rule, subject


def without_rule(identity: str) -> str:
    """The subject and the anchor of it: what a finding is about, whatever its rule is called."""
    return identity.partition("|")[2]


def project_subject(name: str) -> str:
    """The subject of what is found about a project itself."""
    return f"project:{name}"


def place_named(subject: str) -> tuple[str, str]:
    """Source and id of the ticket that a subject is."""
    source, _, ident = subject.partition(":")
    return source, ident


def is_one_event(one: str, other: str) -> bool:
    """Whether two identities name one event, as far as their anchors tell. An instant alone names none."""
    (_, subject, anchor), (_, there, named) = one.split("|", 2), other.split("|", 2)
    if _INSTANT.match(named):
        return False
    return (subject, anchor) == (there, named) or bool(_days(anchor) & _days(named))


def _days(anchor: str) -> set[str]:
    """The promised dates an anchor names."""
    return set(_DAY.findall(anchor))
