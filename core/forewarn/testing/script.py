"""The script of a ticket: one line an event, as a person would tell it.

    Mon 2026-11-09 10:00 Clara opens
    Mon 2026-11-09 10:05 Clara says: When do we see the draft?
    Mon 2026-11-09 11:00 Tom notes: an internal comment
    Tue 2026-11-10 09:00 Tom moves to Doing
    Tue 2026-11-10 09:00 Tom sets due 2026-11-13      (clears due)
    Tue 2026-11-10 09:05 Tom adds item Copy           (label, file, item or link; removes item Copy)
    Wed 2026-11-11 09:00 Tom ticks Copy               (unticks Copy)
    Wed 2026-11-11 09:00 Tom edits c1: new words      (deletes c1)

Clara and Carl are clients, Tom and Tara the team, Robot is a bot, and of Uma nobody knows. `Nobody` is what a tracker
says of a change that was only seen by comparing. The weekday may be left out; where it stands it must be right.
`{50 words}` stands for so many words, always the same.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from forewarn.errors import ConfigError
from forewarn.model import Field, Person, Role, Ticket
from forewarn.testing import builders
from forewarn.testing.builders import Step

_LINE = re.compile(r"(?P<when>(?:\w{3} )?\d{4}-\d\d-\d\d \d\d:\d\d) (?P<who>\w+) (?P<verb>\w+):? ?(?P<rest>.*)")
_MANY = {"label": Field.LABELS, "file": Field.ATTACHMENTS, "item": Field.CHECKLIST, "link": Field.LINKS}
NOBODY = "Nobody"
BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE: Mapping[str, Person] = {
    name: builders.person(name, role)
    for role, names in {
        Role.CLIENT: ("Clara", "Carl"),
        Role.TEAM: ("Tom", "Tara"),
        Role.BOT: ("Robot",),
        Role.UNKNOWN: ("Uma",),
    }.items()
    for name in names
}
"""Who acts in the scripts, by name."""


def instant(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """`Mon 2026-11-09 10:00` in `zone`, as UTC. Raises ValueError when it is none or the weekday is wrong."""
    *weekday, day, hour = text.split()
    at = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=zone)
    if weekday and weekday != [f"{at:%a}"]:
        raise ValueError(f"{day} is a {at:%a}, not a {' '.join(weekday)}")
    return at.astimezone(UTC)


def play(key: str, script: str, zone: ZoneInfo = BERLIN, until: datetime | None = None, **state: Any) -> Ticket:
    """The ticket a script tells of, to the end or as far as `until`; `state` as for `builders.ticket`.

    Raises ConfigError with the line that cannot be read.
    """
    lines = [line.strip() for line in script.splitlines() if line.strip()]
    steps = [_read_line(line, zone) for line in lines]
    return builders.ticket(key, *(step for at, step in steps if until is None or at <= until), **state)


def _read_line(line: str, zone: ZoneInfo) -> tuple[datetime, Step]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise _cannot_read(line, "it is no event", "Write: Mon 2026-11-09 10:00 Clara says: words.")
    who, verb, rest = match["who"], match["verb"], _spell_out(match["rest"])
    if who != NOBODY and who not in PEOPLE:
        raise _cannot_read(line, f"nobody is called {who}", f"Known: {', '.join([*PEOPLE, NOBODY])}.")
    try:
        at = instant(match["when"], zone)
        return at, _VERBS[verb](at, PEOPLE.get(who), rest)
    except KeyError as error:
        verbs = ", ".join(_VERBS)
        raise _cannot_read(line, f"unknown word {error}", f"Verbs: {verbs}. Things: {', '.join(_MANY)}.") from error
    except (ValueError, TypeError) as error:
        raise _cannot_read(line, str(error), "See forewarn.testing.script for the grammar.") from error


def _spell_out(text: str) -> str:
    return re.sub(r"\{(\d+) words\}", lambda m: " ".join(f"word{n}" for n in range(1, int(m[1]) + 1)), text)


def _says(at: datetime, by: Person | None, rest: str) -> Step:
    return builders.said(at, _somebody(by), rest)


def _notes(at: datetime, by: Person | None, rest: str) -> Step:
    return builders.said(at, _somebody(by), rest, public=False)


def _edits(at: datetime, by: Person | None, rest: str) -> Step:
    comment, _, words = rest.partition(": ")
    return builders.edited(at, _somebody(by), comment, words)


def _sets(at: datetime, by: Person | None, rest: str) -> Step:
    field, _, value = rest.partition(" ")
    return builders.changed(at, by, Field(field), value)


def _moves(at: datetime, by: Person | None, rest: str) -> Step:
    return builders.moved(at, by, rest.removeprefix("to "))


def _adds(at: datetime, by: Person | None, rest: str) -> Step:
    thing, _, value = rest.partition(" ")
    return builders.added(at, by, _MANY[thing], value)


def _removes(at: datetime, by: Person | None, rest: str) -> Step:
    thing, _, value = rest.partition(" ")
    return builders.removed(at, by, _MANY[thing], value)


_VERBS: Mapping[str, Callable[[datetime, Person | None, str], Step]] = {
    "opens": lambda at, by, rest: builders.opened(at, by),
    "says": _says,
    "notes": _notes,
    "edits": _edits,
    "deletes": lambda at, by, rest: builders.deleted(at, _somebody(by), rest),
    "sets": _sets,
    "clears": lambda at, by, rest: builders.changed(at, by, Field(rest), None),
    "moves": _moves,
    "adds": _adds,
    "removes": _removes,
    "ticks": lambda at, by, rest: builders.ticked(at, by, rest),
    "unticks": lambda at, by, rest: builders.ticked(at, by, rest, done=False),
}


def _somebody(by: Person | None) -> Person:
    if by is None:
        raise ValueError("nobody cannot write")
    return by


def _cannot_read(line: str, reason: str, next_step: str) -> ConfigError:
    return ConfigError(reason, place=f"script line {line!r}", next_step=next_step)
