"""The date ledger of a deliverable: the first promised date, and every later one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from forewarn.facts.activity import finish_of
from forewarn.facts.deadlines import passing
from forewarn.facts.project import Project
from forewarn.model import Due, Fact, Field, Kind, Person, Ticket, due_from_text
from forewarn.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Move:
    """A promised date that was changed, taken away or given anew."""

    event: str
    at: datetime
    by: Person | None
    old: Due | None
    new: Due | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class DateLedger:
    """Every date a deliverable was promised for."""

    first: Due
    given: datetime
    """When the first date was given."""
    latest: Due | None
    """The date that stands; None when it was taken away."""
    moves: tuple[Move, ...] = ()
    """Oldest first; the giving of the first date is none."""

    @property
    def times_moved(self) -> int:
        """How often another date was given."""
        return sum(move.new is not None for move in self.moves)

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"due": self.latest, "first": self.first, "moves": self.times_moved}


def date_ledger(ticket: Ticket) -> DateLedger | None:
    """Read the promised dates of a ticket or milestone from its history; None when it never had one."""
    changes = [event for event in ticket.history if event.kind is Kind.CHANGED and event.field is Field.DUE]
    moves = [Move(e.id, e.at, e.actor, due_from_text(e.old), due_from_text(e.new), e.url) for e in changes]
    at_birth = moves[0].old if moves else ticket.due
    if at_birth is not None:
        return DateLedger(at_birth, ticket.created, ticket.due, tuple(moves))
    for count, move in enumerate(moves, start=1):
        if move.new is not None:
            return DateLedger(move.new, move.at, ticket.due, tuple(moves[count:]))
    return None


class Timing(StrEnum):
    """How a finished deliverable stands to its promised dates."""

    ON_TIME = "on time"
    """Finished by the first promised date."""
    RENEGOTIATED = "renegotiated"
    """Moved in good time, and finished by the date that stood then."""
    LATE = "late"
    """Finished after its date, or after a date that was moved too late to count."""
    UNDATED = "undated"
    """No date stood when it was finished, or the date was given when it was as good as finished."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A deliverable that was finished."""

    ticket: Ticket
    event: str
    """Id of the event that finished it."""
    at: datetime
    timing: Timing
    date: Due | None
    """The date it is judged by; None where it was undated."""

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        renegotiated = self.timing is Timing.RENEGOTIATED
        return {"title": self.ticket.title, "done": self.at, "date": self.date, "renegotiated": renegotiated}


def arrival(ticket: Ticket, project: Project, notice_days: int = 1) -> Arrival | None:
    """How `ticket` arrived, judged as of the instant it was done; None while it is open or was declined.

    A date counts only when it was given `notice_days` business days before the work was done, and a move only when
    it came as long before the old date passed. The earlier of the agency's and the client's end of the day decides.
    """
    finish = finish_of(ticket)
    then = ticket.as_of(finish.at) if finish and not ticket.declined else None
    if finish is None or then is None:
        return None
    done, ledger = finish.at, date_ledger(then)
    calendars = (project.agency_calendar, project.client_calendar)

    def judged(timing: Timing, date: Due | None) -> Arrival:
        return Arrival(ticket, finish.id, done, timing, date)

    if ledger is None or ledger.latest is None or _warned(ledger.given, notice_days, calendars) > done:
        return judged(Timing.UNDATED, None)
    if any(_too_late(move, notice_days, calendars) for move in ledger.moves):
        return judged(Timing.LATE, ledger.latest)
    if done <= _passes(ledger.first, calendars):
        return judged(Timing.ON_TIME, ledger.first)
    in_time = done <= _passes(ledger.latest, calendars)
    return judged(Timing.RENEGOTIATED if in_time else Timing.LATE, ledger.latest)


def _too_late(move: Move, notice_days: int, calendars: Sequence[Calendar]) -> bool:
    """Whether a date was put off, or taken away, when it was too near or had passed."""
    if move.old is None or (move.new is not None and _passes(move.new, calendars) <= _passes(move.old, calendars)):
        return False
    return _warned(move.at, notice_days, calendars) > _passes(move.old, calendars)


def _passes(due: Due, calendars: Sequence[Calendar]) -> datetime:
    return min(calendar.passes(due) for calendar in calendars)


def _warned(instant: datetime, days: int, calendars: Sequence[Calendar]) -> datetime:
    return max(calendar.add_days(instant, days) for calendar in calendars)


def looks_done(deliverable: Ticket, parts: Sequence[Ticket]) -> bool:
    """Whether all that is listed is done: every checklist item, and every ticket of a milestone, and at least one."""
    listed = [item.done for item in deliverable.checklist] + [not part.is_open for part in parts]
    return bool(listed) and all(listed)


def missed_at(ticket: Ticket, project: Project, grace_days: int = 0) -> datetime | None:
    """When the date that stands on `ticket` has passed or will pass; None without one, or parked for good."""
    return passing(project, ticket.due, grace_days) if ticket.due is not None else None


def streak(last: Arrival, tickets: Iterable[Ticket], project: Project, notice_days: int = 1) -> int:
    """How many of the client's deliverables in a row, `last` the last of them, arrived by their first date.

    Undated ones are passed over; one that was renegotiated or late ends the row.
    """
    visible = (ticket for ticket in tickets if ticket.source in project.visible_sources)
    arrivals = [known for ticket in visible if (known := arrival(ticket, project, notice_days)) is not None]
    before = [known for known in arrivals if known.at <= last.at and known.timing is not Timing.UNDATED]
    before.sort(key=lambda known: (known.at, known.ticket.id), reverse=True)
    return len(list(takewhile(lambda known: known.timing is Timing.ON_TIME, before)))
