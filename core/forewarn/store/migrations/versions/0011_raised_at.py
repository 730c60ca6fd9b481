"""Since when what is held is on its rung of the ladder."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Give the column of what was over, which no version keeps any more, to it."""
    op.execute("DELETE FROM held WHERE resolved_at IS NOT NULL")
    op.execute("ALTER TABLE held RENAME COLUMN resolved_at TO raised_at")
