"""Contact with the client: how soon either side replies, and when they last had to ask for news."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import is_work, last_contact
from forewarn.facts.deadlines import counted
from forewarn.facts.messages import messages
from forewarn.facts.project import Project
from forewarn.facts.talk.chases import asks_for_news, is_chase
from forewarn.facts.talk.questions import is_for_client
from forewarn.facts.talk.turns import Side, turns
from forewarn.facts.work.forecast import quantile
from forewarn.language import Language
from forewarn.model import Role, Ticket, TicketRef


@dataclass(frozen=True, slots=True)
class Replies:
    """How soon one side replied to the other, in business hours of its own calendar."""

    hours: tuple[float, ...]
    """One a reply, shortest first."""
    waiting: tuple[float, ...] = ()
    """What has gone by already for each message that still waits, shortest first."""

    def within(self, share: float) -> float | None:
        """The hours within which so many (0.5, 0.85) of the replies came; None where there was none."""
        return quantile(self.hours, share) if self.hours else None


@dataclass(frozen=True, slots=True)
class Question:
    """A message in which a client asked for news."""

    ticket: TicketRef
    at: datetime
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How the project stands between the client and us."""

    ours: Replies
    theirs: Replies
    asked: tuple[Question, ...]
    """Every time a client had to ask for news, the latest first."""
    days_since_asked: int | None
    """Days of the calendar since the last of them; None where they never had to ask."""
    last_word: datetime | None
    """When the client heard from us last; None where they never did."""


def contact(tickets: Sequence[Ticket], project: Project, language: Language, now: datetime) -> Contact:
    """How soon either side replies on tickets that the client can see; never told by person.

    A reply is the first public word of the other side after an unanswered message that wants something.
    """
    visible = [t for t in tickets if is_work(t, project) and t.source in project.visible_sources]
    ours: tuple[list[float], list[float]] = ([], [])
    theirs: tuple[list[float], list[float]] = ([], [])
    for ticket in visible:
        for side, start, end in _waits(ticket, project, language):
            hours, waiting = ours if side is Side.US else theirs
            calendar = counted(project, None if side is Side.US else project.client_calendar)
            if end is not None:
                hours.append(calendar.hours_between(start, end))
            elif ticket.is_open:
                waiting.append(calendar.hours_between(start, now))
    asked = _asked(visible, language)
    heard = last_contact(visible, language, project.contact_labels)
    return Contact(
        ours=Replies(*(tuple(sorted(hours)) for hours in ours)),
        theirs=Replies(*(tuple(sorted(hours)) for hours in theirs)),
        asked=asked,
        days_since_asked=_days(project, asked[0].at, now) if asked else None,
        last_word=heard.message.at if heard else None,
    )


def _waits(ticket: Ticket, project: Project, language: Language) -> Iterator[tuple[Side, datetime, datetime | None]]:
    """Whose turn it was, since when, and until when; None where it still is."""
    side, since, before = Side.NOBODY, ticket.created, None
    for message, turn in turns(ticket, project, language):
        replied = message.role is (Role.TEAM if side is Side.US else Role.CLIENT) and not message.opening
        if side is not Side.NOBODY and replied:
            yield side, since, message.at
            side = Side.NOBODY
        # Thanks leave a turn as it was, and what it waited for has come all the same.
        ours = turn.asked is not None and not is_for_client(turn.asked, ticket)
        begins = turn is not before and message.role is not Role.UNKNOWN  # they only make it doubtful
        if begins and turn.side is not side and turn.since is not None and not ours:
            side, since = turn.side, turn.since
        before = turn
    # What somebody of whom nobody knows the side may have answered waits for certain on neither.
    if side is not Side.NOBODY and not (before is not None and before.doubtful):
        yield side, since, None


def _asked(tickets: Sequence[Ticket], language: Language) -> tuple[Question, ...]:
    found = [
        Question(ticket.ref, message.at, asks_for_news(message, language) or "", message.url)
        for ticket in tickets
        for message in messages(ticket)
        if is_chase(message, language)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.ticket.id), reverse=True))


def _days(project: Project, then: datetime, now: datetime) -> int:
    day_of = project.agency_calendar.day_of
    return (day_of(now) - day_of(then)).days
