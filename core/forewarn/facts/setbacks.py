"""Setbacks: a promised date that was missed, moved later or is out of reach."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import tickets_of
from forewarn.facts.dates import date_ledger, looks_done, missed_at
from forewarn.facts.deadlines import faded
from forewarn.facts.forecast import this_week
from forewarn.facts.outlook import at_risk, outlooks
from forewarn.facts.project import Project
from forewarn.facts.slips import slips
from forewarn.language import Language
from forewarn.model import Due, Fact, Ticket, due_to_text

Reached = Callable[[datetime], bool]


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


def setbacks(
    subject: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Reached,
    chance: float,
) -> Iterator[Setback]:
    """What puts the date of `subject` off: it has passed, it was moved by us lately, or its chance is below `chance`.

    The forecast is that of the week, for milestones. What looks done was not missed.
    """
    ledger = date_ledger(subject)
    given = max([ledger.given, *(move.at for move in ledger.moves if move.new is not None)]) if ledger else None
    missed = missed_at(subject, project)
    for slip in slips(subject, tickets, project, reached)[-1:]:
        if not slip.by_client and not reached(faded(project, slip.at)):
            yield Setback("moved", slip.event, slip.at, slip.old, slip.given)
    if missed is None or subject.due is None or given is None:
        return
    day = due_to_text(subject.due)
    if reached(missed):
        if not looks_done(subject, tickets_of(subject, tickets)):
            yield Setback("missed", f"missed:{day}", missed, subject.due, given)
    elif (known := out_of_reach(subject, tickets, project, language, reached, chance)) is not None:
        yield Setback("forecast", f"forecast:{day}", known, subject.due, given)


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
