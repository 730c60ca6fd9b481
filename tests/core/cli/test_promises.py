"""The ledger of promises on the command line, and corrections that are remembered."""

import csv
import io
import json
from pathlib import Path

import pytest
from tests.core.conftest import Command

from forewarn.demo.story import load_story
from forewarn.demo.theatre import Theatre, open_theatre

NOW = "2026-11-12T09:30"


@pytest.fixture
def ledger(theatre: Theatre, forewarn: Command) -> Command:
    """forewarn promises at the demo's agency, on the Thursday of its second week."""
    assert forewarn("run", "-c", theatre.config, environ=theatre.environ()).code == 0
    return lambda *given, **rest: forewarn("promises", *given, "-c", theatre.config, "--now", NOW, **rest)


def broken(ledger: Command) -> list[dict[str, str]]:
    return [row for row in json.loads(ledger("--json").out) if row["state"] == "broken"]


def test_it_fits_eighty_columns_and_names_each_promise_by_an_id(
    ledger: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forewarn.cli.session._LOG_WIDTH", 80)
    shown = ledger("harbour-website")
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "harbour-website: " in shown.out
    assert "orchard-shop" not in shown.out
    for row in json.loads(ledger("harbour-website", "--json").out):
        assert row["id"] in shown.out
        assert f" {row['ticket']}, {row['by']}" in shown.out  # a key stays in one piece, however long


def test_what_came_late_after_all_stands_beside_the_broken_promise(forewarn: Command, tmp_path: Path) -> None:
    with open_theatre(load_story(), tmp_path) as theatre:
        for _ in theatre.acts():
            assert forewarn("sync", "-c", theatre.config, environ=theatre.environ()).code == 0
        given = ("promises", "harbour-website", "-c", theatre.config, "--now", "2026-11-17T12:00")
        form, tiles = forewarn(*given).out.split("northlight/harbour-site#1")
        assert "sign of it on Thu 12 Nov 2026" in form
        assert "sign of it" not in tiles
        late, open_still = json.loads(forewarn(*given, "--json").out)
        assert (late["state"], late["sign"][:10], open_still["sign"]) == ("broken", "2026-11-12", None)


def test_a_project_that_is_none_is_named_with_the_nearest(ledger: Command) -> None:
    result = ledger("harbour-webste")
    assert result.code == 2
    assert "did you mean 'harbour-website'?" in result.err.lower()


def test_the_table_for_a_spreadsheet_holds_what_the_data_holds(ledger: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(ledger("--csv").out)))
    data = json.loads(ledger("--json").out)
    assert [row["id"] for row in rows] == [one["id"] for one in data]
    assert [row["state"] for row in rows] == [one["state"] for one in data]


def test_a_promise_that_was_kept_elsewhere_is_found_no_more(
    ledger: Command, forewarn: Command, theatre: Theatre
) -> None:
    [*_, promise] = broken(ledger)
    before = json.loads(forewarn("run", "-c", theatre.config, "--json", environ=theatre.environ()).out)
    assert [one for one in _findings(before) if is_about(one, promise)]
    assert _explained(forewarn, theatre, promise) == "finding"
    corrected = ledger("kept", promise["id"], "--by", "Mara Lindt", "--because", "sent by mail")
    assert (corrected.code, corrected.err) == (0, "")
    [row] = [row for row in json.loads(ledger("--json").out) if row["id"] == promise["id"]]
    assert (row["state"], row["corrected_by"], row["because"]) == ("kept", "Mara Lindt", "sent by mail")
    found = json.loads(forewarn("run", "-c", theatre.config, "--json", environ=theatre.environ()).out)
    assert not [one for one in _findings(found) if is_about(one, promise)]
    assert _explained(forewarn, theatre, promise) == "ok"
    assert "promise" in forewarn("log", promise["ticket"], "-c", theatre.config).out


def test_what_was_no_promise_leaves_the_ledger_and_can_be_taken_up_again(ledger: Command) -> None:
    [*_, promise] = broken(ledger)
    told = json.loads(ledger("not-a-promise", promise["id"], "--json").out)
    assert (told["id"], told["verdict"]) == (promise["id"], "not a promise")
    assert promise["id"] not in ledger("--json").out
    assert ledger("kept", promise["id"]).code == 0
    assert promise["id"] in ledger("--json").out


def test_a_renegotiated_promise_is_judged_by_its_new_day(ledger: Command) -> None:
    [*_, promise] = broken(ledger)
    assert ledger("renegotiated", promise["id"], "--to", "2026-11-20", "--by", "Mara").code == 0
    rows = [row for row in json.loads(ledger("--json").out) if row["words"] == promise["words"]]
    assert {row["state"]: row["deadline"][:10] for row in rows} == {
        "renegotiated": promise["deadline"][:10],
        "open": "2026-11-20",
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("renegotiated", "{id}", "--to", "2026-11-01"), "Name a later day"),
        (("renegotiated", "{id}", "--to", "next week"), "is no day such as 2026-11-30"),
        (("kept", "nobody"), "forewarn promises lists them"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_the_next_step(
    ledger: Command, given: tuple[str, ...], words: str
) -> None:
    promise = broken(ledger)[-1]
    result = ledger(*(one.format(id=promise["id"]) for one in given))
    assert result.code == 2
    assert words in result.err
    assert broken(ledger)[-1]["id"] == promise["id"]


def is_about(finding: dict[str, str], promise: dict[str, str]) -> bool:
    return finding["rule"] == "promise-broken" and promise["ticket"] in str(finding)


def _findings(data: object) -> list[dict[str, str]]:
    if isinstance(data, dict):
        own = [data] if "rule" in data else []
        return own + [one for value in data.values() for one in _findings(value)]
    return [one for value in data for one in _findings(value)] if isinstance(data, list) else []


def _explained(forewarn: Command, theatre: Theatre, promise: dict[str, str]) -> str:
    told = forewarn("explain", "promise-broken", promise["ticket"], "-c", theatre.config, "--now", NOW, "--json")
    [one] = json.loads(told.out)
    return str(one["outcome"])
