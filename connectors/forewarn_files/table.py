"""CSV files as rows that know their file and line. The only place that reads the folder."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR

from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, TrackerError, UnavailableError


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file."""

    place: str
    """File and line, for messages."""
    cells: Mapping[str, str]
    """By column; columns that are missing or empty are left out."""

    def get(self, column: str) -> str:
        """The cell, empty when it is missing."""
        return self.cells.get(column, "")

    def problem(self, reason: str, next_step: str) -> MalformedAnswer:
        """The error to raise about this line."""
        return MalformedAnswer(reason, place=self.place, next_step=next_step)


@dataclass(frozen=True, slots=True)
class Table:
    """A file, its lines checked against the columns it may have."""

    columns: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()


def read_bytes(path: Path, place: str) -> bytes | None:
    """What stands in a file; None when there is none. Raises TrackerError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot("read", error, place) from None


def cannot(what: str, error: OSError, place: str) -> TrackerError:
    """The typed error for a file that the system does not let us read or write."""
    if isinstance(error, PermissionError):
        step = f"Let the user of the cron job {what} it."
        return PermissionDenied(f"this user may not {what} it", place=place, next_step=step)
    return UnavailableError(f"it cannot be {what}: {error.strerror}", place=place, next_step="Check the disk.")


def parse(data: bytes, place: str, known: Collection[str], needed: Collection[str]) -> Table:
    """The rows of a CSV file in UTF-8. Raises MalformedAnswer with file and line.

    Separated by whichever of comma, semicolon and tab its first line has most of, since spreadsheets differ.
    """
    try:
        text = data.decode("utf-8-sig").replace("\0", "")  # which no database can hold
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise MalformedAnswer("it is not UTF-8", place=f"{place}:{line}", next_step="Export it as UTF-8.") from None
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    columns = [name.strip().casefold() for name in _next(lines, f"{place}:1") or ()]
    first = Row(f"{place}:1", {})
    for name in columns:
        if name not in known or columns.count(name) > 1:
            what = "unknown" if name not in known else "second"
            raise first.problem(f"{what} column {name!r}", f"Known: {', '.join(known)}. Rename it or leave it out.")
    for name in needed:
        if name not in columns:
            raise first.problem(f"there is no column {name!r}", f"It needs at least: {', '.join(needed)}.")
    return Table(frozenset(columns), tuple(_rows(lines, columns, place, needed)))


def _rows(lines: Iterator[list[str]], columns: list[str], place: str, needed: Collection[str]) -> Iterator[Row]:
    start = 2
    while True:
        at = f"{place}:{start}"
        values = _next(lines, at)
        if values is None:
            return
        start += 1 + sum(value.count("\n") for value in values)
        row = Row(at, {name: cell for name, value in zip(columns, values, strict=False) if (cell := value.strip())})
        if len(values) > len(columns):
            raise row.problem(f"{len(values)} cells under {len(columns)} columns", "Quote cells that hold a separator.")
        for name in needed if row.cells else ():
            if name not in row.cells:
                raise row.problem(f"the column {name!r} is empty", "Fill it in.")
        if row.cells:
            yield row


def _next(lines: Iterator[list[str]], at: str) -> list[str] | None:
    """The next line; None after the last one."""
    try:
        return next(lines, None)
    except csv.Error as error:
        raise MalformedAnswer(f"it is no CSV ({error})", place=at, next_step="Check the quotes.") from None


def _is_folder(path: Path, place: str) -> bool:
    """Whether it is there and a folder. Raises TrackerError where we may not look, which tells neither."""
    try:
        return S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise cannot("read", error, place) from None


def must_be_there(path: Path, source: str) -> None:
    """Raises UnavailableError without the folder of all containers: it may not be mounted, which is no deletion."""
    if not _is_folder(path, source):
        raise UnavailableError(f"the folder {path} is not there", place=source, next_step="Check 'path' in the config.")


def folders(path: Path, source: str) -> list[str]:
    """The names of the folders in `path` that hold tickets, in order. Raises as `must_be_there`."""
    must_be_there(path, source)
    try:
        return sorted(folder.name for folder in path.iterdir() if (folder / "tickets.csv").is_file())
    except OSError as error:
        raise cannot("read", error, source) from None


def folder_of(path: Path, container: str, source: str) -> Path:
    """The folder of a container. Raises GoneError, naming it, when it is not there, and as `must_be_there`."""
    must_be_there(path, source)
    folder = path / container
    if not _is_folder(folder, f"{source}: {container}") or not folder.resolve().is_relative_to(path.resolve()):
        step = f"Check its name in the config; it has to be a folder in {path}."
        raise GoneError(f"there is no folder {container!r}", place=source, next_step=step)
    return folder
