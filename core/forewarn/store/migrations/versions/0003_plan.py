"""Drafts that wait for approval, what is held for the digest, and plans that were written to a file."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of drafts, held findings and plans."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False, comment="of the finding whose words these are"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ticket_url", sa.Text(), nullable=False),
        sa.Column("ticket_title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="as a person reads it"),
        sa.Column("words", sa.Text(), nullable=False, comment="the same in the markup of its tracker"),
        sa.Column("edited", sa.Boolean(), nullable=False, comment="whether a person wrote it"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False, comment="why it was rejected"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_project_drafts_identity"), "drafts", ["project", "identity"], unique=False)
    op.create_table(
        "held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False, comment="as JSON, its ticket included"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, comment="the reason in words"),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("first_held", sa.BigInteger(), nullable=False),
        sa.Column("last_held", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True, comment="when it was said or over; null while held"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
        sa.UniqueConstraint(
            "project", "identity", "audience", name=op.f("uq_held_project_held_identity_held_audience")
        ),
    )
    op.create_table(
        "plans",
        sa.Column("digest", sa.Text(), nullable=False, comment="of a plan that was written to a file"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_plans")),
    )
