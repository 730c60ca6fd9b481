"""What the team owes a client's message before it is answered: that somebody notices it, and that a hold ends."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from forewarn.facts.activity import by_client, done_at, hands_over, records_contact
from forewarn.facts.addressed import is_for_colleagues
from forewarn.facts.deadlines import passing
from forewarn.facts.marks import had_priority
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.talk.endings import is_over
from forewarn.facts.talk.turns import Side, Turn, after_done, is_closed_by_client, turns, whose_turn
from forewarn.facts.wording import FAMILIAR, sentence_with
from forewarn.language import Language
from forewarn.model import Event, Field, Role, Ticket


class Weight(StrEnum):
    """Why a client's message is an important one."""

    QUESTION = "question"
    DATE = "date"
    WORDS = "words"
    """It tells of a deadline, a complaint or a standstill."""
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Weighty:
    """From what on a message is important."""

    words: frozenset[str]
    priorities: frozenset[str]

    def why(self, message: Message, ticket: Ticket, project: Project, language: Language) -> Weight | None:
        """Why `message` on `ticket` is important, by the priority of that time; None where it is not."""
        if had_priority(ticket, message.at, self.priorities):
            return Weight.PRIORITY
        if sentence_with(message.text, self.words, language):
            return Weight.WORDS
        if language.asks(message.text) or sentence_with(message.text, FAMILIAR, language):
            return Weight.QUESTION
        return Weight.DATE if language.dates(message.text, message.at, project.client_calendar) else None


def is_noticed(ticket: Ticket, message: Message) -> bool:
    """Whether somebody moved or assigned `ticket` after `message`; clients and bots take no notice for us."""
    return any(event.at > message.at and _is_notice(event) for event in ticket.history)


def _is_notice(event: Event) -> bool:
    by_us = event.actor is None or event.actor.role not in (Role.CLIENT, Role.BOT)
    return by_us and (event.field is Field.STATUS or (event.field is Field.ASSIGNEE and event.new is not None))


@dataclass(frozen=True, slots=True)
class Unnoticed:
    """An important message of a client that nobody has noticed."""

    message: Message
    weight: Weight
    doubtful: bool
    """Somebody of whom nobody knows the side wrote since, so it may have been noticed."""


def first_unnoticed(ticket: Ticket, weighty: Weighty, project: Project, language: Language) -> Unnoticed | None:
    """The first such message on `ticket`; what came back after the work was done is left out."""
    turn = whose_turn(ticket, project, language)
    back = after_done(ticket, turn.waiting)
    for message in turn.waiting:
        if message not in back and not is_noticed(ticket, message):
            weight = weighty.why(message, ticket, project, language)
            if weight is not None:
                return Unnoticed(message, weight, turn.doubtful)
    return None


def start_of_notice(project: Project, instant: datetime, last_hours: float) -> datetime:
    """When time for a first reaction begins: at the next opening, for what comes in the last hours of a day."""
    calendar = project.agency_calendar
    day = calendar.day_of(instant)
    if calendar.is_workday(day) and instant >= calendar.closing(day) - timedelta(hours=last_hours):
        return calendar.next_opening(instant)
    return instant


@dataclass(frozen=True, slots=True)
class Hold:
    """A reply that only said an answer would come, and nothing of substance after it."""

    asked: Message
    """The client's message it put off."""
    reply: Message
    """The first such reply."""
    until: datetime | None = None
    """The time the team named last for the answer."""
    doubtful: bool = False
    """Somebody of whom nobody knows the side wrote since, so it may have been answered."""


def standing_hold(ticket: Ticket, project: Project, language: Language) -> Hold | None:
    """The hold that stands on `ticket`.

    It ends with any public comment of the team that is more than another holding reply and no request to a colleague,
    also one that asks back, with a file or link that the team adds, or the work done. Declining without a word ends
    nothing, unless the client does it; and it ends where they take the matter back or are in no hurry.
    """
    hold: Hold | None = None
    before = Turn(Side.NOBODY)
    for message, turn in turns(ticket, project, language):
        if message.role is Role.TEAM and not is_for_colleagues(message, ticket, language):
            holds = turn.side is not Side.CLIENT and _only_holds(message, language)
            # To what only answered a question of ours, or hands something over, "received, thank you" is an end.
            handed = before.plain and all(language.delivers(one.text) for one in before.waiting)
            ends = before.answers or (handed and language.is_receipt(message.text))
            if hold is None and before.waiting and not ends:
                hold = Hold(before.waiting[0], message)
            hold = replace(hold, until=_named(message, project, language) or hold.until) if holds and hold else None
        elif message.role is Role.CLIENT and (is_over(message.text, language) or language.is_unhurried(message.text)):
            hold = None
        elif message.role is Role.UNKNOWN and hold is not None:
            hold = replace(hold, doubtful=True)
        before = turn
    return None if hold is not None and _has_substance(ticket, project, hold.reply.at) else hold


def _only_holds(reply: Message, language: Language) -> bool:
    """Whether a reply only says that an answer will come; roughly when work comes is an answer."""
    return language.is_holding_reply(reply.text) and not language.is_rough_date(reply.text)


def _named(reply: Message, project: Project, language: Language) -> datetime | None:
    calendar = project.agency_calendar
    dates = [stated.deadline for stated in language.dates(reply.text, reply.at, calendar)]
    contact = language.next_contact(reply.text, reply.at, calendar)
    return max([*dates, contact] if contact else dates, default=None)


def _has_substance(ticket: Ticket, project: Project, since: datetime) -> bool:
    done = None if ticket.declined else done_at(ticket)
    return (done is not None and done > since) or any(
        event.at > since and (is_closed_by_client(event) or _is_answer(event, project)) for event in ticket.history
    )


def _is_answer(act: Event, project: Project) -> bool:
    """Whether it hands something over, or records a contact elsewhere."""
    return records_contact(act, project.contact_labels) or (hands_over(act) and not by_client(act))


def hold_falls(hold: Hold, project: Project, start: datetime | None) -> datetime | None:
    """When the answer is late: at `start`, or when the time that the team named has passed, whichever is later."""
    named = passing(project, hold.until) if hold.until is not None else start
    return max(start, named) if start is not None and named is not None else None
