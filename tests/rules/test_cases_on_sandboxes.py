"""Every case of every check once more, end to end: played on a tracker's sandbox, read back by its connector through
the real client library, stored, and judged by the engine. Each must come out as it does on built objects.

The cases go to the trackers in turn, so that each sees a share; a tracker that cannot hold what a case tells hands it
on to the next. `FOREWARN_ALL_TRACKERS=1` plays each case on every tracker that can hold it.
"""

import os
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from forewarn.checks import Check, all_checks
from forewarn.checks.check import Subject
from forewarn.config.connectors import installed_connectors
from forewarn.connect import Connector, Patience
from forewarn.connect.stage import Sandbox
from forewarn.engine import Answer, View
from forewarn.facts.roles import Roles
from forewarn.model import Field, Finding, Role
from forewarn.store import Outcome, open_store
from forewarn.sync import sync
from forewarn.testing.casefile import Case, read_cases
from forewarn.testing.cases import Stage, ask, rule_for, set_stage
from forewarn.testing.replay import CannotReplay, replay

HERE = Path(__file__).parent
CONTAINERS = {"jira": "SHOP", "github": "studio/shop", "trello": "shop"}
HOURS = {"trello"}
"""Trackers whose due dates have an hour."""
EVERYWHERE = os.environ.get("FOREWARN_ALL_TRACKERS") == "1"


def _cases() -> Iterator[Any]:
    for slug, kind in all_checks().items():
        path = HERE / f"{slug}.yaml"
        for case in read_cases(path) if path.exists() and kind.__module__.startswith("forewarn_rules") else ():
            yield pytest.param(slug, case, id=f"{slug}: {case.name}")


CASES = list(_cases())


def on_tracker(tracker: str, kind: type[Check], stage: Stage) -> Answer:
    """The answer about the story of `stage` as `tracker` tells it. CannotReplay or ValueError when it cannot."""
    sources = {ticket.source for ticket in stage.tickets}
    if len(sources) != 1:
        raise CannotReplay("it happens on several trackers")
    (source,) = sources
    _refuse(tracker, stage)
    seen = source in stage.project.visible_sources
    connector = installed_connectors()[tracker]()
    people = {p.id: p for t in stage.tickets for p in (t.reporter, *t.assignees, *(e.actor for e in t.history)) if p}
    roles = Roles({ident: person.role for ident, person in people.items() if person.role is not Role.UNKNOWN})
    with connector.sandbox(min(t.created for t in stage.tickets)) as sandbox, open_store("sqlite://") as store:
        container = CONTAINERS[tracker]
        joined = joined_to(tracker, sandbox, source, stage, seen)
        told = joined.reader().capabilities.history
        ids = replay(sandbox, stage.tickets, container, told=told, hours=tracker in HOURS, clients_see=seen)
        sandbox.now = stage.now
        joined = joined_to(tracker, sandbox, source, stage, seen)  # by now it knows what its lists mean
        (result,) = sync([(source, container)], {source: joined}, roles, store, lambda: stage.now)
        assert result.error is None
        view = View(store, stage.project, ((source, container),), roles, stage.now)
        tickets = view.all()
        subject = next((t.key for t in tickets if t.id == ids.get(stage.subject)), "")
        if not subject and kind.subject is not Subject.PROJECT:
            raise CannotReplay("its subject does not exist yet, or not on this tracker")
        return ask(rule_for(kind, stage.case.options), stage.project, tickets, stage.now, subject)


def _refuse(tracker: str, stage: Stage) -> None:
    """What a tracker would tell wrongly, for want of knowing better."""
    work = [t for t in stage.tickets if not t.is_milestone]
    born = min((t.created for t in work), default=stage.now)
    versions = [t for t in stage.tickets if t.is_milestone]
    if tracker == "jira" and any(version.created < born or len(version.history) > 1 for version in versions):
        raise CannotReplay("it tells neither when a version was made nor what became of it")
    if tracker == "trello" and any(t.type or t.priority or t.parent or t.estimate is not None for t in work):
        raise CannotReplay("its cards have no type, priority, parent or estimate")
    if tracker == "trello" and any(t.declined for t in work):
        raise CannotReplay("it does not tell declined work from finished work")
    if any(version.labels for version in versions):
        raise CannotReplay("no tracker has labels on milestones")
    statuses = {(e.category, e.new) for t in work for e in t.history if e.field is Field.STATUS}
    statuses |= {(e.old_category, e.old) for t in work for e in t.history if e.field is Field.STATUS}
    if tracker == "github" and len(statuses) > len({category for category, _ in statuses}):
        raise CannotReplay("it knows no statuses but open, in progress and closed")


def joined_to(tracker: str, sandbox: Sandbox, source: str, stage: Stage, seen: bool) -> Connector:
    """The connector of a sandbox."""
    kind = installed_connectors()[tracker]()
    options = kind.Options.model_validate(sandbox.options())
    patience = Patience(now=lambda: stage.now)
    return kind(source, options, client_visible=seen, environ=sandbox.environ(), patience=patience)


def essence(finding: Finding) -> tuple[Any, ...]:
    """What must be the same on every tracker: all but names, which each has its own."""
    plain = {
        name: value
        for name, value in finding.facts.items()
        if value is None or isinstance(value, bool | int | float | date | datetime)
    }
    return finding.severity, finding.since, plain, len(finding.evidence)


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_a_case_comes_out_on_the_trackers_as_on_objects(slug: str, case: Case) -> None:
    kind, stage = all_checks()[slug], set_stage(case)
    rule = rule_for(kind, case.options)
    now = tuple(t for one in stage.tickets if (t := one.as_of(stage.now)))
    wanted = ask(rule, stage.project, now, stage.now, stage.subject)
    turn = zlib.crc32(case.name.encode()) % len(CONTAINERS)
    order = [*CONTAINERS][turn:] + [*CONTAINERS][:turn]
    reasons = []
    for tracker in order:
        if tracker == "jira" and any(finding.facts.get("basis") == "estimate" for finding in wanted.findings):
            reasons.append("jira: its estimates are story points here, and no hours")
            continue
        try:
            answer = on_tracker(tracker, kind, stage)
        except ValueError as reason:
            reasons.append(f"{tracker}: {reason}")
            continue
        if answer.outcome is Outcome.CANNOT_EVALUATE is not wanted.outcome:
            reasons.append(f"{tracker}: {answer.reason}")
            continue
        assert answer.outcome is wanted.outcome, f"on {tracker}: {answer.outcome} ({answer.reason})"
        assert list(map(essence, answer.findings)) == list(map(essence, wanted.findings)), f"on {tracker}"
        if not EVERYWHERE:
            return
    if len(reasons) == len(order):
        pytest.skip("; ".join(reasons))
