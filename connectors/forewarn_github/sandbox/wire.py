"""The sandbox's values as GitHub's JSON, with every key the specification demands."""

import re
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from forewarn_github.sandbox.world import Comment, Issue, Milestone, Repository, User

WEB = "https://github.com"
_USER_URLS = (
    "followers",
    "following{/other_user}",
    "gists{/gist_id}",
    "starred{/owner}{/repo}",
    "subscriptions",
    "orgs",
    "repos",
    "events{/privacy}",
    "received_events",
)
_REPOSITORY_URLS = tuple(
    re.findall(
        r"\w+",
        "archive assignees blobs branches collaborators comments commits compare contents contributors deployments "
        "downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels "
        "languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags "
        "teams trees",
    )
)

_SWITCHED_OFF = (
    "fork",
    "has_projects",
    "has_wiki",
    "has_pages",
    "has_downloads",
    "has_discussions",
    "archived",
    "disabled",
)


def instant(at: datetime | None) -> str | None:
    """GitHub's instants: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def due_on(day: date | None) -> str | None:
    """The midnight in California (summer time is the sandbox's whole year) with which a day begins."""
    return f"{day.isoformat()}T07:00:00Z" if day else None


class Wire:
    """Writes JSON whose addresses begin with `api`."""

    def __init__(self, api: str, *, older: bool = False) -> None:
        self._api = api
        self._older = older

    def user(self, user: User | None) -> dict[str, Any] | None:
        """A simple user; null for one that was deleted."""
        if user is None:
            return None
        url = f"{self._api}/users/{user.login}"
        urls = {
            f"{path.partition('{')[0].replace('orgs', 'organizations')}_url": f"{url}/{path}" for path in _USER_URLS
        }
        return {
            "login": user.login,
            "id": user.id,
            "node_id": f"U_{user.id}",
            "avatar_url": f"https://avatars.githubusercontent.com/u/{user.id}?v=4",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{WEB}/{user.login}",
            **urls,
            "type": user.type,
            "site_admin": False,
        }

    def account(self, user: User, created: datetime) -> dict[str, Any]:
        """The token's own account."""
        unknown = dict.fromkeys(("bio", "blog", "company", "email", "hireable", "location", "name"))
        numbers = dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0)
        at = instant(created)
        return {**(self.user(user) or {}), **unknown, "blog": "", **numbers, "created_at": at, "updated_at": at}

    def repository(self, repository: Repository) -> dict[str, Any]:
        """A full repository."""
        owner, _, name = repository.name.partition("/")
        url, web = f"{self._api}/repos/{repository.name}", f"{WEB}/{repository.name}"
        is_open = sum(issue.closed is None for issue in repository.issues.values())
        no = dict.fromkeys(_SWITCHED_OFF, False)
        zero = ("forks", "forks_count", "size", "stargazers_count", "watchers", "watchers_count", "network_count")
        at = instant(repository.created)
        return {
            "id": repository.id,
            "node_id": f"R_{repository.id}",
            "name": name,
            "full_name": repository.name,
            "owner": self.user(User(repository.id, owner, "Organization")),
            "private": True,
            "url": url,
            "html_url": web,
            **{f"{key}_url": f"{url}/{key}" for key in _REPOSITORY_URLS},
            **dict.fromkeys(("clone_url", "svn_url"), web),
            **dict.fromkeys(("git_url", "ssh_url"), f"git@github.com:{repository.name}.git"),
            "description": "What this is for, in a sentence or two.",
            **dict.fromkeys(("homepage", "language", "mirror_url", "license")),
            **no,
            **dict.fromkeys((*zero, "subscribers_count"), 0),
            "has_issues": True,
            "default_branch": "main",
            "open_issues": is_open,
            "open_issues_count": is_open,
            **dict.fromkeys(("pushed_at", "created_at", "updated_at"), at),
        }

    def label(self, repository: Repository, name: str) -> dict[str, Any]:
        """A label; its number comes from its name."""
        number = int.from_bytes(sha256(f"{repository.name} {name.casefold()}".encode()).digest()[:4], "big")
        return {
            "id": number,
            "node_id": f"LA_{number}",
            "url": f"{self._api}/repos/{repository.name}/labels/{name.replace(' ', '%20')}",
            "name": name,
            "color": "ededed",
            "default": False,
            "description": None,
        }

    def milestone(self, repository: Repository, milestone: Milestone | None) -> dict[str, Any] | None:
        """A milestone with its counts; null for none."""
        if milestone is None:
            return None
        path = f"{repository.name}/milestones/{milestone.number}"
        issues = [issue for issue in repository.issues.values() if issue.milestone is milestone]
        return {
            "id": milestone.id,
            "node_id": f"MI_{milestone.id}",
            "number": milestone.number,
            "url": f"{self._api}/repos/{path}",
            "html_url": f"{WEB}/{repository.name}/milestone/{milestone.number}",
            "labels_url": f"{self._api}/repos/{path}/labels",
            "title": milestone.title,
            "description": milestone.description or None,
            "creator": self.user(milestone.creator),
            "open_issues": sum(issue.closed is None for issue in issues),
            "closed_issues": sum(issue.closed is not None for issue in issues),
            "state": "closed" if milestone.closed else "open",
            "created_at": instant(milestone.created),
            "updated_at": instant(milestone.updated),
            "due_on": due_on(milestone.due),
            "closed_at": instant(milestone.closed),
        }

    def address(self, repository: Repository, path: str) -> str:
        """What `path` below a repository is called in answers."""
        return f"{self._api}/repos/{repository.name}/{path}"

    def pull_url(self, repository: Repository, issue: Issue) -> str:
        """The address of a pull request."""
        return self.address(repository, f"pulls/{issue.number}")

    def issue(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        """An issue; pull requests are issues with one key more."""
        url = f"{self._api}/repos/{repository.name}/issues/{issue.number}"
        return {
            "id": issue.id,
            "node_id": f"I_{issue.id}",
            "number": issue.number,
            "url": url,
            "repository_url": f"{self._api}/repos/{repository.name}",
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": page_of(repository, issue),
            "title": issue.title,
            "body": issue.body or None,
            "user": self.user(issue.author),
            "author_association": association(issue.author),
            "labels": [self.label(repository, name) for name in issue.labels],
            "state": "closed" if issue.closed else "open",
            "state_reason": None if issue.is_pull else issue.reason,
            "locked": False,
            "assignee": self.user(issue.assignees[0]) if issue.assignees else None,
            "assignees": [self.user(user) for user in issue.assignees],
            "milestone": self.milestone(repository, issue.milestone),
            "comments": sum(comment.issue is issue for comment in repository.comments.values()),
            "created_at": instant(issue.created),
            "updated_at": instant(issue.updated),
            "closed_at": instant(issue.closed),
            "closed_by": self.user(issue.closed_by),
            **self._only_some(repository, issue),
        }

    def _only_some(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        """The keys that not every issue has."""
        keys: dict[str, Any] = {}
        if issue.kind and not self._older:
            keys["type"] = {"id": 1, "node_id": "IT_1", "name": issue.kind, "description": None}
        if issue.parent is not None and not self._older:
            keys["parent_issue_url"] = f"{self._api}/repos/{repository.name}/issues/{issue.parent.number}"
        if issue.is_pull:
            addresses = {f"{key}_url": page_of(repository, issue) for key in ("html", "diff", "patch")}
            merged = issue.closed if issue.reason == "completed" else None
            url = self.pull_url(repository, issue)
            keys["pull_request"] = {"url": url, **addresses, "merged_at": instant(merged)}
        return keys

    def comment(self, repository: Repository, comment: Comment) -> dict[str, Any]:
        """A comment."""
        return {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "url": f"{self._api}/repos/{repository.name}/issues/comments/{comment.id}",
            "html_url": f"{page_of(repository, comment.issue)}#issuecomment-{comment.id}",
            "issue_url": f"{self._api}/repos/{repository.name}/issues/{comment.issue.number}",
            "user": self.user(comment.author),
            "author_association": association(comment.author),
            "body": comment.body,
            "created_at": instant(comment.created),
            "updated_at": instant(comment.updated),
        }


def page_of(repository: Repository, issue: Issue) -> str:
    return f"{WEB}/{repository.name}/{'pull' if issue.is_pull else 'issues'}/{issue.number}"


def association(author: User | None) -> str:
    return author.association if author else "NONE"
