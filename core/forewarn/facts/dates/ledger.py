"""The date ledger of a deliverable: the first promised date, and every later one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from forewarn.facts.activity import done_at, finish_of, finishes, opened_last, reopens, tickets_of
from forewarn.facts.dates.plans import is_of_a_plan
from forewarn.facts.deadlines import faded, is_parked, passing
from forewarn.facts.items import due_day, parts_of
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.work.signs import pulls_for
from forewarn.model import Due, Fact, Field, Person, Ticket, TicketRef, due_from_text
from forewarn.worktime import Calendar

SETTLED = 1
"""Business days that a date has to stand before it is a promise; until then it is being drafted."""


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


def date_ledger(ticket: Ticket) -> DateLedger | None:
    """Read the promised dates of a ticket or milestone from its history; None when it never had one."""
    changes = [event for event in ticket.history if event.field is Field.DUE]
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
    """The date it is judged by, which is the one that was not held where it was moved too late; None where undated."""
    place: TicketRef | None = None
    """Of a milestone: the ticket it was done with last."""
    is_past_day: bool = False
    """Whether it was done on a later day than that date, as on the Monday after a Saturday."""

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        renegotiated = self.timing is Timing.RENEGOTIATED
        return {"title": self.ticket.title, "done": self.at, "date": self.date, "renegotiated": renegotiated}


def arrival(ticket: Ticket, tickets: Sequence[Ticket], project: Project, notice_days: int = 1) -> Arrival | None:
    """How `ticket` arrived, judged as of the instant it was done; None while it is open or was declined.

    A milestone is done with the last of its tickets, and not while one is open or where none was delivered. A date
    counts only when it was given `notice_days` business days before the work was done, and a move only when it came as
    long before the old date passed; drafts are no dates. The earlier of the agency's and the client's end of the day
    decides.
    """
    finish, parts = finish_of(ticket), [part for part in tickets_of(ticket, tickets) if not part.declined]
    if finish is None or ticket.declined or (ticket.is_milestone and not parts) or any(p.is_open for p in parts):
        return None
    ends = sorted((end.at, part.id, part.ref) for part in parts if (end := finish_of(part)) is not None)
    done = max([finish.at, *(at for at, _, _ in ends)])
    then, calendars = ticket.as_of(done), tuple(dict.fromkeys((project.agency_calendar, project.client_calendar)))
    ledger = _without_drafts(date_ledger(then), calendars) if then is not None else None

    def judged(timing: Timing, date: Due | None) -> Arrival:
        is_past = date is not None and calendars[0].day_of(done) > due_day(date, calendars[0])
        return Arrival(ticket, finish.id, done, timing, date, ends[-1][2] if ends else None, is_past)

    if ledger is None or ledger.latest is None or _warned(ledger.given, notice_days, calendars) > done:
        return judged(Timing.UNDATED, None)
    late = next((move for move in ledger.moves if _too_late(move, notice_days, calendars)), None)
    if late is not None:
        return judged(Timing.LATE, late.old)
    in_time = done <= _passes(ledger.latest, calendars)
    if in_time and done <= _passes(ledger.first, calendars):
        return judged(Timing.ON_TIME, ledger.first)
    return judged(Timing.RENEGOTIATED if in_time else Timing.LATE, ledger.latest)


def _without_drafts(ledger: DateLedger | None, calendars: Sequence[Calendar]) -> DateLedger | None:
    """The dates that stood for a business day at least, or passed while they stood, and the last one."""
    if ledger is None:
        return None
    first: Due | None = ledger.first
    given = last = ledger.given
    moves: list[Move] = []
    for move in ledger.moves:
        passed = move.old is not None and last <= _passes(move.old, calendars) < move.at
        is_draft = not passed and _warned(last, SETTLED, calendars) > move.at
        if not moves and (is_draft or first is None):
            first, given = move.new, move.at
        elif is_draft:
            moves[-1] = replace(moves[-1], new=move.new)
        else:
            moves.append(move)
        last = move.at
    return DateLedger(first, given, ledger.latest, tuple(moves)) if first is not None else None


def _too_late(move: Move, notice_days: int, calendars: Sequence[Calendar]) -> bool:
    """Whether a date was put off, or taken away, when it was too near or had passed."""
    if move.old is None or (move.new is not None and _passes(move.new, calendars) <= _passes(move.old, calendars)):
        return False
    return _warned(move.at, notice_days, calendars) > _passes(move.old, calendars)


def _passes(due: Due, calendars: Sequence[Calendar]) -> datetime:
    return min(calendar.passes(due) for calendar in calendars)


def _warned(instant: datetime, days: int, calendars: Sequence[Calendar]) -> datetime:
    return max(calendar.add_days(instant, days) for calendar in calendars)


def looks_done(deliverable: Ticket, tickets: Sequence[Ticket]) -> bool:
    """Whether all that belongs to it is done, and at least one thing does.

    That is every checklist item, sub-task, ticket of a milestone, and pull request that names it in its title or
    branch, unless the work was reopened after that; what was declined does not count.
    """
    back = opened_last(deliverable)
    pulls = () if deliverable.is_milestone else pulls_for(deliverable, tickets)
    parts = [*tickets_of(deliverable, tickets), *parts_of(deliverable, tickets)]
    parts += [pull for pull in pulls if pull.is_open or (done_at(pull) or back) >= back]
    listed = [item.done for item in deliverable.checklist] + [not part.is_open for part in parts if not part.declined]
    return bool(listed) and all(listed)


def parent_speaks(ticket: Ticket, tickets: Sequence[Ticket], project: Project) -> bool:
    """Whether an open parent has to meet the same date, and so speaks for its parts."""
    parent = parent_of_same_date(ticket, tickets)
    return parent is not None and parent.is_open and not is_parked(parent, project)


def parent_spoke(ticket: Ticket, passed: datetime, tickets: Sequence[Ticket], project: Project) -> bool:
    """Whether a parent that is open had to meet the date of `ticket` when it passed, be it moved since; one without a
    date by now speaks for nobody."""
    parent = _parent_of(ticket, tickets)
    then = parent.as_of(passed) if parent is not None and parent.is_open and parent.due is not None else None
    return then is not None and then.is_open and then.due == ticket.due and not is_parked(then, project)


def is_told_apart(ticket: Ticket, tickets: Sequence[Ticket]) -> bool:
    """Whether the date of `ticket` is one of its own: not that of its parent, nor given to many at once."""
    return parent_of_same_date(ticket, tickets) is None and not is_of_a_plan(ticket, tickets)


def parent_of_same_date(ticket: Ticket, tickets: Sequence[Ticket]) -> Ticket | None:
    """The parent of `ticket`, where it has the same date."""
    parent = _parent_of(ticket, tickets) if ticket.due is not None else None
    return parent if parent is not None and parent.due == ticket.due else None


def _parent_of(ticket: Ticket, tickets: Sequence[Ticket]) -> Ticket | None:
    return _by_name(tickets).get((ticket.source, ticket.parent)) if ticket.parent else None


@remembered
def _by_name(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str], Ticket]:
    return {(ticket.source, name): ticket for ticket in tickets for name in (ticket.key, ticket.id)}


def missed_at(ticket: Ticket, project: Project, grace_days: int = 0) -> datetime | None:
    """When the date that stands on `ticket` has passed or will pass; None without one, or parked for good."""
    return passing(project, ticket.due, grace_days) if ticket.due is not None else None


def came_back(ticket: Ticket, since: datetime, until: datetime | None, project: Project) -> bool:
    """Whether work that had been done for a week, so that the client had it, was opened again within a span."""
    done: datetime | None = None
    for event in ticket.history:
        if finishes(event):
            done = event.at
        is_back = reopens(event) and since < event.at <= (until or event.at)
        if is_back and done is not None and faded(project, done) <= event.at:
            return True
    return False


def streak(last: Arrival, tickets: Sequence[Ticket], project: Project, notice_days: int = 1) -> int:
    """How many of the client's deliverables in a row, `last` the last of them, arrived by their first date.

    Undated ones, parts with the date of their parent, and what was dated with many others are passed over; one that was
    renegotiated or late ends the row.
    """
    seen = (ticket for ticket in tickets if ticket.source in project.visible_sources)
    visible = (ticket for ticket in seen if is_told_apart(ticket, tickets))
    arrivals = [known for ticket in visible if (known := arrival(ticket, tickets, project, notice_days))]
    before = [known for known in arrivals if known.at <= last.at and known.timing is not Timing.UNDATED]
    before.sort(key=lambda known: (known.at, known.ticket.id), reverse=True)
    return len(list(takewhile(lambda known: known.timing is Timing.ON_TIME, before)))
