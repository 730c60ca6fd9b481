"""A folder of files in which a story plays."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from forewarn.connect.stage import Fault, Request
from forewarn.model import Event, Field, Item, Kind, StatusCategory, Ticket, due_to_text
from forewarn_files.config import WELL_KNOWN
from forewarn_files.normalize import EVENTS, TICKETS

_Cells = dict[str, str]

_COLUMNS = {Field.ASSIGNEE: "assignees"}
"""Where the column of a field is not called like the field."""


class FilesSandbox:
    """Two files a container, written anew whenever somebody acts. There is no network, so that nothing can fail."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._tickets: dict[str, dict[str, _Cells]] = {}
        self._events: dict[str, list[_Cells]] = {}
        self._meanings: dict[str, StatusCategory] = {}
        self._comments = 0
        self._folder = TemporaryDirectory(prefix="forewarn-files-")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._folder.cleanup()

    @property
    def requests(self) -> Sequence[Request]:
        """None, ever."""
        return ()

    def misbehave(self, fault: Fault) -> None:
        """Refused: files do not answer wrongly."""
        raise ValueError("there is no network between us and a folder")

    def options(self) -> dict[str, Any]:
        """Also says what the story's statuses mean, where their names alone do not."""
        odd = {name: meaning for name, meaning in self._meanings.items() if WELL_KNOWN.get(name.casefold()) != meaning}
        return {"path": self._folder.name, "statuses": odd}

    def environ(self) -> dict[str, str]:
        """Nothing is secret."""
        return {}

    def open(self, ticket: Ticket) -> str:
        """See `forewarn.connect.stage.Sandbox.open`."""
        name = ticket.id.removeprefix(f"{ticket.container}/")
        tickets = self._tickets.setdefault(ticket.container, {})
        self._events.setdefault(ticket.container, [])
        if name in tickets:
            raise ValueError(f"a ticket {name!r} is there already")
        tickets[name] = _cells(name, ticket)
        self._meanings[ticket.status] = ticket.category
        self._write(ticket.container)
        return f"{ticket.container}/{name}"

    def play(self, ticket_id: str, event: Event) -> str:
        """See `forewarn.connect.stage.Sandbox.play`."""
        container, _, name = ticket_id.rpartition("/")
        if event.kind in (Kind.EDITED, Kind.DELETED):
            self._revise(container, event)
            made = ""
        else:
            made = self._happen(self._tickets[container][name], container, event)
        self._write(container)
        return made

    def delete(self, ticket_id: str, at: datetime) -> None:
        """See `forewarn.connect.stage.Deleting`."""
        container, _, name = ticket_id.rpartition("/")
        del self._tickets[container][name]
        self._events[container] = [cells for cells in self._events[container] if cells["ticket"] != name]
        self._write(container)

    def move(self, ticket_id: str, container: str, at: datetime) -> str:
        """See `forewarn.connect.stage.Moving`."""
        old, _, name = ticket_id.rpartition("/")
        self._tickets.setdefault(container, {})[name] = self._tickets[old][name]
        moved = [cells for cells in self._events[old] if cells["ticket"] == name]
        self._events.setdefault(container, []).extend(moved)
        self.delete(ticket_id, at)
        self._write(container)
        return f"{container}/{name}"

    def _happen(self, ticket: _Cells, container: str, event: Event) -> str:
        ref = ""
        told = {"old": event.old or "", "new": event.new or ""}
        if event.kind is Kind.COMMENTED:
            self._comments += 1
            ref = f"c{self._comments}"
        elif event.kind is Kind.CHANGED and event.field is not None:
            told = _change(ticket, event.field, _local(event, container))
            for status, category in ((event.old, event.old_category), (event.new, event.category)):
                if category is not None:
                    self._meanings[status or ""] = category
        else:
            ref = _mend_list(ticket, event)
        line = {
            "ticket": ticket["id"],
            "at": event.at.isoformat(),
            "who": event.actor.id if event.actor else "",
            "what": event.kind.value,
            "field": event.field or "",
            "text": event.text,
            "ref": ref,
            "public": "yes" if event.public else "no",
            **told,
        }
        self._events[container].append(line)
        return ref

    def _revise(self, container: str, event: Event) -> None:
        comment = next((c for c in self._events[container] if c["ref"] == event.ref and c["what"] == "commented"), None)
        if comment is None:
            raise ValueError(f"there is no comment {event.ref!r}")
        if event.kind is Kind.DELETED:
            self._events[container].remove(comment)
        else:
            comment |= {"text": event.new or "", "edited": event.at.isoformat()}

    def _write(self, container: str) -> None:
        folder = Path(self._folder.name, container)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "tickets.csv", TICKETS, list(self._tickets[container].values()))
        _write(folder / "events.csv", EVENTS, self._events[container])


