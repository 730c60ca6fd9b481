"""A small agency on trackers in memory, whose files may change between two runs."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from forewarn.agency import Agency
from forewarn.config import Config, load_config
from forewarn.model import Audience, Event, Field, Kind, Person, Role, StatusCategory, Ticket
from forewarn.run import Pass, run_pass
from forewarn.say.drafts import approve, open_drafts
from forewarn.store import open_store
from forewarn.testing.builders import person
from forewarn.testing.memory import MemoryReader, MemorySpeaker, MemoryTracker

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLARA, TOM, IDA = person("Clara", Role.CLIENT), person("Tom"), person("Ida")


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
        self.number = 0

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
                    name: {"client": self.clients[next(iter(sources))], "sources": sources}
                    for name, sources in self.projects.items()
                },
                "speaking": self.speaking,
            },
            "rules.yaml": {"version": 1, "rules": self.rules},
        }
        for name, data in files.items():
            with (self.folder / name).open("w", encoding="utf-8") as file:
                YAML().dump(data, file)
        return load_config(self.folder / "forewarn.yaml", connectors={"memory": lambda: MemoryConnector})

    def run(self, at: datetime | None = None, *, apply: bool = True) -> Pass:
        """Cron comes by, an hour later where no time is given."""
        self.now = at or self.now + HOUR
        config = self.config()
        connectors = {name: source.connect({}, config.patience) for name, source in config.sources.items()}
        for name, connector in connectors.items():
            assert isinstance(connector, MemoryConnector)
            connector.tracker = self.trackers[name]
            connector.tracker.now = self.now
        with ExitStack() as stack:
            agency = Agency(config, stack.enter_context(open_store(self.database)), connectors)
            return run_pass(agency, self.now, lambda: self.now, lambda what, count: None, fetch=True, apply=apply)

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

    def approve(self) -> None:
        """Tom approves everything that waits for a person."""
        with open_store(self.database) as store:
            for draft in open_drafts(store):
                approve(store, draft.id, "Tom", self.now)

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
