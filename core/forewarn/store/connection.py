"""Connections: one writer at a time, also among the threads of one process."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

_CHUNK = 400
"""Values in one IN list; well under SQLite's limit of variables."""


class Database:
    """Hands out connections. Sources are read in threads, and SQLite takes one writer; so threads take turns."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._turn = threading.RLock()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for queries."""
        with self._turn, self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction: committed at the end, undone by any exception."""
        with self._turn, self.engine.begin() as connection:
            yield connection


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many values at once as an IN list may hold."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
