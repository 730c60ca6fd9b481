"""Rules are tried on a folder of files as they would be on a tracker: read, found, said, said once."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.connectors.files.conftest import Folder

from forewarn.agency import open_agency
from forewarn.cli.main import run_arguments
from forewarn.config import load_config
from forewarn.model import Kind
from forewarn.run import Exit, Pass, run_pass
from forewarn.store import open_store
from forewarn_files.connector import FilesConnector

CONFIG: dict[str, Any] = {
    "agency": {"name": "Northlight", "calendar": "studio"},
    "rules": "rules.yaml",
    "calendars": {"studio": {"time_zone": "Europe/Berlin", "hours": "09:00-17:30"}},
    "clients": {"harbour": {}},
    "roles": {"team": ["tom"], "client": ["@acme.example"]},
    "sources": {"export": {"connector": "files", "client_visible": False, "path": ".", "time_zone": "Europe/Berlin"}},
    "projects": {"site": {"client": "harbour", "sources": {"export": ["ACME"]}}},
}


def run(folder: Path, at: datetime) -> Pass:
    """A pass that speaks."""
    config = load_config(folder / "forewarn.yaml", connectors={"files": lambda: FilesConnector})
    with open_agency(config, {}, lambda: at) as agency:
        return run_pass(agency, at, lambda: at, lambda what, count: None, fetch=True, apply=True)


def said(folder: Folder) -> list[dict[str, str]]:
    """The lines of comments.csv."""
    path = folder.path / "comments.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PAGE = (Path(__file__).parents[3] / "docs" / "writing-a-connector.md").read_text(encoding="utf-8")


def example(name: str) -> str:
    """A file of the trial, as the page shows it."""
    return PAGE.partition(f"<!-- example: {name} -->\n```csv\n")[2].partition("```")[0]


def test_the_trial_of_the_page_finds_what_the_client_waits_for_and_tells_the_team(folder: Folder) -> None:
    root = folder.path.parent
    rules = '{"version": 1, "rules": {"unanswered-client-message": {}}}'
    (root / "rules.yaml").write_text(rules, encoding="utf-8")
    source = {**CONFIG["sources"]["export"], "client_visible": True}
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({**CONFIG, "sources": {"export": source}, "speaking": {"baseline_days": 0}}, file)
    folder.write(tickets=example("tickets.csv"), events=example("events.csv"))
    run(root, datetime(2026, 11, 12, 9, tzinfo=UTC))
    [comment] = said(folder)
    assert (comment["ticket"], comment["audience"]) == ("1", "team")
    assert "acme" in comment["text"]
    assert "No public answer" in comment["text"]


def test_a_line_about_one_ticket_changes_no_other_though_the_files_show_addresses(folder: Folder) -> None:
    root = folder.path.parent
    (root / "rules.yaml").write_text('{"version": 1, "rules": {"date-missed": {}}}', encoding="utf-8")
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(CONFIG, file)
    tickets, events = example("tickets.csv"), example("events.csv")
    assert "1,Start page,2026-11-02 09:00,clara@acme.example" in tickets
    folder.write(tickets=tickets, events=events)
    run(root, datetime(2026, 11, 12, 9, tzinfo=UTC))
    folder.write(events=f"{events}2,2026-11-07 09:00,tom,commented,,,,Done soon.\n")
    [again] = run(root, datetime(2026, 11, 12, 10, tzinfo=UTC)).synced
    assert (again.tickets, again.events) == (1, 1)


def test_a_bad_cell_is_named_with_its_line_and_the_other_folders_are_read(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder.path.parent
    (root / "rules.yaml").write_text('{"version": 1, "rules": {"date-missed": {}}}', encoding="utf-8")
    projects = {"site": {"client": "harbour", "sources": {"export": ["ACME", "OTHER"]}}}
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({**CONFIG, "projects": projects}, file)
    good = "id,title,created\n1,Start page,2026-11-02 09:00\n"
    (root / "OTHER").mkdir()
    (root / "OTHER" / "tickets.csv").write_text(good, encoding="utf-8")
    folder.write(tickets=f"{good}2,Footer,soon\n")
    assert run_arguments(["sync", "-c", str(root / "forewarn.yaml")]) == Exit.PARTIAL
    said = " ".join(capsys.readouterr().out.split())
    assert "export: ACME NOT READ (never read so far) export: ACME/tickets.csv:3: created: 'soon' is no instant" in said
    assert "export: OTHER 1 ticket new or changed" in said


def test_a_line_taken_out_of_events_stays_known_and_a_comment_taken_out_is_deleted(folder: Folder) -> None:
    root = folder.path.parent
    (root / "rules.yaml").write_text('{"version": 1, "rules": {"date-missed": {}}}', encoding="utf-8")
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(CONFIG, file)
    moved = "1,2026-11-03 09:00,tom,changed,status,To do,Doing,,\n"
    spoken = "1,2026-11-04 09:00,tom,commented,,,,Hello,c1\n"
    head = "ticket,at,who,what,field,old,new,text,ref\n"
    folder.write(tickets="id,title,created,status\n1,Start page,2026-11-02 09:00,Doing\n", events=head + moved + spoken)
    run(root, datetime(2026, 11, 12, 9, tzinfo=UTC))
    folder.write(events=head)
    run(root, datetime(2026, 11, 12, 10, tzinfo=UTC))
    with open_store(f"sqlite:///{root / 'forewarn.db'}") as store:
        [ticket] = store.seen.load("export", ["ACME/1"])
    assert [event.kind for event in ticket.history] == [Kind.CREATED, Kind.CHANGED, Kind.COMMENTED, Kind.DELETED]
    assert ticket.comments() == ()


def test_a_missed_date_is_spoken_of_once_and_closed_when_it_is_moved(folder: Folder) -> None:
    root = folder.path.parent
    (root / "rules.yaml").write_text('{"version": 1, "rules": {"date-missed": {}}}', encoding="utf-8")
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(CONFIG, file)
    head = "id,title,created,reporter,status,due\n1,Start page,2026-11-02 09:00,tom,Doing,"

    folder.write(tickets=f"{head}2026-11-11\n", events="ticket,at,what\n")
    assert run(root, datetime(2026, 11, 11, 9, tzinfo=UTC)).exit_code is Exit.DONE
    assert said(folder) == []

    run(root, datetime(2026, 11, 12, 9, tzinfo=UTC))
    [comment] = said(folder)
    assert comment["ticket"] == "1"
    assert comment["audience"] == "team"
    assert "Start page" in comment["text"]
    assert run(root, datetime(2026, 11, 12, 10, tzinfo=UTC)).spoken == ()
    assert said(folder) == [comment]

    folder.write(
        tickets=f"{head}2026-11-20\n",
        events="ticket,at,who,what,field,old,new\n1,2026-11-12 12:00,tom,changed,due,2026-11-11,2026-11-20\n",
    )
    run(root, datetime(2026, 11, 12, 13, tzinfo=UTC))
    [closed] = said(folder)
    assert closed["id"] == comment["id"]
    assert closed["text"] != comment["text"]
    assert closed["edited"]


def test_what_stands_in_the_file_is_read_as_plain_text(folder: Folder) -> None:
    root = folder.path.parent
    (root / "rules.yaml").write_text('{"version": 1, "rules": {"unanswered-client-message": {}}}', encoding="utf-8")
    source = {**CONFIG["sources"]["export"], "client_visible": True}
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({**CONFIG, "sources": {"export": source}, "speaking": {"baseline_days": 0}}, file)
    folder.write(
        tickets="id,title,created,reporter\n1,Start page,2026-11-02 09:00,tom\n",
        events="ticket,at,who,what,text\n1,2026-11-09 09:00,ann@acme.example,commented,Can you call me (today)?\n",
    )
    run(root, datetime(2026, 11, 12, 9, tzinfo=UTC))
    [comment] = said(folder)
    assert "ann@acme.example" in comment["text"]
    assert "“Can you call me (today)?”" in comment["text"]
    assert not set("\\*\u2060") & set(comment["text"])


def test_a_letter_in_a_file_has_no_address_and_none_is_shown(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder.path.parent
    (root / "rules.yaml").write_text('{"version": 1, "rules": {"date-missed": {}}}', encoding="utf-8")
    source = {**CONFIG["sources"]["export"], "client_visible": True}
    project = {**CONFIG["projects"]["site"], "letter_on": "export:1"}
    with (root / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({**CONFIG, "sources": {"export": source}, "projects": {"site": project}}, file)
    folder.write(tickets="id,title,created,reporter\n1,Start page,2026-11-02 09:00,tom\n")
    run(root, datetime.now(UTC))
    letter = root / "letter.md"
    day = datetime.now(UTC) + timedelta(days=7)
    letter.write_text(f"# News\n\nOur next letter comes on {day:%Y-%m-%d}.\n", encoding="utf-8")
    given = ["update", "site", "-c", str(root / "forewarn.yaml"), "--from", str(letter), "--post", "--approved-by", "M"]
    assert run_arguments(given) == Exit.DONE
    assert capsys.readouterr().out.strip().endswith(" is posted on 1.")
    assert run_arguments(given) == Exit.USAGE
    assert capsys.readouterr().err.strip().endswith(" stands on 1 already.")
