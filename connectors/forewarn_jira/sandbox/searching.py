"""Search, and the histories that search cuts short."""

import base64
import json
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route
from forewarn_jira.sandbox.answers import NO_SUCH_ISSUE, answer, problem, whole_number
from forewarn_jira.sandbox.fields import NAMES
from forewarn_jira.sandbox.jql import BadQuery, parse
from forewarn_jira.sandbox.quirks import Quirks
from forewarn_jira.sandbox.state import Change, Issue, State
from forewarn_jira.sandbox.wire import Wire

_IDS_ONLY = frozenset({"id", "key"})
_MOST_IDS = 5_000
_MOST_ISSUES_A_BULK = 1_000
_BULK_KEYS = frozenset({"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"})
_REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration "
    "guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


class Searching:
    """Search of Cloud or of Data Center, whichever is served; the other's addresses are not there."""

    def __init__(self, state: State, wire: Wire, quirks: Quirks, *, cloud: bool) -> None:
        self._state = state
        self._quirks = quirks
        self._searches = 0
        self._asked: object = None
        self._found: tuple[list[Issue], list[list[int]]] = ([], [])
        self._shrunk = 0
        self._wire = wire
        self._cloud = cloud
        self.largest_page = 100 if cloud else 1_000
        """Issues with fields."""
        self.most_ids = _MOST_IDS if cloud else 1_000
        """Issues of which nothing but the id, the key or the creation is asked."""
        self.largest_history_page = 10_000

    def routes(self) -> Iterable[Route]:
        """Addresses below the REST root."""
        yield "GET", "/issue/<name>", self._show
        if not self._cloud:
            yield "GET", "/search", self._search
            return
        yield "GET", "/search", lambda request: problem(410, _REMOVED)
        yield "GET", "/search/jql", self._search_jql
        yield "POST", "/changelog/bulkfetch", self._bulk_fetch
        yield "GET", "/issue/<name>/changelog", self._changelog

    def _search_jql(self, request: Request) -> Response:
        jql = request.args.get("jql", "")
        token = request.args.get("nextPageToken")
        try:
            found, ranks = self._find(jql, bounded=True)
            start = 0 if token is None else bisect_right(ranks, _rank(token, jql))
        except BadQuery as bad:
            return problem(400, str(bad))
        fields = request.args.get("fields", "id").split(",")
        most = self.most_ids if _IDS_ONLY.issuperset(fields) else self.largest_page
        end = start + self._shrink(min(whole_number(request, "maxResults", 50), most), token is None)
        page = found[start:end]
        sent: dict[str, Any] = {"issues": self._issues(page, fields, request), "isLast": end >= len(found)}
        if page and end < len(found):
            sent["nextPageToken"] = _token(ranks[end - 1], jql)
        return answer(sent | self._names(request))

    def _search(self, request: Request) -> Response:
        jql = request.args.get("jql", "")
        try:
            found, _ = self._find(jql, bounded=False)
        except BadQuery as bad:
            return problem(400, str(bad))
        start = whole_number(request, "startAt", 0)
        fields = request.args.get("fields", "*all").split(",")
        largest = self.most_ids if fields == ["created"] else self.largest_page
        most = self._shrink(min(whole_number(request, "maxResults", 50), largest), "updated >=" not in jql)
        sent = {
            "startAt": start,
            "maxResults": most,
            "total": len(found),
            "issues": self._issues(found[start : start + most], fields, request),
        }
        return answer(sent | self._names(request))

    def _find(self, jql: str, *, bounded: bool) -> tuple[list[Issue], list[list[int]]]:
        """What fits, in order, and the place of each in it. BadQuery for what Jira does not understand."""
        self._searches += 1
        self._quirks.before_search(self._searches)
        asked = (jql, self._state.revision, self._quirks.standing())
        if asked != self._asked:
            query = parse(jql, self._quirks, bounded=bounded)
            found = query.run(self._state)
            self._asked, self._found = asked, (found, [query.rank(issue) for issue in found])
        return self._found

    def _issues(self, issues: list[Issue], fields: list[str], request: Request) -> list[dict[str, Any]]:
        changelog = "changelog" in request.args.get("expand", "").split(",")
        return [self._wire.issue(issue, fields, changelog=changelog) for issue in issues]

    def _names(self, request: Request) -> dict[str, Any]:
        expanded = "names" in request.args.get("expand", "").split(",")
        asked = request.args.get("fields", "*all").split(",")
        names = {field: name for field, name in NAMES.items() if field in asked or "*all" in asked}
        return {"names": names} if expanded else {}

    def _shrink(self, size: int, is_first: bool) -> int:
        if not self._quirks.shrinking:
            return size
        self._shrunk = size if is_first else max(self._shrunk // 2, 1)
        return self._shrunk

    def _show(self, request: Request, name: str) -> Response:
        issue = self._state.issue(name)
        if issue is None or self._quirks.hides(issue):
            return problem(404, NO_SUCH_ISSUE)
        (shown,) = self._issues([issue], request.args.get("fields", "*all").split(","), request)
        return answer(shown | self._names(request))

    def _bulk_fetch(self, request: Request) -> Response:
        body = request.get_json(force=True)
        wanted = body.get("issueIdsOrKeys", [])
        if not 1 <= len(wanted) <= _MOST_ISSUES_A_BULK or not _BULK_KEYS.issuperset(body):
            return problem(400, "Invalid request payload. Refer to the REST API documentation and try again.")
        known = [issue for name in wanted if (issue := self._state.issue(name))]
        issues = [issue for issue in known if not self._quirks.hides(issue)]
        changes = [
            (change.at, int(issue.id), int(change.id), issue, change) for issue in issues for change in issue.changes
        ]
        changes.sort(key=lambda entry: entry[:3])
        start = int(body.get("nextPageToken", 0))
        end = start + min(body.get("maxResults", 1_000), self.largest_history_page)
        by_issue: dict[str, list[Change]] = {}
        for *_, issue, change in changes[start:end]:
            by_issue.setdefault(issue.id, []).append(change)
        logs = [
            {"issueId": issue, "changeHistories": self._wire.changes(issue, part, epoch=True)}
            for issue, part in by_issue.items()
        ]
        return answer({"issueChangeLogs": logs} | ({"nextPageToken": str(end)} if end < len(changes) else {}))

    def _changelog(self, request: Request, name: str) -> Response:
        issue = self._state.issue(name)
        if issue is None:
            return problem(404, NO_SUCH_ISSUE)
        start = whole_number(request, "startAt", 0)
        most = min(whole_number(request, "maxResults", 100), 100)
        page = [self._wire.change(change) for change in issue.changes[start : start + most]]
        total = len(issue.changes)
        return answer(
            {
                "startAt": start,
                "maxResults": most,
                "total": total,
                "isLast": start + len(page) >= total,
                "values": page,
            }
        )


def _token(rank: list[int], jql: str) -> str:
    """Where a page ended, bound to its query."""
    return base64.urlsafe_b64encode(json.dumps([jql, rank]).encode()).decode()


def _rank(token: str, jql: str) -> list[int]:
    """Where the page that gave `token` ended. BadQuery when it came with another query."""
    try:
        bound, rank = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        bound, rank = None, []
    if bound != jql:
        raise BadQuery("The provided next page token is invalid or does not belong to this query.")
    return list(rank)
