"""What is known of a site: learnt once, carried in the cursors, asked again only when something new turns up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from forewarn.errors import GoneError
from forewarn_jira.client import NoSuchProject
from forewarn_jira.config import JiraOptions
from forewarn_jira.cursor import SiteFacts
from forewarn_jira.dialect import EPIC_KIND, SPRINT_KIND, Categories, CustomFields
from forewarn_jira.fetch import Fetch
from forewarn_jira.naming import NEEDS, meant
from forewarn_jira.page_payload import IssuePage
from forewarn_jira.payload import History, Issue

T = TypeVar("T")


class Site:
    """One Jira site, as far as it is known."""

    def __init__(self, options: JiraOptions, fetch: Fetch) -> None:
        self._options = options
        self._fetch = fetch
        self._custom: CustomFields | None = None
        self._kinds: tuple[str | None, str | None] = (None, None)
        """Jira's own fields for sprint and epic."""
        self._url: str | None = None if options.is_gateway else options.url
        self._asked_statuses = False
        self.categories = Categories()
        self.is_cloud = options.looks_like_cloud

    def remember(self, facts: Iterable[SiteFacts | None]) -> None:
        """Take over what earlier runs learnt."""
        for known in filter(None, facts):
            self.is_cloud = known.cloud
            self._url = self._url or known.url
            self.categories.recall(known.statuses)
            self._kinds = known.sprint, known.epic
            named = {text: known.named.get(text) for text in self._options.custom_fields.values()}
            if None not in named.values():
                self._custom = self._fields(named)

    def facts(self) -> SiteFacts:
        """What the next run need not ask for."""
        custom = self.custom
        ids = {
            "story_points_field": custom.story_points,
            "sprint_field": custom.sprint,
            "criteria_field": custom.criteria,
            "reason_field": custom.reason,
        }
        sprint, epic = self._kinds
        return SiteFacts(
            cloud=self.is_cloud,
            url=self._url if self._options.is_gateway else None,
            sprint=sprint,
            epic=epic,
            statuses=dict(self.categories.known()),
            named={text: ids[key] for key, text in self._options.custom_fields.items()},
        )

    @property
    def url(self) -> str:
        """The address people open, without a final slash."""
        if self._url is None:
            self._url = (self._fetch.server().base_url or self._options.url).rstrip("/")
        return self._url

    @property
    def custom(self) -> CustomFields:
        """The custom fields that mean something."""
        if self._custom is None:
            fields = self._fetch.fields()
            kinds = {field.schema_.custom: field.id for field in fields if field.schema_}
            self._kinds = kinds.get(SPRINT_KIND), kinds.get(EPIC_KIND)
            told = {key: meant(key, text, fields) for key, text in self._options.custom_fields.items()}
            named = {text: told[key].id for key, text in self._options.custom_fields.items()}
            absent = {NEEDS[key]: f"{one.problem}." for key, one in told.items() if one.id is None}
            self._custom = replace(self._fields(named), absent=absent)
        return self._custom

    def named(self, pages: Sequence[IssuePage]) -> CustomFields:
        """The custom fields with what they are called on these pages."""
        names = {key: name for page in pages for key, name in (page.names or {}).items()}
        return replace(self.custom, names=names) if names else self.custom

    def learn(self, issues: Sequence[Issue], histories: Mapping[str, Sequence[History]]) -> None:
        """Know what the statuses in these issues and changes mean. Every issue tells of its own; the site is asked,
        once a run, for those that only old changes name."""
        self.categories.learn(issue.fields.status for issue in issues if issue.fields.status)
        unknown = self.categories.unknown(_statuses(histories.values()))
        if unknown and not self._asked_statuses:
            self._asked_statuses = True
            self.categories.learn(self._fetch.statuses())
        self.categories.give_up(sorted(self.categories.unknown(unknown)))

    def ask(self, question: Callable[[bool], T]) -> T:
        """The answer to a question that is asked differently of Cloud (True) and of Data Center.

        Where an address is not there, the site itself is asked which of the two it is.
        """
        try:
            return question(self.is_cloud)
        except NoSuchProject:
            raise
        except GoneError:
            is_cloud = self._fetch.server().deployment_type == "Cloud"  # all else calls itself a server
            if is_cloud == self.is_cloud:
                raise
            self.is_cloud = is_cloud
            return question(is_cloud)

    def _fields(self, named: Mapping[str, str | None]) -> CustomFields:
        """Those with these ids, by what the config calls them."""
        options, (sprint, epic) = self._options, self._kinds
        return CustomFields(
            story_points=named.get(options.story_points_field or ""),
            sprint=named.get(options.sprint_field) if options.sprint_field else sprint,
            epic=epic,
            criteria=named.get(options.criteria_field or ""),
            reason=named.get(options.reason_field or ""),
        )


def _statuses(histories: Iterable[Sequence[History]]) -> Iterator[str]:
    """The ids of statuses that changes name."""
    for entries in histories:
        for history in entries:
            for item in history.items:
                if item.is_called("status"):
                    yield from filter(None, (item.old, item.new))
