"""Groups of the trackers, and who is or was in them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables of groups and their members."""
    op.create_table(
        "groups",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False, comment="the containers it was read for, as JSON"),
        sa.Column("read_at", sa.BigInteger(), nullable=True, comment="when its members were last told"),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True, comment="why the last attempt failed; null when it did not"),
        sa.PrimaryKeyConstraint("source", "name", name=op.f("pk_groups")),
    )
    op.create_table(
        "members",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column(
            "stated",
            sa.Text(),
            nullable=True,
            comment="the side on which their address puts them; null where it puts them on none",
        ),
        sa.Column(
            "left_at", sa.BigInteger(), nullable=True, comment="when they were first missing; null while they are in it"
        ),
        sa.PrimaryKeyConstraint("source", "group", "person", name=op.f("pk_members")),
    )
