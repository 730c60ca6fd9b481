"""Search, and the histories that search cuts short."""

import base64
import json
from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route
from forewarn_jira.sandbox.answers import NO_SUCH_ISSUE, answer, problem, whole_number
from forewarn_jira.sandbox.jql import BadQuery, Query, parse
from forewarn_jira.sandbox.state import STORY_POINTS, Change, Issue, State
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

    def __init__(self, state: State, wire: Wire, *, cloud: bool) -> None:
        self._state = state
        self._wire = wire
        self._cloud = cloud
        self.largest_page = 100 if cloud else 1_000
        """Issues with fields."""
        self.largest_history_page = 10_000

    def routes(self) -> Iterable[Route]:
        """Addresses below the REST root."""
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
            query = parse(jql, bounded=True)
            found = query.run(self._state)
            if token is not None:
                found = _after(found, query, token, jql)
        except BadQuery as bad:
            return problem(400, str(bad))
        fields = request.args.get("fields", "id").split(",")
        most = _MOST_IDS if _IDS_ONLY.issuperset(fields) else self.largest_page
        page = found[: min(whole_number(request, "maxResults", 50), most)]
        is_last = len(page) == len(found)
        sent: dict[str, Any] = {"issues": self._issues(page, fields, request), "isLast": is_last}
        if page and not is_last:
            sent["nextPageToken"] = _token(query.rank(page[-1]), jql)
        return answer(sent | self._names(request))

    def _search(self, request: Request) -> Response:
        try:
            found = parse(request.args.get("jql", ""), bounded=False).run(self._state)
        except BadQuery as bad:
            return problem(400, str(bad))
        start = whole_number(request, "startAt", 0)
        most = min(whole_number(request, "maxResults", 50), self.largest_page)
        sent = {
            "startAt": start,
            "maxResults": most,
            "total": len(found),
            "issues": self._issues(found[start : start + most], request.args.get("fields", "*all").split(","), request),
        }
        return answer(sent | self._names(request))

    def _issues(self, issues: list[Issue], fields: list[str], request: Request) -> list[dict[str, Any]]:
        changelog = "changelog" in request.args.get("expand", "").split(",")
        return [self._wire.issue(issue, fields, changelog=changelog) for issue in issues]

    def _names(self, request: Request) -> dict[str, Any]:
        expanded = "names" in request.args.get("expand", "").split(",")
        return {"names": dict([STORY_POINTS])} if expanded else {}

    def _bulk_fetch(self, request: Request) -> Response:
        body = request.get_json(force=True)
        wanted = body.get("issueIdsOrKeys", [])
        if not 1 <= len(wanted) <= _MOST_ISSUES_A_BULK or not _BULK_KEYS.issuperset(body):
            return problem(400, "Invalid request payload. Refer to the REST API documentation and try again.")
        issues = [issue for name in wanted if (issue := self._state.issue(name))]
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
            {"issueId": issue, "changeHistories": [self._wire.change(change, epoch=True) for change in part]}
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


def _after(issues: list[Issue], query: Query, token: str, jql: str) -> list[Issue]:
    """The issues behind the page that gave `token`, as they stand in the order now."""
    try:
        bound, rank = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        bound = None
    if bound != jql:
        raise BadQuery("The provided next page token is invalid or does not belong to this query.")
    return [issue for issue in issues if query.rank(issue) > rank]
