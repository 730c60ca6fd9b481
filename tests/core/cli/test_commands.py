"""Each command on a living agency."""

import json
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from tests.core.conftest import Command

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.demo.theatre import Theatre
from forewarn.explain import explain_subject
from forewarn.show.explanation import explanation_text

NOW = "2026-11-12T09:30"


def writes(theatre: Theatre) -> int:
    """Requests that could have changed a tracker (Jira's searches are POSTs as well)."""
    return sum(
        r.method in ("PUT", "PATCH", "DELETE") or (r.method == "POST" and "comment" in r.path)
        for requests in theatre.requests().values()
        for r in requests
    )


def test_validate_names_each_project_and_sends_no_request(theatre: Theatre, forewarn: Command) -> None:
    result = forewarn("validate", "-c", theatre.config)
    assert result.code == 0
    assert "harbour-website: 20 rules, over jira: HRB, github: northlight/harbour-site" in result.out
    assert all(not requests for requests in theatre.requests().values())


def test_a_run_shows_the_plan_and_writes_nothing_until_told_to(theatre: Theatre, forewarn: Command) -> None:
    result = forewarn("run", "-c", theatre.config, "--now", NOW, environ=theatre.environ())
    assert result.code == 0
    assert "Would say (nothing was written; --apply speaks)" in result.out
    assert re.search(r"answers \(.*\b\d\d+ findings,", result.out)
    assert "HRB-1 Start page with the harbour panorama (for the team): post a comment" in result.out
    assert writes(theatre) == 0


def test_apply_speaks_once_and_a_second_run_says_nothing_more(theatre: Theatre, forewarn: Command) -> None:
    first = forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ())
    assert first.code == 0
    spoken = writes(theatre)
    assert spoken > 0
    second = forewarn("run", "-c", theatre.config, "--apply")
    assert (second.code, writes(theatre)) == (0, spoken)


def test_sync_reads_and_plan_then_works_without_any_request(theatre: Theatre, forewarn: Command) -> None:
    assert forewarn("sync", "-c", theatre.config, environ=theatre.environ()).code == 0
    before = sum(len(requests) for requests in theatre.requests().values())
    result = forewarn("plan", "-c", theatre.config, "--now", NOW)
    assert result.code == 0
    assert "A note for the team" in result.out
    assert "There is no sign on the ticket" in result.out
    assert not {"\\", "\u2060"} & set(result.out)  # as people read it on the tracker
    assert "We are sorry, and will write to you here with a new date." in " ".join(
        result.out.split()
    )  # what would be a client's draft
    assert sum(len(requests) for requests in theatre.requests().values()) == before


def test_rules_lists_every_rule_with_whom_it_tells(theatre: Theatre, forewarn: Command) -> None:
    out = forewarn("rules", "-c", theatre.config).out
    assert "date-missed" in out
    assert "change-without-client-decision  high, tells team and client (after approval)\n  Work on a change" in out


def test_options_are_listed_in_the_same_order_by_every_process(theatre: Theatre, forewarn: Command) -> None:
    listed = json.loads(forewarn("rules", "--json", "-c", theatre.config).out)
    words = next(rule["options"]["urgent_words"] for rule in listed if rule["id"] == "unanswered-client-message")
    assert words == sorted(words)
    page = forewarn("explain", "unanswered-client-message", "-c", theatre.config).out
    assert ", ".join(words[:2]) in " ".join(page.split())


def test_explain_shows_the_manual_page_and_where_each_option_was_set(theatre: Theatre, forewarn: Command) -> None:
    out = forewarn("explain", "date-missed", "-c", theatre.config).out
    assert "Why it matters:" in out
    assert "\n  Example: the start page" in out  # a line of its own
    assert "grace_days: 0" in out


