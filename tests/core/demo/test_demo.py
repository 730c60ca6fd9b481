"""The main job, end to end: real client libraries, real HTTP, the real command line."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.core.conftest import Command

from forewarn.demo.story import CronRun, load_story
from forewarn.demo.theatre import open_theatre

LIBRARIES = {"jira": "jira", "github": "github", "trello": "trello"}


@pytest.fixture
def callers(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """For each HTTP request that leaves this process, the packages on its call stack."""
    seen: list[set[str]] = []
    send = requests.Session.send

    def spy(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        frame, packages = sys._getframe(), set()
        while frame is not None:
            packages.add(str(frame.f_globals.get("__name__", "")).partition(".")[0])
            frame = frame.f_back  # type: ignore[assignment]
        seen.append(packages)
        return send(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", spy)
    return seen


def test_the_demo_tells_its_story_through_the_real_client_libraries(forewarn: Command, callers: list[set[str]]) -> None:
    result = forewarn("demo", "--json")
    assert result.code == 0
    data = json.loads(result.out)
    # Every request that a sandbox logged was sent from within the client library of its tracker.
    for source, counts in data["requests"].items():
        sent = sum(LIBRARIES[source] in packages for packages in callers)
        assert sum(counts.values()) == sent > 5
    calm, alarm, acted, hour_later = data["scenes"]
    assert (calm["findings"], calm["said"]) == ([], [])
    families = {finding["check"].partition("/")[0] for finding in alarm["findings"]}
    assert families == {"expectations", "process", "results", "relationship"}
    assert {finding["rule"] for finding in alarm["findings"]} == {
        "scope-added", "promise-broken", "date-missed", "unexplained-change", "on-time-arrival",
        "comment-back-after-done", "unanswered-client-message", "silence",
    }  # fmt: skip
    assert {said["deed"] for said in alarm["said"]} == {"posted"}
    assert any("clients can read every comment" in held["why"] for held in alarm["held"])
    assert any("approval" in held["why"] for held in alarm["held"])
    assert {said["deed"] for said in acted["said"]} == {"edited"}
    assert any(act["act"] == "acknowledged" and "Ivo Santos answered" in act["why"] for act in acted["plan"])
    assert hour_later["said"] == []


def test_the_demo_reads_like_a_story(forewarn: Command) -> None:
    out = forewarn("demo").out
    for words in (
        "Tuesday: the first look",
        "Nothing that a client would have to ask about",
        "Helen Marsh wrote on Tue 10 Nov 2026",
        "good news on-time-arrival",
        "posted a comment",
        "Held back",
        "nothing of it is open any more",
        "left as it is; Ivo Santos answered on 13 Nov 2026",
        "Right on time! “Recipe pages”",
        "Requests, all of them sent by the trackers' own client libraries",
        "forewarn demo --keep FOLDER writes the report page too",
    ):
        assert words in " ".join(out.split())


def test_the_demo_keeps_its_files_when_asked_to_and_never_overwrites(forewarn: Command, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    result = forewarn("demo", "--keep", folder)
    assert result.code == 0
    last = result.out.splitlines()[-4:]
    assert "The sandboxes have ended" in " ".join(" ".join(last).split())
    assert "report, explain, log, drafts and promises work" in " ".join(" ".join(last).split())
    assert forewarn("report", "-c", folder / "forewarn.yaml").code == 0
    assert {path.name for path in folder.iterdir()} >= {"forewarn.yaml", "rules.yaml", "forewarn.db"}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "1 project needs a word to the client. 1 is on course." in page  # as of the story's last day
    taken = forewarn("demo", "--keep", folder / "rules.yaml")
    assert taken.code == 2 and "cannot be made (File exists)" in taken.err
    again = forewarn("demo", "--keep", folder)
    assert again.code == 2
    assert "is not empty" in again.err


def test_what_stands_on_the_trackers_is_exactly_what_we_said(tmp_path: Path) -> None:
    """The restricted note cannot be seen by the client, and each comment is there once."""
    from forewarn.agency import open_agency
    from forewarn.config import load_config
    from forewarn.model import Audience, Kind
    from forewarn.run import run_pass

    with open_theatre(load_story(), tmp_path) as theatre:
        acts: Iterator[CronRun] = theatre.acts()
        for run in (next(acts), next(acts)):
            with open_agency(load_config(theatre.config), theatre.environ(), lambda at=run.at: at) as agency:
                run_pass(agency, run.at, lambda at=run.at: at, lambda w, c: None, fetch=True, apply=True)
        with open_agency(load_config(theatre.config), theatre.environ(), lambda: run.at) as agency:
            for said in agency.store.said.all():
                speaker = agency.connectors[said.ticket.source].speaker()
                (posted,) = speaker.find(said.ticket)
                assert (posted.marker, posted.audience) == (said.marker, said.audience)
                assert posted.body.split() == said.body.split()
            reader = agency.connectors["jira"].reader()
            ours = agency.store.said.comment_ids("jira")
            events = [e for b in reader.read("HRB", None) for t in b.tickets for e in t.history]
            notes = [e for e in events if e.kind is Kind.COMMENTED and e.ref in ours]
            assert notes
            assert not any(e.public for e in notes)
            assert all(s.audience is Audience.TEAM for s in agency.store.said.all() if s.ticket.source == "jira")
