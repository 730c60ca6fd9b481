"""Large agencies and hostile ones, put into a store as a connector would, without any tracker."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from ruamel.yaml import YAML

from forewarn.agency import Agency, open_agency
from forewarn.config import load_config
from forewarn.connect import Batch
from forewarn.model import Field, Person, Role, Ticket
from forewarn.portrait import Portrait
from forewarn.rulebook import load_rulebook
from forewarn.run import look
from forewarn.show.portraits import portraits_of
from forewarn.show.report import ReportPage, report_page
from forewarn.store import Scope
from forewarn.testing.builders import Step, changed, moved, opened, person, said, ticket

NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TOM, CLARA = person("Tom"), person("Clara", Role.CLIENT)
RULES = ("date-missed", "promise-broken", "scope-added")


@contextmanager
def agency_of(folder: Path, projects: Sequence[str], language: str = "en") -> Iterator[Agency]:
    """An agency whose projects keep their tickets in files; nothing is read from them."""
    files = folder / "files"
    files.mkdir()
    config = {
        "agency": {"name": "Northlight Studio", "calendar": "studio", "language": language},
        "rules": "rules.yaml",
        "calendars": {"studio": {"time_zone": "Europe/Berlin", "hours": "09:00-17:30"}},
        "clients": {"ACME": {}},
        "roles": {"team": ["tom"], "client": ["clara"]},
        "sources": {"files": {"connector": "files", "client_visible": True, "path": "files"}},
        "speaking": {"baseline_days": 0},
        "projects": {
            name: {"client": "ACME", "sources": {"files": [name]}, "language": "en",
                   "baseline": {"at": "2026-09-07", "approved_by": "Clara"}}
            for name in projects
        },
    }  # fmt: skip
    _write(folder / "forewarn.yaml", config)
    # A few rules are enough to have findings of every kind to look at; how fast all of them are is no matter of pages.
    off = {rule.id: {"enabled": False} for rule in load_rulebook("web-agency@1").all_rules() if rule.id not in RULES}
    _write(folder / "rules.yaml", {"version": 1, "extends": ["web-agency@1"], "rules": off})
    with open_agency(load_config(folder / "forewarn.yaml"), {}, lambda: NOW) as agency:
        yield agency


def fill(agency: Agency, project: str, tickets: Sequence[Ticket]) -> None:
    """Put tickets into the store as a connector's batch."""
    seen = agency.store.seen
    seen.absorb("files", project, Batch(tickets=tuple(tickets)), frozenset(Field), NOW)
    seen.mark(Scope("files", project, synced_at=NOW), NOW)


def page_of(agency: Agency) -> ReportPage:
    """The report of a whole agency."""
    return report_page(agency, portraits(agency), NOW)


def portraits(agency: Agency) -> tuple[Portrait, ...]:
    """The portraits of all projects, from what the store holds."""
    done = look(agency, NOW)
    return tuple(portraits_of(agency, done))


def stamped(patterns: Sequence[Portrait], projects: Sequence[str]) -> Iterator[Portrait]:
    """As many portraits as `projects`, each as one of `patterns`: what is measured is the page."""
    for number, name in enumerate(projects):
        pattern = patterns[number % len(patterns)]
        found = tuple(replace(one, project=name) for one in pattern.findings)
        yield replace(pattern, project=replace(pattern.project, name=name), findings=found)


def work(project: str, count: int, seed: int) -> tuple[Ticket, ...]:
    """A milestone and `count` tickets that live through ten weeks as tickets do."""
    chance = Random(seed)
    begin = NOW - 70 * DAY
    launch = _ticket(project, "M", opened(begin, TOM), type="milestone", title="Launch", due="2026-12-11")
    return (launch, *(_one(project, number, begin, chance) for number in range(count)))


def _one(project: str, number: int, begin: datetime, chance: Random) -> Ticket:
    born = begin + chance.uniform(0, 50) * DAY
    steps: list[Step] = [opened(born, chance.choice([TOM, TOM, CLARA]))]
    due = (born + chance.randint(3, 40) * DAY).date()
    if chance.random() < 0.3:
        steps.append(changed(born + 3 * DAY, TOM, Field.DUE, (due + chance.randint(2, 9) * DAY).isoformat()))
    if chance.random() < 0.2:
        steps.append(said(born + 4 * DAY, CLARA, "Any news on this?"))
    if chance.random() < 0.2:
        steps.append(said(born + 5 * DAY, TOM, "I'll send you the draft by Friday."))
    if chance.random() < 0.6:
        steps.append(moved(born + chance.uniform(5, 18) * DAY, TOM, "Done"))
    dated = {"due": due.isoformat()} if chance.random() < 0.4 else {}
    return _ticket(project, str(number), *steps, title=f"Page {number} of {project}", milestone="M", **dated)


def _ticket(project: str, key: str, *steps: Step, **state: str) -> Ticket:
    made = ticket(f"{project}-{key}", *steps, source="files", **state)
    milestone = f"{project}-{made.milestone}" if made.milestone else None
    return replace(made, container=project, milestone=milestone)


def hostile(words: Sequence[str]) -> tuple[Ticket, ...]:
    """One ticket for each of `words`, which stand wherever somebody may write something."""
    return tuple(_hostile(number, text) for number, text in enumerate(words))


def _hostile(number: int, words: str) -> Ticket:
    born = NOW - 20 * DAY
    attacker = Person("mallory", words, Role.UNKNOWN)
    return _ticket(
        "evil", str(number),
        opened(born, CLARA),
        changed(born + DAY, attacker, Field.DUE, "2026-11-05"),
        said(born + DAY, TOM, f"I'll send you {words} by Friday."),
        said(born + 2 * DAY, CLARA, f"Any news on {words}?"),
        title=words, due="2026-11-02", url=f"javascript:alert({number})",
    )  # fmt: skip


def _write(path: Path, data: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(data, file)
