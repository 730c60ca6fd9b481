"""What the team told the client of several dates at once, as of all that moved at a planning."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from forewarn.facts.activity import Contact, spoken
from forewarn.facts.at_once import Given, by_giver, given_at_once
from forewarn.facts.items import due_day
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.wording import ON_TIME, SLIPPING, listed, sentence_with, tells_of_delay
from forewarn.language import Language
from forewarn.model import Event, Field, Kind, Role, Ticket, due_from_text

_FEWEST = 3
"""Tickets that somebody moved to one date at once, from which on it was a planning."""
_AROUND = timedelta(days=3)
"""How long around a planning a word about all is one about it, with a weekend between."""
_ALL = listed("all, все, всех, всё")
_ELSE = ON_TIME | listed("""
    all else, all other, all the rest, все остальн*, всё остальн*, остальн*, кроме, except, but,
    hi all, hello all, hey all, dear all, morning all, afternoon all, thanks all, thank you all, sorry all, after all,
    at all, all in all, first of all, most of all, all of us, not all, all day, не все, всё равно, все-таки, всё таки,
    все привет, привет все, всё же, всё ещё, все еще, все же, все равно, всё-таки, прежде всего
""")
"""What is said of the others, and what calls all that is late no more than all who read."""
LATER = SLIPPING | {"later", "позже", "позднее"}
"""What tells of a delay, also in a sentence that names a date."""


def said_of_all(
    subject: Ticket, old: datetime, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> Iterator[Message]:
    """Public messages of the team from `since` on about the last move of `subject`, made together with others.

    Such a message, around the move, tells of a delay to the new date, which passes after `old`, and says that it is
    about all, wherever it stands: of some nobody knows which they are.
    """
    move = next((event for event in reversed(subject.history) if _is_move(event)), None)
    new, calendar = due_from_text(move.new) if move else None, project.agency_calendar
    if move is None or new is None or calendar.passes(new) <= old or not _is_of_many(move, tickets):
        return
    said = (one.message for one in _of_all(tickets, language) if one.message.at >= since)
    for message in (one for one in said if abs(one.at - move.at) <= _AROUND):
        named = language.named_dates(message.text, message.at, calendar)
        if due_day(new, calendar) in {calendar.day_of(date.deadline) for date in named}:
            yield message


def _is_move(event: Event) -> bool:
    ours = event.actor is not None and event.actor.role is Role.TEAM
    return ours and event.kind is Kind.CHANGED and event.field is Field.DUE and bool(event.old and event.new)


def _is_of_many(move: Event, tickets: Sequence[Ticket]) -> bool:
    return given_at_once(_given(move), _moves(tickets)) >= _FEWEST


def _given(move: Event) -> Given:
    return move.at, move.actor.id if move.actor else "", move.new or ""


@remembered
def _moves(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str], Sequence[datetime]]:
    return by_giver(_given(event) for ticket in tickets for event in ticket.history if _is_move(event))


@remembered
def _of_all(tickets: Sequence[Ticket], language: Language) -> Sequence[Contact]:
    """The messages of the team that tell of a delay of all."""
    said = (Contact(ticket, message) for ticket in tickets for message in spoken(ticket, language))
    delayed = ((one, tells_of_delay(one.message.text, LATER, language)) for one in said)
    return [one for one, sentence in delayed if sentence and _is_of_all(sentence, language)]


def _is_of_all(sentence: str, language: Language) -> bool:
    """Whether all are late; "the banner moves, all else is on time" is about one."""
    return bool(sentence_with(sentence, _ALL, language)) and not sentence_with(sentence, _ELSE, language)
