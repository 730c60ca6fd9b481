"""Which custom fields the config means: by id, or by the name that people see. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forewarn.model import Need
from forewarn_jira.site_payload import FieldInfo

NEEDS: Final[Mapping[str, Need]] = {
    "story_points_field": Need.ESTIMATE,
    "sprint_field": Need.SPRINT,
    "criteria_field": Need.CRITERIA,
    "reason_field": Need.REASON,
}
"""What a ticket lacks while the field of this key is not found."""

_HINTS: Final[Mapping[str, Sequence[str]]] = {
    "story_points_field": ("story point", "estimate"),
    "sprint_field": ("sprint",),
    "criteria_field": ("criteria", "acceptance"),
    "reason_field": ("reason", "why"),
}
"""Words in the names of fields that may be the one meant."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What one key of the config means on this site."""

    id: str | None
    """None where it is no field, or not one alone."""
    problem: str = ""
    next_step: str = ""


def meant(key: str, text: str, fields: Iterable[FieldInfo]) -> Meant:
    """The custom field that `key` of the config calls `text`."""
    custom = [field for field in fields if field.is_custom]
    found = [field for field in custom if text == field.id or field.is_called(text)]
    if len(found) == 1:
        return Meant(found[0].id)
    if found:
        ids = " or ".join(f"{field.id}{_of_project(field)}" for field in found)
        problem = f"{len(found)} custom fields of the site are called {text!r}, so that {key} may mean any of them"
        return Meant(None, problem, f"Write the id of the one that is meant into {key}: {ids}.")
    problem = f"{key} names no custom field of the site that this account can see: {text!r}"
    alike = [f"{f.name!r} ({f.id})" for f in custom if any(hint in (f.name or "").lower() for hint in _HINTS[key])]
    if alike:
        return Meant(None, problem, f"Write a name or id from the site into {key}; it may mean {' or '.join(alike)}.")
    step = f"Write the name or id of a custom field into {key}, or show the field to the account."
    return Meant(None, problem, step)


def _of_project(field: FieldInfo) -> str:
    # Every team-managed project of Cloud brings fields of its own, which may all be called alike.
    project = field.scope.project if field.scope else None
    return f" (of the project with the id {project.id})" if project and project.id else ""
