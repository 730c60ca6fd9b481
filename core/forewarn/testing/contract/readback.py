"""Holds what a connector read against the books of what was played."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import unified_diff
from typing import Any

from forewarn.connect import Batch
from forewarn.model import Event, Field, Kind, Person, StatusCategory, Ticket, due_to_text
from forewarn.testing.contract.books import CAST, SEVERAL, TIE, Act, Book

_STORE_MADE = ("seen:", "edited:", "gone:")
"""How ids of events begin that the store writes itself, by comparing."""


def gather(batches: Iterable[Batch], *, from_the_beginning: bool = True) -> dict[str, Ticket]:
    """The tickets of a fetch by id, each with the history that all its batches brought."""
    found: dict[str, Ticket] = {}
    histories: dict[str, dict[str, Event]] = {}
    for batch in batches:
        for ticket in batch.tickets:
            found[ticket.id] = ticket
            known = histories.setdefault(ticket.id, {})
            assert ticket.history == in_order(ticket.history), f"the history of {ticket.key} is not oldest first"
            ids = [event.id for event in ticket.history]
            assert len(set(ids)) == len(ids), f"two events of ticket {ticket.key} share an id: {sorted(ids)}"
            known |= {event.id: event for event in ticket.history}
        for ticket_id, event in batch.events:
            assert not from_the_beginning or ticket_id in found, f"an event came before its ticket {ticket_id}: {event}"
            histories.setdefault(ticket_id, {})[event.id] = event
    return {ident: replace(t, history=in_order(histories[ident].values())) for ident, t in found.items()}


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Oldest first, CREATED first of all."""
    return tuple(sorted(events, key=lambda event: (event.kind is not Kind.CREATED, event.at)))


