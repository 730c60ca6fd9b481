"""Rows as tickets. Pure; what the columns mean stands here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from forewarn.model import Audience, Event, Field, Kind, Need, Person, StatusCategory, Ticket, due_to_text
from forewarn_files.cells import ACCOUNT, due, instant, item, link, many, maybe_instant, number, person, yes
from forewarn_files.config import DECLINED, FilesOptions
from forewarn_files.table import Row, Table

TICKETS = (
    "id", "title", "created", "key", "url", "description", "type", "status", "declined", "priority", "reporter",
    "assignees", "labels", "due", "estimate", "milestone", "parent", "sprint", "criteria", "reason", "branch",
    "links", "checklist", "attachments",
)  # fmt: skip
"""The columns of tickets.csv: `Ticket` in the model says what each means. Where several values fit, ; parts them."""
EVENTS = ("ticket", "at", "who", "what", "field", "old", "new", "text", "ref", "public", "edited")
"""The columns of events.csv: `Event` in the model says what each means; `what` is its kind, `who` its actor."""
COMMENTS = ("id", "ticket", "at", "marker", "audience", "text", "edited")
"""The columns of comments.csv, which is ours."""

_MANY = frozenset({Field.ASSIGNEE, Field.LABELS, Field.LINKS, Field.CHECKLIST, Field.ATTACHMENTS})
"""Fields that hold several values."""
_TOLD = (Kind.CHANGED, Kind.ADDED, Kind.REMOVED, Kind.TICKED, Kind.UNTICKED, Kind.COMMENTED)
_NEEDS = {"due": Need.DUE, "priority": Need.PRIORITY, "checklist": Need.CHECKLIST, "milestone": Need.MILESTONES}
_PAST = (Need.STATUS_HISTORY, Need.DUE_HISTORY, Need.DESCRIPTION_HISTORY, Need.COMMENTS)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of one container, and what they must be read with."""

    source: str
    container: str
    options: FilesOptions
    tickets: Table
    events: Table | None
    """None where there is no events.csv, so that nothing is known of the past."""
    comments: Table


def tickets(shelf: Shelf) -> Iterator[Ticket]:
    """Every ticket with its history. Raises MalformedAnswer with file and line."""
    _statuses_must_be_known(shelf)
    found: dict[str, Ticket] = {}
    for row in shelf.tickets.rows:
        ticket = _ticket(row, shelf)
        if ticket.id in found:
            raise row.problem(f"a second ticket {row.get('id')!r}", "Give each its own id.")
        found[ticket.id] = ticket
    happened = _happened(shelf, found)
    for ticket in found.values():
        later = sorted(happened.get(ticket.id, ()), key=lambda event: event.at)
        yield replace(ticket, history=(*ticket.history, *later))


def _statuses_must_be_known(shelf: Shelf) -> None:
    """All that nobody knows are named at once: each would cost another try."""
    moves = [row for row in (shelf.events or Table()).rows if row.get("field").casefold() == Field.STATUS]
    named = [(row.get("status"), row) for row in shelf.tickets.rows]
    named += [(row.get(column), row) for row in moves for column in ("old", "new")]
    first = dict(reversed(named))
    unknown = [status for status in dict.fromkeys(s for s, _ in named) if shelf.options.category(status) is None]
    if unknown:
        names = ", ".join(map(repr, unknown))
        what = f"the status {names} means" if len(unknown) == 1 else f"the statuses {names} mean"
        step = f"Say in the config, under 'statuses' of {shelf.source}, whether it is todo, doing or done."
        raise first[unknown[0]].problem(f"nobody has said what {what}", step)


def _happened(shelf: Shelf, known: Mapping[str, Ticket]) -> Mapping[str, list[Event]]:
    """By ticket, what happened to it, in the order of the files."""
    told = [(row, _event(row, shelf)) for row in (shelf.events or Table()).rows]
    ours = [
        (row, _said(row, shelf, row.get("id"), ACCOUNT, row.get("audience") == Audience.CLIENT))
        for row in shelf.comments.rows
    ]
    by_ticket: dict[str, list[Event]] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for row, event in (*told, *ours):
        ticket = known.get(_ident(row.get("ticket"), shelf) or "")
        if ticket is None and event.actor is ACCOUNT:
            continue  # we spoke on a ticket that a later export has no more
        if ticket is None:
            raise row.problem(f"tickets.csv has no ticket {row.get('ticket')!r}", "Add it, or remove this line.")
        if event.at < ticket.created:
            raise row.problem("it happened before the ticket was created", "Correct one of the two instants.")
        seen[ticket.id, event.id] += 1
        count = seen[ticket.id, event.id]
        if count > 1 and event.kind is Kind.COMMENTED:
            raise row.problem(f"a second comment {event.ref!r}", "Give each its own ref.")
        by_ticket.setdefault(ticket.id, []).append(event if count == 1 else replace(event, id=f"{event.id}~{count}"))
    return by_ticket


