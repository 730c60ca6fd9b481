"""Puts a rules file and everything it extends on top of each other, remembering which line set each value."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from forewarn.errors import ConfigError
from forewarn.rulebook.document import At, Document, Place, parse, read_file
from forewarn.rulebook.entries import OverrideEntry, RuleEntry, RulesFile
from forewarn.rulebook.mistakes import Mistake, unknown
from forewarn.rulebook.packs import is_pack, read_pack
from forewarn.rulebook.problems import Problems


@dataclass(frozen=True, slots=True)
class Setting:
    """One value, and the place in a file that gave it."""

    value: Any
    document: Document
    at: At
    adds: bool = False
    """Added to the list before it instead of replacing it."""

    @property
    def place(self) -> Place:
        """The line that gave it."""
        return self.document.place(self.at)


Settings = Mapping[str, tuple[Setting, ...]]
"""What the files say of one rule, by key (`severity`, `options.grace_days`): the value that stands, then those that
are added to it. The key `id` holds the line that names the rule."""


@dataclass(frozen=True, slots=True)
class Override:
    """What is different for some projects."""

    entry: OverrideEntry
    document: Document
    at: At

    def fits(self, project: str, client: str, source: str | None) -> bool:
        """Whether it is meant for these."""
        wanted = ((self.entry.project, project), (self.entry.client, client), (self.entry.source, source))
        return all(word is None or word == name for word, name in wanted)

    def on(self, rules: Mapping[str, Settings]) -> dict[str, Settings]:
        """`rules` with the difference."""
        known = {name: entry for name, entry in self.entry.rules.items() if _rule(name) in rules}
        return _merged(rules, known, self.document, (*self.at, "rules"))


@dataclass(frozen=True, slots=True)
class Layers:
    """The files of one agency, on top of each other."""

    rules: Mapping[str, Settings]
    overrides: tuple[Override, ...]


def read_layers(reference: str, problems: Problems) -> Layers:
    """Everything that `reference` (a path or `pack@version`) says and extends."""
    reading = _Reading(problems)
    try:
        reading.read(reference, None, ())
    except Mistake as mistake:
        problems.add_error(ConfigError(str(mistake), place=reference, next_step=mistake.next_step))
    except ConfigError as error:
        problems.add_error(error)
    return Layers(reading.rules, tuple(reading.overrides))


class _Reading:
    """Follows `extends`, each file once, the extended ones first."""

    def __init__(self, problems: Problems) -> None:
        self.rules: dict[str, Settings] = {}
        self.overrides: list[Override] = []
        self._problems = problems
        self._read: set[str] = set()

    def read(self, reference: str, folder: Path | None, chain: tuple[str, ...]) -> None:
        """Mistake or ConfigError when there is nothing to read at `reference`; other mistakes are noted."""
        name = reference if is_pack(reference) or folder is None else str(folder / reference)
        if name in chain:
            raise Mistake(f"{' -> '.join((*chain, name))} goes in a circle", "Take one of them out.")
        if name in self._read:
            return
        text = read_pack(name) if is_pack(name) else read_file(Path(name))
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
            self.overrides.append(Override(entry, document, ("overrides", number)))
        self.rules = _merged(self.rules, file.rules, document, ("rules",))


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
            if _rule(name) not in layers.rules:
                at = (*override.at, "rules", name)
                problems.add_mistake(override.document, at, unknown("rule", name, layers.rules, hint))


def _rule(name: str) -> str:
    """The rule that a name means: `process/date-missed` and `date-missed` are one."""
    return name.rpartition("/")[2]


def _merged(
    below: Mapping[str, Settings], rules: Mapping[str, RuleEntry], document: Document, at: At
) -> dict[str, Settings]:
    merged = dict(below)
    for name, entry in rules.items():
        rule, here = _rule(name), (*at, name)
        settings = dict(merged.get(rule, {}))
        settings.setdefault("id", (Setting(rule, document, here),))
        if rule != name:
            settings["check"] = (Setting(name, document, here),)
        for key, setting in _said(entry, document, here):
            settings[key] = (*settings.get(key, ()), setting) if setting.adds else (setting,)
        merged[rule] = settings
    return merged


def _said(entry: RuleEntry, document: Document, at: At) -> list[tuple[str, Setting]]:
    """What one file says of one rule, key by key."""
    plain = sorted(entry.model_fields_set - {"options", "texts"})
    said = [(key, Setting(getattr(entry, key), document, (*at, key))) for key in plain]
    texts = sorted(entry.texts.model_fields_set)
    said += [(f"texts.{key}", Setting(getattr(entry.texts, key), document, (*at, "texts", key))) for key in texts]
    for key, value in entry.options.items():
        setting = Setting(value, document, (*at, "options", key), adds=key.startswith("+"))
        said.append((f"options.{key.removeprefix('+')}", setting))
    return said