class Readback:
    """How one connector words what the books say.

    `told` are the fields whose changes it tells; of the others only the state is compared. `companions` are fields in
    which an act on another field may show as well, and `statuses` say what the statuses of the story mean.
    """

    def __init__(
        self,
        told: Collection[Field],
        companions: Collection[Field],
        statuses: Mapping[str, StatusCategory],
        tickets: Iterable[Ticket],
    ) -> None:
        self._told = frozenset(told)
        self._meant = {name: f"{name} ({category})" for name, category in statuses.items()}
        self._companions = frozenset(companions)
        self._names = dict(_names(tickets))

    def history(self, ticket: Ticket, book: Book) -> None:
        """The events are the acts: kind, field, values, instant, person, and whether clients may see it."""
        assert ticket.history[0].kind is Kind.CREATED, f"the history of {ticket.key} does not begin with CREATED"
        acts = [f"{book.created} created by {book.reporter.handle}", *(self._act(act) for act in self._expected(book))]
        events = [f"{ticket.created} created by {self._who(ticket.history[0].actor)}"]
        events += [self._event(event) for event in _folded(self._comparable(ticket, book))]
        same(acts, events, f"history of {ticket.key}")
        for event in ticket.history:
            if event.kind is Kind.COMMENTED and event.edited and event.ref in book.comments:
                edited = book.comments[event.ref].edited or event.at
                assert event.edited == edited, f"{event} says a wrong instant of its edit"

    def comments(self, ticket: Ticket, book: Book) -> None:
        """The comments stand as the books say, edits and deletions included."""
        played = sorted(f"{ref}: {said.text}" for ref, said in book.comments.items())
        same(played, sorted(f"{c.id}: {c.text}" for c in ticket.comments()), f"comments of {ticket.key}")

    def state(self, ticket: Ticket, book: Book) -> None:
        """What stands now is what the last act left, in every field the tracker has a place for."""
        self._same_state(book.now, ticket, book.touched, f"{ticket.key} as it stands")

    def past(self, ticket: Ticket, book: Book) -> None:
        """`as_of` the instant of each act gives what stood then, in the fields whose history is told."""
        assert ticket.as_of(book.created.replace(year=2000)) is None, "it stood before it was created"
        for at, stood in book.stood:
            then = ticket.as_of(at)
            assert then is not None, f"{ticket.key} is not there at {at}, after it was created"
            self._same_state(stood, then, book.touched & self._told, f"{ticket.key} as of {at}")

    def in_steps(self, stored: Ticket, fresh: Ticket) -> None:
        """A ticket that was stored step by step is that of one whole reading: every event once, none besides."""
        gone = {event.ref for event in stored.history if event.kind is Kind.DELETED}
        kept = [e for e in stored.history if not e.id.startswith(_STORE_MADE) and self._is_told(e)]
        kept = [event for event in kept if event.kind is not Kind.COMMENTED or event.ref not in gone]
        told = [event for event in fresh.history if self._is_told(event)]
        same(sorted(e.id for e in told), sorted(e.id for e in kept), f"events of {stored.key}, read in steps")
        one, other = replace(fresh, history=(), absent={}), replace(stored, history=(), absent={})
        same([str(one)], [str(other)], f"{stored.key}, read in steps")

    def _is_told(self, event: Event) -> bool:
        if event.kind in (Kind.TICKED, Kind.UNTICKED):
            return Field.CHECKLIST in self._told
        return event.kind in (Kind.CREATED, Kind.COMMENTED) or event.field in self._told

    def _same_state(self, stood: Mapping[Field, Any], ticket: Ticket, fields: Iterable[Field], what: str) -> None:
        ordered = sorted(fields)
        played = [f"{field}: {self._shown(field, self._meaning(field, stood[field]))}" for field in ordered]
        same(played, [f"{field}: {self._shown(field, self._value(ticket, field))}" for field in ordered], what)

    def _expected(self, book: Book) -> list[Act]:
        stands = [act for act in book.acts if act.kind is not Kind.COMMENTED or act.comment in book.comments]
        return [act for act in stands if act.kind is Kind.COMMENTED or act.field in self._told]

    def _comparable(self, ticket: Ticket, book: Book) -> list[Event]:
        """The events that come from acts we expect to be told."""
        acted = {act.at: act.field for act in book.acts}
        gone = {event.ref for event in ticket.history if event.kind is Kind.DELETED}
        events = []
        for event in ticket.history[1:]:
            field = Field.CHECKLIST if event.kind in (Kind.TICKED, Kind.UNTICKED) else event.field
            is_companion = field in self._companions and acted.get(event.at) is not field
            if event.kind is Kind.COMMENTED and event.ref not in gone:
                events.append(event)
            elif event.kind is not Kind.COMMENTED and self._is_told(event) and not is_companion:
                events.append(replace(event, field=field))
        return events

    def _act(self, act: Act) -> str:
        tie = f"{TIE} " if act.field is Field.LINKS else ""
        old, new = (self._meaning(act.field, value) for value in (act.old, act.new))
        values = f"{tie}{self._shown(act.field, old)} -> {self._shown(act.field, new)}"
        return _line(act.at, act.kind, act.field, values, act.who.handle, act.public, act.comment)

    def _event(self, event: Event) -> str:
        tie = f"{event.text} " if event.field is Field.LINKS else ""
        old, new = event.old, event.new
        if event.field is Field.STATUS:
            old, new = f"{old} ({event.old_category})", f"{new} ({event.category})"
        values = f"{tie}{self._shown(event.field, old)} -> {self._shown(event.field, new)}"
        return _line(event.at, event.kind, event.field, values, self._who(event.actor), event.public, event.ref)

    def _meaning(self, field: Field | None, value: Any) -> Any:
        return self._meant[value] if field is Field.STATUS else value

    def _shown(self, field: Field | None, value: Any) -> str:
        if isinstance(value, frozenset):
            return str(sorted(self._names.get(one, str(one)) for one in value))
        if field is Field.ASSIGNEE and value is not None:
            return self._names.get(value, f"a stranger {value}")
        if field is Field.ESTIMATE and value:
            return f"{float(value):g}"
        return str(value or None)

    def _value(self, ticket: Ticket, field: Field) -> Any:
        match field:
            case Field.ASSIGNEE:
                return frozenset(person.id for person in ticket.assignees)
            case Field.STATUS:
                return f"{ticket.status} ({ticket.category})"
            case Field.DUE:
                return due_to_text(ticket.due)
            case Field.LINKS:
                return frozenset(link.target for link in ticket.links)
            case Field.CHECKLIST:
                return frozenset((item.text, item.done) for item in ticket.checklist)
            case Field.LABELS if field in self._companions:
                return frozenset(ticket.labels) & frozenset(SEVERAL[field])
            case Field.LABELS | Field.ATTACHMENTS:
                return frozenset(getattr(ticket, field))
        return getattr(ticket, field)

    def _who(self, person: Person | None) -> str:
        return "nobody" if person is None else self._names.get(person.id, f"a stranger {person}")


def _names(tickets: Iterable[Ticket]) -> Iterable[tuple[str, str]]:
    """The handles of our people by the ids that the tracker gave them, and by our own."""
    for member in CAST:
        yield member.id, member.handle
    for ticket in tickets:
        for person in (ticket.reporter, *ticket.assignees, *(event.actor for event in ticket.history)):
            for member in CAST if person else ():
                if person and (person.id == member.id or person.handle == member.handle):
                    yield person.id, member.handle


def _folded(events: Sequence[Event]) -> list[Event]:
    """A tracker may tell one change in steps (out of a milestone, into another): the steps share field and instant."""
    folded: list[Event] = []
    for event in events:
        last = folded[-1] if folded else None
        if last and event.kind is last.kind is Kind.CHANGED and (last.at, last.field) == (event.at, event.field):
            folded[-1] = replace(last, new=event.new, category=event.category)
        else:
            folded.append(event)
    return folded


def _line(at: datetime, kind: Kind, field: Field | None, values: str, who: str, public: bool, ref: str) -> str:
    if kind is Kind.COMMENTED:
        return f"{at} {kind} {ref} by {who}{'' if public else ', not public'}"
    return f"{at} {kind} {field}: {values} by {who}"


def same(played: Sequence[str], read: Sequence[str], what: str) -> None:
    """Fails with the difference, line by line."""
    if list(played) != list(read):
        difference = "\n".join(unified_diff(list(played), list(read), "played", "read", lineterm="", n=2))
        raise AssertionError(f"{what}: what was read is not what was played\n{difference}")
