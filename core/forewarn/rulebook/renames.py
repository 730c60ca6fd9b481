"""Names that were given up: what they are called now, and where a file still uses the old ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from forewarn.checks import Check
from forewarn.rulebook.document import At, Document
from forewarn.rulebook.mistakes import model_at
from forewarn.rulebook.packs import is_pack
from forewarn.rulebook.problems import dotted


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a file that works and should still be changed."""

    place: str
    """`file:line`"""
    words: str
    next_step: str


class Notes:
    """Collects notes; one that is found twice counts once. A released pack never changes, so it gets none."""

    def __init__(self) -> None:
        self._found: dict[Note, None] = {}

    def add(self, document: Document, at: At, words: str, next_step: str) -> None:
        """Note something at a place of a file."""
        if not is_pack(document.name):
            self._found[Note(str(document.place(at)), f"{dotted(at)}: {words}", next_step)] = None

    def __iter__(self) -> Iterator[Note]:
        return iter(self._found)


@dataclass(slots=True)
class Renames:
    """The former names of checks and of their options."""

    checks: Mapping[str, type[Check]]
    notes: Notes = field(default_factory=Notes)
    _slugs: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._slugs = {old: slug for slug, check in self.checks.items() for old in check.formerly}
        self._slugs |= {old.partition("/")[2]: new.partition("/")[2] for old, new in self._slugs.items()}

    def check(self, name: str) -> str:
        """The name that a check has now."""
        return self._slugs.get(name, name)

    def rule(self, name: str) -> str:
        """The rule that a name in a file means: `process/date-missed` and `date-missed` are one."""
        return self.check(name).rpartition("/")[2]

    def option(self, check: str, name: str) -> str:
        """The name that an option of a check has now."""
        for slug, kind in self.checks.items():
            if check in (slug, slug.partition("/")[2]):
                return former_names(kind.Options).get(name, name)
        return name

    def tell(self, what: str, old: str, new: str, document: Document, at: At) -> None:
        """Note that a file uses a former name."""
        if old != new:
            self.notes.add(document, at, f"the {what} {old!r} is now called {new!r}", f"Write {new}.")


def former_names(model: type[BaseModel]) -> Mapping[str, str]:
    """By a key's former name, the name it has now. A field tells them: `json_schema_extra={"formerly": ["old"]}`."""
    found = {}
    for name, known in model.model_fields.items():
        extra = known.json_schema_extra
        formerly: Any = extra.get("formerly", []) if isinstance(extra, dict) else []
        found.update(dict.fromkeys(formerly, known.alias or name))
    return found


def note_former_keys(model: type[BaseModel], document: Document, notes: Notes) -> None:
    """Note every key of a file that has another name now; `model` reads the whole file."""
    for at in document.lines:
        owner = model_at(model, at[:-1]) if at else None
        new = former_names(owner).get(str(at[-1])) if owner else None
        if new is not None:
            notes.add(document, at, f"this key is now called {new!r}", f"Write {new}.")


def under_new_names(model: type[BaseModel], given: Any) -> Any:
    """What a file says, with former keys under the names they have now; the new name wins where both stand."""
    names = former_names(model)
    if not isinstance(given, dict) or names.keys().isdisjoint(given):
        return given
    return {**{names[key]: value for key, value in given.items() if key in names},
            **{key: value for key, value in given.items() if key not in names}}  # fmt: skip
