"""Which digests were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table of digests."""
    op.create_table(
        "digests",
        sa.Column("at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("told", sa.Text(), nullable=False, comment="what it told of, each with its rung, as JSON"),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_digests")),
    )
