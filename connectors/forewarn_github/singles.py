"""What is asked for one issue by itself, because no list of the repository tells it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forewarn.connect import Batch
from forewarn.model import Event, Field, Kind
from forewarn_github import normalize
from forewarn_github.client import GitHubClient
from forewarn_github.history import tell
from forewarn_github.payloads import Comment, Issue, IssueEvent, TimelineEntry, read_as
from forewarn_github.pulls import Author, Pulls


class Singles:
    """Single issues of one repository."""

    def __init__(self, client: GitHubClient, setting: normalize.Setting, author: Author, pulls: Pulls) -> None:
        self._client = client
        self._setting = setting
        self._author = author
        self._pulls = pulls
        self._root = f"/repos/{setting.container}/issues"

    def issue(self, number: int) -> Issue:
        """As it stands."""
        return read_as(Issue, self._client.get(f"{self._root}/{number}"), self._setting.source)

    def said(self, comment: Comment) -> Event:
        """A comment, with its author."""
        return normalize.comment_event(comment, self._author(comment))

    def past(self, issue: Issue, milestones: Mapping[str, int]) -> Iterator[Event]:
        """All that happened to an issue, which brought it along when it was transferred here."""
        yield from self._comments(issue.number)
        oldest_first = [
            read_as(IssueEvent, {**row, "issue": None}, self._setting.source).model_copy(update={"issue": issue})
            for row in self._rows(issue.number, "events")
        ]
        for told in tell(reversed(oldest_first), milestones, self._setting):
            yield from told.events

    def recount(self, number: int, lines: Sequence[Event] | None) -> Batch:
        """All that stands on an issue, or on a pull request with these comments on `lines`: what is stored and not here
        was deleted."""
        ticket_id = self._setting.ticket_id(number)
        said = list(self._comments(number))
        if lines is not None:
            said += [*self._pulls.reviews(number), *lines]
        return Batch(events=tuple((ticket_id, event) for event in said), whole=frozenset({ticket_id}))

    def mentions(self, number: int) -> Batch:
        """The pull requests that mention an issue, in this repository or another: only its own timeline tells. Other
        issues that do are left aside: somebody spoke of it there, and nobody worked on it."""
        entries = (read_as(TimelineEntry, row, self._setting.source) for row in self._rows(number, "timeline"))
        told = (event for entry in entries for event in self._mention(entry))
        return Batch(events=tuple((self._setting.ticket_id(number), event) for event in told))

    def _mention(self, entry: TimelineEntry) -> Iterator[Event]:
        issue = entry.source.issue if entry.source else None
        if entry.event != "cross-referenced" or entry.created_at is None:
            return
        if issue is not None and issue.pull_request is not None:
            yield Event(
                # The entry has no id; GitHub notes but one from the same place.
                id=f"mentioned:{issue.html_url}",
                at=entry.created_at,
                kind=Kind.ADDED,
                actor=normalize.person(entry.actor),
                field=Field.LINKS,
                new=issue.html_url,
                text="pull request",
                url=issue.html_url,
            )

    def _comments(self, number: int) -> Iterator[Event]:
        return (self.said(read_as(Comment, row, self._setting.source)) for row in self._rows(number, "comments"))

    def _rows(self, number: int, what: str) -> Iterator[Any]:
        return (row for rows in self._client.pages(f"{self._root}/{number}/{what}", {}) for row in rows)
