"""Which side asked for something that came on top."""

from datetime import timedelta
from enum import StrEnum

from forewarn.facts.messages import Message, messages
from forewarn.language import Language
from forewarn.model import Event, Role, Ticket


class Asker(StrEnum):
    """Which side asked for it."""

    CLIENT = "client"
    TEAM = "team"
    UNCLEAR = "unclear"


_ASKERS = {Role.CLIENT: Asker.CLIENT, Role.TEAM: Asker.TEAM}
_SHORTLY = timedelta(days=3)
"""So close before a change, what the client wrote last counts as what it was made for."""


def who_asked(ticket: Ticket, entry: Event, language: Language) -> Asker:
    """Who asked for a ticket that came on top by `entry`: the client where they opened it."""
    opener = ticket.history[0].actor
    return Asker.CLIENT if opener is not None and opener.role is Role.CLIENT else asker_of(ticket, entry, language)


def asker_of(ticket: Ticket, event: Event, language: Language) -> Asker:
    """Who asked for a change: the client when they had the last public word shortly before, else who made it.

    Thanks and a bare yes ask for nothing.
    """
    before = [m for m in messages(ticket) if m.at <= event.at and m.public and _may_ask(m, language)]
    if before and before[-1].role is Role.CLIENT and event.at - before[-1].at <= _SHORTLY:
        return Asker.CLIENT
    return _ASKERS.get(event.actor.role, Asker.UNCLEAR) if event.actor is not None else Asker.UNCLEAR


def _may_ask(message: Message, language: Language) -> bool:
    if message.role is not Role.CLIENT or message.opening or language.asks(message.text):
        return message.role in (Role.CLIENT, Role.TEAM)
    return not (language.is_pleasantry(message.text) or language.approves(message.text))
