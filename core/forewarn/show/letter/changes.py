"""Dates that the client knows and that changed, and what they were told for a day that has passed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.facts.dates.promises import State
from forewarn.facts.dates.setbacks import waited
from forewarn.facts.deadlines import passing
from forewarn.facts.project import Project
from forewarn.language import language_for
from forewarn.model import Due, Role, Ticket
from forewarn.portrait import Deliverable, Portrait

Place = tuple[str, str]
"""Source and id of a ticket."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A date that moved; several moves are one."""

    title: str
    url: str
    old: Due
    new: Due | None
    """None where there is none any more."""
    days: int
    """Working days; negative for an earlier date, 0 where there is none any more."""
    reason: str
    """The sentence in which the client was told why; empty where nobody said."""
    is_milestone: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """Something the client was told for a day that has passed."""

    place: Place
    key: str
    title: str
    url: str
    due: Due
    words: str = ""
    """The promise in our own words; empty where the date stood on the ticket alone."""
    missed: Due | None = None
    """The date of the ticket itself, where that passed; None where a promise on it is all."""


def shifts(portrait: Portrait, places: Collection[Place], since: datetime) -> tuple[Shift, ...]:
    """The dates that moved after `since`, those of milestones first. What is done or overdue is told elsewhere."""
    found = [
        shift
        for one in portrait.deliverables
        if one.ticket.place in places and one.done is None and not one.passed
        if (shift := _shift(one, since, portrait)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_milestone, -one.days, one.title)))


def _shift(one: Deliverable, since: datetime, portrait: Portrait) -> Shift | None:
    moves = [move for move in one.moves if move.at > since]
    if not moves or moves[0].old is None or moves[0].old == moves[-1].new:
        return None
    calendar, old, new = portrait.project.agency_calendar, moves[0].old, moves[-1].new
    days = calendar.workdays_between(*(calendar.day_of(calendar.passes(day)) for day in (old, new))) if new else 0
    reason = next((move.reason for move in reversed(moves) if move.reason), "")
    return Shift(one.title, one.ticket.url, old, new, days, reason, one.is_milestone)


def owed(portrait: Portrait, places: Collection[Place]) -> tuple[Owed, ...]:
    """Promises that the client could read and that are neither kept nor renewed, and dates of ours that passed."""
    found = {
        one.ticket.place: Owed(one.ticket.place, one.ticket.key, one.ticket.title, one.url, one.deadline, one.words)
        for one in portrait.promised(Role.TEAM, State.BROKEN)
        if one.public and one.sign is None and one.renewed is None
    }
    for one in portrait.deliverables:
        if one.owed and one.latest is not None:
            late = Owed(one.ticket.place, one.ticket.key, one.title, one.ticket.url, one.latest, missed=one.latest)
            promised = found.get(late.place)
            found[late.place] = replace(late, words=promised.words) if promised else late
    return tuple(sorted((one for one in found.values() if one.place in places), key=lambda one: one.title))


def as_promised(one: Deliverable | None, ticket: Ticket, project: Project) -> tuple[Due | None, State]:
    """The first date of what is done, and whether we kept it; none where it passed while the client had it in hand, so
    that nobody says sorry to them for their own delay."""
    language = language_for(project.language)
    passes = passing(project, one.first) if one is not None and one.state is State.BROKEN else None
    if one is None or (passes and language and waited(ticket, passes, (ticket,), project, language)):
        return None, State.OPEN
    return one.first, one.state
