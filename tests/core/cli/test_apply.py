"""forewarn plan --out and forewarn apply: exactly what was read is said, and not where something moved; the breaker."""

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.core.cli.test_commands import writes
from tests.core.conftest import Command

from forewarn.demo.theatre import Theatre
from forewarn.model import Event, Kind, Person, Role


@pytest.fixture
def plan(theatre: Theatre, forewarn: Command, tmp_path: Path) -> Path:
    """A plan, written from what was just read."""
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    path = tmp_path / "plan.json"
    result = forewarn("plan", "-c", theatre.config, "--out", path)
    assert (result.code, f"forewarn apply {path}" in " ".join(result.out.split())) == (0, True)
    return path


def acts(plan: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(plan.read_text(encoding="utf-8"))["acts"]
    return found


def settings(theatre: Theatre, **speaking: Any) -> None:
    """Change what the config says under `speaking`."""
    yaml = YAML()
    data = yaml.load(theatre.config.read_text(encoding="utf-8"))
    data.setdefault("speaking", {}).update(speaking)
    with theatre.config.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


def test_a_plan_writes_nothing_to_a_tracker_and_applying_it_says_its_very_words(
    theatre: Theatre, forewarn: Command, plan: Path
) -> None:
    assert writes(theatre) == 0
    result = forewarn("apply", plan, "-c", theatre.config, "--json")
    assert result.code == 0
    data = json.loads(result.out)
    assert {one["deed"] for one in data["said"]} == {"posted"}
    assert sorted(one["ticket"] for one in data["said"]) == sorted(act["ticket"]["key"] for act in acts(plan))
    held = [row for source in theatre.sandboxes.values() for row in [r.path for r in source.requests]]
    assert held
    again = forewarn("run", "-c", theatre.config, "--apply")
    assert again.code == 0  # what was applied is known, and nothing is said twice


def test_applying_twice_says_nothing_twice_and_names_each_ticket(
    theatre: Theatre, forewarn: Command, plan: Path
) -> None:
    forewarn("apply", plan, "-c", theatre.config)
    spoken = writes(theatre)
    again = forewarn("apply", plan, "-c", theatre.config)
    assert (again.code, writes(theatre)) == (4, spoken)
    for act in acts(plan):
        assert act["ticket"]["key"] in again.out


def test_a_ticket_that_moved_is_refused_by_name_and_the_others_are_spoken_of(
    theatre: Theatre, forewarn: Command, plan: Path
) -> None:
    moved, *others = [act for act in acts(plan) if act["ticket"]["source"] == "jira"]
    now = theatre.sandboxes["jira"].now
    said = Event("later", now, Kind.COMMENTED, Person("mara", "Mara Lindt", Role.TEAM), text="On it.", ref="later")
    theatre.sandboxes["jira"].play(moved["ticket"]["id"], said)
    result = forewarn("apply", plan, "-c", theatre.config, "--json")
    assert result.code == 4
    data = json.loads(result.out)
    assert [(one["ticket"], one["why"]) for one in data["refused"]] == [
        (moved["ticket"]["key"], "the ticket changed since the plan was made")
    ]
    assert len(data["said"]) == len(acts(plan)) - 1
    text = forewarn("apply", plan, "-c", theatre.config).out
    assert "Not said, because the ticket moved" in text
    assert others or len(acts(plan)) > 1


def test_a_plan_that_somebody_edited_or_made_elsewhere_is_refused(
    theatre: Theatre, forewarn: Command, plan: Path, tmp_path: Path
) -> None:
    data = json.loads(plan.read_text(encoding="utf-8"))
    data["acts"][0]["body"] = "You are all late."
    plan.write_text(json.dumps(data), encoding="utf-8")
    edited = forewarn("apply", plan, "-c", theatre.config)
    assert (edited.code, "changed after it was written" in edited.err) == (2, True)
    from forewarn.say.planfile import PlanFile, _digest

    forged = PlanFile.model_validate(data)
    plan.write_text(json.dumps({**data, "digest": _digest(forged)}), encoding="utf-8")
    elsewhere = forewarn("apply", plan, "-c", theatre.config)
    assert (elsewhere.code, "was not made from the database of this config" in elsewhere.err) == (2, True)
    assert writes(theatre) == 0


@pytest.mark.parametrize(
    ("text", "words"), [(None, "there is no such file"), ("hello", "this is no plan"), ("{}", "no plan of forewarn")]
)
def test_a_file_that_is_no_plan_is_refused(
    theatre: Theatre, forewarn: Command, tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "plan.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    result = forewarn("apply", path, "-c", theatre.config, environ=theatre.environ())
    assert (result.code, words in result.err) == (2, True)


def test_a_plan_is_never_written_for_another_instant(theatre: Theatre, forewarn: Command, tmp_path: Path) -> None:
    result = forewarn("plan", "-c", theatre.config, "--out", tmp_path / "p.json", "--now", "2026-11-12T09:30",
                      environ=theatre.environ())  # fmt: skip
    assert (result.code, "--now" in result.err) == (2, True)


# The breaker.


def test_a_run_that_would_say_far_more_than_usual_says_nothing_new_leaves_with_5_and_says_what_to_do(
    theatre: Theatre, forewarn: Command
) -> None:
    settings(theatre, breaker={"floor": 1})
    result = forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ())
    assert (result.code, writes(theatre)) == (5, 0)
    out = " ".join(result.out.split())
    for words in ("this run wants to say", "--override-breaker", "speaking.breaker.floor"):
        assert words in out
    again = forewarn("run", "-c", theatre.config, "--apply", "--json")
    assert (again.code, json.loads(again.out)["breaker"] is not None) == (5, True)
    assert forewarn("plan", "-c", theatre.config).code == 5


def test_the_breaker_can_be_overridden_and_then_has_nothing_more_to_say(theatre: Theatre, forewarn: Command) -> None:
    settings(theatre, breaker={"floor": 1}, comments_per_run=2)
    first = forewarn("run", "-c", theatre.config, "--apply", "--override-breaker", environ=theatre.environ())
    assert (first.code, writes(theatre)) == (0, 2)
    assert forewarn("run", "-c", theatre.config, "--apply").code == 0  # what only the budget held back is no surge
    assert writes(theatre) > 2


def test_what_is_held_is_kept_for_the_digest_with_its_reason(theatre: Theatre, forewarn: Command) -> None:
    from forewarn.store import Reason, open_store

    settings(theatre, comments_per_run=0)
    assert forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ()).code == 0
    with open_store(f"sqlite:///{theatre.folder / 'forewarn.db'}") as store:
        held = store.held.open()
    assert {item.reason for item in held} >= {Reason.BUDGET, Reason.EXPOSED, Reason.APPROVAL}
    assert all(item.why and item.first_held for item in held)
