"""What a source's config says of its tickets may be put right later: it holds for what was read before, too."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.config.connectors import installed_connectors
from forewarn.connect.stage import Sandbox
from forewarn.model import Event, Field, Kind, Person, StatusCategory, Ticket
from forewarn.run import Pass, run_pass

CLARA = Person("502", "Clara", handle="clara")
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
RULE = "unanswered-client-message"
CONTAINERS = {"jira": "ACME", "github": "acme/site", "trello": "AcmeSite"}


def a_config(folder: Path, sandbox: Sandbox, kind: str, **said: Any) -> Path:
    """The agency's files; `said` is what they say of the source."""
    files: dict[str, Any] = {
        "rules.yaml": {"version": 1, "rules": {RULE: {}}},
        "forewarn.yaml": {
            "agency": {"name": "Northlight", "calendar": "studio"},
            "rules": "rules.yaml",
            "calendars": {"studio": {"time_zone": "Europe/Berlin"}},
            "clients": {"acme": {}},
            "roles": {"client": ["502", "clara"]},
            "sources": {"tracker": {"connector": kind, "client_visible": True, **sandbox.options(), **said}},
            "projects": {"website": {"client": "acme", "sources": {"tracker": [CONTAINERS[kind]]}}},
            "speaking": {"baseline_days": 0},
        },
    }
    for name, data in files.items():
        (folder / name).write_text(json.dumps(data), encoding="utf-8")  # JSON is YAML
    return folder / "forewarn.yaml"


def run(config: Path, sandbox: Sandbox) -> Pass:
    """Forewarn comes by an hour later, and says nothing."""
    sandbox.now += timedelta(hours=1)
    now = sandbox.now
    with open_agency(load_config(config), sandbox.environ(), lambda: now) as agency:
        return run_pass(agency, now, lambda: now, lambda what, count: None, fetch=True, apply=False)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_client_who_was_said_to_see_nothing_is_answered_for_once_that_is_put_right(kind: str, tmp_path: Path) -> None:
    """Doctor advises it where a client wrote in a source that none should see."""
    with installed_connectors()[kind]().sandbox(NOON) as sandbox:
        at = NOON - timedelta(days=8)
        ticket = Ticket("t", CONTAINERS[kind], "one", "ACME-1", "Start page", at, reporter=CLARA, status="open")
        words = "Could you please tell me when the start page will be ready?"
        sandbox.play(sandbox.open(ticket), Event("", at, Kind.COMMENTED, CLARA, text=words))
        found = []
        for visible in (False, True):
            done = run(a_config(tmp_path, sandbox, kind, client_visible=visible), sandbox)
            found.append([finding.rule for result in done.results for finding in result.findings])
        assert found == [[], [RULE]]