@pytest.mark.parametrize(
    ("rule", "name", "words"),
    [
        ("date-missed", "HRB-1", ["Found.", "was promised for Wed 11 Nov 2026", "Spoken of: on HRB-1"]),
        ("date-missed", "hrb-3", ["Does not apply: there is nothing left to do"]),
        ("promise-broken", "gocFEDGY", ["Nothing found: the work is done, and nobody has written on it since"]),
        ("date-missed", "northlight/harbour-site#1", ["Cannot be evaluated: an issue on GitHub has no due date"]),
        ("silence", "orchard-shop", ["project orchard-shop", "held back from the team, because it is for the team"]),
        ("moved-after-passing", "HRB-4", ["Nothing found: it was moved in good time, for the client, or"]),
        ("repeat-slip", "HRB-4", ["Nothing found: its date has not slipped again and again"]),
        ("client-decision-pending", "HRB-3", ["Nothing found: no question of ours that the client can read waits"]),
        (
            "unanswered-client-message",
            "HRB-2",
            ["no message of the client waits for an answer Fri 6 Nov 2026, 14:00"],
        ),
        ("promise-broken", "HRB-4", ["Nothing found: no dated promise stands broken on it"]),
        ("date-missed", "HRB-4", ["If nothing changes, this is found on Fri 20 Nov 2026, 17:30: “Photo gallery” was"]),
    ],
)
def test_explain_says_why_a_rule_fired_did_not_or_could_not_be_evaluated(
    theatre: Theatre, forewarn: Command, rule: str, name: str, words: list[str]
) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    result = forewarn("explain", rule, name, "-c", theatre.config, "--now", NOW)
    assert result.code == 0
    text = " ".join(result.out.split())
    for word in words:
        assert word in text


def test_explain_of_a_ticket_alone_tells_what_every_rule_says_of_it(theatre: Theatre, forewarn: Command) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    text = " ".join(forewarn("explain", "HRB-1", "-c", theatre.config, "--now", NOW).out.split())
    found, _, silent = text.partition("Nothing found")
    assert "date-missed on ticket HRB-1" in found
    assert "Spoken of: on HRB-1" in found
    assert "client-chased-us" in silent
    assert "live-while-draft: it is not live" in silent
    assert "silence" not in text
    assert "forewarn explain harbour-website tells of its project; forewarn waive RULE with it keeps one quiet." in text
    calm = " ".join(forewarn("explain", "HRB-4", "-c", theatre.config, "--now", NOW).out.split())
    assert "speaks for it From Fri 20 Nov 2026, 17:30 on, if nothing changes: “Photo gallery” was promised for" in calm
    whole = forewarn("explain", "harbour-website", "-c", theatre.config, "--now", NOW, "--json")
    assert {one["rule"] for one in json.loads(whole.out)} >= {"silence", "unexplained-change"}
    assert "there is no ticket or project 'HRB-99'" in forewarn("explain", "HRB-99", "-c", theatre.config).err
    assert "Did you mean 'silence'?" in forewarn("explain", "silense", "-c", theatre.config).err


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://northlight.example/browse/HRB-5?focusedCommentId=10009", "HRB-5"),
        ("https://northlight.example/jira/software/projects/HRB/boards/1?selectedIssue=HRB-5", "HRB-5"),
        ("https://github.com/northlight/harbour-site/issues/1#issuecomment-1003", "northlight/harbour-site#1"),
        ("https://trello.com/c/gocFEDGY/12-recipe-pages", "gocFEDGY"),
    ],
)
def test_a_ticket_may_be_named_by_the_address_of_its_page(
    theatre: Theatre, forewarn: Command, address: str, key: str
) -> None:
    assert forewarn("run", "-c", theatre.config, environ=theatre.environ()).code == 0
    for words in (["explain"], ["explain", "silence"], ["log"]):
        assert forewarn(*words, address, "-c", theatre.config) == forewarn(*words, key, "-c", theatre.config)
    terms = ("--for", "2 days", "--because", "They know.", "--by", "Mara")
    assert f"silence on {key} is kept quiet" in forewarn("waive", "silence", address, *terms, "-c", theatre.config).out
    unknown = forewarn("explain", "https://trello.com/c/nonsense", "-c", theatre.config)
    assert unknown.code == 2 and "there is no ticket or project 'https://trello.com/c/nonsense'" in unknown.err


