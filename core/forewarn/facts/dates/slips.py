"""Promised dates that were moved later: on the ticket itself, or by its going to another milestone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise, takewhile

from forewarn.facts.activity import work_of
from forewarn.facts.dates.ledger import SETTLED, came_back
from forewarn.facts.deadlines import before_days, counted, passing, why_parked
from forewarn.facts.items import Place, due_day, due_words, milestones_of
from forewarn.facts.messages import at_birth, called, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.wishes import asked_to_move
from forewarn.facts.work.theirs import is_theirs
from forewarn.language import Language
from forewarn.model import Due, Event, Evidence, Fact, Field, Need, Person, Role, Ticket, due_from_text
from forewarn.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Slip:
    """A promised date that became a later one."""

    event: str
    at: datetime
    by: Person | None
    old: Due
    given: datetime
    """When the old date was given."""
    moved_to: Due
    """The date it was moved to then."""
    new: Due
    """The same, or what it was brought nearer to since."""
    stands: str
    """Id of the event since which the new date stands."""
    first: Due
    """The first promised date."""
    days: int
    """Business days between the old and the new date."""
    total: int
    """Business days between the first and the new date."""
    evidence: Evidence
    """One line: who moved it from when to when."""

    @property
    def by_client(self) -> bool:
        """Whether the client moved it."""
        return self.by is not None and self.by.role is Role.CLIENT

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        dates: dict[str, Fact] = {"old": self.old, "new": self.new, "first": self.first, "moved": self.at}
        return dates | {"days": self.days, "total": self.total}


@dataclass(frozen=True, slots=True)
class _Promise:
    """A date that stood, with the event that gave it and the last that changed it while it was being drafted."""

    event: Event
    last: Event
    due: Due


def why_unseen(ticket: Ticket) -> str | None:
    """Why moves of a ticket's date cannot be seen; None where they can, or where it has none to move."""
    if Need.DUE_HISTORY in ticket.absent and ticket.due is not None:
        return ticket.absent[Need.DUE_HISTORY]
    return ticket.absent.get(Need.DUE) if ticket.due is None and ticket.milestone is None else None


def why_still(ticket: Ticket, project: Project, reached: Callable[[datetime], bool]) -> str | None:
    """Why a ticket's date matters to nobody now; None where it does."""
    return why_parked(project, reached, ticket) or (None if ticket.is_open else "there is nothing left to do")


def slips(
    ticket: Ticket, tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool], fewest: int = 1
) -> tuple[Slip, ...]:
    """The times a promised date of `ticket` moved later by at least `fewest` business days, oldest first.

    The date is the ticket's own, or that of its milestone when it went to another one; a milestone that itself moves
    does so for all its tickets at once, and is asked about itself. Drafting is none: what was changed before the
    first baseline, and a date that had stood for less than a business day. Neither is what was taken back since, or
    came before a later baseline, which approved it, nor a date for work that came back when its old one had passed.
    """
    agreed = [baseline.at for baseline in project.baselines if reached(baseline.at)]
    if project.baselines and not agreed:
        return ()
    stood = _promises(ticket, milestones_of(tickets), min(agreed, default=None), project)
    days = [due_day(promise.due, project.agency_calendar) for promise in stood]
    found = [_slip(stood, number, counted(project)) for number in range(len(stood) - 1)]
    return tuple(
        slip
        for number, slip in enumerate(found)
        if slip.days >= fewest
        and min(days[number + 1 :]) > days[number]
        and not any(slip.at <= baseline for baseline in agreed)
    )


def is_back(ticket: Ticket, tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool]) -> bool:
    """Whether the date of `ticket` was moved later and has been back for so long that it is no draft."""
    calendar = project.agency_calendar
    stood = _promises(ticket, milestones_of(tickets), None, project)
    days = [due_day(promise.due, calendar) for promise in stood]
    if not days or days[-1] == max(days) or slips(ticket, tickets, project, reached):
        return False
    return reached(calendar.add_days(stood[-1].last.at, SETTLED))


def wanted_by_client(
    slip: Slip, subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether the client made a move of `subject`, or asked for it with their last public word shortly before."""
    places = work_of(subject, tickets)
    said = [message for place in places for message in messages(place)]
    return slip.by_client or asked_to_move(said, slip.at, slip.moved_to, project, language)


def for_client(slip: Slip, subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether a move of `subject` is the client's, who made it or wanted it, or has the thing to give."""
    return is_theirs(subject.title) or wanted_by_client(slip, subject, tickets, project, language)


def promised_before(
    ticket: Ticket, tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool], retold: int = 0
) -> dict[str, Fact]:
    """Of what title a date is owed, the first one, and how often it slipped since: 0 where that is the same again.

    `retold` is how often the client was told another one that does not stand on the ticket.
    """
    moved = slips(ticket, tickets, project, reached)
    first = moved[0].first if moved else ticket.due
    moves = len(moved) if first != ticket.due else 0
    return {"title": ticket.title, "due": ticket.due, "first": first, "moves": moves + retold}


