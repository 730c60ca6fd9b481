"""How lists of a repository are paged through, and not at all where nothing changed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from forewarn_github.client import PER_PAGE, GitHubClient, Page, Params
from forewarn_github.cursor import before
from forewarn_github.payloads import Comment, Issue, LineComment, read_as

_SECOND = timedelta(seconds=1)

T = TypeVar("T", Issue, Comment, LineComment)


class Listing:
    """The lists of one repository, for one pass."""

    def __init__(self, client: GitHubClient, root: str, source: str, etags: Mapping[str, str]) -> None:
        self._client = client
        self._root = root
        self._source = source
        self.asked_at: datetime | None = None
        """When the list asked for last was made, by GitHub's clock."""
        self.etags = dict(etags)
        """By list, what its first page was called when the list had no other page. Of those given out so far."""

    def first(self, path: str, params: Mapping[str, str]) -> Page | None:
        """The first page of a list; None when it is the one that `etags` names. Raises TrackerError."""
        asked: Params = {**params, "per_page": PER_PAGE}
        return self._client.page_unless(self.etags.get(path, ""), f"{self._root}/{path}", asked)

    def was_read(self, path: str, page: Page, *, newest_first: bool = False) -> None:
        """`page`, the first of a list, was given out, and nothing after it is wanted. Of a list that grows at its end
        a full page may stay the same while another follows."""
        lasts = newest_first or (page.next is None and len(page.rows) < PER_PAGE)
        self.etags.pop(path, None)
        if lasts and page.etag:
            self.etags[path] = page.etag

    def changed(self, path: str, kind: type[T], params: Mapping[str, str], since: datetime | None) -> Iterator[list[T]]:
        """The rows changed since then, oldest change first, page by page. Raises TrackerError.

        The next page is asked for by the last change seen, not by its number: what is changed or deleted meanwhile
        would shift the rows after it past us. GitHub's own link is followed where one second fills a page.
        """
        since = before(since)
        asked = {**params, "sort": "updated", "direction": "asc"}
        page = self.first(path, asked | _since(since))
        if page is not None:
            self.was_read(path, page)
            self.asked_at = page.at
        while page is not None:
            rows = [read_as(kind, row, self._source) for row in page.rows]
            if rows:
                yield rows
            following = page.next
            if following is None or not rows:
                return
            resume = rows[-1].updated_at - _SECOND
            if since is None or resume > since:
                since = resume
                page = self._client.page(f"{self._root}/{path}", {**asked, "per_page": PER_PAGE, **_since(since)})
            else:
                page = self._client.page(following)

    def rows(self, first: Page) -> Iterator[list[Any]]:
        """The rows of `first` and of the pages after it, page by page. Raises TrackerError."""
        yield first.rows
        yield from self._client.rest(first)


def _since(at: datetime | None) -> dict[str, str]:
    return {"since": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")} if at else {}
