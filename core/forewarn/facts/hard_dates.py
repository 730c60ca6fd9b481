"""Milestones that are outside events, whose date cannot move, and what threatens them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import tickets_of
from forewarn.facts.deadlines import before_days, passing
from forewarn.facts.forecast import this_week
from forewarn.facts.items import due_day, items
from forewarn.facts.marks import is_marked, is_one_of
from forewarn.facts.outlook import Outlook, at_risk, outlooks
from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Due, Fact, Ticket, due_to_text

_NAMED = 5
"""Items called by their titles; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Threat:
    """An event that is near, and what is not safe about it."""

    milestone: Ticket
    due: Due
    since: datetime
    """When it came near."""
    unowned: tuple[Ticket, ...]
    beyond: tuple[Ticket, ...]
    """Items dated after it."""
    outlook: Outlook | None
    """None where the forecast is good enough, or where nothing can be forecast."""

    @property
    def anchor(self) -> str:
        """Which date it is; unique within the project."""
        return f"{self.milestone.source}:{self.milestone.id}:{due_to_text(self.due)}"

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        cast: dict[str, Fact] = self.outlook.facts if self.outlook else {"chance": None, "careful": None}
        return cast | {
            "title": self.milestone.name,
            "due": self.due,
            "forecast": self.outlook is not None,
            "unowned": _titles(self.unowned),
            "unowned_count": len(self.unowned),
            "beyond": _titles(self.beyond),
            "beyond_count": len(self.beyond),
        }


def fixed(tickets: Iterable[Ticket], project: Project, labels: Iterable[str]) -> tuple[Ticket, ...]:
    """The open milestones with a date that the config, or a label, marks as outside events."""
    marks = frozenset(labels) | project.events
    dated = (t for t in tickets if t.is_milestone and t.is_open and t.due is not None)
    return tuple(t for t in dated if is_one_of(t.title, project.events) or is_marked(t, marks))


def threats(
    events: Sequence[Ticket],
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    days: int,
    chance: float,
    optional: frozenset[str],
) -> Iterator[Threat]:
    """Those of some events that are at most `days` business days away and not safe."""
    for event in events:
        passed = passing(project, event.due) if event.due is not None else None
        near = before_days(project, passed, days) if passed is not None else None
        if event.due is None or passed is None or near is None or not reached(near) or reached(passed):
            continue
        work = [t for t in tickets_of(event, items(tickets, project)) if t.is_open and not is_marked(t, optional)]
        last = due_day(event.due, project.agency_calendar)
        late = tuple(t for t in work if t.due is not None and due_day(t.due, project.agency_calendar) > last)
        unowned = tuple(t for t in work if not t.assignees)
        cast = outlooks(tickets, project, this_week(tickets, project, reached), language) if work else ()
        risky = (o for o in at_risk(cast, project, reached, chance) if o.target.milestone)
        outlook = next((o for o in risky if o.target.milestone and o.target.milestone.ref == event.ref), None)
        if unowned or late or outlook is not None:
            yield Threat(event, event.due, near, unowned, late, outlook)


def _titles(tickets: Sequence[Ticket]) -> tuple[str, ...]:
    return tuple(ticket.name for ticket in tickets[:_NAMED])
