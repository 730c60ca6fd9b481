"""Doctor says who we are, what we may do, what we can promise, and what to do about each thing that is wrong."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from tests.core.cli.test_bad_input import change
from tests.core.conftest import Command, Result

from forewarn.checks import Check
from forewarn.config import Config, load_config
from forewarn.connect import Connector, Examination, Guarantee, Patience, Rights
from forewarn.connect.stage import Sandbox
from forewarn.demo.theatre import Theatre
from forewarn.doctor import Health, examine_sources, exit_code
from forewarn.errors import AuthError, UnavailableError
from forewarn.model import Audience
from forewarn.run import Exit
from forewarn.show.doctor import GUARANTEES, doctor_data, doctor_report
from forewarn.store import Said, State, open_store
from forewarn.testing.memory import ACCOUNT, MemoryReader, MemorySpeaker, MemoryTracker
from forewarn_files.connector import FilesConnector

NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
WELL = Examination(ACCOUNT, (Rights("HRB", read=True, comment=True, edit_own=True),))


class NoOptions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Silence(Check):
    """A check is needed for a config to be one."""

    __module__ = "sample.relationship.silence"
    team = "It is quiet."
    advice = "Write."


class Patient(MemoryReader):
    """The tracker in memory, examined with whatever a test wants to have found."""

    def __init__(self, found: Examination | Exception, guarantee: Guarantee) -> None:
        super().__init__(MemoryTracker(NOW, guarantee=guarantee))
        self._found = found

    def examine(self, containers: Sequence[str]) -> Examination:
        if isinstance(self._found, Exception):
            raise self._found
        return self._found


def connector(found: Examination | Exception, guarantee: Guarantee = Guarantee.INTERNAL) -> type[Connector]:
    """A connector whose examination ends so."""

    class MemoryConnector:
        Options: ClassVar[type[BaseModel]] = NoOptions

        def __init__(
            self,
            source: str,
            options: BaseModel,
            *,
            client_visible: bool,
            environ: Mapping[str, str],
            patience: Patience,
        ) -> None:
            assert patience.budget <= timedelta(seconds=30), "nobody waits five minutes for a doctor"

        def reader(self) -> MemoryReader:
            return Patient(found, guarantee)

        def speaker(self) -> MemorySpeaker:
            raise AssertionError("a doctor does not speak")

        @classmethod
        def sandbox(cls, now: datetime) -> Sandbox:
            raise AssertionError("nobody plays here")

    return MemoryConnector


def config(
    folder: Path, sources: Mapping[str, Mapping[str, Any]], connectors: Mapping[str, type[Connector]], **more: Any
) -> Config:
    """A config with these sources, each with one container HRB."""
    text = {
        **more,
        "agency": {"name": "Northlight", "calendar": "studio"},
        "rules": "rules.yaml",
        "calendars": {"studio": {"time_zone": "Europe/Berlin"}},
        "clients": {"harbour": {}},
        "sources": {name: {"client_visible": True, **keys} for name, keys in sources.items()},
        "projects": {"site": {"client": "harbour", "sources": {name: ["HRB"] for name in sources if name != "idle"}}},
    }
    (folder / "rules.yaml").write_text('{"version": 1, "rules": {"silence": {}}}', encoding="utf-8")
    (folder / "forewarn.yaml").write_text(json.dumps(text), encoding="utf-8")
    loaders = {name: (lambda kind=kind: kind) for name, kind in connectors.items()}
    return load_config(folder / "forewarn.yaml", connectors=loaders, checks={Silence.slug: Silence})


def examined(folder: Path, *found: Examination | Exception, **more: Any) -> tuple[Health, ...]:
    """What doctor makes of sources that are examined so, called one, two, three."""
    kinds = {name: connector(one, **more) for name, one in zip(("one", "two", "three"), found, strict=False)}
    sources = {name: {"connector": name} for name in kinds}
    return examine_sources(config(folder, sources, kinds), {}, lambda: NOW)


def words(found: tuple[Health, ...]) -> str:
    """The report on one line."""
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        console.print(doctor_report("Northlight", found))
    return " ".join(capture.get().split())


def test_when_all_is_well_it_says_so_and_what_it_saw(tmp_path: Path) -> None:
    seen = replace(
        WELL, fields={"Story points": True}, clock_skew=timedelta(seconds=-3), budget_left=4990, budget=5000
    )  # fmt: skip
    found = examined(tmp_path, seen)
    assert exit_code(found) is Exit.DONE
    for said in (
        "one well",
        "Account: forewarn (forewarn)",
        "HRB: read: yes, comment: yes, edit its own comments: yes",
        "Custom field Story points: found",
        "Clock: 3 seconds from ours",
        "4990 of 5000 requests left",
        "they are internal, where no client reads them",
        "All is well.",
    ):
        assert said in words(found)


def test_what_a_tracker_does_not_tell_is_said_to_be_so(tmp_path: Path) -> None:
    assert "Clock: not told" in words(examined(tmp_path, replace(WELL, budget_left=9)))
    assert "Rate budget: not told" in words(examined(tmp_path, replace(WELL, clock_skew=timedelta(0))))


def test_what_has_neither_clock_nor_budget_is_told_without_them(tmp_path: Path) -> None:
    report = words(examined(tmp_path, WELL))
    assert "Clock" not in report and "Rate budget" not in report


PROBLEMS: dict[str, tuple[Examination, list[str]]] = {
    "a project it cannot see": (
        replace(WELL, rights=(Rights("HRB", read=False, problem="HRB is not there", next_step="Check the key."),)),
        ["HRB: HRB is not there.", "Next: Check the key.", "read: no, comment: not told"],
    ),
    "rights without a word from the connector": (
        replace(WELL, rights=(Rights("HRB", read=True, comment=False, edit_own=False),)),
        ["may not comment on, edit its own comments in HRB", "Next: Give the account these rights"],
    ),
    "a custom field that is not there": (
        replace(WELL, fields={"Story points": False}),
        ["does not know the custom field 'Story points'", "Next: Correct its name", "Story points: not found"],
    ),
    "a custom field of which the connector can say more": (
        replace(WELL, fields={"Points": False}, hints={"Points": ("two are called so", "Write 7 or 8.")}),
        ["two are called so", "Next: Write 7 or 8.", "Points: not found"],
    ),
    "a clock that is ahead": (
        replace(WELL, clock_skew=timedelta(minutes=7)), ["7 minutes ahead of", "Next: Let this machine take its time"],
    ),
    "a clock that is behind": (replace(WELL, clock_skew=-timedelta(minutes=3)), ["3 minutes behind"]),
    "a budget that is nearly used up": (
        replace(WELL, budget_left=12, budget=5000), ["only 12 requests are left of 5000", "Next: Wait until"],
    ),
    "what only the connector knows": (
        replace(WELL, notes=(("the token ends on Friday", "Make a new one."),)),
        ["the token ends on Friday", "Next: Make a new one."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_to_be_mended_is_named_with_its_next_step(tmp_path: Path, name: str) -> None:
    seen, said = PROBLEMS[name]
    found = examined(tmp_path, seen)
    assert exit_code(found) is Exit.PARTIAL
    assert len(found[0].problems) == 1
    for one in ["1 thing to mend", *said]:
        assert one in words(found)


@pytest.mark.parametrize(
    "seen",
    [
        replace(WELL, clock_skew=timedelta(minutes=2)),
        replace(WELL, budget_left=501, budget=5000),
        replace(WELL, budget_left=1),
        replace(WELL, rights=(Rights("HRB"),)),
    ],
    ids=["a small skew", "budget enough", "a budget of unknown size", "rights that nobody tells"],
)
def test_what_is_no_problem_is_none(tmp_path: Path, seen: Examination) -> None:
    assert exit_code(examined(tmp_path, seen)) is Exit.DONE


def test_fields_are_not_missed_where_nothing_can_be_read(tmp_path: Path) -> None:
    seen = Examination(ACCOUNT, (Rights("HRB", read=False),), fields={"Story points": False})
    [problem] = examined(tmp_path, seen)[0].problems
    assert problem.container == "HRB"


def test_one_source_that_fails_does_not_keep_it_from_the_others(tmp_path: Path) -> None:
    error = AuthError("the token is not accepted", place="two", next_step="Make a new token.")
    found = examined(tmp_path, WELL, error, WELL)
    assert exit_code(found) is Exit.PARTIAL
    assert [health.examination is not None for health in found] == [True, False, True]
    assert "two NOT REACHED" in words(found)
    assert "Next: Make a new token." in words(found)


def test_nothing_reachable_is_an_exit_code_of_its_own(tmp_path: Path) -> None:
    found = examined(tmp_path, UnavailableError("no answer"), AuthError("no"))
    assert exit_code(found) is Exit.NOTHING_COLLECTED
    assert words(found).count("NOT REACHED") == 2
    assert all(problem.next_step for health in found for problem in health.problems)


@pytest.mark.parametrize("guarantee", Guarantee)
def test_every_guarantee_is_said_in_words(tmp_path: Path, guarantee: Guarantee) -> None:
    assert GUARANTEES[guarantee] in words(examined(tmp_path, WELL, guarantee=guarantee))


def test_a_source_that_no_project_uses_is_examined_all_the_same(tmp_path: Path) -> None:
    kinds = {"one": connector(WELL)}
    both = config(tmp_path, {"one": {"connector": "one"}, "idle": {"connector": "one"}}, kinds)
    found = examine_sources(both, {}, lambda: NOW)
    assert [health.containers for health in found] == [("HRB",), ()]
    assert "No project reads from it." in words(found)


def test_the_data_say_what_the_words_say(tmp_path: Path) -> None:
    [data] = doctor_data(examined(tmp_path, replace(WELL, clock_skew=timedelta(minutes=7), budget_left=9)))
    assert json.loads(json.dumps(data)) == {
        "source": "one",
        "containers": ["HRB"],
        "reachable": True,
        "guarantee": "internal",
        "groups": {},
        "account": {"id": "forewarn", "name": "forewarn", "handle": ""},
        "rights": [{"container": "HRB", "read": True, "comment": True, "edit_own": True}],
        "fields": {},
        "clock_skew": 420.0,
        "budget": None,
        "budget_left": 9,
        "problems": [
            {
                "what": "the tracker's clock is 7 minutes ahead of the one of this machine",
                "next": "Let this machine take its time from the network (NTP).",
                "container": None,
            }
        ],
    }


def test_a_folder_of_files_is_examined_line_by_line(tmp_path: Path) -> None:
    sources = {"export": {"connector": "files", "path": "export", "time_zone": "Europe/Berlin"}}
    checked = config(tmp_path, sources, {"files": FilesConnector})

    def examine() -> tuple[Health, ...]:
        return examine_sources(checked, {}, lambda: NOW)

    (tmp_path / "export" / "HRB").mkdir(parents=True)
    assert "has no tickets.csv" in words(examine())
    tickets = tmp_path / "export" / "HRB" / "tickets.csv"
    tickets.write_text("id,title,created\n1,Start page,2026-11-02 09:00\n2,Footer,yesterday\n", encoding="utf-8")
    assert "HRB/tickets.csv:3: created: 'yesterday' is no instant" in words(examine())
    tickets.write_text("id,title,created\n1,Start page,2026-11-02 09:00\n", encoding="utf-8")
    assert exit_code(examine()) is Exit.DONE
    (tmp_path / "export").rename(tmp_path / "moved")
    assert "export NOT REACHED" in words(examine())
    assert exit_code(examine()) is Exit.NOTHING_COLLECTED


EXPORT = {
    "tickets": "id,title,created\n1,Start page,2026-11-02T09:00Z\n",
    "events": "ticket,at,who,what,text\n1,2026-11-03T09:00Z,clara,commented,Hi\n1,2026-11-03T10:00Z,tom,commented,Hi\n",
}


@pytest.mark.parametrize(
    ("client_visible", "roles", "told"),
    [
        (False, {"client": ["clara"], "team": ["tom"]}, True),
        (True, {"client": ["clara"], "team": ["tom"]}, False),
        (False, {"team": ["clara", "tom"]}, False),
        (False, {}, False),
    ],
)
def test_clients_who_wrote_where_the_config_says_that_they_see_nothing_are_named(
    tmp_path: Path, forewarn: Command, client_visible: bool, roles: dict[str, list[str]], told: bool
) -> None:
    (tmp_path / "export" / "HRB").mkdir(parents=True)
    for name, text in EXPORT.items():
        (tmp_path / "export" / "HRB" / f"{name}.csv").write_text(text, encoding="utf-8")
    source = {"connector": "files", "path": "export", "client_visible": client_visible}
    config(tmp_path, {"export": source}, {"files": FilesConnector}, roles=roles)
    path = tmp_path / "forewarn.yaml"
    assert forewarn("doctor", "-c", path).code == 0, "nothing was read so far"
    assert not (tmp_path / "forewarn.db").exists(), "a doctor writes nothing"
    assert forewarn("sync", "-c", path).code == 0
    result = forewarn("doctor", "-c", path)
    assert (result.code == 4) is (told or not roles)
    assert ("nobody knows the side of clara, tom" in said(result)) is (not roles)
    assert ("To mend: HRB: clara of the client wrote comments" in said(result)) is told


@pytest.mark.parametrize(("state", "answers"), [(State.WITHDRAWN, ""), (State.WITHDRAWN, "c1"), (State.EXPOSED, "")])
def test_where_a_note_for_the_team_came_out_public_doctor_says_so_until_a_person_says_that_it_is_mended(
    tmp_path: Path, forewarn: Command, state: State, answers: str
) -> None:
    (tmp_path / "export" / "HRB").mkdir(parents=True)
    for name, text in EXPORT.items():
        (tmp_path / "export" / "HRB" / f"{name}.csv").write_text(text, encoding="utf-8")
    source = {"connector": "files", "path": "export", "client_visible": True}
    config(tmp_path, {"export": source}, {"files": FilesConnector}, roles={"team": ["clara", "tom"]})
    path = tmp_path / "forewarn.yaml"
    assert forewarn("sync", "-c", path).code == 0
    with open_store(f"sqlite:///{tmp_path / 'forewarn.db'}") as store:
        (ticket,) = store.seen.load("export", [head.id for head in store.seen.heads(("export", "HRB"))])
        store.said.put(Said("m1", "site", ticket.ref, Audience.TEAM, state, (), "x", NOW, NOW, "c9", answers=answers))
    result = forewarn("doctor", "-c", path)
    assert (result.code, "a note for the team" in said(result)) == (4, True)
    assert ("doctor --mended export" in said(result)) is (state is State.WITHDRAWN)
    assert "there is no source 'other': export." in said(forewarn("doctor", "--mended", "other", "-c", path))
    mended = forewarn("doctor", "--mended", "export", "-c", path)
    # What clients can still read has to be deleted first.
    assert mended.code == forewarn("doctor", "-c", path).code == (0 if state is State.WITHDRAWN else 4)
    logged = said(forewarn("log", "1", "-c", path))
    assert ("safe from clients in export again" in logged) is (state is State.WITHDRAWN)


@pytest.fixture
def doctor(theatre: Theatre, forewarn: Command) -> Callable[..., Result]:
    """Runs doctor on the demo's agency, every clock set right."""
    for sandbox in theatre.sandboxes.values():
        sandbox.now = datetime.now(UTC)

    def run(*arguments: str, **environ: str) -> Result:
        return forewarn("doctor", *arguments, "-c", theatre.config, environ={**theatre.environ(), **environ})

    return run


