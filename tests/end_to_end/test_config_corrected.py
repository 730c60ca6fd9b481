"""What a source's config says of its tickets may be put right later: it holds for what was read before, too."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.config.connectors import installed_connectors
from forewarn.connect.stage import Sandbox
from forewarn.model import Event, Kind, Person, Ticket
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
