"""Setbacks: a promised date that was missed, moved later or is out of reach."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.facts.activity import work_of
from forewarn.facts.dates.ledger import came_back, date_ledger, looks_done, missed_at
from forewarn.facts.dates.slips import Slip, for_client, slips
from forewarn.facts.deadlines import faded, passing
from forewarn.facts.items import due_day, milestone_of, milestones_of
from forewarn.facts.project import Project
from forewarn.facts.talk.told import told_move
from forewarn.facts.work.forecast import this_week
from forewarn.facts.work.outlook import all_wait, at_risk, outlooks
from forewarn.language import Language
from forewarn.model import Due, Fact, Severity, Ticket, due_to_text

Reached = Callable[[datetime], bool]


class Missed(StrEnum):
    """How it stands with a deliverable whose date has passed."""

    DUE = "due"
    """It is owed."""
    WAITING = "waiting"
    """All that is open of it waits for somebody outside the agency."""
    LOOKS_DONE = "looks-done"
    TOLD = "told"
    """It is owed, and the client was told a later date, which does not stand on the ticket."""

    def anchor(self, due: Due) -> str:
        """Which event it is; a word to the client makes no other one of it."""
        return f"{Missed.DUE if self is Missed.TOLD else self}:{due_to_text(due)}"

    @property
    def severity(self) -> Severity | None:
        """Where it is not that of the rule."""
        return {Missed.LOOKS_DONE: Severity.INFO, Missed.WAITING: Severity.LOW}.get(self)

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        is_told = self is Missed.TOLD
        return {"looks_done": self is Missed.LOOKS_DONE, "waits": self is Missed.WAITING, "told": is_told}


@dataclass(frozen=True, slots=True)
class Setback:
    """Something that puts a promised date off, and that the client has to hear of."""

    kind: str
    """`missed`, `moved` or `forecast`."""
    anchor: str
    at: datetime
    """When it came true, or was known at the latest."""
    old: Due
    """The date that will not be kept, or was not."""
    given: datetime
    """When that date was given."""

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"kind": self.kind, "old": self.old, "at": self.at}


def stands(subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language) -> Missed:
    """How it stands with a deliverable whose date has passed, whatever the client was told."""
    if looks_done(subject, tickets):
        return Missed.LOOKS_DONE
    parts = work_of(subject, tickets)
    return Missed.WAITING if all_wait(parts, project, language) else Missed.DUE


def is_owed(subject: Ticket, missed: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether a deliverable whose date passed at `missed` is late by us.

    What looks done is not, nor what waits for somebody outside the agency and did so when its date passed.
    """
    how = stands(subject, tickets, project, language)
    return how is Missed.DUE or (how is Missed.WAITING and not waited(subject, missed, tickets, project, language))


def setbacks(
    subject: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Reached,
    chance: float,
) -> Iterator[Setback]:
    """What puts the date of `subject` off: it has passed, it was moved by us lately, or its chance is below `chance`.

    The forecast is that of the week, for milestones. What looks done, was done when its date passed or for a week
    since, or has waited for somebody outside the agency since before it passed, was not missed.
    """
    given, missed = given_at(subject), missed_at(subject, project)
    for slip in slips(subject, tickets, project, reached)[-1:]:
        if not for_client(slip, subject, tickets, project, language) and not reached(faded(project, slip.at)):
            yield Setback("moved", slip.event, slip.at, slip.old, slip.given)
    if missed is None or subject.due is None or given is None:
        return
    day = due_to_text(subject.due)
    if reached(missed):
        if is_owed(subject, missed, tickets, project, language) and not _was_done(subject, missed, project):
            yield Setback("missed", f"missed:{day}", missed, subject.due, given)
    elif (known := out_of_reach(subject, tickets, project, language, reached, chance)) is not None:
        yield Setback("forecast", f"forecast:{day}", known, subject.due, given)


def given_at(subject: Ticket) -> datetime | None:
    """When the date that stands was given; None where it never had one."""
    ledger = date_ledger(subject)
    return max([ledger.given, *(move.at for move in ledger.moves if move.new is not None)]) if ledger else None


def own_slips(
    subject: Ticket, tickets: Sequence[Ticket], project: Project, reached: Callable[[datetime], bool], fewest: int
) -> tuple[Slip, ...]:
    """The slips of `subject`; none where its open milestone made the last of them with it."""
    moved = slips(subject, tickets, project, reached, fewest)
    return () if moved and moves_with_milestone(moved[-1:], subject, tickets, project, reached) else moved


def moves_with_milestone(
    moved: Sequence[Slip],
    subject: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    reached: Callable[[datetime], bool],
) -> bool:
    """Whether the open milestone of `subject` made the same moves, so that it tells of them."""
    milestone = milestone_of(subject, milestones_of(tickets))
    if milestone is None or not milestone.is_open:
        return False
    calendar = project.agency_calendar
    dates, theirs = (
        {(due_day(slip.old, calendar), due_day(slip.new, calendar)) for slip in some}
        for some in (moved, slips(milestone, tickets, project, reached))
    )
    return dates <= theirs


def was_told(
    slip: Slip,
    subject: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    by: datetime | None = None,
) -> bool:
    """Whether the team told the client of a slip since the old date was given; of it, or of one on the way to it, up to
    `by` where that is given.

    Of a date that had passed when it moved tells only the one that it was moved to.
    """
    old, new = passing(project, slip.old), passing(project, slip.moved_to)
    if old is None or new is None:
        return False

    def told(after: datetime, until: datetime | None) -> bool:
        return bool(told_move(subject, after, slip.moved_to, (slip.given, until), tickets, project, language))

    after = old if new <= slip.at else max(old, slip.at)
    return told(after, None) and (by is None or told(old, by))


def was_off_our_hands(
    subject: Ticket, missed: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether a deliverable was done, or waited for somebody outside the agency, when its date passed.

    So was what has been done for a week since: the client had it then, and it has come back.
    """
    return _was_done(subject, missed, project) or waited(subject, missed, tickets, project, language)


def _was_done(subject: Ticket, missed: datetime, project: Project) -> bool:
    """Whether a deliverable was done when its date passed, or for a week since."""
    known = subject.as_of(missed)
    return (known is not None and not known.is_open) or came_back(subject, missed, None, project)


def waited(subject: Ticket, missed: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether a deliverable waited for somebody outside the agency when its date passed."""
    parts = work_of(subject, tickets)
    then = [known for part in parts if (known := part.as_of(missed)) is not None]
    return all_wait(then, project, language)


def out_of_reach(
    milestone: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Reached,
    chance: float,
) -> datetime | None:
    """The opening of the week whose forecast gives the coming date of a milestone less than `chance`; else None."""
    if not milestone.is_milestone or milestone.due is None:
        return None
    start = this_week(tickets, project, reached)
    risky = at_risk(outlooks(tickets, project, start, language), project, reached, chance)
    return start if any(o.target.milestone and o.target.milestone.ref == milestone.ref for o in risky) else None
