"""A small agency on trackers in memory, whose files may change between two runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from forewarn.agency import Agency
from forewarn.config import Config, load_config
from forewarn.model import Audience, Event, Field, Kind, Person, Role, StatusCategory, Ticket
from forewarn.run import Pass, run_pass
from forewarn.say.drafts import approve, edit, open_drafts, reject
from forewarn.say.render import voice
from forewarn.store import HeldItem, Reason, open_store
from forewarn.sync import Progress
from forewarn.testing.builders import opened, person, ticket
from forewarn.testing.memory import MemoryReader, MemorySpeaker, MemoryTracker

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLARA, TOM, IDA = person("Clara", Role.CLIENT), person("Tom"), person("Ida")
TEAM, CLIENT = Audience.TEAM, Audience.CLIENT
DONE, DOING = StatusCategory.DONE, StatusCategory.DOING
LATE = datetime(2026, 11, 6, 9, tzinfo=UTC)
"""A Friday; what was due on Thursday is late."""


class MemoryConnector:
    """A connector to one tracker in memory."""

    class Options(BaseModel):
        """None."""

    def __init__(self, source: str, options: BaseModel, **rest: Any) -> None:
        """It is told its tracker afterwards."""
        self.tracker = MemoryTracker(MONDAY)

    def reader(self) -> MemoryReader:
        return self.tracker.reader()

    def speaker(self) -> MemorySpeaker:
        return self.tracker.speaker()


class World:
    """The trackers, the files as they are now, and what happens."""

    def __init__(self, folder: Path, rules: dict[str, Any], **sources: str) -> None:
        """`sources` are names with the client of the one project that each has; one tracker where none is named."""
        self.folder, self.now, self.rules = folder, MONDAY, rules
        self.database = f"sqlite:///{folder / 'store.db'}"
        self.clients = sources or {"tracker": "harbour"}
        self.projects = {f"website-{name}": {name: ["shop"]} for name in self.clients}
        self.speaking: dict[str, Any] = {"baseline_days": 0}
        self.trackers = {name: MemoryTracker(MONDAY) for name in self.clients}
        self.team: list[str] = []
        """Who is of the team, besides those of whom the tracker tells it."""
        self.ignored: list[str] = []
        """Labels of tickets that are not looked at."""
        self.parked: list[str] = []
        """Labels of tickets that wait for something outside."""
        self.agreed: dict[str, Any] = {}
        """What the config says of when the dates of every project were agreed."""
        self.number = 0
        folder.mkdir(exist_ok=True)

    @property
    def tracker(self) -> MemoryTracker:
        """The first, in most worlds the only one."""
        return next(iter(self.trackers.values()))

    def config(self) -> Config:
        """What the files say now."""
        files: dict[str, Any] = {
            "forewarn.yaml": {
                "agency": {"name": "Northlight Studio", "calendar": "studio"},
                "rules": "rules.yaml",
                "calendars": {"studio": {"time_zone": "Europe/Berlin", "hours": "09:00-17:30"}},
                "clients": {client: {} for client in self.clients.values()},
                "sources": {name: {"connector": "memory", "client_visible": True} for name in self.clients},
                "projects": {
                    name: {
                        "client": self.clients[next(iter(sources))],
                        "sources": sources,
                        "ignore_labels": self.ignored,
                        "parked_labels": self.parked,
                        **self.agreed,
                    }
                    for name, sources in self.projects.items()
                },
                "speaking": self.speaking,
                "roles": {"team": self.team},
            },
            "rules.yaml": {"version": 1, "rules": self.rules},
        }
        for name, data in files.items():
            with (self.folder / name).open("w", encoding="utf-8") as file:
                YAML().dump(data, file)
        return load_config(self.folder / "forewarn.yaml", connectors={"memory": lambda: MemoryConnector})

    def run(
        self,
        at: datetime | None = None,
        *,
        apply: bool = True,
        look: datetime | None = None,
        progress: Progress = lambda what, count: None,
    ) -> Pass:
        """Cron comes by, an hour later where no time is given; or somebody has a `look` at another day.

        Things may happen while it reads: at its `progress`.
        """
        self.now = at or self.now + HOUR
        with self.agency() as agency:
            return run_pass(agency, look, lambda: self.now, progress, fetch=True, apply=apply)

    @contextmanager
    def agency(self) -> Iterator[Agency]:
        """What a command works with, as the files and the trackers are now."""
        config = self.config()
        connectors = {name: source.connect({}, config.patience) for name, source in config.sources.items()}
        for name, connector in connectors.items():
            assert isinstance(connector, MemoryConnector)
            connector.tracker = self.trackers[name]
            connector.tracker.now = self.now
        with open_store(self.database) as store:
            yield Agency(config, store, connectors)

    def put(self, ticket: Ticket, container: str = "shop") -> None:
        """A ticket is there."""
        self.trackers[ticket.source].put(replace(ticket, container=container))

    def say(self, ticket: str, who: Person, words: str, *, public: bool = True, source: str = "") -> None:
        """Somebody writes, an hour later."""
        self.now += HOUR
        self._happen(ticket, source, kind=Kind.COMMENTED, actor=who, text=words, ref=f"c{self.number}", public=public)

    def move(self, ticket: str, status: str, category: StatusCategory) -> None:
        """Tom moves a ticket, an hour later."""
        self.now += HOUR
        before = self.tracker.tickets[ticket]
        self.tracker.put(replace(before, status=status, category=category))
        told = {"old": before.status, "new": status, "category": category, "old_category": before.category}
        self._happen(ticket, "", kind=Kind.CHANGED, actor=TOM, field=Field.STATUS, **told)

    def push(self, ticket: str, due: str, at: datetime) -> None:
        """Tom gives a ticket another date."""
        self.now = at
        before = self.tracker.tickets[ticket]
        self.tracker.put(replace(before, due=date.fromisoformat(due)))
        self._happen(ticket, "", kind=Kind.CHANGED, actor=TOM, field=Field.DUE, old=str(before.due), new=due)

    def approve(self) -> None:
        """Tom approves everything that waits for a person."""
        with open_store(self.database) as store:
            for draft in open_drafts(store):
                approve(store, draft.id, "Tom", self.now)

    def reject(self, ticket: str = "A") -> None:
        """Tom rejects the words for the client that wait there."""
        with open_store(self.database) as store:
            [draft] = [draft for draft in open_drafts(store) if draft.ticket.key == ticket]
            reject(store, draft.id, "Tom", "Helen knows", self.now)

    def reword(self) -> None:
        """Tom puts other words in the place of the only ones that wait."""
        with open_store(self.database) as store:
            [draft] = open_drafts(store)
            edit(store, draft.id, "Dear Helen", voice("markdown", 1000, self.config().calendar), self.now)

    def read(self, audience: Audience, source: str = "") -> dict[str, list[str]]:
        """What of ours stands on each ticket for an audience, oldest first."""
        found: dict[str, list[str]] = {}
        tracker = self.trackers[source] if source else self.tracker
        for ref, posted in tracker.comments.values():
            if posted.audience is audience:
                found.setdefault(ref.key, []).append(posted.body)
        return found

    def _happen(self, ticket: str, source: str, **what: Any) -> None:
        self.number += 1
        tracker = self.trackers[source] if source else self.tracker
        tracker.happen(ticket, Event(id=f"e{self.number}", at=self.now, **what))


def day(number: int, month: int = 11) -> datetime:
    return datetime(2026, month, number, 9, tzinfo=UTC)


def late_page(world: World, key: str = "A", source: str = "tracker", **more: Any) -> None:
    """A page that was due on Thursday."""
    world.put(ticket(key, opened(MONDAY, TOM), source=source, **{"title": "Page", "due": "2026-11-05", **more}))


def late_launch(world: World) -> None:
    """A milestone that was due on Thursday, and its two open tickets, of which somebody worked on A last."""
    world.put(ticket("M", opened(MONDAY, TOM), source="tracker", type="milestone", title="Launch", due="2026-11-05"))
    for number, key in enumerate("BA"):
        world.put(ticket(key, opened(MONDAY + number * HOUR, TOM), source="tracker", milestone="M"))


def told_the_client(world: World) -> None:
    """The run that finds it, Tom's approval, and the run that says it."""
    world.run(LATE)
    world.approve()
    world.run()


def held(done: Pass, reason: Reason) -> list[str]:
    """The tickets of what was held for a reason."""
    return sorted(one.finding.on.key for one in done.plan.held if one.reason is reason and one.finding.on)


def open_items(world: World) -> tuple[HeldItem, ...]:
    """What the digest would tell."""
    with open_store(world.database) as store:
        return store.held.open()
