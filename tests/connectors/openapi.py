"""Published OpenAPI 3.0 documents as oracles. They lie outside the project, in the folder FOREWARN_CONTRACTS names."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker, ValidationError  # type: ignore[import-untyped]  # ships no types
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

CONTRACTS = Path(__file__).resolve().parents[2] / os.environ.get("FOREWARN_CONTRACTS", "../shared/contracts")
_NULL = {"type": "null"}
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]  # same
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def load_spec(name: str) -> "Spec | None":
    """The specification called `name` ("github-rest", "jira-cloud-v3"); None when it is not there."""
    path = CONTRACTS / "openapi" / f"{name}.json"
    return Spec(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


@dataclass(frozen=True, slots=True)
class Spec:
    """One OpenAPI 3.0 document."""

    document: dict[str, Any]

    def operation(self, method: str, path: str) -> "Operation":
        """The operation behind a concrete path such as `/repos/a/b/issues/3`. KeyError when there is none."""
        fitting = [template for template in self.document["paths"] if _fits(template, path)]
        for template in sorted(fitting, key=lambda known: known.count("{")):  # a literal segment wins over a parameter
            item = self.document["paths"][template]
            if method.lower() in item:
                return Operation(self, f"{method.upper()} {template}", {"parameters": [], **item[method.lower()]})
        raise KeyError(f"{method.upper()} {path} is not in the specification")

    def resolve(self, part: dict[str, Any]) -> Any:
        """`part`, or what its `$ref` points at."""
        if "$ref" not in part:
            return part
        return self.resolve(reduce(getitem, part["$ref"].lstrip("#/").split("/"), self.document))

    def errors(self, schema: dict[str, Any], value: object) -> Iterator[ValidationError]:
        """Why `value` is not what `schema` says."""

        def retrieve(uri: str) -> Resource[Any]:
            return DRAFT4.create_resource(_translate(self.resolve({"$ref": uri.removeprefix("spec:")})))

        registry: Registry[Any] = Registry(retrieve=cache(retrieve))  # type: ignore[call-arg]  # attrs hides it
        validator = Draft4Validator(_translate(schema), registry=registry, format_checker=_FORMATS)
        return (leaf for error in validator.iter_errors(value) for leaf in _leaves(error))


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path of a specification."""

    spec: Spec
    name: str
    raw: dict[str, Any]

    def query_names(self) -> frozenset[str]:
        """The names of its query parameters."""
        parameters = map(self.spec.resolve, self.raw["parameters"])
        return frozenset(parameter["name"] for parameter in parameters if parameter["in"] == "query")

    def response_errors(self, status: int, body: object, *, everything_nullable: bool = False) -> list[str]:
        """What is wrong with answering `status` and `body` (None for no body); empty when nothing is."""
        if str(status) not in self.raw["responses"]:
            return [f"{self.name} never answers {status}"]
        return self._errors(self.raw["responses"][str(status)], body, everything_nullable)

    def body_errors(self, body: object, *, everything_nullable: bool = False) -> list[str]:
        """What is wrong with sending `body` (None for no body); empty when nothing is."""
        return self._errors(self.raw.get("requestBody", {}), body, everything_nullable)

    def _errors(self, message: dict[str, Any], body: object, loose: bool) -> list[str]:
        schema = self.spec.resolve(message).get("content", {}).get("application/json", {}).get("schema")
        if body is None or schema is None:
            return [] if body is None else [f"{self.name} has no JSON body here"]
        errors = self.spec.errors(schema, body)
        return [f"{e.json_path}: {e.message[:300]}" for e in errors if not (loose and e.instance is None)]


def _fits(template: str, path: str) -> bool:
    known, given = template.split("/"), path.split("/")
    return len(known) == len(given) and all(a == b or a.startswith("{") for a, b in zip(known, given, strict=True))


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """What is really wrong: of "null or something", the something."""
    if error.validator == "anyOf" and error.validator_value[0] == _NULL:
        return (leaf for inner in error.context if inner.schema_path[0] == 1 for leaf in _leaves(inner))
    return iter((error,))


def _translate(schema: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` is an alternative to everything beside it, enums included."""
    if isinstance(schema, list):
        return [_translate(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {"$ref": "spec:" + schema["$ref"].removeprefix("#")}  # followed only when a value gets there
    plain = {key: _translate(part) for key, part in schema.items()}
    return {"anyOf": [_NULL, plain]} if schema.get("nullable") is True else plain
