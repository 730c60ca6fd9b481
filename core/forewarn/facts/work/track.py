"""What a project's finished milestones tell of its forecasts: how work grew, and whether careful dates held."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forewarn.facts.activity import done_at, tickets_of
from forewarn.facts.deadlines import counted
from forewarn.facts.items import Place, items, known_by
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.work.forecast import forecast, too_little, week_of, weekly_pace
from forewarn.model import Fact, Ticket

CAREFUL: Final = 0.85
"""The share of trials at which a date is a safe one; hit rates are told of it."""
_REPLAYED = 5
"""Finished milestones that are looked at, the latest first."""
_FEWEST_PARTS = 3
"""Items from which on a finished milestone tells something."""
_FEWEST_REPLAYS = 5
_REPLAY_TRIALS = 200


@dataclass(frozen=True, slots=True)
class Record:
    """How many of the forecasts we would have made at the careful level held."""

    held: int
    of: int

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"held": self.held, "tried": self.of}


@dataclass(frozen=True, slots=True)
class Past:
    """A milestone whose items are finished."""

    milestone: Ticket
    delivered: frozenset[Place]
    began: datetime
    ended: datetime

    def after(self, share: float) -> datetime:
        """The instant at which `share` of its life was over."""
        return self.began + (self.ended - self.began) * share


def past_milestones(tickets: Sequence[Ticket], project: Project) -> tuple[Past, ...]:
    """The last finished milestones of a project, the latest first: closed ones, and open ones with nothing left."""
    work = items(tickets, project)
    found = []
    for milestone in (t for t in tickets if t.is_milestone):
        parts = tickets_of(milestone, work)
        ends = [(part, end) for part in parts if not part.declined and (end := done_at(part)) is not None]
        if len(ends) < _FEWEST_PARTS or (milestone.is_open and any(part.is_open for part in parts)):
            continue
        delivered = frozenset(_place(part) for part, _ in ends)
        found.append(Past(milestone, delivered, min(p.created for p, _ in ends), max(end for _, end in ends)))
    return tuple(sorted(found, key=lambda past: past.ended, reverse=True)[:_REPLAYED])


def growths(past: Sequence[Past], tickets: Sequence[Ticket], project: Project) -> tuple[float, ...]:
    """By which share the work left at half time of each finished milestone grew before its end, 0 or more.

    What was taken out again, or declined, is taken off.
    """
    return tuple(grown for one in past if (grown := _growth(one, tickets, project)) is not None)


@remembered
def record(tickets: Sequence[Ticket], project: Project) -> Record:
    """How often careful dates held: each finished milestone is forecast again, knowing only what was known then.

    Three times in the life of each. None of none where there are too few such forecasts to tell.
    """
    past = past_milestones(tickets, project)
    grown = [(one.ended, share) for one in past for share in growths((one,), tickets, project)]
    held = [hit for one in past for hit in _replays(one, grown, tickets, project)]
    return Record(sum(held), len(held)) if len(held) >= _FEWEST_REPLAYS else Record(0, 0)


def _growth(past: Past, tickets: Sequence[Ticket], project: Project) -> float | None:
    known = known_by(tickets, past.after(0.5))
    members = {_place(t): t for t in tickets_of(past.milestone, items(known, project))}
    left = {place for place, t in members.items() if t.is_open}
    joined, dropped = past.delivered - members.keys(), left - past.delivered
    return max(len(joined) - len(dropped), 0) / len(left) if left else None


def _replays(
    past: Past, grown: Sequence[tuple[datetime, float]], tickets: Sequence[Ticket], project: Project
) -> Iterator[bool]:
    ended = counted(project).day_of(past.ended)
    for share in (0.25, 0.5, 0.75):
        start = week_of(past.after(share), project)
        known = known_by(tickets, start) if start is not None else ()
        left = sum(t.is_open for t in tickets_of(past.milestone, items(known, project)))
        pace = weekly_pace(known, project, start) if start is not None and left else ()
        if start is not None and too_little(pace) is None:
            before = [growth for end, growth in grown if end <= start]
            careful = forecast(left, pace, before, project, start, _REPLAY_TRIALS).date(CAREFUL)
            yield careful is None or ended <= careful


def _place(ticket: Ticket) -> Place:
    return ticket.source, ticket.container, ticket.id
