"""The promise ledger of a ticket: dated promises the team made in comments, and what became of each."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from forewarn.facts.activity import finishes
from forewarn.facts.commands import no_promise_before
from forewarn.facts.corrections import Correction, Verdict
from forewarn.facts.deadlines import after_hours
from forewarn.facts.messages import Message, called, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import worked_out
from forewarn.facts.wording import ON_TIME, SLIPPING, sentence_with
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
    correction: Correction | None = None
    """What somebody said of it who knows better than the ticket."""

    def state(self, reached: Callable[[datetime], bool]) -> State:
        """The state now; time is asked about only where nothing else decides."""
        if self.correction is not None:
            return State.KEPT if self.correction.verdict is Verdict.KEPT else State.RENEGOTIATED
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
    promise with a later date renews an older one, and so does a word of delay that names a later date ("the new date
    is Friday"); where the client read the old one they must be able to read the new one too. What somebody of the
    team called no promise (`forewarn: not a promise`, or a correction of the ledger) is left out. A promise that was
    renegotiated by a correction stands there once more, with its new date.
    """
    said = messages(ticket)
    pledges = _without_denied(_made(ticket, project, language), no_promise_before(ticket, project.agency_calendar))
    ledger = _corrected(pledges, ticket, project)
    if not ledger:
        return ()
    signs = sorted(_signs(ticket, said, language), key=lambda sign: sign.at)
    words = [message for message in said if message.role is Role.TEAM and message.public and not message.opening]
    later = [pledge for pledge, _ in ledger] + [new for m in said for new in _new_dates(m, project, language)]
    later.sort(key=lambda new: new.message.at)
    return tuple(
        Entry(
            pledge,
            after_hours(project, pledge.deadline, grace_hours),
            _sign_of(pledge, signs, words, project),
            _postponed(pledge, correction, project) or next((new for new in later if _renews(new, pledge)), None),
            correction,
        )
        for pledge, correction in ledger
    )


def identity_of(ticket: Ticket, pledge: Pledge) -> str:
    """What a correction knows a promise by; stable across runs."""
    return f"{ticket.source}:{ticket.id}|{pledge.anchor}"


def _corrected(pledges: Sequence[Pledge], ticket: Ticket, project: Project) -> list[tuple[Pledge, Correction | None]]:
    """What is left of them after people corrected the ledger, each with its correction."""
    left: list[tuple[Pledge, Correction | None]] = []
    for pledge in pledges:
        now: Pledge | None = pledge
        while now is not None:
            correction = project.corrections.get(identity_of(ticket, now))
            if correction is None or correction.verdict is not Verdict.NOT_A_PROMISE:
                left.append((now, correction))
            now = _postponed(now, correction, project)
    return left


def _postponed(pledge: Pledge, correction: Correction | None, project: Project) -> Pledge | None:
    if correction is None or correction.until is None:
        return None
    deadline = project.agency_calendar.passes(correction.until)
    return replace(pledge, deadline=deadline) if deadline > pledge.deadline else None


def _without_denied(pledges: Sequence[Pledge], denied_at: datetime | None) -> list[Pledge]:
    """Without those that were called no promise: all whose day had come by then, else the one made last before it."""
    if denied_at is None:
        return list(pledges)
    before = [pledge for pledge in pledges if pledge.message.at <= denied_at]
    meant = [pledge for pledge in before if pledge.deadline <= denied_at] or before[-1:]
    return [pledge for pledge in pledges if pledge not in meant]


@worked_out
def _made(ticket: Ticket, project: Project, language: Language) -> tuple[Pledge, ...]:
    """Every dated promise on a ticket."""
    return tuple(pledge for message in messages(ticket) for pledge in _pledges(message, project, language))


def _is_our_word(message: Message, language: Language) -> bool:
    """Whether somebody of the team gives their word in it, or takes it back."""
    return message.role is Role.TEAM and not message.opening and not language.is_automatic(message.text)


def _pledges(message: Message, project: Project, language: Language) -> tuple[Pledge, ...]:
    if not _is_our_word(message, language):
        return ()
    promised = language.promises(message.text, message.at, project.agency_calendar)
    by_day = {promise.deadline.date(): promise for promise in sorted(promised, key=lambda promise: promise.deadline)}

    def is_contact(sentence: str) -> bool:
        return message.public and language.next_contact(sentence, message.at, project.agency_calendar) is not None

    return tuple(Pledge(message, p.sentence, p.deadline, is_contact(p.sentence)) for p in by_day.values())


def _new_dates(message: Message, project: Project, language: Language) -> Iterator[Pledge]:
    """The dates that a word of delay names in its own sentence; when we write again is none of them."""
    if not _is_our_word(message, language):
        return
    calendar = project.agency_calendar
    for date in language.dates(message.text, message.at, calendar):
        slips = sentence_with(date.sentence, SLIPPING, language) and not sentence_with(date.sentence, ON_TIME, language)
        if slips and language.next_contact(date.sentence, message.at, calendar) is None:
            yield Pledge(message, date.sentence, date.deadline)


def _sign_of(pledge: Pledge, signs: Sequence[Evidence], words: Sequence[Message], project: Project) -> Evidence | None:
    day = project.agency_calendar.day_of(pledge.deadline)
    came = [m.evidence() for m in words if pledge.contact and project.agency_calendar.day_of(m.at) >= day]
    later = (sign for sign in (*signs, *came) if sign.at > pledge.message.at)
    return min(later, key=lambda sign: sign.at, default=None)


def _renews(later: Pledge, pledge: Pledge) -> bool:
    after = later.message.at > pledge.message.at and later.deadline > pledge.deadline
    same = pledge.contact or not later.contact  # that we write again puts off no work
    return after and same and (later.message.public or not pledge.message.public)


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
