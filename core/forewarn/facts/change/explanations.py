"""Whether somebody said why a change was made that a client would wonder about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from forewarn.facts.activity import tickets_of
from forewarn.facts.change.edits import Change, Edit, Threshold, alike, edits, together
from forewarn.facts.deadlines import faded
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.talk.about import naming
from forewarn.facts.talk.in_bulk import said_of_all
from forewarn.facts.talk.wishes import at_their_word
from forewarn.language import Language
from forewarn.model import Event, Field, Role, Ticket

_WINDOW = timedelta(hours=24)


class Explained(StrEnum):
    """How well a change is explained."""

    NO = "no"
    THIN = "thin"
    """Somebody wrote something, without a why."""
    YES = "yes"


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
    return any(together(reason, e) for reason in reasons for e in edit.events)


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

    A reason on one of several tickets that were changed in the same way at once explains them all, and one elsewhere
    that calls the ticket by its name does too. Once the work is done nobody wonders about its date any more.
    `decisions` are the types and labels of tickets that explain what they are linked to.
    """
    words, made = frozenset(word.casefold() for word in decisions), _windows(tickets, project, threshold)
    beside = alike(edit for edit, _, _ in made)
    known: dict[str, Explained] = {}

    def how(edit: Edit) -> Explained:
        if edit.anchor not in known:
            known[edit.anchor] = explained(edit, _said_about(edit.ticket, tickets), project, language)
        return known[edit.anchor]

    return [
        edit
        for edit, end, fades in made
        if (edit.ticket.is_open or edit.changes != {Change.DATE})
        and not reached(fades)
        and not _has_decision(edit.ticket, _by_name(tickets), words)
        and how(edit) is Explained.NO
        and not any(how(other) is Explained.YES for other in beside(edit))
        and not _is_named_with_reason(edit, tickets, project, language)
        and reached(end)
    ]


def _is_named_with_reason(edit: Edit, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether the team told the client why on another ticket, calling this one by its name or all that was moved."""
    ticket, start, dates = edit.ticket, _window_start(edit, project), edit.changes == {Change.DATE}
    of_all = said_of_all(ticket, edit.at, start, tickets, project, language) if dates else ()
    said = (*(one.message for one in naming(ticket, tickets, language, start)), *of_all)
    return any(language.gives_reason(message.text) for message in said)


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
