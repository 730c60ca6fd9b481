"""In whose hands a ticket was, and when; worked out once, as it is asked week by week and person by person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import done_at
from forewarn.facts.remembered import worked_out
from forewarn.model import Field, Person, StatusCategory, Ticket


@dataclass(frozen=True, slots=True)
class Stint:
    """A time in which somebody had open work in their hands, and neither its status nor its labels changed."""

    since: datetime
    until: datetime | None
    """None where it goes on."""
    is_begun: bool
    labels: tuple[str, ...]


@worked_out
def stints(ticket: Ticket) -> Mapping[str, Sequence[Stint]]:
    """Those of everybody who ever had a ticket while it was open, by their id, the latest first."""
    moments = {e.at for e in ticket.history if e.field in (Field.STATUS, Field.ASSIGNEE, Field.LABELS)}
    found: dict[str, list[Stint]] = defaultdict(list)
    past, later, until = ticket.past(), list(ticket.history), None
    for at in sorted({ticket.created, *(moment for moment in moments if moment > ticket.created)}, reverse=True):
        while later and later[-1].at > at:
            past.undo(later.pop())
        category = past.state.get("category", ticket.category)
        if category is not StatusCategory.DONE:
            is_begun, labels = category is not StatusCategory.TODO, past.state["labels"]
            for ident in {person.id for person in past.state["assignees"]}:
                found[ident].append(Stint(at, until, is_begun, labels))
        until = at
    return dict(found)


def holders(ticket: Ticket) -> frozenset[str]:
    """The ids of those who have a ticket."""
    return frozenset(person.id for person in ticket.assignees)


@worked_out
def finishers(ticket: Ticket) -> frozenset[str]:
    """The ids of those who had a ticket when it was finished; of an open one, of those who have it now."""
    done = done_at(ticket)
    then = ticket.as_of(done) if done is not None else ticket
    return holders(then) if then is not None else frozenset()


@worked_out
def given_at(ticket: Ticket) -> Mapping[str | None, datetime]:
    """When a ticket was given to somebody last, by their id."""
    return {e.new: e.at for e in ticket.history if e.field is Field.ASSIGNEE}


@worked_out
def actors(ticket: Ticket) -> Mapping[str, Person]:
    """Everybody who did something on a ticket, by their id, as they were when they did it last."""
    return {e.actor.id: e.actor for e in ticket.history if e.actor is not None}
