"""Waivers, the baseline, the log of what led to words, and replies to commands on tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of what is kept quiet on purpose, and of the log."""
    _create_silence()
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False, comment="what a later entry of the same replaces, or empty"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_source_journal_ticket"), "journal", ["source", "ticket"], unique=False)
    op.create_index(op.f("ix_journal_about"), "journal", ["about"], unique=False)
    op.add_column(
        "said", sa.Column("answers", sa.Text(), server_default="", nullable=False, comment="the command it replies to")
    )
    # Tickets that were read before commands were understood.
    op.execute(
        "INSERT INTO mentions (source, ticket, comment) SELECT DISTINCT source, ticket, ref FROM events "
        "WHERE kind IN ('commented', 'edited') AND (lower(text) LIKE '%forewarn%' OR lower(new) LIKE '%forewarn%')"
    )
    # An agency that has been speaking already begins nothing anew.
    op.execute(
        "INSERT INTO baselines (project, begun_at, complete_at) SELECT DISTINCT project, 0, 0 FROM evaluations "
        "WHERE EXISTS (SELECT 1 FROM runs WHERE applied)"
    )


def _create_silence() -> None:
    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False, comment="its key; empty for the whole project"),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True, comment="when somebody took it back"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_table(
        "baselines",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("complete_at", sa.BigInteger(), nullable=True, comment="when all of its sources had been read once"),
        sa.PrimaryKeyConstraint("project", name=op.f("pk_baselines")),
    )
    op.create_table(
        "adopted",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False, comment="the ticket's key, or the project"),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("adopted_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("project", "identity", name=op.f("pk_adopted")),
    )
    op.create_table(
        "mentions",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "ticket", "comment", name=op.f("pk_mentions")),
    )
    op.create_table(
        "heard",
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("command", name=op.f("pk_heard")),
    )
