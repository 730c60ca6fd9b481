"""From raw JSON to payloads."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from forewarn.errors import MalformedAnswer
from forewarn_trello.payloads import Payload

P = TypeVar("P", bound=Payload)


def read_one(model: type[P], raw: Any, *, place: str) -> P:
    """`raw` as a payload. Raises MalformedAnswer."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        whose = _whose(raw, first["loc"])
        raise MalformedAnswer(f"{model.__name__} {where}: {first['msg']}{whose}", place=place) from None


def _whose(raw: Any, way: Sequence[int | str]) -> str:
    """The first card, or whatever else has an id, on the way to a spot: people must find it to mend it."""
    for step in (None, *way):
        try:
            raw = raw if step is None else raw[step]
        except (LookupError, TypeError):
            break
        # What nests in a board is to be named, and not the board.
        if isinstance(raw, Mapping) and "cards" not in raw and (name := raw.get("shortUrl") or raw.get("id")):
            return f" ({name})"
    return ""


def read_many(model: type[P], raw: Any, *, place: str) -> list[P]:
    """A list of payloads. Raises MalformedAnswer."""
    if not isinstance(raw, list):
        raise MalformedAnswer(f"expected a list of {model.__name__}", place=place)
    return [read_one(model, one, place=place) for one in raw]
