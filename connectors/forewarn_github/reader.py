"""Reads GitHub repositories."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from forewarn.connect import Batch, Capabilities, Examination, Guarantee, Listed, Patience
from forewarn.errors import GoneError, PermissionDenied
from forewarn.model import Field, Person, Role, TicketRef
from forewarn_github import cursor as cursors
from forewarn_github.account import account
from forewarn_github.client import GitHubClient, Params
from forewarn_github.config import GitHubOptions
from forewarn_github.examination import examine
from forewarn_github.groups import members
from forewarn_github.lists import Pass
from forewarn_github.marker import unsealed
from forewarn_github.names import check_name
from forewarn_github.normalize import ABSENT, MILESTONE_MARK, Setting, person
from forewarn_github.owned import repositories
from forewarn_github.payloads import Issue, Milestone, Repository, Words, read_as

# No event tells of a new body or due date.
_TOLD = frozenset({Field.TITLE, Field.STATUS, Field.ASSIGNEE, Field.LABELS, Field.MILESTONE, Field.TYPE, Field.PARENT})


class GitHubReader:
    """Reads one source. One a thread: the library's session is not safe for more."""

    def __init__(
        self, source: str, options: GitHubOptions, client: GitHubClient, patience: Patience, *, client_visible: bool
    ) -> None:
        self._source = source
        self._patience = patience
        self._options = options
        self._client = client
        self._client_visible = client_visible
        self._own_id: str | None = None
        self._stored: Callable[[str], Collection[str]] | None = None
        self._milestones: dict[str, frozenset[str]] = {}

    @property
    def capabilities(self) -> Capabilities:
        """What GitHub tells, and how surely a comment stays among the team."""
        return Capabilities(
            history=_TOLD,
            team_only=Guarantee.NONE if self._client_visible else Guarantee.DECLARED,
            absent=ABSENT,
            markup="markdown",
            largest_comment=65_000,  # GitHub takes 65,536; the mark needs some
        )

    def account(self) -> Person:
        """Whom the token belongs to. Raises TrackerError."""
        return account(self._client, self._source)

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """Everything of the repository `owner/name`, or what changed since `cursor`. Raises TrackerError."""
        check_name(container, self._source)
        try:
            setting = self._setting(container)
            position = cursors.parse(cursor, pull_requests=setting.pull_requests, doing=setting.doing_labels)
            reading = Pass(self._client, setting, position, self._author, self._stored)
            yield from reading.batches()
        except GoneError as error:
            raise GoneError(
                f"the repository {container}: {error.reason}", place=self._source, next_step=error.next_step
            ) from None
        if reading.milestones is not None:
            self._milestones[container] = reading.milestones

    def remember(self, comments: Callable[[str], Collection[str]]) -> None:
        """`comments` tells which comments of a ticket are stored, so that missing ones are noticed."""
        self._stored = comments

    def expect(self, wanted: Mapping[str, str | None]) -> None:
        """GitHub lists one repository at a time, so nothing is asked in advance."""

    def present(self, container: str) -> frozenset[str]:
        """Ids of all issues and milestones there are, a hundred a request; of the milestones as they were just read,
        where they were. Raises TrackerError."""
        setting = self._setting(container)
        asked = {"state": "all", "sort": "created", "direction": "asc"}
        rows = self._rows(f"/repos/{container}/issues", asked)
        issues = (read_as(Issue, row, self._source) for row in rows)
        found = frozenset(setting.ticket_id(issue.number) for issue in issues if setting.reads(issue))
        return found | self._milestones_of(setting)

    def is_gone(self, ticket: TicketRef) -> bool:
        """Whether an issue was deleted, transferred or closed to us, or a milestone deleted: one request. Raises
        TrackerError; also where we may not see a milestone, since whoever sees one sees all."""
        _, is_milestone, number = ticket.id.partition(MILESTONE_MARK)
        if is_milestone:
            return self._is_gone_milestone(f"/repos/{ticket.container}/milestones/{number}")
        try:
            issue = self._client.get(f"/repos/{ticket.container}/issues/{ticket.id.rpartition('#')[2]}")
        except (GoneError, PermissionDenied):
            return True
        return not self._setting(ticket.container).reads(read_as(Issue, issue, self._source))

    def ended(self, container: str) -> str:
        """Whether the repository is archived: one request. Raises TrackerError."""
        found = read_as(Repository, self._client.get(f"/repos/{container}"), self._source)
        return "is archived" if found.archived else ""

    def members(self, group: str, containers: Sequence[str]) -> tuple[Person, ...]:
        """Everybody in an organisation or a team, whatever the repositories. Raises TrackerError."""
        return members(self._client, self._source, group)

    def containers(self) -> Iterator[Listed]:
        """Every repository with issues that the account can see. Raises TrackerError."""
        return repositories(self._client, self._source)

    def examine(self, containers: Sequence[str]) -> Examination:
        """What the account is and may do. Raises TrackerError when that is not to be known."""
        return examine(self._client, self._source, containers, self._patience.now(), private=not self._client_visible)

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def _is_gone_milestone(self, path: str) -> bool:
        try:
            self._client.get(path)
        except GoneError:
            return True
        return False

    def _milestones_of(self, setting: Setting) -> frozenset[str]:
        if setting.container in self._milestones:
            return self._milestones[setting.container]
        rows = self._rows(f"/repos/{setting.container}/milestones", {"state": "all"})
        milestones = (read_as(Milestone, row, self._source) for row in rows)
        return frozenset(setting.milestone_id(milestone.number) for milestone in milestones)

    def _rows(self, path: str, asked: Params) -> Iterator[Any]:
        return (row for rows in self._client.pages(path, asked) for row in rows)

    def _setting(self, container: str) -> Setting:
        options = self._options
        return Setting(self._source, container, options.doing_labels, options.pull_requests, self._client.renames)

    def _author(self, comment: Words) -> Person:
        """Who wrote a comment. Ours are a bot's, whatever kind of account we speak from."""
        author = person(comment.user, comment.author_association)
        if author.role is not Role.BOT and unsealed(comment.body)[1] is not None and author.id == self._own():
            return replace(author, role=Role.BOT)
        return author

    def _own(self) -> str:
        if self._own_id is None:
            try:
                self._own_id = self.account().id
            except PermissionDenied:
                self._own_id = ""  # an app's comments are a bot's anyway
        return self._own_id