@pytest.mark.parametrize(
    ("kind", "waits", "ends", "said"),
    [
        (
            "github",
            Event("", NOON + timedelta(hours=1), Kind.ADDED, CLARA, Field.LABELS, new="with the client"),
            Event("", NOON + timedelta(hours=2), Kind.CHANGED, CLARA, Field.STATUS, new="closed"),
            {"doing_labels": ["with the client", "doing"]},
        ),
        (
            "trello",
            Event("", NOON + timedelta(hours=1), Kind.CHANGED, CLARA, Field.STATUS, new="With the client"),
            Event("", NOON + timedelta(hours=2), Kind.CHANGED, CLARA, Field.STATUS, new="Done"),
            {"lists": {"With the client": "doing"}},
        ),
    ],
    ids=["github", "trello"],
)
def test_a_new_meaning_of_a_status_holds_for_tickets_that_were_read_before(
    kind: str, waits: Event, ends: Event, said: dict[str, Any], tmp_path: Path
) -> None:
    """Nothing happens on them any more."""
    with installed_connectors()[kind]().sandbox(NOON + timedelta(hours=3)) as sandbox:
        place = CONTAINERS[kind]
        waiting, done = (
            sandbox.open(Ticket("t", place, name, name, name, NOON, reporter=CLARA, status="open")) for name in "ab"
        )
        for ident, event in ((waiting, waits), (done, waits), (done, ends)):
            sandbox.play(ident, event)
        read = []
        for meaning in ({}, said, said):
            config = a_config(tmp_path, sandbox, kind, **meaning)
            read.append(sum(one.tickets for one in run(config, sandbox).synced))
        with open_agency(load_config(config), sandbox.environ(), lambda: sandbox.now) as agency:
            first, second = agency.store.seen.load("tracker", [waiting, done])
        assert first.category is StatusCategory.DOING
        moves = [event for event in second.history if event.field is Field.STATUS]
        assert [(event.old_category, event.category) for event in moves] == [
            (StatusCategory.TODO, StatusCategory.DOING),
            (StatusCategory.DOING, StatusCategory.DONE),
        ]
        assert read[1] and not read[2]
        run(a_config(tmp_path, sandbox, kind), sandbox)  # it was a mistake, and is taken back
        with open_agency(load_config(config), sandbox.environ(), lambda: sandbox.now) as agency:
            tickets = list(agency.store.seen.load("tracker", [waiting, done]))
        told = {event.category for ticket in tickets for event in ticket.history if event.field is Field.STATUS}
        assert StatusCategory.DOING not in told | {ticket.category for ticket in tickets}


@pytest.mark.parametrize(("kind", "key"), [("jira", "story_points_field"), ("trello", "estimate_field")])
def test_a_field_that_holds_the_estimate_no_more_takes_its_changes_along(kind: str, key: str, tmp_path: Path) -> None:
    """Points before and hours after would be grown scope."""
    with installed_connectors()[kind]().sandbox(NOON) as sandbox:
        at = NOON - timedelta(days=8)
        ticket = sandbox.open(Ticket("t", CONTAINERS[kind], "one", "ACME-1", "One", at, reporter=CLARA, status="To do"))
        changes = {Field.ESTIMATE: "5.0", Field.DUE: "2026-11-27T17:00:00+00:00" if kind == "trello" else "2026-11-27"}
        for field, new in changes.items():
            sandbox.play(ticket, Event("", at + timedelta(days=1), Kind.CHANGED, CLARA, field, new=new))
        told = []
        for said in ({}, {key: None}, {}):
            config = a_config(tmp_path, sandbox, kind, **said)
            run(config, sandbox)
            with open_agency(load_config(config), sandbox.environ(), lambda: sandbox.now) as agency:
                [read] = agency.store.seen.load("tracker", [ticket])
            told.append({event.field for event in read.history if event.kind is Kind.CHANGED})
        assert told == [{Field.ESTIMATE, Field.DUE}, {Field.DUE}, {Field.ESTIMATE, Field.DUE}]


@pytest.mark.parametrize("kind", ["jira"])  # the others show no addresses
def test_a_client_who_is_known_by_a_domain_is_heard_as_soon_as_the_config_names_it(kind: str, tmp_path: Path) -> None:
    """Reports list people of no known side, so that somebody says where they belong: their words were read before."""
    clara = replace(CLARA, id="700", handle="cl", email="clara@bank.example")
    with installed_connectors()[kind]().sandbox(NOON) as sandbox:
        at = NOON - timedelta(days=8)
        ticket = Ticket("t", CONTAINERS[kind], "one", "ACME-1", "Start page", at, reporter=clara, status="open")
        words = "Could you please tell me when the start page will be ready?"
        sandbox.play(sandbox.open(ticket), Event("", at, Kind.COMMENTED, clara, text=words))
        found = []
        for roles in ({}, {"client": ["@bank.example"]}):
            config = a_config(tmp_path, sandbox, kind)
            config.write_text(json.dumps(json.loads(config.read_text("utf-8")) | {"roles": roles}), encoding="utf-8")
            found.append([finding.rule for result in run(config, sandbox).results for finding in result.findings])
        assert found == [[], [RULE]]
