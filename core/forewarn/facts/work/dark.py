"""Work in progress of which nothing is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import by_client
from forewarn.facts.deadlines import after_days, unparked
from forewarn.facts.project import Project
from forewarn.facts.work.flow import is_for_release, work_stays
from forewarn.facts.work.hands import days_of
from forewarn.facts.work.signs import signs
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


def dark_from(ticket: Ticket, started: Event, tickets: Sequence[Ticket], project: Project, days: int) -> Dark | None:
    """When nothing has been seen of a ticket for `days` working days of those who have it; None where it is
    parked, or everybody away, for good.

    A word of the client begins the stretch anew: from then on an answer is owed.
    """
    asked = (e for e in ticket.history if e.kind is Kind.COMMENTED and by_client(e))
    seen = [started, *signs(ticket, tickets), *asked]
    last = max(seen, key=lambda event: (event.at, event.id))
    start = unparked(ticket, project, last.at)
    late = after_days(project, start, days, days_of(ticket.assignees, project))
    return Dark(last, start, late) if late is not None else None
