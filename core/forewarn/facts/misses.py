"""Promised dates that were missed: which one, and what the client knows of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forewarn.facts.activity import open_ticket_of
from forewarn.facts.dates import missed_at
from forewarn.facts.deadlines import passing
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.setbacks import Missed, given_at, stands, was_off_our_hands
from forewarn.facts.told import said_about
from forewarn.facts.wording import MOVING, SLIPPING, tells_of_delay
from forewarn.language import Language
from forewarn.model import Due, Evidence, Fact, Ticket, TicketRef

Reached = Callable[[datetime], bool]


@dataclass(frozen=True, slots=True)
class Miss:
    """The date of a deliverable that was missed last."""

    how: Missed
    due: Due
    """That on the ticket, or a later one that the client was told and that does not stand there."""
    evidence: tuple[Evidence, ...]
    """Where the client was told it."""
    at: datetime
    """When it had passed, with grace."""
    retold: int
    """How many dates that the client was told after the one on the ticket were missed."""
    team_only: bool
    """Whether the client has nothing to hear of it: they were told a later one, or it was not missed by us."""
    place: TicketRef | None
    """Where to speak of it."""

    @property
    def anchor(self) -> str:
        """Which event it is."""
        return self.how.anchor(self.due)

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"due": self.due, **self.how.facts}


def last_miss(
    subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language, reached: Reached, grace_days: int
) -> Miss | None:
    """What of `subject` was missed last; None while its date has not passed.

    A later date that the client was told holds like one on the ticket, unless they were told another before it passed.
    """
    given, missed = given_at(subject), missed_at(subject, project)
    if subject.due is None or given is None or missed is None:
        return None
    told = _told_anew(subject, (given, missed), tickets, project, language)
    dates: list[tuple[Due, tuple[Evidence, ...]]] = [(subject.due, ()), *((day, (m.evidence(),)) for m, day in told)]
    misses: list[tuple[int, datetime, datetime]] = []
    for number, (day, _) in enumerate(dates):
        passed, late = passing(project, day), passing(project, day, grace_days)
        if passed is None or late is None or (number and any(m.at <= passed for m, _ in told[number:])):
            continue
        if reached(late):
            misses.append((number, passed, late))
    if not misses:
        return None
    last, passed, late = misses[-1]
    how = stands(subject, tickets, project, language)
    if how is Missed.DUE and last + 1 < len(dates):
        how = Missed.TOLD
    hidden = how is not Missed.DUE or was_off_our_hands(subject, passed, tickets, project, language)
    return Miss(how, *dates[last], late, len(misses) - 1, hidden, open_ticket_of(subject, tickets))


def _told_anew(
    subject: Ticket, since: tuple[datetime, datetime], tickets: Sequence[Ticket], project: Project, language: Language
) -> list[tuple[Message, date]]:
    """What the team said of work that comes later and when, oldest first, with the day.

    `since` is when the date that stands was given, and when it passed.
    """
    given, missed = since
    said = sorted(said_about(subject, tickets, project, language, given), key=lambda message: message.at)
    told = ((message, _new_day(message, missed, project, language)) for message in said if message.at > given)
    return [(message, day) for message, day in told if day is not None]


def _new_day(message: Message, missed: datetime, project: Project, language: Language) -> date | None:
    """The last day on which work comes by what a message says. A date alone may be that of something else."""
    dates = language.named_dates(message.text, message.at, project.agency_calendar)
    later = [date for date in dates if date.deadline > max(missed, message.at)]
    if tells_of_delay(message.text, SLIPPING - MOVING, language) is None:
        later = [date for date in later if tells_of_delay(date.sentence, MOVING, language)]
    return project.agency_calendar.day_of(max(one.deadline for one in later)) if later else None
