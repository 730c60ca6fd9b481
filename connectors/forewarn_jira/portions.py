"""From search pages to portions: issues with all their changes, fetched for as many at once as Jira allows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forewarn.errors import TrackerError
from forewarn_jira.cursor import Window, is_settled
from forewarn_jira.dialect import CustomFields
from forewarn_jira.fetch import Fetch
from forewarn_jira.instants import milliseconds
from forewarn_jira.page_payload import IssuePage, Unread
from forewarn_jira.payload import History, Issue
from forewarn_jira.search import Search
from forewarn_jira.site import Site

_FIELDS: Final = (
    "summary,description,issuetype,status,priority,resolution,assignee,reporter,creator,labels,duedate,"
    "timeoriginalestimate,fixVersions,parent,issuelinks,attachment,created,updated,comment"
)

_ISSUES_A_PORTION: Final = 1_000
"""The most issues whose changes Cloud gives in one request."""


@dataclass(frozen=True, slots=True)
class Found:
    """An issue in a state that was not read before."""

    issue: Issue
    settled: bool
    """Whether its update is so old that the index must have caught up with it."""
    near: int | None
    """When the search first met one that was not, in epoch milliseconds."""


@dataclass(frozen=True, slots=True)
class _Timed:
    """A page and when it came, in epoch milliseconds."""

    page: IssuePage
    now: int
    near: int | None


@dataclass(frozen=True, slots=True)
class Portion:
    """Some pages, each perhaps without anything new, and the changes of all that is new on them."""

    pages: tuple[tuple[Found, ...], ...]
    histories: Mapping[str, Sequence[History]]
    custom: CustomFields
    reached: int | None
    """The last update on the pages, new or not, that the index must have caught up with, in epoch milliseconds."""
    is_last: bool
    unread: tuple[Unread, ...] = ()
    """Issues of these pages that cannot be read."""

    def issues(self) -> list[Issue]:
        """All of them, in order."""
        return [found.issue for page in self.pages for found in page]

    def projects(self) -> set[str]:
        """Those of all its issues."""
        return {*map(project_of, self.issues()), *map(project_of, self.unread)}


def project_of(issue: Issue | Unread) -> str:
    """The project in an issue's key."""
    return issue.key.rpartition("-")[0]


class Portions:
    """Reads the issues of some projects, those that are read together in one search."""

    def __init__(self, fetch: Fetch, search: Search, site: Site) -> None:
        self._fetch = fetch
        self._search = search
        self._site = site

    def of(self, windows: Mapping[str, Window]) -> Iterator[Portion]:
        """Everything updated since, oldest update first; at least one portion. A failure comes after what was read
        before it."""
        pages = self._site.ask(lambda cloud: _begun(self._pages(windows, cloud=cloud)))
        met: dict[str, datetime] = {}
        for group, is_last in _groups(pages):
            fresh = [tuple(self._fresh(timed, windows, met)) for timed in group]
            yield self._portion(
                fresh,
                [timed.page for timed in group],
                reached=max(filter(None, map(_reached, group)), default=None),
                is_last=is_last,
            )

    def alone(self, number: str) -> Portion:
        """One issue by itself, as it stands now. GoneError when it is not there."""
        cloud = self._site.is_cloud
        page = self._search.single(number, self._fields(), cloud=cloud)
        found = tuple(Found(issue, settled=False, near=None) for issue in page.issues)
        return self._portion([found], [page], reached=None, is_last=False)

    def _portion(
        self, fresh: Sequence[tuple[Found, ...]], pages: Sequence[IssuePage], *, reached: int | None, is_last: bool
    ) -> Portion:
        """What is `fresh` of some pages, with its changes."""
        issues = {found.issue.id: found.issue for page in fresh for found in page}
        histories, lost = self._histories(list(issues.values()))
        unread = [Unread(id=number, key=issues[number].key, problem=why) for number, why in lost.items()]
        return Portion(
            pages=tuple(tuple(found for found in page if found.issue.id not in lost) for page in fresh),
            histories=histories,
            custom=self._site.named(pages),
            reached=reached,
            is_last=is_last,
            unread=(*(one for page in pages for one in page.unread), *unread),
        )

    def _fields(self) -> str:
        return ",".join((_FIELDS, *self._site.custom.ids))

    def _pages(self, windows: Mapping[str, Window], *, cloud: bool) -> Iterator[_Timed]:
        since = {project: window.since for project, window in windows.items()}
        fields = self._fields()
        near: int | None = None
        for page in self._search.cloud(since, fields) if cloud else self._search.server(since, fields):
            now = milliseconds(self._fetch.meter.site_now())
            if near is None and not all(is_settled(issue, now) for issue in page.issues):
                near = now
            yield _Timed(page, now, near)

    def _fresh(self, timed: _Timed, windows: Mapping[str, Window], met: dict[str, datetime]) -> Iterator[Found]:
        """What is new on a page. `met` are the updates on the page before, with which one of Data Center overlaps."""
        page = {issue.id: issue.fields.updated for issue in timed.page.issues}
        for issue in timed.page.issues:
            # A search in one project finds that project's issues, whatever their keys say.
            window = next(iter(windows.values())) if len(windows) == 1 else windows.get(project_of(issue))
            is_known = met.get(issue.id) == issue.fields.updated
            if not is_known and (window is None or window.is_new(issue)):
                yield Found(issue, is_settled(issue, timed.now), timed.near)
        met.clear()
        met.update(page)

    def _histories(self, issues: Sequence[Issue]) -> tuple[Mapping[str, Sequence[History]], Mapping[str, str]]:
        histories: Mapping[str, Sequence[History]] = {
            one.id: one.changelog.histories for one in issues if one.changelog
        }
        lost: Mapping[str, str] = {}
        if self._site.is_cloud and issues:
            histories, lost = self._fetch.histories([issue.id for issue in issues])
        self._site.learn(issues, histories)
        return histories, lost


def _reached(timed: _Timed) -> int | None:
    settled = (issue for issue in timed.page.issues if is_settled(issue, timed.now))
    return max((milliseconds(issue.fields.updated) for issue in settled), default=None)


def _begun(pages: Iterator[_Timed]) -> Iterator[_Timed]:
    """The same pages, with the first already there: an address that is wrong fails now."""
    first = next(pages)

    def rest() -> Iterator[_Timed]:
        yield first
        yield from pages

    return rest()


def _groups(pages: Iterator[_Timed]) -> Iterator[tuple[list[_Timed], bool]]:
    """Pages in groups, each with whether it is the last; what came before a failure is handed on before that."""
    group: list[_Timed] = []
    held: set[str] = set()
    try:
        for timed in pages:
            ids = {issue.id for issue in timed.page.issues}
            if len(held | ids) > _ISSUES_A_PORTION:
                yield group, False
                group, held = [], set()
            group.append(timed)
            held |= ids
    except TrackerError:
        if group:
            yield group, False
        raise
    yield group, True
