"""Reads the projects of one Jira site, in batches that may be stored one by one."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from forewarn.connect import CONFIGURED, Batch, Capabilities, Examination, Listed, Patience
from forewarn.connect.left import Left
from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, RefusedError, ServerFault
from forewarn.model import Field, Need, Person, Ticket, TicketRef
from forewarn_jira.client import JiraClient
from forewarn_jira.config import JiraOptions
from forewarn_jira.cursor import Cursor, Window
from forewarn_jira.dealing import Dealing
from forewarn_jira.dialect import CustomFields, Dialect
from forewarn_jira.examination import examine
from forewarn_jira.fetch import Fetch
from forewarn_jira.groups import members
from forewarn_jira.instants import from_milliseconds, milliseconds
from forewarn_jira.listing import projects
from forewarn_jira.normalize import NO_CHECKLIST, ticket
from forewarn_jira.payload import Comment, Issue, unreadable
from forewarn_jira.portions import Portion, Portions
from forewarn_jira.presence import Presence
from forewarn_jira.search import Search
from forewarn_jira.site import Site
from forewarn_jira.versions import is_version, milestone_ticket

LARGEST_COMMENT = 32_767

_PROJECTS_A_SEARCH: Final = 40
"""So many fit into an address of 8,000 characters, the least that servers take."""


class JiraReader:
    """The Reader of one Jira site."""

    def __init__(
        self, source: str, options: JiraOptions, client: JiraClient, patience: Patience, *, client_visible: bool
    ) -> None:
        self._source = source
        self._options = options
        self._client = client
        self._client_visible = client_visible
        self._now = patience.now
        self._named = options.custom_fields.values()
        self._fetch = Fetch(source, client, patience)
        self._search = Search(self._fetch)
        self._site = Site(options, self._fetch)
        self._portions = Portions(self._fetch, self._search, self._site)
        self._presence = Presence(self._fetch, self._search, self._site)
        self._expected: dict[str, tuple[str | None, Window, Dealing]] = {}
        told = frozenset(Field) - {Field.CHECKLIST}
        named = {Field.CRITERIA: options.criteria_field, Field.REASON: options.reason_field}
        self.capabilities = Capabilities(
            history=told - {field for field, field_id in named.items() if field_id is None},
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

    def expect(self, wanted: Mapping[str, str | None]) -> None:
        """One search will serve all these projects. Asks nothing yet."""
        self._expected = {}
        self._presence.expect(wanted)
        projects = list(wanted)
        for start in range(0, len(projects), _PROJECTS_A_SEARCH):
            some = projects[start : start + _PROJECTS_A_SEARCH]
            cursors = {project: Cursor.of(wanted[project], self._named) for project in some}
            self._site.remember(cursor.site for cursor in cursors.values())
            windows = {project: Window(cursor) for project, cursor in cursors.items()}
            dealing = Dealing(self._portions.of, windows)
            self._expected |= {project: (wanted[project], windows[project], dealing) for project in some}

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """The project's versions first, so that milestones are there when issues name them; then the issues.

        Versions are asked for at every sync, one request a project, although nothing may have changed: Jira keeps no
        history of their dates, so that what each sync sees is that history.
        """
        place = Cursor.of(cursor, self._named)
        expected, window, dealing = self._expected.pop(container, (None, None, None))
        if window is None or dealing is None or expected != cursor:
            self._site.remember([place.site])
            window = Window(place)
            dealing = Dealing(self._portions.of, {container: window})
        portions = dealing.of(container)
        try:
            first = next(portions, None)  # before the versions: a wrong address is no missing project
        except RefusedError:
            self._fetch.versions(container)  # a refusal in the account's own language may be a missing project
            raise
        versions = self._presence.versions(container)
        if versions:
            place = place.model_copy(update={"began": place.began or self._began(container, first, place)})
            created = self._now() if place.began is None else from_milliseconds(place.began)
            dialect = self._dialect(container, self._site.custom)
            yield Batch(tuple(milestone_ticket(version, created, dialect) for version in versions))
        told = cursor
        left = Left(place.left)
        try:
            for portion in chain((first,) if first else (), portions):
                for batch in self._batches(container, portion, window, place, left):
                    told = batch.cursor or told
                    yield batch
        except (MalformedAnswer, ServerFault):
            # Once more these are no sign that Jira is down: else two of them side by side would hide the rest for ever.
            if left.found != place.left and not left.is_all:
                yield Batch(cursor=Cursor.of(told, self._named).model_copy(update={"left": left.found}).text())
            raise
        left.judge()
        tickets = tuple(self._again(container, left))
        # What was learnt without any change must not be asked for again.
        if (last := self._cursor(window, place, left, is_end=True)) != told or tickets:
            yield Batch(tickets, whole=frozenset(ticket.id for ticket in tickets), retold=CONFIGURED, cursor=last)
        left.tell()

    def present(self, container: str) -> frozenset[str]:
        """Ids of all issues and versions there are."""
        return self._presence.of(container)

    def recall(self, container: str, tickets: Sequence[str]) -> Iterator[Batch]:
        """Issues that a level of security, or a change of roles, had hidden."""
        left = Left({number: number for number in tickets if not is_version(number)})
        found = tuple(self._again(container, left))
        yield Batch(found, whole=frozenset(ticket.id for ticket in found))

    def is_gone(self, ticket: TicketRef) -> bool:
        """Whether an issue or version is deleted, archived, moved to another project, or closed to us."""
        return self._presence.is_gone(ticket)

    def members(self, group: str, containers: Sequence[str]) -> tuple[Person, ...]:
        """Everybody in a group of the site, whatever the projects."""
        return members(self._fetch, group)

    def containers(self) -> Iterator[Listed]:
        """Every project that the account can see."""
        return projects(self._fetch)

    def examine(self, containers: Sequence[str]) -> Examination:
        """What the account is and may do in these projects."""
        return examine(self._fetch, self._options, containers, client_visible=self._client_visible)

    def _batches(self, container: str, portion: Portion, window: Window, place: Cursor, left: Left) -> Iterator[Batch]:
        for one in portion.unread:
            left.note(one.id, one.key, unreadable(one.problem, self._source))
        pages = [page for page in portion.pages if page]
        for page in pages:
            for found in page:
                window.add(found.issue, settled=found.settled, near=found.near)
            tickets = tuple(self._tickets(container, [found.issue for found in page], portion, left))
            # A project that was read to its end before it had any issue is not read in part.
            retold = CONFIGURED if place.afresh or place.updated is None else frozenset()
            cursor = self._cursor(window, place, left, is_end=portion.is_last and page is pages[-1])
            yield Batch(
                tickets,
                whole=frozenset(ticket.id for ticket in tickets),
                retold=retold,
                cursor=None if left.is_all else cursor,
            )

    def _again(self, container: str, left: Left) -> Iterator[Ticket]:
        """What earlier runs could not read."""
        for number, key in left.again():
            try:
                portion = self._portions.alone(number)
                # A project may have another key by now, under which the issues of the old one are found all the same.
                is_here = not portion.projects().isdisjoint((container, key.rpartition("-")[0]))
                is_here = is_here or number in self._presence.of(container)
            except (GoneError, PermissionDenied):  # Data Center tells the two apart, and both of one issue alone
                is_here = False
            except (MalformedAnswer, ServerFault) as error:
                left.note(number, key, error)
                continue
            if not is_here:
                left.is_gone(number)  # or moved, which its new project tells
                continue
            for one in portion.unread:
                left.note(one.id, one.key, unreadable(one.problem, self._source))
            yield from self._tickets(container, portion.issues(), portion, left)

    def _tickets(self, container: str, issues: Sequence[Issue], portion: Portion, left: Left) -> Iterator[Ticket]:
        """Those of some issues of a portion that can be read."""
        dialect = self._dialect(container, portion.custom)
        for issue in issues:
            try:
                comments = self._comments(issue)
                if comments is not None:
                    yield ticket(issue, portion.histories.get(issue.id, ()), comments, dialect)
            except (MalformedAnswer, ServerFault) as error:
                left.note(issue.id, issue.key, error)
            else:
                left.was_read(issue.id)

    def _cursor(self, window: Window, place: Cursor, left: Left, *, is_end: bool) -> str:
        here = place.model_copy(update={"afresh": place.afresh and not is_end, "left": left.found})
        return window.cursor(here, is_end=is_end).knowing(self._site.facts()).text()

    def _began(self, container: str, first: Portion | None, place: Cursor) -> int | None:
        """When the first issue of a project was opened, from what was read where that is everything."""
        if place.updated is None and (first is None or first.is_last):
            issues = first.issues() if first else []
            return min((milliseconds(issue.fields.created) for issue in issues), default=None)
        opened = self._search.first_created(container, cloud=self._site.is_cloud)
        return milliseconds(opened) if opened else None

    def _dialect(self, container: str, custom: CustomFields) -> Dialect:
        return Dialect(self._source, container, self._site.url, self._site.categories, custom)

    def _comments(self, issue: Issue) -> Sequence[Comment] | None:
        """All comments: those that came with the issue, or all pages where Cloud cut them short at 20. None when the
        issue went away while it was read."""
        page = issue.fields.comment
        # On Data Center only a property, which search does not show, tells internal comments apart.
        properties = self._options.service_management and not self._site.is_cloud
        cut = page is None or page.total is None or len(page.comments) < page.total
        if page is not None and not cut and not (properties and page.comments):
            return page.comments
        try:
            return self._fetch.comments(issue.id, properties=properties)
        except GoneError:
            return None
