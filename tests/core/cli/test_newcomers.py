"""What somebody meets who tries forewarn for the first time, on a folder of files."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.core.conftest import Command

CONFIG: dict[str, Any] = {
    "agency": {"name": "Acme Agency", "calendar": "berlin"},
    "rules": "web-agency@1",
    "calendars": {"berlin": {"time_zone": "Europe/Berlin"}},
    "clients": {"acme": {}},
    "roles": {"team": ["tom"], "client": ["ruth"]},
    "sources": {"export": {"connector": "files", "client_visible": True, "path": ".", "time_zone": "Europe/Berlin"}},
    "projects": {"acme-site": {"client": "acme", "sources": {"export": ["ACME"]}}},
    "speaking": {"baseline_days": 0},
}
TICKETS = """\
id,title,created,status,reporter,assignees,due
ACME-1,Booking form,2026-11-02T09:00,in progress,ruth,tom,2026-11-10
ACME-2,Home page,2026-11-02T09:00,in progress,ruth,tom,2026-11-27
"""
EVENTS = """\
ticket,at,who,what,text
ACME-1,2026-11-03T09:00,ruth,commented,When will the texts come?
ACME-1,2026-11-03T10:00,tom,commented,I will send you the texts by 6 November.
"""
NOW = "2026-11-12T10:00"


def begin(folder: Path, *, tickets: str = TICKETS, events: str = EVENTS, rules: str = "", **keys: Any) -> None:
    """An agency's files as they are on the first day."""
    (folder / "ACME").mkdir(exist_ok=True)
    (folder / "ACME" / "tickets.csv").write_text(tickets, encoding="utf-8")
    (folder / "ACME" / "events.csv").write_text(events, encoding="utf-8")
    if rules:
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")
        keys["rules"] = "rules.yaml"
    with (folder / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(CONFIG | keys, file)


def words(text: str) -> str:
    """What was printed, without the breaks of its lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_where_no_rule_is_on_nothing_is_called_well(tmp_path: Path, forewarn: Command, language: str) -> None:
    agency = CONFIG["agency"] | {"language": language}
    begin(tmp_path, rules="version: 1\nrules: {date-missed: {enabled: false}}\n", agency=agency)
    assert "no rule is on in acme-site: nothing is looked for there" in words(forewarn("validate").out)
    assert "extends: [web-agency@1]" in words(forewarn("validate").out)
    found = words(forewarn("run", "--now", NOW).out)
    assert "Nothing was looked for in acme-site" in found
    assert "kept informed" not in found
    told = forewarn("report", "--now", NOW).out
    assert "kept informed" not in told
    assert "в курсе" not in told
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'class="status unknown"' in page
    assert 'class="status calm"' not in page


def test_one_rule_is_enough_for_no_warning(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path, rules="version: 1\nrules: {date-missed: {}}\n")
    assert "no rule is on" not in forewarn("validate").out