def is_for_us(slip: Slip, subject: Ticket, project: Project, reached: Callable[[datetime], bool]) -> bool:
    """Whether a move is nothing for the client: they cannot see `subject`, or the new date has passed as well."""
    passed = passing(project, slip.new)
    return subject.source not in project.visible_sources or (passed is not None and reached(passed))


def is_on_day_off(due: Due, project: Project) -> bool:
    """Whether a date falls on a day on which nobody works, so that it passes on the next working day."""
    calendar = counted(project)
    return not calendar.is_workday(due_day(due, calendar))


def passed_for_all(due: Due, project: Project) -> datetime | None:
    """When a date has passed for the agency and for the client; None while the project is parked with no end."""
    ours = passing(project, due)
    return max(ours, project.client_calendar.passes(due)) if ours is not None else None


def moved_late(slip: Slip, project: Project, notice_days: int) -> bool | None:
    """Whether a date was moved when it had passed (True), or within `notice_days` of that (False); None if earlier."""
    passed = passed_for_all(slip.old, project)
    if passed is None:
        return None
    if slip.at > passed:
        return True
    near = notice_days > 0 and project.agency_calendar.add_days(slip.at, notice_days) > passed
    return False if near else None


def notice_of(slip: Slip, project: Project, notice_days: int) -> datetime | None:
    """Until when a date could be moved in good time; None while the project is parked with no end."""
    passed = passed_for_all(slip.old, project)
    return before_days(project, passed, notice_days) if passed is not None else None


def _promises(
    ticket: Ticket, milestones: Mapping[Place, Ticket], agreed: datetime | None, project: Project
) -> list[_Promise]:
    """The dates that stood long enough to be promises, oldest first, and the last one however long it stood.

    The first date after work came back, when its old one had passed, is a promise of its own: those before are over.
    """
    stood: list[_Promise] = []
    calendar = project.agency_calendar
    for event, due in _dates(ticket, milestones):
        before = stood[-1] if stood else None
        drafting = agreed is not None and event.at <= agreed
        was_agreed = before is not None and agreed is not None and before.last.at <= agreed < event.at
        passed = passing(project, before.due) if before is not None else None
        if before is None or (passed is not None and came_back(ticket, max(before.last.at, passed), event.at, project)):
            stood = [_Promise(event, event, due)]
        elif not was_agreed and (drafting or calendar.add_days(before.last.at, SETTLED) > event.at):
            stood[-1] = replace(before, last=event, due=due)
        else:
            stood.append(_Promise(event, event, due))
    return stood


def _dates(ticket: Ticket, milestones: Mapping[Place, Ticket]) -> Iterator[tuple[Event, Due]]:
    """Every date that the ticket had to meet, with the event that gave it; one taken away goes on to stand."""
    born = at_birth(ticket)
    if born is None or not ticket.history:
        return
    own, milestone = born.due, born.milestone

    def standing(at: datetime) -> Due | None:
        if own is not None or milestone is None:
            return own
        known = milestones.get((ticket.source, ticket.container, milestone))
        then = known.as_of(at) if known is not None else None
        return then.due if then is not None else None

    last = standing(ticket.created)
    if last is not None:
        yield ticket.history[0], last
    for event in ticket.history:
        if event.field not in (Field.DUE, Field.MILESTONE):
            continue
        last = standing(event.at) or last
        if event.field is Field.DUE:
            own = due_from_text(event.new)
        else:
            milestone = event.new
        now = standing(event.at)
        if now is not None and now != last:
            yield event, now
            last = now


def _slip(stood: Sequence[_Promise], number: int, calendar: Calendar) -> Slip:
    """The move from the promise of that number to the next, and what that was brought nearer to since."""
    old, given = stood[number], stood[number + 1]
    nearer = takewhile(
        lambda pair: due_day(pair[1].due, calendar) < due_day(pair[0].due, calendar), pairwise(stood[number + 1 :])
    )
    new = [given, *(later for _, later in nearer)][-1]
    days, total = (
        calendar.workdays_between(due_day(due, calendar), due_day(new.due, calendar)) for due in (old.due, stood[0].due)
    )
    event = given.event
    who = f"{called(event.actor)}: " if event.actor else ""
    told = " → ".join(dict.fromkeys(due_words(one.due, calendar) for one in (old, given, new)))
    line = Evidence(event.at, f"{who}{told}", event.url)
    return Slip(
        event.id, event.at, event.actor, old.due, old.last.at, given.due, new.due, new.last.id, stood[0].due, days,
        total, line,
    )  # fmt: skip
