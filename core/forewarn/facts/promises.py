"""The promise ledger of a ticket: dated promises the team made in comments, and what became of each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.facts.activity import finishes
from forewarn.facts.deadlines import after_hours
from forewarn.facts.messages import Message, called, messages
from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Event, Evidence, Field, Kind, Role, Ticket

_LINK = re.compile(r"https?://\S")


class State(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    RENEGOTIATED = "renegotiated"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Pledge:
    """One dated promise."""

    message: Message
    sentence: str
    """The author's own words."""
    deadline: datetime
    contact: bool = False
    """Whether it announces to the client when they will hear from the team: then any word on that day keeps it."""

    @property
    def anchor(self) -> str:
        """The comment and the day, as a comment may hold several promises; of those for one day the last counts."""
        return f"{self.message.event}:{self.deadline:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise and everything that speaks for it."""

    pledge: Pledge
    falls: datetime | None
    """Deadline plus grace; None while the project is parked with no end."""
    sign: Evidence | None = None
    """The first sign that the promised thing was done."""
    renewed: Pledge | None = None
    """The first new promise with a later date."""

    def state(self, reached: Callable[[datetime], bool]) -> State:
        """The state now; time is asked about only where nothing else decides."""
        if self.falls is None:
            return State.OPEN
        if self.sign is not None and self.sign.at <= self.falls:
            return State.KEPT
        if self.renewed is not None and self.renewed.message.at <= self.pledge.deadline:
            return State.RENEGOTIATED
        return State.BROKEN if reached(self.falls) else State.OPEN

    @property
    def mended(self) -> bool:
        """Whether it was done after all, or a new date given, be it late."""
        return self.sign is not None or self.renewed is not None


def promise_ledger(ticket: Ticket, project: Project, language: Language, grace_hours: float = 0) -> tuple[Entry, ...]:
    """Every dated promise by a person of the team on `ticket`, oldest first.

    Signs that one was kept: words of delivery, a file, a link, an item ticked or the ticket done, by anybody of the
    team and be it in an internal note. Of a promise to be in touch, any public word on its day or later is one. A new
    promise with a later date renews an older one; where the client read the old one they must be able to read the
    new one too.
    """
    said = messages(ticket)
    pledges = [pledge for message in said for pledge in _pledges(message, project, language)]
    signs = sorted(_signs(ticket, said, language), key=lambda sign: sign.at)
    words = [message for message in said if message.role is Role.TEAM and message.public and not message.opening]
    return tuple(
        Entry(
            pledge,
            after_hours(project, pledge.deadline, grace_hours),
            _sign_of(pledge, signs, words, project),
            next((later for later in pledges if _renews(later, pledge)), None),
        )
        for pledge in pledges
    )


def _pledges(message: Message, project: Project, language: Language) -> tuple[Pledge, ...]:
    if message.role is not Role.TEAM or message.opening or language.is_automatic(message.text):
        return ()
    promised = language.promises(message.text, message.at, project.agency_calendar)
    by_day = {promise.deadline.date(): promise for promise in sorted(promised, key=lambda promise: promise.deadline)}

    def is_contact(sentence: str) -> bool:
        return message.public and language.next_contact(sentence, message.at, project.agency_calendar) is not None

    return tuple(Pledge(message, p.sentence, p.deadline, is_contact(p.sentence)) for p in by_day.values())


def _sign_of(pledge: Pledge, signs: Sequence[Evidence], words: Sequence[Message], project: Project) -> Evidence | None:
    day = project.agency_calendar.day_of(pledge.deadline)
    came = [m.evidence() for m in words if pledge.contact and project.agency_calendar.day_of(m.at) >= day]
    later = (sign for sign in (*signs, *came) if sign.at > pledge.message.at)
    return min(later, key=lambda sign: sign.at, default=None)


def _renews(later: Pledge, pledge: Pledge) -> bool:
    after = later.message.at > pledge.message.at and later.deadline > pledge.deadline
    return after and (later.message.public or not pledge.message.public)


def _signs(ticket: Ticket, said: Sequence[Message], language: Language) -> list[Evidence]:
    delivered = [
        message.evidence()
        for message in said
        if not message.opening
        and message.role in (Role.TEAM, Role.UNKNOWN)
        and (language.delivers(message.text) or _LINK.search(message.text))
    ]
    return delivered + [
        Evidence(event.at, f"{called(event.actor)}: {event.new or ''}".strip(": "), event.url)
        for event in ticket.history
        if _is_sign(event)
    ]


def _is_sign(event: Event) -> bool:
    if finishes(event):
        return True
    if event.actor is not None and event.actor.role is Role.CLIENT:
        return False
    added = event.kind is Kind.ADDED and event.field in (Field.ATTACHMENTS, Field.LINKS)
    return added or event.kind is Kind.TICKED
