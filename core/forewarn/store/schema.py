"""The tables. Changed only together with a migration; a test compares the two."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware instant as whole microseconds since 1970, the same on every database, ordered as it should be."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = sa.MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(column_0_N_label)s", "uq": "uq_%(column_0_N_label)s"}
)

scopes = sa.Table(
    "scopes",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("container", sa.Text, primary_key=True),
    sa.Column("cursor", sa.Text),
    sa.Column("synced_at", Instant, comment="end of the last fetch that came to its end"),
    sa.Column("tried_at", Instant, nullable=False),
    sa.Column("swept_at", Instant, comment="when deletions were last looked for"),
    sa.Column("error", sa.Text, comment="why the last fetch failed; null when it did not"),
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

evaluations = sa.Table(
    "evaluations",
    metadata,
    sa.Column("project", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("basis", sa.Text, nullable=False, comment="digest of the rule and the config facts it was asked under"),
    sa.Column("revision", sa.BigInteger, nullable=False, comment="of the subject when it was asked"),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("wake", Instant),
    sa.Column("findings", sa.Text, nullable=False),
    sa.Column("evaluated_at", Instant, nullable=False),
)

said = sa.Table(
    "said",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("marker", sa.Text, nullable=False, unique=True),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("container", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("ticket_url", sa.Text, nullable=False),
    sa.Column("ticket_title", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, comment="the tracker's id of it"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False, comment="the words we mean to stand there"),
    sa.Column("parts", sa.Text, nullable=False),
    sa.Column("intended_at", Instant, nullable=False),
    sa.Column("said_at", Instant),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Index(None, "source", "ticket"),
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
