"""Words for clients wait for a person, are said once as approved, and stay unsaid when rejected."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.core.conftest import Command

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.demo.theatre import Theatre
from forewarn.model import Audience


@pytest.fixture
def drafts(theatre: Theatre, forewarn: Command) -> list[dict[str, Any]]:
    """Those that wait after a run."""
    assert forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ()).code == 0
    found: list[dict[str, Any]] = json.loads(forewarn("drafts", "-c", theatre.config, "--json").out)
    assert found
    return found


def to_clients(theatre: Theatre) -> list[str]:
    """The bodies of what clients can read of ours, as the trackers hold them."""
    config = load_config(theatre.config)
    now = next(iter(theatre.sandboxes.values())).now
    with open_agency(config, theatre.environ(), lambda: now) as agency:
        tickets = {said.ticket for said in agency.store.said.all()}
        return [
            posted.body
            for ticket in tickets
            for posted in agency.connectors[ticket.source].speaker().find(ticket)
            if posted.audience is Audience.CLIENT
        ]


def test_a_dry_run_makes_no_draft_and_the_list_says_who_does(theatre: Theatre, forewarn: Command) -> None:
    forewarn("run", "-c", theatre.config, environ=theatre.environ())
    result = forewarn("drafts", "-c", theatre.config)
    assert (result.code, "No draft waits" in result.out) == (0, True)


def test_the_list_shows_the_words_the_ticket_and_what_to_do(
    theatre: Theatre, forewarn: Command, drafts: list[dict[str, Any]]
) -> None:
    out = " ".join(forewarn("drafts", "-c", theatre.config).out.split())
    for draft in drafts:
        assert draft["ticket"] in out
        assert " ".join(draft["text"].split()) in out
    assert f"forewarn drafts approve {drafts[0]['id']}" in out
    assert "in our words" in out


def test_own_words_that_tell_the_client_nothing_are_taken_with_a_warning(
    theatre: Theatre, forewarn: Command, drafts: list[dict[str, Any]], tmp_path: Path
) -> None:
    words, ident = tmp_path / "words.txt", str(drafts[0]["id"])
    words.write_text("We will be done soon. The deployment was sloppy.", encoding="utf-8")
    result = forewarn("drafts", "edit", ident, "--file", words, "-c", theatre.config)
    assert (result.code, "We will be done soon." in result.out) == (0, True)
    for kind in ("vague: 'We will be done soon.'", "jargon: 'deployment'", "blame: 'was sloppy'"):
        assert f"line 1: look at this: {kind}" in result.err
    assert "next contact" not in result.err
    words.write_text("We will be done by 20 November.", encoding="utf-8")
    assert not forewarn("drafts", "edit", ident, "--file", words, "-c", theatre.config).err


def test_an_approved_draft_is_said_by_the_next_run_and_once(
    theatre: Theatre, forewarn: Command, drafts: list[dict[str, Any]]
) -> None:
    first = drafts[0]
    before = to_clients(theatre)
    approved = forewarn("drafts", "approve", str(first["id"]), "--by", "Mara", "-c", theatre.config)
    assert (approved.code, "approved by Mara" in approved.out) == (0, True)
    assert to_clients(theatre) == before  # approving alone says nothing
    for _ in range(3):
        assert forewarn("run", "-c", theatre.config, "--apply").code == 0
    new = [body for body in to_clients(theatre) if body not in before]
    assert [body.replace("\\", "").replace("\u2060", "") for body in new] == [first["text"]]
    left = json.loads(forewarn("drafts", "-c", theatre.config, "--json").out)
    assert first["id"] not in [draft["id"] for draft in left]
    log = [one["text"] for one in json.loads(forewarn("log", first["ticket"], "-c", theatre.config, "--json").out)]
    rule = first["finding"].partition("|")[0]
    assert f"Mara approved the words for the client (draft {first['id']}, {rule})" in log
    assert any(text.startswith(f"{rule} (") and text.endswith("to be said: approved by Mara") for text in log)


def test_who_let_a_draft_through_first_stands_in_the_log_alone(
    theatre: Theatre, forewarn: Command, drafts: list[dict[str, Any]]
) -> None:
    ident, key = str(drafts[0]["id"]), drafts[0]["ticket"]
    for name in ("Mara", "Ben"):
        assert "Mara" in forewarn("drafts", "approve", ident, "--by", name, "-c", theatre.config).out
    logged = forewarn("log", key, "-c", theatre.config).out
    assert logged.count("Mara approved the words") == 1 and "Ben approved" not in logged
    forewarn("drafts", "reject", ident, "--because", "Not now.", "--by", "Ben", "-c", theatre.config)
    assert "Ben rejected the words" in forewarn("log", key, "-c", theatre.config).out


def test_a_person_s_own_words_are_said_word_for_word_and_never_filled_in_anew(
    theatre: Theatre, forewarn: Command, drafts: list[dict[str, Any]], tmp_path: Path
) -> None:
    ident = str(drafts[0]["id"])
    (tmp_path / "words.txt").write_text("Dear Ruth,\n\nwe need two more days.\n", encoding="utf-8")
    edited = forewarn("drafts", "edit", ident, "--file", tmp_path / "words.txt", "-c", theatre.config)
    assert "in a person's own words" in " ".join(edited.out.split())
    forewarn("run", "-c", theatre.config, "--apply")
    assert not any("Dear Ruth" in body for body in to_clients(theatre))  # it waits like any other
    forewarn("drafts", "approve", ident, "--by", "Mara", "-c", theatre.config)
    for _ in range(2):
        forewarn("run", "-c", theatre.config, "--apply")
    said = [body for body in to_clients(theatre) if "Dear Ruth" in body]
    assert [" ".join(body.replace("\\", "").split()) for body in said] == ["Dear Ruth, we need two more days."]


def test_words_can_come_from_standard_input(
    theatre: Theatre, forewarn: Command, drafts: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("Short and kind."))
    result = forewarn("drafts", "edit", str(drafts[0]["id"]), "--json", "-c", theatre.config)
    assert json.loads(result.out)["text"] == "Short and kind."
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "Give them in a file (--file)" in forewarn("drafts", "edit", "1", "-c", theatre.config).err


def test_a_rejected_draft_does_not_come_back(theatre: Theatre, forewarn: Command, drafts: list[dict[str, Any]]) -> None:
    before, ident = to_clients(theatre), str(drafts[0]["id"])
    rejected = forewarn(
        "drafts", "reject", ident, "--because", "they know by phone", "--by", "Tom", "-c", theatre.config
    )
    assert "because they know by phone" in rejected.out
    log = forewarn("log", drafts[0]["ticket"], "-c", theatre.config).out
    assert "Tom rejected the words for the client, because they know by phone" in " ".join(log.split())
    run = forewarn("run", "-c", theatre.config, "--apply")
    assert "a person rejected its words: they know by phone" in " ".join(run.out.split())
    left = json.loads(forewarn("drafts", "-c", theatre.config, "--json").out)
    assert drafts[0]["finding"] not in [draft["finding"] for draft in left]
    assert to_clients(theatre) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("approve", "4711", "--by", "Mara"), "there is no draft 4711"),
        (("approve", "1"), "--by"),
        (("approve", "1", "--by", " "), "say who decides"),
        (("reject", "1", "--because", "x"), "--by"),
        (("edit", "4711", "--file", "x"), "there is no such file"),
        (("reject", "4711", "--by", "Mara"), "--because"),
        (("approve", "one", "--by", "Mara"), "integer"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_next_step(
    theatre: Theatre, forewarn: Command, arguments: tuple[str, ...], words: str
) -> None:
    result = forewarn("drafts", *arguments, "-c", theatre.config, environ=theatre.environ())
    assert (result.code, words in result.err) == (2, True)
