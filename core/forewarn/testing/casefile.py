"""The cases of a check as data: YAML in which each case tells a story, and what the check makes of it.

    - name: a question left for a working day is found
      now: Tue 2026-11-10 10:00
      tickets:
        A-1:
          script: |
            Mon 2026-11-09 10:00 Clara opens
      expect: flags
      found: [{anchor: A-1.1, since: Tue 2026-11-10 10:00, facts: {author: Clara}}]

Clara and Carl are clients, Tom and Tara the team, Robot a bot, and of Uma nobody knows. The agency works Monday to
Friday, 9:00 to 17:30 in Berlin. An event is called by its ticket and its place in the script: `A-1.3`.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML

from forewarn.errors import ConfigError
from forewarn.model import Need


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TicketSpec(_Spec):
    """A ticket as it was opened, and its script."""

    script: str
    source: str = "site"
    title: str | None = None
    description: str = ""
    type: str = ""
    due: date | None = None
    estimate: float | None = None
    priority: str | None = None
    milestone: str | None = None
    parent: str | None = None
    labels: tuple[str, ...] = ()
    branch: str = ""
    criteria: str = ""
    absent: tuple[Need, ...] = ()


class PeriodSpec(_Spec):
    """Days on which the project is parked, or somebody is away."""

    start: date = Field(alias="from")
    until: date | None = None


class ProjectSpec(_Spec):
    """What the config says of the project."""

    baseline: tuple[str, ...] = ()
    parked: tuple[PeriodSpec, ...] = ()
    parked_labels: frozenset[str] = frozenset()
    ignore_labels: frozenset[str] = frozenset()
    leave: dict[str, tuple[PeriodSpec, ...]] = {}
    cadence: int | None = None
    contact_labels: frozenset[str] = frozenset()
    auto_approve_under: float | None = None
    events: frozenset[str] = frozenset()
    private_labels: frozenset[str] = frozenset()
    launch: frozenset[str] = frozenset({"launch", "go-live"})
    needs_approval: frozenset[str] = frozenset({"launch", "design", "content"})
    allow: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()
    visible: frozenset[str] = frozenset({"site"})
    language: str = "en"
    country: str | None = None
    closed: dict[date, str] = {}
    client_zone: str = "Europe/Berlin"
    client_closed: dict[date, str] = {}


class FoundSpec(_Spec):
    """One finding; what is left out is not compared."""

    anchor: str | None = None
    since: str | None = None
    facts: dict[str, Any] = {}
    severity: str | None = None
    on: str | None = None
    team_only: bool | None = None
    positive: bool | None = None
    evidence: tuple[str, ...] | None = None
    team: str | None = None
    """The filled text, without the tracker's escapes."""
    advice: str | None = None
    client: str | None = None


class Case(_Spec):
    """One case of a check."""

    name: str
    now: str
    tickets: dict[str, TicketSpec]
    expect: Literal["flags", "passes", "not-applicable", "cannot-evaluate"]
    subject: str | None = None
    """Key of the ticket asked about; the first one unless the check is about projects."""
    options: dict[str, Any] = {}
    project: ProjectSpec = ProjectSpec()
    found: tuple[FoundSpec, ...] = ()
    reason: str | None = None
    wake: str | None = None
    """An instant, or `never`."""


@cache  # several tests go through all of them, and YAML is slow to read
def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file. Raises ConfigError with the place of what cannot be read."""
    entries = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    cases = []
    for entry in entries:
        try:
            cases.append(Case.model_validate(entry))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = f"{path.name}: {entry.get('name', 'a case without a name')}: {'.'.join(map(str, first['loc']))}"
            raise ConfigError(first["msg"], place=where, next_step="See forewarn.testing.cases.Case.") from error
    return tuple(cases)
