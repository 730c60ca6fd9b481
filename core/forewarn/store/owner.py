"""Whose database this is: what one agency keeps would make nonsense of another's."""

import sqlalchemy as sa

from forewarn.store.connection import Database
from forewarn.store.schema import owner


class Owner:
    """Reads and writes the name of the agency."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, agency: str, formerly: str) -> str:
        """The agency to which the database belongs: to `agency`, if it belonged to nobody, or to it as `formerly`."""
        with self._database.writing() as connection:
            known = connection.execute(sa.select(owner.c.agency)).scalar()
            if known == agency or (known is not None and known != formerly):
                return str(known)
            connection.execute(owner.delete())
            connection.execute(owner.insert().values(agency=agency))
        return agency

    def affirm(self) -> None:
        """Write down once more what stands there, which only a database that can be written takes."""
        with self._database.writing() as connection:
            connection.execute(owner.update().values(agency=owner.c.agency))
