"""The scope baseline, and what came on top of it: tickets that joined, checklists and descriptions that grew."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from forewarn.facts.askers import Asker, asker_of, who_asked
from forewarn.facts.messages import at_birth, called
from forewarn.facts.project import Baseline, Project
from forewarn.facts.remembered import remembered
from forewarn.language import Language
from forewarn.model import Event, Evidence, Fact, Field, Kind, Need, Ticket
from forewarn.worktime import Calendar

_EPICS = frozenset({"epic", "эпик"})
"""How trackers call the type of a ticket that only gathers others."""


class Addition(StrEnum):
    """In which way scope came on top."""

    JOINED = "joined"
    CHECKLIST = "checklist"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Growth:
    """Something that came on top of the baseline."""

    how: Addition
    event: Event
    """The first event of it."""
    asker: Asker
    items: tuple[str, ...] = ()
    """The checklist items that were added."""
    words: int = 0
    """How many words are new in the description."""

    @property
    def at(self) -> datetime:
        """When it began."""
        return self.event.at

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        who = {"asker": self.asker.value, "author": called(self.event.actor)}
        return {"how": self.how.value, "added": self.at, "items": self.items, "words": self.words, **who}

    @property
    def evidence(self) -> Evidence:
        """One line: who did it, and what it was."""
        told = filter(None, (called(self.event.actor), ", ".join(self.items)))
        return Evidence(self.at, ": ".join(told), self.event.url)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """From what size on growth is growth."""

    items: int = 1
    """Checklist items."""
    share: float = 0.4
    """New words as a share of the agreed ones: more than this,"""
    words: int = 40
    """and at least so many."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What was agreed, as far as one ticket is concerned."""

    baseline: Baseline
    locked: datetime
    """When the grace after the baseline ended."""
    container: Ticket | None
    """The milestone or epic; None for the whole board, where the tracker knows neither."""

    @property
    def title(self) -> str:
        """Of the milestone or epic; empty for the whole board."""
        return self.container.title if self.container else ""

    def facts(self, project: Project) -> dict[str, Fact]:
        """As a template names it."""
        return {"agreed": project.agreed_on(self.baseline), "container": self.title}


def standing_baseline(project: Project, reached: Callable[[datetime], bool]) -> Baseline | None:
    """The last baseline whose instant has come."""
    come = [baseline for baseline in project.baselines if reached(baseline.at)]
    return max(come, key=lambda baseline: baseline.at, default=None)


def why_no_growth(ticket: Ticket, epic: Ticket | None, bug_words: Iterable[str]) -> str | None:
    """Why `ticket`, of `epic`, can be no growth of the scope whenever it came; None where it can."""
    if ticket.declined:
        return "it was declined"
    if not {word.casefold() for word in bug_words}.isdisjoint(w.casefold() for w in (ticket.type, *ticket.labels)):
        return "it repairs what was delivered"
    if any("split from" in link.kind.casefold() for link in ticket.links):
        return "it was split from agreed work"
    if ticket.parent and epic is None:
        return "it is a part of another ticket"
    return None


def is_epic(ticket: Ticket) -> bool:
    """Whether a ticket only gathers others, by its type."""
    return ticket.type.casefold() in _EPICS


def epic_of(ticket: Ticket, tickets: Sequence[Ticket]) -> Ticket | None:
    """The epic a ticket belongs to; None where its parent is an ordinary ticket, unknown, or not there."""
    return epics_of(tickets).get((ticket.source, ticket.parent)) if ticket.parent else None


@remembered
def epics_of(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str], Ticket]:
    """The epics by source and what their parts may call them."""
    return {(ticket.source, name): ticket for ticket in tickets if is_epic(ticket) for name in (ticket.key, ticket.id)}


def scope_of(
    ticket: Ticket,
    milestone: Ticket | None,
    epic: Ticket | None,
    project: Project,
    reached: Callable[[datetime], bool],
    grace_days: int,
) -> Scope | None:
    """What was agreed last of the milestone, or else the epic, of `ticket`; None where it belongs to nothing agreed.

    A milestone made after the baseline is a new undertaking.
    """
    baseline = standing_baseline(project, reached)
    if baseline is None:
        return None
    locked = project.agency_calendar.add_days(baseline.at, grace_days)
    container = milestone if ticket.milestone is not None else epic
    if container is not None:
        return Scope(baseline, locked, container) if container.created <= baseline.at else None
    is_board = ticket.milestone is None and ticket.parent is None and Need.MILESTONES in ticket.absent
    return Scope(baseline, locked, None) if is_board else None


