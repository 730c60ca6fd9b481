"""From raw JSON to payloads."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from forewarn.errors import MalformedAnswer, TrackerError
from forewarn_trello.payloads import Card, Payload

P = TypeVar("P", bound=Payload)

_ID = re.compile("[0-9a-f]{24}")

Spare = Callable[[str, str, TrackerError], None]
"""Takes note of a card that cannot be read, with its id and its address, and why."""


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


def read_each(model: type[P], raw: Any, spare: Spare, *, place: str) -> list[P]:
    """As `read_many`; what cannot be read and is of a card is left to `spare`, so that it hides none of the others."""
    if not isinstance(raw, list):
        raise MalformedAnswer(f"expected a list of {model.__name__}", place=place)
    found: list[P] = []
    for one in raw:
        try:
            found.append(read_one(model, one, place=place))
        except MalformedAnswer as error:
            card = _card_of(model, one)
            if card is None:
                raise
            spare(*card, error)
    return found


def _card_of(model: type[Payload], raw: Any) -> tuple[str, str] | None:
    """Id and address of a card, or of the card that an action tells of; None where there is none."""
    for step in () if model is Card else ("data", "card"):
        raw = raw.get(step) if isinstance(raw, Mapping) else None
    found = raw.get("id") if isinstance(raw, Mapping) else None
    if not isinstance(found, str) or not _ID.fullmatch(found):
        return None
    return found, f"https://trello.com/c/{raw.get('shortLink') or found}"


def read_many(model: type[P], raw: Any, *, place: str) -> list[P]:
    """A list of payloads. Raises MalformedAnswer."""
    if not isinstance(raw, list):
        raise MalformedAnswer(f"expected a list of {model.__name__}", place=place)
    return [read_one(model, one, place=place) for one in raw]
