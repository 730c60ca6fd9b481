"""Commands to us that stand on a ticket: who gave them when, on which side they stood, and in which comment."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forewarn.language.commands import Command, Unreadable, Verb, commands, mentions_us
from forewarn.model import Event, Kind, Person, Role, Ticket
from forewarn.worktime import Calendar

_WORDS = frozenset({Kind.COMMENTED, Kind.EDITED})


@dataclass(frozen=True, slots=True)
class Given:
    """One command in a comment that stands. Edited words count from their edit, deleted ones are gone."""

    command: Command | Unreadable
    at: datetime
    """Since when the comment has said so."""
    author: Person | None
    """With the side they stood on when they wrote the comment."""
    key: str
    """The same as long as the comment says so, and never the same again."""
    url: str = ""

    @property
    def role(self) -> Role:
        """The side of whoever gave it."""
        return self.author.role if self.author else Role.UNKNOWN

    @property
    def by(self) -> str:
        """What people call them."""
        return " ".join(self.author.name.split()) if self.author else ""


def commands_on(ticket: Ticket, calendar: Calendar) -> tuple[Given, ...]:
    """The commands that stand in comments of people, oldest first. `calendar` says which day it was."""
    found: list[Given] = []
    for comment, versions in _comments(ticket):
        if comment.actor is not None and comment.actor.role is Role.BOT:
            continue
        said: tuple[Command | Unreadable, ...] = ()
        since = comment.at
        for at, text in versions:
            now_said = commands(text, calendar.day_of(at)) if mentions_us(text) else ()
            if [one.words for one in now_said] != [one.words for one in said]:
                said, since = now_said, at
        words = "\n".join(one.words for one in said)
        digest = hashlib.sha256(f"{comment.ref}|{since.isoformat()}|{words}".encode()).hexdigest()[:12]
        found += [Given(one, since, comment.actor, f"{digest}.{n}", comment.url) for n, one in enumerate(said, 1)]
    return tuple(sorted(found, key=lambda given: (given.at, given.key)))


def no_promise_before(ticket: Ticket, calendar: Calendar) -> datetime | None:
    """When somebody of the team last said that what stood here was no promise; None when nobody did."""
    words = (e.new or "" if e.kind is Kind.EDITED else e.text for e in ticket.history if e.kind in _WORDS)
    if not any(mentions_us(one) for one in words):
        return None
    said = (
        given.at
        for given in commands_on(ticket, calendar)
        if given.role is Role.TEAM and isinstance(given.command, Command) and given.command.verb is Verb.NOT_A_PROMISE
    )
    return max(said, default=None)


def _comments(ticket: Ticket) -> Iterator[tuple[Event, list[tuple[datetime, str]]]]:
    """Each comment that stands, with its words from version to version."""
    standing: dict[str, tuple[Event, list[tuple[datetime, str]]]] = {}
    for event in ticket.history:
        if event.kind is Kind.COMMENTED:
            standing[event.ref] = (event, [(event.at, event.text)])
        elif event.kind is Kind.EDITED and event.ref in standing:
            standing[event.ref][1].append((event.at, event.new or ""))
        elif event.kind is Kind.DELETED:
            standing.pop(event.ref, None)
    yield from standing.values()
