"""What people decided, and the log."""

import sqlalchemy as sa

from forewarn.store.schema.base import Instant, metadata

waivers = sa.Table(
    "waivers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text, nullable=False, comment="its key; empty for the whole project"),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
    sa.Column("ended_at", Instant, comment="when somebody took it back"),
)

baselines = sa.Table(
    "baselines",
    metadata,
    sa.Column("project", sa.Text, primary_key=True),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("complete_at", Instant, comment="when all of its sources had been read once"),
)

adopted = sa.Table(
    "adopted",
    metadata,
    sa.Column("project", sa.Text, primary_key=True),
    sa.Column("identity", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, nullable=False, comment="the ticket's key, or the project"),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("adopted_at", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
)

heard = sa.Table(
    "heard",
    metadata,
    sa.Column("command", sa.Text, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

covered = sa.Table(
    "covered",
    metadata,
    sa.Column("command", sa.Text, primary_key=True),
    sa.Column("identity", sa.Text, primary_key=True),
)
"""The findings that a command on a ticket has kept quiet: it does so wherever they are spoken of later."""

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False, comment="what a later entry of the same replaces, or empty"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index(None, "source", "ticket"),
    sa.Index(None, "about"),
)

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

owner = sa.Table("owner", metadata, sa.Column("agency", sa.Text, primary_key=True))
