"""The answers about pull requests, and about timelines."""

from collections.abc import Sequence

from forewarn_github.sandbox import lists
from forewarn_github.sandbox.views import Answer, Refusal, View, Visit, issue_at, list_page, since_of
from forewarn_github.sandbox.wire_entries import EntryWire
from forewarn_github.sandbox.wire_pulls import PullWire
from forewarn_github.sandbox.world import Issue


def _list_pulls(visit: Visit) -> Answer:
    args = visit.request.args
    state, by = args.get("state", "open"), args.get("sort", "created")
    wanted = [
        issue
        for issue in visit.repository.issues.values()
        if issue.is_pull
        and state in ("all", "closed" if issue.closed else "open")
        and visit.quirks.shows(issue.number, issue.updated)
    ]
    rows, _ = lists.ordered(
        wanted,
        lambda issue: ((issue.updated if by == "updated" else issue.created).timestamp(), issue.number),
        descending=args.get("direction", "desc" if by == "created" else "asc") == "desc",
    )
    page, link = list_page(visit, rows)
    return Answer([PullWire(visit.wire).pull(visit.repository, issue) for issue in page], link=link)


def _get_pull(visit: Visit, number: int) -> Answer:
    return Answer(PullWire(visit.wire).full_pull(visit.repository, _pull(visit, number)))


def _list_reviews(visit: Visit, number: int) -> Answer:
    """Oldest first; one that was not sent yet only for its author."""
    pull = _pull(visit, number)
    rows = [
        each
        for each in visit.repository.reviews
        if each.issue is pull and (each.at is not None or each.author == visit.account)
    ]
    page, link = list_page(visit, rows)
    return Answer([PullWire(visit.wire).review(visit.repository, review) for review in page], link=link)


def _list_line_comments(visit: Visit, number: int | None = None) -> Answer:
    """Of one pull request, or of all."""
    pull = _pull(visit, number) if number is not None else None
    since, by = since_of(visit), visit.request.args.get("sort", "created")
    rows, _ = lists.ordered(
        (
            each
            for each in visit.repository.line_comments.values()
            if each.updated.replace(microsecond=0) >= since
            and (pull is None or each.issue is pull)
            and visit.quirks.shows(each.issue.number, each.updated)
        ),
        lambda each: ((each.updated if by == "updated" else each.created).timestamp(), each.id),
        descending=visit.request.args.get("direction") == "desc",
    )
    page, link = list_page(visit, rows)
    return Answer([PullWire(visit.wire).line_comment(visit.repository, each) for each in page], link=link)


def _timeline(visit: Visit, number: int) -> Answer:
    """Events and mentions of one issue, oldest first."""
    issue = issue_at(visit, number)
    wire = PullWire(visit.wire)
    rows = [
        (each.at, EntryWire(visit.wire).entry_of_issue(visit.repository, each))
        for each in visit.repository.entries
        if each.issue is issue
    ] + [(each.at, wire.mention(each)) for each in visit.repository.mentions if each.issue is issue]
    page, link = list_page(visit, sorted(rows, key=lambda row: row[0]))
    return Answer([row for _, row in page], link=link)


LISTS: Sequence[View] = (
    ("GET", "/pulls", _list_pulls),
    ("GET", "/pulls/<int:number>/reviews", _list_reviews),
    ("GET", "/pulls/<int:number>/comments", _list_line_comments),
    ("GET", "/pulls/comments", _list_line_comments),
    ("GET", "/issues/<int:number>/timeline", _timeline),
)
SINGLES: Sequence[View] = (("GET", "/pulls/<int:number>", _get_pull),)


def _pull(visit: Visit, number: int) -> Issue:
    issue = issue_at(visit, number)
    if not issue.is_pull:
        raise Refusal("Not Found", 404)
    return issue
