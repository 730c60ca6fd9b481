"""Reads one Jira project after another, in batches that may be stored one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from forewarn.connect import Batch, Capabilities, Patience
from forewarn.errors import TrackerError
from forewarn.model import Field, Need, Person, Ticket
from forewarn_jira.client import JiraClient
from forewarn_jira.config import JiraOptions
from forewarn_jira.dialect import Dialect
from forewarn_jira.fetch import Fetch
from forewarn_jira.instants import from_milliseconds, milliseconds
from forewarn_jira.normalize import NO_CHECKLIST, ticket
from forewarn_jira.payload import Comment, History, Issue, IssuePage
from forewarn_jira.versions import milestone_ticket

LARGEST_COMMENT = 32_767

_FIELDS: Final = (
    "summary,description,issuetype,status,priority,resolution,assignee,reporter,creator,labels,duedate,"
    "timeoriginalestimate,fixVersions,parent,issuelinks,attachment,created,updated,comment"
)

_HISTORY: Final = frozenset(Field) - {Field.CHECKLIST}

_OVERLAP: Final = 120_000
"""Milliseconds read again each time: the search index of Jira lags behind."""

_PAGES_A_GROUP: Final = 10
"""Pages of issues whose changes are asked for at once: 1,000 issues, the most that one request may name."""


class _Cursor(BaseModel):
    """Where the next fetch begins."""

    model_config = ConfigDict(frozen=True)

    updated: int | None = None
    """The last update seen, in epoch milliseconds."""
    began: int | None = None
    """When the project's first issue was opened: versions, whose beginning Jira does not tell, are as old."""

    @classmethod
    def of(cls, text: str | None) -> "_Cursor":
        """One that cannot be read is none: reading everything again changes nothing."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            return cls()


class JiraReader:
    """The Reader of one Jira site."""

    def __init__(
        self, source: str, options: JiraOptions, client: JiraClient, patience: Patience, *, client_visible: bool
    ) -> None:
        self._source = source
        self._options = options
        self._client = client
        self._now = patience.now
        fields = f"{_FIELDS},{options.story_points_field}" if options.story_points_field else _FIELDS
        self._fetch = Fetch(source, client, patience, fields)
        self.capabilities = Capabilities(
            history=_HISTORY,
            team_only=options.guarantee(client_visible=client_visible),
            absent={Need.CHECKLIST: NO_CHECKLIST},
            markup="jira",
            largest_comment=LARGEST_COMMENT,
        )

    def account(self) -> Person:
        """Whom the token belongs to."""
        return self._fetch.myself()

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """The project's versions first, so that milestones are there when issues name them; then the issues."""
        place = _Cursor.of(cursor)
        site = self._fetch.server.base_url or self._options.url  # asked first: a wrong address is no missing project
        versions = self._fetch.versions(container)
        dialect = Dialect(
            source=self._source,
            container=container,
            site=site.rstrip("/"),
            categories=self._fetch.categories,
            story_points_field=self._options.story_points_field,
        )
        if versions:
            if place.began is None and (first := self._fetch.first_created(container)):
                place = place.model_copy(update={"began": milliseconds(first)})
            created = self._now() if place.began is None else from_milliseconds(place.began)
            yield Batch(tuple(milestone_ticket(version, created, dialect) for version in versions))
        yield from self._issues(container, place, dialect)

    def _issues(self, container: str, place: _Cursor, dialect: Dialect) -> Iterator[Batch]:
        since = None if place.updated is None else place.updated - _OVERLAP
        seen: set[tuple[str, datetime]] = set()
        for page, histories in self._pages(container, since):
            names = page.names or {}
            spoken = replace(dialect, story_points_name=names.get(dialect.story_points_field or ""))
            fresh = [issue for issue in page.issues if (issue.id, issue.fields.updated) not in seen]
            seen.update((issue.id, issue.fields.updated) for issue in fresh)
            if not fresh:
                continue
            tickets = tuple(self._ticket(issue, histories, spoken) for issue in fresh)
            last = max(milliseconds(issue.fields.updated) for issue in fresh)
            place = place.model_copy(update={"updated": max(last, place.updated or 0)})
            yield Batch(
                tickets, whole=frozenset(t.id for t in tickets), cursor=place.model_dump_json(exclude_none=True)
            )

    def _pages(self, container: str, since: int | None) -> Iterator[tuple[IssuePage, Mapping[str, Sequence[History]]]]:
        """Pages of issues with the changes of their issues."""
        if not self._fetch.is_cloud:
            for page in self._fetch.server_pages(container, since):
                yield page, {issue.id: issue.changelog.histories for issue in page.issues if issue.changelog}
            return
        for group in _groups(self._fetch.cloud_pages(container, since)):
            issues = dict.fromkeys(issue.id for page in group for issue in page.issues)
            histories = self._fetch.histories(list(issues))
            for page in group:
                yield page, histories

    def _ticket(self, issue: Issue, histories: Mapping[str, Sequence[History]], dialect: Dialect) -> Ticket:
        return ticket(issue, histories.get(issue.id, ()), self._comments(issue), dialect)

    def _comments(self, issue: Issue) -> Sequence[Comment]:
        """All comments: those that came with the issue, or all pages where Cloud cut them short at 20."""
        page = issue.fields.comment
        # On Data Center only a property, which search does not show, tells internal comments apart.
        properties = self._options.service_management and not self._fetch.is_cloud
        if page is None or page.total is None or len(page.comments) < page.total or (properties and page.comments):
            return self._fetch.comments(issue.id, properties=properties)
        return page.comments


def _groups(pages: Iterator[IssuePage]) -> Iterator[list[IssuePage]]:
    """Pages in groups; those that came before a failure are handed on before it is raised."""
    group: list[IssuePage] = []
    try:
        for page in pages:
            if page.issues:
                group.append(page)
            if len(group) == _PAGES_A_GROUP:
                yield group
                group = []
    except TrackerError:
        if group:
            yield group
        raise
    if group:
        yield group
