"""Plays the story on sandboxes of the trackers, and lets forewarn come by as cron would."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from forewarn.config import load_config
from forewarn.config.connectors import installed_connectors
from forewarn.connect.stage import Request, Sandbox
from forewarn.demo.story import ZONE, CronRun, Deed, Opening, Story
from forewarn.model import Event, Field


@dataclass(slots=True)
class Theatre:
    """The sandboxes while they serve, and the names under which the story knows their tickets."""

    story: Story
    sandboxes: Mapping[str, Sandbox]
    folder: Path
    _places: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """The agency's config file, written as an agency would write it."""
        return self.folder / "forewarn.yaml"

    def environ(self) -> dict[str, str]:
        """The environment with the sandboxes' tokens."""
        return {name: value for sandbox in self.sandboxes.values() for name, value in sandbox.environ().items()}

    def requests(self) -> Mapping[str, tuple[Request, ...]]:
        """The request log of each sandbox."""
        return {name: tuple(sandbox.requests) for name, sandbox in self.sandboxes.items()}

    def acts(self) -> Iterator[CronRun]:
        """Play the story; stop at each visit of the cron job, with every clock set to it."""
        for act in self.story.acts:
            match act:
                case Opening(source, name, ticket):
                    known = replace(ticket, milestone=self._name(ticket.milestone))
                    self._places[name] = (source, self.sandboxes[source].open(known))
                case Deed(name, event):
                    source, ticket_id = self._places[name]
                    self.sandboxes[source].play(ticket_id, self._named(event))
                case CronRun(at):
                    self._set_clocks(at)
                    yield act

    def _set_clocks(self, at: datetime) -> None:
        for sandbox in self.sandboxes.values():
            sandbox.now = at

    def _named(self, event: Event) -> Event:
        return replace(event, new=self._name(event.new)) if event.field is Field.MILESTONE else event

    def _name(self, milestone: str | None) -> str | None:
        return self._places[milestone][1] if milestone else None


@contextmanager
def open_theatre(story: Story, folder: Path) -> Iterator[Theatre]:
    """Start a sandbox for each source and write the agency's files into `folder`."""
    connectors = installed_connectors()
    begin = next(act.ticket.created for act in story.acts if isinstance(act, Opening))
    with ExitStack() as stack:
        sandboxes = {
            name: stack.enter_context(connectors[source["connector"]]().sandbox(begin))
            for name, source in story.sources.items()
        }
        theatre = Theatre(story, sandboxes, folder)
        _write(folder / "forewarn.yaml", _config(story, sandboxes))
        _write(folder / "rules.yaml", _RULES)
        load_config(theatre.config)
        yield theatre


_RULES: dict[str, Any] = {
    "version": 1,
    "extends": ["web-agency@1"],
    # The one thing this agency lets forewarn tell clients by itself.
    "rules": {"on-time-arrival": {"approval": False}},
}


def _config(story: Story, sandboxes: Mapping[str, Sandbox]) -> dict[str, Any]:
    people: dict[str, list[str]] = {}
    for key, person in story.people.items():
        people.setdefault(person.role.value, []).append(key)
    return {
        "agency": {"name": story.agency, "calendar": "studio"},
        "rules": "rules.yaml",
        "calendars": {"studio": {"time_zone": str(ZONE), "hours": "09:00-17:30", "holidays": "DE-BE"}},
        "clients": {project["client"]: {} for project in story.projects.values()},
        "roles": people,
        "sources": {name: {**source, **sandboxes[name].options()} for name, source in story.sources.items()},
        "projects": {
            name: {**project, "baseline": {"at": project["baseline"], "approved_by": "the client"}}
            for name, project in story.projects.items()
        },
    }


def _write(path: Path, data: Mapping[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(dict(data), file)
