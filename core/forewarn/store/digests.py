"""Which digests were sent, and what they told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import digests


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest that went out."""

    at: datetime
    told: Mapping[str, str]
    """What it told of, each with the rung it was on."""


class Digests:
    """Reads and writes what was sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> SentDigest | None:
        """The one that was sent last."""
        query = sa.select(digests).order_by(digests.c.at.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return SentDigest(row.at, json.loads(row.told)) if row else None

    def add(self, sent: SentDigest) -> None:
        """Record that one goes out now."""
        told = json.dumps(dict(sent.told), ensure_ascii=False)
        with self._database.writing() as connection:
            connection.execute(digests.insert().values(at=sent.at, told=told))

    def take_back(self, sent: SentDigest) -> None:
        """It did not go out after all."""
        with self._database.writing() as connection:
            connection.execute(digests.delete().where(digests.c.at == sent.at))
