"""How much the agreed scope has grown in all, and how much it was turned over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from forewarn.facts.activity import is_work
from forewarn.facts.items import Place, milestones_of
from forewarn.facts.messages import messages
from forewarn.facts.project import Baseline, Project
from forewarn.facts.scope import (
    Addition,
    Growth,
    Scope,
    Yardstick,
    additions,
    epics_of,
    is_epic,
    scope_of,
    standing_baseline,
    why_no_growth,
)
from forewarn.language import Language
from forewarn.model import Event, Evidence, Fact, Field, Role, Ticket, TicketRef
from forewarn.worktime import Calendar

_NAMED = 5
"""How many of the latest additions are named."""


@dataclass(frozen=True, slots=True)
class Part:
    """A ticket that was agreed, or joined what was agreed."""

    ticket: Ticket
    then: Ticket | None
    """As it was agreed; None for one that joined."""
    joined: Growth | None = None
    left: Event | None = None
    """By which it was taken out or declined; None while it is there."""
    changed: bool = False
    """Whether its list or description grew."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that made the agreed scope larger, or smaller by the same approval."""

    at: datetime
    ticket: Ticket
    amount: float
    url: str = ""
    estimated: bool = False
    """Whether the same work was only estimated higher."""

    def evidence(self) -> Evidence:
        """One line: what it was, and how much."""
        return Evidence(self.at, f"{self.ticket.key} {self.ticket.title}: {self.amount:+g}", self.url)


@dataclass(frozen=True, slots=True)
class ScopeGrowth:
    """What came on top of the agreed scope, in estimates where every part has one, else in items."""

    baseline: Baseline
    agreed: float
    """How much was agreed."""
    steps: tuple[Step, ...]
    """Oldest first."""
    unestimated: int
    """Parts without an estimate; where there is one, items are counted."""
    churn: float
    """Parts that joined, changed or left, in percent of the agreed ones."""
    joined: tuple[Ticket, ...]
    """What came on top, oldest first."""
    left: int
    """Parts that are still to do."""
    parts: tuple[Part, ...] = ()
    """Everything that was agreed or joined."""

    def size(self, part: Part) -> float:
        """How much a part amounts to now, in the unit of the whole."""
        return _size(part.ticket, self.unestimated)

    @property
    def percent(self) -> float:
        """Growth in percent of what was agreed."""
        return max(sum(step.amount for step in self.steps), 0) / self.agreed * 100

    @property
    def estimated(self) -> float:
        """How much of `percent` is agreed work that was estimated higher."""
        return min(sum(step.amount for step in self.steps if step.estimated) / self.agreed * 100, self.percent)

    @property
    def anchor(self) -> str:
        """The baseline it is measured against."""
        return f"since:{self.baseline.at:%Y-%m-%d}"

    def facts(self, project: Project) -> dict[str, Fact]:
        """As a template names it; shares in whole percent, `items` the latest that came on top."""
        what: dict[str, Fact] = {"agreed": project.agreed_on(self.baseline), "growth": round(self.percent)}
        what |= {"churn": round(self.churn), "estimated": round(self.estimated)}
        return what | {"unestimated": self.unestimated, "items": tuple(t.title for t in self.joined[-_NAMED:])}

    @property
    def place(self) -> TicketRef:
        """The ticket that made it grow last."""
        return next(step.ticket.ref for step in reversed(self.steps) if step.amount > 0)

    def is_visible(self, project: Project) -> bool:
        """Whether the client can see every ticket that it is made of, and none of them is kept private."""
        tickets, private = [step.ticket for step in self.steps], project.private_labels
        return all(one.source in project.visible_sources and private.isdisjoint(one.labels) for one in tickets)

    def crossed(self, percent: float) -> datetime | None:
        """Since when it has been at least `percent`; None where it is less."""
        total, since = 0.0, None
        for step in self.steps:
            total += step.amount
            if total / self.agreed * 100 < percent:
                since = None
            elif since is None:
                since = step.at
        return since


