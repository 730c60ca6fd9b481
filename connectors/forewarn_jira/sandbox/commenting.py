"""Reading and writing comments."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route
from forewarn_jira.normalize import INTERNAL
from forewarn_jira.sandbox.answers import NO_SUCH_ISSUE, answer, problem, whole_number
from forewarn_jira.sandbox.quirks import Quirks
from forewarn_jira.sandbox.state import ACCOUNT, TEAM_ROLE, Comment, Issue, State
from forewarn_jira.sandbox.wire import Wire

_LONGEST = 32_767
_LARGEST_PAGE = 100


class Commenting:
    """The comments of issues, as the account of the token may handle them."""

    def __init__(
        self,
        state: State,
        wire: Wire,
        quirks: Quirks,
        now: Callable[[], datetime],
        *,
        cloud: bool,
        service_management: bool,
    ) -> None:
        self._state = state
        self._quirks = quirks
        self._wire = wire
        self._now = now
        self._cloud = cloud
        self._service_management = service_management
        self.may_comment = True
        """Whether the account has the permission."""
        self.has_agent_licence = True
        """Without it, what should be internal comes out public and nobody is told."""

    def routes(self) -> Iterable[Route]:
        """Addresses below the REST root."""
        yield "GET", "/issue/<name>/comment", self._list
        yield "POST", "/issue/<name>/comment", self._create
        yield "GET", "/issue/<name>/comment/<number>", self._show
        yield "PUT", "/issue/<name>/comment/<number>", self._update
        yield "DELETE", "/issue/<name>/comment/<number>", self._delete
        yield "GET", "/comment/<number>/properties/<key>", self._property

    def _list(self, request: Request, name: str) -> Response:
        issue = self._issue(name)
        if issue is None:
            return problem(404, NO_SUCH_ISSUE)
        newest_first = request.args.get("orderBy") == "-created"
        comments = sorted(issue.comments, key=lambda c: (c.at, int(c.id)), reverse=newest_first)
        start = whole_number(request, "startAt", 0)
        most = whole_number(request, "maxResults", 50)
        most = min(most, _LARGEST_PAGE) if self._cloud else most
        page = [self._send(request, issue, comment) for comment in comments[start : start + most]]
        return answer({"startAt": start, "maxResults": most, "total": len(comments), "comments": page})

    def _show(self, request: Request, name: str, number: str) -> Response:
        return self._with(name, number, lambda issue, comment: answer(self._send(request, issue, comment)))

    def _create(self, request: Request, name: str) -> Response:
        issue = self._issue(name)
        if issue is None:
            return problem(404, NO_SUCH_ISSUE)
        if not self.may_comment:
            return problem(400, f"{ACCOUNT.name}, you do not have the permission to comment on this issue.")
        sent = request.get_json(force=True)
        if refusal := _refusal(sent):
            return refusal
        now = self._now()
        comment = Comment(self._state.number("comment"), ACCOUNT.id, now, "", now)
        self._write(issue, comment, sent)
        issue.comments.append(comment)
        return answer(self._send(request, issue, comment), 201)

    def _update(self, request: Request, name: str, number: str) -> Response:
        sent = request.get_json(force=True)

        def update(issue: Issue, comment: Comment) -> Response:
            if comment.author != ACCOUNT.id or not self.may_comment:
                return problem(400, "You do not have the permission to edit this comment.")
            if refusal := _refusal(sent):
                return refusal
            comment.updated = self._now()
            self._write(issue, comment, sent)
            return answer(self._send(request, issue, comment))

        return self._with(name, number, update)

    def _delete(self, request: Request, name: str, number: str) -> Response:
        def delete(issue: Issue, comment: Comment) -> Response:
            if comment.author != ACCOUNT.id:
                return problem(400, "You do not have the permission to delete this comment.")
            issue.comments.remove(comment)
            self._touch(issue)
            return Response(status=204)

        return self._with(name, number, delete)

    def _property(self, request: Request, number: str, key: str) -> Response:
        comments = (c for issue in self._state.issues.values() for c in issue.comments if c.id == number)
        comment = next(comments, None)
        held = self._wire.properties(comment) if comment else {}
        if key not in held:
            return problem(404, f"The property {key} of the comment {number} does not exist.")
        return answer({"key": key, "value": held[key]})

    def _write(self, issue: Issue, comment: Comment, sent: dict[str, Any]) -> None:
        comment.body = sent["body"]
        comment.visibility = sent.get("visibility")
        comment.properties |= {entry["key"]: entry["value"] for entry in sent.get("properties", ())}
        internal = comment.properties.pop(INTERNAL, {}).get("internal") is True
        comment.internal = internal and self._service_management and self.has_agent_licence
        self._touch(issue)

    def _touch(self, issue: Issue) -> None:
        self._state.revision += 1
        issue.touch(self._now())

    def _send(self, request: Request, issue: Issue, comment: Comment) -> dict[str, Any]:
        asked = "properties" in request.args.get("expand", "").split(",")
        return self._wire.comment(issue, comment, properties=asked and self._quirks.shows_properties)

    def _issue(self, name: str) -> Issue | None:
        issue = self._state.issue(name)
        return None if issue is None or self._quirks.hides(issue) else issue

    def _with(self, name: str, number: str, act: Callable[[Issue, Comment], Response]) -> Response:
        issue = self._issue(name)
        if issue is None:
            return problem(404, NO_SUCH_ISSUE)
        comment = next((c for c in issue.comments if c.id == number), None)
        if comment is None:
            return problem(404, f"Can not find a comment for the id: {number}.")
        return act(issue, comment)


def _refusal(sent: dict[str, Any]) -> Response | None:
    """Why Jira does not take such a comment; None when it does."""
    body = sent.get("body")
    if not isinstance(body, str) or not body.strip():
        return problem(400, comment="Comment body can not be empty!")
    if "\x00" in body:
        return problem(400, comment="The text holds a character that cannot be stored.")
    if len(body) > _LONGEST:
        return problem(400, comment="The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
    visibility = sent.get("visibility")
    if visibility and visibility["type"] == "role" and visibility["value"] != TEAM_ROLE:
        return problem(400, commentLevel=f"Role '{visibility['value']}' does not exist.")
    return None
