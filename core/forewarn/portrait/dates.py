"""The date ledger of a project: for each deliverable its first date, every later one, and how it ended."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from forewarn.facts.activity import done_at, tickets_of
from forewarn.facts.dates.ledger import DateLedger, Timing, arrival, date_ledger, looks_done
from forewarn.facts.dates.promises import State
from forewarn.facts.dates.setbacks import is_owed
from forewarn.facts.deadlines import passing
from forewarn.facts.items import due_day, parts_of
from forewarn.facts.messages import called
from forewarn.facts.project import Project
from forewarn.facts.talk.bots import Span
from forewarn.facts.talk.told import reason_for, told_move
from forewarn.language import Language
from forewarn.model import Due, Kind, Need, Role, Ticket, TicketRef


@dataclass(frozen=True, slots=True)
class Move:
    """A date that was changed, taken away or given anew."""

    at: datetime
    by: str
    """What people call who did it; empty where the tracker does not say."""
    side: Role
    old: Due | None
    new: Due | None
    days: int
    """Working days from the old to the new date; negative for an earlier one, 0 where one of them is missing."""
    late: bool
    """Whether the old date had passed by then."""
    told: bool | None
    """Whether the client was told of the new date before it moved again; None where the date became no later, they
    cannot see the ticket, or they were told a later date that may be another one."""
    reason: str = ""
    """The sentence in which the client was told why; empty where there is none."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A ticket or milestone that had a date, and all its dates."""

    ticket: TicketRef
    title: str
    is_milestone: bool
    visible: bool
    """Whether the client can see it."""
    first: Due
    given: datetime
    """When the first date was given."""
    latest: Due | None
    """The date that stands; None when it was taken away."""
    moves: tuple[Move, ...]
    state: State
    """As a promise: kept by its first date, renegotiated in good time, broken (a date passed before it was done or
    moved), or open."""
    done: datetime | None = None
    passed: bool = False
    """Whether the date that stands has passed without the work being done; what nobody closed may be done all the
    same."""
    owed: bool = False
    """Whether it passed by our doing: what looks done, or waited for the client when it passed, is not owed."""
    slip: int = 0
    """Working days from the first date to the one that stands; negative for an earlier one."""

    @property
    def times_moved(self) -> int:
        """How often a later date was given."""
        return sum(move.days > 0 for move in self.moves)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the ledgers of all deliverables are read with."""

    tickets: Sequence[Ticket]
    project: Project
    language: Language
    reached: Callable[[datetime], bool]

    def deliverable(self, ticket: Ticket, ledger: DateLedger) -> Deliverable:
        passes = passing(self.project, ledger.latest) if ledger.latest is not None else None
        passed = ticket.is_open and passes is not None and self.reached(passes) and not self._is_made(ticket, passes)
        moves = tuple(self._moves(ticket, ledger))
        return Deliverable(
            ticket=ticket.ref,
            title=ticket.title,
            is_milestone=ticket.is_milestone,
            visible=self._is_visible(ticket),
            first=ledger.first,
            given=ledger.given,
            latest=ledger.latest,
            moves=moves,
            state=self._state(ticket, broken=passed or any(move.late for move in moves)),
            done=done_at(ticket),
            passed=passed,
            owed=passed and passes is not None and is_owed(ticket, passes, self.tickets, self.project, self.language),
            slip=self._days(ledger.first, ledger.latest),
        )

    def _is_made(self, ticket: Ticket, passes: datetime) -> bool:
        """Whether all that is known to belong to an open ticket was done by `passes`."""
        if not looks_done(ticket, self.tickets):
            return False
        parts = (*tickets_of(ticket, self.tickets), *parts_of(ticket, self.tickets))
        ends = [finish for part in parts if (finish := done_at(part)) is not None]
        ends += [event.at for event in ticket.history if event.kind is Kind.TICKED]
        return max(ends, default=passes) <= passes

    def _moves(self, ticket: Ticket, ledger: DateLedger) -> Iterator[Move]:
        since = ledger.given
        for move, following in zip_longest(ledger.moves, ledger.moves[1:]):
            span = since, following.at if following else None
            days = self._days(move.old, move.new)
            passes = passing(self.project, move.old) if move.old is not None else None
            later = days > 0 and self._is_visible(ticket)
            yield Move(
                at=move.at,
                by=called(move.by),
                side=move.by.role if move.by else Role.UNKNOWN,
                old=move.old,
                new=move.new,
                days=days,
                late=passes is not None and move.at > passes,
                told=self._told(ticket, passes, move.new, span) if later and passes and move.new else None,
                reason=self._reason(ticket, move.at, move.new) if later else "",
                url=move.url,
            )
            since = move.at

    def _told(self, ticket: Ticket, passes: datetime, new: Due, span: Span) -> bool | None:
        return told_move(ticket, passes, new, span, self.tickets, self.project, self.language)

    def _reason(self, ticket: Ticket, at: datetime, new: Due | None) -> str:
        return reason_for(ticket, at, new, self.tickets, self.project, self.language)

    def _state(self, ticket: Ticket, *, broken: bool) -> State:
        known = arrival(ticket, self.tickets, self.project)
        match known.timing if known else None:
            case Timing.ON_TIME:
                return State.KEPT
            case Timing.RENEGOTIATED:
                return State.RENEGOTIATED
            case Timing.LATE:
                return State.BROKEN
            case _:
                return State.BROKEN if broken else State.OPEN

    def _days(self, old: Due | None, new: Due | None) -> int:
        if old is None or new is None:
            return 0
        calendar = self.project.agency_calendar
        return calendar.workdays_between(due_day(old, calendar), due_day(new, calendar))

    def _is_visible(self, ticket: Ticket) -> bool:
        return ticket.source in self.project.visible_sources


def deliverables(
    tickets: Sequence[Ticket], project: Project, language: Language, reached: Callable[[datetime], bool]
) -> tuple[Deliverable, ...]:
    """Every ticket and milestone that ever had a date, by the date that stands; those without one any more at the end.

    What was declined, or was finished so soon after it got its date that nobody promised anything, is left out.
    """
    reader = _Reader(tickets, project, language, reached)
    found = [reader.deliverable(ticket, ledger) for ticket, ledger in _dated(tickets, project)]
    calendar = project.agency_calendar

    def order(one: Deliverable) -> tuple[bool, str, str]:
        return one.latest is None, str(due_day(one.latest or one.first, calendar)), one.ticket.id

    return tuple(sorted(found, key=order))


def _dated(tickets: Sequence[Ticket], project: Project) -> Iterator[tuple[Ticket, DateLedger]]:
    for ticket in tickets:
        if ticket.declined or not project.ignore_labels.isdisjoint(ticket.labels) or Need.DUE in ticket.absent:
            continue
        ledger = date_ledger(ticket)
        known = arrival(ticket, tickets, project)
        if ledger is not None and (known is None or known.timing is not Timing.UNDATED):
            yield ticket, ledger
