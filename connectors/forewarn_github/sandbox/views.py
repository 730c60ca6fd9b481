"""The answers below a repository's address."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from werkzeug.wrappers import Request

from forewarn_github.sandbox import lists
from forewarn_github.sandbox.quirks import Quirks
from forewarn_github.sandbox.wire import Wire
from forewarn_github.sandbox.wire_entries import EntryWire
from forewarn_github.sandbox.world import Comment, Issue, Repository, User

_LONGEST = 65_536

T = TypeVar("T")


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
    quirks: Quirks
    address: str
    """Of this list, for links to its other pages."""

    @property
    def listing(self) -> lists.Asked:
        """What of a list is asked for."""
        return lists.Asked(self.request, self.address, self.quirks.largest_page)


def _get_repository(visit: Visit) -> Answer:
    public = visit.repository.name in visit.quirks.public
    return Answer({**visit.wire.repository(visit.repository), "private": not public})


def _list_issues(visit: Visit) -> Answer:
    args, since = visit.request.args, since_of(visit)
    state, by = args.get("state", "open"), args.get("sort", "created")
    wanted = [
        issue
        for issue in visit.repository.issues.values()
        if issue.updated.replace(microsecond=0) >= since
        and state in ("all", "closed" if issue.closed else "open")
        and visit.quirks.shows(issue.number, issue.updated)
    ]
    rows, key = lists.ordered(
        wanted,
        lambda issue: ((issue.updated if by == "updated" else issue.created).timestamp(), issue.number),
        descending=args.get("direction", "desc") == "desc",
    )
    page, link = list_page(visit, rows) if visit.quirks.older else lists.by_key(visit.listing, rows, key)
    return Answer([visit.wire.issue(visit.repository, issue) for issue in page], link=link)


def _get_issue(visit: Visit, number: int) -> Answer:
    return Answer(visit.wire.issue(visit.repository, issue_at(visit, number)))


def _list_comments(visit: Visit, number: int | None = None) -> Answer:
    """Of one issue, or of all."""
    issue = issue_at(visit, number) if number is not None else None
    args, since = visit.request.args, since_of(visit)
    rows, _ = lists.ordered(
        (
            comment
            for comment in visit.repository.comments.values()
            if comment.updated.replace(microsecond=0) >= since
            and (issue is None or comment.issue is issue)
            and visit.quirks.shows(comment.issue.number, comment.updated)
        ),
        lambda comment: (
            (comment.updated if args.get("sort") == "updated" else comment.created).timestamp(),
            comment.id,
        ),
        descending=args.get("direction") == "desc",
    )
    page, link = list_page(visit, rows)
    return Answer([visit.wire.comment(visit.repository, comment) for comment in page], link=link)


def _add_comment(visit: Visit, number: int) -> Answer:
    _refuse_haste(visit)
    comment = visit.repository.comment(issue_at(visit, number), visit.account, _body(visit), visit.now)
    return Answer(visit.wire.comment(visit.repository, comment), 201)


def _get_comment(visit: Visit, comment_id: int) -> Answer:
    return Answer(visit.wire.comment(visit.repository, _comment(visit, comment_id)))


def _edit_comment(visit: Visit, comment_id: int) -> Answer:
    _refuse_haste(visit)
    comment = _comment(visit, comment_id)
    visit.repository.rewrite(comment, _body(visit), visit.now)
    return Answer(visit.wire.comment(visit.repository, comment))


def _delete_comment(visit: Visit, comment_id: int) -> Answer:
    visit.repository.delete(_comment(visit, comment_id), visit.now)
    return Answer(None, 204)


def _list_entries(visit: Visit) -> Answer:
    rows = [each for each in visit.repository.entries[::-1] if visit.quirks.shows(each.issue.number, each.at)]
    page, link = list_page(visit, rows)
    return Answer([EntryWire(visit.wire).entry(visit.repository, entry) for entry in page], link=link)


def _list_entries_of_issue(visit: Visit, number: int) -> Answer:
    """Oldest first, and without the issue in each."""
    issue = issue_at(visit, number)
    rows = [entry for entry in visit.repository.entries if entry.issue is issue]
    page, link = list_page(visit, rows)
    return Answer([EntryWire(visit.wire).entry_of_issue(visit.repository, entry) for entry in page], link=link)


def _list_milestones(visit: Visit) -> Answer:
    state = visit.request.args.get("state", "open")
    rows = [
        milestone
        for milestone in visit.repository.milestones.values()
        if state in ("all", "closed" if milestone.closed else "open")
    ]
    page, link = list_page(visit, rows)
    return Answer([visit.wire.milestone(visit.repository, milestone) for milestone in page], link=link)


def _get_milestone(visit: Visit, number: int) -> Answer:
    if number not in visit.repository.milestones:
        raise Refusal("Not Found", 404)
    return Answer(visit.wire.milestone(visit.repository, visit.repository.milestones[number]))


def _list_labels(visit: Visit) -> Answer:
    names = sorted({label for issue in visit.repository.issues.values() for label in issue.labels})
    page, link = list_page(visit, names)
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
    ("GET", "/milestones/<int:number>", _get_milestone),
    ("POST", "/issues/<int:number>/comments", _add_comment),
    ("GET", "/issues/comments/<int:comment_id>", _get_comment),
    ("PATCH", "/issues/comments/<int:comment_id>", _edit_comment),
    ("DELETE", "/issues/comments/<int:comment_id>", _delete_comment),
)


def list_page(visit: Visit, rows: Sequence[T]) -> tuple[Sequence[T], str]:
    """(the page asked for, Link header)."""
    return lists.by_number(visit.listing, rows)


def issue_at(visit: Visit, number: int) -> Issue:
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


def _refuse_haste(visit: Visit) -> None:
    if visit.quirks.writes_too_fast(visit.now):
        raise Refusal("You have exceeded a secondary rate limit and have been temporarily blocked.", 403)


def since_of(visit: Visit) -> datetime:
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
