"""How the dates of a project look: what has to be done by each of them, and the forecast of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from forewarn.facts.activity import open_ticket_of
from forewarn.facts.deadlines import counted, is_parked, passing
from forewarn.facts.items import due_day, due_of, items, milestones_of
from forewarn.facts.marks import is_marked, status_changes
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.talk.turns import Side, turns, whose_turn
from forewarn.facts.work.flow import is_waiting
from forewarn.facts.work.forecast import Forecast, forecast, too_little, weekly_pace
from forewarn.facts.work.theirs import is_theirs
from forewarn.facts.work.track import CAREFUL, growths, past_milestones
from forewarn.language import Language
from forewarn.model import Due, Fact, Need, Role, Ticket, TicketRef, due_to_text


@dataclass(frozen=True, slots=True)
class Target:
    """A date, and the open items that have to be done by it."""

    due: Due
    queue: tuple[Ticket, ...]
    milestone: Ticket | None = None
    """None for the dated tickets of a project without dated milestones."""
    place: TicketRef | None = None
    """Where to speak of it."""

    @property
    def title(self) -> str:
        """Of the milestone, or of the only ticket; else empty."""
        if self.milestone is not None:
            return self.milestone.title
        return self.queue[0].title if len(self.queue) == 1 else ""

    @property
    def anchor(self) -> str:
        """Which date it is; unique within the project."""
        day = due_to_text(self.due)
        return f"{self.milestone.source}:{self.milestone.id}:{day}" if self.milestone else f"by:{day}"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast for one target."""

    target: Target
    forecast: Forecast
    growths: int
    """How many finished milestones it knows the growth of."""

    @property
    def chance(self) -> float:
        """Of the date, 0 to 1. A pace by weeks cannot tell the days of one apart: a ticket's date counts as its end."""
        due = self.target.due
        if self.target.milestone is None:
            calendar = self.forecast.calendar
            day = due_day(due, calendar)
            due = max(day, calendar.workday_before(day + timedelta(days=7 - day.weekday())))
        return self.forecast.chance(due)

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it; the chance in percent, in steps of five."""
        cast = self.forecast
        what: dict[str, Fact] = {"title": self.target.title, "due": self.target.due, "remaining": cast.remaining}
        dates: dict[str, Fact] = {"likely": cast.date(0.5), "careful": cast.date(CAREFUL)}
        basis: dict[str, Fact] = {"finished": sum(cast.pace), "weeks": len(cast.pace), "growths": self.growths}
        return what | dates | basis | {"chance": 5 * round(20 * self.chance)}


def why_silent(tickets: Sequence[Ticket], project: Project, start: datetime | None) -> str | None:
    """Why nothing can be forecast for the week that opens at `start`; None where something can."""
    work = items(tickets, project)
    untold = next((t.absent[Need.STATUS_HISTORY] for t in work if Need.STATUS_HISTORY in t.absent), None)
    return untold or too_little(weekly_pace(tickets, project, start) if start else ())


@remembered
def outlooks(
    tickets: Sequence[Ticket], project: Project, start: datetime | None, language: Language
) -> tuple[Outlook, ...]:
    """The forecasts for all dates of a project as of the week that opens at `start`, the earliest date first.

    Empty where `why_silent` has a reason.
    """
    if start is None or why_silent(tickets, project, start):
        return ()
    pace = weekly_pace(tickets, project, start)
    aims = list(targets(tickets, project, start, language))
    grown = growths(past_milestones(tickets, project), tickets, project) if aims else ()
    return tuple(Outlook(aim, forecast(len(aim.queue), pace, grown, project, start), len(grown)) for aim in aims)


def why_undated(tickets: Sequence[Ticket], project: Project) -> str | None:
    """Why no date is at stake in a project; None where one is."""
    milestones = milestones_of(tickets)
    dated = any(t.is_open and due_of(t, milestones) is not None for t in items(tickets, project))
    return None if dated else "no open work has a date"


def at_risk(
    cast: Sequence[Outlook], project: Project, reached: Callable[[datetime], bool], chance: float
) -> Iterator[Outlook]:
    """The outlooks whose coming date has less than `chance`; where dates stand on tickets, only the first of them."""
    for outlook in cast:
        passed = passing(project, outlook.target.due)
        if passed is not None and not reached(passed) and outlook.chance < chance:
            yield outlook
            if outlook.target.milestone is None:
                return


def has_time(ticket: Ticket, tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool]) -> bool:
    """Whether the date of `ticket`, or that of its open milestone, has not passed."""
    date = due_of(ticket, milestones_of(tickets))
    passed = passing(project, date) if date is not None else None
    return passed is not None and not reached(passed)


def waits(ticket: Ticket, project: Project, language: Language) -> bool:
    """Whether a ticket waits for somebody outside the agency: parked, in a waiting status, asked back, or theirs."""
    if is_parked(ticket, project) or is_waiting(ticket.status) or is_theirs(ticket.title):
        return True
    return whose_turn(ticket, project, language).side is Side.CLIENT


def all_wait(parts: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether all that is open of `parts` waits for somebody outside the agency, and something is open."""
    work = [part for part in parts if part.is_open]
    return bool(work) and all(waits(part, project, language) for part in work)


def waited_until(ticket: Ticket, project: Project, language: Language, instant: datetime) -> datetime:
    """`instant`, or when the client answered or the ticket left a waiting status last, if that was later."""
    told = turns(ticket, project, language)
    asked = ((then, message, now) for (_, then), (message, now) in pairwise(told) if then.side is Side.CLIENT)
    answered = (m.at for _, m, now in asked if m.role is Role.CLIENT and now.side is not Side.CLIENT)
    left = (event.at for event in status_changes(ticket) if is_waiting(event.old or ""))
    return max([instant, *answered, *left])


def targets(tickets: Sequence[Ticket], project: Project, start: datetime, language: Language) -> Iterator[Target]:
    """The dates with open work before them, the earliest first: those of milestones, or else those of tickets.

    Before a milestone stand its own items, and whatever else is dated between `start` and its date. What is parked
    or waits for somebody else, and what should have been done before `start`, stands in nobody's way. Where nothing is
    left but to go live, that is done on the day itself, and no pace tells whether.
    """
    calendar = counted(project)
    since = calendar.day_of(start)
    milestones = milestones_of(tickets)
    work = [t for t in items(tickets, project) if t.is_open and not waits(t, project, language)]
    dated = [(due_day(due, calendar), t) for t in work if (due := due_of(t, milestones)) is not None]
    line = sorted(((day, t) for day, t in dated if day >= since), key=lambda pair: (pair[0], pair[1].id))
    coming = [(due_day(m.due, calendar), m.due, m) for m in milestones.values() if m.is_open and m.due is not None]
    goals = 0
    for day, due, goal in sorted(coming, key=lambda one: (one[0], one[2].source, one[2].id)):
        place = (goal.source, goal.container, goal.id)
        own = [t for t in work if (t.source, t.container, t.milestone) == place]
        if own and day >= since:
            goals += 1
            others = [t for d, t in line if d <= day and (t.source, t.container, t.milestone) != place]
            if not _only_goes_live((*own, *others), project):
                yield Target(due, (*own, *others), goal, open_ticket_of(goal, tickets))
    for day in sorted({d for d, _ in line}) if not goals else ():
        queue = tuple(t for d, t in line if d <= day)
        if not _only_goes_live(queue, project):
            yield Target(queue[-1].due or day, queue, None, queue[-1].ref)


def _only_goes_live(queue: Sequence[Ticket], project: Project) -> bool:
    return len(queue) == 1 and is_marked(queue[0], project.launch)
