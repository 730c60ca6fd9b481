"""How a ticket looked before something happened to it."""

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from forewarn.model.events import Event, Field, Kind, StatusCategory
from forewarn.model.parts import Item, Link, due_from_text
from forewarn.model.people import Person

if TYPE_CHECKING:
    from forewarn.model.tickets import Ticket


def undo(ticket: "Ticket", state: dict[str, Any], event: Event) -> None:
    """Take `event` back in `state`, which holds the fields that differ from `ticket`."""

    def current(name: str) -> Any:
        return state[name] if name in state else getattr(ticket, name)

    match event.kind, event.field:
        case Kind.CHANGED, Field.STATUS:
            state["status"] = event.old or ""
            # A status deleted since has no meaning any more; in progress claims the least, above all not "done".
            state["category"] = event.old_category or StatusCategory.DOING
            if event.old_category is not StatusCategory.DONE:
                state["declined"] = False
        case Kind.CHANGED, Field.DUE:
            state["due"] = due_from_text(event.old)
        case Kind.CHANGED, Field.ESTIMATE:
            state["estimate"] = float(event.old) if event.old else None
        case Kind.CHANGED, Field.ASSIGNEE:
            state["assignees"] = (Person(event.old, ""),) if event.old else ()
        case Kind.CHANGED, Field.TITLE | Field.DESCRIPTION | Field.TYPE | Field.CRITERIA | Field.REASON:
            state[event.field] = event.old or ""
        case Kind.CHANGED, Field.PRIORITY | Field.MILESTONE | Field.PARENT | Field.SPRINT:
            state[event.field] = event.old
        case ((Kind.ADDED | Kind.REMOVED), Field.LABELS | Field.ATTACHMENTS):
            state[event.field] = _undo_membership(current(event.field), event)
        case ((Kind.ADDED | Kind.REMOVED), Field.ASSIGNEE):
            people: tuple[Person, ...] = current("assignees")
            if event.kind is Kind.ADDED:
                state["assignees"] = tuple(p for p in people if p.id != event.new)
            else:
                state["assignees"] = (*people, Person(event.old or "", ""))
        case ((Kind.ADDED | Kind.REMOVED), Field.LINKS):
            links: tuple[Link, ...] = current("links")
            if event.kind is Kind.ADDED:
                state["links"] = tuple(link for link in links if link.target != event.new)
            else:
                state["links"] = (*links, Link(event.text, event.old or ""))
        case ((Kind.ADDED | Kind.REMOVED), Field.CHECKLIST):
            items: tuple[Item, ...] = current("checklist")
            if event.kind is Kind.ADDED:
                state["checklist"] = tuple(i for i in items if i.id != event.ref)
            else:
                state["checklist"] = (*items, Item(event.ref, event.old or "", done=_was_ticked(ticket, event)))
        case ((Kind.TICKED | Kind.UNTICKED), _):
            state["checklist"] = tuple(
                replace(i, done=event.kind is Kind.UNTICKED) if i.id == event.ref else i for i in current("checklist")
            )
        case _:
            pass


def _was_ticked(ticket: "Ticket", removal: Event) -> bool:
    """Whether a checklist item was ticked when it was removed, as far as the history tells."""
    before = takewhile(lambda event: event is not removal, ticket.history)
    ticks = [event.kind for event in before if event.ref == removal.ref and event.kind in (Kind.TICKED, Kind.UNTICKED)]
    return ticks[-1:] == [Kind.TICKED]


def _undo_membership(values: tuple[str, ...], event: Event) -> tuple[str, ...]:
    if event.kind is Kind.ADDED:
        return tuple(value for value in values if value != event.new)
    return (*values, event.old or "")