def said(result: Result) -> str:
    """Everything on the screen, on one line, without a traceback."""
    text = " ".join((result.out + result.err).split())
    assert "Traceback" not in text
    return text


def token_of(theatre: Theatre, source: str) -> str:
    """The environment variable that holds a source's token."""
    return next(name for name in theatre.environ() if source.upper() in name.upper() and "TOKEN" in name)


def test_on_the_demo_all_is_well_and_only_reads_are_sent(theatre: Theatre, doctor: Callable[..., Result]) -> None:
    result = doctor()
    assert result.code == 0, said(result)
    for one in ("jira well", "github well", "trello well", "HRB: read: yes", "All is well."):
        assert one in said(result)
    for requests in theatre.requests().values():
        assert requests
        assert not [r for r in requests if r.method not in ("GET", "HEAD") and "permissions/check" not in r.path]


def test_a_wrong_token_is_named_and_the_others_are_examined(theatre: Theatre, doctor: Callable[..., Result]) -> None:
    result = doctor(**{token_of(theatre, "github"): "nonsense"})
    assert result.code == 4
    for one in ("github NOT REACHED", "does not accept the token", "Make a new token", "jira well", "trello well"):
        assert one in said(result)
    assert "nonsense" not in said(result)


def test_a_token_that_is_not_set_is_named_and_the_others_are_examined(
    theatre: Theatre, doctor: Callable[..., Result]
) -> None:
    missing = token_of(theatre, "jira")
    result = doctor(**{missing: ""})
    assert result.code == 4
    for one in ("jira NOT REACHED", f"{missing} is not set", f"Set {missing} in the environment", "github well"):
        assert one in said(result)


