"""What is kept quiet, from the command line: waivers, the baseline, and the log that tells of both."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.core.conftest import Command

from forewarn.config import load_config
from forewarn.demo.story import CronRun, load_story
from forewarn.demo.theatre import Theatre, open_theatre
from forewarn.store import Entry, open_store

WAIVER = "{rule: date-missed, ticket: HRB-1, owner: Mara Lindt, because: Helen knows, until: %s}"


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Theatre]:
    """The same agency, where forewarn has never run."""
    with open_theatre(load_story(), tmp_path) as playing:
        acts: Iterator[CronRun] = playing.acts()
        next(acts)
        next(acts)
        yield playing


def writes(theatre: Theatre) -> int:
    return sum(r.method in ("POST", "PUT", "PATCH") for requests in theatre.requests().values() for r in requests)


def waive(forewarn: Command, theatre: Theatre, *more: str) -> str:
    result = forewarn("waive", *more, "-c", theatre.config)
    assert result.code == 0, result.err
    return " ".join(result.out.split())


def test_the_first_run_says_nothing_adopts_what_is_there_and_the_second_is_as_quiet(
    newcomer: Theatre, forewarn: Command
) -> None:
    dry = forewarn("run", "-c", newcomer.config, environ=newcomer.environ())
    text = " ".join(dry.out.split())
    assert "Nothing new; " in text
    assert "are kept quiet (below)" in text
    assert "would be kept quiet until" in text
    assert "because this would be its first run with --apply" in text
    for word in ("Nothing that a client would have to ask about", "forewarn baseline lists them"):
        assert word not in text
    planned = forewarn("plan", "-c", newcomer.config)
    for out in (dry.out, planned.out):
        _, _, below = out.partition("Found, and kept quiet because it was there before\n")
        severities = re.findall(r"  (critical|high|medium|low|info|good news)  [a-z-]+\n", below)
        order = ["critical", "high", "medium", "low", "info", "good news"]
        assert severities == sorted(severities, key=order.index)
        assert "HRB-1" in below
        assert "Next: " in below
    data = json.loads(forewarn("plan", "-c", newcomer.config, "--json").out)
    assert all(one["words"] and one["severity"] and one["rule"] for one in data["kept_quiet"])
    assert len(data["kept_quiet"]) == len(severities)
    untaken = " ".join(forewarn("baseline", "-c", newcomer.config).out.split())
    assert "the baseline is not taken yet. The next forewarn run --apply takes it" in untaken
    assert "everything that is found is spoken of" not in untaken
    assert "There was no forewarn run --apply so far" in forewarn("digest", "-c", newcomer.config).out
    before = writes(newcomer)
    first = forewarn("run", "-c", newcomer.config, "--apply")
    assert first.code == 0
    assert "baselined" in first.out
    assert "because this is its first run; forewarn baseline lists them" in " ".join(first.out.split())
    assert "Found, and kept quiet because it was there before" in first.out
    assert "Nothing is held back" in forewarn("digest", "-c", newcomer.config).out
    second = forewarn("run", "-c", newcomer.config, "--apply")
    assert (second.code, writes(newcomer)) == (0, before)
    assert "they are in its baseline" in " ".join(second.out.split())
    assert "Found, and kept quiet because it was there before" not in second.out
    shown = forewarn("baseline", "-c", newcomer.config).out
    assert "HRB-1  date-missed" in shown
    explained = forewarn("explain", "date-missed", "HRB-1", "-c", newcomer.config).out
    assert "Found, and kept quiet by the baseline." in explained
    listed = " ".join(forewarn("waive", "list", "-c", newcomer.config).out.split())
    assert re.match(r"No waivers. \d+ findings are quiet all the same, because they were there before", listed)


def test_the_report_lists_what_was_there_before_and_calls_nothing_calm_over_it(
    newcomer: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    data = json.loads(forewarn("run", "-c", newcomer.config, "--json", environ=newcomer.environ()).out)
    grave = [one for one in data["kept_quiet"] if one["severity"] in ("high", "critical") and not one["good_news"]]
    assert grave
    assert not data["findings"]
    forewarn("report", "-c", newcomer.config, "--out", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Nothing grave" not in page
    assert "Kept quiet because it was there before" in page
    assert re.search(r"Grave among what was there before and is kept quiet: \d", page)
    assert '<dd class="good">0' not in page
    heard = html.unescape(page)
    for one in grave:
        assert one["words"].split("“")[0].strip()[:40] in heard


def test_one_baseline_ends_on_the_same_day_wherever_it_is_told(
    newcomer: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    first = forewarn("run", "-c", newcomer.config, "--apply", environ=newcomer.environ())
    [day] = set(re.findall(r"until (\w+ \d+ \w+ \d{4}), because this is its first run", " ".join(first.out.split())))
    forewarn("report", "-c", newcomer.config, "--out", tmp_path / "page.html")
    told = [
        forewarn("baseline", "-c", newcomer.config).out,
        forewarn("explain", "date-missed", "HRB-1", "-c", newcomer.config).out,
        forewarn("log", "HRB-1", "-c", newcomer.config).out,
        (tmp_path / "page.html").read_text(encoding="utf-8"),
    ]
    for out in told:
        assert {day} == set(re.findall(r"until (\w+ \d+ \w+ \d{4})", " ".join(out.split())))


def test_a_waiver_that_ends_over_the_baseline_does_not_promise_to_speak(newcomer: Theatre, forewarn: Command) -> None:
    forewarn("run", "-c", newcomer.config, "--apply", environ=newcomer.environ())
    waive(forewarn, newcomer, "date-missed", "HRB-1", "--for", "5 days", "--because", "Helen knows", "--by", "Mara")
    ended = waive(forewarn, newcomer, "end", "1")
    assert "date-missed on HRB-1 stays quiet all the same: it belongs to the baseline" in ended
    assert "The next run speaks" not in ended


def test_what_is_dropped_from_the_baseline_speaks_at_the_next_run(newcomer: Theatre, forewarn: Command) -> None:
    forewarn("run", "-c", newcomer.config, "--apply", environ=newcomer.environ())
    before = writes(newcomer)
    dropped = forewarn("baseline", "drop", "--ticket", "hrb-1", "-c", newcomer.config)
    assert "taken out" in dropped.out
    forewarn("run", "-c", newcomer.config, "--apply")
    assert writes(newcomer) == before + 1
    assert "taken out of the baseline" in forewarn("log", "HRB-1", "-c", newcomer.config).out
    adopted = forewarn("baseline", "adopt", "harbour-website", "--rule", "date-missed", "-c", newcomer.config, "--json")
    assert "HRB-1" in [one["place"] for one in json.loads(adopted.out)]


def test_a_waiver_is_made_listed_obeyed_and_taken_back(theatre: Theatre, forewarn: Command) -> None:
    forewarn("run", "-c", theatre.config, environ=theatre.environ())
    made = waive(
        forewarn, theatre, "date-missed", "HRB-1", "--for", "5 days", "--because", "Helen knows", "--by", "Mara"
    )
    assert "Waiver 1: date-missed on HRB-1 is kept quiet until" in made
    listed = waive(forewarn, theatre, "list")
    assert "waiver 1; keeps 1 finding quiet by Mara" in listed
    assert "To end it, forewarn waive end 1." in listed
    explained = forewarn("explain", "date-missed", "HRB-1", "-c", theatre.config).out
    assert "Found, and kept quiet on purpose." in explained
    assert "Helen knows" in explained
    run = forewarn("run", "-c", theatre.config)
    assert "1 waived" in run.out
    assert "Mara, until" in run.out
    assert "taken back" in waive(forewarn, theatre, "end", "1")
    assert waive(forewarn, theatre, "list").startswith("No waivers")
    log = forewarn("log", "HRB-1", "-c", theatre.config).out
    assert "Mara waived date-missed until" in log


def test_a_waiver_of_a_file_is_obeyed_and_reported_when_it_is_over_or_idle(theatre: Theatre, forewarn: Command) -> None:
    rules = theatre.folder / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    idle = "{rule: silence, ticket: HRB-999, owner: Mara, because: agreed, until: 2099-12-31}"
    waivers = "".join(f"  - {one}\n" for one in (WAIVER % "2099-12-31", WAIVER % "2026-11-02", idle))
    rules.write_text(f"{text}waivers:\n{waivers}", encoding="utf-8")
    valid = forewarn("validate", "-c", theatre.config)
    assert "the waiver of date-missed on HRB-1 ended on 2 Nov 2026" in " ".join(valid.out.split())
    run = " ".join(forewarn("run", "-c", theatre.config, environ=theatre.environ()).out.split())
    assert "1 waived" in run
    assert "ended on Mon 2 Nov 2026" in run
    assert "(silence on HRB-999) is for nothing that is found" in run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("date-missed", "HRB-1"), "a waiver needs a TICKET or project, --for or --until, --because and --by"),
        (("date-missed", "HRB-1", "--for", "5 days", "--by", "Mara"), "--because"),
        (("date-missed", "HRB-1", "--for", "soon", "--because", "x", "--by", "Mara"), "--for: it takes '5 days'"),
        (
            ("date-missed", "HRB-1", "--until", "2020-01-01", "--because", "x", "--by", "M"),
            "--until: it takes a day to come",
        ),
        (("date-mised", "HRB-1", "--for", "5 days", "--because", "x", "--by", "Mara"), "Did you mean 'date-missed'?"),
        (("date-missed", "HRBB-1", "--for", "5 days", "--because", "x", "--by", "Mara"), "Did you mean 'HRB-1'?"),
        (("end", "7"), "there is no waiver '7'"),
        (("end",), "waive end takes a waiver's number. Next: None is in force"),
    ],
)
def test_a_waiver_that_cannot_be_made_says_why(
    theatre: Theatre, forewarn: Command, arguments: tuple[str, ...], words: str
) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    result = forewarn("waive", *arguments, "-c", theatre.config)
    assert result.code == 2
    assert words in " ".join(result.err.replace("│", " ").split())


def test_a_waiver_on_a_ticket_says_how_far_it_reaches_of_a_rule_about_projects(
    theatre: Theatre, forewarn: Command
) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    how = ("--for", "5 days", "--because", "x", "--by", "Mara")
    on_ticket = waive(forewarn, theatre, "silence", "HRB-1", *how)
    assert "silence looks at whole projects, and this holds while it is spoken of on HRB-1." in on_ticket
    assert "forewarn waive silence harbour-website is for all of it" in on_ticket
    assert "whole projects" not in waive(forewarn, theatre, "silence", "harbour-website", *how)
    assert "whole projects" not in waive(forewarn, theatre, "date-missed", "HRB-1", *how)


def test_the_log_tells_the_story_of_a_ticket_in_order(theatre: Theatre, forewarn: Command) -> None:
    forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ())
    forewarn("run", "-c", theatre.config, "--apply")
    data = json.loads(forewarn("log", "northlight/harbour-site#1", "-c", theatre.config, "--json").out)
    assert [entry["kind"] for entry in data] == ["decided", "wrote"]
    assert "promise-broken" in data[0]["text"]
    assert "posted a comment, for the team" in data[1]["text"]
    runs = json.loads(forewarn("log", "-c", theatre.config, "--json").out)
    assert [run["applied"] for run in runs] == [True, True]
    assert "kept quiet" in forewarn("log", "-c", theatre.config).out
    for secret in theatre.environ().values():
        assert secret not in json.dumps(data)


def test_what_ends_for_the_team_and_the_client_at_once_is_one_line(theatre: Theatre, forewarn: Command) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    config = load_config(theatre.config)
    at = datetime(2026, 11, 13, 9, tzinfo=UTC)
    with open_store(config.store) as store:
        [(source, ident)] = store.seen.find("HRB-1")
        ends = Entry(at, "decided", "date-missed no longer found", "harbour-website", source, ident, "HRB-1")
        store.journal.add(replace(ends, about=f"date-missed|x|y|{whom}") for whom in ("team", "client"))
    told = json.loads(forewarn("log", "HRB-1", "-c", theatre.config, "--json").out)
    assert [one["text"] for one in told] == ["date-missed no longer found"]


def test_a_log_of_nothing_says_so(theatre: Theatre, forewarn: Command) -> None:
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    assert "The log says nothing of it." in forewarn("log", "HRB-1", "-c", theatre.config).out
    assert "The baseline is empty" in forewarn("baseline", "-c", theatre.config).out
    assert forewarn("log", "-c", theatre.config).out.strip() == "forewarn has not run so far."


def test_a_baseline_is_not_called_empty_over_what_was_asked_of_it(newcomer: Theatre, forewarn: Command) -> None:
    assert forewarn("run", "--apply", "-c", newcomer.config, environ=newcomer.environ()).code == 0
    assert "date-missed" in forewarn("baseline", "-c", newcomer.config).out
    for verb in (("show",), ("drop",)):
        out = forewarn("baseline", *verb, "--rule", "dead-links", "-c", newcomer.config).out
        assert out == "Nothing in the baseline is of that rule or ticket.\n"
    out = forewarn("baseline", "adopt", "--rule", "dead-links", "-c", newcomer.config).out
    assert out == "Nothing found is of that rule or ticket.\n"
