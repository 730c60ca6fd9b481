"""From raw JSON to payloads."""

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
        raise MalformedAnswer(f"{model.__name__} {where}: {first['msg']}", place=place) from None


def read_many(model: type[P], raw: Any, *, place: str) -> list[P]:
    """A list of payloads. Raises MalformedAnswer."""
    if not isinstance(raw, list):
        raise MalformedAnswer(f"expected a list of {model.__name__}", place=place)
    return [read_one(model, one, place=place) for one in raw]


def without_nul(value: Any) -> Any:
    """`value` without the NUL characters that people paste: Trello keeps them and PostgreSQL refuses them."""
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [without_nul(part) for part in value]
        case dict():
            return {key: without_nul(part) for key, part in value.items()}
    return value
