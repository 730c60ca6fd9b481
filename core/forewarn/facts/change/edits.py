"""Changes a client would wonder about: what one person changed on one ticket in one go."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from forewarn.facts.activity import by_client, finishes, reopens
from forewarn.facts.items import due_words
from forewarn.facts.messages import called, opened_by_client
from forewarn.facts.scope import new_words
from forewarn.model import Event, Evidence, Field, Person, Role, Ticket, due_from_text
from forewarn.worktime import Calendar

_SESSION = timedelta(minutes=5)
"""Changes by one person so close together are one edit."""
_SOON = timedelta(days=7)
"""What is put back as it was within this time was never meant to change, or is made good."""
_AT_ONCE = timedelta(hours=1)
"""Work that the team takes up again so soon after it closed it was closed by mistake."""


class Change(StrEnum):
    """The kinds of change that matter to a client."""

    DATE = "date"
    MILESTONE = "milestone"
    DESCRIPTION = "description"
    PRIORITY = "priority"
    ESTIMATE = "estimate"
    REOPENED = "reopening"


@dataclass(frozen=True, slots=True)
class Edit:
    """What one person changed on one ticket in one go; the last event tells when."""

    ticket: Ticket
    events: tuple[Event, ...]
    changes: frozenset[Change]

    @property
    def at(self) -> datetime:
        """When it was finished."""
        return self.events[-1].at

    @property
    def by(self) -> Person | None:
        """Who did it; None where only two syncs tell."""
        return self.events[0].actor

    @property
    def anchor(self) -> str:
        """Unique within the project."""
        return f"{self.ticket.source}:{self.ticket.id}:{self.events[0].id}"

    def evidence(self, calendar: Calendar, and_more: int = 0) -> Evidence:
        """One line: who changed what from what to what, long texts by their name alone, and how many more alike."""
        short = [event for event in self.events if event.field is not Field.DESCRIPTION]
        fields = [f"{e.field} {_value(e.old, e, calendar)} → {_value(e.new, e, calendar)}" for e in short]
        told = [f"{Field.DESCRIPTION}"] if Change.DESCRIPTION in self.changes else []
        who = f"{called(self.by)}: " if self.by else ""
        more = f" (+{and_more})" if and_more else ""
        return Evidence(self.at, f"{who}{self.ticket.key}: {', '.join([*fields, *told])}{more}", self.events[-1].url)


def _value(text: str | None, event: Event, calendar: Calendar) -> str:
    due = due_from_text(text) if event.field is Field.DUE else None
    return due_words(due, calendar) if due is not None else text or "–"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what size on a change is a change."""

    estimate: float = 0.25
    words: int = 40


def edits(ticket: Ticket, since: datetime, threshold: Threshold) -> Iterator[Edit]:
    """The edits of `ticket` after `since` that a client would wonder about, oldest first.

    Only the team's own: clients know why they changed something, bots carry out what somebody else decided, and of
    unknown people nobody knows. A date whose change was only seen by comparing two syncs counts as the team's. What
    was soon put back as it was is no change.
    """
    session: list[tuple[Event, Change]] = []
    undone = _undone([event for event in ticket.history if event.at > since])
    for event in ticket.history:
        change = _change(event, ticket, threshold) if event.at > since else None
        if change is None or event.id in undone:
            continue
        if session and not together(session[-1][0], event):
            yield _edit(ticket, session)
            session = []
        session.append((event, change))
    if session:
        yield _edit(ticket, session)


def _undone(changes: Sequence[Event]) -> set[str]:
    """The ids of those of `changes` after which all was soon as before, with those that put it back."""
    moves = [event for event in changes if event.field is Field.STATUS]
    undone = {event.id for before, event in pairwise(moves) if reopens(event) and _by_mistake(before, event)}
    standing: dict[Field | None, list[Event]] = {}
    for event in (one for one in changes if one.field is not Field.STATUS):
        before = standing.setdefault(event.field, [])
        first = next((n for n, e in enumerate(before) if e.old == event.new and event.at - e.at <= _SOON), None)
        if first is None:
            before.append(event)
        else:
            undone |= {event.id, *(one.id for one in before[first:])}
            del before[first:]
    return undone


def _by_mistake(finish: Event, event: Event) -> bool:
    return finishes(finish) and not by_client(finish) and event.at - finish.at <= _AT_ONCE


def _edit(ticket: Ticket, session: Sequence[tuple[Event, Change]]) -> Edit:
    return Edit(ticket, tuple(event for event, _ in session), frozenset(change for _, change in session))


def together(before: Event, event: Event) -> bool:
    """Whether two events were one edit."""
    if before.batch and before.batch == event.batch:
        return True
    return _id(before.actor) == _id(event.actor) and abs(event.at - before.at) <= _SESSION


def _id(person: Person | None) -> str:
    return person.id if person else ""


def _change(event: Event, ticket: Ticket, threshold: Threshold) -> Change | None:
    """What kind of change an event is; None where a client would not wonder."""
    if event.actor is None:
        return Change.DATE if event.field is Field.DUE and event.old else None
    if event.actor.role is not Role.TEAM:
        return None
    if reopens(event):
        return Change.REOPENED
    match event.field:
        case Field.DUE if event.old:
            return Change.DATE
        case Field.MILESTONE if event.old:
            return Change.MILESTONE
        case Field.PRIORITY if event.old and opened_by_client(ticket):
            return Change.PRIORITY
        case Field.ESTIMATE if event.old and event.new and float(event.old) > 0:
            return Change.ESTIMATE if float(event.new) > float(event.old) * (1 + threshold.estimate) else None
        case Field.DESCRIPTION if event.old:
            moved = new_words(event.old, event.new or "") + new_words(event.new or "", event.old)
            return Change.DESCRIPTION if moved >= threshold.words else None
        case _:
            return None


def bulk(found: Sequence[Edit], tickets: int) -> list[list[Edit]]:
    """`found` in groups: edits of one person on more than `tickets` tickets within five minutes are one group."""
    groups: list[list[Edit]] = []
    for edit in sorted(found, key=lambda e: (_id(e.by), e.at)):
        if groups and _same_run(groups[-1][0], edit):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return [
        part
        for group in groups
        for part in ([group] if len({e.ticket.id for e in group}) > tickets else [[edit] for edit in group])
    ]


def _same_run(first: Edit, edit: Edit) -> bool:
    return _id(first.by) == _id(edit.by) and edit.at - first.at <= _SESSION


def alike(found: Iterable[Edit]) -> Callable[[Edit], Iterator[Edit]]:
    """What tells of an edit which others of `found` one person made in the same way within the same minutes."""
    groups: dict[object, list[Edit]] = {}

    def way(edit: Edit) -> object:
        made = frozenset((event.field, event.new) for event in edit.events)
        return edit.ticket.source, _id(edit.by), made

    for edit in found:
        groups.setdefault(way(edit), []).append(edit)
    return lambda edit: (other for other in groups[way(edit)] if abs(other.at - edit.at) <= _SESSION)
