"""A client whom nobody but a group knows: through the real client libraries, and again when the group changes."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.core.conftest import Command

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.config.connectors import installed_connectors
from forewarn.connect.stage import Gathering, Sandbox
from forewarn.model import Event, Kind, Person, Ticket
from forewarn.run import Exit, Pass, run_pass
from forewarn.say.spoken import Deed
from forewarn_jira.sandbox import JiraSandbox

BEN = Person("501", "Ben Builder", handle="ben")
CLARA = Person("502", "Clara", handle="clara")
SOMEBODY = Person("503", "Somebody", handle="somebody")
DAY = timedelta(days=1)
RULE = "unanswered-client-message"


@dataclass(frozen=True)
class Place:
    """Where the story plays: a tracker, a container of it, and what groups are called there."""

    container: str
    status: str
    clients: str
    team: str


PLACES = {
    "jira": Place("ACME", "To Do", "acme-clients", "staff"),
    "jira-dc": Place("ACME", "To Do", "acme-clients", "staff"),
    "github": Place("acme/site", "open", "acme/clients", "northlight"),
    "trello": Place("AcmeSite", "To do", "guests", "observers"),
}


@dataclass
class Stage:
    """The tracker, and the agency's config."""

    sandbox: Sandbox
    place: Place
    config: Path
    ticket: str = ""

    @property
    def groups(self) -> Gathering:
        assert isinstance(self.sandbox, Gathering)
        return self.sandbox

    def join(self, group: str, who: Person) -> None:
        self.groups.join(group, who, self.place.container)

    def run(self, later: timedelta = timedelta(0), *, apply: bool = False) -> Pass:
        """Forewarn comes by after a while, and says nothing unless it may."""
        self.sandbox.now += later
        now = self.sandbox.now
        with open_agency(load_config(self.config), self.sandbox.environ(), lambda: now) as agency:
            return run_pass(agency, now, lambda: now, lambda what, count: None, fetch=True, apply=apply)


@contextmanager
def a_stage(name: str, folder: Path, now: datetime) -> Iterator[Stage]:
    """Clara asked something eight days ago, and nobody has answered. Nothing says who she is."""
    place, kind = PLACES[name], installed_connectors()[name.partition("-")[0]]()
    with JiraSandbox(now, "server") if name == "jira-dc" else kind.sandbox(now) as sandbox:
        stage = Stage(sandbox, place, folder / "forewarn.yaml")
        at = now - 8 * DAY
        ticket = Ticket("t", place.container, "one", "ACME-1", "Start page", at - DAY, reporter=BEN)
        ident = stage.ticket = sandbox.open(replace(ticket, status=place.status))
        asked = "Could you please tell me when the start page will be ready?"
        sandbox.play(ident, Event("", at, Kind.COMMENTED, CLARA, text=asked))
        for group in (place.clients, place.team):
            stage.join(group, SOMEBODY)
        _write(stage.config, _config(kind_name=name.partition("-")[0], options=sandbox.options(), place=place))
        _write(folder / "rules.yaml", {"version": 1, "rules": {RULE: {}}})
        yield stage


def _config(kind_name: str, options: Mapping[str, Any], place: Place) -> dict[str, Any]:
    return {
        "agency": {"name": "Northlight", "calendar": "studio"},
        "rules": "rules.yaml",
        "calendars": {"studio": {"time_zone": "Europe/Berlin"}},
        "clients": {"acme": {}},
        "roles": {
            "team": ["ben", "501", {"source": "tracker", "group": place.team}],
            "client": [{"source": "tracker", "group": place.clients}],
        },
        "sources": {"tracker": {"connector": kind_name, "client_visible": True, **options}},
        "projects": {"website": {"client": "acme", "sources": {"tracker": [place.container]}}},
        "speaking": {"baseline_days": 0},
        "waiting": {"budget_minutes": 0, "attempts": 1},
    }


def _write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data), encoding="utf-8")  # JSON is YAML


def found(done: Pass) -> list[str]:
    return [finding.rule for result in done.results for finding in result.findings]


def asked(done: Pass) -> int:
    return sum(result.asked for result in done.results)


def restrict(sandbox: Sandbox, *, sees: bool) -> None:
    """Whether the account may see who is in groups."""
    sandbox.quirks.sees_groups = sees  # type: ignore[attr-defined]


NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", PLACES)
def test_a_client_whom_only_a_group_names_is_answered_for(name: str, tmp_path: Path) -> None:
    with a_stage(name, tmp_path, NOON) as stage:
        if name == "trello":  # whoever is on a board is its member, and Clara no guest yet
            stage.join("members", CLARA)
        before = stage.run()
        assert (found(before), before.exit_code) == ([], Exit.DONE)
        assert [who.casefold() for who in before.unmapped["website"]] == ["clara"]

        stage.join(stage.place.clients, CLARA)
        assert found(stage.run(timedelta(hours=1))) == [], "groups are read once a day"
        joined = stage.run(timedelta(hours=20))
        assert (found(joined), joined.exit_code) == ([RULE], Exit.DONE)
        assert joined.unmapped["website"] == ()
        assert asked(joined) > 0, "nothing happened on the ticket, and it was asked about again"
        assert found(stage.run(timedelta(hours=1))) == [RULE]

        stage.groups.leave(stage.place.clients, CLARA, stage.place.container)
        assert found(stage.run(DAY)) == [RULE], "her words remain a client's"

        stage.join(stage.place.team, CLARA)
        assert found(stage.run(DAY)) == [], "now she is one of the team"


