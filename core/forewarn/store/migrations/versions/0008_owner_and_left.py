"""Whose database this is, and when a ticket last left a container."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table of the one name, and the column."""
    op.create_table(
        "owner",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agency", name=op.f("pk_owner")),
    )
    op.add_column(
        "scopes",
        sa.Column("left", sa.Integer(), nullable=True, comment="the revision at which a ticket went elsewhere"),
    )
