"""The sprints of an issue: what the field holds, and what its changes say. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NAME = re.compile(r"[\[,]name=(.*?),(?:goal|startDate|endDate|completeDate|sequence)=", re.DOTALL)
_ID = re.compile(r"[\[,]id=(\d+)[,\]]")
_STATE = re.compile(r"[\[,]state=(\w+)")


@dataclass(frozen=True, slots=True)
class Sprint:
    """A sprint an issue is or was in."""

    id: str
    name: str
    is_over: bool = False


def sprints(value: Any) -> tuple[Sprint, ...]:
    """The sprints in the field's value, in the order in which the issue came into them."""
    entries = value if isinstance(value, list) else [value]
    return tuple(sprint for entry in entries if (sprint := _sprint(entry)))


def current(value: Any) -> str | None:
    """The name of the sprint an issue is in; where all are over, of the last one it was in."""
    held = sprints(value)
    standing = [sprint for sprint in held if not sprint.is_over] or held
    return standing[-1].name if standing else None


def listed(ids: str | None, names: str | None) -> dict[str, str]:
    """Names by id in one side of a change, which lists both with commas between, the last sprint last.

    A name may hold a comma itself: then the last one gets what is left over, which is right for a single sprint.
    """
    numbers = [part.strip() for part in (ids or "").split(",") if part.strip()]
    parts = (names or "").split(", ")
    if not numbers:
        return {"": parts[-1]} if names else {}
    if len(parts) > len(numbers):
        parts = [*parts[: len(numbers) - 1], ", ".join(parts[len(numbers) - 1 :])]
    return dict(zip(numbers, parts, strict=False))


def _sprint(entry: Any) -> Sprint | None:
    if isinstance(entry, Mapping):  # Cloud
        name = entry.get("name")
        over = str(entry.get("state")).lower() == "closed"
        return Sprint(str(entry.get("id") or ""), name, over) if isinstance(name, str) else None
    if not isinstance(entry, str):
        return None
    # Data Center writes out a Java object: com.atlassian...Sprint@1f39706[id=7,...,state=ACTIVE,name=Sprint 7,...]
    name, number, state = _NAME.search(entry), _ID.search(entry), _STATE.search(entry)
    return Sprint(number[1] if number else "", name[1], bool(state and state[1] == "CLOSED")) if name else None
