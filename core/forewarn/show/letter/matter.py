"""What there is to tell the client of a project: only what stands where they can see it. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forewarn.facts.activity import finish_of, is_work
from forewarn.facts.dates.promises import State
from forewarn.facts.deadlines import passing
from forewarn.facts.items import due_day
from forewarn.facts.project import Project
from forewarn.facts.talk.announcements import PLANNED, last_announcement, planned_contacts
from forewarn.facts.talk.turns import Side, whose_turn
from forewarn.facts.work.signs import is_for_another
from forewarn.language import language_for
from forewarn.model import Due, Severity, StatusCategory, Ticket
from forewarn.portrait import Portrait, Section
from forewarn.show.letter.changes import Owed, Place, Shift, as_promised, owed, shifts
from forewarn.show.letter.decisions import Decision, decisions
from forewarn.show.letter.unanswered import Unanswered, unanswered

_COMING = 5
"""Lines of what comes next; a longer list nobody reads."""
_UNCERTAIN = frozenset({"process/date-at-risk", "process/hard-deadline-at-risk", "process/slip-without-new-eta"})
"""Checks whose findings say that a date may not hold, however grave."""


class Headline(StrEnum):
    """What the first line is about; the first of these that is true."""

    OWED = "owed"
    LAUNCHED = "launched"
    SHIFTED = "shifted"
    UNANSWERED = "unanswered"
    DECISIONS = "decisions"
    DONE = "done"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was finished."""

    title: str
    url: str
    at: date
    """Our day, as that of its dates is: by the client's clock the same hour may be one of the next."""
    due: Due | None
    """The first date it had."""
    state: State
    """Kept, renegotiated or broken by its dates; open where it had none."""
    is_milestone: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is worked on, or comes next."""

    title: str
    url: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter tells. What nobody knows is None or empty, and the letter leaves a gap for it."""

    project: str
    """As people call it."""
    at: datetime
    since: datetime
    done: tuple[Done, ...]
    coming: tuple[Coming, ...]
    shifts: tuple[Shift, ...]
    owed: tuple[Owed, ...]
    """What the client was told for a day that has passed."""
    unanswered: tuple[Unanswered, ...]
    """What they wrote and nobody has answered."""
    decisions: tuple[Decision, ...]
    goal: Coming | None
    """The next milestone with a date ahead."""
    unclosed: tuple[Coming, ...]
    """Milestones whose day has come since the last letter: not late by us, and closed by nobody."""
    in_doubt: bool
    """Whether a person has to say if that date holds; what is late by us asks for a new day of its own."""
    next_contact: date | None
    on_schedule: bool
    """Whether there are dates ahead, and nothing says that one of them may not hold."""
    red: tuple[str, ...]
    """Why it may not, for whoever checks the letter; no word for a client."""

    @property
    def launched(self) -> tuple[Done, ...]:
        """The milestones that were finished."""
        return tuple(one for one in self.done if one.is_milestone)

    @property
    def headline(self) -> Headline:
        """What matters most to whoever reads one line."""
        known = {
            Headline.OWED: self.owed,
            Headline.LAUNCHED: self.launched,
            Headline.SHIFTED: self.shifts,
            Headline.UNANSWERED: self.unanswered,
            Headline.DECISIONS: self.decisions,
            Headline.DONE: self.done,
        }
        return next((headline for headline, what in known.items() if what), Headline.CALM)


def matter(portrait: Portrait, tickets: Sequence[Ticket], since: datetime, rhythm: date | None = None) -> Matter:
    """What to tell the client of what happened after `since`. `rhythm`: when the next letter is due anyway."""
    project, language = portrait.project, language_for(portrait.project.language)
    visible = [ticket for ticket in tickets if is_shown(ticket, project)]
    places = {ticket.place for ticket in visible}
    news = [ticket for ticket in visible if not is_for_another(ticket, tickets, since)]
    late = owed(portrait, places)
    beyond = _beyond(portrait, visible)
    red = (*_red(portrait, late, places), *beyond)
    added = {one.ticket.place for one in portrait.scope.undecided} if portrait.scope else set()
    ahead = portrait.next_date
    known = ahead is not None and ahead.ticket.place in places
    unclosed = _unclosed(portrait, places, since)
    return Matter(
        project=called(project.name),
        at=portrait.at,
        since=since,
        done=_done(portrait, [one for one in news if not _waits_for_us(one, project)], since),
        coming=_coming(portrait, [t for t in news if t.place not in {one.place for one in late}]),
        shifts=shifts(portrait, places, since),
        owed=late,
        unanswered=unanswered(visible, project, language, added, portrait.at) if language else (),
        decisions=decisions(portrait, visible, language) if language else (),
        in_doubt=bool(beyond or (red and not late)),
        goal=Coming(ahead.title, ahead.ticket.url, ahead.latest) if ahead and known and ahead.is_milestone else None,
        unclosed=unclosed,
        next_contact=_next_contact(portrait, tickets, rhythm),
        on_schedule=known and not red and not unclosed and Section.DATES not in portrait.coverage.sections,
        red=red,
    )


