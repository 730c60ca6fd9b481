"""Corrections of promises, and letters that were published."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables of corrections and letters."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False, comment="its identity"),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True, comment="the day it was renegotiated to"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_project"), "corrections", ["project"], unique=False)
    op.create_table(
        "letters",
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False, comment="the week or month it is for: one letter each"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ticket_url", sa.Text(), nullable=False),
        sa.Column("ticket_title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="in the markup of its tracker"),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("intended_at", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True, comment="the tracker's id, once known"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("marker", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_project"), "letters", ["project"], unique=False)
    op.create_index(op.f("ix_letters_source"), "letters", ["source"], unique=False)
