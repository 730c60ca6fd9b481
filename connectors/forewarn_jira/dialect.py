"""What one must know of a site to read its issues."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from forewarn.model import Need, StatusCategory
from forewarn_jira.payload import Item, Status

_CATEGORIES: Mapping[str, StatusCategory] = {
    "new": StatusCategory.TODO,
    "indeterminate": StatusCategory.DOING,
    "done": StatusCategory.DONE,
}

SPRINT_KIND = "com.pyxis.greenhopper.jira:gh-sprint"
EPIC_KIND = "com.pyxis.greenhopper.jira:gh-epic-link"
"""Kinds of custom field, called so on every site."""

Meaning = tuple[str, StatusCategory]
"""Name and category of a status."""


def category(status: Status | None) -> StatusCategory:
    """What a status means; Jira's category `undefined` counts as not begun."""
    key = status.status_category.key if status and status.status_category else None
    return _CATEGORIES.get(key or "", StatusCategory.TODO)


class Categories:
    """What the statuses of a site mean, those in old changes included as far as anybody can still tell.

    Statuses are deleted, renamed and made anew when workflows change, so a change may name an id that is gone;
    then a status of the same name decides, unless two of that name mean different things.
    """

    def __init__(self, statuses: Iterable[Status] = ()) -> None:
        self._known: dict[str, Meaning | None] = {}
        self._by_name: dict[str, StatusCategory] | None = None
        self.learn(statuses)

    def learn(self, statuses: Iterable[Status]) -> None:
        """Take in what the site says now."""
        told = {s.id: (s.name or "", category(s)) for s in statuses if s.id and s.status_category}
        self.recall(told)

    def recall(self, known: Mapping[str, Meaning | None]) -> None:
        """Take in what was known at another time."""
        self._known.update(known)
        self._by_name = None

    def give_up(self, ids: Iterable[str]) -> None:
        """Nobody knows these any more; do not ask again."""
        self.recall(dict.fromkeys(ids))

    def unknown(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of which the site has not been asked yet."""
        return frozenset(ids) - self._known.keys()

    def meaning(self, status_id: str | None, name: str | None) -> StatusCategory | None:
        """The category of the status in a change; None when nobody knows any more."""
        known = self._known.get(status_id or "")
        return known[1] if known else self._names().get(name or "")

    def known(self) -> Mapping[str, Meaning | None]:
        """Everything learnt, by id; None for what was given up."""
        return dict(self._known)

    def _names(self) -> Mapping[str, StatusCategory]:
        if self._by_name is None:
            meanings: dict[str, set[StatusCategory]] = {}
            for name, meaning in filter(None, self._known.values()):
                meanings.setdefault(name, set()).add(meaning)
            self._by_name = {name: next(iter(found)) for name, found in meanings.items() if len(found) == 1}
        return self._by_name


@dataclass(frozen=True, slots=True)
class CustomFields:
    """The ids of the custom fields that mean something to us; None where there is none."""

    story_points: str | None = None
    sprint: str | None = None
    epic: str | None = None
    """Data Center's field for the epic of an issue; it holds the epic's key."""
    criteria: str | None = None
    reason: str | None = None
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What fields are called, by id: changes on Data Center carry no field ids."""
    absent: Mapping[Need, str] = field(default_factory=lambda: MappingProxyType({}))
    """What tickets lack because the field that the config names was not found, with the reason."""

    @property
    def counts_hours(self) -> bool:
        """Whether Jira's own time estimate is the estimate, because the config names no field for it."""
        return self.story_points is None and Need.ESTIMATE not in self.absent

    @property
    def ids(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(filter(None, (self.story_points, self.sprint, self.epic, self.criteria, self.reason)))

    def needed(self) -> Mapping[Need, str]:
        """The fields, by what a ticket lacks without them."""
        estimate = "timeoriginalestimate" if self.counts_hours else self.story_points
        fields = {
            Need.ESTIMATE: estimate,
            Need.SPRINT: self.sprint,
            Need.CRITERIA: self.criteria,
            Need.REASON: self.reason,
        }
        return {need: field_id for need, field_id in fields.items() if field_id}

    def is_about(self, item: Item, field_id: str | None) -> bool:
        """Whether a changed field is the custom field of this id."""
        if field_id is None or item.fieldtype != "custom":
            return False
        return item.field_id == field_id if item.field_id else item.field == self.names.get(field_id)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The facts about a site, a project and the options that decide how JSON is read."""

    source: str
    container: str
    site: str
    """Address that people open, without a final slash."""
    categories: Categories
    custom: CustomFields = CustomFields()
