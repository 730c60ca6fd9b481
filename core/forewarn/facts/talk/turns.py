"""Whose turn it is on a ticket: who owes whom a message, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from forewarn.facts.activity import by_client, done_at, finishes, hands_over, records_contact
from forewarn.facts.addressed import (
    asks_by_name,
    asks_client,
    is_for_colleagues,
    is_for_stranger,
    without_name,
    words_before_colleague,
    words_to_client,
)
from forewarn.facts.gist import (
    bare_until,
    chooses,
    is_answered_elsewhere,
    is_beside_the_question,
    is_for_information,
    is_mere_patience,
    is_mere_receipt,
    is_only,
    objects,
    only_agrees,
    only_tells,
    promised_until,
    sees_to_it,
    wants_nothing,
)
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import worked_out
from forewarn.facts.talk.endings import asks_to_close, is_over, reminds
from forewarn.facts.talk.passed_on import by_themselves, passes_on
from forewarn.language import Language
from forewarn.model import Event, Field, Role, Ticket

_BACK = timedelta(hours=1)
"""What comes later after the work was done is no part of it any more."""


class Side(StrEnum):
    """Who has to write next."""

    US = "us"
    CLIENT = "client"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, as the public messages tell."""

    side: Side
    since: datetime | None = None
    """The first unanswered message of the client, or the one in which the team asked or the client promised."""
    waiting: tuple[Message, ...] = ()
    """The client's unanswered messages, oldest first; empty unless it is our turn."""
    asked: Message | None = None
    """The message in which the team asked; None where it did not, as before a promise of the client's own accord."""
    doubtful: bool = False
    """Somebody of whom nobody knows the side wrote since and may have answered, or is the one it was meant for."""
    parked_until: datetime | None = None
    """Where it is not our turn: the next contact that the team announced last, or what the client promised since."""
    answers: bool = False
    """Whether what waits does no more than answer a question of ours."""
    plain: bool = False
    """Whether what waits, comments alone, neither asks, chases nor complains, nor objects."""

    @property
    def promised(self) -> datetime | None:
        """When the client said last, since we asked, that the answer will come, or whom they ask."""
        return self.since if self.asked and self.since and self.since > self.asked.at else None


def whose_turn(ticket: Ticket, project: Project, language: Language) -> Turn:
    """Read the public messages of `ticket` in order.

    Our turn begins with the first message of the client that wants something and ends with a public comment by a person
    of the team that may speak to the client or the record of a contact elsewhere, or once the client closes the ticket
    or takes it back. Where they only answered a question of ours, a move, a date or a file of the team ends it too, and
    where they asked nothing, as with "OK for print", or nothing but to close it, that the team finished the work;
    nothing else of that kind does.
    Thanks, approval, a mere yes, automatic replies, comments without words of their own and what one client says to
    another open no turn, nor does the bare title of a ticket that somebody of the team has. The client's turn ends with
    any answer, mere thanks being none; their promise, or word that they see to it, leaves it with them, and so does a
    reminder of ours, from which it is counted anew. Each author counts for the side they stood on when they wrote.
    """
    told = turns(ticket, project, language)
    return told[-1][1] if told else Turn(Side.NOBODY)


@worked_out
def turns(ticket: Ticket, project: Project, language: Language) -> tuple[tuple[Message, Turn], ...]:
    """The public messages that people wrote on `ticket`, oldest first, each with the turn it left behind."""
    return tuple(_turns(ticket, project, language))


def _turns(ticket: Ticket, project: Project, language: Language) -> Iterator[tuple[Message, Turn]]:
    turn = Turn(Side.NOBODY)
    said = [m for m in messages(ticket) if m.public and m.role is not Role.BOT and not _is_automatic(m, language)]
    for message, following in zip_longest(said, said[1:]):
        match message.role:
            case Role.TEAM if not message.opening:
                turn = _after_team(turn, message, ticket, project, language)
            case Role.CLIENT if message.opening and _is_taken_title(message, ticket, language):
                pass
            case Role.CLIENT if message.opening or language.sentences(message.text):
                turn = _after_client(turn, message, ticket, project, language)
            case Role.UNKNOWN:
                turn = replace(turn, doubtful=True)
        turn = _after_acts(turn, ticket, project, language, following.at if following else None)
        yield message, turn


def after_done(ticket: Ticket, waiting: Sequence[Message], slack: timedelta = _BACK) -> tuple[Message, ...]:
    """Those of the client's unanswered messages that came later than `slack` after the work was done.

    A person who moved the ticket since has taken notice, so what came before that does not count.
    """
    done = done_at(ticket)
    if done is None:
        return ()
    moves = [e.at for e in ticket.history if e.field is Field.STATUS and e.actor and e.actor.role is not Role.BOT]
    return tuple(m for m in waiting if m.at > done + slack and not any(at > m.at for at in moves))


def _is_automatic(message: Message, language: Language) -> bool:
    return not message.opening and language.is_automatic(message.text)


