"""Changes of what was agreed that are tickets of their own: work that came on top, and change requests."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.askers import Asker, who_asked
from forewarn.facts.marks import is_marked, is_one_of
from forewarn.facts.messages import called
from forewarn.facts.project import Project
from forewarn.facts.scope import (
    Addition,
    Yardstick,
    additions,
    epic_of,
    scope_of,
    standing_baseline,
    why_no_growth,
)
from forewarn.language import Language
from forewarn.model import Event, Evidence, Fact, Field, Kind, Ticket

REQUESTS = frozenset({"change request", "change-request", "запрос на изменение"})
"""Types and labels of change requests."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How changes are told from other work."""

    grace_days: int
    """Business days after the baseline before it is locked."""
    bugs: Iterable[str]
    """Types and labels of work that repairs what was delivered."""
    requests: Iterable[str]
    """Types and labels of change requests."""
    tiny: Iterable[str]
    """Types and labels of work too small to speak of."""
    tiny_estimate: float
    """The largest estimate of such work, in the unit of the source."""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Something that came on top of what was agreed."""

    ticket: Ticket
    event: Event
    """By which it came."""
    asker: Asker

    @property
    def at(self) -> datetime:
        """When it came."""
        return self.event.at

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"title": self.ticket.title, "added": self.at, "asker": self.asker.value}

    def evidence(self) -> Evidence:
        """One line: who brought it."""
        who = called(self.event.actor)
        return Evidence(self.at, f"{who}: {self.ticket.key}" if who else self.ticket.key, self.event.url)


def change_request(
    ticket: Ticket,
    milestone: Ticket | None,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    marks: Marks,
) -> ChangeRequest | None:
    """`ticket` as a change of what was agreed; None where it is none, or too small to speak of.

    It joined an agreed milestone, epic or board after the baseline was locked, or it is marked as a change request
    and was not there yet when the last baseline was agreed.
    """
    epic = epic_of(ticket, tickets)
    if why_no_growth(ticket, epic, marks.bugs) or is_tiny(ticket, marks):
        return None
    scope = scope_of(ticket, milestone, epic, project, reached, marks.grace_days)
    if scope is not None:
        grown = additions(ticket, scope, tickets, Yardstick(), project.agency_calendar, language)
        joined = next((growth for growth in grown if growth.how is Addition.JOINED), None)
        if joined is not None:
            return ChangeRequest(ticket, joined.event, joined.asker)
    if not is_marked(ticket, marks.requests):
        return None
    event, baseline = _marked_by(ticket, marks), standing_baseline(project, reached)
    if baseline is not None and event.at <= project.agency_calendar.add_days(baseline.at, marks.grace_days):
        return None
    return ChangeRequest(ticket, event, who_asked(ticket, event, language))


def is_tiny(ticket: Ticket, marks: Marks) -> bool:
    """Whether a ticket is too small to speak of, by a label or its estimate."""
    by_estimate = ticket.estimate is not None and ticket.estimate <= marks.tiny_estimate
    return by_estimate or is_marked(ticket, marks.tiny)


def _marked_by(ticket: Ticket, marks: Marks) -> Event:
    """The event that made a ticket a change request: a label that came, else its opening."""
    labelled = (
        event
        for event in reversed(ticket.history)
        if event.kind is Kind.ADDED and event.field is Field.LABELS and is_one_of(event.new or "", marks.requests)
    )
    return next(labelled, ticket.history[0])
