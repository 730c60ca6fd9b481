"""Work in progress of which nothing is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import by_client
from forewarn.facts.deadlines import after_days, put_off, unparked
from forewarn.facts.project import Project
from forewarn.facts.work.flow import is_for_release, work_stays
from forewarn.facts.work.hands import days_of
from forewarn.facts.work.signs import signs
from forewarn.language import Language
from forewarn.model import Event, Kind, Ticket


@dataclass(frozen=True, slots=True)
class Dark:
    """A stretch of work without a visible sign."""

    last: Event
    """The last sign before it."""
    start: datetime
    """When it began: with that sign, or when the ticket was unparked after it."""
    at: datetime
    """When it has lasted too long."""


def in_progress_since(ticket: Ticket) -> Event | None:
    """The move that brought a ticket into the status in which somebody works on it now; None where nobody does."""
    worked = [stay for stay in work_stays(ticket) if not is_for_release(stay.status)]
    return worked[-1].event if worked and worked[-1].end is None else None


def dark_from(
    ticket: Ticket, started: Event, tickets: Sequence[Ticket], project: Project, language: Language, days: int
) -> Dark | None:
    """When nothing has been seen of a ticket for `days` working days of those who have it; None where it is parked, or
    everybody away, for good.

    A day that our last word on it names is waited for, for twice as many days at most. A word of the client begins the
    stretch anew: from then on an answer is owed.
    """
    asked = (e for e in ticket.history if e.kind is Kind.COMMENTED and by_client(e))
    seen = [started, *signs(ticket, tickets), *asked]
    last = max(seen, key=lambda event: (event.at, event.id))
    start = unparked(ticket, project, last.at)
    calendar = days_of(ticket.assignees, project)
    late, longest = (after_days(project, start, many, calendar) for many in (days, 2 * days))
    if late is None:
        return None
    return Dark(last, start, put_off(late, _named(last, project, language) or late, longest))


def _named(last: Event, project: Project, language: Language) -> datetime | None:
    """The latest day by which our own words say that something comes."""
    if last.kind is not Kind.COMMENTED or by_client(last):
        return None
    told = (last.text, last.at, project.agency_calendar)
    return max((one.deadline for one in (*language.promises(*told), *language.dates(*told))), default=None)
