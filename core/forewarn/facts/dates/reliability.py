"""Commitment reliability: of the dates that stood when a period began, how many were kept to the day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forewarn.facts.activity import finishes
from forewarn.facts.deadlines import midnight, passing
from forewarn.facts.items import due_words
from forewarn.facts.messages import messages
from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Due, Evidence, Need, Role, Ticket
from forewarn.worktime import Calendar

_EPOCH = date(2000, 1, 3)
"""A Monday: periods begin there and follow each other for good, so that a figure never changes from day to day."""


@dataclass(frozen=True, slots=True)
class Pledged:
    """A deliverable whose date fell into a period."""

    ticket: Ticket
    due: Due
    """The date that stood when the period began."""
    passed: datetime
    met: bool
    """Whether it was done by then; late earns nothing."""

    def evidence(self, language: Language, calendar: Calendar) -> Evidence:
        """One line of a miss: the date, the day it was done, and the team's reason where a comment gives one.

        Days and hours are those of the agency's calendar.
        """
        done = next((e.at for e in self.ticket.history if e.at > self.passed and finishes(e)), None)
        day = f"{calendar.day_of(done):%Y-%m-%d}" if done is not None else "–"
        words = f"{self.ticket.key} {self.ticket.title}: {due_words(self.due, calendar)} → {day}"
        return Evidence(self.passed, f"{words} {self._reason(language)}".strip(), self.ticket.url)

    def _reason(self, language: Language) -> str:
        team = (m for m in messages(self.ticket) if m.role is Role.TEAM and not m.opening)
        told = (s for m in team for s in language.sentences(m.text) if language.gives_reason(s))
        return next((f"({sentence})" for sentence in told), "")


@dataclass(frozen=True, slots=True)
class Period:
    """Some weeks, and what was pledged for them."""

    first: date
    pledged: tuple[Pledged, ...]

    @property
    def met(self) -> int:
        """How many were done on the day or before."""
        return sum(one.met for one in self.pledged)

    @property
    def share(self) -> int:
        """Percent of them; rounded down, so that 100 means all."""
        return 100 * self.met // len(self.pledged) if self.pledged else 0


def last_periods(
    tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool], weeks: int
) -> tuple[Period, Period]:
    """The two periods that ended last, the earlier one first."""
    length = timedelta(weeks=weeks)
    first = _EPOCH
    while reached(midnight(project, first + 3 * length)):
        first += length
    return _period(tickets, project, first, length), _period(tickets, project, first + length, length)


def _period(tickets: Sequence[Ticket], project: Project, first: date, length: timedelta) -> Period:
    begin, end = midnight(project, first), midnight(project, first + length)
    return Period(first, tuple(_pledged(tickets, project, begin, end)))


def _pledged(tickets: Sequence[Ticket], project: Project, begin: datetime, end: datetime) -> Iterator[Pledged]:
    for ticket in tickets:
        then = ticket.as_of(begin)
        if then is None or then.due is None or why_unknown(ticket) is not None:
            continue
        passed = passing(project, then.due)
        if passed is None or not begin <= passed < end or not project.ignore_labels.isdisjoint(ticket.labels):
            continue
        after = ticket.as_of(passed)
        if after is not None and not (after.declined or ticket.declined):
            yield Pledged(ticket, then.due, passed, not after.is_open)


def why_unknown(ticket: Ticket) -> str | None:
    """Why nobody can tell what was promised for `ticket` and when it was done; None where it can be told."""
    needs = (Need.DUE, Need.DUE_HISTORY, Need.STATUS_HISTORY)
    return next((ticket.absent[need] for need in needs if need in ticket.absent), None)
