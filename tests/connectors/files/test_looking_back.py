"""What a rule would have said of made-up tickets: when, until when, and what came of it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.connectors.files.conftest import Folder
from tests.connectors.files.test_trying_rules import CONFIG

from forewarn.agency import open_agency
from forewarn.cli.main import run_arguments
from forewarn.config import load_config
from forewarn.run import collect
from forewarn_files.connector import FilesConnector

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TICKETS = """\
id,title,created,reporter,status,due
1,Start page,2026-11-02 09:00,tom,Doing,2026-11-06
"""
EVENTS = """\
ticket,at,who,what,field,old,new,text
1,2026-11-04 10:00,clara@acme.example,commented,,,,Could you please send us the draft?
1,2026-11-09 11:00,clara@acme.example,commented,,,,Any news on this?
1,2026-11-10 14:20,tom,commented,,,,"Here is the draft. Sorry for the wait; the fonts took longer than we thought."
"""


def test_a_message_nobody_answered_is_told_with_its_end_and_what_it_cost(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder.path.parent
    (root / "rules.yaml").write_text('{"version": 1, "rules": {"date-missed": {}}}', encoding="utf-8")
    source = {**CONFIG["sources"]["export"], "client_visible": True}
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({**CONFIG, "sources": {"export": source}}, file)
    folder.write(tickets=TICKETS, events=EVENTS)
    config = load_config(root / "forewarn.yaml", connectors={"files": lambda: FilesConnector})
    with open_agency(config, {}, lambda: NOW) as agency:
        assert not any(one.error for one in collect(agency, lambda: NOW, lambda what, count: None))

    def told(*arguments: str) -> Any:
        named = ["backtest", "unanswered-client-message", "--config", str(root / "forewarn.yaml")]
        assert run_arguments([*named, "--since", "3 weeks", "--now", "2026-11-20T10:00", *arguments]) == 0
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in arguments else out

    (one,) = told("--json")["findings"]
    assert (one["first_said"], one["over"]) == ("2026-11-05T09:00:00+00:00", "2026-11-10T14:00:00+00:00")
    assert one["later"] == ["asked", "missed"]
    words = " ".join(told().split())
    assert "Rule Said On A week Over after Open Late Asked Back" in words
    assert "unanswered-client-message 1 1 0.4 5.2 d 0 1 1 0" in words
    assert "05 Nov 10:00 10 Nov 15:00 unanswered-client-message 1 Start page" in words
