"""Writes comments.csv, the one file of the folder that is ours.

What the folder was exported from never hears of it. That is the point: with `--apply` people see what would be said
over days and weeks, edited and closed as it would be on a tracker, and nobody else is told. Their own files are left
as they are, so that a new export may overwrite them and our comments outlive it.
"""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from forewarn.connect import Patience, Posted
from forewarn.errors import GoneError
from forewarn.model import Audience, TicketRef
from forewarn_files.cells import instant
from forewarn_files.config import FilesOptions
from forewarn_files.normalize import COMMENTS, TICKETS
from forewarn_files.table import Row, cannot, folder_of, parse, read_bytes


class FilesSpeaker:
    """The Speaker of one folder of containers."""

    def __init__(self, source: str, options: FilesOptions, patience: Patience) -> None:
        self._source = source
        self._options = options
        self._now = patience.now

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        """Our comments on a ticket, oldest first; every line of comments.csv is ours."""
        ours = (row for row in self._rows(ticket) if row.get("ticket") == _name(ticket))
        return tuple(self._posted(row) for row in ours if marker in (None, row.get("marker")))

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        """One more line; its column `audience` keeps what is for the team from the client."""
        self._must_be_there(ticket)
        cells = {
            "id": uuid4().hex[:12],
            "ticket": _name(ticket),
            "at": self._now().isoformat(),
            "marker": marker,
            "audience": audience.value,
            "text": body,
        }
        self._write(ticket, [*(row.cells for row in self._rows(ticket)), cells])
        return self._posted(Row(self._place(ticket), cells))

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        """New words in a line of ours. GoneError when somebody removed it."""
        rows = [dict(row.cells) for row in self._rows(ticket)]
        edited = next((cells for cells in rows if cells["id"] == comment), None)
        if edited is None:
            raise GoneError(f"comment {comment} is not there", place=self._place(ticket))
        edited |= {"text": body, "marker": marker, "edited": self._now().isoformat()}
        self._write(ticket, rows)
        return self._posted(Row(self._place(ticket), edited))

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        """Remove a line of ours."""
        self._write(ticket, [row.cells for row in self._rows(ticket) if row.get("id") != comment])

    def close(self) -> None:
        """Nothing to give back."""

    def _must_be_there(self, ticket: TicketRef) -> None:
        place = self._place(ticket, "tickets.csv")
        data = read_bytes(self._file(ticket, "tickets.csv"), place) or b""
        if all(row.get("id") != _name(ticket) for row in parse(data, place, TICKETS, ("id",)).rows):
            raise GoneError(f"ticket {ticket.key} is not there", place=place)

    def _rows(self, ticket: TicketRef) -> Sequence[Row]:
        data = read_bytes(self._file(ticket), self._place(ticket))
        return () if data is None else parse(data, self._place(ticket), COMMENTS, COMMENTS[:6]).rows

    def _write(self, ticket: TicketRef, rows: Sequence[Mapping[str, str]]) -> None:
        """The whole file anew, put in place in one step: after a crash it is either the old one or the new one."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COMMENTS)
        writer.writeheader()
        writer.writerows(rows)
        path = self._file(ticket)
        fresh = path.with_suffix(".csv.new")
        try:
            with fresh.open("wb") as file:
                file.write(text.getvalue().encode())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            raise cannot("write", error, self._place(ticket)) from None

    def _posted(self, row: Row) -> Posted:
        if row.get("audience") not in list(Audience):
            raise row.problem(f"nobody is called {row.get('audience')!r}", f"Write {' or '.join(Audience)}.")
        at = instant(row, "at", self._options.zone)
        return Posted(row.get("id"), row.get("marker"), row.get("text"), Audience(row.get("audience")), at)

    def _file(self, ticket: TicketRef, name: str = "comments.csv") -> Path:
        return folder_of(self._options.path, ticket.container, self._source) / name

    def _place(self, ticket: TicketRef, name: str = "comments.csv") -> str:
        return f"{self._source}: {ticket.container}/{name}"


def _name(ticket: TicketRef) -> str:
    """The ticket's id as the files write it."""
    return ticket.id.removeprefix(f"{ticket.container}/")
