"""What is wrong with one value, in words for the person who wrote it."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

_NUMBER = re.compile(r"\d+")
Steps = tuple[str | int, ...]

_KINDS: Mapping[type, str] = {
    bool: "true or false",
    str: "text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "keys and values",
}
"""What a value of a file is called."""
_WANTED: Mapping[str, str] = {
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "date_type": "a date such as 2026-11-30",
    "date_parsing": "a date such as 2026-11-30",
    "date_from_datetime_parsing": "a date such as 2026-11-30",
    "time_delta_parsing": "a length of time such as P2D or PT4H",
}


class Mistake(ValueError):
    """Raised by a validator that can say what to do next."""

    def __init__(self, reason: str, next_step: str = "") -> None:
        super().__init__(reason)
        self.next_step = next_step


def unknown(what: str, word: str, known: Iterable[str], next_step: str = "") -> Mistake:
    """`what` is no `word` that we know: with the nearest one we do, or with all of them."""
    words = sorted(set(known))
    near = nearest(word, words)
    if near:
        return Mistake(f"unknown {what} {word!r}; did you mean {near!r}?", next_step)
    return Mistake(f"unknown {what} {word!r}", f"Known: {', '.join(words) or 'none'}. {next_step}".strip())


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word of `words` that is most like `word`; None when none is alike."""
    folded = {known.casefold(): known for known in words}
    return next((folded[near] for near in difflib.get_close_matches(word.casefold(), folded, n=1)), None)


def nearest_key(key: str, keys: Iterable[str]) -> str | None:
    """The ticket key or name most like `key`. Another number is no typing mistake: it is another ticket."""
    bare = _NUMBER.sub("", key).casefold()
    return nearest(key, (one for one in keys if _NUMBER.sub("", one).casefold() != bare))


def explain(model: type[BaseModel], error: ErrorDetails, at: Steps, also: Iterable[str] = ()) -> Mistake:
    """The mistake behind one of pydantic's errors at `at` under `model`; `also` are keys that another model reads."""
    kind, given = error["type"], error["input"]
    if kind == "extra_forbidden":
        known = [*_keys(model_at(model, at[:-1])), *(also if len(at) == 1 else ())]
        return unknown("key", str(at[-1]), known)
    if kind == "missing":
        return Mistake(f"the key {str(at[-1])!r} is missing", _purpose(model_at(model, at[:-1]), str(at[-1])))
    if kind == "value_error":
        cause = error.get("ctx", {}).get("error")
        return cause if isinstance(cause, Mistake) else Mistake(f"{cause}")
    if given is None:
        return Mistake("the value is missing", "Give one, or delete the line.")
    if kind in ("literal_error", "enum"):
        expected = error["ctx"]["expected"]
        return unknown("value", str(given), re.findall(r"'([^']*)'", expected) or [expected])
    if kind == "too_short":
        return Mistake("this is empty", "Name at least one.")
    if kind in _WANTED:
        return _wrong_type(_WANTED[kind], given)
    return Mistake(re.sub(r"^(Input|Value|String|List) should", "this should", error["msg"]))


def _wrong_type(wanted: str, given: Any) -> Mistake:
    """Tells the kind of what was given and not the value: it may be a token in the wrong line."""
    if wanted.startswith(("a date", "a length")):
        return Mistake(f"this should be {wanted}")
    kind = _KINDS.get(type(given), "this")
    next_step = {"a list": "Write it as [one, two].", "keys and values": "Write it as key: value."}.get(wanted, "")
    if wanted == "text" and not isinstance(given, list | dict):
        next_step = "Put it in quotes."
    return Mistake(f"this should be {wanted}, not {kind}", next_step)


def model_at(kind: Any, at: Steps) -> type[BaseModel] | None:
    """The model that reads what stands at `at` under a model; None where it is no group of keys."""
    for step in at:
        owner = _model_in(kind)
        if owner is not None:
            kind = next((f.annotation for n, f in owner.model_fields.items() if step == (f.alias or n)), None)
        else:
            kind = next((arg for arg in reversed(getattr(kind, "__args__", ())) if arg is not Ellipsis), None)
    return _model_in(kind)


def _model_in(kind: Any) -> type[BaseModel] | None:
    """The model that an annotation is or, as `Model | None`, may be."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if getattr(kind, "__origin__", None) in (dict, tuple, list, frozenset, Mapping):
        return None
    return next((found for arg in getattr(kind, "__args__", ()) if (found := _model_in(arg))), None)


def _keys(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _purpose(model: type[BaseModel] | None, key: str) -> str:
    """What a key is for, as its model tells it."""
    fields = model.model_fields.items() if model else ()
    return next((field.description or "" for name, field in fields if (field.alias or name) == key), "")
