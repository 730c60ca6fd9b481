"""How far each container of each source has been read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from forewarn.store.schema import scopes


@dataclass(frozen=True, slots=True)
class Scope:
    """How far one container of one source has been read."""

    source: str
    container: str
    cursor: str | None = None
    synced_at: datetime | None = None
    """Begin of the last fetch that came to its end, as that may have missed what happened meanwhile; None before the
    first."""
    swept_at: datetime | None = None
    """When deletions were last looked for."""
    error: str | None = None
    """Why the last fetch failed."""
    left: int = 0
    """The revision at which a ticket last went elsewhere, which its rest does not tell."""
    addresses: str | None = None
    """What the config said of the addresses that were shown there; None where none was."""
    ended: str | None = None
    """Why nobody can work there any more, in words to follow its name; None where people can."""
    unread: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """By id, when tickets were last read that alone could not be, where everything else was."""
    called: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What people call these: the store may never have seen them."""


def read_scope(connection: sa.Connection, source: str, container: str) -> Scope:
    """An untouched container has neither cursor nor time."""
    query = sa.select(scopes).where(scopes.c.source == source, scopes.c.container == container)
    row = connection.execute(query).first()
    if row is None:
        return Scope(source, container)
    told = {one: given if isinstance(given, list) else [given] for one, given in json.loads(row.unread or "{}").items()}
    unread = {one: datetime.fromisoformat(since) for one, (since, *_) in told.items()}
    called = {one: name for one, (_, *names) in told.items() for name in names}
    ends = row.synced_at, row.swept_at, row.error
    return Scope(source, container, row.cursor, *ends, row.left or 0, row.addresses, row.ended, unread, called)


def unread_to_text(scope: Scope) -> str | None:
    """As `Scope.unread` is stored, with what people call them."""
    told = {one: [since.isoformat(), scope.called.get(one, one)] for one, since in sorted(scope.unread.items())}
    return json.dumps(told) if told else None


def put_scope(connection: sa.Connection, source: str, container: str, now: datetime, values: Mapping[str, Any]) -> None:
    """Change some of what is known of a container; the rest is left alone."""
    at = (scopes.c.source == source) & (scopes.c.container == container)
    done = connection.execute(scopes.update().where(at).values(tried_at=now, **values))
    if done.rowcount == 0:
        row = {"source": source, "container": container, "tried_at": now, **values}
        connection.execute(scopes.insert().values(row))
