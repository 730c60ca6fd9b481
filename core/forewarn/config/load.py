"""Reads the agency's config and everything it names, and finds every mistake before the first request."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from forewarn.checks import Check
from forewarn.config.config import Config, Source
from forewarn.config.connectors import Connectors, installed_connectors, load_connector
from forewarn.config.entries import BaselineEntry, ConfigFile, LeaveEntry, ProjectEntry, SourceEntry
from forewarn.config.speaking import InCharge
from forewarn.connect import Connector, misnamed
from forewarn.errors import ConfigError
from forewarn.facts.project import Baseline, Period, Project
from forewarn.facts.relays import Relay
from forewarn.facts.roles import Roles
from forewarn.pages import PAGES
from forewarn.rulebook import Rulebook, load_rulebook
from forewarn.rulebook.document import Document, parse, read_file
from forewarn.rulebook.mistakes import Mistake
from forewarn.rulebook.packs import installed_packs, is_pack
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.renames import Notes, note_former_keys
from forewarn.worktime import Calendar


def load_config(
    path: Path, *, connectors: Connectors | None = None, checks: Mapping[str, type[Check]] | None = None
) -> Config:
    """The config at `path`, its rules included.

    `connectors` and `checks` are all that are installed unless given. Raises ConfigError with every mistake in
    every file. No secret is read.
    """
    document = parse(str(path), read_file(path, "forewarn init writes one."))
    problems = Problems()
    names = {section: _section(document, section).keys() for section in ("calendars", "clients", "sources")}
    known = {**names, "folder": Path(document.name).parent}
    file = problems.check(ConfigFile, document.data, document, context=known)
    connected = _connectors(document, installed_connectors() if connectors is None else connectors, problems)
    rulebook = _rulebook(document, checks, problems)
    if PAGES in _section(document, "sources"):
        problems.add(document, ("sources", PAGES), f"{PAGES!r} is the name under which pages are kept", "Take another.")
    if file is not None:
        _one_project_a_container(file, document, problems)
        _no_container_misnamed(file, connected, document, problems)
    problems.raise_any()
    assert file is not None
    assert rulebook is not None
    sources = {
        name: Source(name, connector, options, file.sources[name].client_visible)
        for name, (connector, options) in connected.items()
    }
    renamed = Notes()
    note_former_keys(ConfigFile, document, renamed)
    return replace(_config(file, path, sources, rulebook), renamed=tuple(renamed))


def _section(document: Document, name: str) -> dict[str, Any]:
    """A section as it stands, also where something in it is wrong; empty where it is no section at all."""
    section = document.data.get(name)
    return section if isinstance(section, dict) else {}


def _connectors(
    document: Document, connectors: Connectors, problems: Problems
) -> dict[str, tuple[type[Connector], BaseModel]]:
    """By source, its connector with the keys that are the connector's own, where both can be understood."""
    found: dict[str, tuple[type[Connector], BaseModel]] = {}
    own = SourceEntry.model_fields.keys()
    for name, given in _section(document, "sources").items():
        if not isinstance(given, dict) or not isinstance(given.get("connector"), str):
            continue  # noted already
        at = ("sources", name)
        try:
            connector = load_connector(given["connector"], connectors)
        except Mistake as mistake:
            problems.add_mistake(document, (*at, "connector"), mistake)
            continue
        rest = {key: value for key, value in given.items() if key not in own}
        folder = {"folder": Path(document.name).parent}
        options = problems.check(connector.Options, rest, document, at, also=own, context=folder)
        if options is not None:
            found[name] = connector, options
    return found


def _rulebook(document: Document, checks: Mapping[str, type[Check]] | None, problems: Problems) -> Rulebook | None:
    given = document.data.get("rules")
    if not isinstance(given, str):
        return None
    reference = given if is_pack(given) else str(Path(document.name).parent / given)
    projects = {
        name: project["client"]
        for name, project in _section(document, "projects").items()
        if isinstance(project, dict) and isinstance(project.get("client"), str)
    }
    try:
        return load_rulebook(reference, projects=projects, sources=_section(document, "sources").keys(), checks=checks)
    except ConfigError as error:
        for problem in error.problems:
            if problem.place == reference:  # nothing to read there: the line that names it is the one to mend
                step = problem.next_step
                if not is_pack(given) and not Path(reference).exists():
                    step += f" A pack would do as well: {', '.join(installed_packs())}."
                problems.add(document, ("rules",), f"{reference}: {problem.reason}", step)
            else:
                problems.add_error(problem)
        return None


def _one_project_a_container(file: ConfigFile, document: Document, problems: Problems) -> None:
    """A ticket in two projects would be spoken of twice."""
    owners: dict[tuple[str, str], str] = {}
    for project, entry in file.projects.items():
        for source, containers in entry.sources.items():
            for number, container in enumerate(containers):
                owner = owners.setdefault((source, container), project)
                if owner != project:
                    at = ("projects", project, "sources", source, number)
                    problems.add(document, at, f"{container!r} belongs to {owner!r} already", "Keep one of the two.")


