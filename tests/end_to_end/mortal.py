"""A store and connectors that may die at any write to the database or call to a tracker: before it, within, after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

from forewarn.connect import Connector, Posted, Reader, Speaker
from forewarn.model import Audience, TicketRef
from forewarn.store import Store
from forewarn.store.connection import Database

P = ParamSpec("P")
T = TypeVar("T")


class Killed(BaseException):
    """The process died here. No code may catch it, as none can catch a SIGKILL."""


class Fate:
    """Counts the moments of a run, and ends it at one of them."""

    def __init__(self, last: int | None = None) -> None:
        self.moments = 0
        self._last = last

    def moment(self) -> None:
        """One more; the dead do nothing any more."""
        self.moments += 1
        if self._last is not None and self.moments >= self._last:
            raise Killed


class _MortalDatabase(Database):
    def __init__(self, engine: sa.Engine, fate: Fate) -> None:
        super().__init__(engine)
        self._fate = fate

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        self._fate.moment()
        with super().writing() as connection:
            yield connection
            self._fate.moment()
        self._fate.moment()


def mortal_store(store: Store, fate: Fate) -> Store:
    """The same store, every write of which may be the last."""
    database = _MortalDatabase(store.database.engine, fate)
    rooms = (type(getattr(store, name))(database) for name in Store.__slots__ if name != "database")
    return Store(database, *rooms)


class MortalConnector:
    """A connector whose speakers may die before and after each call."""

    def __init__(self, connector: Connector, fate: Fate) -> None:
        self._connector = connector
        self._fate = fate

    def reader(self) -> Reader:
        return self._connector.reader()

    def speaker(self) -> Speaker:
        return _MortalSpeaker(self._connector.speaker(), self._fate)


class _MortalSpeaker:
    def __init__(self, speaker: Speaker, fate: Fate) -> None:
        self._speaker = speaker
        self._fate = fate

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        return self._mortal(self._speaker.find, ticket, marker)

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        return self._mortal(self._speaker.post, ticket, body, marker=marker, audience=audience)

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        return self._mortal(self._speaker.edit, ticket, comment, body, marker=marker, audience=audience)

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        self._mortal(self._speaker.withdraw, ticket, comment)

    def close(self) -> None:
        self._speaker.close()

    def _mortal(self, call: Callable[P, T], *arguments: P.args, **more: P.kwargs) -> T:
        self._fate.moment()
        answer = call(*arguments, **more)
        self._fate.moment()
        return answer
