"""Since when edits of a comment are refused, and when one was last."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the columns."""
    for name, comment in (("refused_since", "since when edits of it are refused"), ("refused_at", "the last of them")):
        op.add_column("said", sa.Column(name, sa.BigInteger(), nullable=True, comment=comment))
