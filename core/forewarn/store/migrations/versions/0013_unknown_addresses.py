"""What an older version read is as though the config had named no address then."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_NO_ENTRIES = "e3b0c44298fc1c14"
"""What a config says that names no address."""


def upgrade() -> None:
    """Nobody knows what counted when these were read, and 0012 left them null, which stands for no address that was
    shown: where the config names addresses, and only there, everything is read again once."""
    scopes = sa.table("scopes", sa.column("cursor"), sa.column("addresses"))
    unknown = scopes.c.cursor.is_not(None) & scopes.c.addresses.is_(None)
    op.execute(scopes.update().where(unknown).values(addresses=_NO_ENTRIES))
