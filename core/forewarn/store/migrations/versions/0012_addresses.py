"""By which entries of the config people with addresses were put on a side."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "scopes",
        sa.Column(
            "addresses",
            sa.Text(),
            nullable=True,
            comment="what the config said of the addresses that were shown; null for none",
        ),
    )