def additions(
    ticket: Ticket,
    scope: Scope,
    tickets: Sequence[Ticket],
    yardstick: Yardstick,
    calendar: Calendar,
    language: Language,
) -> tuple[Growth, ...]:
    """What came on top with `ticket`: that it joined, or else how it grew, one growth a day and way.

    What was in scope when the baseline was locked has not joined, wherever it has been in between; neither has what
    was then in another dated milestone of the baseline. Whatever comes into a milestone or epic that held nothing then
    is its first content: releases are filled one after the other. `tickets` are those of the project, milestones
    included.
    """
    then = ticket.as_of(scope.locked)
    later = [event for event in ticket.history if event.at > scope.locked]
    if then is not None and (_is_in(then, scope.container) or _was_planned(then, tickets, scope.baseline)):
        days = [list(group) for _, group in groupby(later, key=lambda event: calendar.day_of(event.at))]
        lists = _checklist_growth(ticket, days, yardstick, language)
        if Need.DESCRIPTION_HISTORY in ticket.absent:
            return tuple(lists)
        return (*lists, *_description_growth(ticket, then.description, days, yardstick, language))
    if scope.container is not None and not _held(tickets, scope.locked).intersection(_names(scope.container)):
        return ()
    entries = [event for event in later if _enters(event, ticket, scope.container)]
    return tuple(Growth(Addition.JOINED, entry, who_asked(ticket, entry, language)) for entry in entries[-1:])


@remembered
def _held(tickets: Sequence[Ticket], locked: datetime) -> frozenset[tuple[str, str]]:
    """The milestones and epics with work in them when a baseline was locked, by source and what tickets call them."""
    known = (ticket.as_of(locked) for ticket in tickets if not ticket.is_milestone)
    return frozenset((t.source, name) for t in known if t for name in (t.milestone, t.parent) if name)


def _names(container: Ticket) -> set[tuple[str, str]]:
    return {(container.source, container.id), (container.source, container.key)}


def _is_in(ticket: Ticket, container: Ticket | None) -> bool:
    return container is None or container.id in (ticket.milestone, ticket.parent) or container.key == ticket.parent


def _was_planned(ticket: Ticket, tickets: Iterable[Ticket], baseline: Baseline) -> bool:
    """Whether `ticket` is in a dated milestone that was part of the baseline."""
    place = (ticket.source, ticket.container, ticket.milestone)
    return any(
        t.is_milestone and t.due is not None and t.created <= baseline.at and (t.source, t.container, t.id) == place
        for t in tickets
    )


def _enters(event: Event, ticket: Ticket, container: Ticket | None) -> bool:
    if event.kind is Kind.CREATED:
        born = at_birth(ticket)
        return born is not None and _is_in(born, container)
    moves = event.field in (Field.MILESTONE, Field.PARENT)
    return moves and container is not None and event.new in (container.id, container.key)


def _checklist_growth(
    ticket: Ticket, days: Iterable[list[Event]], yardstick: Yardstick, language: Language
) -> Iterator[Growth]:
    standing = {item.id for item in ticket.checklist}
    for day in days:
        listed = [event for event in day if event.field is Field.CHECKLIST]
        added = [event for event in listed if event.kind is Kind.ADDED and event.ref in standing]
        replaced = sum(event.kind is Kind.REMOVED for event in listed) - sum(
            event.kind is Kind.ADDED and event.ref not in standing for event in listed
        )
        if added and len(added) - replaced >= yardstick.items:
            items = tuple(event.new or "" for event in added)
            yield Growth(Addition.CHECKLIST, added[0], asker_of(ticket, added[0], language), items=items)


def _description_growth(
    ticket: Ticket, agreed: str, days: Iterable[list[Event]], yardstick: Yardstick, language: Language
) -> Iterator[Growth]:
    for day in days:
        edits = [event for event in day if event.field is Field.DESCRIPTION]
        size = len(agreed.split())
        if not edits or not size:
            agreed = edits[-1].new or "" if edits else agreed
            continue
        now = edits[-1].new or ""
        new = new_words(agreed, now)
        if new >= yardstick.words and new > yardstick.share * size:
            yield Growth(Addition.DESCRIPTION, edits[0], asker_of(ticket, edits[0], language), words=new)
            agreed = now


def new_words(old: str, new: str) -> int:
    """How many words of `new` are not in `old`, each counted as often as it occurs."""
    return (Counter(new.casefold().split()) - Counter(old.casefold().split())).total()
