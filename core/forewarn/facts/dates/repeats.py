"""Dates that slip again and again: of one deliverable, or of one milestone of a project after another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forewarn.facts.activity import work_of
from forewarn.facts.dates.setbacks import moves_with_milestone
from forewarn.facts.dates.slips import Slip, for_client, slips
from forewarn.facts.deadlines import counted
from forewarn.facts.project import Project
from forewarn.facts.talk.turns import Side, turns
from forewarn.facts.work.flow import is_waiting, parked_spans, stays
from forewarn.language import Language
from forewarn.model import Evidence, Fact, Ticket
from forewarn.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Repetition:
    """A deliverable whose date slipped, with the milestones that slipped before it."""

    slips: tuple[Slip, ...]
    """At least one, oldest first."""
    theirs: int
    """How many of them are the client's: made by them, or while we waited for them."""
    others: tuple[Ticket, ...]
    """Other milestones that slipped shortly before; empty for what is no milestone."""

    @property
    def ours(self) -> int:
        """How many slips are our own, other milestones included."""
        return len(self.slips) - self.theirs + len(self.others)

    @property
    def began(self) -> Slip:
        """The slip with which it became a repetition."""
        return self.slips[min(1, len(self.slips) - 1)]

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        others = tuple(other.title for other in self.others)
        return self.slips[-1].facts | {"times": len(self.slips), "theirs": self.theirs, "others": others}

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """One line a slip: the promised date over the time it was told."""
        return tuple(slip.evidence for slip in self.slips)


def repetition(
    subject: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    window_days: int,
) -> Repetition | None:
    """How often `subject` slipped so far; None where it did not, or its open milestone did each time with it."""
    moved = slips(subject, tickets, project, reached)
    if not moved or moves_with_milestone(moved, subject, tickets, project, reached):
        return None
    theirs = sum(waited_for_client(slip, subject, tickets, project, language) for slip in moved)
    window = timedelta(days=window_days)
    around = (tickets, project, language, reached)
    others = _slipped_before(subject, moved[-1], *around, window) if subject.is_milestone else ()
    return Repetition(moved, theirs, tuple(others))


def waited_for_client(
    slip: Slip, subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether a slip is the client's: they made or wanted it, or it was their turn most of the time before.

    Since the date was given; of a milestone, the time of its tickets. Parked and in a waiting status
    counts as waiting too.
    """
    if for_client(slip, subject, tickets, project, language):
        return True
    calendar = counted(project)
    parts = work_of(subject, tickets)
    total = calendar.hours_between(slip.given, slip.at)
    waited = sum(min(total, _waiting(part, slip, project, language, calendar)) for part in parts)
    return 2 * waited > total * len(parts)


def _slipped_before(
    subject: Ticket,
    last: Slip,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    window: timedelta,
) -> Iterator[Ticket]:
    """The other milestones that slipped by our own doing within the window, if `subject` is the last that did."""
    others = [t for t in tickets if t.is_milestone and t.ref != subject.ref]
    moved = [
        (other, slip)
        for other in others
        for slip in slips(other, tickets, project, reached)
        if not for_client(slip, other, tickets, project, language)
    ]
    if any((slip.at, other.id) > (last.at, subject.id) for other, slip in moved):
        return
    recent = {other.ref for other, slip in moved if slip.at > last.at - window}
    yield from (other for other in others if other.ref in recent)


def _waiting(ticket: Ticket, slip: Slip, project: Project, language: Language, calendar: Calendar) -> float:
    """Business hours between the giving of a date and its slip in which a ticket waited for the client."""
    said = [(message.at, turn.side) for message, turn in turns(ticket, project, language)]
    ends = [*(at for at, _ in said[1:]), slip.at]
    asked = [(at, end) for (at, side), end in zip(said, ends, strict=False) if side is Side.CLIENT]
    held = [(stay.start, stay.end or slip.at) for stay in stays(ticket) if is_waiting(stay.status)]
    spans = [*asked, *held, *((start, end or slip.at) for start, end in parked_spans(ticket, project))]
    return sum(calendar.hours_between(max(start, slip.given), min(end, slip.at)) for start, end in spans)
