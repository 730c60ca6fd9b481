"""What a Jira holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from forewarn.model import Person, Role, StatusCategory

ACCOUNT = Person("forewarn", "Forewarn", Role.BOT, handle="forewarn", email="forewarn@agency.example")
"""Whom the API token belongs to."""

TEAM_ROLE = "Developers"
"""Project role that no client has."""

Item = dict[str, str | None]
"""A changed field in the history, as it goes over the wire."""

Restriction = dict[str, str]
"""A role or group: `type`, `value`, `identifier`."""


@dataclass(slots=True)
class Status:
    """A status; two of one name and different meaning may exist, as they do in team-managed projects."""

    id: str
    name: str
    category: StatusCategory


@dataclass(slots=True)
class Version:
    """A version of a project."""

    id: str
    project: str
    name: str
    description: str = ""
    release: date | None = None
    released: bool = False
    archived: bool = False


@dataclass(slots=True)
class Sprint:
    """A sprint; once it is over, it stays on the issues that were in it."""

    id: str
    name: str
    is_over: bool = False


@dataclass(slots=True)
class Comment:
    """A comment; `properties` hold what nobody sees, such as who made it and whether it is internal."""

    id: str
    author: str | None
    at: datetime
    body: str
    updated: datetime
    internal: bool = False
    visibility: Restriction | None = None
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """An entry of the history."""

    id: str
    at: datetime
    author: str | None
    items: list[Item]


@dataclass(slots=True)
class Issue:
    """An issue as it stands, with its past."""

    id: str
    project: str
    key: str
    created: datetime
    updated: datetime
    indexed: datetime
    """The update before the last, which a search index that lags behind still holds."""
    status: Status
    reporter: str | None = None
    summary: str = ""
    description: str | None = None
    type: str = "Task"
    priority: str | None = None
    resolution: str | None = None
    assignee: str | None = None
    labels: list[str] = field(default_factory=list)
    due: date | None = None
    points: float | None = None
    texts: dict[str, str | None] = field(default_factory=dict)
    """Custom fields that hold a text, by id."""
    sprints: list[Sprint] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    parent: str | None = None
    links: list[tuple[str, str]] = field(default_factory=list)
    """Words of the tie and key of the other issue."""
    attachments: list[tuple[str, str]] = field(default_factory=list)
    """Id and file name."""
    comments: list[Comment] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def touch(self, at: datetime) -> None:
        """Something happened."""
        if at > self.updated:
            self.indexed, self.updated = self.updated, at


class State:
    """All of it, and the next free numbers. Issues and versions are numbered apart, both from 10000, as in Jira."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.projects: dict[str, str] = {}
        """Ids by key."""
        self.issues: dict[str, Issue] = {}
        self.versions: dict[str, Version] = {}
        self.sprints: dict[str, Sprint] = {}
        """By name."""
        self.keys: dict[str, str] = {}
        """Ids of issues by key, and by the keys they had before they were moved."""
        self.groups: dict[str, list[str]] = {}
        """Ids of the people in each group."""
        self.revision = 0
        """Counts changes, so that an answer is worked out only once between two."""
        self.statuses: list[Status] = []
        self._numbers: dict[str, Iterator[int]] = {}
        self.meet(ACCOUNT)
        for name, category in zip(("To Do", "In Progress", "Done"), StatusCategory, strict=True):
            self.status(name, category)

    def number(self, kind: str) -> str:
        """The next free number of a kind of thing."""
        return str(next(self._numbers.setdefault(kind, count(10000))))

    def meet(self, person: Person | None) -> str | None:
        """Remember a person as last seen; returns the id."""
        if person is None:
            return None
        known = self.people.get(person.id)
        if known is None or person.name:
            self.people[person.id] = person
        return person.id

    def project(self, key: str) -> str:
        """The id of a project, which is made when it is not there yet."""
        if key not in self.projects:
            self.projects[key] = self.number("project")
        return self.projects[key]

    def status(self, name: str, category: StatusCategory | None) -> Status:
        """The status of this name and meaning, which is made when it is not there yet; None means any."""
        for status in self.statuses:
            if status.name == name and category in (None, status.category):
                return status
        made = Status(self.number("status"), name, category or StatusCategory.TODO)
        self.statuses.append(made)
        return made

    def issue(self, id_or_key: str) -> Issue | None:
        """An issue by id or key."""
        return self.issues.get(self.keys.get(id_or_key, id_or_key))

    def call(self, issue: Issue, key: str) -> None:
        """Give an issue a key; an old one still leads to it."""
        issue.key = key
        self.keys[key] = issue.id

    def sprint(self, name: str) -> Sprint:
        """The sprint of this name, which is made when it is not there yet."""
        if name not in self.sprints:
            self.sprints[name] = Sprint(self.number("sprint"), name)
        return self.sprints[name]

    def key_for(self, project: str, wanted: str) -> str:
        """`wanted` where it is a free key of the project, else the next free one."""
        prefix, _, number = wanted.rpartition("-")
        if prefix == project and number.isdecimal() and wanted not in self.keys:
            return wanted
        numbers = self._numbers.setdefault(f"key of {project}", count(1))
        return next(key for n in numbers if (key := f"{project}-{n}") not in self.keys)