def _after_team(turn: Turn, message: Message, ticket: Ticket, project: Project, language: Language) -> Turn:
    if asks_by_name(message, ticket, language):
        in_doubt = turn.side is Side.US and not is_for_colleagues(message, ticket, language)
        return Turn(Side.NOBODY, message.at) if in_doubt else turn
    until = language.next_contact(message.text, message.at, project.agency_calendar)
    # What a letter asks is about the tickets that it names, and no question of the one that carries it.
    words = "" if message.letter else words_to_client(message, ticket, language)
    if turn.asked and reminds(words, message.at, turn.asked.text, project, language):
        return replace(turn, parked_until=until or message.at)
    if asks_client(words, message, ticket, language):
        return Turn(Side.CLIENT, message.at, asked=message, parked_until=until)
    return Turn(Side.NOBODY, message.at, parked_until=until)


def _after_client(turn: Turn, message: Message, ticket: Ticket, project: Project, language: Language) -> Turn:
    text = without_name(message, ticket)
    if not message.opening:
        before = words_before_colleague(message, ticket, language)
        if before is not None:
            answered = turn.asked is not None and language.agrees(before)
            if not answered and wants_nothing(before, language) and not objects(before, language):
                return turn
            text = before
        ended = _after_end(turn, message, text, project, language)
        if ended is not None:
            return ended
    plain = wants_nothing(text, language)
    calm = plain and not message.opening and not objects(text, language)
    if plain and not message.opening:
        theirs = sees_to_it(text, language) or passes_on(text, language)
        until = promised_until(text, message.at, project, language, sees_to_it=theirs)
        if until is None and calm and turn.promised:
            until = bare_until(text, message.at, project, language)
        if until or (theirs and (turn.asked or by_themselves(text, language))):
            answered = turn.asked is not None and chooses(text, turn.asked.text, language)
            promised = Turn(Side.CLIENT, message.at, asked=None if answered else turn.asked, parked_until=until)
            return turn if turn.side is Side.US else promised
        # "No hurry" is said of what they want of us, unless it stands alone or is about the word we announced.
        about_word = turn.parked_until and is_only(text, language, language.is_unhurried)
        waived = about_word or (turn.side is Side.NOBODY and is_mere_patience(text, language))
        if waived and not language.is_about_trouble(text):
            return Turn(Side.NOBODY, message.at)
        if calm and turn.side is not Side.CLIENT and is_mere_receipt(text, language):
            return turn
    if turn.side is not Side.US or is_for_stranger(turn.waiting[0], ticket, language):
        strange, answers = is_for_stranger(message, ticket, language), plain and turn.asked is not None
        return Turn(Side.US, message.at, (message,), doubtful=strange, answers=answers, plain=calm)
    if is_for_stranger(message, ticket, language):
        return turn
    waiting = (*turn.waiting, message)
    return replace(turn, waiting=waiting, answers=turn.answers and plain, plain=turn.plain and calm)


def _after_end(turn: Turn, message: Message, text: str, project: Project, language: Language) -> Turn | None:
    """What words of a client leave that take a matter back, agree or thank, and do nothing else; None for others."""
    over = Turn(Side.NOBODY, message.at)
    if is_over(text, language) or is_answered_elsewhere(text, language):
        return turn if turn.side is Side.NOBODY else over
    if only_agrees(text, language):
        if turn.side is Side.CLIENT:
            return turn if turn.asked and is_beside_the_question(text, turn.asked.text, language) else over
        if not language.asks(text):
            return turn
    if turn.side is not Side.CLIENT and is_for_information(text, message.at, project, language):
        told = turn.plain and all(only_tells(one.text, language) for one in turn.waiting)
        return over if told else turn
    return turn if language.is_pleasantry(text) and not language.is_inquiry(text) else None


def _after_acts(turn: Turn, ticket: Ticket, project: Project, language: Language, until: datetime | None) -> Turn:
    """What the acts on `ticket` up to the next message left of a turn of ours."""
    if turn.side is not Side.US:
        return turn
    last = turn.waiting[-1]
    acts = (event for event in ticket.history if event.at >= last.at and (until is None or event.at < until))
    over = asks_to_close(last.text, language)

    def ends(act: Event) -> bool:
        done = finishes(act) and not ticket.declined
        return (
            is_closed_by_client(act)
            or records_contact(act, project.contact_labels)
            or (_is_work(act) and (turn.answers or (turn.plain and done) or (over and finishes(act))))
        )

    ended = next((act.at for act in acts if ends(act)), None)
    return turn if ended is None else Turn(Side.NOBODY, ended)


def is_closed_by_client(event: Event) -> bool:
    """Whether a client closed the ticket."""
    return finishes(event) and by_client(event)


def _is_work(event: Event) -> bool:
    """Whether somebody of the team moved the ticket, its date or milestone, or added a file or link to it."""
    if event.actor is None or event.actor.role is not Role.TEAM:
        return False
    return event.field in (Field.STATUS, Field.DUE, Field.MILESTONE) or hands_over(event)


def _is_taken_title(opening: Message, ticket: Ticket, language: Language) -> bool:
    """Whether a ticket was opened with nothing but a title that asks nothing, and somebody of the team has it."""
    if "\n" in opening.text or not any(person.role is Role.TEAM for person in ticket.assignees):
        return False
    return not language.asks(opening.text) and not language.chases(opening.text)
