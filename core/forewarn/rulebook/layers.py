"""Puts a rules file and everything it extends on top of each other, remembering which line set each value."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from forewarn.checks import Check
from forewarn.errors import ConfigError
from forewarn.rulebook.document import At, Document, parse, read_file
from forewarn.rulebook.entries import OverrideEntry, RulesFile
from forewarn.rulebook.merge import Settings, merged, note_repeats
from forewarn.rulebook.mistakes import Mistake, unknown
from forewarn.rulebook.packs import is_pack, pack_like, read_pack
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.renames import Renames, note_former_keys
from forewarn.rulebook.waived import FileWaiver, waivers_in


@dataclass(frozen=True, slots=True)
class Override:
    """What is different for some projects."""

    entry: OverrideEntry
    document: Document
    at: At
    renames: Renames

    def fits(self, project: str, client: str, source: str | None) -> bool:
        """Whether it is meant for these."""
        wanted = ((self.entry.project, project), (self.entry.client, client), (self.entry.source, source))
        return all(word is None or word == name for word, name in wanted)

    def on(self, rules: Mapping[str, Settings]) -> dict[str, Settings]:
        """`rules` with the difference."""
        known = {name: entry for name, entry in self.entry.rules.items() if self.renames.rule(name) in rules}
        return merged(rules, known, self.document, (*self.at, "rules"), self.renames)


@dataclass(frozen=True, slots=True)
class Layers:
    """The files of one agency, on top of each other."""

    rules: Mapping[str, Settings]
    overrides: tuple[Override, ...]
    renames: Renames
    """With a note on each former name that a file uses, and on each value that says nothing new."""
    waivers: tuple[FileWaiver, ...] = ()


def read_layers(reference: str, checks: Mapping[str, type[Check]], problems: Problems) -> Layers:
    """Everything that `reference` (a path or `pack@version`) says and extends."""
    reading = _Reading(Renames(checks), problems)
    try:
        reading.read(reference, None, ())
    except Mistake as mistake:
        problems.add_error(ConfigError(str(mistake), place=reference, next_step=mistake.next_step))
    except ConfigError as error:
        problems.add_error(error)
    return Layers(reading.rules, tuple(reading.overrides), reading.renames, tuple(reading.waivers))


class _Reading:
    """Follows `extends`, each file once, the extended ones first."""

    def __init__(self, renames: Renames, problems: Problems) -> None:
        self.renames = renames
        self.rules: dict[str, Settings] = {}
        self.overrides: list[Override] = []
        self.waivers: list[FileWaiver] = []
        self._problems = problems
        self._read: set[str] = set()

    def read(self, reference: str, folder: Path | None, chain: tuple[str, ...]) -> None:
        """Mistake or ConfigError when there is nothing to read at `reference`; other mistakes are noted."""
        name = reference if is_pack(reference) or folder is None else str(folder / reference)
        if name in chain:
            raise Mistake(f"{' -> '.join((*chain, name))} goes in a circle", "Take one of them out.")
        if name in self._read:
            return
        text = read_pack(name) if is_pack(name) else _read_file(Path(name))
        self._read.add(name)
        try:
            document = parse(name, text)
        except ConfigError as error:
            self._problems.add_error(error)
            return
        file = self._problems.check(RulesFile, document.data, document) or _rest(document)
        if file is not None:
            self._extend(file, document, (*chain, name))
            self._add(file, document)

    def _extend(self, file: RulesFile, document: Document, chain: tuple[str, ...]) -> None:
        folder = Path(document.name).parent
        for number, reference in enumerate(file.extends):
            try:
                if is_pack(document.name) and not is_pack(reference):
                    raise Mistake("a pack can extend packs only", "Name it with its version, as in web-agency@1.")
                self.read(reference, folder, chain)
            except Mistake as mistake:
                self._problems.add_mistake(document, ("extends", number), mistake)
            except ConfigError as error:
                self._problems.add(document, ("extends", number), f"{error.place}: {error.reason}", error.next_step)

    def _add(self, file: RulesFile, document: Document) -> None:
        for number, entry in enumerate(file.overrides):
            self.overrides.append(Override(entry, document, ("overrides", number), self.renames))
        self.waivers += waivers_in(file.waivers, document)
        below, self.rules = self.rules, merged(self.rules, file.rules, document, ("rules",), self.renames)
        note_former_keys(RulesFile, document, self.renames.notes)
        note_repeats(below, self.rules, self.renames.notes)


def _read_file(path: Path) -> str:
    try:
        return read_file(path)
    except ConfigError as error:
        meant = None if path.exists() else pack_like(path.name)
        if meant is None:
            raise
        raise ConfigError(error.reason, place=error.place, next_step=f"Did you mean the pack {meant}?") from error


def _rest(document: Document) -> RulesFile | None:
    """A file without its wrong values, so that what is left can be looked through in the same pass.

    None where whole rules would be missing from it: then the rest would seem wrong for that alone.
    """
    data = deepcopy(document.data)
    try:
        RulesFile.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            *path, wrong = (step for step in detail["loc"] if step != "[key]")
            if len(path) < 2 or wrong == "check":
                return None
            around: Any = data
            for step in path:
                around = around[step]
            around.pop(wrong, None)
    try:
        return RulesFile.model_validate(data)
    except ValidationError:
        return None


def check_names(layers: Layers, projects: Mapping[str, str], sources: Iterable[str], problems: Problems) -> None:
    """Note every override for something that the config does not name. `projects` gives each project's client."""
    known = {"project": {*projects}, "client": {*projects.values()}, "source": {*sources}}
    for override in layers.overrides:
        for what, names in known.items():
            name = getattr(override.entry, what)
            if name is not None and name not in names:
                problems.add_mistake(override.document, (*override.at, what), unknown(what, name, names))


def check_overridden(layers: Layers, problems: Problems) -> None:
    """Note every override of a rule that nobody has declared."""
    hint = "Declare it under rules first, with enabled: false if only some projects want it."
    for override in layers.overrides:
        for name in override.entry.rules:
            if layers.renames.rule(name) not in layers.rules:
                at = (*override.at, "rules", name)
                problems.add_mistake(override.document, at, unknown("rule", name, layers.rules, hint))
