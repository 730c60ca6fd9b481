"""What one must know of a site to read its issues."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forewarn.model import StatusCategory
from forewarn_jira.payload import Status

_CATEGORIES: Mapping[str, StatusCategory] = {
    "new": StatusCategory.TODO,
    "indeterminate": StatusCategory.DOING,
    "done": StatusCategory.DONE,
}


def category(status: Status | None) -> StatusCategory:
    """What a status means; Jira's category `undefined` counts as not begun."""
    key = status.status_category.key if status and status.status_category else None
    return _CATEGORIES.get(key or "", StatusCategory.TODO)


class Categories:
    """What the statuses of a site mean, those in old changes included as far as anybody can still tell.

    Statuses are deleted, renamed and made anew when workflows change, so a change may name an id that is gone;
    then a status of the same name decides, unless two of that name mean different things.
    """

    def __init__(self, statuses: Iterable[Status]) -> None:
        self._by_id: dict[str, StatusCategory] = {}
        by_name: dict[str, set[StatusCategory]] = {}
        for status in statuses:
            self._by_id[status.id or ""] = category(status)
            by_name.setdefault(status.name or "", set()).add(category(status))
        self._by_name = {name: next(iter(meanings)) for name, meanings in by_name.items() if len(meanings) == 1}

    def meaning(self, status_id: str | None, name: str | None) -> StatusCategory | None:
        """The category of the status in a change; None when nobody knows any more."""
        return self._by_id.get(status_id or "") or self._by_name.get(name or "")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The facts about a site, a project and the options that decide how JSON is read."""

    source: str
    container: str
    site: str
    """Address that people open, without a final slash."""
    categories: Categories
    story_points_field: str | None = None
    story_points_name: str | None = None
    """What that field is called: changes on Data Center carry no field ids."""