def test_explain_of_what_is_found_says_how_to_keep_it_quiet(theatre: Theatre, forewarn: Command) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    asked = ("--because", "Helen knows", "--by", "Mara", "--for", "5 days", "-c", theatre.config)
    for rule, name, place in [("date-missed", "HRB-1", "HRB-1"), ("silence", "HRB-5", "harbour-website")]:
        explained = ("explain", rule, name, "-c", theatre.config, "--now", NOW)
        assert f"To keep it quiet: forewarn waive {rule} {place} --for" in forewarn(*explained).out
        assert forewarn("waive", rule, place, *asked).code == 0
        quiet = forewarn(*explained).out
        assert "Mara decided so until" in quiet
        assert "To keep it quiet" not in quiet


def test_explain_of_a_rule_that_is_off_names_the_line_and_how_to_switch_it_on(
    theatre: Theatre, forewarn: Command
) -> None:
    rules = theatre.folder / "rules.yaml"
    rules.write_text("version: 1\nextends: [web-agency@1]\nrules:\n  silence: {enabled: false}\n", encoding="utf-8")
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    ours = forewarn("explain", "silence", "harbour-website", "-c", theatre.config)
    assert f"{rules}:4 says so. Write enabled: true there, or take the line out" in " ".join(ours.err.split())
    pack = forewarn("explain", "change-without-impact", "HRB-1", "-c", theatre.config)
    told = " ".join(pack.err.split())
    assert re.search(r"web-agency@1:\d+ says so\. Write change-without-impact: {enabled: true} under rules", told)
    assert (ours.code, pack.code) == (2, 2)


def test_explain_speaks_in_the_words_of_reports(theatre: Theatre, forewarn: Command) -> None:
    forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ())
    text = " ".join(forewarn("explain", "date-missed", "HRB-1", "-c", theatre.config).out.split())
    assert "for the team: left as it is; said, and nothing has changed" in text
    assert not {"keep;", "repost;", "acknowledged;"} & set(text.split())
    clock = next(iter(theatre.sandboxes.values())).now
    with open_agency(load_config(theatre.config), theatre.environ(), lambda: clock) as agency:
        [one] = explain_subject(agency, "silence", "harbour-website", clock)
        console = Console(width=200)
        with console.capture() as shown:
            console.print(explanation_text(agency, replace(one, answer=replace(one.answer, wake=None))))
    assert "The answer changes only when a ticket of the project does." in shown.get()


def test_explain_does_not_call_a_ticket_fine_that_its_rule_never_looks_at(theatre: Theatre, forewarn: Command) -> None:
    rules = theatre.folder / "rules.yaml"
    rules.write_text("version: 1\nextends: [web-agency@1]\n", encoding="utf-8")
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    result = forewarn("explain", "dead-links", "HRB-1", "-c", theatre.config)
    assert result.code == 2
    assert "looks at pages" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate",), ("sync",), ("run", "--now", NOW), ("plan", "--now", NOW), ("rules",), ("explain", "silence"),
        ("explain", "date-missed", "HRB-1", "--now", NOW),
    ],
)  # fmt: skip
def test_every_command_speaks_json(theatre: Theatre, forewarn: Command, arguments: tuple[str, ...]) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    result = forewarn(*arguments, "--json", "-c", theatre.config)
    assert result.code == 0
    assert json.loads(result.out)
    assert result.err == ""


def test_the_data_of_a_run_hold_the_words_of_each_comment(theatre: Theatre, forewarn: Command) -> None:
    data = json.loads(forewarn("run", "-c", theatre.config, "--json", "--now", NOW, environ=theatre.environ()).out)
    assert {f["rule"] for f in data["findings"]} >= {"date-missed", "promise-broken", "silence", "on-time-arrival"}
    assert all(act["words"] for act in data["plan"] if act["act"] == "post")
    assert data["coverage"][0]["outcomes"]["ok"] > 0


