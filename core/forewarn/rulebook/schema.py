"""A JSON Schema for rules files, for editors that complete and check while somebody writes."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from forewarn.checks import Check
from forewarn.rulebook.entries import OverrideEntry, RuleEntry, RulesFile
from forewarn.rulebook.renames import former_names

Schema = dict[str, Any]

_KEYS = ["object", "null"]
"""Keys and values; a key with nothing after its colon stands for none."""


def rules_schema(checks: Mapping[str, type[Check]]) -> Schema:
    """JSON Schema 2020-12 of a rules file, with the options of `checks` (by slug)."""
    models: list[type[BaseModel]] = [RulesFile, OverrideEntry, RuleEntry, *(c.Options for c in checks.values())]
    refs, schema = models_json_schema([(model, "validation") for model in models])
    definitions: Schema = schema["$defs"]
    ref_of = {model: ref["$ref"] for (model, _), ref in refs.items()}
    for check in checks.values():
        options = definitions[_name(ref_of[check.Options])]
        options["properties"] = _with_additions(options.get("properties", {})) | _former(check.Options)
        options.pop("required", None)  # a file may set one of them and leave the others to the file it extends
        options["type"] = _KEYS
    entry = definitions[_name(ref_of[RuleEntry])]
    entry["type"] = entry["properties"]["options"]["type"] = _KEYS
    entry["properties"]["check"]["enum"] = sorted({name for slug in checks for name in (slug, slug.partition("/")[2])})
    entry["not"] = {"type": "object", "required": ["check", "when"]}
    for described in entry["properties"].values():
        described.pop("default", None)  # what is left out stays as it was; that need not be the model's default
    root = definitions.pop(_name(ref_of[RulesFile]))
    override = definitions[_name(ref_of[OverrideEntry])]
    for owner in (root, override):
        owner["properties"]["rules"] |= {"type": _KEYS, **_rules(checks, ref_of[RuleEntry], ref_of)}
    override["anyOf"] = [{"required": [key]} for key in ("project", "client", "source")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **root,
        "title": "forewarn rules file",
        "$defs": definitions,
    }


def _rules(checks: Mapping[str, type[Check]], entry: str, ref_of: Mapping[Any, str]) -> Schema:
    """The rules named for their check, and how a rule with another name gets the options of the check it names."""
    named: Schema = {}
    by_check: list[Schema] = []
    for slug, check in checks.items():
        options = {"properties": {"options": {"$ref": ref_of[check.Options]}}}
        about = (check.__doc__ or "").strip().partition("\n")[0]
        names = [slug, slug.partition("/")[2]]
        for name in names:
            named[name] = {"$ref": entry, **options, "description": about}
        by_check.append({"if": {"properties": {"check": {"enum": names}}, "required": ["check"]}, "then": options})
    return {"properties": named, "additionalProperties": {"$ref": entry, "allOf": by_check}}


def _with_additions(properties: Schema) -> Schema:
    """Every list may also be added to."""
    added = {f"+{name}": schema for name, schema in properties.items() if schema.get("type") == "array"}
    return properties | added


def _former(model: type[BaseModel]) -> Schema:
    """Former names, which still work and which an editor strikes out."""
    names = former_names(model).items()
    return {old: {"deprecated": True, "description": f"Now called {new}."} for old, new in names}


def _name(ref: str) -> str:
    return ref.removeprefix("#/$defs/")
