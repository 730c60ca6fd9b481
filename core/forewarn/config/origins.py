"""Every value that counts for an agency, and the line of the file that set it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from forewarn.config.config import Config
from forewarn.config.entries import ConfigFile, SourceEntry
from forewarn.model import Audience
from forewarn.rulebook import Rule
from forewarn.rulebook.document import At, Document, parse, read_file
from forewarn.rulebook.mistakes import model_at
from forewarn.rulebook.problems import dotted
from forewarn.rulebook.renames import former_names
from forewarn.worktime import Hours

DEFAULT = "default"
CHECK = "check"
"""Origins of what no file says: forewarn's own choice, or that of the rule's check."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One value."""

    path: str
    """Keys from the top of its file, with dots between them."""
    value: Any
    """Plain: text, numbers, lists, keys and values. Secrets are references."""
    origin: str
    """`file:line`, or DEFAULT or CHECK."""


def config_values(config: Config) -> Iterator[Shown]:
    """What counts of everything that may stand in the config's own file."""
    document = parse(str(config.path), read_file(Path(config.path)))
    options = {name: type(source.options) for name, source in config.sources.items()}
    yield from _values(ConfigFile, document.data, (), document, options)


def rule_values(config: Config) -> Iterator[Shown]:
    """What counts for each rule, and then, project by project, what is different there."""
    usual = {rule.id: _rule_values(rule) for rule in config.rules.all_rules()}
    for name, values in usual.items():
        yield from (Shown(f"rules.{name}.{key}", *value) for key, value in values.items())
    for project, known in config.projects.items():
        whole = config.rules.every(project, known.client)
        for source in (None, *dict(config.containers[project])):
            there = config.rules.every(project, known.client, source)
            below = {name: _rule_values(rule) for name, rule in whole.items()} if source else usual
            where = f"projects.{project}" + (f".sources.{source}" if source else "")
            for name, rule in there.items():
                for key, value in _rule_values(rule).items():
                    if below[name].get(key) != value:
                        yield Shown(f"{where}.rules.{name}.{key}", *value)


def _values(
    model: type[BaseModel], given: Mapping[str, Any], at: At, document: Document, options: Mapping[str, type[BaseModel]]
) -> Iterator[Shown]:
    former = {new: old for old, new in former_names(model).items() if old in given}
    for name, known in model.model_fields.items():
        key = known.alias or name
        written = former.get(key, key)
        here = (*at, written)
        if written in given:
            yield from _written(model, (key,), given[written], here, document, options)
        else:
            default = known.get_default(call_default_factory=True)
            if isinstance(default, BaseModel):
                yield from _values(type(default), {}, here, document, options)
            else:
                yield Shown(dotted(here), _plain(default), DEFAULT)
    if model is SourceEntry:
        own = {key: value for key, value in given.items() if key not in SourceEntry.model_fields}
        yield from _values(options[str(at[-1])], own, at, document, options)


def _written(
    model: type[BaseModel],
    keys: At,
    value: Any,
    at: At,
    document: Document,
    options: Mapping[str, type[BaseModel]],
) -> Iterator[Shown]:
    """What a file says under some keys of a model, taken apart as far as there are keys of their own."""
    inner = model_at(model, keys)
    if inner is not None and (value is None or isinstance(value, dict)) and not _is_reference(value):
        yield from _values(inner, value or {}, at, document, options)
    elif _has_parts(value) and model_at(model, (*keys, "*")) is not None:
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _written(model, (*keys, "*"), item, (*at, name), document, options)
    else:
        yield Shown(dotted(at), _plain(value), str(document.place(at)))


def _has_parts(value: Any) -> bool:
    """Whether keys of their own may stand in what a file says."""
    if isinstance(value, list):
        return any(isinstance(item, dict) for item in value)
    return isinstance(value, dict) and not _is_reference(value)


def _is_reference(value: Any) -> bool:
    """Whether this is where a secret is kept."""
    return isinstance(value, dict) and len(value) == 1 and value.keys() <= {"env", "file"}


def _rule_values(rule: Rule) -> dict[str, tuple[Any, str]]:
    options = rule.check.options.model_dump(mode="json")
    said = {
        "check": rule.check.slug,
        "enabled": rule.enabled,
        "severity": rule.severity.word,
        "audience": _audience(rule),
        "approval": rule.approval,
        "where": rule.where.source if rule.where else None,
        **{f"options.{name}": options[name] for name in options},
        "texts.team": rule.texts.team,
        "texts.client": rule.texts.client,
        "texts.advice": rule.texts.advice,
    }
    found = {}
    for key, value in said.items():
        written = rule.origin.get(key) or rule.origin.get(key.removeprefix("options."))
        found[key] = (_plain(value), written or CHECK)
    return found


def _audience(rule: Rule) -> str:
    if len(rule.audiences) > 1:
        return "both"
    return "client" if Audience.CLIENT in rule.audiences else "team"


def _plain(value: Any) -> Any:
    match value:
        case Hours():
            return f"{value.start:%H:%M}-{value.end:%H:%M}"
        case Mapping():
            return _plain(value[""]) if [*value] == [""] else {str(key): _plain(item) for key, item in value.items()}
        case frozenset() | set():
            return sorted(_plain(item) for item in value)
        case tuple() | list():
            return [_plain(item) for item in value]
        case str():
            return re.sub(r"://[^/@\s]*@", "://...@", value)  # a name and password in an address
        case None | bool() | int() | float():
            return value
    return str(value)
