"""What an answer rests on besides the ticket: a digest that is the same in every process."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def basis(*values: Any) -> str:
    """A short digest of plain values, dataclasses, mappings and sets; equal values give equal digests."""
    return hashlib.sha256(repr([_plain(value) for value in values]).encode()).hexdigest()[:20]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        # Names that begin with an underscore are caches, not meaning.
        named = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if not f.name.startswith("_")}
        return [type(value).__name__, sorted(named.items())]
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(item)) for key, item in value.items())
    if isinstance(value, frozenset | set):
        return sorted(repr(_plain(item)) for item in value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return str(value)
