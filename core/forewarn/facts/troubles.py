"""Trouble that is known inside: grave bugs, blocked work, milestones out of reach; and whether the client knows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from forewarn.facts.dates import date_ledger
from forewarn.facts.deadlines import passing
from forewarn.facts.marks import is_marked, is_one_of
from forewarn.facts.project import Project
from forewarn.facts.setbacks import out_of_reach
from forewarn.facts.told import family_of, said_about, told, told_date
from forewarn.facts.turns import Side, whose_turn
from forewarn.facts.wording import SLIPPING, sentence_with
from forewarn.language import Language
from forewarn.model import Due, Event, Fact, Ticket, due_to_text

BUGS: Final = frozenset({"bug", "defect", "ошибка", "дефект"})
GRAVE: Final = frozenset({"blocker", "critical", "highest", "блокирующий", "критический", "критичный"})
BLOCKED: Final = frozenset({"blocked", "impediment", "заблокировано", "заблокирован", "заблокирована"})
_BEFORE = timedelta(hours=24)
"""What was said so shortly before somebody marked it is about it too."""
_LATELY = timedelta(days=7)
"""How far back words about a delay still tell of this week's forecast."""


@dataclass(frozen=True, slots=True)
class Words:
    """The names that mean trouble."""

    bugs: frozenset[str]
    grave: frozenset[str]
    blocked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something grave that we know of."""

    kind: str
    """`bug`, `blocked` or `forecast`."""
    anchor: str
    at: datetime
    """Since when we have known."""
    due: Due | None = None

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"kind": self.kind, "known": self.at, "due": self.due}


def why_no_trouble(subject: Ticket, tickets: Sequence[Ticket], project: Project) -> str | None:
    """Why trouble with `subject` is not the client's; None where it is."""
    if not project.private_labels.isdisjoint(subject.labels):
        return "it is kept private on purpose"
    seen = any(kin.source in project.visible_sources for kin in family_of(subject, tickets))
    return None if seen or subject.milestone is not None else "nothing ties it to work the client can see"


def troubles(
    subject: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    words: Words,
    chance: float,
) -> Iterator[Trouble]:
    """The trouble with `subject` of which the client has heard nothing, the gravest first."""
    marked = (("bug", _grave_bug(subject, words)), ("blocked", _blocked(subject, words.blocked)))
    for kind, event in marked:
        if event is not None and not _knows(subject, event.at - _BEFORE, tickets, project, language):
            yield Trouble(kind, f"{kind}:{event.id}", event.at)
    known = out_of_reach(subject, tickets, project, language, reached, chance)
    if known is not None and not _knows_of_delay(subject, known - _LATELY, tickets, project, language):
        yield Trouble("forecast", f"forecast:{due_to_text(subject.due)}", known, subject.due)


def _knows(subject: Ticket, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    asked = whose_turn(subject, project, language).side is Side.CLIENT
    return asked or told(subject, since, tickets, project, language)


def _knows_of_delay(
    milestone: Ticket, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether the client was told a later date since this one was given, or lately that it will take longer."""
    ledger = date_ledger(milestone)
    old = passing(project, milestone.due) if milestone.due is not None else None
    if ledger is None or old is None:
        return True
    given = max([ledger.given, *(move.at for move in ledger.moves)])
    said = said_about(milestone, tickets, project, language, since)
    return told_date(milestone, old, given, tickets, project, language) or any(
        m.text in project.contact_labels or sentence_with(m.text, SLIPPING, language) for m in said
    )


def _blocked(ticket: Ticket, words: Iterable[str]) -> Event | None:
    return since(ticket, lambda t: any(is_one_of(word, words) for word in (t.status, *t.labels)))


def _grave_bug(ticket: Ticket, words: Words) -> Event | None:
    def is_grave(then: Ticket) -> bool:
        return any(is_one_of(word, words.grave) for word in (then.priority or "", *then.labels))

    return since(ticket, lambda then: is_marked(then, words.bugs) and is_grave(then))


def since(ticket: Ticket, holds: Callable[[Ticket], bool]) -> Event | None:
    """The event since which something has held of a ticket without a break; None where it does not hold now."""
    begun: Event | None = None
    for event in ticket.history if holds(ticket) else ():
        then = ticket.as_of(event.at)
        if then is None or not holds(then):
            begun = None
        elif begun is None:
            begun = event
    return begun
