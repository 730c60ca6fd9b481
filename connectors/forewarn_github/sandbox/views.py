"""The answers below a repository's address."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request

from forewarn_github.sandbox import lists
from forewarn_github.sandbox.wire import Wire
from forewarn_github.sandbox.world import Comment, Issue, Repository, User

_LONGEST = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """A body (None for none), its status and where the list goes on."""

    data: Any
    status: int = 200
    link: str = ""
    location: str = ""


class Refusal(Exception):
    """GitHub's "no"."""

    def __init__(self, message: str, status: int, errors: Sequence[dict[str, str]] = (), *, location: str = "") -> None:
        super().__init__(message)
        self._body: dict[str, Any] = {
            "message": message,
            "documentation_url": "https://docs.github.com/rest",
            "status": str(status),
            **({"errors": list(errors)} if errors else {}),
        }
        self._status = status
        self._location = location

    def answer(self) -> Answer:
        """As it goes over the wire."""
        return Answer(self._body, self._status, location=self._location)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one repository."""

    request: Request
    repository: Repository
    wire: Wire
    account: User
    now: datetime
    address: str
    """Of this list, for links to its other pages."""


def _get_repository(visit: Visit) -> Answer:
    return Answer(visit.wire.repository(visit.repository))


def _list_issues(visit: Visit) -> Answer:
    args, since = visit.request.args, _since(visit)
    state, by = args.get("state", "open"), args.get("sort", "created")
    wanted = [
        issue
        for issue in visit.repository.issues.values()
        if issue.updated.replace(microsecond=0) >= since and state in ("all", "closed" if issue.closed else "open")
    ]
    rows, key = lists.ordered(
        wanted,
        lambda issue: ((issue.updated if by == "updated" else issue.created).timestamp(), issue.number),
        descending=args.get("direction", "desc") == "desc",
    )
    page, link = lists.by_key(visit.request, visit.address, rows, key)
    return Answer([visit.wire.issue(visit.repository, issue) for issue in page], link=link)


def _get_issue(visit: Visit, number: int) -> Answer:
    return Answer(visit.wire.issue(visit.repository, _issue(visit, number)))


def _list_comments(visit: Visit, number: int | None = None) -> Answer:
    """Of one issue, or of all."""
    issue = _issue(visit, number) if number is not None else None
    args, since = visit.request.args, _since(visit)
    rows, _ = lists.ordered(
        (
            comment
            for comment in visit.repository.comments.values()
            if comment.updated.replace(microsecond=0) >= since and (issue is None or comment.issue is issue)
        ),
        lambda comment: (
            (comment.updated if args.get("sort") == "updated" else comment.created).timestamp(),
            comment.id,
        ),
        descending=args.get("direction") == "desc",
    )
    page, link = lists.by_number(visit.request, visit.address, rows)
    return Answer([visit.wire.comment(visit.repository, comment) for comment in page], link=link)


def _add_comment(visit: Visit, number: int) -> Answer:
    comment = visit.repository.comment(_issue(visit, number), visit.account, _body(visit), visit.now)
    return Answer(visit.wire.comment(visit.repository, comment), 201)


def _get_comment(visit: Visit, comment_id: int) -> Answer:
    return Answer(visit.wire.comment(visit.repository, _comment(visit, comment_id)))


def _edit_comment(visit: Visit, comment_id: int) -> Answer:
    comment = _comment(visit, comment_id)
    visit.repository.rewrite(comment, _body(visit), visit.now)
    return Answer(visit.wire.comment(visit.repository, comment))


def _delete_comment(visit: Visit, comment_id: int) -> Answer:
    visit.repository.delete(_comment(visit, comment_id), visit.now)
    return Answer(None, 204)


def _list_entries(visit: Visit) -> Answer:
    page, link = lists.by_number(visit.request, visit.address, visit.repository.entries[::-1])
    return Answer([visit.wire.entry(visit.repository, entry) for entry in page], link=link)


def _list_entries_of_issue(visit: Visit, number: int) -> Answer:
    """Oldest first, and without the issue in each."""
    issue = _issue(visit, number)
    rows = [entry for entry in visit.repository.entries if entry.issue is issue]
    page, link = lists.by_number(visit.request, visit.address, rows)
    entries = [visit.wire.entry(visit.repository, entry) for entry in page]
    return Answer([{key: entry[key] for key in entry if key != "issue"} for entry in entries], link=link)


def _list_milestones(visit: Visit) -> Answer:
    state = visit.request.args.get("state", "open")
    rows = [
        milestone
        for milestone in visit.repository.milestones.values()
        if state in ("all", "closed" if milestone.closed else "open")
    ]
    page, link = lists.by_number(visit.request, visit.address, rows)
    return Answer([visit.wire.milestone(visit.repository, milestone) for milestone in page], link=link)


def _list_labels(visit: Visit) -> Answer:
    names = sorted({label for issue in visit.repository.issues.values() for label in issue.labels})
    page, link = lists.by_number(visit.request, visit.address, names)
    return Answer([visit.wire.label(visit.repository, name) for name in page], link=link)


View = tuple[str, str, Callable[..., Answer]]
LISTS: Sequence[View] = (
    ("GET", "/issues", _list_issues),
    ("GET", "/issues/<int:number>/comments", _list_comments),
    ("GET", "/issues/comments", _list_comments),
    ("GET", "/issues/<int:number>/events", _list_entries_of_issue),
    ("GET", "/issues/events", _list_entries),
    ("GET", "/milestones", _list_milestones),
    ("GET", "/labels", _list_labels),
)
"""Method, path below the repository, and what answers. GitHub's links to further pages lead to these."""
SINGLES: Sequence[View] = (
    ("GET", "", _get_repository),
    ("GET", "/issues/<int:number>", _get_issue),
    ("POST", "/issues/<int:number>/comments", _add_comment),
    ("GET", "/issues/comments/<int:comment_id>", _get_comment),
    ("PATCH", "/issues/comments/<int:comment_id>", _edit_comment),
    ("DELETE", "/issues/comments/<int:comment_id>", _delete_comment),
)


def _issue(visit: Visit, number: int) -> Issue:
    if number in visit.repository.issues:
        return visit.repository.issues[number]
    if number not in visit.repository.gone:
        raise Refusal("Not Found", 404)
    moved = visit.repository.gone[number]
    if moved is None:
        raise Refusal("This issue was deleted", 410)
    raise Refusal("Moved Permanently", 301, location=visit.wire.issue(*moved)["url"])


def _comment(visit: Visit, comment_id: int) -> Comment:
    if comment_id not in visit.repository.comments:
        raise Refusal("Not Found", 404)
    return visit.repository.comments[comment_id]


def _since(visit: Visit) -> datetime:
    try:
        return lists.since(visit.request)
    except ValueError:
        raise Refusal("Validation Failed", 422, [{"code": "invalid", "field": "since"}]) from None


def _body(visit: Visit) -> str:
    try:
        body = json.loads(visit.request.get_data())["body"]
    except (ValueError, KeyError, TypeError):
        raise Refusal("Problems parsing JSON", 400) from None
    resource = {"resource": "IssueComment", "field": "body"}
    if not isinstance(body, str) or not body.strip():
        raise Refusal(
            "Validation Failed", 422, [{**resource, "code": "unprocessable", "message": "Body can't be blank"}]
        )
    if len(body) > _LONGEST:
        words = f"body is too long (maximum is {_LONGEST} characters)"
        raise Refusal("Validation Failed", 422, [{**resource, "code": "custom", "message": words}])
    return body
