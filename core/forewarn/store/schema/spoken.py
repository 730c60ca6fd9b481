"""What was said, what waits to be said, and what went to people."""

import sqlalchemy as sa

from forewarn.store.schema.base import Instant, metadata, ticket_columns

said = sa.Table(
    "said",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("marker", sa.Text, nullable=False, unique=True),
    sa.Column("project", sa.Text, nullable=False),
    *ticket_columns(),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, comment="the tracker's id of it"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False, comment="the words we mean to stand there"),
    sa.Column("parts", sa.Text, nullable=False),
    sa.Column("intended_at", Instant, nullable=False),
    sa.Column("said_at", Instant),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("answers", sa.Text, nullable=False, server_default="", comment="the command it replies to"),
    sa.Column("refused_since", Instant, comment="since when edits of it are refused"),
    sa.Column("refused_at", Instant, comment="the last of them"),
    sa.Index(None, "source", "ticket"),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False, comment="of the finding whose words these are"),
    *ticket_columns(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False, comment="as a person reads it"),
    sa.Column("words", sa.Text, nullable=False, comment="the same in the markup of its tracker"),
    sa.Column("edited", sa.Boolean, nullable=False, comment="whether a person wrote it"),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False, comment="why it was rejected"),
    sa.Index(None, "project", "identity"),
)

held = sa.Table(
    "held",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("finding", sa.Text, nullable=False, comment="as JSON, its ticket included"),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False, comment="the reason in words"),
    sa.Column("rung", sa.Text, nullable=False),
    sa.Column("addressee", sa.Text, nullable=False),
    sa.Column("first_held", Instant, nullable=False),
    sa.Column("last_held", Instant, nullable=False),
    sa.Column("raised_at", Instant, comment="since when it is on its rung"),
    sa.UniqueConstraint("project", "identity", "audience"),
)

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True, comment="of a plan that was written to a file"),
    sa.Column("made_at", Instant, nullable=False),
)

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("marker", sa.Text, primary_key=True),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("period", sa.Text, nullable=False, comment="the week or month it is for: one letter each"),
    *ticket_columns(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False, comment="in the markup of its tracker"),
    sa.Column("approved_by", sa.Text, nullable=False),
    sa.Column("intended_at", Instant, nullable=False),
    sa.Column("posted_at", Instant),
    sa.Column("comment", sa.Text, comment="the tracker's id, once known"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("tells_until", Instant, comment="what came later is for the next one"),
    sa.Index(None, "project"),
    sa.Index(None, "source"),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("at", Instant, primary_key=True, autoincrement=False),
    sa.Column("told", sa.Text, nullable=False, comment="what it told of, each with its rung, and to whom, as JSON"),
)