def _write(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _cells(name: str, ticket: Ticket) -> _Cells:
    """A line of tickets.csv. ValueError for a value that would read as two."""
    several = {
        "assignees": [person.id for person in ticket.assignees],
        "labels": list(ticket.labels),
        "links": [f"{link.kind} {link.target}" for link in ticket.links],
        "checklist": [_line(item) for item in ticket.checklist],
        "attachments": list(ticket.attachments),
    }
    single = {
        column: str(value or "")
        for column in TICKETS
        if column not in several and (value := getattr(ticket, column, None)) is not False
    }
    return {
        **single,
        **{column: "; ".join(map(_one, values)) for column, values in several.items()},
        "id": name,
        "created": ticket.created.isoformat(),
        "reporter": ticket.reporter.id if ticket.reporter else "",
        "due": due_to_text(ticket.due) or "",
        "declined": "yes" if ticket.declined else "",
        "milestone": (ticket.milestone or "").removeprefix(f"{ticket.container}/"),
        "parent": (ticket.parent or "").removeprefix(f"{ticket.container}/"),
    }


def _local(event: Event, container: str) -> str:
    """The new value as the files write it: ids of tickets without their container."""
    if event.field in (Field.MILESTONE, Field.PARENT):
        return (event.new or "").removeprefix(f"{container}/")
    return event.new or ""


def _change(ticket: _Cells, field: Field, new: str) -> _Cells:
    column = _COLUMNS.get(field, field.value)
    if column not in TICKETS or field in (Field.LABELS, Field.LINKS, Field.CHECKLIST, Field.ATTACHMENTS):
        raise ValueError(f"{field} holds several values: add and remove them")
    old, ticket[column] = ticket[column], new
    return {"old": old, "new": new}


def _mend_list(ticket: _Cells, event: Event) -> str:
    """Add to a cell of several values, remove from it or tick in it; a checklist item's id is its words."""
    if event.field not in (Field.ASSIGNEE, Field.LABELS, Field.LINKS, Field.CHECKLIST, Field.ATTACHMENTS):
        raise ValueError(f"nobody can do this in files: {event.kind} {event.field or ''}")
    column = _COLUMNS.get(event.field, event.field.value)
    words = _one(event.new or event.old or "")
    values = [value for value in ticket[column].split("; ") if value]
    is_item = event.field is Field.CHECKLIST
    shown = {Field.LINKS: f"{event.text} {words}", Field.CHECKLIST: _line(Item(words, words))}.get(event.field, words)
    fits = [value for value in values if (value[4:] if is_item else value) == (words if is_item else shown)]
    if event.kind is Kind.ADDED:
        values.append(shown)
    elif not fits:
        raise ValueError(f"{column} has no {words!r}")
    elif event.kind is Kind.REMOVED:
        values.remove(fits[0])
    else:
        values[values.index(fits[0])] = _line(Item(words, words, done=event.kind is Kind.TICKED))
    ticket[column] = "; ".join(values)
    return words if is_item else ""


def _line(item: Item) -> str:
    return f"[{'x' if item.done else ' '}] {item.text}"


def _one(value: str) -> str:
    if ";" in value:
        raise ValueError(f"a value in a cell of several cannot hold a semicolon: {value!r}")
    return value
