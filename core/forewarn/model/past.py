"""How a ticket looked before something happened to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from forewarn.model.events import Event, Field, Kind, StatusCategory
from forewarn.model.parts import Item, Link, due_from_text
from forewarn.model.people import Person

GATHERED = ("assignees", "labels", "links", "checklist", "attachments")
"""The fields that hold several values, of which an event adds or removes one."""


@dataclass(frozen=True, slots=True)
class Past:
    """The way back through a ticket's history, from one event to the one before it."""

    state: dict[str, Any]
    """The fields that look different back there, and all that are `GATHERED`."""
    history: Sequence[Event]
    who: Callable[[str], Person]
    """Who is meant by an id."""

    def undo(self, event: Event) -> None:
        """Take an event back; all later ones have been before."""
        state = self.state
        match event.kind:
            case Kind.CHANGED:
                self._unchange(event)
            case Kind.ADDED | Kind.REMOVED:
                self._undo_membership(event)
            case Kind.TICKED | Kind.UNTICKED:
                was = event.kind is Kind.UNTICKED
                state["checklist"] = tuple(replace(i, done=was) if i.id == event.ref else i for i in state["checklist"])
            case _:
                pass

    def _unchange(self, event: Event) -> None:
        state = self.state
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
                state["assignees"] = (self.who(event.old),) if event.old else ()
            case Field.TITLE | Field.DESCRIPTION | Field.TYPE | Field.CRITERIA | Field.REASON:
                state[event.field] = event.old or ""
            case Field.PRIORITY | Field.MILESTONE | Field.PARENT | Field.SPRINT:
                state[event.field] = event.old
            case _:
                pass

    def _undo_membership(self, event: Event) -> None:
        state, came = self.state, event.kind is Kind.ADDED
        match event.field:
            case Field.LABELS | Field.ATTACHMENTS:
                values: tuple[str, ...] = state[event.field]
                state[event.field] = tuple(v for v in values if v != event.new) if came else (*values, event.old or "")
            case Field.ASSIGNEE:
                people: tuple[Person, ...] = state["assignees"]
                others = tuple(person for person in people if person.id != event.new)
                state["assignees"] = others if came else (*people, self.who(event.old or ""))
            case Field.LINKS:
                links: tuple[Link, ...] = state["links"]
                cut = Link(event.text, event.old or "")
                state["links"] = tuple(link for link in links if link.target != event.new) if came else (*links, cut)
            case Field.CHECKLIST:
                items: tuple[Item, ...] = state["checklist"]
                gone = Item(event.ref, event.old or "", done=not came and self._was_ticked(event))
                state["checklist"] = tuple(i for i in items if i.id != event.ref) if came else (*items, gone)
            case _:
                pass

    def _was_ticked(self, removal: Event) -> bool:
        """Whether a checklist item was ticked when it was removed, as far as the history tells."""
        before = takewhile(lambda event: event is not removal, self.history)
        ticks = [e.kind for e in before if e.ref == removal.ref and e.kind in (Kind.TICKED, Kind.UNTICKED)]
        return ticks[-1:] == [Kind.TICKED]
