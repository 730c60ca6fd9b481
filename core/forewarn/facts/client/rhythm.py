"""How a client usually writes, and since when they have been quieter than that."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import ceil

from forewarn.facts.activity import by_client, is_work, recorded_contacts
from forewarn.facts.dates.ledger import missed_at
from forewarn.facts.deadlines import closed_on, counted, days_before, is_parked
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.questions import open_question
from forewarn.facts.wording import sentence_with
from forewarn.facts.work.forecast import quantile
from forewarn.facts.work.hands import leave_of
from forewarn.language import Language
from forewarn.model import Fact, Person, Role, Ticket
from forewarn.worktime import Calendar

_FEWEST_MESSAGES = 6
_FEWEST_DAYS = 20
"""Business days; from fewer messages or days no habit can be read."""
_USUAL = 0.9
_NAMED = 5
"""What lies open is called by its titles up to here; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when on a client counts as quiet."""

    days: int
    """Length of the window, in the client's business days."""
    share: float
    """Of the usual number of messages in such a window; fewer are few."""
    fewest_days: int
    """A shorter break is never long."""
    history_days: int
    """How far back the usual is read."""
    away: frozenset[str]
    """Words of somebody who will not be there."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that shows that the client is there: a message, a move, a call that was recorded."""

    at: datetime
    anchor: str
    author: Person | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """The time since a client's last sign, held against their own rhythm."""

    last: Sign
    since: datetime
    """When both the break is longer and the messages are fewer than is usual for them."""
    messages: int
    """What they wrote in the time that was looked at,"""
    days: int
    """so many business days."""


def spell(tickets: Sequence[Ticket], project: Project, language: Language, quiet: Quiet) -> Spell | None:
    """How long the client has been silent; None where they have written too little to have a rhythm.

    Messages make the rhythm, any sign breaks the silence. Public holidays of the client, days on which the project is
    parked and leave of whoever gave the last sign do not count; a note of absence gives a whole window of grace.
    """
    wrote = sorted(_written(tickets, project), key=lambda sign: sign.at)
    signs = [*wrote, *_acts(tickets), *_recorded(tickets, project)]
    if not wrote:
        return None
    last = max(signs, key=lambda sign: sign.at)
    away = leave_of(last.author, project) if last.author is not None else ()
    calendar = closed_on(counted(project, project.client_calendar), away, "leave")
    start = days_before(project.client_calendar, calendar.day_of(wrote[-1].at), quiet.history_days)
    usual = [sign for sign in wrote if calendar.day_of(sign.at) >= start and not language.is_automatic(sign.text)]
    gaps = sorted(_workdays(one, other, calendar) for one, other in pairwise(usual))
    days = _workdays(usual[0], usual[-1], calendar) if usual else 0
    if len(usual) < _FEWEST_MESSAGES or days < _FEWEST_DAYS:
        return None
    longest = max(quiet.fewest_days, int(quantile(gaps, _USUAL)) + 1)
    few = max(ceil(quiet.share * len(usual) / days * quiet.days) - 1, 0)
    grace = quiet.days if _is_away(wrote[-1].text, quiet, language) else 0
    try:
        broken = calendar.add_days(last.at, longest + grace)
        thinned = calendar.add_days(usual[-1 - few].at, quiet.days)
    except ValueError:  # a calendar refuses when it holds no working day for a year: parked or away with no end
        return None
    return Spell(last, max(broken, thinned), len(usual), days)


def _workdays(one: Sign, other: Sign, calendar: Calendar) -> int:
    return calendar.workdays_between(calendar.day_of(one.at), calendar.day_of(other.at))


def _is_away(words: str, quiet: Quiet, language: Language) -> bool:
    """Whether somebody says that they will not be there."""
    return language.is_automatic(words) or sentence_with(words, quiet.away, language) is not None


def _written(tickets: Sequence[Ticket], project: Project) -> Iterator[Sign]:
    for ticket in tickets:
        for message in messages(ticket) if is_work(ticket, project) else ():
            if message.role is Role.CLIENT and message.public:
                yield _sign(ticket, message)


def _acts(tickets: Sequence[Ticket]) -> Iterator[Sign]:
    for ticket in tickets:
        for event in ticket.history:
            if by_client(event):
                yield Sign(event.at, f"{ticket.source}:{ticket.id}:{event.id}", event.actor)


def _recorded(tickets: Sequence[Ticket], project: Project) -> Iterator[Sign]:
    return (_sign(ticket, call) for ticket in tickets for call in recorded_contacts(ticket, project.contact_labels))


def _sign(ticket: Ticket, message: Message) -> Sign:
    return Sign(message.at, f"{ticket.source}:{ticket.id}:{message.event}", message.author, message.text)


def open_facts(tickets: Sequence[Ticket]) -> dict[str, Fact]:
    """What lies open between us, as a template names it."""
    return {"count": len(tickets), "items": tuple(ticket.name for ticket in tickets[:_NAMED])}


def waiting_for_client(
    tickets: Sequence[Ticket], project: Project, language: Language, reached: Callable[[datetime], bool]
) -> list[Ticket]:
    """What lies open between us and a client, oldest first: visible work that waits for their answer or is late."""
    visible = (t for t in tickets if t.source in project.visible_sources and t.is_open and not is_parked(t, project))
    return [
        ticket
        for ticket in visible
        if project.ignore_labels.isdisjoint(ticket.labels)
        and (_is_late(ticket, project, reached) or _is_asked(ticket, project, language))
    ]


def _is_asked(ticket: Ticket, project: Project, language: Language) -> bool:
    question = open_question(ticket, project, language)
    return question is not None and not question.doubtful


def _is_late(ticket: Ticket, project: Project, reached: Callable[[datetime], bool]) -> bool:
    missed = missed_at(ticket, project)
    return missed is not None and reached(missed)
