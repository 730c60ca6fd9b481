"""Containers that are over: closed boards and archived repositories."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "scopes",
        sa.Column(
            "ended", sa.Text(), nullable=True, comment="why nobody can work there any more; null where people can"
        ),
    )