def test_a_look_at_an_earlier_day_says_what_was_so_then(theatre: Theatre, forewarn: Command) -> None:
    forewarn("run", "-c", theatre.config, "--now", NOW, environ=theatre.environ())
    early = forewarn("run", "-c", theatre.config, "--now", "2026-11-04T12:00")
    assert "Nothing that a client would have to ask about" in early.out
    assert " ".join(early.out.split()).count("an issue on GitHub has no due date of its own") == 1
    again = forewarn("run", "-c", theatre.config, "--now", NOW)
    assert "HRB-1 Start page" in again.out


def test_tokens_appear_nowhere(theatre: Theatre, forewarn: Command, tmp_path: Path) -> None:
    result = forewarn("run", "-c", theatre.config, "--apply", "--json", environ=theatre.environ())
    database = b"".join(path.read_bytes() for path in tmp_path.glob("forewarn.db*"))
    paths = " ".join(f"{r.path}?{r.query}" for requests in theatre.requests().values() for r in requests)
    for secret in theatre.environ().values():
        assert secret not in result.out + result.err + paths
        assert secret.encode() not in database


@pytest.mark.parametrize(
    "command", [("plan",), ("report",), ("drafts",), ("promises",), ("digest",), ("explain", "date-missed", "HRB-1"),
                ("update", "harbour-website")], ids=lambda command: command[0],
)  # fmt: skip
def test_what_sends_nothing_needs_no_token(
    theatre: Theatre, forewarn: Command, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    assert forewarn("run", "-c", theatre.config, environ=theatre.environ()).code == 0
    asked = theatre.requests()
    for name in theatre.environ():
        monkeypatch.delenv(name)
    result = forewarn(*command, "-c", theatre.config)
    assert (result.code, result.err if command[0] != "update" else "") == (0, "")
    assert theatre.requests() == asked
    assert forewarn("run", "-c", theatre.config).code == 2


def test_a_token_that_is_missing_stops_its_own_source_alone(
    theatre: Theatre, forewarn: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = theatre.environ()
    missing = next(name for name in environ if "TRELLO_TOKEN" in name)
    del environ[missing]
    result = forewarn("run", "-c", theatre.config, "--apply", environ=environ)
    text = " ".join(result.out.split())
    assert (result.code, result.err) == (4, "")
    assert f"the environment variable {missing} is not set. Set {missing} in the environment of the cron job" in text
    assert "HRB-1" in text
    assert writes(theatre) > 0
    assert not theatre.requests()["trello"]
    monkeypatch.setenv(missing, theatre.environ()[missing])
    assert forewarn("run", "-c", theatre.config, "--apply").code == 0


def test_a_database_that_fails_after_the_first_comment_is_not_told_as_nothing_done(
    theatre: Theatre, forewarn: Command
) -> None:
    database = sqlite3.connect(theatre.folder / "forewarn.db")
    for event in ("INSERT", "UPDATE"):
        full = "SELECT RAISE(FAIL, 'database or disk is full')"
        database.execute(f"CREATE TRIGGER no_{event} BEFORE {event} ON said WHEN NEW.comment <> '' BEGIN {full}; END")
    result = forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ())
    assert (result.code, writes(theatre)) == (2, 1)
    assert "forewarn: stopped; the next run goes on where this one was." in result.err
    assert "(database or disk is full)" in result.err
    for event in ("INSERT", "UPDATE"):
        database.execute(f"DROP TRIGGER no_{event}")
    database.close()
    assert forewarn("run", "-c", theatre.config, "--apply").code == 0
    posts = [r.path for requests in theatre.requests().values() for r in requests if r.method == "POST"]
    said = [path for path in posts if path.endswith("/comment")]
    assert len(said) == len(set(said)) > 1
