"""What the team asked the client and still waits for, and the date that depends on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import by_client
from forewarn.facts.addressed import addressees, words_to_client
from forewarn.facts.deadlines import after_days, days_before, passing, put_off, unparked
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.turns import whose_turn
from forewarn.facts.wording import BY, listed, sentence_with
from forewarn.language import Language
from forewarn.model import Due, Fact, Kind, Role, Ticket

_WORDS = frozenset({Kind.COMMENTED, Kind.EDITED, Kind.DELETED})
_OURS = listed("we, i, мы, нам, я")
"""In a question, the day it names is rather one of our own."""
_NEEDED = listed("need, needs, needed, нужно, нужны, нужен, нужна, понадобится, понадобятся")
"""Unless we say that we need something by then, be it beside the question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A public question of the team that a client has not answered."""

    message: Message
    sentence: str
    """The sentence that asks, in the author's own words."""
    start: datetime
    """Since when it waits for the client: since it was asked, was parked, the contact we announced in it, or their word
    that they see to it."""
    doubtful: bool = False
    """Somebody of whom nobody knows the side wrote since, so it may have been answered."""
    until: datetime | None = None
    """When the day has passed by which we asked for the answer."""
    promised: datetime | None = None
    """When the client said last that the answer will come, or whom they ask."""

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"words": self.sentence, "promised": self.promised}


def open_question(ticket: Ticket, project: Project, language: Language) -> Question | None:
    """The question that waits for a client on `ticket`.

    It must be open to the client and meant for them: a client is mentioned in it, or nobody is before it asks and a
    client has taken part in the ticket. Whatever a client does there afterwards, such as moving it, answers it, thanks
    alone do not.
    """
    if not ticket.is_open:
        return None
    turn = whose_turn(ticket, project, language)
    asked = turn.asked
    if asked is None or not is_for_client(asked, ticket):
        return None
    later = [event for event in ticket.history if event.at > asked.at]
    if any(by_client(event) and event.kind not in _WORDS for event in later):
        return None
    sentence = language.question(words_to_client(asked, ticket, language))
    start = unparked(ticket, project, max(filter(None, (turn.since, turn.parked_until)), default=asked.at))
    unknown = any(m.at > asked.at and m.public and m.role is Role.UNKNOWN for m in messages(ticket))
    until = _asked_by(sentence, asked, project, language)
    return Question(asked, sentence or asked.text, start, unknown, until, turn.promised)


def _asked_by(sentence: str | None, asked: Message, project: Project, language: Language) -> datetime | None:
    """The latest day by which a message asks for the answer, in the sentence that asks or in one that tells of need."""
    said = [one for one in language.sentences(asked.text) if sentence_with(one, _NEEDED, language)]
    if sentence is not None and sentence_with(sentence, _OURS, language) is None:
        said.append(sentence)
    named = (date for one in said for date in language.named_dates(one, asked.at, project.client_calendar))
    return max((one.deadline for one in named if sentence_with(one.phrase, BY, language)), default=None)


def is_for_client(asked: Message, ticket: Ticket) -> bool:
    """Whether a question of the team is meant for a client: one is mentioned, or has taken part in `ticket`."""
    if Role.CLIENT in addressees(asked, ticket):
        return True
    return any(map(by_client, ticket.history))


@dataclass(frozen=True, slots=True)
class Patience:
    """How many business days of the client a question may wait."""

    days: int
    near: int
    """Where a date is near."""
    ahead: int
    """From how many business days of the agency before it a date is near."""


def answer_due(question: Question, date: Due | None, patience: Patience, project: Project) -> datetime | None:
    """When a question has waited for too long; None while the project is parked with no end before that.

    It has not before the day has passed by which we asked for the answer, for twice as many days at most.
    """
    late = _patience_ends(question, date, patience, project)
    if late is None or question.until is None:
        return late
    longest = after_days(project, question.start, 2 * patience.days, project.client_calendar)
    return put_off(late, question.until, longest)


def _patience_ends(question: Question, date: Due | None, patience: Patience, project: Project) -> datetime | None:
    usual = after_days(project, question.start, patience.days, project.client_calendar)
    early = after_days(project, question.start, patience.near, project.client_calendar)
    passed = passing(project, date) if date is not None else None
    if usual is None or early is None or passed is None or passed <= question.start:
        return usual
    calendar = project.agency_calendar
    near = calendar.opening(days_before(calendar, calendar.day_of(passed), patience.ahead))
    return min(usual, max(early, near))


def still_ahead(date: Due | None, project: Project, reached: Callable[[datetime], bool]) -> Due | None:
    """`date` if it has not passed."""
    passed = passing(project, date) if date is not None else None
    return None if passed is not None and reached(passed) else date
