"""What is asked of Jira: pages in, checked payloads out, every request repeated within the source's patience."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

from forewarn.connect import Patience
from forewarn.connect.retry import Reads
from forewarn.errors import GoneError, MalformedAnswer
from forewarn.model import Person
from forewarn_jira.client import JiraClient, no_such_project
from forewarn_jira.dialect import Categories
from forewarn_jira.instants import milliseconds
from forewarn_jira.payload import (
    Comment,
    CommentPage,
    History,
    HistoryPage,
    IssuePage,
    Payload,
    Property,
    ServerInfo,
    Status,
    User,
    Version,
    parse,
)
from forewarn_jira.people import person

_PAGE = 100
"""Issues or comments a request; Cloud gives no more."""
_HISTORY_PAGE = 10_000
"""Changes a request, over all issues asked for."""

P = TypeVar("P", bound=Payload)


class Fetch:
    """The reading requests of one client."""

    def __init__(self, source: str, client: JiraClient, patience: Patience, fields: str = "") -> None:
        self._source = source
        self._client = client
        self._reads = Reads(patience)
        self._fields = fields

    def myself(self) -> Person:
        """Whom the token belongs to."""
        account = person(self._get(User, "myself"))
        if account is None:
            raise MalformedAnswer("Jira does not say whom the token belongs to", place=f"{self._source} (myself)")
        return account

    @cached_property
    def server(self) -> ServerInfo:
        """What kind of Jira this is; asked once."""
        return self._get(ServerInfo, "serverInfo")

    @property
    def is_cloud(self) -> bool:
        """Whether this is Jira Cloud; everything else calls itself a server."""
        return self.server.deployment_type == "Cloud"

    @cached_property
    def categories(self) -> Categories:
        """What the statuses mean; asked once."""
        return Categories(self._list(Status, "status"))

    def versions(self, project: str) -> tuple[Version, ...]:
        """The versions of a project. GoneError, naming it, when it is not there or not visible."""
        try:
            return self._list(Version, f"project/{quote(project, safe='')}/versions")
        except GoneError:
            raise no_such_project(project, self._source) from None

    def first_created(self, project: str) -> datetime | None:
        """When the first issue of a project was opened; None when it has none."""
        path = "search/jql" if self.is_cloud else "search"
        jql = f"project = {_quoted(project)} ORDER BY created ASC"
        page = self._get(IssuePage, path, {"jql": jql, "fields": "created,updated", "maxResults": 1})
        return page.issues[0].fields.created if page.issues else None

    def cloud_pages(self, project: str, since: int | None) -> Iterator[IssuePage]:
        """The issues updated since `since` (epoch milliseconds), oldest update first, without their changes.

        Pages are chained by token alone: Cloud may give fewer issues than asked for, and tells no total.
        """
        params: dict[str, str | int] = {"jql": _jql(project, since), "fields": self._fields, "maxResults": _PAGE}
        tokens: set[str] = set()
        while True:
            page = self._get(IssuePage, "search/jql", params)
            yield page
            token = page.next_page_token
            if not token:
                return
            if token in tokens:
                raise self._endless("search/jql")
            tokens.add(token)
            params["nextPageToken"] = token

    def server_pages(self, project: str, since: int | None) -> Iterator[IssuePage]:
        """As `cloud_pages` on Data Center, with their changes.

        Counting on from page to page would skip an issue whenever one before it is updated meanwhile, so each page
        begins at the last update seen; it is counted on only among issues updated at the same instant.
        """
        start = 0
        while True:
            params: dict[str, str | int] = {
                "jql": _jql(project, since),
                "fields": self._fields,
                "expand": "changelog,names",
                "startAt": start,
                "maxResults": _PAGE,
            }
            page = self._get(IssuePage, "search", params)
            yield page
            if not page.issues or _reaches(start + len(page.issues), page.total):
                return
            last = milliseconds(page.issues[-1].fields.updated)
            start, since = (0, last) if since is None or last > since else (start + len(page.issues), since)

    def histories(self, issues: Sequence[str]) -> dict[str, list[History]]:
        """All changes of up to 1,000 issues by issue id, Cloud only; an issue's changes may come on several pages."""
        found: dict[str, list[History]] = {issue: [] for issue in issues}
        body: dict[str, Any] = {"issueIdsOrKeys": list(issues), "maxResults": _HISTORY_PAGE}
        tokens: set[str] = set()
        while True:
            page = self._ask(HistoryPage, "changelog/bulkfetch", lambda p: self._client.post(p, body))
            for part in page.issue_change_logs:
                found.setdefault(part.issue_id, []).extend(part.change_histories)
            token = page.next_page_token
            if not token:
                return found
            if token in tokens:
                raise self._endless("changelog/bulkfetch")
            tokens.add(token)
            body["nextPageToken"] = token

    def comments(self, issue: str, *, properties: bool = False) -> tuple[Comment, ...]:
        """All comments of an issue, oldest first. GoneError when the issue is not there."""
        found: dict[str, Comment] = {}
        start = 0
        while True:
            params: dict[str, str | int] = {"startAt": start, "maxResults": _PAGE, "orderBy": "created"}
            if properties:
                params["expand"] = "properties"
            page = self._get(CommentPage, f"issue/{issue}/comment", params)
            found |= {comment.id: comment for comment in page.comments}
            start += len(page.comments)
            if not page.comments or _reaches(start, page.total):
                return tuple(found.values())

    def comment_property(self, comment: str, key: str) -> Property:
        """One property of a comment. GoneError when it has none of that name."""
        return self._get(Property, f"comment/{comment}/properties/{key}")

    def _endless(self, path: str) -> MalformedAnswer:
        return MalformedAnswer(
            "Jira gave the same page token twice, so that its pages would never end",
            place=f"{self._source} ({path})",
            next_step="What came before is kept; the next run goes on from there.",
        )

    def _get(self, model: type[P], path: str, params: Mapping[str, str | int] | None = None) -> P:
        return self._ask(model, path, lambda p: self._client.get(p, params))

    def _list(self, model: type[P], path: str) -> tuple[P, ...]:
        def read() -> tuple[P, ...]:
            answer = self._client.get(path)
            if not isinstance(answer, list):
                raise MalformedAnswer("Jira's answer is not a list", place=f"{self._source} (GET {path})")
            return tuple(parse(model, entry, f"{self._source} (GET {path})") for entry in answer)

        return self._reads(read)

    def _ask(self, model: type[P], path: str, request: Callable[[str], Any]) -> P:
        return self._reads(lambda: parse(model, request(path), f"{self._source} ({path})"))


def _reaches(count: int, total: int | None) -> bool:
    """Whether that many are all there are; without a total only an empty page tells."""
    return total is not None and count >= total


def _quoted(text: str) -> str:
    """A value as JQL takes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _jql(project: str, since: int | None) -> str:
    # Milliseconds, because a date written out would be read in the time zone of the token's owner.
    newer = "" if since is None else f" AND updated >= {since}"
    return f"project = {_quoted(project)}{newer} ORDER BY updated ASC, key ASC"
