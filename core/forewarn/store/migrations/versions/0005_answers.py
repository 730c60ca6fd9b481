"""One row of answers a subject, where there was one a rule and subject."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Begin anew: answers are a memory of what can be asked again, and the next run asks it."""
    op.drop_table("evaluations")
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
        sa.Column("noteworthy", sa.Boolean(), nullable=False, comment="whether there are any other answers"),
        sa.Column("evaluated_at", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False, comment="each rule's, as JSON"),
        sa.PrimaryKeyConstraint("project", "subject", name=op.f("pk_answers")),
    )
