"""The tables of what people corrected in the ledger of promises, and of the letters to clients."""

import sqlalchemy as sa

from forewarn.store.schema import Instant, metadata

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("promise", sa.Text, nullable=False, comment="its identity"),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("until", sa.Text, comment="the day it was renegotiated to"),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index(None, "project"),
)

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("marker", sa.Text, primary_key=True),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("period", sa.Text, nullable=False, comment="the week or month it is for: one letter each"),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("container", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("ticket_url", sa.Text, nullable=False),
    sa.Column("ticket_title", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False, comment="in the markup of its tracker"),
    sa.Column("approved_by", sa.Text, nullable=False),
    sa.Column("intended_at", Instant, nullable=False),
    sa.Column("posted_at", Instant),
    sa.Column("comment", sa.Text, comment="the tracker's id, once known"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Index(None, "project"),
    sa.Index(None, "source"),
)
