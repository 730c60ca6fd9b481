"""A small agency with one tracker and a folder of files, for the command line: two promises were not kept."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from forewarn.config.connectors import installed_connectors
from forewarn.connect import Connector, Patience
from forewarn.connect.stage import Sandbox
from forewarn.model import Event, Kind, Person, Role, Ticket
from forewarn.store import State, open_store
from forewarn_jira.sandbox import JiraSandbox

BEN = Person("p-ben", "Ben Builder", Role.TEAM, handle="ben")
PROMISE = "I will send the draft by tomorrow."
TICKETS = 2
CONTAINERS = {"jira": "ACME", "jira-dc": "ACME", "github": "acme/site", "trello": "AcmeSite", "files": "HRB"}
STATUSES = {"github": "open"}


@dataclass(frozen=True)
class Bureau:
    """The tracker that misbehaves, and the config without and with a folder beside it that does not."""

    name: str
    sandbox: Sandbox
    folder: Path
    tickets: tuple[str, ...]

    @property
    def alone(self) -> Path:
        """The config with this tracker and nothing else."""
        return self.folder / "alone.yaml"

    @property
    def both(self) -> Path:
        """The config with a folder of files as well; the store is the same."""
        return self.folder / "both.yaml"

    def connector(self) -> Connector:
        """One that waits for nothing, to see for ourselves."""
        kind = _kind(self.name)
        options = kind.Options.model_validate(self.sandbox.options())
        patience = Patience(timedelta(0), 1)
        return kind("tracker", options, client_visible=False, environ=self.sandbox.environ(), patience=patience)

    def let_an_hour_pass(self) -> None:
        """For intents, whose requests may be on their way for a minute: the clocks here are real ones."""
        with open_store(f"sqlite:///{self.folder / 'store.db'}") as store:
            for intent in store.said.all(State.INTENDED):
                store.said.put(replace(intent, intended_at=intent.intended_at - timedelta(hours=1)))

    def our_comments(self) -> list[int]:
        """How many comments of ours stand on each ticket."""
        speaker = self.connector().speaker()
        with closing(speaker), open_store(f"sqlite:///{self.folder / 'store.db'}") as store:
            return [len(speaker.find(ticket.ref)) for ticket in store.seen.load("tracker", self.tickets)]

    def stored_words(self) -> dict[str, list[str]]:
        """What Ben said, as it is stored, by ticket."""
        with open_store(f"sqlite:///{self.folder / 'store.db'}") as store:
            return {
                ticket.id: [
                    c.text
                    for c in ticket.comments()
                    if c.author and {c.author.name, c.author.handle} & {BEN.name, BEN.handle}
                ]
                for ticket in store.seen.load("tracker", self.tickets)
            }


@contextmanager
def a_bureau(name: str, folder: Path, answer_seconds: float) -> Iterator[Bureau]:
    """The agency, with every clock set to the time it really is: a run that speaks knows no other."""
    now = datetime.now(UTC)
    with _sandbox(name, now) as sandbox, installed_connectors()["files"]().sandbox(now) as files:
        ids = tuple(_promised(sandbox, name, number, now) for number in range(TICKETS))
        _promised(files, "files", 0, now)
        os.environ.update(sandbox.environ())
        tracker = {"connector": name.partition("-")[0], "client_visible": False, **sandbox.options()}
        beside = {"connector": "files", "client_visible": True, **files.options()}
        _write(folder / "alone.yaml", _config({"tracker": tracker}, {"tracker": [CONTAINERS[name]]}, answer_seconds))
        both = {"tracker": tracker, "folder": beside}
        _write(
            folder / "both.yaml",
            _config(both, {"tracker": [CONTAINERS[name]], "folder": [CONTAINERS["files"]]}, answer_seconds),
        )
        _write(folder / "rules.yaml", {"version": 1, "rules": {"promise-broken": {}}})
        yield Bureau(name, sandbox, folder, ids)


def _kind(name: str) -> type[Connector]:
    return installed_connectors()[name.partition("-")[0]]()


def _sandbox(name: str, now: datetime) -> Sandbox:
    return JiraSandbox(now, "server") if name == "jira-dc" else _kind(name).sandbox(now)


def _promised(sandbox: Sandbox, name: str, number: int, now: datetime) -> str:
    """A ticket on which Ben said something twelve days ago, and nothing since."""
    opened, container = now - timedelta(days=20, minutes=-number), CONTAINERS[name]
    title, status = f"Page {number}", STATUSES.get(name, "To Do")
    ticket = Ticket("s", container, f"t{number}", f"ACME-{number + 1}", title, opened, reporter=BEN, status=status)
    ident = sandbox.open(ticket)
    sandbox.play(ident, Event("e", now - timedelta(days=12), Kind.COMMENTED, BEN, text=PROMISE))
    return ident


def _config(sources: Mapping[str, Any], containers: Mapping[str, Any], answer_seconds: float) -> dict[str, Any]:
    return {
        "agency": {"name": "Northlight", "calendar": "studio"},
        "store": "store.db",
        "rules": "rules.yaml",
        "calendars": {"studio": {"time_zone": "Europe/Berlin"}},
        "clients": {"harbour": {}},
        "roles": {"team": [BEN.name, BEN.handle]},
        "sources": sources,
        "projects": {"website": {"client": "harbour", "sources": containers}},
        "speaking": {"baseline_days": 0},
        # Nothing is waited for, so that a tracker that fails is left for the next run at once.
        "waiting": {"budget_minutes": 0, "attempts": 2, "answer_seconds": answer_seconds},
    }


def _write(path: Path, data: Mapping[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(dict(data), file)