def _ticket(row: Row, shelf: Shelf) -> Ticket:
    """A line of tickets.csv, with its creation for a history."""
    zone = shelf.options.zone
    reporter = person(row.get("reporter"))
    created = instant(row, "created", zone)
    return Ticket(
        source=shelf.source,
        container=shelf.container,
        id=_ident(row.get("id"), shelf) or "",
        key=row.get("key") or row.get("id"),
        title=row.get("title"),
        created=created,
        url=row.get("url"),
        description=row.get("description"),
        type=row.get("type"),
        status=row.get("status"),
        category=_meaning(row.get("status"), shelf),
        declined=yes(row, "declined", default=row.get("status").casefold() in DECLINED),
        priority=row.get("priority") or None,
        reporter=reporter,
        assignees=tuple(who for name in many(row, "assignees") if (who := person(name))),
        labels=many(row, "labels"),
        due=due(row, "due", zone),
        estimate=number(row, "estimate"),
        milestone=_ident(row.get("milestone"), shelf),
        parent=_ident(row.get("parent"), shelf),
        sprint=row.get("sprint") or None,
        criteria=row.get("criteria"),
        reason=row.get("reason"),
        branch=row.get("branch"),
        links=tuple(map(link, many(row, "links"))),
        checklist=tuple(map(item, many(row, "checklist"))),
        attachments=many(row, "attachments"),
        history=(Event("created", created, Kind.CREATED, reporter, url=row.get("url")),),
        absent=_absent(shelf),
    )


def _event(row: Row, shelf: Shelf) -> Event:
    """A line of events.csv. Its id comes from what it says, so that lines may be added anywhere."""
    kind = _kind(row)
    field = _field(row, kind)
    at = instant(row, "at", shelf.options.zone)
    parts = (kind, field or "", at.isoformat(), *(row.get(column) for column in ("who", "old", "new")))
    digest = sha256("\0".join(parts).encode()).hexdigest()[:16]
    if kind is Kind.COMMENTED:
        return _said(row, shelf, row.get("ref") or digest, person(row.get("who")), yes(row, "public", default=True))
    is_status = field is Field.STATUS
    return Event(
        id=f"{kind}:{digest}",
        at=at,
        kind=kind,
        actor=person(row.get("who")),
        field=field,
        old=_value(row, "old", field, shelf),
        new=_value(row, "new", field, shelf),
        text=row.get("text"),
        ref=row.get("new") or row.get("old") if field is Field.CHECKLIST else "",
        category=_meaning(row.get("new"), shelf) if is_status else None,
        old_category=_meaning(row.get("old"), shelf) if is_status else None,
    )


def _said(row: Row, shelf: Shelf, ref: str, who: Person | None, public: bool) -> Event:
    """A comment, in events.csv or in comments.csv."""
    zone = shelf.options.zone
    return Event(
        id=f"comment:{ref}",
        at=instant(row, "at", zone),
        kind=Kind.COMMENTED,
        actor=who,
        text=row.get("text"),
        ref=ref,
        public=public,
        edited=maybe_instant(row, "edited", zone),
    )


def _kind(row: Row) -> Kind:
    if row.get("what").casefold() not in _TOLD:
        raise row.problem(f"nothing is called {row.get('what')!r}", f"Write one of: {', '.join(_TOLD)}.")
    return Kind(row.get("what").casefold())


def _field(row: Row, kind: Kind) -> Field | None:
    if kind is Kind.COMMENTED:
        return None
    if kind in (Kind.TICKED, Kind.UNTICKED):
        return Field.CHECKLIST
    fits = _MANY if kind in (Kind.ADDED, Kind.REMOVED) else frozenset(Field) - _MANY | {Field.ASSIGNEE}
    name = row.get("field").casefold()
    if name not in fits:
        raise row.problem(f"the field {name!r} cannot be {kind}", f"Write one of: {', '.join(sorted(fits))}.")
    return Field(name)


def _value(row: Row, column: str, field: Field | None, shelf: Shelf) -> str | None:
    """A value as events of the model write it."""
    match field:
        case Field.DUE:
            return due_to_text(due(row, column, shelf.options.zone))
        case Field.ESTIMATE:
            amount = number(row, column)
            return None if amount is None else str(amount)
        case Field.MILESTONE | Field.PARENT:
            return _ident(row.get(column), shelf)
    return row.get(column) or None


def _ident(name: str, shelf: Shelf) -> str | None:
    """The id of a ticket: within a source it must be unlike those of other containers, which may count alike."""
    return f"{shelf.container}/{name}" if name else None


def _meaning(status: str, shelf: Shelf) -> StatusCategory:
    meaning = shelf.options.category(status)
    assert meaning is not None, "unknown ones are refused before"
    return meaning


def _absent(shelf: Shelf) -> Mapping[Need, str]:
    """What these files cannot give, with the reason."""
    absent = {
        need: f"tickets.csv of {shelf.container} has no column {column!r}."
        for column, need in _NEEDS.items()
        if column not in shelf.tickets.columns
    }
    if shelf.events is None:
        absent |= dict.fromkeys(_PAST, f"{shelf.container} has no events.csv, so nothing is known of its past.")
    return absent
