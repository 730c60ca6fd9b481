"""Which plans were written to a file, so that no other file is ever applied."""

from datetime import datetime

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import plans


class Plans:
    """Reads and writes the digests of plans."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, digest: str, made_at: datetime) -> None:
        """Remember a plan; the same one again changes nothing."""
        with self._database.writing() as connection:
            if connection.execute(plans.update().where(plans.c.digest == digest).values(made_at=made_at)).rowcount == 0:
                connection.execute(plans.insert().values(digest=digest, made_at=made_at))

    def knows(self, digest: str) -> bool:
        """Whether this plan was made from this database."""
        query = sa.select(plans.c.made_at).where(plans.c.digest == digest)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None
