"""What the trackers showed, what rules answered about it, and the runs."""

import sqlalchemy as sa

from forewarn.store.schema.base import Instant, metadata

scopes = sa.Table(
    "scopes",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("container", sa.Text, primary_key=True),
    sa.Column("cursor", sa.Text),
    sa.Column("synced_at", Instant, comment="begin of the last fetch that came to its end"),
    sa.Column("tried_at", Instant, nullable=False),
    sa.Column("swept_at", Instant, comment="when deletions were last looked for"),
    sa.Column("error", sa.Text, comment="why the last fetch failed; null when it did not"),
    sa.Column("left", sa.Integer, comment="the revision at which a ticket went elsewhere"),
    sa.Column("addresses", sa.Text, comment="what the config said of the addresses that were shown; null for none"),
    sa.Column("ended", sa.Text, comment="why nobody can work there any more; null where people can"),
    sa.Column("unread", sa.Text, comment="by id, when tickets that alone could not be were last read, as JSON"),
)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("container", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("milestone", sa.Text, comment="id of the milestone it belongs to"),
    sa.Column("is_milestone", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="every other field, as JSON"),
    sa.Column("revision", sa.BigInteger, nullable=False, comment="grows with every change of ticket or history"),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("missed_at", Instant, comment="when it was first missing from a listing of everything"),
    sa.Column("gone_at", Instant, comment="when it was missing again, and asked for by itself in vain"),
    sa.Index(None, "source", "container"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("ticket", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False, comment="order of arrival, for events of one instant"),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("field", sa.Text),
    sa.Column("old", sa.Text),
    sa.Column("new", sa.Text),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("category", sa.Text),
    sa.Column("old_category", sa.Text),
    sa.Column("edited", Instant),
    sa.Column("batch", sa.Text, nullable=False),
    sa.Column("actor", sa.Text),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("actor_handle", sa.Text, nullable=False),
    sa.Column("actor_role", sa.Text, nullable=False),
)

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("ticket", sa.Text, primary_key=True),
    sa.Column("comment", sa.Text, primary_key=True),
)

groups = sa.Table(
    "groups",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("asked", sa.Text, nullable=False, comment="the containers it was read for, as JSON"),
    sa.Column("read_at", Instant, comment="when its members were last told"),
    sa.Column("tried_at", Instant, nullable=False),
    sa.Column("error", sa.Text, comment="why the last attempt failed; null when it did not"),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("group", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("handle", sa.Text, nullable=False),
    sa.Column("stated", sa.Text, comment="the side on which their address puts them; null where it puts them on none"),
    sa.Column("left_at", Instant, comment="when they were first missing; null while they are in it"),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("project", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("basis", sa.Text, nullable=False, comment="digest of the rules and config facts they were asked under"),
    sa.Column("revision", sa.BigInteger, nullable=False, comment="of the subject when it was asked about"),
    sa.Column("whole", sa.BigInteger, comment="of the project, where an answer rests on it"),
    sa.Column("wake", Instant, comment="when the first of the answers may change by itself"),
    sa.Column("ok", sa.Integer, nullable=False),
    sa.Column("not_applicable", sa.Integer, nullable=False),
    sa.Column("evaluated_at", Instant, nullable=False),
    sa.Column("quiet", sa.Text, nullable=False, comment="the answers of which nobody has to hear, by rule, as JSON"),
    sa.Column("loud", sa.Text, comment="the others, as JSON; null where there are none"),
    # An hour with nothing new asks for these alone, and so reads no long texts.
    sa.Index("ix_answers_short", "project", "wake", "basis", "ok", "not_applicable", "evaluated_at"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("now", Instant, nullable=False),
    sa.Column("applied", sa.Boolean, nullable=False),
    sa.Column("exit_code", sa.Integer, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
)
