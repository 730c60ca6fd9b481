"""A project's portrait: everything that is shown of it to people, at one instant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from forewarn.engine import ProjectResult, View
from forewarn.facts.dates.promises import State
from forewarn.facts.items import due_day
from forewarn.facts.project import Project
from forewarn.language import language_for
from forewarn.model import Audience, Finding, Role, Severity, Ticket
from forewarn.portrait.arrivals import Arrivals, arrivals
from forewarn.portrait.contact import Contact, contact
from forewarn.portrait.coverage import Coverage, coverage
from forewarn.portrait.dates import Deliverable, deliverables
from forewarn.portrait.outlook import Forecasts, forecasts
from forewarn.portrait.promises import Promise, promises
from forewarn.portrait.scope import Scope, scope
from forewarn.store import Reason, Store
from forewarn.store import Scope as Reading
from forewarn.worktime import Clock

FAMILIES = ("expectations", "process", "results", "relationship")
"""The four families of checks, in their order."""


@dataclass(frozen=True, slots=True)
class Held:
    """A finding that is not spoken of on its ticket, and why."""

    finding: Finding
    audience: Audience
    why: str
    """In words, to follow "because"."""
    reason: Reason = Reason.OTHER


@dataclass(frozen=True, slots=True)
class KeptQuiet:
    """A finding that nobody hears of for a while, on purpose."""

    finding: Finding
    until: datetime
    owner: str = ""
    """Who decided it; empty where nobody did or is named."""
    because: str = ""
    was_before: bool = False
    """Whether it is quiet for no other reason than that it was there before we began to speak."""


@dataclass(frozen=True)
class Portrait:
    """One project at one instant. What could not be known is None or empty, and `coverage.sections` says why."""

    project: Project
    at: datetime
    tickets: int
    """Tickets that count as work, milestones not among them."""
    open_tickets: int
    findings: tuple[Finding, ...]
    """The gravest first, then the oldest; good news at the end."""
    held: tuple[Held, ...]
    kept_quiet: tuple[KeptQuiet, ...]
    """Not among the findings."""
    promises: tuple[Promise, ...]
    """Of both sides, the latest deadline first."""
    deliverables: tuple[Deliverable, ...]
    """By the date that stands."""
    scope: Scope | None
    """None without a locked baseline."""
    forecasts: Forecasts | None
    contact: Contact | None
    """None where the client can see nothing of the project."""
    arrivals: Arrivals
    coverage: Coverage

    @cached_property
    def families(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings by family: the four in their order, then those of outsiders."""
        names = dict.fromkeys((*FAMILIES, *sorted({family_of(finding) for finding in self.findings})))
        return {name: tuple(f for f in self.findings if family_of(f) == name) for name in names}

    @property
    def no_good_news(self) -> tuple[Finding, ...]:
        """The findings that want something done, be it to close what is finished."""
        return tuple(finding for finding in self.findings if not finding.positive)

    @property
    def troubles(self) -> tuple[Finding, ...]:
        """Those of them that are more than a note."""
        return tuple(finding for finding in self.no_good_news if finding.severity > Severity.INFO)

    @property
    def worst(self) -> Severity | None:
        """The gravest trouble; None where there is none."""
        return max((finding.severity for finding in self.troubles), default=None)

    @property
    def before(self) -> tuple[KeptQuiet, ...]:
        """What was there before we began to speak and is quiet for that alone: the gravest first, good news last."""
        known = (one for one in self.kept_quiet if one.was_before)
        return tuple(sorted(known, key=lambda one: (one.finding.positive, -one.finding.severity, one.finding.since)))

    @property
    def grave_before(self) -> int:
        """How much of that is grave."""
        return sum(one.finding.severity >= Severity.HIGH and not one.finding.positive for one in self.before)

    @property
    def next_date(self) -> Deliverable | None:
        """The next date that the client can see, of today or later and not passed: a milestone's, else a ticket's."""
        calendar = self.project.agency_calendar
        today = calendar.day_of(self.at)
        waiting = [one for one in self.deliverables if one.visible and one.done is None and not one.passed]
        # A date on a day off passes with the next working day, and until then nobody calls it a coming one either.
        coming = [one for one in waiting if one.latest and due_day(one.latest, calendar) >= today]
        return next((one for one in coming if one.is_milestone), coming[0] if coming else None)

    @property
    def overdue(self) -> tuple[Deliverable, ...]:
        """What the client can see and is late by our doing."""
        return tuple(one for one in self.deliverables if one.visible and one.owed)

    def promised(self, side: Role, *states: State) -> tuple[Promise, ...]:
        """The promises of one side in one of `states`."""
        return tuple(one for one in self.promises if one.side is side and one.state in states)


def family_of(finding: Finding) -> str:
    """The family a finding belongs to."""
    return finding.check.split("/", 1)[0]


def portray(
    view: View,
    result: ProjectResult,
    store: Store,
    containers: Iterable[tuple[str, str]],
    now: datetime,
    *,
    held: Iterable[Held],
    kept_quiet: Iterable[KeptQuiet],
    unmapped: tuple[str, ...],
) -> Portrait:
    """The portrait of the view's project, from its tickets, the rules' answers and how far it has been read.

    `held` and `kept_quiet` are those of all projects; `unmapped` names the people whose side is unknown.
    """
    readings, name = [store.seen.scope(*pair) for pair in containers], view.project.name
    own = tuple(one for one in held if one.finding.project == name)
    quiet = tuple(one for one in kept_quiet if one.finding.project == name)
    return draw(result, view.all(), readings, now, held=own, kept_quiet=quiet, unmapped=unmapped)


def draw(
    result: ProjectResult,
    tickets: Sequence[Ticket],
    readings: Iterable[Reading],
    now: datetime,
    *,
    held: tuple[Held, ...] = (),
    kept_quiet: tuple[KeptQuiet, ...] = (),
    unmapped: tuple[str, ...] = (),
) -> Portrait:
    """The portrait of a project from the rules' answers and its tickets (milestones included) as of `now`. Pure."""
    project, reached = result.project, Clock(now).reached
    language = language_for(project.language)
    work = [t for t in tickets if not t.is_milestone and project.ignore_labels.isdisjoint(t.labels)]
    today = project.agency_calendar.day_of(now)
    return Portrait(
        project=project,
        at=now,
        tickets=len(work),
        open_tickets=sum(ticket.is_open for ticket in work),
        findings=tuple(sorted(result.findings, key=lambda finding: finding.positive)),
        held=held,
        kept_quiet=kept_quiet,
        promises=promises(tickets, project, language, reached) if language else (),
        deliverables=deliverables(tickets, project, language, reached) if language else (),
        scope=scope(tickets, project, language, reached, today) if language else None,
        forecasts=forecasts(tickets, project, language, reached) if language else None,
        contact=contact(tickets, project, language, now) if language and project.visible_sources else None,
        arrivals=arrivals(tickets, project, reached),
        coverage=coverage(tickets, result, readings, unmapped, None if language else project.language),
    )
