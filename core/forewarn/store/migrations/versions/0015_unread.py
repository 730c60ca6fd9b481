"""Tickets that alone could not be read where everything else was."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "scopes",
        sa.Column(
            "unread",
            sa.Text(),
            nullable=True,
            comment="by id, when tickets that alone could not be were last read, as JSON",
        ),
    )