def test_all_that_a_source_lacks_is_named_at_once(theatre: Theatre, doctor: Callable[..., Result]) -> None:
    missing = [name for name in theatre.environ() if "TRELLO" in name]
    result = doctor(**dict.fromkeys(missing, ""))
    assert (result.code, len(missing)) == (4, 2)
    for one in missing:
        assert f"the environment variable {one} is not set" in said(result)


@pytest.mark.parametrize("token", ["«s3cr3t»", "s3cr3t\ns3cr3t", '"s3cr3t"', "Bearer s3cr3t", "MY_TOKEN=s3cr3t"])
@pytest.mark.parametrize("source", ["jira", "github", "trello"])
def test_what_can_be_no_token_is_not_sent_and_not_repeated(
    theatre: Theatre, doctor: Callable[..., Result], source: str, token: str
) -> None:
    name = token_of(theatre, source)
    result = doctor(**{name: token})
    assert result.code == 4
    assert f"sources.{source}.token: the token holds characters that no token has" in said(result)
    assert f"Copy it into {name} once more" in said(result)
    assert "s3cr3t" not in said(result)
    assert not theatre.requests()[source]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("\ufeff\n{}\r\n".encode(), "jira well"),
        ("{}".encode("utf-16"), "cannot be read (it is not UTF-8). Next: Save it with the encoding UTF-8."),
    ],
)
def test_a_token_file_may_come_from_any_editor(
    theatre: Theatre, doctor: Callable[..., Result], content: bytes, says: str
) -> None:
    name = token_of(theatre, "jira")
    token = theatre.environ()[name]
    encoding = "utf-16" if content.startswith(b"\xff\xfe") else "utf-8"
    (theatre.folder / "token").write_bytes(content.decode(encoding).format(token).encode(encoding))
    change(theatre.config, lambda data: data["sources"]["jira"].update(token={"file": "token"}))
    assert says in said(doctor())


