"""The shipped example names every key there is, explains each, and works."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from forewarn.config import load_config
from forewarn.config.calendars import CalendarEntry, ClosedEntry, PeriodEntry
from forewarn.config.connectors import installed_connectors
from forewarn.config.digest import DigestEntry
from forewarn.config.entries import (
    AgencyEntry,
    BaselineEntry,
    ClientEntry,
    ConfigFile,
    LeaveEntry,
    PrivateEntry,
    ProjectEntry,
    SourceEntry,
    WaitingEntry,
)
from forewarn.config.letter import LetterEntry
from forewarn.config.sides import GroupEntry, RelayEntry, RolesEntry
from forewarn.config.speaking import BreakerEntry, EscalationEntry, SpeakingEntry
from forewarn.connect.secrets import Secret
from forewarn.rulebook import load_rulebook
from forewarn.rulebook.document import Document, parse

EXAMPLE = Path(__file__).parents[3] / "config.example.yaml"
CONNECTORS = {name: load() for name, load in installed_connectors().items()}

SECTIONS: dict[str, type[BaseModel]] = {
    "": ConfigFile,
    "agency": AgencyEntry,
    "calendars.*": CalendarEntry,
    "calendars.*.closed.*": ClosedEntry,
    "clients.*": ClientEntry,
    "roles": RolesEntry,
    "roles.*.*": GroupEntry,
    "projects.*": ProjectEntry,
    "projects.*.baseline": BaselineEntry,
    "projects.*.rebaseline.*": BaselineEntry,
    "projects.*.parked.*": PeriodEntry,
    "projects.*.private_label": PrivateEntry,
    "leave.*": LeaveEntry,
    "relays.*": RelayEntry,
    "speaking": SpeakingEntry,
    "speaking.escalation": EscalationEntry,
    "speaking.breaker": BreakerEntry,
    "digest": DigestEntry,
    "letter": LetterEntry,
    "waiting": WaitingEntry,
}


@pytest.fixture(scope="module")
def document() -> Document:
    return parse(EXAMPLE.name, EXAMPLE.read_text(encoding="utf-8"))


def at(data: Any, path: str) -> Iterator[dict[str, Any]]:
    """Everything that stands at a path, in which `*` is any key or position."""
    if not path:
        yield data or {}
        return
    step, _, rest = path.partition(".")
    data = data or {}
    values = data if isinstance(data, list) else data.values() if step == "*" else [data[step]] if step in data else []
    for value in values:
        yield from at(value, rest)


def keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("path", SECTIONS)
def test_the_example_names_every_key_of_a_section_and_no_other(path: str, document: Document) -> None:
    named = {key for section in at(document.data, path) if isinstance(section, dict) for key in section}
    assert named == keys(SECTIONS[path])


def test_every_section_of_the_config_is_compared() -> None:
    """A model that is added to the config is added to the list above."""
    assert {*SECTIONS.values(), SourceEntry} == set(_models(ConfigFile)) - {Secret}


@pytest.mark.parametrize("connector", CONNECTORS)
def test_the_example_names_every_key_of_a_connector_and_no_other(connector: str, document: Document) -> None:
    sources = [source for source in at(document.data, "sources.*") if source["connector"] == connector]
    assert {key for source in sources for key in source} == keys(SourceEntry) | keys(CONNECTORS[connector].Options)


def test_every_key_is_explained_where_it_first_stands(document: Document) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    first: dict[tuple[str, str], int] = {}
    for path in document.lines:
        if path and _is_a_key_of_ours(path, document):
            section = ".".join("*" if number == 1 else str(step) for number, step in enumerate(path[:-1]))
            first.setdefault((section, str(path[-1])), document.lines[path])
    silent = [f"{lines[line - 1].strip()} (line {line})" for line in first.values() if not _comment_over(lines, line)]
    assert silent == []


def test_the_example_works_as_it_stands_with_the_installed_trackers() -> None:
    config = load_config(EXAMPLE)
    assert {source.connector for source in config.sources.values()} == set(CONNECTORS.values())
    assert config.rules.for_project("harbour-relaunch", "harbour-bank")


def test_the_example_of_a_rules_file_fits_the_example_of_a_config() -> None:
    config = load_config(EXAMPLE)
    rules = EXAMPLE.parent / "rules" / "forewarn_rules" / "agencies" / "northlight-studio.yaml"
    projects = {name: project.client for name, project in config.projects.items()}
    assert load_rulebook(rules, projects=projects, sources=config.sources).all_rules()


def test_the_example_works_for_other_clients_and_projects_at_once(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("harbour-relaunch", "our-site").replace("harbour-bank", "acme")
    (tmp_path / "forewarn.yaml").write_text(text.replace("lumen-coffee", "zoo"), encoding="utf-8")
    assert load_config(tmp_path / "forewarn.yaml").rules.for_project("our-site", "acme")


def test_the_example_tells_the_defaults_as_they_are(document: Document) -> None:
    for path, model in (("speaking", SpeakingEntry), ("waiting", WaitingEntry)):
        assert next(at(document.data, path)) == model().model_dump()


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)
    for arg in getattr(annotation, "__args__", ()):
        yield from _models(arg)


def _is_a_key_of_ours(path: tuple[str | int, ...], document: Document) -> bool:
    """Keys on a line of their own in the sections; names that an agency chose and short forms in braces are not."""
    named_sections = ("calendars", "clients", "sources", "projects")
    if path[0] in named_sections and len(path) == 2:
        return False
    depth = 3 if path[0] in named_sections else 2
    return len(path) <= depth and all(isinstance(step, str) for step in path)


def _comment_over(lines: list[str], line: int) -> bool:
    above = lines[line - 2].strip() if line > 1 else ""
    return bool(re.match(r"# \S", above))


@pytest.mark.parametrize("kept", sorted(CONNECTORS.keys() - {"files"}))
def test_what_one_begins_with_works_with_any_one_tracker(tmp_path: Path, kept: str) -> None:
    text = (EXAMPLE.parent / "config.start.yaml").read_text(encoding="utf-8")
    assert len([line for line in text.splitlines() if line and not line.lstrip().startswith("#")]) < 40
    whole = YAML(typ="safe").load(text)
    for holder in (whole, whole["projects"]["harbour-relaunch"]):
        assert holder["sources"].keys() == CONNECTORS.keys() - {"files"}
        holder["sources"] = {kept: holder["sources"][kept]}
    with (tmp_path / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(whole, file)
    config = load_config(tmp_path / "forewarn.yaml")
    assert [source for source, _ in config.containers["harbour-relaunch"]] == [kept]
    assert config.rules.for_project("harbour-relaunch", "harbour-bank")
