"""Up to when a letter tells."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "letters",
        sa.Column("tells_until", sa.BigInteger(), nullable=True, comment="what came later is for the next one"),
    )
