"""What each tracker can tell: what it cannot is absent, and changes it does not record are left out of the history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from forewarn.model import PAGE, Field, Kind, Need, Ticket

TRACKERS: Final = ("jira", "github", "trello")

STATUSES: Final[Mapping[str, Mapping[str, str]]] = {
    "jira": {"todo": "To Do", "doing": "In Progress", "review": "In Review", "done": "Done"},
    "github": {"todo": "open", "doing": "in progress", "review": "review", "done": "closed"},
    "trello": {"todo": "To do", "doing": "Doing", "review": "Review", "done": "Done"},
}
"""How the steps of the work are called there."""

_UNTOLD: Final[Mapping[str, frozenset[Field]]] = {
    "jira": frozenset({Field.CHECKLIST}),
    "github": frozenset({Field.DUE, Field.PRIORITY, Field.ESTIMATE, Field.CHECKLIST}),
    "trello": frozenset({Field.PRIORITY, Field.MILESTONE, Field.LABELS, Field.CHECKLIST}),
}
"""Fields whose changes show only by comparing what stood there at two times."""
_ABSENT: Final[Mapping[str, Mapping[Need, str]]] = {
    "jira": {Need.CHECKLIST: "Jira has no checklists"},
    "github": {
        Need.DUE: "an issue has no due date of its own",
        Need.DUE_HISTORY: "an issue has no due date of its own",
        Need.PRIORITY: "there are no priorities",
    },
    "trello": {Need.PRIORITY: "cards have no priority", Need.MILESTONES: "there are no milestones"},
}
_VERSION: Final[Mapping[Need, str]] = {
    Need.COMMENTS: "nobody can comment on a milestone",
    Need.CHECKLIST: "a milestone has no checklist",
    Need.PRIORITY: "a milestone has no priority",
}
_MARKED: Final = frozenset({Kind.TICKED, Kind.UNTICKED})


def told(tracker: str) -> frozenset[Field]:
    """The fields whose changes the tracker tells by itself, as `Capabilities.history`."""
    return frozenset(Field) - _UNTOLD[tracker]


def shown(ticket: Ticket, tracker: str, now: datetime) -> Ticket | None:
    """What the tracker shows of `ticket` at `now`; None before it was there."""
    seen = ticket.as_of(now)
    if seen is None or ticket.type == PAGE:
        return seen
    silent = frozenset({Field.DUE}) | _UNTOLD[tracker] if ticket.is_milestone else _UNTOLD[tracker]
    marks_told = tracker == "trello"  # it tells who ticked an item, though not who wrote it
    history = tuple(
        event
        for event in seen.history
        if event.field not in silent or (event.kind in _MARKED and marks_told) or event.kind is Kind.CREATED
    )
    absent = _VERSION if ticket.is_milestone else _ABSENT[tracker]
    bare: dict[str, object] = {}
    if Need.PRIORITY in absent:
        bare["priority"] = None
    if Need.CHECKLIST in absent:
        bare["checklist"] = ()
    if Need.DUE in absent:
        bare["due"] = None
    return replace(seen, history=history, absent=MappingProxyType(dict(absent)), **bare)  # type: ignore[arg-type]
