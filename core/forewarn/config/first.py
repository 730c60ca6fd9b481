"""A first config, written from what somebody answered."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from forewarn.connect import ASKED, Secret
from forewarn.rulebook.mistakes import Mistake

_BARE = re.compile(r"[^\W\d_](?:[\w/.@+-]|:(?=\S))*( [\w/.-]+)*")
"""What YAML reads as text without quotes, as long as it is no word with a meaning of its own."""
_MEANING = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


@dataclass(frozen=True, slots=True)
class FirstSource:
    """A tracker."""

    connector: str
    client_visible: bool
    keys: Mapping[str, Any]
    """The connector's own."""


@dataclass(slots=True)
class FirstConfig:
    """What a config needs to begin."""

    agency: str
    language: str
    time_zone: str
    holidays: str
    """Empty for none."""
    sources: dict[str, FirstSource] = field(default_factory=dict)
    projects: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By client, the containers of each source; each client is one project."""
    team: Sequence[str] = ()
    clients: Sequence[str] = ()
    """Their people."""

    @property
    def variables(self) -> list[str]:
        """The environment variables that hold its secrets."""
        values = (value for source in self.sources.values() for value in source.keys.values())
        return [value["env"] for value in values if isinstance(value, Mapping)]

    def text(self) -> str:
        """The file."""
        return "\n".join([_HEAD, *self._lines()]) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from ("agency:", f"  name: {_scalar(self.agency)}", "  calendar: office")
        yield from (f"  language: {_scalar(self.language)}", "", "rules: web-agency@1  # what is looked for", "")
        holidays = f"\n    holidays: {_scalar(self.holidays)}" if self.holidays else ""
        yield from ("calendars:", "  office:", f"    time_zone: {_scalar(self.time_zone)}")
        yield from ('    hours: "09:00-17:00"' + holidays, "", "clients:")
        yield from (f"  {_scalar(client)}:" for client in self.projects)
        yield from ("", _ROLES, "roles:", f"  team: {_flow(self.team)}", f"  client: {_flow(self.clients)}", "")
        yield from (_SOURCES, "sources:")
        for name, source in self.sources.items():
            visible = str(source.client_visible).lower()
            yield from (f"  {_scalar(name)}:", f"    connector: {source.connector}", f"    client_visible: {visible}")
            yield from (f"    {key}: {_value(value)}" for key, value in source.keys.items())
        yield from ("", "projects:")
        for client, places in self.projects.items():
            yield from (f"  {_scalar(client)}:", f"    client: {_scalar(client)}", "    sources:")
            yield from (f"      {_scalar(name)}: {_flow(containers)}" for name, containers in places.items())


_HEAD = """\
# Written by forewarn init. All other keys have values that do for a start; config.example.yaml explains them.
"""
_ROLES = "# Who is who on the tickets: by the domain of an address, by handle, or by the exact name the tracker shows."
_SOURCES = """\
# Tokens never stand here: these are the names of the environment variables that hold them. client_visible says whether
# clients can open the tickets; where they can, notes for the team need team_visibility (config.example.yaml)."""


def secrets_of(options: type[BaseModel], source: str) -> dict[str, Any]:
    """The keys of a connector that hold secrets, each with the variable in which it is to be kept."""
    needed = (key for key, one in options.model_fields.items() if one.annotation is Secret and one.is_required())
    return {key: {"env": f"FOREWARN_{source}_{key}".upper()} for key in needed}


def questions_of(options: type[BaseModel]) -> dict[str, FieldInfo]:
    """The other keys of a connector that somebody has to answer for."""
    fields = {key: one for key, one in options.model_fields.items() if one.annotation is not Secret}
    return {key: one for key, one in fields.items() if one.is_required() or one.json_schema_extra == ASKED}


def understood(model: type[BaseModel], key: str, answer: Any) -> Any:
    """An answer for a key, as the config would read it. Raises Mistake."""
    one = model.model_fields[key]
    kind: Any = Annotated[(one.annotation, *one.metadata)] if one.metadata else one.annotation
    try:
        return TypeAdapter(kind).validate_python(answer)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        cause = first.get("ctx", {}).get("error")
        raise cause if isinstance(cause, Mistake) else Mistake(str(cause or first["msg"])) from None


def several(text: str) -> list[str]:
    """What stands between commas, each once."""
    return list(dict.fromkeys(part for one in text.split(",") if (part := one.strip())))


def called(name: str) -> str:
    """A name for the config, short and without blanks."""
    return "-".join(re.findall(r"\w+", name.casefold()))


def _scalar(text: str) -> str:
    return text if _BARE.fullmatch(text) and text.casefold() not in _MEANING else json.dumps(text, ensure_ascii=False)


def _flow(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_scalar, values))}]"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_value(one)}" for key, one in value.items()) + "}"
    return _scalar(str(value))