def test_every_token_wrong_means_that_nothing_was_reached(theatre: Theatre, doctor: Callable[..., Result]) -> None:
    result = doctor(**dict.fromkeys(theatre.environ(), "nonsense"))
    assert result.code == 3
    assert said(result).count("NOT REACHED") == 3


def test_a_custom_field_by_a_wrong_name_is_one_thing_to_mend(theatre: Theatre, doctor: Callable[..., Result]) -> None:
    change(theatre.config, lambda d: d["sources"]["jira"].update({"criteria_field": "Aceptance criteria"}))
    change(theatre.config, lambda d: d["sources"]["trello"].update({"estimate_field": "Points"}))
    result = doctor()
    assert result.code == 4
    for one in (
        "jira 1 thing to mend",
        "Custom field criteria_field: Aceptance criteria: not found",
        "it may mean 'Acceptance criteria' (customfield_10031).",
        "trello 1 thing to mend",
        "no board has a custom field 'Points'",
    ):
        assert one in said(result)


@pytest.mark.parametrize(
    ("source", "container", "project"),
    [("jira", "NOPE", "harbour-website"), ("github", "northlight/nope", "harbour-website"),
     ("trello", "nope", "orchard-shop")],
)  # fmt: skip
def test_a_missing_project_is_named_with_its_next_step(
    theatre: Theatre, doctor: Callable[..., Result], source: str, container: str, project: str
) -> None:
    change(theatre.config, lambda d: d["projects"][project]["sources"].update({source: [container]}))
    result = doctor()
    assert result.code == 4
    assert f"{source} 1 thing to mend" in said(result)
    assert f"To mend: {container}: " in said(result)
    assert said(result).count("Next: ") == 1


def test_an_account_that_may_not_comment_is_told_so(theatre: Theatre, doctor: Callable[..., Result]) -> None:
    theatre.sandboxes["jira"].commenting.may_comment = False  # type: ignore[attr-defined]
    result = doctor()
    assert result.code == 4
    assert "HRB: read: yes, comment: no" in said(result)
    assert said(result).count("To mend: HRB: ") == 1


def test_a_tracker_whose_clock_is_ahead_is_noticed(theatre: Theatre, doctor: Callable[..., Result]) -> None:
    theatre.sandboxes["github"].now += timedelta(minutes=10)
    result = doctor()
    assert result.code == 4
    assert "github 1 thing to mend" in said(result)
    assert "clock is 10 minutes ahead of" in said(result)


def test_it_speaks_json(doctor: Callable[..., Result]) -> None:
    data = json.loads(doctor("--json").out)
    assert data["exit_code"] == 0
    assert {source["source"]: source["reachable"] for source in data["sources"]} == {
        "jira": True, "github": True, "trello": True,
    }  # fmt: skip
