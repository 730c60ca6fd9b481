"""The list of issue events of a repository, newest first: all that GitHub offers."""

from forewarn.errors import RefusedError
from forewarn_github.client import Page
from forewarn_github.cursor import Cursor
from forewarn_github.listing import Listing
from forewarn_github.payloads import Issue, IssueEvent, read_as

_PATH = "issues/events"


class Entries:
    """The entries since the last one known."""

    def __init__(self, lists: Listing, position: Cursor, source: str) -> None:
        self._lists = lists
        self._position = position
        self._source = source
        self._first: Page | None = None

    def newest_first(self) -> list[IssueEvent]:
        """Each entry once, although the list moves while it is read. Raises TrackerError."""
        self._first = self._lists.first(_PATH, {})
        if self._first is None:
            return []
        entries: dict[int, IssueEvent] = {}
        issues: dict[int, Issue] = {}
        try:
            for rows in self._lists.rows(self._first):
                page = [read_as(IssueEvent, row, self._source) for row in rows]
                for entry in page:
                    if entry.issue is not None:  # each entry brings its own copy; one an issue is enough
                        issue = issues.setdefault(entry.issue.number, entry.issue)
                        entries.setdefault(entry.id, entry.model_copy(update={"issue": issue}))
                if page and self._position.has(page[-1].id, page[-1].created_at):
                    break
        except RefusedError:
            if not entries:
                raise
            # GitHub refuses pages beyond the 40,000th event, with 422.
        return [entry for entry in entries.values() if not self._position.has(entry.id, entry.created_at)]

    def were_given_out(self) -> None:
        """All of them: a first page that is the same the next time need not be read."""
        if self._first is not None:
            self._lists.was_read(_PATH, self._first, newest_first=True)
