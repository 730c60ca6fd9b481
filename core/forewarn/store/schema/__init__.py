"""The tables. Changed only together with a migration; a test compares the two."""

from forewarn.store.schema.base import Instant, metadata
from forewarn.store.schema.kept import adopted, baselines, corrections, covered, heard, journal, owner, waivers
from forewarn.store.schema.seen import answers, events, groups, members, mentions, runs, scopes, tickets
from forewarn.store.schema.spoken import digests, drafts, held, letters, plans, said

__all__ = [
    "Instant", "adopted", "answers", "baselines", "corrections", "covered", "digests", "drafts", "events", "groups",
    "heard", "held", "journal", "letters", "members", "mentions", "metadata", "owner", "plans", "runs", "said",
    "scopes", "tickets", "waivers",
]  # fmt: skip
