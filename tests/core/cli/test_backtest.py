"""What rules would have said, on a living agency: from the store alone, and as a run of that instant says it."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.core.conftest import Command, Result

from forewarn.demo.theatre import Theatre

NOW = "2026-11-12T09:30"


@pytest.fixture
def read(theatre: Theatre, forewarn: Command) -> Theatre:
    """The agency, read once."""
    assert forewarn("sync", "-c", theatre.config, environ=theatre.environ()).code == 0
    return theatre


def data(forewarn: Command, theatre: Theatre, *arguments: str) -> dict[str, Any]:
    result = forewarn("backtest", "--json", "--now", NOW, "--since", "30 days", "-c", theatre.config, *arguments)
    assert result.code == 0, result.err
    return json.loads(result.out)  # type: ignore[no-any-return]


def identities(findings: list[dict[str, Any]]) -> set[str]:
    return {one["identity"] for one in findings}


def test_it_asks_no_tracker_and_leaves_the_store_as_it_was(read: Theatre, forewarn: Command) -> None:
    def kept() -> list[str]:
        with sqlite3.connect(read.config.with_suffix(".db")) as database:
            return list(database.iterdump())

    requests, before = sum(map(len, read.requests().values())), kept()
    assert data(forewarn, read)["findings"]
    assert (sum(map(len, read.requests().values())), kept()) == (requests, before)


def test_what_is_open_at_the_end_is_what_a_run_finds_then(read: Theatre, forewarn: Command) -> None:
    run = json.loads(forewarn("run", "--json", "--now", NOW, "-c", read.config).out)
    found = [one for one in data(forewarn, read)["findings"] if one["over"] is None]
    assert identities(found) == identities(run["findings"]) | identities(run["kept_quiet"])
    assert {one["words"] for one in found} >= {one["words"] for one in run["findings"] if one["rule"] != "silence"}


def test_what_came_and_went_is_told_with_both_ends(read: Theatre, forewarn: Command) -> None:
    (one,) = [f for f in data(forewarn, read, "silence")["findings"] if f["on"].startswith("HRB-2")]
    assert one["first_said"] < one["over"] < "2026-11-12"
    assert (one["found_again"], one["audiences"]) == (0, ["team"])


def test_weeks_before_the_first_ticket_make_no_rule_look_quiet(read: Theatre, forewarn: Command) -> None:
    rates = [[rule["a_week"] for rule in one["rules"] if rule["said"]] for one in data(forewarn, read)["projects"]]
    long = ("backtest", "--json", "--now", NOW, "--since", "300 days", "-c", read.config)
    longer = json.loads(forewarn(*long).out)["projects"]
    assert [[rule["a_week"] for rule in one["rules"] if rule["said"]] for one in longer] == rates
    assert all(one["since"].startswith("2026-11-0") for one in longer)


def test_looking_once_a_day_finds_nothing_else_and_no_earlier(read: Theatre, forewarn: Command) -> None:
    hourly = {one["identity"]: one["first_said"] for one in data(forewarn, read, "--hourly")["findings"]}
    daily = {one["identity"]: one["first_said"] for one in data(forewarn, read)["findings"]}
    assert daily
    assert [identity for identity, first in daily.items() if not hourly[identity] <= first] == []


@pytest.mark.parametrize("name", ["work-gone-dark", "process/work-gone-dark"])
def test_a_rule_that_is_off_is_tried_when_it_is_named_and_no_other(read: Theatre, forewarn: Command, name: str) -> None:
    assert "work-gone-dark" not in {rule["rule"] for p in data(forewarn, read)["projects"] for rule in p["rules"]}
    tried = data(forewarn, read, name)
    assert {rule["rule"] for p in tried["projects"] for rule in p["rules"]} == {"work-gone-dark"}


def test_a_check_that_no_file_names_is_tried_with_its_defaults(
    read: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    (tmp_path / "few.yaml").write_text("version: 1\nrules:\n  silence: {options: {days: 3}}\n", encoding="utf-8")
    tried = data(forewarn, read, "date-missed", "--rules", "few.yaml")
    assert {one["rule"] for one in tried["findings"]} == {"date-missed"}


def test_another_threshold_is_tried_in_a_rules_file_of_its_own(
    read: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    def found(days: int) -> int:
        rules = f"version: 1\nrules:\n  silence: {{options: {{early_days: {days}, days: 30}}}}\n"
        (tmp_path / "tried.yaml").write_text(rules, encoding="utf-8")
        return len(data(forewarn, read, "silence", "--rules", "tried.yaml")["findings"])

    assert found(2) > found(20) == 0


def test_the_words_fit_80_columns_and_say_what_they_leave_out(
    read: Theatre, forewarn: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forewarn.cli.session._LOG_WIDTH", 80)
    out = words(forewarn, read).out
    assert max(map(len, out.splitlines())) <= 80
    assert "What rules would have said from Mon 2 Nov 2026 to Thu 12 Nov 2026" in out
    assert "\n  harbour-website" in out
    assert "11 Nov 17:30 open         date-missed" in out
    told = " ".join(out.split())
    assert "Would have said nothing: ack-without-answer, " in told
    assert "quiet periods, waivers and approvals are not taken off" in told
    assert "an issue on GitHub has no due date of its own" in told


def test_of_many_findings_the_newest_are_listed(
    read: Theatre, forewarn: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forewarn.show.backtest._MOST", 2)
    assert "more (--json for all)." in words(forewarn, read).out


def words(forewarn: Command, theatre: Theatre, *arguments: str) -> Result:
    return forewarn("backtest", "-c", theatre.config, "--now", NOW, "--since", "30 days", *arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["date-mised"], "Did you mean 'date-missed'?"),
        (["--project", "harbor-website"], "Did you mean 'harbour-website'?"),
        (["--since", "2026-12-01"], "'2026-12-01' is not in the past."),
        (["--since", "0 days"], "'0 days' is not in the past."),
        (["--since", "lately"], "'lately' is neither a time such as '90 days' or '12 weeks' nor a day"),
        (["--since", "9999 weeks", "--now", "0120-01-01T09:30"], "is further away than calendars go"),
        (["--rules", "nowhere.yaml"], "there is no such file"),
        (["--since", "2030-01-01", "--now", "2030-02-01T09:00"], "nothing was read since then; the last time was"),
    ],
)
def test_bad_input_is_named_with_what_to_write(
    read: Theatre, forewarn: Command, arguments: list[str], told: str
) -> None:
    result = words(forewarn, read, *arguments)
    assert result.code == 2
    assert told in " ".join(result.err.split())


def test_before_anything_was_read_it_says_so(theatre: Theatre, forewarn: Command) -> None:
    result = words(forewarn, theatre)
    assert (result.code, result.out) == (2, "")
    assert "nothing was read so far." in result.err
    assert "forewarn sync" in result.err
