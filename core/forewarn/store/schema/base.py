"""What the tables share."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware instant as whole microseconds since 1970, the same on every database, ordered as it should be."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = sa.MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(column_0_N_label)s", "uq": "uq_%(column_0_N_label)s"}
)


def ticket_columns() -> tuple[sa.Column[str], ...]:
    """Where a ticket is, for tables whose rows must find it again; see `forewarn.store.places`."""
    names = ("source", "container", "ticket", "key", "ticket_url", "ticket_title")
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)