def is_shown(ticket: Ticket, project: Project) -> bool:
    """Whether the client can see a ticket, and it is not kept from them on purpose."""
    seen = ticket.source in project.visible_sources and bool(ticket.history) and ticket.history[0].public
    return seen and (project.ignore_labels | project.private_labels).isdisjoint(ticket.labels) and not ticket.is_page


def called(name: str) -> str:
    """A project's name from the config as people would write it."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _waits_for_us(ticket: Ticket, project: Project) -> bool:
    """Whether the client wrote there and has no answer: nobody tells them that it is done."""
    language = language_for(project.language)
    return language is not None and whose_turn(ticket, project, language).side is Side.US


def _done(portrait: Portrait, visible: Sequence[Ticket], since: datetime) -> tuple[Done, ...]:
    dated = {one.ticket.place: one for one in portrait.deliverables}
    found = []
    for ticket in visible:
        finish = finish_of(ticket)
        if ticket.declined or finish is None or not finish.public or not since < finish.at <= portrait.at:
            continue
        due, state = as_promised(dated.get(ticket.place), ticket, portrait.project)
        day = portrait.project.agency_calendar.day_of(finish.at)
        found.append(Done(ticket.title, ticket.url, day, due, state, ticket.is_milestone))
    return tuple(sorted(found, key=lambda one: (not one.is_milestone, one.at, one.title)))


def _coming(portrait: Portrait, visible: Sequence[Ticket]) -> tuple[Coming, ...]:
    """What is under way, and what has a date that the client knows; the nearest first."""
    calendar, project = portrait.project.agency_calendar, portrait.project
    today = calendar.day_of(portrait.at)

    def day(due: Due | None) -> date:
        return date.max if due is None else due_day(due, calendar)

    found = [
        Coming(ticket.title, ticket.url, ticket.due if ticket.due and day(ticket.due) >= today else None)
        for ticket in visible
        if is_work(ticket, project)
        and ticket.is_open
        and (ticket.category is StatusCategory.DOING or (ticket.due is not None and day(ticket.due) >= today))
    ]
    return tuple(sorted(found, key=lambda one: (day(one.due), one.title))[:_COMING])


def _unclosed(portrait: Portrait, places: Collection[Place], since: datetime) -> tuple[Coming, ...]:
    def came(due: Due) -> bool:
        passes = passing(portrait.project, due)
        return passes is not None and since < passes <= portrait.at

    return tuple(
        Coming(one.title, one.ticket.url, one.latest)
        for one in portrait.deliverables
        if one.is_milestone and one.ticket.place in places and one.done is None and not one.owed
        if one.latest is not None and came(one.latest)
    )


def _red(portrait: Portrait, late: Sequence[Owed], places: Collection[Place]) -> tuple[str, ...]:
    """Why nobody may say that all is on schedule."""
    passed = [f"{one.key} is later than the client was told" for one in late]
    known = {one.key for one in late}
    dates = (one.ticket for one in portrait.deliverables if one.passed and one.ticket.place in places)
    passed += [f"the date of {ticket.key} has passed" for ticket in dates if ticket.key not in known]
    grave = [
        f"{finding.rule} on {finding.on.key if finding.on else finding.subject}"
        for finding in (*portrait.troubles, *(one.finding for one in portrait.kept_quiet))
        if not finding.positive and (finding.severity >= Severity.HIGH or finding.check in _UNCERTAIN)
    ]
    unread = [f"{read.source} could not be read" for read in portrait.coverage.reads if read.error]
    alone = [f"{key} could not be read" for key in portrait.coverage.alone]
    return tuple(dict.fromkeys((*passed, *grave, *unread, *alone)))


def _beyond(portrait: Portrait, visible: Sequence[Ticket]) -> tuple[str, ...]:
    """What belongs to the next milestone and is planned for later than that."""
    goal, calendar = portrait.next_date, portrait.project.agency_calendar
    if goal is None or goal.latest is None or not goal.is_milestone:
        return ()
    place = (goal.ticket.source, goal.ticket.container, goal.ticket.id)
    parts = (t for t in visible if t.is_open and t.due and (t.source, t.container, t.milestone) == place)
    last = due_day(goal.latest, calendar)
    return tuple(
        f"{t.key} is planned for later than {goal.title}" for t in parts if t.due and due_day(t.due, calendar) > last
    )


def _next_contact(portrait: Portrait, tickets: Sequence[Ticket], rhythm: date | None) -> date | None:
    """The next day that was announced or planned, else that of the rhythm of contact, else of the letters."""
    project, language = portrait.project, language_for(portrait.project.language)
    calendar = project.agency_calendar
    today = calendar.day_of(portrait.at)
    announced = last_announcement(tickets, project, language) if language else None
    instants = [*([announced.day] if announced else []), *planned_contacts(tickets, project, PLANNED)]
    coming = [day for at in instants if (day := calendar.day_of(at)) > today]
    if coming:
        return min(coming)
    if project.cadence_days is not None:
        return calendar.day_of(calendar.add_days(portrait.at, project.cadence_days))
    return rhythm
