"""What arrived, and whether it came when it was promised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.dates.ledger import Arrival, Timing, arrival
from forewarn.facts.dates.reliability import Period, last_periods
from forewarn.facts.project import Project
from forewarn.model import Ticket

_WEEKS = 4
"""Weeks of a period; as the check of kept dates has it."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Finished deliverables that the client can see."""

    all: tuple[Arrival, ...]
    """Those that had a date, the latest first."""
    periods: tuple[Period, Period]
    """The two four-week periods that ended last, the earlier one first: the dates that fell into each, kept or not."""

    @property
    def on_time(self) -> int:
        """How many came by their first date."""
        return sum(one.timing is Timing.ON_TIME for one in self.all)

    @property
    def streak(self) -> int:
        """How many in a row came by their first date, up to the last one."""
        late = (number for number, one in enumerate(self.all) if one.timing is not Timing.ON_TIME)
        return next(late, len(self.all))


def arrivals(tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool]) -> Arrivals:
    """Every deliverable that the client can see and that was finished with a date to judge it by."""
    visible = (
        ticket
        for ticket in tickets
        if ticket.source in project.visible_sources and project.ignore_labels.isdisjoint(ticket.labels)
    )
    known = (one for ticket in visible if (one := arrival(ticket, tickets, project)) is not None)
    dated = [one for one in known if one.timing is not Timing.UNDATED]
    dated.sort(key=lambda one: (one.at, one.ticket.id), reverse=True)
    return Arrivals(tuple(dated), last_periods(tickets, project, reached, _WEEKS))
