"""Build people, calendars, projects and tickets for tests, saying only what matters.

A ticket is played: each step looks at what stands, changes it and writes the event a tracker would tell, so history
and state always agree.

    clara, tom = person("Clara", Role.CLIENT), person("Tom")
    ticket("A-1", opened(monday, clara), said(monday + hour, tom, "We'll send it by Friday"), due="2026-11-13")
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from forewarn.facts.project import Project
from forewarn.model import (
    Event,
    Field,
    Item,
    Kind,
    Link,
    Person,
    Role,
    StatusCategory,
    Ticket,
    due_from_text,
    due_to_text,
)
from forewarn.worktime import Calendar, Hours

Step = Callable[[Ticket], Ticket]
"""Something that happens to a ticket: a new ticket with the event at the end of its history."""

_CATEGORIES = {
    "backlog": StatusCategory.TODO,
    "to do": StatusCategory.TODO,
    "doing": StatusCategory.DOING,
    "review": StatusCategory.DOING,
    "done": StatusCategory.DONE,
    "closed": StatusCategory.DONE,
    "declined": StatusCategory.DONE,
}
"""What the statuses of played tickets mean; any other is work in progress."""


def person(name: str, role: Role = Role.TEAM) -> Person:
    """Somebody whose id and handle are their name in small letters."""
    return Person(name.casefold(), name, role, handle=name.casefold())


def calendar(
    name: str = "agency",
    zone: str = "Europe/Berlin",
    start: time = time(9),
    end: time = time(17, 30),
    *,
    country: str | None = None,
    closed: Mapping[date, str] = MappingProxyType({}),
) -> Calendar:
    """Monday to Friday, by default from 9:00 to 17:30 in Berlin without holidays."""
    week = {weekday: Hours(start, end) for weekday in range(5)}
    return Calendar(name, ZoneInfo(zone), week, country=country, closed=closed)


def project(**facts: Any) -> Project:
    """A project whose client sees the source `site`; any field of `Project` may be given."""
    usual: dict[str, Any] = {
        "name": "Shop",
        "client": "ACME",
        "agency_calendar": calendar(),
        "client_calendar": calendar("client"),
        "visible_sources": frozenset({"site"}),
    }
    return Project(**usual | facts)


def ticket(key: str, *steps: Step, source: str = "site", visible: bool = True, **state: Any) -> Ticket:
    """Play `steps` (the first is `opened`) on a ticket; `state` is what it looked like when it was opened.

    Where the client cannot see it (`visible`), no event is public.
    """
    if isinstance(state.get("due"), str):
        state["due"] = due_from_text(state["due"])
    born = datetime.max.replace(tzinfo=UTC)
    usual: dict[str, Any] = {"title": key, "status": "To do", "created": born}
    played = Ticket(source, "shop", key, key, **usual | state)
    for step in steps:
        played = step(played)
    if not visible:
        played = replace(played, history=tuple(replace(event, public=False) for event in played.history))
    return played


def opened(at: datetime, by: Person | None) -> Step:
    """The ticket is created."""

    def step(ticket: Ticket) -> Ticket:
        return _then(replace(ticket, created=at, reporter=by), Kind.CREATED, at, by)

    return step


def said(at: datetime, by: Person, text: str, *, public: bool = True) -> Step:
    """A comment; comments are called c1, c2 and so on."""

    def step(ticket: Ticket) -> Ticket:
        number = sum(event.kind is Kind.COMMENTED for event in ticket.history) + 1
        return _then(ticket, Kind.COMMENTED, at, by, ref=f"c{number}", text=text, public=public)

    return step


def edited(at: datetime, by: Person, comment: str, text: str) -> Step:
    """A comment gets new words."""

    def step(ticket: Ticket) -> Ticket:
        old = next(c.text for c in ticket.comments() if c.id == comment)
        return _then(ticket, Kind.EDITED, at, by, ref=comment, old=old, new=text)

    return step


def deleted(at: datetime, by: Person, comment: str) -> Step:
    """A comment goes away."""
    return lambda ticket: _then(ticket, Kind.DELETED, at, by, ref=comment)


def moved(at: datetime, by: Person | None, status: str) -> Step:
    """A new status; `Done` and `Closed` finish the work, `Declined` ends it undelivered."""
    category = _CATEGORIES.get(status.casefold(), StatusCategory.DOING)
    declined = status.casefold() == "declined"

    def step(ticket: Ticket) -> Ticket:
        after = replace(ticket, status=status, category=category, declined=declined)
        what = {"old": ticket.status, "new": status, "category": category, "old_category": ticket.category}
        return _then(after, Kind.CHANGED, at, by, field=Field.STATUS, **what)

    return step


def changed(at: datetime, by: Person | None, field: Field, value: str | None) -> Step:
    """A field with one value gets a new one, as events write it; None empties it."""

    def step(ticket: Ticket) -> Ticket:
        old, new = _read(ticket, field), value
        return _then(_write(ticket, field, value), Kind.CHANGED, at, by, field=field, old=old, new=new)

    return step


def added(at: datetime, by: Person | None, field: Field, value: str) -> Step:
    """A label, file, checklist item or link (`split from A-2`) comes; an item's id is its text."""

    def step(ticket: Ticket) -> Ticket:
        if field is Field.LINKS:
            kind, _, target = value.rpartition(" ")
            after = replace(ticket, links=(*ticket.links, Link(kind, target)))
            return _then(after, Kind.ADDED, at, by, field=field, new=target, text=kind)
        if field is Field.CHECKLIST:
            after = replace(ticket, checklist=(*ticket.checklist, Item(value, value)))
            return _then(after, Kind.ADDED, at, by, field=field, new=value, ref=value)
        after = _with(ticket, field, (*getattr(ticket, field), value))
        return _then(after, Kind.ADDED, at, by, field=field, new=value)

    return step


