"""The sandbox's pull requests and timelines as GitHub's JSON."""

from hashlib import sha1
from typing import Any

from forewarn_github.sandbox.wire import WEB, Wire, association, instant, page_of
from forewarn_github.sandbox.world import Comment, Issue, Mention, Repository, Review

_LINKS = ("comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self")
_SAME = (
    *("id", "number", "html_url", "state", "locked", "title", "user", "body", "labels", "milestone", "created_at"),
    *("updated_at", "closed_at", "assignee", "assignees", "author_association", "comments_url"),
)
_COUNTS = ("additions", "changed_files", "comments", "commits", "deletions", "review_comments")


class PullWire:
    """Writes what `wire` writes too, and pull requests."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def pull(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        """A pull request as lists have it."""
        own = self._wire.issue(repository, issue)
        url = self._wire.pull_url(repository, issue)
        at = f"{url}/{{}}"
        return {
            **{key: own[key] for key in _SAME},
            "node_id": f"PR_{issue.id}",
            "url": url,
            "issue_url": own["url"],
            "diff_url": f"{own['html_url']}.diff",
            "patch_url": f"{own['html_url']}.patch",
            "commits_url": at.format("commits"),
            "statuses_url": at.format("statuses"),
            "review_comments_url": at.format("comments"),
            "review_comment_url": at.format("comments{/number}"),
            "merged_at": own["pull_request"]["merged_at"],
            "merge_commit_sha": None,
            "requested_reviewers": [],
            "requested_teams": [],
            "head": self._end(repository, issue, issue.branch or "main"),
            "base": self._end(repository, issue, "main"),
            "_links": {name: {"href": url} for name in _LINKS},
            "auto_merge": None,
            "draft": False,
        }

    def full_pull(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        """A pull request asked for by itself."""
        pull = self.pull(repository, issue)
        more = {"mergeable": None, "mergeable_state": "unknown", "maintainer_can_modify": False, "merged_by": None}
        return {**pull, **dict.fromkeys(_COUNTS, 0), **more, "merged": pull["merged_at"] is not None}

    def review(self, repository: Repository, review: Review) -> dict[str, Any]:
        """A review; one that was not sent yet has no instant."""
        page, url = page_of(repository, review.issue), self._wire.pull_url(repository, review.issue)
        html = f"{page}#pullrequestreview-{review.id}"
        return {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "user": self._wire.user(review.author),
            "body": review.body,
            "state": review.state,
            "html_url": html,
            "pull_request_url": url,
            "author_association": association(review.author),
            "_links": {"html": {"href": html}, "pull_request": {"href": url}},
            "commit_id": _commit(review.issue),
            **({"submitted_at": instant(review.at)} if review.at else {}),
        }

    def line_comment(self, repository: Repository, comment: Comment) -> dict[str, Any]:
        """A comment on a line."""
        pull = self._wire.pull_url(repository, comment.issue)
        url = f"{pull.rpartition('/')[0]}/comments/{comment.id}"
        html = f"{page_of(repository, comment.issue)}#discussion_r{comment.id}"
        return {
            "id": comment.id,
            "node_id": f"PRRC_{comment.id}",
            "url": url,
            "pull_request_review_id": None,
            "diff_hunk": "@@ -1 +1 @@",
            "path": "index.html",
            "commit_id": _commit(comment.issue),
            "original_commit_id": _commit(comment.issue),
            "user": self._wire.user(comment.author),
            "body": comment.body,
            "created_at": instant(comment.created),
            "updated_at": instant(comment.updated),
            "html_url": html,
            "pull_request_url": pull,
            "author_association": association(comment.author),
            "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull}},
        }

    def mention(self, mention: Mention) -> dict[str, Any]:
        """A mention of one issue in another, as a timeline has it."""
        source = {"type": "issue", "issue": self._wire.issue(mention.where, mention.source)}
        at = instant(mention.at)
        actor = {"actor": self._wire.user(mention.actor)} if mention.actor else {}
        return {"event": "cross-referenced", **actor, "created_at": at, "updated_at": at, "source": source}

    def _end(self, repository: Repository, issue: Issue, branch: str) -> dict[str, Any]:
        owner = repository.name.partition("/")[0]
        return {
            "label": f"{owner}:{branch}",
            "ref": branch,
            "sha": _commit(issue),
            "user": self._wire.user(issue.author),
            "repo": self._wire.repository(repository),
        }


def _commit(issue: Issue) -> str:
    return sha1(f"{WEB} {issue.id}".encode()).hexdigest()  # noqa: S324 (the name of a commit, no secret)
