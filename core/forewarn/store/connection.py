"""Connections: one writer at a time, also among the threads of one process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


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
