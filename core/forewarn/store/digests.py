"""Which digests were sent, and what they told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import digests


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest that went out."""

    at: datetime
    told: Mapping[str, str]
    """What it told of, each with the rung it was on."""
    to: frozenset[str] | None = None
    """Where the addresses that took it are kept. None in digests of old: all that there were."""


class Digests:
    """Reads and writes what was sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, to: str | None = None) -> SentDigest | None:
        """The one that was sent last, to an address or to any."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(digests).order_by(digests.c.at.desc()))
            sent = (_digest(row.at, json.loads(row.told)) for row in rows)
            return next((one for one in sent if to is None or one.to is None or to in one.to), None)

    def add(self, sent: SentDigest) -> None:
        """Record that one goes out now, in place of that of this instant and of what a wrong clock has dated later."""
        told = json.dumps({"to": sorted(sent.to or ()), "told": dict(sent.told)}, ensure_ascii=False)
        with self._database.writing() as connection:
            connection.execute(digests.delete().where(digests.c.at >= sent.at))
            connection.execute(digests.insert().values(at=sent.at, told=told))

    def take_back(self, sent: SentDigest) -> None:
        """It did not go out after all."""
        with self._database.writing() as connection:
            connection.execute(digests.delete().where(digests.c.at == sent.at))


def _digest(at: datetime, kept: Mapping[str, Any]) -> SentDigest:
    return SentDigest(at, kept["told"], frozenset(kept["to"])) if "to" in kept else SentDigest(at, kept)
