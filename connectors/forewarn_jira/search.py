"""Search: pages of issues on both deployments, each in the way that skips nothing there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from forewarn.errors import MalformedAnswer
from forewarn_jira.cursor import is_settled
from forewarn_jira.fetch import Fetch, TokenChain, reaches
from forewarn_jira.instants import milliseconds
from forewarn_jira.page_payload import IssuePage, SinglePage, Stub, StubPage

_ISSUES_A_PAGE = 100
"""Cloud gives no more, and Data Center grows slow on larger pages with their changes."""
_IDS_A_PAGE_CLOUD = 5_000
_IDS_A_PAGE_SERVER = 1_000
_EXPANDED = {"expand": "changelog,names"}
"""What comes along with issues on Data Center."""

Params = Mapping[str, str | int]
Since = Mapping[str, int | None]
"""By project, the update to begin with in epoch milliseconds; None from the beginning."""

Page = TypeVar("Page", IssuePage, StubPage)


class Search:
    """Asks for the issues of some projects, all in one query."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def cloud(self, since: Since, fields: str) -> Iterator[IssuePage]:
        """Pages of the issues updated since, oldest update first, without their changes."""
        jql = f"{_where(since)} ORDER BY updated ASC, key ASC"
        params: Params = {"jql": jql, "fields": fields, "maxResults": _ISSUES_A_PAGE}
        return self._chained(IssuePage, params)

    def server(self, since: Since, fields: str) -> Iterator[IssuePage]:
        """As `cloud` on Data Center, with their changes and the names of their fields."""
        # One more than a page, since the first issue of a page is the last of the page before.
        size = _ISSUES_A_PAGE + 1
        params: Params = {"fields": fields, **_EXPANDED, "maxResults": size}
        return self._keyset(IssuePage, _where(since), "updated", params, self._caught_up)

    def single(self, number: str, fields: str, *, cloud: bool) -> IssuePage:
        """One issue, whatever its update. GoneError when it is not there."""
        return self._fetch.get(SinglePage, f"issue/{number}", {"fields": fields, **({} if cloud else _EXPANDED)})

    def ids(self, projects: Sequence[str], *, cloud: bool) -> Iterator[Stub]:
        """Every issue there is, by id and key alone."""
        where = _where(dict.fromkeys(projects))
        if cloud:
            jql = f"{where} ORDER BY created ASC"
            pages = self._chained(StubPage, {"jql": jql, "fields": "id,key", "maxResults": _IDS_A_PAGE_CLOUD})
        else:
            params: Params = {"fields": "created", "maxResults": _IDS_A_PAGE_SERVER}
            pages = self._keyset(StubPage, where, "created", params, _last_born)
        return (stub for page in pages for stub in page.issues)

    def first_created(self, project: str, *, cloud: bool) -> datetime | None:
        """When the first issue of a project was opened; None when it has none."""
        jql = f"{_where({project: None})} ORDER BY created ASC"
        params: Params = {"jql": jql, "fields": "created", "maxResults": 1}
        page = self._fetch.get(StubPage, "search/jql" if cloud else "search", params)
        return page.issues[0].fields.created if page.issues and page.issues[0].fields else None

    def _chained(self, model: type[Page], params: Params) -> Iterator[Page]:
        """Pages of Cloud, by token alone: it may give fewer issues than asked for, and tells no total."""
        chain = TokenChain(f"{self._fetch.source} (search/jql)")
        asked = dict(params)
        while True:
            page = self._fetch.get(model, "search/jql", asked)
            yield page
            if not chain.goes_on(page.next_page_token):
                return
            asked["nextPageToken"] = page.next_page_token or ""

    def _caught_up(self, page: IssuePage) -> datetime | None:
        """The last update on a page with which the index must have caught up. Any later one may stand where the index
        still has an older one of its issue, so that nothing follows from it about what comes next."""
        now = milliseconds(self._fetch.meter.site_now())
        return max((issue.fields.updated for issue in page.issues if is_settled(issue, now)), default=None)

    def _keyset(
        self, model: type[Page], where: str, field: str, params: Params, last_of: Callable[[Page], datetime | None]
    ) -> Iterator[Page]:
        """Pages of Data Center in the order of `field`.

        Counting on from page to page would skip an issue whenever one before it is updated or deleted meanwhile, so
        each page begins where the last one ended; it is counted on only among issues of the same instant, and among
        those that are read again the next time.
        """
        floor, start = None, 0
        while True:
            bounded = where if floor is None else f"({where}) AND {field} >= {floor}"
            jql = f"{bounded} ORDER BY {field} ASC, key ASC"
            page = self._fetch.get(model, "search", {**params, "jql": jql, "startAt": start})
            yield page
            if not page.size or reaches(start + page.size, page.total):
                return
            last = last_of(page)
            second = milliseconds(last) // 1_000 * 1_000 if last else -1  # its index knows whole seconds only
            floor, start = (second, 0) if second > (floor or 0) else (floor, start + page.size)


def _last_born(page: StubPage) -> datetime:
    born = page.issues[-1].fields
    if born is None:
        raise MalformedAnswer("Jira does not say when an issue was opened", place="search")
    return born.created


def _where(since: Since) -> str:
    """Projects without a beginning together, every other with its own."""
    fresh = [_quoted(project) for project, start in since.items() if start is None]
    clauses = [f"project = {fresh[0]}" if len(fresh) == 1 else f"project in ({', '.join(fresh)})"] if fresh else []
    # Milliseconds, because a date written out would be read in the time zone of the token's owner.
    clauses += [f"project = {_quoted(p)} AND updated >= {start}" for p, start in since.items() if start is not None]
    return clauses[0] if len(clauses) == 1 else " OR ".join(f"({clause})" for clause in clauses)


def _quoted(text: str) -> str:
    """A value as JQL takes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