def _no_container_misnamed(
    file: ConfigFile,
    connected: Mapping[str, tuple[type[Connector], BaseModel]],
    document: Document,
    problems: Problems,
) -> None:
    for project, entry in file.projects.items():
        for source, containers in entry.sources.items():
            connector: object = connected[source][0] if source in connected else None
            for number, container in enumerate(containers):
                reason, step = misnamed(connector, container)
                if reason:
                    at = ("projects", project, "sources", source, number)
                    problems.add(document, at, f"{container!r} {reason}", step)


def _config(file: ConfigFile, path: Path, sources: dict[str, Source], rulebook: Rulebook) -> Config:
    calendars = {name: entry.calendar(name) for name, entry in file.calendars.items()}
    visible = frozenset(name for name, source in sources.items() if source.client_visible)
    projects = {name: _project(name, entry, file, calendars, visible) for name, entry in file.projects.items()}
    folder, beside = path.parent.absolute(), Path(file.store or path.with_suffix(".db").name)
    return Config(
        path=path,
        agency=file.agency.name,
        formerly=file.agency.formerly,
        language=file.agency.language,
        calendar=calendars[file.agency.calendar],
        store=file.store if "://" in file.store else f"sqlite:///{folder / beside.expanduser()}",
        sources=MappingProxyType(sources),
        projects=MappingProxyType(projects),
        containers=MappingProxyType({name: _containers(entry) for name, entry in file.projects.items()}),
        roles=_roles(file),
        speaking=file.speaking.speaking(),
        patience=file.waiting.patience(),
        rules=rulebook,
        digest=file.digest.digest() if file.digest else None,
        letter=file.letter.letter() if file.letter else None,
        letter_on=MappingProxyType(
            {name: _place(entry.letter_on) for name, entry in file.projects.items() if entry.letter_on}
        ),
        in_charge=MappingProxyType({name: _in_charge(entry, file) for name, entry in file.projects.items()}),
    )


def _place(letter_on: str) -> tuple[str, str]:
    source, _, key = letter_on.partition(":")
    return source, key


def _in_charge(entry: ProjectEntry, file: ConfigFile) -> InCharge:
    return InCharge(entry.lead or file.agency.lead, entry.owner or file.agency.owner)


def _project(
    name: str, entry: ProjectEntry, file: ConfigFile, calendars: Mapping[str, Calendar], visible: frozenset[str]
) -> Project:
    client = file.clients[entry.client]
    calendar = calendars[entry.calendar or file.agency.calendar]
    client_language = client.language or file.agency.language
    agreed = [_baseline(one, calendar) for one in (entry.baseline, *entry.rebaseline) if one is not None]
    return Project(
        name=name,
        client=entry.client,
        agency_calendar=calendar,
        client_calendar=calendars[client.calendar or file.agency.calendar],
        language=entry.language or client_language,
        client_language=client_language,
        visible_sources=visible & entry.sources.keys(),
        baselines=tuple(sorted(agreed, key=lambda baseline: baseline.at)),
        parked=tuple(period.period for period in entry.parked),
        parked_labels=entry.parked_labels,
        ignore_labels=entry.ignore_labels,
        leave=_leave(file.leave),
        cadence_days=entry.cadence,
        contact_labels=entry.contact_labels,
        launch=entry.launch,
        events=entry.events,
        needs_approval=entry.needs_approval,
        auto_approve_under=entry.auto_approve_under,
        private_labels=frozenset({entry.private_label.label}) if entry.private_label else frozenset(),
        allow=entry.allow,
        hosts=entry.hosts,
        pages=entry.pages,
        glossary=entry.glossary,
    )


def _leave(entries: Sequence[LeaveEntry]) -> Mapping[str, tuple[Period, ...]]:
    people: dict[str, tuple[Period, ...]] = {}
    for entry in entries:
        name = entry.person.casefold()
        people[name] = (*people.get(name, ()), entry.period)
    return MappingProxyType(people)


def _baseline(entry: BaselineEntry, calendar: Calendar) -> Baseline:
    return Baseline(calendar.passes(entry.at), entry.approved_by)


def _containers(entry: ProjectEntry) -> tuple[tuple[str, str], ...]:
    return tuple((source, container) for source, containers in entry.sources.items() for container in containers)


def _roles(file: ConfigFile) -> Roles:
    return Roles(
        file.roles.names(),
        {alias: name for name, aliases in file.people.items() for alias in aliases},
        tuple(Relay(entry.account, entry.author) for entry in file.relays),
        file.roles.groups(),
    )
