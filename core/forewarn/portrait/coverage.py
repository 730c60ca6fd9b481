"""What could not be checked and why, and how old the data is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.engine import ProjectResult
from forewarn.model import Need, Ticket
from forewarn.store import Evaluation, Outcome, Scope


class Section(StrEnum):
    """The parts of a portrait that may be unknown."""

    PROMISES = "promises"
    DATES = "dates"
    SCOPE = "scope"
    CONTACT = "contact"
    ARRIVALS = "arrivals"


_NEEDS = {
    Section.PROMISES: (Need.COMMENTS,),
    Section.DATES: (Need.DUE, Need.DUE_HISTORY),
    Section.SCOPE: (Need.STATUS_HISTORY,),
    Section.CONTACT: (Need.COMMENTS,),
    Section.ARRIVALS: (Need.DUE_HISTORY, Need.STATUS_HISTORY),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be known about some tickets or subjects."""

    reason: str
    count: int
    """How many tickets it concerns."""
    rule: str = ""
    """The rule that could not be asked; empty where a section is concerned."""
    broken: bool = False
    """Whether the check itself failed."""


@dataclass(frozen=True, slots=True)
class Read:
    """How far one container of one source has been read."""

    source: str
    container: str
    read_at: datetime | None
    """Begin of the last fetch that came to its end; None before the first."""
    error: str = ""
    """Why the last fetch failed; empty where it did not."""
    alone: tuple[str, ...] = ()
    """What people call tickets that alone could not be read."""

    @classmethod
    def of(cls, scope: Scope) -> "Read":
        """What the store remembers of it."""
        alone = () if scope.ended else sorted(scope.called.get(one, one) for one in scope.unread)
        return cls(scope.source, scope.container, scope.synced_at, scope.error or "", tuple(alone))

    @property
    def is_missing(self) -> bool:
        """Whether the last fetch failed, or there was none: what is known is old or nothing."""
        return bool(self.error) or self.read_at is None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the project the portrait knows."""

    outcomes: Mapping[Outcome, int]
    """How many answers the rules gave, by outcome."""
    gaps: tuple[Gap, ...]
    """Rules that could not be asked of something, the most frequent first."""
    sections: Mapping[Section, tuple[Gap, ...]]
    """What a section does not know, and why."""
    reads: tuple[Read, ...]
    unmapped: tuple[str, ...] = ()
    """Names of people of whom nobody knows the side."""
    tickets: int = 0

    @property
    def unread(self) -> int:
        """How many containers of which what is known is old or nothing."""
        return sum(read.is_missing for read in self.reads)

    @property
    def alone(self) -> tuple[str, ...]:
        """Tickets that alone could not be read."""
        return tuple(key for read in self.reads for key in read.alone)

    @property
    def is_whole(self) -> bool:
        """Whether everything was read."""
        return not self.unread and not self.alone

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known because nothing could be read; that no ticket is there is something else."""
        return bool(self.unread) and not self.tickets

    @property
    def oldest(self) -> datetime | None:
        """The age of the oldest data; None where a container was never read."""
        ages = [read.read_at for read in self.reads]
        known = [age for age in ages if age is not None]
        return min(known) if known and len(known) == len(ages) else None


def coverage(
    tickets: Iterable[Ticket],
    result: ProjectResult,
    scopes: Iterable[Scope],
    unmapped: tuple[str, ...],
    language: str | None,
) -> Coverage:
    """Count what is known. `language` names the one the tickets' words are in, where nothing can read it."""
    known = list(tickets)
    return Coverage(
        outcomes=result.outcomes,
        gaps=_gaps(result.evaluations),
        sections=_sections(known, language),
        reads=tuple(map(Read.of, scopes)),
        unmapped=unmapped,
        tickets=len(known),
    )


def _gaps(evaluations: Iterable[Evaluation]) -> tuple[Gap, ...]:
    wanted = (Outcome.CANNOT_EVALUATE, Outcome.BROKEN)
    counted = Counter((e.rule, e.reason, e.outcome is Outcome.BROKEN) for e in evaluations if e.outcome in wanted)
    return tuple(Gap(reason, count, rule, broken) for (rule, reason, broken), count in counted.most_common())


def _sections(tickets: Sequence[Ticket], language: str | None) -> dict[Section, tuple[Gap, ...]]:
    if language is not None:
        unread = Gap(f"nothing here reads the language {language!r}", len(tickets))
        return dict.fromkeys(Section, (unread,))
    found = {}
    for section, needs in _NEEDS.items():
        absent = Counter(
            next(ticket.absent[need] for need in needs if need in ticket.absent)
            for ticket in tickets
            if not set(needs).isdisjoint(ticket.absent)
        )
        if absent:
            found[section] = tuple(Gap(reason, count) for reason, count in absent.most_common())
    return found