def scope_growth(
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    grace_days: int,
    bug_words: frozenset[str],
) -> ScopeGrowth | None:
    """How the scope of the last baseline has grown; None without a baseline, or where nothing was agreed then.

    It is net of what was taken out within a business day of something joining, or of the client approving that.
    """
    baseline = standing_baseline(project, reached)
    if baseline is None:
        return None
    locked = project.agency_calendar.add_days(baseline.at, grace_days)
    kin = _Kin(milestones_of(tickets), epics_of(tickets), project, reached, grace_days, bug_words)
    work = (ticket for ticket in tickets if is_work(ticket, project) and not is_epic(ticket))
    parts = [part for t in work if (part := _part(t, t.as_of(locked), kin, tickets, language)) is not None]
    agreed = [part.then for part in parts if part.then is not None]
    sizes = [part.then.estimate if part.then else part.ticket.estimate for part in parts]
    unestimated = sizes.count(None)
    amount = sum(_size(then, unestimated) for then in agreed)
    if not amount:
        return None
    steps = sorted(_steps(parts, locked, unestimated, project, language), key=lambda step: step.at)
    turned = [p for p in parts if p.joined or p.changed or p.left]
    joined = sorted(((part.joined.at, part.ticket) for part in parts if part.joined), key=itemgetter(0))
    left = sum(part.ticket.is_open and part.left is None for part in parts)
    churn = len(turned) / len(agreed) * 100
    came = tuple(ticket for _, ticket in joined)
    return ScopeGrowth(baseline, amount, tuple(steps), unestimated, churn, came, left, tuple(parts))


@dataclass(frozen=True, slots=True)
class _Kin:
    """What tickets belong to."""

    milestones: Mapping[Place, Ticket]
    epics: Mapping[tuple[str, str], Ticket]
    project: Project
    reached: Callable[[datetime], bool]
    grace_days: int
    bug_words: frozenset[str]

    def epic(self, ticket: Ticket) -> Ticket | None:
        return self.epics.get((ticket.source, ticket.parent or ""))

    def scope(self, ticket: Ticket) -> Scope | None:
        milestone = self.milestones.get((ticket.source, ticket.container, ticket.milestone or ""))
        return scope_of(ticket, milestone, self.epic(ticket), self.project, self.reached, self.grace_days)

    def is_own_work(self, ticket: Ticket) -> bool:
        return why_no_growth(ticket, self.epic(ticket), self.bug_words) is None


def _part(ticket: Ticket, then: Ticket | None, kin: _Kin, tickets: Sequence[Ticket], language: Language) -> Part | None:
    now = kin.scope(ticket)
    grown = additions(ticket, now, tickets, Yardstick(), kin.project.agency_calendar, language) if now else ()
    if then is not None and kin.scope(then) is not None:
        gone = now is None or ticket.declined
        left = _leaving(ticket, kin) if gone else None
        return Part(ticket, then, left=left, changed=bool(grown)) if kin.is_own_work(then) else None
    joined = next((growth for growth in grown if growth.how is Addition.JOINED), None)
    return Part(ticket, None, joined) if joined is not None and kin.is_own_work(ticket) else None


def _leaving(ticket: Ticket, kin: _Kin) -> Event:
    """The event since which a ticket has been declined or elsewhere; the last of all where history does not tell."""
    out = ticket.history[-1]
    for event in reversed(ticket.history):
        then = ticket.as_of(event.at)
        if then is None or (not then.declined and kin.scope(then) is not None):
            break
        out = event
    return out


def _size(ticket: Ticket, unestimated: int) -> float:
    return 1.0 if unestimated or ticket.estimate is None else ticket.estimate


def _steps(
    parts: Sequence[Part], locked: datetime, unestimated: int, project: Project, language: Language
) -> Iterator[Step]:
    calendar = project.agency_calendar
    moments = [at for part in parts if part.joined for at in _decided(part.ticket, part.joined.at, language)]
    for part in parts:
        if part.joined is not None:
            yield Step(part.joined.at, part.ticket, _size(part.ticket, unestimated), part.joined.event.url)
        elif part.left is not None and part.then is not None:
            if any(_is_near(part.left.at, moment, calendar) for moment in moments):
                yield Step(part.left.at, part.ticket, -_size(part.then, unestimated), part.left.url)
        elif part.then is not None:
            more = _size(part.ticket, unestimated) - _size(part.then, unestimated)
            raised = [e for e in part.ticket.history if e.field is Field.ESTIMATE and e.at > locked]
            for event in raised if more > 0 else ():
                yield Step(event.at, part.ticket, float(event.new or 0) - float(event.old or 0), event.url, True)


def _decided(ticket: Ticket, joined: datetime, language: Language) -> Iterator[datetime]:
    """When a ticket joined, and when the client approved of it afterwards."""
    yield joined
    words = (m for m in messages(ticket) if m.at > joined and m.role is Role.CLIENT and not m.opening)
    yield from (message.at for message in words if language.approves(message.text))


def _is_near(one: datetime, other: datetime, calendar: Calendar) -> bool:
    return calendar.add_days(min(one, other), 1) >= max(one, other)
