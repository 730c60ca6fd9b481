"""What pull requests have and their issues have not. It is asked for only where a pull request changed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from forewarn.connect.trouble import Trouble
from forewarn.errors import GoneError, MalformedAnswer, ServerFault
from forewarn.model import Event, Person
from forewarn_github.client import GitHubClient
from forewarn_github.normalize import Setting
from forewarn_github.payloads import Issue, LineComment, Pull, Review, Words, read_as
from forewarn_github.reviews import line_comment_event, review_events

Author = Callable[[Words], Person]


class Pulls:
    """The pull requests of one repository, for one pass."""

    def __init__(self, client: GitHubClient, setting: Setting, author: Author) -> None:
        self._client = client
        self._setting = setting
        self._author = author
        self._root = f"/repos/{setting.container}/pulls"
        self._branches: dict[int, str] = {}
        self._looked_back_to: datetime | None = None

    def branch(self, issue: Issue) -> str:
        """The branch that a pull request would merge. The whole list serves the first who asks: it names a hundred
        for a request, the last changed first, and knows no `since`."""
        if issue.number not in self._branches and self._looked_back_to is None:
            self._look_back_to(issue.updated_at)
        if issue.number not in self._branches:
            try:
                self._know(self._client.get(f"{self._root}/{issue.number}"))
            except GoneError:
                return ""
        return self._branches[issue.number]

    def reviews(self, number: int) -> Iterator[Event]:
        """What the reviewers of one pull request decided and said; only one after the other can be asked for them."""
        for rows in self._client.pages(f"{self._root}/{number}/reviews", {}):
            for review in (read_as(Review, row, self._setting.source) for row in rows):
                yield from review_events(review, self._author(review))

    def reviews_of(self, numbers: Sequence[int]) -> tuple[list[tuple[str, Event]], frozenset[int]]:
        """The reviews of pull requests, each with its ticket's id, and those of which GitHub does not give them; where
        it fails over one after the other it is not asked for the rest."""
        told: list[tuple[str, Event]] = []
        lacking: set[int] = set()
        trouble = Trouble()
        for number in numbers:
            try:
                trouble.stop()
                told += [(self._setting.ticket_id(number), event) for event in self.reviews(number)]
                trouble.is_over()
            except (MalformedAnswer, ServerFault) as error:
                trouble.met(error)
                lacking.add(number)
        return told, frozenset(lacking)

    def line_comments(self, number: int) -> Iterator[Event]:
        """All comments on lines of one pull request."""
        for rows in self._client.pages(f"{self._root}/{number}/comments", {}):
            yield from (self.said(read_as(LineComment, row, self._setting.source)) for row in rows)

    def said(self, comment: LineComment) -> Event:
        """A comment on a line, with its author."""
        return line_comment_event(comment, self._author(comment))

    def _look_back_to(self, at: datetime) -> None:
        self._looked_back_to = at
        for rows in self._client.pages(self._root, {"state": "all", "sort": "updated", "direction": "desc"}):
            oldest = [self._know(row) for row in rows][-1:]
            if oldest and oldest[0] < at:
                return

    def _know(self, row: object) -> datetime:
        pull = read_as(Pull, row, self._setting.source)
        self._branches[pull.number] = pull.head.ref
        return pull.updated_at
