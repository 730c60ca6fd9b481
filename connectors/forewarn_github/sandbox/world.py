"""What the sandbox holds: repositories, and what people do to their issues, recorded as GitHub records it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import count
from typing import Any

from forewarn.model import Person, Role


@dataclass(slots=True)
class User:
    """An account."""

    id: int
    login: str
    type: str = "User"
    association: str = "COLLABORATOR"
    """Whoever may see a private repository is at least that: freelancers, and the client."""


@dataclass(slots=True)
class Milestone:
    """A milestone."""

    id: int
    number: int
    title: str
    description: str
    creator: User | None
    created: datetime
    updated: datetime
    due: date | None = None
    closed: datetime | None = None


@dataclass(slots=True)
class Issue:
    """An issue or pull request."""

    id: int
    number: int
    title: str
    body: str
    author: User | None
    created: datetime
    updated: datetime
    kind: str = ""
    """The organisation's type of issue."""
    is_pull: bool = False
    closed: datetime | None = None
    closed_by: User | None = None
    reason: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    milestone: Milestone | None = None
    parent: "Issue | None" = None
    branch: str = ""
    """Of a pull request: the one it would merge."""

    def touch(self, at: datetime) -> None:
        """Something about it changed."""
        self.updated = max(self.updated, at)


@dataclass(slots=True)
class Comment:
    """A comment on an issue."""

    id: int
    issue: Issue
    author: User | None
    body: str
    created: datetime
    updated: datetime


@dataclass(slots=True)
class Review:
    """A review of a pull request."""

    id: int
    issue: Issue
    author: User | None
    body: str
    state: str
    at: datetime | None
    """None for one that was not sent yet."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An issue mentioned in another one."""

    issue: Issue
    actor: User | None
    at: datetime
    where: "Repository"
    source: Issue


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue event. `details` are its own keys, in the sandbox's values."""

    id: int
    issue: Issue
    at: datetime
    event: str
    actor: User | None
    details: dict[str, Any]


@dataclass(slots=True)
class Repository:
    """A repository: issues and pull requests share one row of numbers, milestones have their own."""

    id: int
    name: str
    """`owner/name`."""
    created: datetime
    ids: "count[int]"
    issues: dict[int, Issue] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    milestone_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    comments: dict[int, Comment] = field(default_factory=dict)
    line_comments: dict[int, Comment] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """Oldest first."""
    gone: dict[int, "tuple[Repository, Issue] | None"] = field(default_factory=dict)
    """Numbers of issues that were deleted (None) or transferred (to where)."""

    @property
    def next_number(self) -> int:
        """The number of the next issue; none is given twice."""
        return len(self.issues) + len(self.gone) + 1

    def delete_issue(self, number: int) -> None:
        """Away with an issue and all it had."""
        issue = self.issues.pop(number)
        self.gone[number] = None
        self.entries = [entry for entry in self.entries if entry.issue is not issue]
        self.comments = {key: each for key, each in self.comments.items() if each.issue is not issue}

    def delete_milestone(self, number: int) -> None:
        """Away with a milestone, from every issue it was on. GitHub notes that nowhere."""
        milestone = self.milestones.pop(number)
        for issue in self.issues.values():
            if issue.milestone is milestone:
                issue.milestone = None

    def transfer(self, number: int, target: "Repository", at: datetime) -> Issue:
        """Move an issue: it gets a number there and takes its comments and events along, but no milestone."""
        issue = self.issues[number]
        entries = [entry for entry in self.entries if entry.issue is issue]
        comments = {key: each for key, each in self.comments.items() if each.issue is issue}
        self.delete_issue(number)
        self.gone[number] = (target, issue)
        issue.number, issue.milestone = target.next_number, None
        target.issues[issue.number] = issue
        target.entries = sorted([*target.entries, *entries], key=lambda entry: entry.id)
        target.comments |= comments
        issue.touch(at)
        return issue

    def record(self, issue: Issue, at: datetime, event: str, actor: User | None, **details: Any) -> None:
        """Note an issue event."""
        issue.touch(at)
        self.entries.append(Entry(next(self.ids), issue, at, event, actor, details))

    def comment(self, issue: Issue, author: User | None, body: str, at: datetime) -> Comment:
        """A new comment."""
        comment = Comment(next(self.ids), issue, author, body, at, at)
        self.comments[comment.id] = comment
        issue.touch(at)
        return comment

    def remark(self, issue: Issue, author: User | None, body: str, at: datetime) -> Comment:
        """A new comment on a line of a pull request."""
        comment = Comment(next(self.ids), issue, author, body, at, at)
        self.line_comments[comment.id] = comment
        issue.touch(at)
        return comment

    def review(self, issue: Issue, author: User | None, state: str, body: str, at: datetime) -> Review:
        """A new review. It is not sent yet while its state is PENDING."""
        is_sent = state != "PENDING"
        review = Review(next(self.ids), issue, author, body, state, at if is_sent else None)
        self.reviews.append(review)
        if is_sent:
            issue.touch(at)
        return review

    def rewrite(self, comment: Comment, body: str, at: datetime) -> None:
        """New words for a comment."""
        comment.body, comment.updated = body, at
        comment.issue.touch(at)

    def delete(self, comment: Comment, at: datetime) -> None:
        """Away with a comment."""
        self.comments.pop(comment.id, None)
        self.line_comments.pop(comment.id, None)
        comment.issue.touch(at)


class World:
    """All repositories and accounts."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self._users: dict[str, User] = {}
        self._ids = count(1001)

    def repository(self, name: str, created: datetime) -> Repository:
        """The repository `owner/name`, made when it is not there yet."""
        known = self.repositories.get(name.casefold())
        if known is None:
            known = Repository(next(self._ids), name, created, self._ids)
            self.repositories[name.casefold()] = known
        return known

    def user(self, person: Person | None) -> User | None:
        """The account of a person, with a number that is the same in every sandbox; the last role seen holds."""
        if person is None:
            return None
        user = self._account(person)
        if person.role is Role.BOT:
            user.type = "Bot"
        elif person.role is not Role.UNKNOWN:
            user.association = "MEMBER" if person.role is Role.TEAM else "COLLABORATOR"
        return user

    def user_called(self, person_id: str) -> User:
        """The account of a person of whom only the id is at hand."""
        return self._account(Person(person_id, ""))

    def _account(self, person: Person) -> User:
        known = self._users.get(person.id)
        return known or self._users.setdefault(person.id, User(user_number(person), person.handle or person.id))


def user_number(person: Person) -> int:
    """The number of a person's account: their id where that is one, else made from their handle or id."""
    if person.id.isdigit():
        return int(person.id)
    return int.from_bytes(sha256((person.handle or person.id).encode()).digest()[:4], "big")
