"""The answers that somebody may want to hear of apart from the quiet ones, of which there are many more."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Begin anew: another version asks everything again anyway."""
    op.drop_table("answers")
    op.create_table(
        "answers",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "basis", sa.Text(), nullable=False, comment="digest of the rules and config facts they were asked under"
        ),
        sa.Column("revision", sa.BigInteger(), nullable=False, comment="of the subject when it was asked about"),
        sa.Column("whole", sa.BigInteger(), nullable=True, comment="of the project, where an answer rests on it"),
        sa.Column("wake", sa.BigInteger(), nullable=True, comment="when the first of the answers may change by itself"),
        sa.Column("ok", sa.Integer(), nullable=False),
        sa.Column("not_applicable", sa.Integer(), nullable=False),
        sa.Column("evaluated_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "quiet",
            sa.Text(),
            nullable=False,
            comment="the answers of which nobody has to hear, by rule, as JSON",
        ),
        sa.Column("loud", sa.Text(), nullable=True, comment="the others, as JSON; null where there are none"),
        sa.PrimaryKeyConstraint("project", "subject", name=op.f("pk_answers")),
    )
    columns = ["project", "wake", "basis", "ok", "not_applicable", "evaluated_at"]
    op.create_index("ix_answers_short", "answers", columns)
