"""What people do on GitHub besides words, labels and milestones: kinds of issue, parents, reviews, commits."""

from forewarn.model import Event, Field, Kind
from forewarn_github.sandbox.world import Comment, Issue, Repository, User, World

_STATES = {"approved": "APPROVED", "changes requested": "CHANGES_REQUESTED", "commented": "COMMENTED"}


def act(world: World, repository: Repository, issue: Issue, event: Event) -> str:
    """Let somebody do it. ValueError for what nobody can do on GitHub."""
    actor, at = world.user(event.actor), event.at
    match event.kind, event.field:
        case Kind.CHANGED, Field.TYPE:
            _set_kind(repository, issue, event, actor)
        case Kind.CHANGED, Field.PARENT:
            _set_parent(repository, issue, event, actor)
        case Kind.ADDED, Field.LINKS if event.text == "commit":
            repository.record(issue, at, "referenced", actor, commit=event.new)
        case Kind.ADDED, Field.REVIEW if issue.is_pull:
            review = repository.review(issue, actor, _STATES[event.new or ""], event.text, at)
            return f"review:{review.id}"
        case Kind.REMOVED, Field.REVIEW if issue.is_pull:
            review = next(each for each in repository.reviews if f"review:{each.id}" == event.ref)
            repository.record(issue, at, "review_dismissed", actor, dismissed_review=(review.id, review.state))
            review.state = "DISMISSED"
        case ((Kind.ADDED | Kind.REMOVED), Field.REVIEWER) if issue.is_pull:
            reviewer = world.user_called(event.new or event.old or "")
            word = "review_requested" if event.kind is Kind.ADDED else "review_request_removed"
            repository.record(issue, at, word, actor, review_requester=actor, requested_reviewer=reviewer)
        case _:
            raise ValueError(f"nobody can do this to an issue on GitHub: {event.kind} {event.field or ''}")
    return ""


def comment_of(repository: Repository, ref: str) -> Comment:
    """The comment with this id."""
    kind, _, number = ref.rpartition(":")
    return (repository.line_comments if kind else repository.comments)[int(number)]


def issue_of(repository: Repository, ticket_id: str) -> Issue:
    """The issue with this id."""
    return repository.issues[int(ticket_id.rpartition("#")[2])]


def _set_kind(repository: Repository, issue: Issue, event: Event, actor: User | None) -> None:
    old, issue.kind = issue.kind, "" if event.new in (None, "issue", "pull request") else event.new or ""
    word = "changed" if old and issue.kind else "added" if issue.kind else "removed"
    kinds = {"issue_type": issue.kind or old} | ({"prev_issue_type": old} if word == "changed" else {})
    repository.record(issue, event.at, f"issue_type_{word}", actor, **kinds)


def _set_parent(repository: Repository, issue: Issue, event: Event, actor: User | None) -> None:
    if issue.parent is not None:
        repository.record(issue, event.at, "parent_issue_removed", actor, parent_issue=issue.parent)
        repository.record(issue.parent, event.at, "sub_issue_removed", actor, sub_issue=issue)
    issue.parent = issue_of(repository, event.new) if event.new else None
    if issue.parent is not None:
        repository.record(issue, event.at, "parent_issue_added", actor, parent_issue=issue.parent)
        repository.record(issue.parent, event.at, "sub_issue_added", actor, sub_issue=issue)
