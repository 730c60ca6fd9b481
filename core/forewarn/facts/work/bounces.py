"""Work that came back from done because the client was not satisfied with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forewarn.facts.activity import finishes, is_work, reopens, work_of
from forewarn.facts.messages import messages
from forewarn.facts.project import Project
from forewarn.facts.talk.turns import Side, whose_turn
from forewarn.facts.talk.wishes import last_word
from forewarn.facts.work.forecast import quantile
from forewarn.language import Language
from forewarn.model import Event, Role, Ticket

_WEEK = timedelta(weeks=1)
_FEWEST_WEEKS = 6
"""Weeks with finished work from which on a project has a history to compare with."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A reopening by the client, or by the team or a bot at the client's word."""

    event: Event
    finished: datetime
    """When the work had been called done."""

    @property
    def at(self) -> datetime:
        """When it came back."""
        return self.event.at


def bounces(ticket: Ticket, language: Language, accident: timedelta) -> tuple[Bounce, ...]:
    """Every time `ticket` came back, oldest first.

    A reopening by the team, or by a client who had closed it themselves, within `accident` of the closing is none.
    """
    found: list[Bounce] = []
    finish: Event | None = None
    for event in ticket.history:
        if finishes(event):
            finish = event
        elif reopens(event) and finish is not None:
            if _is_theirs(event, finish, ticket, language) and not _is_accident(event, finish, accident):
                found.append(Bounce(event, finish.at))
            finish = None
    return tuple(found)


def is_unsettled(
    subject: Ticket, done: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether the client waits for an answer on work that is done, or wrote since that something is wrong with it, or
    a list that somebody ticks has an open item."""
    for ticket in work_of(subject, tickets):
        if len({item.done for item in ticket.checklist}) > 1:
            return True
        theirs = (m.text for m in messages(ticket) if m.role is Role.CLIENT and m.at > done)
        wrong = any(language.is_about_trouble(text) or language.complains(text) for text in theirs)
        if wrong or whose_turn(ticket, project, language).side is Side.US:
            return True
    return False


def _is_theirs(event: Event, finish: Event, ticket: Ticket, language: Language) -> bool:
    side = event.actor.role if event.actor else Role.UNKNOWN
    if side not in (Role.TEAM, Role.BOT):
        return side is Role.CLIENT
    return last_word(messages(ticket), event.at, language, since=finish.at) is not None


def _is_accident(event: Event, finish: Event, accident: timedelta) -> bool:
    closer, opener = (one.actor.role if one.actor else Role.UNKNOWN for one in (finish, event))
    return event.at - finish.at <= accident and (opener is Role.TEAM or closer is Role.CLIENT)


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of a week's finished work came back, beside what is usual in the project."""

    back: int
    finished: int
    usual: float
    """The share that three of four earlier weeks did not exceed."""


def unusual_rate(
    until: datetime, tickets: Iterable[Ticket], project: Project, language: Language, accident: timedelta, weeks: int
) -> Rate | None:
    """The rate of the week that ended at `until`, where it is higher than usual; None otherwise.

    None also where fewer than two came back, and in a project without history: fewer than six of the `weeks` before
    with finished work.
    """
    back, finished = [0] * (weeks + 1), [0] * (weeks + 1)
    for ticket in tickets:
        if is_work(ticket, project):
            ends = (event.at for event in ticket.history if finishes(event))
            _count(finished, ends, until)
            _count(back, (bounce.at for bounce in bounces(ticket, language, accident)), until)
    before = sorted(b / f for b, f in zip(back[1:], finished[1:], strict=True) if f)
    if back[0] < 2 or len(before) < _FEWEST_WEEKS:
        return None
    usual = quantile(before, 0.75)
    rate = Rate(back[0], finished[0], usual)
    return rate if rate.back > usual * max(rate.finished, 1) else None


def _count(weeks: list[int], instants: Iterable[datetime], until: datetime) -> None:
    """Add each instant to its week, the last one before `until` first."""
    for instant in instants:
        number = (until - instant) // _WEEK
        if 0 <= number < len(weeks):
            weeks[number] += 1