@pytest.mark.parametrize("name", ["jira", "jira-dc"])
def test_neither_we_nor_a_relay_are_somebody_whose_side_nobody_knows(name: str, tmp_path: Path) -> None:
    with a_stage(name, tmp_path, NOON) as stage:
        stage.join(stage.place.clients, CLARA)
        config = json.loads(stage.config.read_text())
        relay = {"account": "tracker:bridge" if name == "jira-dc" else "504", "author": "^(?P<author>Clara) wrote:"}
        _write(stage.config, {**config, "relays": [relay], "roles": {**config["roles"], "client": ["clara", "Clara"]}})
        assert len(stage.run(apply=True).spoken) == 1
        said = stage.sandbox.open(Ticket("t", stage.place.container, "two", "ACME-2", "Map", NOON, reporter=BEN))
        for who, text in ((Person("504", "Bridge", handle="bridge"), "Clara wrote: Fine."), (SOMEBODY, "Hello.")):
            stage.sandbox.play(said, Event("", NOON, Kind.COMMENTED, who, text=text))
        later = stage.run(timedelta(hours=1), apply=True)
        assert later.unmapped["website"] == (), "somebody is in a group"
        answer = "Hello Clara, the start page is ready."
        stage.sandbox.play(stage.ticket, Event("", stage.sandbox.now, Kind.COMMENTED, BEN, text=answer))
        edited = stage.run(timedelta(hours=1), apply=True)
        assert [one.deed for one in edited.spoken] == [Deed.EDITED]
        assert stage.run(timedelta(hours=1)).unmapped["website"] == (), "we edited what we wrote"
        _write(stage.config, {**config, "roles": {"team": ["ben", "501"], "client": ["clara", "Clara"]}})
        assert stage.run(timedelta(hours=1)).unmapped["website"] == ("Bridge", "Somebody")


@pytest.mark.parametrize("name", ["jira", "jira-dc", "github"])
def test_a_group_that_is_no_longer_shown_keeps_its_people_and_is_told(name: str, tmp_path: Path) -> None:
    with a_stage(name, tmp_path, NOON) as stage:
        stage.join(stage.place.clients, CLARA)
        assert found(stage.run()) == [RULE]
        restrict(stage.sandbox, sees=False)
        refused = stage.run(DAY)
        assert (found(refused), refused.exit_code) == ([RULE], Exit.PARTIAL)
        assert [one.error is None for one in refused.synced if not one.group] == [True]
        restrict(stage.sandbox, sees=True)
        again = stage.run(timedelta(hours=1))
        assert again.exit_code is Exit.DONE
        assert {one.group for one in again.synced if one.people} == {stage.place.clients, stage.place.team}


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Stage]:
    """On Jira, at the time it really is, for the command line."""
    with a_stage("jira", tmp_path, datetime.now(UTC)) as stage:
        stage.join(stage.place.clients, CLARA)
        yield stage


def test_the_report_names_the_group_and_the_next_step(live: Stage, forewarn: Command) -> None:
    def run(verb: str, *more: str) -> tuple[int, str]:
        result = forewarn(verb, *more, "-c", live.config, environ=live.sandbox.environ())
        return result.code, " ".join(result.out.split())

    code, out = run("run")
    assert code == Exit.DONE
    assert "tracker: group acme-clients 2 people" in out
    restrict(live.sandbox, sees=False)
    code, out = run("sync")
    assert (code, "NOT READ" in out) == (Exit.DONE, False), "not asked again on the same day"
    change = json.loads(live.config.read_text())
    change["roles"]["bot"] = [{"source": "tracker", "group": "robots"}]
    _write(live.config, change)
    for verb in ("sync", "run"):
        code, out = run(verb)
        assert code == Exit.PARTIAL
        assert "tracker: group robots NOT READ (never read so far)" in out
        assert "Browse users and groups" in out
    read = json.loads(run("sync", "--json")[1])
    assert [(one["group"], one["container"], one["people"]) for one in read] == [
        ("robots", None, None),
        (None, "ACME", None),
    ]
    assert "may not see who is in the group 'robots'" in read[0]["error"]


def test_doctor_counts_the_people_in_groups(live: Stage, forewarn: Command) -> None:
    result = forewarn("doctor", "-c", live.config, environ=live.sandbox.environ())
    assert "Group acme-clients: 2 people" in result.out
    assert "Group staff: 1 person" in result.out
    data = json.loads(forewarn("doctor", "--json", "-c", live.config).out)
    assert data["sources"][0]["groups"] == {"staff": 1, "acme-clients": 2}
    live.groups.leave("staff", SOMEBODY, "ACME")
    result = forewarn("doctor", "-c", live.config)
    assert result.code == Exit.PARTIAL
    assert "nobody is in the group staff, which roles names" in result.out
    restrict(live.sandbox, sees=False)
    words = " ".join(forewarn("doctor", "-c", live.config).out.split())
    assert "may not see who is in the group 'acme-clients'" in words
    assert "Next: Give it the global permission Browse users and groups" in words


def test_a_group_stands_in_the_config_that_is_shown(live: Stage, forewarn: Command) -> None:
    shown = forewarn("config", "show", "--origin", "-c", live.config).out
    assert "roles.team.2.group" in shown
    assert "acme-clients" in shown
