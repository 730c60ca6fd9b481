"""Reads folders of CSV files."""

import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from forewarn.connect import Batch, Capabilities, Examination, Listed, Rights
from forewarn.errors import GoneError, MalformedAnswer, TrackerError
from forewarn.model import Person, Ticket, TicketRef
from forewarn_files.cells import ACCOUNT
from forewarn_files.config import TEAM_ONLY, FilesOptions
from forewarn_files.normalize import COMMENTS, EVENTS, TICKETS, Shelf, tickets
from forewarn_files.table import Table, folder_of, folders, must_be_there, parse, read_bytes

_NEEDED = ("id", "title", "created")
"""Columns that tickets.csv must have."""
_STEP = 200
"""Tickets in one batch."""


class FilesReader:
    """The Reader of one folder of containers."""

    def __init__(self, source: str, options: FilesOptions) -> None:
        self._source = source
        self._options = options
        self.capabilities = Capabilities(history=options.history, team_only=TEAM_ONLY, markup="plain")

    def account(self) -> Person:
        """Nobody logs in to a folder: the account is the name under which we write."""
        return ACCOUNT

    def expect(self, wanted: Mapping[str, str | None]) -> None:
        """Nothing can be asked in advance."""

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """Everything whenever one of the files changed, and nothing while none has: the cursor is their digest."""
        digest, shelf = self._open(container)
        if digest == cursor:
            return
        found = list(tickets(shelf))
        if cursor is not None and not found:
            raise MalformedAnswer(
                "it holds no ticket any more",
                place=self._place(container, "tickets.csv"),
                next_step="Export it again; if its tickets are gone for good, take the folder out of the config.",
            )
        last = max(len(found) - 1, 0) // _STEP
        for number in range(last + 1):
            step = tuple(found[number * _STEP : (number + 1) * _STEP])
            # Only the last batch moves the cursor: a fetch that dies before it begins again. Nor does an empty table,
            # so that a cursor says that there were tickets.
            end = digest if number == last and found else None
            yield Batch(step, whole=frozenset(t.id for t in step), cursor=end)

    def present(self, container: str) -> frozenset[str]:
        """Ids of the tickets and milestones in tickets.csv."""
        return frozenset(ticket.id for ticket in self._tickets(container))

    def is_gone(self, ticket: TicketRef) -> bool:
        """Whether tickets.csv holds it no more."""
        return all(known.id != ticket.id for known in self._tickets(ticket.container))

    def containers(self) -> Iterator[Listed]:
        """Every folder with a tickets.csv."""
        return (Listed(name) for name in folders(self._options.path, self._source))

    def examine(self, containers: Sequence[str]) -> Examination:
        """Whether the files can be read, and comments.csv be written. A mistake in a file is named with its line."""
        must_be_there(self._options.path, self._source)
        return Examination(ACCOUNT, tuple(self._rights(container) for container in containers))

    def close(self) -> None:
        """Nothing to give back."""

    def _rights(self, container: str) -> Rights:
        try:
            self._tickets(container)
            folder = folder_of(self._options.path, container, self._source)
        except TrackerError as error:
            problem = f"{error.place}: {error.reason}"
            return Rights(container, read=False, problem=problem, next_step=error.next_step)
        if os.access(folder, os.W_OK):
            return Rights(container, read=True, comment=True, edit_own=True)
        return Rights(
            container,
            read=True,
            comment=False,
            edit_own=False,
            problem=f"comments.csv cannot be written into {folder}",
            next_step="Let the user of the cron job write there, if forewarn is to speak.",
        )

    def _tickets(self, container: str) -> Sequence[Ticket]:
        return tuple(tickets(self._open(container)[1]))

    def _open(self, container: str) -> tuple[str, Shelf]:
        """(digest of the files, their rows). Each file is read once, so that the two always belong together."""
        folder = folder_of(self._options.path, container, self._source)
        contents = {
            name: read_bytes(folder / name, self._place(container, name))
            for name in ("tickets.csv", "events.csv", "comments.csv")
        }
        if contents["tickets.csv"] is None:
            step = f"Put one there; it needs the columns {', '.join(_NEEDED)}."
            raise GoneError(f"the folder {container} has no tickets.csv", place=self._source, next_step=step)
        meant = (self._options.time_zone, sorted(self._options.statuses.items()))
        digest = sha256(repr((contents, meant)).encode()).hexdigest()

        def table(name: str, known: Sequence[str], needed: Sequence[str]) -> Table:
            return parse(contents[name] or b"", self._place(container, name), known, needed)

        return digest, Shelf(
            source=self._source,
            container=container,
            options=self._options,
            tickets=table("tickets.csv", TICKETS, _NEEDED),
            events=None if contents["events.csv"] is None else table("events.csv", EVENTS, ("ticket", "at", "what")),
            comments=Table() if contents["comments.csv"] is None else table("comments.csv", COMMENTS, COMMENTS[:6]),
        )

    def _place(self, container: str, name: str) -> str:
        return f"{self._source}: {container}/{name}"
