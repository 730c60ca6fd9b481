"""The fields of the site, custom ones included."""

from collections.abc import Iterator
from typing import Any

from forewarn_jira.dialect import EPIC_KIND, SPRINT_KIND

STORY_POINTS = ("customfield_10016", "Story point estimate")
"""Id and name of the field with the estimates."""

SPRINT = ("customfield_10020", "Sprint")
EPIC = ("customfield_10014", "Epic Link")
CRITERIA = ("customfield_10031", "Acceptance criteria")
REASON = ("customfield_10032", "Reason for change")

NAMES = dict((STORY_POINTS, SPRINT, EPIC, CRITERIA, REASON))
"""By id."""

_SYSTEM = ("summary", "description", "status", "assignee", "duedate", "labels", "comment")
_KINDS = {
    STORY_POINTS: ("number", "com.pyxis.greenhopper.jira:jsw-story-points"),
    SPRINT: ("array", SPRINT_KIND),
    EPIC: ("any", EPIC_KIND),
    CRITERIA: ("string", "com.atlassian.jira.plugin.system.customfieldtypes:textarea"),
    REASON: ("string", "com.atlassian.jira.plugin.system.customfieldtypes:textfield"),
}


def fields() -> Iterator[dict[str, Any]]:
    """All fields, as the site lists them."""
    for name in _SYSTEM:
        yield _field(name, name.capitalize(), {"type": "string", "system": name}, custom=False)
    for (field_id, name), (holds, custom) in _KINDS.items():
        kind: dict[str, Any] = {"type": holds, "custom": custom, "customId": int(field_id.rpartition("_")[2])}
        yield _field(field_id, name, kind, custom=True)


def _field(field_id: str, name: str, kind: dict[str, Any], *, custom: bool) -> dict[str, Any]:
    flags = {"custom": custom, "orderable": True, "navigable": True, "searchable": True}
    return {"id": field_id, "name": name, "clauseNames": [field_id], "schema": kind, **flags}
