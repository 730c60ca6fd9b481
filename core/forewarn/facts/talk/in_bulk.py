"""What the team told the client of several dates at once, as of all that moved at a planning."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from forewarn.facts.activity import Contact, spoken
from forewarn.facts.items import due_day
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.wording import ON_TIME, SLIPPING, listed, sentence_with, tells_of_delay, without
from forewarn.language import Language
from forewarn.model import Event, Field, Kind, Role, Ticket, due_from_text

_AT_ONCE = timedelta(minutes=5)
_FEWEST = 3
"""Tickets that somebody moved to one date at once, from which on it was a planning."""
_SOON = timedelta(days=3)
"""How long around a planning a word about several is one about it, with a weekend between."""
_SEVERAL = listed("all, several, some of, part of, все, всех, всем, всё, часть, несколько")
_IDIOMS = listed("""
    after all, first of all, at all, most of all, all day, all right, we all, still all, not all, all of us,
    все-таки, всё-таки, все таки, всё таки, все еще, всё еще, все ещё, всё ещё, все равно, всё равно, все же, всё же,
    не все, не всё, прежде всего, скорее всего, мы все
""")
"""What holds a word for several and is about none."""
_ELSE = ON_TIME | listed("all else, all other, all the rest, все остальн*, всё остальн*, остальн*, кроме, except, but")
"""What is said of the others."""
LATER = SLIPPING | {"later", "позже", "позднее"}
"""What tells of a delay, also in a sentence that names a date."""


def said_of_all(
    subject: Ticket, old: datetime, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> Iterator[Message]:
    """Public messages of the team from `since` on about the last move of `subject`, made together with others.

    Such a message, around the move, tells of a delay to the new date, which passes after `old`, and says that it is
    about several, wherever it stands.
    """
    move = next((event for event in reversed(subject.history) if _is_move(event)), None)
    new, calendar = due_from_text(move.new) if move else None, project.agency_calendar
    if move is None or new is None or calendar.passes(new) <= old or not _is_of_many(move, tickets):
        return
    said = (one.message for one in _of_several(tickets, language) if one.message.at >= since)
    for message in (one for one in said if abs(one.at - move.at) <= _SOON):
        named = language.named_dates(message.text, message.at, calendar)
        if due_day(new, calendar) in {calendar.day_of(date.deadline) for date in named}:
            yield message


def _is_move(event: Event) -> bool:
    ours = event.actor is not None and event.actor.role is Role.TEAM
    return ours and event.kind is Kind.CHANGED and event.field is Field.DUE and bool(event.old and event.new)


def _is_of_many(move: Event, tickets: Sequence[Ticket]) -> bool:
    assert move.actor is not None
    alike = _moves(tickets).get((move.actor.id, move.new), ())
    return sum(abs(at - move.at) <= _AT_ONCE for at in alike) >= _FEWEST


@remembered
def _moves(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str | None], Sequence[datetime]]:
    """When somebody moved dates to a date, by both."""
    found: dict[tuple[str, str | None], list[datetime]] = {}
    for event in (event for ticket in tickets for event in ticket.history if _is_move(event)):
        if event.actor is not None:
            found.setdefault((event.actor.id, event.new), []).append(event.at)
    return found


@remembered
def _of_several(tickets: Sequence[Ticket], language: Language) -> Sequence[Contact]:
    """The messages of the team that tell of a delay of several things."""
    said = (Contact(ticket, message) for ticket in tickets for message in spoken(ticket, language))
    delayed = ((one, tells_of_delay(one.message.text, LATER, language)) for one in said)
    return [one for one, sentence in delayed if sentence and _is_of_several(sentence, language)]


def _is_of_several(sentence: str, language: Language) -> bool:
    """Whether several things are late; "the banner moves, all else is on time" is about one."""
    is_several = sentence_with(without(sentence, _IDIOMS), _SEVERAL, language) is not None
    return is_several and not sentence_with(sentence, _ELSE, language)