def removed(at: datetime, by: Person | None, field: Field, value: str) -> Step:
    """A label, file, checklist item or link goes."""

    def step(ticket: Ticket) -> Ticket:
        kind, _, target = value.rpartition(" ")
        gone: dict[Field, Any] = {Field.LINKS: Link(kind, target), Field.CHECKLIST: Item(value, value)}
        left = tuple(one for one in getattr(ticket, field) if one != gone.get(field, value))
        what = {Field.LINKS: {"old": target, "text": kind}, Field.CHECKLIST: {"old": value, "ref": value}}
        return _then(_with(ticket, field, left), Kind.REMOVED, at, by, field=field, **what.get(field, {"old": value}))

    return step


def ticked(at: datetime, by: Person | None, item: str, *, done: bool = True) -> Step:
    """A checklist item is ticked, or unticked."""

    def step(ticket: Ticket) -> Ticket:
        items = tuple(replace(i, done=done) if i.id == item else i for i in ticket.checklist)
        kind = Kind.TICKED if done else Kind.UNTICKED
        return _then(replace(ticket, checklist=items), kind, at, by, field=Field.CHECKLIST, ref=item, new=item)

    return step


def _then(ticket: Ticket, kind: Kind, at: datetime, by: Person | None, **what: Any) -> Ticket:
    number = len(ticket.history) + 1
    event = Event(f"{ticket.key}.{number}", at, kind, by, url=f"https://tracker.example/{ticket.key}/{number}", **what)
    return replace(ticket, history=(*ticket.history, event))


def _read(ticket: Ticket, field: Field) -> str | None:
    match field:
        case Field.DUE:
            return due_to_text(ticket.due)
        case Field.ESTIMATE:
            return f"{ticket.estimate:g}" if ticket.estimate is not None else None
        case Field.ASSIGNEE:
            return ticket.assignees[0].id if ticket.assignees else None
        case _:
            return getattr(ticket, field) or None


def _write(ticket: Ticket, field: Field, value: str | None) -> Ticket:
    match field:
        case Field.DUE:
            return _with(ticket, field, due_from_text(value))
        case Field.ESTIMATE:
            return _with(ticket, field, float(value) if value else None)
        case Field.ASSIGNEE:
            return replace(ticket, assignees=(Person(value, ""),) if value else ())
        case Field.TITLE | Field.DESCRIPTION | Field.TYPE | Field.CRITERIA | Field.REASON:
            return _with(ticket, field, value or "")
        case _:
            return _with(ticket, field, value)


def _with(ticket: Ticket, field: Field, value: Any) -> Ticket:
    state: dict[str, Any] = {field.value: value}
    return replace(ticket, **state)
