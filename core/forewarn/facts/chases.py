"""Clients who had to ask for news: when, after how long a silence, and which update would have spared them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from forewarn.facts.activity import done_at, last_contact, spoken
from forewarn.facts.announcements import word_due
from forewarn.facts.deadlines import counted, faded, midnight
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.turns import whose_turn
from forewarn.language import Language
from forewarn.model import Evidence, Fact, Role, Ticket


class Plan(StrEnum):
    """Which update was due before the client asked."""

    ANNOUNCED = "announced"
    """We had named the day of our next contact."""
    RHYTHM = "rhythm"
    """The project has a rhythm of contact."""
    NONE = "none"


AMONG_US: dict[str, Fact] = {
    "internal": True, "last": None, "plan": "none", "planned": None, "again": None, "times": 1, "month": None,
}  # fmt: skip
"""What a template reads of a question in the team, which has no such history."""

_moment = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Chase:
    """An unanswered run of messages in which a client asks for news."""

    asked: tuple[Message, ...]
    """Those that ask for news, oldest first."""
    sentence: str
    """The words of the first that ask."""
    last: Message | None
    """What we had said on the ticket last before; None where we had said nothing."""
    doubtful: bool
    """Somebody of whom nobody knows the side wrote since, so it may have been answered."""

    @property
    def first(self) -> Message:
        """The first of them, by which it is known."""
        return self.asked[0]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Our last word and what the client wrote."""
        before = (self.last.evidence(),) if self.last else ()
        return (*before, *(message.evidence() for message in self.asked))


def standing_chase(
    ticket: Ticket, project: Project, language: Language, reached: Callable[[datetime], bool], talking_hours: float
) -> Chase | None:
    """The unanswered chase on `ticket`; where the work is done, one that is still fresh.

    What a client asks within `talking_hours` business hours of our last word is a conversation, and no chase.
    """
    last_at = max((message.at for message in messages(ticket) if message.role is Role.CLIENT), default=None)
    if last_at is None:
        return None
    if not ticket.is_open and reached(faded(project, max(last_at, done_at(ticket) or last_at))):
        return None  # most tickets were done long ago: nobody has to read what is written there
    turn = whose_turn(ticket, project, language)
    if not turn.waiting:
        return None
    last = max((m for m in spoken(ticket, language) if m.at < turn.waiting[0].at), key=lambda m: m.at, default=None)
    asked = tuple(
        message
        for message in turn.waiting
        if asks_for_news(message, language) and not _in_talk(message, last, project, talking_hours)
    )
    if not asked:
        return None
    return Chase(asked, asks_for_news(asked[0], language) or "", last, turn.doubtful)


def _in_talk(message: Message, last: Message | None, project: Project, hours: float) -> bool:
    return last is not None and counted(project).hours_between(last.at, message.at) < hours


def history_of(chase: Chase, tickets: Sequence[Ticket], project: Project, language: Language) -> dict[str, Fact]:
    """How it came to a chase, and went on: the silence before it, the update that was due, when the client asked again,
    and how often it happened from the beginning of that month on."""
    calendar = counted(project)
    plan, due = _update_due(chase, tickets, project, language)
    asked = calendar.day_of(chase.first.at)
    month = asked.replace(day=1)
    again = chase.asked[-1].at if len(chase.asked) > 1 else None
    begin, end = midnight(project, month), chase.asked[-1].at
    theirs = _of_clients(tickets)
    since, until = bisect_left(theirs, begin, key=_moment), bisect_right(theirs, end, key=_moment)
    times = sum(is_chase(message, language) for message in theirs[since:until])
    return {
        "last": chase.last.at if chase.last else None,
        "silent": calendar.workdays_between(calendar.day_of(chase.last.at), asked) if chase.last else None,
        "plan": plan.value,
        "planned": due,
        "again": again,
        "times": times,
        "month": month,
    }


@remembered
def _of_clients(tickets: Sequence[Ticket]) -> Sequence[Message]:
    """What clients wrote, oldest first."""
    return sorted((m for ticket in tickets for m in messages(ticket) if m.role is Role.CLIENT), key=_moment)


def _update_due(
    chase: Chase, tickets: Sequence[Ticket], project: Project, language: Language
) -> tuple[Plan, datetime | None]:
    """The update that had been due by the time of the chase and would have prevented it."""
    if chase.last is not None:
        named = language.next_contact(chase.last.text, chase.last.at, project.agency_calendar)
        if named is not None and named <= chase.first.at:
            return Plan.ANNOUNCED, named
    contact = last_contact(tickets, language, project.contact_labels, before=chase.first.at)
    if contact is not None and project.cadence_days is not None:
        due = word_due(project, contact.message.at)
        if due is not None and due <= chase.first.at:
            return Plan.RHYTHM, due
    return Plan.NONE, None


def is_chase(message: Message, language: Language) -> bool:
    """Whether a client asks for news in `message`."""
    return message.role is Role.CLIENT and message.public and asks_for_news(message, language) is not None


def asks_for_news(message: Message, language: Language) -> str | None:
    """The sentence that asks for news; a ticket that is only called "Status" asks nothing by its title."""
    title = message.text.partition("\n")[0]
    return language.chases(message.text if "?" in title else message.words)


def team_chases(ticket: Ticket, language: Language, fresh: Callable[[Message], bool]) -> Iterator[Message]:
    """Internal notes in which somebody of the team asks for news, and after which nobody else did anything here."""
    for message in messages(ticket):
        internal = message.role is Role.TEAM and not message.public and not message.opening
        if internal and fresh(message) and language.chases(message.text) and not _others_acted(ticket, message):
            yield message


def _others_acted(ticket: Ticket, message: Message) -> bool:
    author = message.author.id if message.author else ""
    actors = (event.actor for event in ticket.history if event.at > message.at)
    return any(actor is not None and actor.role is not Role.BOT and actor.id != author for actor in actors)
