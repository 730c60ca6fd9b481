"""One pass over a repository: four lists, however many issues it has.

    milestones   all of them, every time: GitHub keeps no history of their dates, so syncs are compared
    issues       changed since the last time, oldest change first
    comments     the same
    events       newest first, back to the last one known; GitHub offers no other way

A batch moves the cursor only past what it and the batches before it hold, so a pass may die anywhere. Issues and
comments move it page by page. Events arrive newest first: they are collected and given out oldest first, so that they
too move it as they go. An issue that is transferred here brings a past that no list shows as new; it alone is asked
for by itself. GitHub lists the latest 40,000 events; the history before those stays unknown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from forewarn.connect import Batch
from forewarn.errors import GoneError, RefusedError
from forewarn.model import Event, Person, Ticket
from forewarn_github import normalize
from forewarn_github.client import GitHubClient
from forewarn_github.cursor import Cursor, before
from forewarn_github.history import tell
from forewarn_github.payloads import Comment, Issue, IssueEvent, Milestone, read_as

_SECOND = timedelta(seconds=1)
_EVENTS_A_BATCH = 500

T = TypeVar("T", Issue, Comment)


class Pass:
    """One pass, from `position` to now."""

    def __init__(
        self,
        client: GitHubClient,
        setting: normalize.Setting,
        position: Cursor,
        author: Callable[[Comment], Person],
    ) -> None:
        self._client = client
        self._setting = setting
        self._start = self._position = position
        self._author = author
        self._milestones: dict[str, int] = {}
        self._met: set[int] = set()
        self._root = f"/repos/{setting.container}"

    def batches(self) -> Iterator[Batch]:
        """Everything that changed. Raises TrackerError."""
        for rows in self._client.pages(f"{self._root}/milestones", {"state": "all"}):
            milestones = [read_as(Milestone, row, self._setting.source) for row in rows]
            self._milestones.update({milestone.title: milestone.number for milestone in milestones})
            yield Batch(tuple(normalize.milestone_ticket(each, self._setting) for each in milestones))
        yield from self._issues()
        yield from self._comments()
        yield from self._events()

    def _issues(self) -> Iterator[Batch]:
        for issues in self._changed("issues", Issue, {"state": "all"}, self._position.issues):
            last = max(self._position.known, *(issue.number for issue in issues))
            self._position = self._position.model_copy(update={"issues": issues[-1].updated_at, "known": last})
            tickets = [
                (issue, normalize.ticket(issue, self._setting)) for issue in issues if self._setting.reads(issue)
            ]
            # No list tells of a deleted comment, except that an issue without any has lost those it had.
            whole = frozenset(ticket.id for issue, ticket in tickets if issue.comments == 0)
            told = tuple(
                (ticket.id, event)
                for issue, ticket in tickets
                if self._was_transferred_here(issue)
                for event in self._past_of(issue)
            )
            yield Batch(tuple(ticket for _, ticket in tickets), told, whole, self._position.text())

    def _was_transferred_here(self, issue: Issue) -> bool:
        """Whether it brought a past along that none of the lists will show: its number is new, and it is not."""
        old, start = before(self._start.issues), self._start
        has_read_all = start.comments is not None or start.event > 0
        return has_read_all and old is not None and issue.number > start.known and issue.created_at < old

    def _past_of(self, issue: Issue) -> Iterator[Event]:
        path = f"{self._root}/issues/{issue.number}"
        for rows in self._client.pages(f"{path}/comments", {}):
            yield from (self._said(read_as(Comment, row, self._setting.source)) for row in rows)
        oldest_first = [
            read_as(IssueEvent, {**row, "issue": None}, self._setting.source).model_copy(update={"issue": issue})
            for rows in self._client.pages(f"{path}/events", {})
            for row in rows
        ]
        for told in tell(reversed(oldest_first), self._milestones, self._setting):
            yield from told.events

    def _said(self, comment: Comment) -> Event:
        return normalize.comment_event(comment, self._author(comment), self._setting)

    def _comments(self) -> Iterator[Batch]:
        for comments in self._changed("issues/comments", Comment, {}, self._position.comments):
            wanted = [each for each in comments if self._setting.pull_requests or not normalize.on_pull_request(each)]
            newborn = tuple(self._newborn(map(normalize.issue_number, wanted)))
            events = tuple(
                (self._setting.ticket_id(number), self._said(comment))
                for comment in wanted
                if self._is_known(number := normalize.issue_number(comment))
            )
            self._position = self._position.model_copy(update={"comments": comments[-1].updated_at})
            yield Batch(newborn, events, cursor=self._position.text())

    def _newborn(self, numbers: Iterable[int]) -> Iterator[Ticket]:
        """Issues opened since the list of issues was read: the comment must not come before its ticket."""
        for number in sorted(set(numbers) - self._met):
            if number > self._position.known:
                try:
                    issue = self._client.get(f"{self._root}/issues/{number}")
                except GoneError:
                    continue  # deleted already, and its comments with it
                self._met.add(number)
                yield normalize.ticket(read_as(Issue, issue, self._setting.source), self._setting)

    def _events(self) -> Iterator[Batch]:
        newest_first = self._new_events()
        told = tell(newest_first, self._milestones, self._setting)
        for start in range(0, len(told), _EVENTS_A_BATCH):
            chunk = told[start : start + _EVENTS_A_BATCH]
            newborn = {each.issue.number: each.issue for each in chunk if not self._is_known(each.issue.number)}
            self._met.update(newborn)
            self._reach(chunk[-1].entry)
            yield Batch(
                tuple(normalize.ticket(issue, self._setting) for issue in newborn.values()),
                tuple((self._setting.ticket_id(each.issue.number), event) for each in chunk for event in each.events),
                cursor=self._position.text(),
            )
        if newest_first:
            self._reach(newest_first[0])
        yield Batch(cursor=self._position.text())

    def _new_events(self) -> list[IssueEvent]:
        """The entries since the last one known, newest first, each once although the list moves while it is read."""
        entries: dict[int, IssueEvent] = {}
        issues: dict[int, Issue] = {}
        try:
            for rows in self._client.pages(f"{self._root}/issues/events", {}):
                page = [read_as(IssueEvent, row, self._setting.source) for row in rows]
                for entry in page:
                    if entry.issue is not None:  # each entry brings its own copy; one an issue is enough
                        issue = issues.setdefault(entry.issue.number, entry.issue)
                        entries.setdefault(entry.id, entry.model_copy(update={"issue": issue}))
                if page and self._position.has(page[-1].id, page[-1].created_at):
                    break
        except RefusedError:
            if not entries:
                raise
            # GitHub refuses pages beyond the 40,000th event, with 422.
        return [entry for entry in entries.values() if not self._position.has(entry.id, entry.created_at)]

    def _reach(self, entry: IssueEvent) -> None:
        self._position = self._position.model_copy(update={"event": entry.id, "event_at": entry.created_at})

    def _is_known(self, number: int) -> bool:
        return number <= self._position.known or number in self._met

    def _changed(
        self, path: str, kind: type[T], params: Mapping[str, str], since: datetime | None
    ) -> Iterator[list[T]]:
        """The rows changed since then, oldest change first, page by page.

        The next page is asked for by the last change seen, not by its number: what is changed or deleted meanwhile
        would shift the rows after it past us. GitHub's own link is followed where one second fills a page.
        """
        asked = {**params, "sort": "updated", "direction": "asc", "per_page": "100"}
        since = before(since)
        url: str | None = None
        while True:
            if url is None:
                page = self._client.page(f"{self._root}/{path}", asked | ({"since": _instant(since)} if since else {}))
            else:
                page = self._client.page(url)
            rows = [read_as(kind, row, self._setting.source) for row in page.rows]
            if rows:
                yield rows
            if page.next is None or not rows:
                return
            resume = rows[-1].updated_at - _SECOND
            url = None if since is None or resume > since else page.next
            since = resume if url is None else since


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
