"""One pass over a repository: four lists, however many issues it has.

    milestones     all of them, every time: GitHub keeps no history of their dates, so syncs are compared
    issues         changed since the last time, oldest change first
    comments       the same
    events         newest first, back to the last one known; GitHub offers no other way

Where pull requests are read and one changed, also the list of their branches, the reviews of each that changed, and

    line comments  as comments

A batch moves the cursor only past what it and the batches before it hold, so a pass may die anywhere. Issues and
comments move it page by page. Events arrive newest first: they are collected and given out oldest first, so that they
too move it as they go. GitHub lists the latest 40,000 events; the history before those stays unknown.

A single issue is asked for by itself where no list tells what happened: it was transferred here and brought a past
along; it has fewer comments than are known; it is a pull request that changed and has comments on lines, of which
GitHub tells no number here; it changed and nothing says why, so that a pull request may mention it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from forewarn.connect import Batch
from forewarn.errors import GoneError
from forewarn.model import Event, Ticket
from forewarn_github import normalize
from forewarn_github.client import GitHubClient
from forewarn_github.cursor import Cursor
from forewarn_github.entries import Entries
from forewarn_github.history import Told, tell
from forewarn_github.listing import Listing
from forewarn_github.payloads import Comment, Issue, IssueEvent, LineComment, Milestone, read_as
from forewarn_github.pulls import Author, Pulls
from forewarn_github.second_look import SecondLook, Stored
from forewarn_github.singles import Singles

_EVENTS_A_BATCH = 500


class Pass:
    """One pass, from `position` to now."""

    def __init__(
        self, client: GitHubClient, setting: normalize.Setting, position: Cursor, author: Author, stored: Stored | None
    ) -> None:
        root = f"/repos/{setting.container}"
        self._setting = setting
        self._start = self._position = position
        self._lists = Listing(client, root, setting.source, position.etags)
        self._pulls = Pulls(client, setting, author)
        self._singles = Singles(client, setting, author, self._pulls)
        self._second_look = SecondLook(setting, position, self._singles, self._pulls, stored, self._numbers)
        self._milestones: dict[str, int] | None = None
        self._met: set[int] = set()
        self._saw_pulls = bool(position.changed)

    @property
    def milestones(self) -> frozenset[str] | None:
        """Ids of all milestones; None while their list was not read, or was passed over as unchanged."""
        known = self._milestones
        return None if known is None else frozenset(map(self._setting.milestone_id, known.values()))

    def batches(self) -> Iterator[Batch]:
        """Everything that changed. Raises TrackerError; PartlyRead after all else was read."""
        yield from self._all_milestones()
        yield from self._issues()
        yield from self._comments()
        if self._setting.pull_requests and (self._saw_pulls or self._start.line_comments is None):
            yield from self._line_comments()
        yield from self._events()
        yield from self._second_look.batches(self._position.changed)
        self._move(changed=self._second_look.left)
        yield Batch(cursor=self._position.text())
        self._second_look.tell()

    def _all_milestones(self) -> Iterator[Batch]:
        page = self._lists.first("milestones", {"state": "all"})
        if page is None:
            return
        self._milestones = {}
        for rows in self._lists.rows(page):
            milestones = [read_as(Milestone, row, self._setting.source) for row in rows]
            self._milestones.update({milestone.title: milestone.number for milestone in milestones})
            yield Batch(tuple(normalize.milestone_ticket(each, self._setting) for each in milestones))
        self._lists.was_read("milestones", page)

    def _numbers(self) -> Mapping[str, int]:
        """The numbers of the milestones by title; where their list was passed over it is read after all."""
        if self._milestones is None:
            del self._lists.etags["milestones"]
            list(self._all_milestones())
            self._lists.etags.pop("milestones", None)  # nobody stores what was read here: the next pass reads it again
        return self._milestones or {}

    def _issues(self) -> Iterator[Batch]:
        for issues in self._lists.changed("issues", Issue, {"state": "all"}, self._position.issues):
            wanted = [issue for issue in issues if self._setting.reads(issue) and not self._has(issue)]
            self._saw_pulls |= any(issue.pull_request for issue in wanted)
            tickets = tuple(map(self._ticket, wanted))
            reviews, unreviewed = self._pulls.reviews_of([one.number for one in wanted if one.pull_request])
            # No list tells of a deleted comment, except that an issue without any has lost those it had.
            bare = (issue.number for issue in wanted if issue.comments == 0 and issue.pull_request is None)
            self._move(
                issues=issues[-1].updated_at,
                issues_at=self._lists.asked_at,
                known=max(self._position.known, *(issue.number for issue in issues)),
                changed=self._position.changed | self._second_look.wanted(wanted, unreviewed),
            )
            yield Batch(tickets, tuple(reviews), frozenset(map(self._setting.ticket_id, bare)), self._position.text())

    def _has(self, issue: Issue) -> bool:
        return self._start.has_issue(issue.number, issue.updated_at)

    def _ticket(self, issue: Issue) -> Ticket:
        return normalize.ticket(issue, self._setting, self._pulls.branch(issue) if issue.pull_request else "")

    def _comments(self) -> Iterator[Batch]:
        for comments in self._lists.changed("issues/comments", Comment, {}, self._position.comments):
            wanted = [each for each in comments if self._setting.pull_requests or not normalize.on_pull_request(each)]
            said = [(normalize.number_at(each.issue_url), each.updated_at, self._singles.said(each)) for each in wanted]
            self._move(comments=comments[-1].updated_at)
            yield self._what_was_said(said)

    def _line_comments(self) -> Iterator[Batch]:
        for comments in self._lists.changed("pulls/comments", LineComment, {}, self._position.line_comments):
            said = [(normalize.number_at(c.pull_request_url), c.updated_at, self._pulls.said(c)) for c in comments]
            self._move(line_comments=comments[-1].updated_at)
            yield self._what_was_said(said)
        if self._position.line_comments is None:  # there are none before what has been read
            self._move(line_comments=self._position.issues)

    def _what_was_said(self, said: Sequence[tuple[int, datetime, Event]]) -> Batch:
        """(number of the issue, last change, event) of comments. Of an issue that was opened since the list of issues
        was read the ticket must come first."""
        newborn = tuple(self._newborn(number for number, _, _ in said))
        told = [(number, at, event) for number, at, event in said if self._is_known(number)]
        for number, at, _ in told:
            self._second_look.explain(number, at)
        events = tuple((self._setting.ticket_id(number), event) for number, _, event in told)
        return Batch(newborn, events, cursor=self._position.text())

    def _newborn(self, numbers: Iterable[int]) -> Iterator[Ticket]:
        for number in sorted(set(numbers) - self._met):
            if number > self._position.known:
                try:
                    issue = self._singles.issue(number)
                except GoneError:
                    continue  # deleted already, and its comments with it
                self._met.add(number)
                yield self._ticket(issue)

    def _events(self) -> Iterator[Batch]:
        listed = Entries(self._lists, self._position, self._setting.source)
        newest_first = listed.newest_first()
        told = self._tell(newest_first)
        for start in range(0, len(told), _EVENTS_A_BATCH):
            chunk = told[start : start + _EVENTS_A_BATCH]
            newborn = {each.issue.number: each.issue for each in chunk if not self._is_known(each.issue.number)}
            self._met.update(newborn)
            self._reach(chunk[-1].entry)
            yield Batch(
                tuple(map(self._ticket, newborn.values())),
                tuple((self._setting.ticket_id(each.issue.number), event) for each in chunk for event in each.events),
                cursor=self._position.text(),
            )
        if newest_first:
            self._reach(newest_first[0])
        listed.were_given_out()

    def _tell(self, newest_first: list[IssueEvent]) -> list[Told]:
        for entry in newest_first:
            if entry.issue is not None:
                self._second_look.explain(entry.issue.number, entry.created_at)
        speaks_of_milestones = any(entry.milestone for entry in newest_first)
        return tell(newest_first, self._numbers() if speaks_of_milestones else {}, self._setting)

    def _is_known(self, number: int) -> bool:
        return number <= self._position.known or number in self._met

    def _reach(self, entry: IssueEvent) -> None:
        self._move(event=entry.id, event_at=entry.created_at)

    def _move(self, **changes: Any) -> None:
        self._position = self._position.model_copy(update={**changes, "etags": dict(self._lists.etags)})
