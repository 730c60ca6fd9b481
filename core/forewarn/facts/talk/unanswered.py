"""When it is late to answer a client: what is urgent waits for hours, everything else for days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import by_client, done_at
from forewarn.facts.deadlines import after_days, after_hours, days_left_out, unparked
from forewarn.facts.marks import had_priority
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.turns import Turn, after_done
from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language
from forewarn.model import Evidence, Fact, Kind, Role, Severity, Ticket

_SOON = listed("""
    today, now, asap, immediately, right away, at once, urgent, urgently, tonight, but, though, however,
    сегодня, сейчас, срочно, немедленно, сразу, но, однако
""")
"""What says of something else that it cannot wait."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """From what on a message is urgent, and for how many business hours it may wait."""

    priorities: frozenset[str]
    words: frozenset[str]
    hours: float

    def presses(self, message: Message, ticket: Ticket, language: Language) -> bool:
        """Whether `message` is urgent, by its words or by the priority of that time.

        That is the one of the work; of their question clients say themselves that it can wait.
        """
        if sentence_with(message.text, self.words, language) is not None:
            return True
        if not had_priority(ticket, message.at, self.priorities):
            return False
        others = [one for one in language.sentences(message.text) if not language.is_unhurried(one)]
        # "No rush with the footer. The basket gets lost, please look today" is in a hurry with the other thing.
        presses = any(
            language.chases(one) or language.complains(one) or sentence_with(one, _SOON, language) for one in others
        )
        return presses or language.is_about_trouble(message.text) or not language.is_unhurried(message.text)


def wanted(turn: Turn, ticket: Ticket, urgent: Urgent, language: Language) -> tuple[Message, ...]:
    """What waits for an answer and does not belong to results/comment-back-after-done, which gives it a day: of what
    came after the work was done nothing but an outage."""
    if not turn.waiting or turn.waiting[0] not in after_done(ticket, turn.waiting):
        return turn.waiting
    return tuple(one for one in turn.waiting if sentence_with(one.text, urgent.words, language))


@dataclass(frozen=True, slots=True)
class Late:
    """Of several messages that wait, the one that is late first."""

    message: Message
    at: datetime
    again: int
    """How many came after it."""
    severity: Severity | None = None
    """Where it is not that of the rule: the work is done, and only the word about it is missing."""

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return self.message.facts | {"again": self.again}

    def evidence(self, ticket: Ticket, waiting: Sequence[Message], project: Project) -> tuple[Evidence, ...]:
        """All that waits, and the days that did not count."""
        off = days_left_out(project, unparked(ticket, project, self.message.at), self.at)
        return (*(message.evidence() for message in waiting), *off)


def why_none_waits(turn: Turn) -> str:
    """Why no message of the client waits that wants more than what `after_done` tells of."""
    if turn.waiting:
        return "what waits came after the work was done, and is for comment-back-after-done"
    return "no message of the client waits for an answer"


def last_said(ticket: Ticket) -> tuple[Evidence, ...]:
    """What people said last where the client can read it; nothing where they said nothing."""
    said = [m for m in messages(ticket) if m.public and m.role is not Role.BOT]
    return (said[-1].evidence(),) if said else ()


def first_late(
    waiting: Sequence[Message], ticket: Ticket, project: Project, language: Language, urgent: Urgent, days: int
) -> Late | None:
    """When the first of `waiting` is late; None while the project is parked with no end before that."""
    found: list[Late] = []
    back = after_done(ticket, waiting)
    for number, message in enumerate(waiting, start=1):
        start = unparked(ticket, project, message.at)
        severity = None if ticket.is_open or ticket.declined or message in back else Severity.LOW
        if urgent.presses(message, ticket, language):
            late = after_hours(project, start, urgent.hours)
        else:
            late = after_days(project, start, days)
        if late is not None:
            found.append(Late(message, late, len(waiting) - number, severity))
    return min(found, key=lambda one: one.at, default=None)


def let_go(ticket: Ticket, project: Project, days: int) -> datetime | None:
    """When nobody need come back any more to what was left open as the work was done; None where it is not done.

    That is `days` business days after it was done, or after the client's last word where that came later.
    """
    done = done_at(ticket)
    if done is None:
        return None
    words = (e.at for e in ticket.history if e.kind is Kind.COMMENTED and by_client(e))
    return after_days(project, max(done, *words, done), days)
