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

    match event.kind:
        case Kind.CHANGED:
            _unchange(ticket, state, event)
        case Kind.ADDED | Kind.REMOVED:
            _undo_membership(ticket, state, event)
        case Kind.TICKED | Kind.UNTICKED:
            items: tuple[Item, ...] = state.get("checklist", ticket.checklist)
            state["checklist"] = tuple(
                replace(i, done=event.kind is Kind.UNTICKED) if i.id == event.ref else i for i in items
            )
        case _:
            pass


def _unchange(ticket: "Ticket", state: dict[str, Any], event: Event) -> None:
    match event.field:
        case Field.STATUS:
            state["status"] = event.old or ""
            # A status deleted since has no meaning any more; in progress claims the least, above all not "done".
            state["category"] = event.old_category or StatusCategory.DOING
            if event.old_category is not StatusCategory.DONE:
                state["declined"] = False
        case Field.DUE:
            state["due"] = due_from_text(event.old)
        case Field.ESTIMATE:
            state["estimate"] = float(event.old) if event.old else None
        case Field.ASSIGNEE:
            state["assignees"] = (_somebody(ticket, event.old),) if event.old else ()
        case Field.TITLE | Field.DESCRIPTION | Field.TYPE | Field.CRITERIA | Field.REASON:
            state[event.field] = event.old or ""
        case Field.PRIORITY | Field.MILESTONE | Field.PARENT | Field.SPRINT:
            state[event.field] = event.old
        case _:
            pass


def _undo_membership(ticket: "Ticket", state: dict[str, Any], event: Event) -> None:
    came = event.kind is Kind.ADDED
    match event.field:
        case Field.LABELS | Field.ATTACHMENTS:
            values: tuple[str, ...] = state.get(event.field, getattr(ticket, event.field))
            state[event.field] = tuple(v for v in values if v != event.new) if came else (*values, event.old or "")
        case Field.ASSIGNEE:
            people: tuple[Person, ...] = state.get("assignees", ticket.assignees)
            gone = _somebody(ticket, event.old or "")
            state["assignees"] = tuple(p for p in people if p.id != event.new) if came else (*people, gone)
        case Field.LINKS:
            links: tuple[Link, ...] = state.get("links", ticket.links)
            cut = Link(event.text, event.old or "")
            state["links"] = tuple(link for link in links if link.target != event.new) if came else (*links, cut)
        case Field.CHECKLIST:
            items: tuple[Item, ...] = state.get("checklist", ticket.checklist)
            if came:
                state["checklist"] = tuple(i for i in items if i.id != event.ref)
            else:
                state["checklist"] = (*items, Item(event.ref, event.old or "", done=_was_ticked(ticket, event)))
        case _:
            pass


def _somebody(ticket: "Ticket", ident: str) -> Person:
    """Who is meant by an id, with the name and the side that the ticket knows of them, if it does."""
    actors = (event.actor for event in reversed(ticket.history))
    known = (person for person in (*ticket.assignees, *actors, ticket.reporter) if person and person.id == ident)
    return next(known, Person(ident, ""))


def _was_ticked(ticket: "Ticket", removal: Event) -> bool:
    """Whether a checklist item was ticked when it was removed, as far as the history tells."""
    before = takewhile(lambda event: event is not removal, ticket.history)
    ticks = [event.kind for event in before if event.ref == removal.ref and event.kind in (Kind.TICKED, Kind.UNTICKED)]
    return ticks[-1:] == [Kind.TICKED]
