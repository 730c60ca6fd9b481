"""What an answer rests on besides the ticket: a digest that is the same in every process."""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

_MEANING = frozenset({".py", ".yaml", ".tsv"})


def basis(*values: Any) -> str:
    """A short digest of plain values, dataclasses, mappings and sets; equal values give equal digests."""
    return hashlib.sha256(repr([_plain(value) for value in values]).encode()).hexdigest()[:20]


@cache
def version_of(package: str) -> str:
    """A digest of the code and the data of a package. What another version of it answered is asked anew: its findings
    may lack what texts name by now, and nobody would be told what this one sees."""
    # A rule of a rules file is of no package: it is part of the rule's own digest.
    folders = map(Path, getattr(sys.modules.get(package), "__path__", ()))
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in _MEANING)
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()


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
