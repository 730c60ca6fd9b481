"""Whose turn it is on a ticket: who owes whom a message, and since when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from forewarn.facts.activity import done_at
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import worked_out
from forewarn.language import Language
from forewarn.model import Field, Person, Role, Ticket

_MENTION = re.compile(r"\[~(?:accountid:)?([^\]\n]{1,128})\]|(?<![\w@])@([\w][\w.-]{0,63})")


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
    """Somebody of whom nobody knows the side wrote after the first of them, so it may have been answered."""
    parked_until: datetime | None = None
    """Where it is not our turn: the next contact that the team announced last, or what the client promised since."""


def whose_turn(ticket: Ticket, project: Project, language: Language) -> Turn:
    """Read the public messages of `ticket` in order.

    Our turn begins with the first message of the client that wants something and ends with a public comment by a
    person of the team. Thanks, approval, automatic replies, comments without words of their own and what one client
    says to another open no turn, nor does the bare title of a ticket that somebody of the team has; a client's promise
    leaves the turn with the client. Closing, moving or reacting ends none. Each author counts for the side they stood
    on when they wrote.
    """
    told = turns(ticket, project, language)
    return told[-1][1] if told else Turn(Side.NOBODY)


@worked_out
def turns(ticket: Ticket, project: Project, language: Language) -> tuple[tuple[Message, Turn], ...]:
    """The public messages that people wrote on `ticket`, oldest first, each with the turn it left behind."""
    return tuple(_turns(ticket, project, language))


def _turns(ticket: Ticket, project: Project, language: Language) -> Iterator[tuple[Message, Turn]]:
    turn = Turn(Side.NOBODY)
    people = _people(ticket)
    for message in messages(ticket):
        if not message.public or message.role is Role.BOT:
            continue
        if not message.opening and language.is_automatic(message.text):
            continue
        match message.role:
            case Role.TEAM if not message.opening:
                turn = _after_team(message, project, language)
            case Role.CLIENT if message.opening and _is_taken_title(message, ticket, language):
                pass
            case Role.CLIENT if message.opening or _is_for_us(message, people, language):
                turn = _after_client(turn, message, project, language)
            case Role.UNKNOWN if turn.side is Side.US:
                turn = replace(turn, doubtful=True)
            case _:
                pass
        yield message, turn


def after_done(ticket: Ticket, waiting: Sequence[Message], slack: timedelta) -> tuple[Message, ...]:
    """Those of the client's unanswered messages that came later than `slack` after the work was done.

    A person who moved the ticket since has taken notice, so what came before that does not count.
    """
    done = done_at(ticket)
    if done is None:
        return ()
    moves = [e.at for e in ticket.history if e.field is Field.STATUS and e.actor and e.actor.role is not Role.BOT]
    return tuple(m for m in waiting if m.at > done + slack and not any(at > m.at for at in moves))


def _after_team(message: Message, project: Project, language: Language) -> Turn:
    until = language.next_contact(message.text, message.at, project.agency_calendar)
    if language.asks(message.text):
        return Turn(Side.CLIENT, message.at, asked=message, parked_until=until)
    return Turn(Side.NOBODY, message.at, parked_until=until)


def _after_client(turn: Turn, message: Message, project: Project, language: Language) -> Turn:
    if not message.opening:
        if _only_approves(message.text, language):
            return Turn(Side.NOBODY, message.at) if turn.side is Side.CLIENT else turn
        if language.is_pleasantry(message.text):
            return turn
        if until := _promised_until(message, project, language):
            promised = Turn(Side.CLIENT, message.at, asked=turn.asked, parked_until=until)
            return turn if turn.side is Side.US else promised
    since = turn.since if turn.side is Side.US else message.at
    return Turn(Side.US, since, (*turn.waiting, message), doubtful=turn.doubtful)


def _is_taken_title(opening: Message, ticket: Ticket, language: Language) -> bool:
    """Whether a ticket was opened with nothing but a title that asks nothing, and somebody of the team has it."""
    if "\n" in opening.text or not any(person.role is Role.TEAM for person in ticket.assignees):
        return False
    return not language.asks(opening.text) and not language.chases(opening.text)


def _only_approves(text: str, language: Language) -> bool:
    """Whether a message approves and no sentence does anything else: a remark beside it wants an answer."""
    if not language.approves(text) or language.asks(text):
        return False
    return all(language.approves(one) or language.is_pleasantry(one) for one in language.sentences(text))


def _promised_until(message: Message, project: Project, language: Language) -> datetime | None:
    """The latest date that a client promises in a message that wants no answer."""
    text = message.text
    promises = language.promises(text, message.at, project.client_calendar)
    if not promises or language.asks(text) or language.chases(text) or language.complains(text):
        return None
    return max(promised.deadline for promised in promises)


def _is_for_us(message: Message, people: dict[str, Role], language: Language) -> bool:
    return bool(language.sentences(message.text)) and not _is_for_another_client(message, people)


def _is_for_another_client(message: Message, people: dict[str, Role]) -> bool:
    """Whether a message names other clients and nobody else."""
    return _mentioned(message, people) == {Role.CLIENT}


def addressees(message: Message, ticket: Ticket) -> frozenset[Role | None]:
    """The sides of those whom a message mentions by name, None for people who are not on `ticket`; often empty."""
    return frozenset(_mentioned(message, _people(ticket)))


def _mentioned(message: Message, people: dict[str, Role]) -> set[Role | None]:
    mentions = (bracketed or plain.rstrip(".-") for bracketed, plain in _MENTION.findall(message.text))
    return {people.get(mention.casefold()) for mention in mentions}


def _people(ticket: Ticket) -> dict[str, Role]:
    """Everybody on the ticket by what a mention may call them; the side they stood on last."""
    actors = [event.actor for event in ticket.history]
    everybody: list[Person | None] = [ticket.reporter, *ticket.assignees, *actors]
    return {name.casefold(): person.role for person in everybody if person for name in _names(person)}


def _names(person: Person) -> tuple[str, ...]:
    first = person.name.split(maxsplit=1)[:1]
    return tuple(name for name in (person.id, person.handle, *first) if name)
