"""What is asked of Jira: checked payloads out, every request repeated and paced within the source's patience."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from forewarn.connect import Patience
from forewarn.connect.retry import Reads
from forewarn.errors import GoneError, MalformedAnswer, RateLimited
from forewarn.model import Person
from forewarn_jira.client import JiraClient, NoSuchProject
from forewarn_jira.page_payload import HistoryPage
from forewarn_jira.payload import Comment, CommentPage, History, Payload, Property, Status, User, parse
from forewarn_jira.people import person
from forewarn_jira.site_payload import FieldInfo, NumberedPage, Project, Roles, ServerInfo, Version

_COMMENTS_A_PAGE = 100
_CHANGES_A_PAGE = 10_000
"""Over all issues asked for."""

P = TypeVar("P", bound=BaseModel)
T = TypeVar("T")
V = TypeVar("V", bound=Payload)


class Fetch:
    """The reading requests of one client."""

    def __init__(self, source: str, client: JiraClient, patience: Patience) -> None:
        self.source = source
        self.meter = client.meter
        self._client = client
        self._now = patience.now
        self._reads = Reads(patience)

    def get(self, model: type[P], path: str, params: Mapping[str, str | int] | None = None) -> P:
        """The JSON at `path` as `model`. Raises TrackerError."""
        return self._ask("GET", path, lambda: parse(model, self._client.get(path, params), self._place(path)))

    def post(self, model: type[P], path: str, body: Mapping[str, Any]) -> P:
        """As `get`, for what is asked with a body; nothing is written."""
        return self._ask("POST", path, lambda: parse(model, self._client.post(path, body), self._place(path)))

    def pause(self, method: str, path: str, least: float = 0) -> None:
        """Wait `least` seconds, or longer where the budget of the site is nearly used up. Raises RateLimited, at
        once, when our own patience cannot pay for that."""
        wait = max(self.meter.delay(method, path), least)
        if wait and not self._reads.pause(wait):
            raise RateLimited(
                "the tracker's budget of requests is nearly used up",
                until=self._now() + timedelta(seconds=wait),
                place=self._place(path),
                next_step="The next run goes on where this one stopped.",
            )

    def myself(self) -> Person:
        """Whom the token belongs to."""
        account = person(self.get(User, "myself"))
        if account is None:
            raise MalformedAnswer("Jira does not say whom the token belongs to", place=self._place("myself"))
        return account

    def server(self) -> ServerInfo:
        """What kind of Jira this is."""
        return self.get(ServerInfo, "serverInfo")

    def statuses(self) -> tuple[Status, ...]:
        """All statuses of the site."""
        return self._list(Status, "status")

    def fields(self) -> tuple[FieldInfo, ...]:
        """All fields of the site."""
        return self._list(FieldInfo, "field")

    def projects(self) -> tuple[Project, ...]:
        """All projects that the account can see, Data Center only."""
        return self._list(Project, "project")

    def project(self, key: str) -> Project:
        """A project."""
        return self.get(Project, f"project/{quote(key, safe='')}")

    def roles(self, project: str) -> tuple[str, ...]:
        """The names of a project's roles."""
        return tuple(sorted(self.get(Roles, f"project/{quote(project, safe='')}/role").root))

    def versions(self, project: str) -> tuple[Version, ...]:
        """The versions of a project. GoneError, naming it, when it is not there or not visible."""
        try:
            return self._list(Version, f"project/{quote(project, safe='')}/versions")
        except GoneError:
            raise NoSuchProject([project], self.source) from None

    def histories(self, issues: Sequence[str]) -> tuple[dict[str, list[History]], dict[str, str]]:
        """All changes of up to 1,000 issues by issue id, Cloud only; an issue's changes may come on several pages. And
        why those of some cannot be read."""
        found: dict[str, list[History]] = {issue: [] for issue in issues}
        unread: dict[str, str] = {}
        body: dict[str, Any] = {"issueIdsOrKeys": list(issues), "maxResults": _CHANGES_A_PAGE}
        chain = TokenChain(self._place("changelog/bulkfetch"))
        while True:
            page = self.post(HistoryPage, "changelog/bulkfetch", body)
            for part in page.issue_change_logs:
                found.setdefault(part.issue_id, []).extend(part.change_histories)
            unread |= {one.id: one.problem for one in page.unread}
            if not chain.goes_on(page.next_page_token):
                return found, unread
            body["nextPageToken"] = page.next_page_token

    def comments(self, issue: str, *, properties: bool = False) -> tuple[Comment, ...]:
        """All comments of an issue, oldest first. GoneError when the issue is not there."""
        found: dict[str, Comment] = {}
        last: tuple[Comment, ...] = ()
        start = 0
        while True:
            params: dict[str, str | int] = {"startAt": start, "maxResults": _COMMENTS_A_PAGE, "orderBy": "created"}
            if properties:
                params["expand"] = "properties"
            page = self.get(CommentPage, f"issue/{issue}/comment", params)
            if page.comments and page.comments == last:  # what is missing would be taken for deleted
                raise MalformedAnswer(
                    "Jira gave the same page of comments twice",
                    place=self._place(f"issue/{issue}/comment"),
                    next_step="What came before is kept; the next run asks again.",
                )
            last = page.comments
            found |= {comment.id: comment for comment in page.comments}
            start += len(page.comments)
            if not page.comments or reaches(start, page.total):
                return tuple(found.values())

    def comment_property(self, comment: str, key: str) -> Property:
        """One property of a comment. GoneError when it has none of that name."""
        return self.get(Property, f"comment/{comment}/properties/{key}")

    def _list(self, model: type[P], path: str) -> tuple[P, ...]:
        def read() -> tuple[P, ...]:
            answer = self._client.get(path)
            if not isinstance(answer, list):
                raise MalformedAnswer("Jira's answer is not a list", place=self._place(path))
            return tuple(parse(model, entry, self._place(path)) for entry in answer)

        return self._ask("GET", path, read)

    def _ask(self, method: str, path: str, request: Callable[[], T]) -> T:
        def read() -> T:
            self.pause(method, path)
            return request()

        return self._reads(read)

    def _place(self, path: str) -> str:
        return f"{self.source} ({path})"


