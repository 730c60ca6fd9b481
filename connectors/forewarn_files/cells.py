"""What one cell says. Raises MalformedAnswer with file and line for what cannot be read."""

from datetime import UTC, datetime
from math import isfinite, nan
from zoneinfo import ZoneInfo

from forewarn.model import Due, Item, Link, Person, Role, due_from_text
from forewarn_files.table import Row

ACCOUNT = Person("forewarn", "forewarn", Role.BOT, "forewarn")
"""Who writes comments.csv."""


def instant(row: Row, column: str, zone: ZoneInfo | None) -> datetime:
    """ISO, in `zone` where it has no offset."""
    try:
        value = datetime.fromisoformat(row.get(column))
        if value.tzinfo is None and zone is None:
            step = "Write the offset, as in 2026-11-30T09:30+01:00, or set 'time_zone' in the config."
            raise row.problem(f"{column}: {row.get(column)!r} has no offset", step)
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # some programs write the first instant of all where there is none
        raise row.problem(f"{column}: {row.get(column)!r} is no instant", "Write 2026-11-30T09:30+01:00.") from None


def maybe_instant(row: Row, column: str, zone: ZoneInfo | None) -> datetime | None:
    """None where the cell is empty."""
    return instant(row, column, zone) if row.get(column) else None


def due(row: Row, column: str, zone: ZoneInfo | None) -> Due | None:
    """A day, or an instant."""
    text = row.get(column)
    if len(text) > len("2026-11-30"):
        return instant(row, column, zone)
    try:
        return due_from_text(text)
    except ValueError:
        raise row.problem(f"{column}: {text!r} is no date", "Write 2026-11-30.") from None


def number(row: Row, column: str) -> float | None:
    """A decimal number."""
    text = row.get(column)
    try:
        value = float(text) if text else None
    except ValueError:
        value = nan
    if value is not None and not isfinite(value):
        raise row.problem(f"{column}: {text!r} is no number", "Write it as 1.5.")
    return value


def yes(row: Row, column: str, *, default: bool) -> bool:
    """`yes` or `no`."""
    word = row.get(column).casefold()
    if word not in ("", "yes", "no", "true", "false"):
        raise row.problem(f"{column}: {word!r} is neither yes nor no", "Write yes or no.")
    return word in ("yes", "true") if word else default


def many(row: Row, column: str) -> tuple[str, ...]:
    """Several values with ; between them."""
    return tuple(part for value in row.get(column).split(";") if (part := value.strip()))


def person(name: str) -> Person | None:
    """Somebody, all of whom is one word; an e-mail address serves the config's rules for domains."""
    if name == ACCOUNT.id:
        return ACCOUNT
    return Person(name, name, handle=name, email=name if "@" in name else "") if name else None


def link(text: str) -> Link:
    """`blocks ACME-7`"""
    kind, _, target = text.rpartition(" ")
    return Link(kind, target)


def item(text: str) -> Item:
    """`[x] Copy` is done, `[ ] Copy` and `Copy` are not. Its words are its id."""
    mark, words = (text[:3].casefold(), text[3:].strip()) if text[:1] == "[" else ("", text)
    return Item(words, words, done=mark == "[x]")
