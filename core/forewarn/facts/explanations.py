"""Changes a client would wonder about, and whether somebody said why they were made."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forewarn.facts.activity import reopens, tickets_of
from forewarn.facts.deadlines import faded
from forewarn.facts.items import due_words
from forewarn.facts.messages import Message, called, messages, opened_by_client
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.scope import new_words
from forewarn.facts.wishes import at_their_word
from forewarn.language import Language
from forewarn.model import Event, Evidence, Field, Kind, Person, Role, Ticket, due_from_text
from forewarn.worktime import Calendar

_WINDOW = timedelta(hours=24)
_SESSION = timedelta(minutes=5)
"""Changes by one person so close together are one edit."""


class Change(StrEnum):
    """The kinds of change that matter to a client."""

    DATE = "date"
    MILESTONE = "milestone"
    DESCRIPTION = "description"
    PRIORITY = "priority"
    ESTIMATE = "estimate"
    REOPENED = "reopening"


class Explained(StrEnum):
    """How well a change is explained."""

    NO = "no"
    THIN = "thin"
    """Somebody wrote something, without a why."""
    YES = "yes"


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
    unknown people nobody knows. A date whose change was only seen by comparing two syncs counts as the team's.
    """
    session: list[tuple[Event, Change]] = []
    for event in ticket.history:
        change = _change(event, ticket, threshold) if event.at > since else None
        if change is None:
            continue
        if session and not _together(session[-1][0], event):
            yield _edit(ticket, session)
            session = []
        session.append((event, change))
    if session:
        yield _edit(ticket, session)


def _edit(ticket: Ticket, session: Sequence[tuple[Event, Change]]) -> Edit:
    return Edit(ticket, tuple(event for event, _ in session), frozenset(change for _, change in session))


def _together(before: Event, event: Event) -> bool:
    if before.batch and before.batch == event.batch:
        return True
    same = (before.actor.id if before.actor else None) == (event.actor.id if event.actor else None)
    return same and abs(event.at - before.at) <= _SESSION


def _change(event: Event, ticket: Ticket, threshold: Threshold) -> Change | None:
    """What kind of change an event is; None where a client would not wonder."""
    if event.kind is not Kind.CHANGED:
        return None
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


def window_end(edit: Edit, project: Project) -> datetime:
    """Until when an explanation is in time: 24 hours, or one business day where that is longer."""
    return max(edit.at + _WINDOW, project.agency_calendar.add_days(edit.at, 1))


def explained(edit: Edit, said: Sequence[Message], project: Project, language: Language) -> Explained:
    """Whether somebody said why.

    `said` are the messages on the ticket, or on a milestone's tickets. Within the window any comment of the team, or
    of somebody whose side nobody knows, explains, thinly where it gives no reason; a later one must give a reason.
    On tickets the client can see they must be able to see the comment too. Dates moved and work taken up again at
    the client's own word need no other.
    """
    if all(at_their_word(event, edit.ticket, said, project, language) for event in edit.events):
        return Explained.YES
    if any(e.field is Field.DESCRIPTION and _adds_reason(e, language) for e in edit.events) or _states_reason(edit):
        return Explained.YES
    public = edit.ticket.source in project.visible_sources
    ours = (Role.TEAM, Role.UNKNOWN)
    heard = [m for m in said if m.role in ours and not m.opening and (m.public or not public)]
    start, end = _window_start(edit, project), window_end(edit, project)
    near = [m for m in heard if m.at >= start]
    if any(language.gives_reason(m.text) for m in near):
        return Explained.YES
    return Explained.THIN if any(m.at <= end for m in near) else Explained.NO


def _states_reason(edit: Edit) -> bool:
    """Whether the same edit filled the field in which the agency keeps reasons."""
    reasons = (e for e in edit.ticket.history if e.field is Field.REASON and e.new)
    return any(_together(reason, e) for reason in reasons for e in edit.events)


def _adds_reason(event: Event, language: Language) -> bool:
    return language.gives_reason(event.new or "") and not language.gives_reason(event.old or "")


def _window_start(edit: Edit, project: Project) -> datetime:
    calendar = project.agency_calendar
    day = calendar.workday_before(calendar.day_of(edit.at))
    return min(edit.at - _WINDOW, calendar.opening(day))


def unexplained(
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    threshold: Threshold,
    decisions: Iterable[str],
) -> list[Edit]:
    """The edits since the first baseline whose window has passed without an explanation, and that are still fresh.

    `decisions` are the types and labels of tickets that explain what they are linked to.
    """
    words = frozenset(word.casefold() for word in decisions)
    return [
        edit
        for edit, end, fades in _windows(tickets, project, threshold)
        if not reached(fades)
        and not _has_decision(edit.ticket, _by_name(tickets), words)
        and explained(edit, _said_about(edit.ticket, tickets), project, language) is Explained.NO
        and reached(end)
    ]


@remembered
def _windows(
    tickets: Sequence[Ticket], project: Project, threshold: Threshold
) -> Sequence[tuple[Edit, datetime, datetime]]:
    """Every edit since the first baseline, when its window ends, and when nobody speaks of it any more."""
    agreed = min(baseline.at for baseline in project.baselines)
    counted = (t for t in tickets if project.ignore_labels.isdisjoint(t.labels))
    found = ((edit, window_end(edit, project)) for ticket in counted for edit in edits(ticket, agreed, threshold))
    return tuple((edit, end, faded(project, end)) for edit, end in found)


@remembered
def _by_name(tickets: Sequence[Ticket]) -> Mapping[str, Ticket]:
    return {name: ticket for ticket in tickets for name in (ticket.id, ticket.key, ticket.url) if name}


def _said_about(ticket: Ticket, tickets: Sequence[Ticket]) -> tuple[Message, ...]:
    """The messages that may explain a change of `ticket`: its own, and for a milestone those of its tickets."""
    if not ticket.is_milestone:
        return messages(ticket)
    return tuple(message for part in tickets_of(ticket, tickets) for message in messages(part))


def _has_decision(ticket: Ticket, by_name: Mapping[str, Ticket], words: frozenset[str]) -> bool:
    """Whether a linked ticket or the parent is a change request or decision, by its type or a label."""
    names = [*(link.target for link in ticket.links), ticket.parent or ""]
    kin = [by_name[name] for name in names if name in by_name]
    return any(word.casefold() in words for other in kin for word in (other.type, *other.labels))


def bulk(found: Sequence[Edit], tickets: int) -> list[list[Edit]]:
    """`found` in groups: edits of one person on more than `tickets` tickets within five minutes are one group."""
    groups: list[list[Edit]] = []
    for edit in sorted(found, key=lambda e: (e.by.id if e.by else "", e.at)):
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
    same = (first.by.id if first.by else None) == (edit.by.id if edit.by else None)
    return same and edit.at - first.at <= _SESSION
