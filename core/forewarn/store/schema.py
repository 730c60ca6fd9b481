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
    sa.Column("noteworthy", sa.Boolean, nullable=False, comment="whether there are any other answers"),
    sa.Column("evaluated_at", Instant, nullable=False),
    sa.Column("answers", sa.Text, nullable=False, comment="each rule's, as JSON"),
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
    sa.Column("answers", sa.Text, nullable=False, server_default="", comment="the command it replies to"),
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

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("ticket", sa.Text, primary_key=True),
    sa.Column("comment", sa.Text, primary_key=True),
)

heard = sa.Table(
    "heard",
    metadata,
    sa.Column("command", sa.Text, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

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

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("project", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False, comment="of the finding whose words these are"),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("container", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("ticket_url", sa.Text, nullable=False),
    sa.Column("ticket_title", sa.Text, nullable=False),
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
    sa.Column("resolved_at", Instant, comment="when it was said or over; null while it is held"),
    sa.UniqueConstraint("project", "identity", "audience"),
)

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True, comment="of a plan that was written to a file"),
    sa.Column("made_at", Instant, nullable=False),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("at", Instant, primary_key=True, autoincrement=False),
    sa.Column("told", sa.Text, nullable=False, comment="what it told of, each with its rung, as JSON"),
)
