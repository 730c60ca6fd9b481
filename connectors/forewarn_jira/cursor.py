"""How far a project has been read, and what is carried from run to run so that nobody need ask for it again."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, ValidationError

from forewarn_jira.dialect import Meaning
from forewarn_jira.instants import milliseconds
from forewarn_jira.payload import Issue

OVERLAP = 120_000
"""Milliseconds read again each time: the search index of Jira lags behind."""

_MOST_SEEN = 100
"""Issues a cursor names, unless more were updated in one second."""


def is_settled(issue: Issue, now: int) -> bool:
    """Whether the search index must have caught up with the issue's update at `now`, in epoch milliseconds."""
    return milliseconds(issue.fields.updated) <= now - OVERLAP


class SiteFacts(BaseModel):
    """What was learnt of a site."""

    model_config = ConfigDict(frozen=True)

    cloud: bool
    url: str | None = None
    """The address people open, where it is not the one we use."""
    sprint: str | None = None
    """Custom field with the sprint; None when the site has none."""
    epic: str | None = None
    """Custom field with the epic on Data Center."""
    statuses: dict[str, Meaning | None] = {}
    """What statuses mean, by id; None for those that are gone."""
    named: dict[str, str | None] = {}
    """The ids of the custom fields that the config names; None for those that were not found."""

    @property
    def missing(self) -> frozenset[str]:
        """What was not found."""
        return frozenset(name for name, field_id in self.named.items() if field_id is None)


class Cursor(BaseModel):
    """Where the next fetch begins."""

    model_config = ConfigDict(frozen=True)

    updated: int | None = None
    """The last update seen, in epoch milliseconds."""
    seen: dict[str, int] = {}
    """Updates, by issue, that lie in the overlap and need not be read again."""
    start: int = 0
    """Where to begin when the overlap holds more issues than can be named here, as after a mass edit."""
    began: int | None = None
    """When the project's first issue was opened: versions, whose beginning Jira does not tell, are as old."""
    fields: tuple[str, ...] = ()
    """What the config called its custom fields, sorted, so that the same cursor is always the same text."""
    site: SiteFacts | None = None
    left: dict[str, str] = {}
    """Keys, by id, of issues before here that could not be read, and are asked for one by one."""
    afresh: bool = True
    """Whether everything is being read, so that what was read otherwise before has to go. It stays so in the run after
    one that was interrupted."""

    @classmethod
    def of(cls, text: str | None, fields: Iterable[str] = ()) -> "Cursor":
        """One that cannot be read is none: reading everything again changes nothing. The same where the config names
        other `fields` now, since the issues that were read lack them."""
        try:
            cursor = cls.model_validate_json(text or "{}")
        except ValidationError:
            cursor = cls()
        named = tuple(sorted(fields))
        return cursor if cursor.fields == named else cls(began=cursor.began, fields=named, site=cursor.site)

    def knowing(self, site: SiteFacts) -> "Cursor":
        """The same with what is known of the site now. Where a field was found that was missing before, the next run
        reads everything again, since the issues that were read lack it."""
        late = self.site.missing - site.missing if self.site else frozenset()
        kept = tuple(name for name in self.fields if name not in late)
        return self.model_copy(update={"site": site, "fields": kept})

    def text(self) -> str:
        """As the core keeps it."""
        return self.model_dump_json(exclude_defaults=True)


class Window:
    """The end of what was read of a project: where to go on, and what of the overlap is known already.

    An issue is left out the next time only when its update was older than the overlap when it was read, so that
    every update is read at least once when the index must long have caught up with it.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._updated = cursor.updated
        self._latest = cursor.updated
        self._start = cursor.start
        self._near: int | None = None
        self._seen = dict(cursor.seen)
        self._read = dict(cursor.seen)
        self._prune_at = 1_000

    @property
    def since(self) -> int | None:
        """The update to begin with; None from the beginning."""
        if self._updated is None:
            return None
        return max(self._end - OVERLAP, self._start)

    @property
    def _end(self) -> int:
        """The last update up to which all was read, or the time when reading came near the present, whichever is
        earlier: what happened after that may have come into the index behind our back."""
        updated = self._updated or 0
        return updated if self._near is None else min(updated, self._near)

    def is_new(self, issue: Issue) -> bool:
        """Whether this state of an issue was not read before."""
        return self._read.get(issue.id) != milliseconds(issue.fields.updated)

    def add(self, issue: Issue, *, settled: bool, near: int | None = None) -> None:
        """An issue was read; `settled` when its update was older than the overlap at that time. `near` is when the
        reading first met one that was not: where the index lags, such a one comes long before others that are older,
        and tells nothing of how far the reading has got."""
        updated = milliseconds(issue.fields.updated)
        self._latest = max(updated, self._latest or 0)
        if settled:
            self._updated = max(updated, self._updated or 0)
        self._near = near
        self._read[issue.id] = updated
        self._seen.pop(issue.id, None)
        if settled:
            self._seen[issue.id] = updated
        if len(self._read) > self._prune_at:
            self._read = self._recent(self._read)
            self._seen = self._recent(self._seen)
            self._prune_at = max(1_000, 2 * len(self._read))

    def reach(self, updated: int) -> None:
        """Everything up to this update was read, issues of this project or not."""
        self._updated = max(updated, self._updated or 0)
        self._latest = max(updated, self._latest or 0)

    def cursor(self, before: Cursor, *, is_end: bool) -> Cursor:
        """`before`, moved to here; `is_end` where there was nothing more to read."""
        if is_end:
            self._updated = self._latest
        if self._updated is None:
            return before
        seen, start = self._recent(self._seen), self._start
        if len(seen) > _MOST_SEEN and self._near is None:
            # From a whole second on, since Data Center orders by those, and the last one may not be read to its end.
            start = min(sorted(seen.values())[-_MOST_SEEN] + 1_000, self._end) // 1_000 * 1_000
            seen = {issue: updated for issue, updated in seen.items() if updated >= start}
        return before.model_copy(update={"updated": self._end, "seen": seen, "start": start})

    def _recent(self, updates: dict[str, int]) -> dict[str, int]:
        start = self._end - OVERLAP
        return {issue: updated for issue, updated in updates.items() if updated >= start}
