"""By which entries of the config people with addresses were put on a side."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_NO_ENTRIES = "e3b0c44298fc1c14"
"""What a config says that names no address."""


def upgrade() -> None:
    """Add the column. Nobody knows what counted when an older version read: where the config names addresses, and only
    there, everything is read again once."""
    op.add_column(
        "scopes",
        sa.Column(
            "addresses",
            sa.Text(),
            nullable=True,
            comment="what the config said of the addresses that were shown; null for none",
        ),
    )
    scopes = sa.table("scopes", sa.column("cursor"), sa.column("addresses"))
    op.execute(scopes.update().where(scopes.c.cursor.is_not(None)).values(addresses=_NO_ENTRIES))
