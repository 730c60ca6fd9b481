"""Reads the story: who did what when, and when the cron job came by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from forewarn.model import Event, Field, Kind, Person, Role, StatusCategory, Ticket, due_from_text

ZONE = ZoneInfo("Europe/Berlin")

_CATEGORIES = {
    "To Do": StatusCategory.TODO,
    "To do": StatusCategory.TODO,
    "Doing": StatusCategory.DOING,
    "In Progress": StatusCategory.DOING,
    "Done": StatusCategory.DONE,
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opens a ticket on the sandbox of `source`; later acts call it `name`."""

    source: str
    name: str
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody does something on an open ticket. Milestones in `event` are the story's own names."""

    name: str
    event: Event


@dataclass(frozen=True, slots=True)
class CronRun:
    """The cron job comes by."""

    at: datetime
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happens, in order, and the agency it happens to."""

    agency: str
    people: Mapping[str, Person]
    sources: Mapping[str, Mapping[str, Any]]
    projects: Mapping[str, Mapping[str, Any]]
    acts: tuple[Opening | Deed | CronRun, ...]


@cache  # hundreds of tests play it, and nobody changes it
def load_story() -> Story:
    """The story that ships with forewarn."""
    text = files("forewarn.demo").joinpath("story.yaml").read_text(encoding="utf-8")
    raw = YAML(typ="safe").load(text)
    people = {key: Person(key, who["name"], Role(who["role"]), key) for key, who in raw["people"].items()}
    return Story(raw["agency"], people, raw["sources"], raw["projects"], tuple(_acts(raw["acts"], people)))


def _acts(raw: list[dict[str, Any]], people: Mapping[str, Person]) -> Iterator[Opening | Deed | CronRun]:
    status: dict[str, str] = {}
    for number, act in enumerate(raw):
        if "run" in act:
            yield CronRun(_instant(act["run"]), act["title"], act["about"])
        elif "opens" in act:
            status[act["opens"]] = act.get("status", "To Do")
            yield _opening(act, people)
        else:
            yield _deed(str(number), act, people, status)


def _opening(act: Mapping[str, Any], people: Mapping[str, Person]) -> Opening:
    ticket = Ticket(
        source=act["in"],
        container=act["container"],
        id=act["opens"],
        key="",
        title=act["title"],
        created=_instant(act["at"]),
        description=act.get("description", ""),
        type=act.get("type", ""),
        status=act.get("status", ""),
        category=_CATEGORIES[act.get("status", "To Do")],
        reporter=people[act["who"]],
        assignees=(people[act["assignee"]],) if "assignee" in act else (),
        due=due_from_text(act.get("due")),
        milestone=act.get("milestone"),
    )
    return Opening(act["in"], act["opens"], ticket)


def _deed(ident: str, act: Mapping[str, Any], people: Mapping[str, Person], status: dict[str, str]) -> Deed:
    name, at, who = act["on"], _instant(act["at"]), people[act["who"]]
    if "says" in act:
        event = Event(ident, at, Kind.COMMENTED, who, text=act["says"], public=not act.get("internal", False))
    elif "moves" in act:
        old, status[name] = status[name], act["moves"]
        event = Event(ident, at, Kind.CHANGED, who, Field.STATUS, old, act["moves"],
                      category=_CATEGORIES[act["moves"]], old_category=_CATEGORIES[old])  # fmt: skip
    else:
        event = Event(ident, at, Kind.CHANGED, who, Field(act["sets"]), None, act["to"])
    return Deed(name, event)


def _instant(text: str | datetime) -> datetime:
    value = datetime.fromisoformat(text) if isinstance(text, str) else text
    return value.replace(tzinfo=ZONE).astimezone(UTC)
