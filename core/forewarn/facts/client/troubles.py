"""Trouble that is known inside: grave bugs, blocked work, milestones out of reach; and whether the client knows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from forewarn.facts.activity import spoken
from forewarn.facts.dates.setbacks import given_at, out_of_reach
from forewarn.facts.deadlines import passing
from forewarn.facts.marks import is_marked, is_one_of
from forewarn.facts.messages import Message, opened_by_client
from forewarn.facts.project import Project
from forewarn.facts.talk.about import family_of, said_about
from forewarn.facts.talk.told import told, told_date
from forewarn.facts.talk.turns import Side, whose_turn
from forewarn.facts.wording import HALTING, SLIPPING, sentence_with, tells_of_delay
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
    grave, halt = _grave_bug(subject, words), _blocked(subject, words.blocked)
    if grave is not None and not _knows_bug(subject, grave.at, tickets, project, language):
        yield Trouble("bug", f"bug:{grave.id}", grave.at)
    if halt is not None and not _knows_halt(subject, halt.at, words.blocked, tickets, project, language):
        yield Trouble("blocked", f"blocked:{halt.id}", halt.at)
    known = out_of_reach(subject, tickets, project, language, reached, chance)
    if known is not None and not _knows_of_delay(subject, known - _LATELY, tickets, project, language):
        yield Trouble("forecast", f"forecast:{due_to_text(subject.due)}", known, subject.due)


def _knows_bug(subject: Ticket, at: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether the client reported a bug, or read of it on its own ticket, however long before it was called grave."""
    on_it = opened_by_client(subject) or any(said.at < at for said in _read(subject, project, language))
    return on_it or _knows(subject, at - _BEFORE, tickets, project, language)


def _knows_halt(
    subject: Ticket,
    at: datetime,
    blocked: Iterable[str],
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
) -> bool:
    """Whether the client was told of a halt, or read on the ticket that it waits, since an earlier one was over."""
    lifted = (e.at for e in subject.history if e.at < at and is_one_of(e.old or "", blocked))
    since = max(lifted, default=subject.created)
    before = (said for said in _read(subject, project, language) if since <= said.at < at)
    halted = any(sentence_with(said.text, HALTING, language) for said in before)
    return halted or _knows(subject, at - _BEFORE, tickets, project, language)


def _read(subject: Ticket, project: Project, language: Language) -> tuple[Message, ...]:
    """What the client can read of ours on a ticket."""
    return spoken(subject, language) if subject.source in project.visible_sources else ()


def _knows(subject: Ticket, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    asked = whose_turn(subject, project, language).side is Side.CLIENT
    return asked or told(subject, since, tickets, project, language)


def _knows_of_delay(
    milestone: Ticket, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether the client was told a later date since this one was given, or lately that it will take longer."""
    given = given_at(milestone)
    old = passing(project, milestone.due) if milestone.due is not None else None
    if given is None or old is None:
        return True
    said = said_about(milestone, tickets, project, language, since)
    return told_date(milestone, old, given, tickets, project, language) or any(
        m.text in project.contact_labels or tells_of_delay(m.text, SLIPPING, language) for m in said
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
