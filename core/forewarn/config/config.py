"""The agency's config as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from forewarn.config.digest import Digest
from forewarn.config.letter import Letter
from forewarn.config.speaking import InCharge, Speaking
from forewarn.connect import Connector, Patience
from forewarn.errors import NotFoundError
from forewarn.facts.project import Project
from forewarn.facts.roles import Roles
from forewarn.rulebook import Rulebook
from forewarn.rulebook.mistakes import nearest
from forewarn.rulebook.renames import Note
from forewarn.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Source:
    """A tracker account."""

    name: str
    connector: type[Connector]
    options: BaseModel
    client_visible: bool

    def connect(self, environ: Mapping[str, str], patience: Patience) -> Connector:
        """Its connector. ConfigError when a secret is not where the config says."""
        return self.connector(
            self.name, self.options, client_visible=self.client_visible, environ=environ, patience=patience
        )


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that stands in an agency's files, checked."""

    path: Path
    agency: str
    """The agency's name."""
    formerly: str
    """Its name before; empty where it had none."""
    language: str
    calendar: Calendar
    """The agency's own."""
    store: str
    """SQLAlchemy URL."""
    sources: Mapping[str, Source]
    projects: Mapping[str, Project]
    containers: Mapping[str, tuple[tuple[str, str], ...]]
    """(source, container) of all tickets, by project."""
    roles: Roles
    speaking: Speaking
    patience: Patience
    rules: Rulebook
    """What is looked for, project by project."""
    renamed: tuple[Note, ...] = ()
    """Keys that have another name now."""
    digest: Digest | None = None
    """None where it goes to nobody."""
    letter: Letter | None = None
    """None where the config says nothing of letters to clients."""
    letter_on: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """(source, key) of the ticket or card on which a project's letters are posted, by project."""
    in_charge: Mapping[str, InCharge] = field(default_factory=lambda: MappingProxyType({}))
    """By project."""

    def project(self, name: str) -> Project:
        """What the config says of a project. NotFoundError when it names none so."""
        if name in self.projects:
            return self.projects[name]
        near = nearest(name, self.projects)
        step = f"Did you mean {near!r}?" if near else f"There are: {', '.join(self.projects)}."
        raise NotFoundError(f"there is no project {name!r}.", place=str(self.path), next_step=step)
