"""Milestones, and dated tickets, that are outside events, whose date cannot move, and what threatens them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forewarn.facts.activity import open_ticket_of, tickets_of
from forewarn.facts.deadlines import before_days, passing
from forewarn.facts.items import due_day, items, parts_of
from forewarn.facts.marks import is_marked, is_one_of
from forewarn.facts.project import Project
from forewarn.facts.work.forecast import this_week
from forewarn.facts.work.outlook import Outlook, Target, outlooks
from forewarn.language import Language
from forewarn.model import Due, Fact, Ticket, TicketRef, due_to_text

_NAMED = 5
"""Items called by their titles; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Threat:
    """An event that is near, and what is not safe about it."""

    event: Ticket
    due: Due
    since: datetime
    """When it came near."""
    unowned: tuple[Ticket, ...]
    beyond: tuple[Ticket, ...]
    """Items dated after it."""
    outlook: Outlook | None
    """None where the forecast is good enough, or where nothing can be forecast."""

    def place(self, tickets: Sequence[Ticket]) -> TicketRef | None:
        """Where to speak of it."""
        return open_ticket_of(self.event, tickets) if self.event.is_milestone else self.event.ref

    @property
    def anchor(self) -> str:
        """Which date it is; unique within the project."""
        return f"{self.event.source}:{self.event.id}:{due_to_text(self.due)}"

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        cast: dict[str, Fact] = self.outlook.facts if self.outlook else {"chance": None, "careful": None}
        return cast | {
            "title": self.event.name,
            "due": self.due,
            "forecast": self.outlook is not None,
            "unowned": _titles(self.unowned),
            "unowned_count": len(self.unowned),
            "beyond": _titles(self.beyond),
            "beyond_count": len(self.beyond),
        }


def fixed(tickets: Sequence[Ticket], project: Project, labels: Iterable[str]) -> tuple[Ticket, ...]:
    """What is open, has a date and is marked as an outside event by the config or a label; no parts of such events.

    A ticket may be one as well, as not every tracker has milestones, or labels on them.
    """
    marks = frozenset(labels) | project.events
    dated = [t for t in tickets if t.is_open and t.due is not None and project.ignore_labels.isdisjoint(t.labels)]
    events = [t for t in dated if is_one_of(t.title, project.events) or is_marked(t, marks)]
    parts = {part.ref for event in events for part in (*tickets_of(event, tickets), *parts_of(event, tickets))}
    return tuple(event for event in events if event.ref not in parts)


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
        work = [t for t in _work_for(event, tickets, project) if t.is_open and not is_marked(t, optional)]
        last = due_day(event.due, project.agency_calendar)
        late = tuple(t for t in work if t.due is not None and due_day(t.due, project.agency_calendar) > last)
        unowned = tuple(t for t in work if not t.assignees)
        cast = outlooks(tickets, project, this_week(tickets, project, reached), language) if work else ()
        outlook = next((o for o in cast if o.chance < chance and _is_for(o.target, event, last, project)), None)
        if unowned or late or outlook is not None:
            yield Threat(event, event.due, near, unowned, late, outlook)


def _work_for(event: Ticket, tickets: Sequence[Ticket], project: Project) -> tuple[Ticket, ...]:
    """The items of a milestone; those of a ticket, which is one itself where it has none."""
    work = items(tickets, project)
    if event.is_milestone:
        return tickets_of(event, work)
    own = {part.ref for part in (event, *parts_of(event, tickets))}
    return tuple(item for item in work if item.ref in own)


def _is_for(target: Target, event: Ticket, last: date, project: Project) -> bool:
    """Whether a forecast is that of an event: by its milestone, or by the day where dates stand on tickets."""
    if target.milestone is not None:
        return target.milestone.ref == event.ref
    return not event.is_milestone and due_day(target.due, project.agency_calendar) == last


def _titles(tickets: Sequence[Ticket]) -> tuple[str, ...]:
    return tuple(ticket.name for ticket in tickets[:_NAMED])
