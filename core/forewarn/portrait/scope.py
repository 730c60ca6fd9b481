"""Scope against the locked baseline: what was agreed, what came on top and who asked, what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forewarn.facts.activity import done_at
from forewarn.facts.askers import Asker, who_asked
from forewarn.facts.change.growth import ScopeGrowth, Step, scope_growth
from forewarn.facts.dates.impact import Terms, impact_of
from forewarn.facts.project import Project
from forewarn.facts.talk.signoff import MARKS, RECORDS, Approvals, SignOff, is_approved_in_advance, kin_of, sign_off
from forewarn.language import Language
from forewarn.model import Ticket, TicketRef

GRACE_DAYS = 2
"""Business days after a baseline before it is locked; as the checks of scope have it."""
BUG_WORDS = frozenset({"bug", "defect"})


@dataclass(frozen=True, slots=True)
class Addition:
    """Something that made the agreed scope larger, or smaller by the same approval."""

    ticket: TicketRef
    title: str
    at: datetime
    amount: float
    """In the scope's unit; negative where something was taken out."""
    asker: Asker
    visible: bool
    """Whether the client can see the ticket."""
    impact: bool
    """Whether the team has said what it means for cost and date."""
    decision: SignOff
    """Whether the client approved, after it came."""
    url: str = ""
    """Of the event by which it came."""


@dataclass(frozen=True, slots=True)
class Point:
    """How scope and progress stood at the end of a day."""

    day: date
    scope: float
    done: float


@dataclass(frozen=True, slots=True)
class Scope:
    """The agreed scope and what became of it."""

    agreed_at: datetime
    agreed_by: str
    agreed: float
    """How much was agreed."""
    in_estimates: bool
    """Whether amounts are estimates in the unit of the source; else they are items."""
    additions: tuple[Addition, ...]
    """Oldest first."""
    points: tuple[Point, ...]
    """One a day on which something changed, oldest first; the last is of the portrait's own day."""
    growth: float
    """In percent of what was agreed."""
    churn: float
    """What joined, changed or left, in percent of what was agreed."""

    @property
    def undecided(self) -> tuple[Addition, ...]:
        """What came on top and the client has not decided about."""
        return tuple(one for one in self.additions if one.amount > 0 and one.decision is not SignOff.GIVEN)


def scope(
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    today: date,
) -> Scope | None:
    """How the scope of the last baseline stands; None without a baseline, or where nothing was agreed then."""
    grown = scope_growth(tickets, project, language, reached, GRACE_DAYS, BUG_WORDS)
    if grown is None:
        return None
    return Scope(
        agreed_at=grown.baseline.at,
        agreed_by=grown.baseline.approved_by,
        agreed=grown.agreed,
        in_estimates=not grown.unestimated,
        additions=tuple(_addition(step, tickets, project, language) for step in grown.steps),
        points=_points(grown, project, today),
        growth=grown.percent,
        churn=grown.churn,
    )


def _addition(step: Step, tickets: Sequence[Ticket], project: Project, language: Language) -> Addition:
    ticket = step.ticket
    entry = next((event for event in ticket.history if event.at == step.at), ticket.history[0])
    asker = who_asked(ticket, entry, language)
    decision = sign_off(kin_of(ticket, tickets), step.at, language, Approvals(MARKS, RECORDS))
    if asker is Asker.CLIENT and is_approved_in_advance(ticket, project):
        decision = SignOff.GIVEN
    return Addition(
        ticket=ticket.ref,
        title=ticket.title,
        at=step.at,
        amount=step.amount,
        asker=asker,
        visible=ticket.source in project.visible_sources,
        impact=impact_of(ticket, project, language, Terms()).at is not None,
        decision=decision,
        url=step.url,
    )


def _points(grown: ScopeGrowth, project: Project, today: date) -> tuple[Point, ...]:
    """The two lines of the burn-up: the scope as it grew, and what of it was done."""
    day_of = project.agency_calendar.day_of
    steps = [(day_of(step.at), step.amount) for step in grown.steps]
    done = [
        (day_of(at), grown.size(part))
        for part in grown.parts
        if part.left is None and (at := done_at(part.ticket)) is not None
    ]
    start = day_of(grown.baseline.at)
    days = sorted({start, today, *(max(day, start) for day, _ in (*steps, *done))})
    return tuple(
        Point(day, grown.agreed + _until(day, steps), _until(day, done)) for day in days if start <= day <= today
    )


def _until(day: date, amounts: Sequence[tuple[date, float]]) -> float:
    return sum(amount for when, amount in amounts if when <= day)
