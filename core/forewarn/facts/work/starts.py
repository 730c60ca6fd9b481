"""Work that nobody has begun, and when it has to begin: of a ticket, or of all that a milestone still has to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import by_client, tickets_of
from forewarn.facts.deadlines import is_parked, why_parked
from forewarn.facts.items import is_container, milestone_of, milestones_of
from forewarn.facts.marks import is_marked, started_at
from forewarn.facts.project import Project
from forewarn.facts.work.outlook import waits
from forewarn.facts.work.signs import work_on
from forewarn.facts.work.steps import LatestStart, latest_start
from forewarn.language import Language
from forewarn.model import Due, Fact, Kind, Ticket, TicketRef

Reached = Callable[[datetime], bool]
_NAMED = 5
"""How many tickets of a milestone are named."""


@dataclass(frozen=True, slots=True)
class Limits:
    """By what the latest start is reckoned, and what need not begin."""

    share: float
    samples: int
    days: int
    tiny: float
    tiny_labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unbegun:
    """Work that should have begun."""

    start: LatestStart
    """The earliest."""
    ticket: Ticket
    """Whose start that is."""
    names: tuple[str, ...]
    """What has not begun, where it is of a milestone."""

    @property
    def place(self) -> TicketRef | None:
        """Where it is spoken of, if not on the ticket that it is about."""
        return self.ticket.ref if self.names else None

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return self.start.facts | {"count": len(self.names), "items": self.names[:_NAMED]}


def is_begun(ticket: Ticket) -> bool:
    """Whether somebody has begun, or nothing is left to do; a milestone is as far as its tickets are."""
    return not ticket.is_open or (not ticket.is_milestone and started_at(ticket) is not None)


def why_no_start(
    ticket: Ticket, due: Due, tickets: Sequence[Ticket], project: Project, language: Language, reached: Reached,
    limits: Limits,
) -> str | None:  # fmt: skip
    """Why `ticket` itself need not be begun for `due`, or is told with its milestone; None where somebody has to."""
    if reason := _why_left(ticket, tickets, project, language, reached, limits):
        return reason
    return "it is told with its milestone" if _is_told_with_milestone(ticket, due, tickets, project) else None


def _why_left(
    ticket: Ticket, tickets: Sequence[Ticket], project: Project, language: Language, reached: Reached, limits: Limits
) -> str | None:
    tiny = is_marked(ticket, limits.tiny_labels) or (ticket.estimate or limits.tiny + 1) <= limits.tiny
    tiny = tiny or (ticket.estimate is None and is_marked(ticket, project.launch))  # done in the hour of its day
    if not ticket.is_milestone and (tiny or is_container(ticket, tickets) or waits(ticket, project, language)):
        return "it is tiny, a container, or waits for somebody else"
    if not ticket.is_milestone and _shows_work(ticket, tickets):
        return "a tick or a pull request shows that somebody has begun"
    return why_parked(project, reached, ticket)


def _shows_work(ticket: Ticket, tickets: Sequence[Ticket]) -> bool:
    """Whether there is more than the status to tell that somebody works on it; not everybody moves tickets."""
    ticked = any(event.kind is Kind.TICKED and not by_client(event) for event in ticket.history)
    return ticked or any(other.branch for other in work_on(ticket, tickets))


def _is_told_with_milestone(ticket: Ticket, due: Due, tickets: Sequence[Ticket], project: Project) -> bool:
    milestone = milestone_of(ticket, milestones_of(tickets))
    return milestone is not None and milestone.is_open and milestone.due == due and not is_parked(milestone, project)


def unbegun(
    subject: Ticket, due: Due, tickets: Sequence[Ticket], project: Project, language: Language, reached: Reached,
    limits: Limits,
) -> Unbegun | None:  # fmt: skip
    """What should have begun to meet a date that has not passed: the ticket, or those of the milestone that have it."""

    def has_to_begin(part: Ticket) -> bool:
        if is_begun(part) or part.due not in (None, due) or not _is_told_with_milestone(part, due, tickets, project):
            return False
        return not _why_left(part, tickets, project, language, reached, limits)

    parts = [part for part in tickets_of(subject, tickets) if has_to_begin(part)] if subject.is_milestone else [subject]
    found: list[tuple[LatestStart, Ticket]] = []
    for part in parts:
        start = latest_start(part, due, tickets, project, limits.share, limits.samples, limits.days)
        if start is not None and reached(start.at) and not reached(start.passed):
            found.append((start, part))
    found.sort(key=lambda one: (one[0].at, one[1].id))
    names = tuple(part.title for _, part in found) if subject.is_milestone else ()
    return Unbegun(*found[0], names) if found else None
