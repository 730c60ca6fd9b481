"""What the growth of a scope does to the date by which it is done."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from forewarn.facts.change.growth import ScopeGrowth
from forewarn.facts.project import Project
from forewarn.facts.work.forecast import forecast, this_week, too_little, weekly_pace
from forewarn.facts.work.track import CAREFUL
from forewarn.model import Fact, Ticket


def shift(
    growth: ScopeGrowth, tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool]
) -> dict[str, Fact]:
    """The careful date of what is still to do as a template names it: before what came on top and is open, and after.

    Both are None where there is too little to judge by, or no such date.
    """
    start = this_week(tickets, project, reached)
    pace = weekly_pace(tickets, project, start) if start else ()
    added = sum(ticket.is_open for ticket in growth.joined) - sum(step.amount < 0 for step in growth.steps)
    dates: list[date | None] = [None, None]
    if start is not None and not too_little(pace) and 0 < growth.left - added < growth.left:
        amounts = (growth.left - added, growth.left)
        dates = [forecast(left, pace, (), project, start).date(CAREFUL) for left in amounts]
    before, after = dates if all(dates) else (None, None)
    return {"before": before, "after": after}