class TokenChain:
    """Follows page tokens; Jira has been seen to give one twice, and then its pages never end."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._tokens: set[str] = set()

    def goes_on(self, token: str | None) -> bool:
        """Whether there is another page. MalformedAnswer for a token that came before."""
        if not token:
            return False
        if token in self._tokens:
            raise MalformedAnswer(
                "Jira gave the same page token twice, so that its pages would never end",
                place=self._place,
                next_step="What came before is kept; the next run goes on from there.",
            )
        self._tokens.add(token)
        return True


def numbered(
    ask: Callable[[int], NumberedPage[V]], key: Callable[[V], object], what: str, *, place: str, next_step: str
) -> Iterator[V]:
    """All that stands on the pages of a list; `ask` gives the page that begins with an entry, counted from 0.

    Jira may give the same page for ever: MalformedAnswer where one holds nothing new by its `key`, naming `what`.
    """
    start, known = 0, set[object]()
    while True:
        page = ask(start)
        yield from page.values
        start += len(page.values)
        is_last = reaches(start, page.total) if page.is_last is None else page.is_last
        if is_last or not page.values:
            return
        keys = {one for one in map(key, page.values) if one is not None}
        if keys <= known:
            reason = f"Jira gave the same {what} twice, so that its pages would never end"
            raise MalformedAnswer(reason, place=place, next_step=next_step)
        known |= keys


def reaches(count: int, total: int | None) -> bool:
    """Whether that many are all there are; without a total only an empty page tells."""
    return total is not None and count >= total
