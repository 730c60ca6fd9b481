"""What ships: the pack, the agency's example, and the schema for editors."""

from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from ruamel.yaml import YAML

from forewarn.checks import Check, all_checks
from forewarn.model import Audience
from forewarn.rulebook import load_rulebook, rules_schema
from forewarn.rulebook.packs import installed_packs

EXAMPLES = sorted(
    (file for file in (files("forewarn_rules") / "agencies").iterdir() if file.name.endswith(".yaml")),
    key=lambda file: file.name,
)
FIRST = {
    "expectations/promise-broken",
    "expectations/scope-added",
    "process/date-missed",
    "process/unexplained-change",
    "relationship/silence",
    "relationship/unanswered-client-message",
    "results/comment-back-after-done",
    "results/on-time-arrival",
}


def read(text: str) -> Any:
    return YAML(typ="safe").load(text)


def wrong_with(rules: Any, checks: Mapping[str, type[Check]]) -> list[str]:
    validator = Draft202012Validator(rules_schema(checks))
    return [error.message for error in validator.iter_errors(rules)]


@pytest.mark.parametrize("name", installed_packs())
def test_a_shipped_pack_holds_no_mistake_and_every_rule_names_its_check_and_severity(name: str) -> None:
    for rule in load_rulebook(name).all_rules():
        assert rule.check.slug.endswith(f"/{rule.id}")
        assert {"check", "severity"} <= rule.origin.keys()


def test_the_first_pack_switches_on_the_first_checks_and_not_many_more() -> None:
    on = {rule.check.slug for rule in load_rulebook("web-agency@1").all_rules() if rule.enabled}
    assert on >= FIRST
    assert len(on) < len(all_checks()) / 2


def test_the_first_pack_pins_every_number_of_its_checks() -> None:
    """A pack must not change because a check's default did."""
    for rule in load_rulebook("web-agency@1").all_rules():
        numbers = [n for n, value in rule.check.options.model_dump().items() if isinstance(value, int | float)]
        assert {f"options.{name}" for name in numbers} <= rule.origin.keys(), rule.id


def test_the_first_pack_shows_a_client_nothing_without_a_person_s_approval() -> None:
    rules = load_rulebook("web-agency@1").all_rules()
    assert all(rule.approval for rule in rules if Audience.CLIENT in rule.audiences)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.name)
def test_an_agency_s_example_can_be_used_and_its_editor_finds_nothing(example: Any) -> None:
    with as_file(example) as path:
        assert load_rulebook(path).all_rules()
        assert wrong_with(read(path.read_text(encoding="utf-8")), all_checks()) == []


@pytest.mark.parametrize("name", installed_packs())
def test_an_editor_finds_nothing_in_a_shipped_pack(name: str) -> None:
    assert wrong_with(read(installed_packs()[name].read_text(encoding="utf-8")), all_checks()) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("version: 1\nrules: {date-missed: {severty: high}}", "'severty' was unexpected"),
        ("version: 1\nrules: {date-missed: {options: {grace_day: 1}}}", "'grace_day' was unexpected"),
        ("version: 1\nrules: {process/date-missed: {options: {grace_day: 1}}}", "'grace_day' was unexpected"),
        ("version: 1\nrules: {late: {check: date-missed, options: {grace_day: 1}}}", "'grace_day' was unexpected"),
        ("version: 1\nrules: {date-missed: {options: {grace_days: -1}}}", "less than the minimum"),
        ("version: 1\nrules: {date-missed: {options: {+steps: 3}}}", "is not of type 'array'"),
        ("version: 1\nrules: {late: {check: date-mised}}", "'date-mised' is not one of"),
        ("version: 1\nrules: {date-missed: {audience: all}}", "'all' is not one of"),
        ("version: 1\noverrides: [{rules: {}}]", "is not valid under any of the given schemas"),
        ("version: 1\noverrides: [{client: a, rules: {date-missed: {options: {x: 1}}}}]", "'x' was unexpected"),
        ("rules: {}", "'version' is a required property"),
    ],
)
def test_an_editor_finds_a_mistake(text: str, complaint: str, checks: Mapping[str, type[Check]]) -> None:
    [found] = wrong_with(read(text), checks)
    assert complaint in found


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nrules: {late: {check: date-missed, options: {grace_days: 1, +steps: [3]}}}",
        "version: 1\nrules: {date-missed: , process/unexplained-change: {options: }}",
        "version: 1\nextends: [house.yaml]\nrules: {named-in-house: {severity: high}}",
        "version: 1\noverrides: [{source: x, rules: {date-missed: {approval: false}, own: {}}}]",
    ],
)
def test_an_editor_finds_nothing_where_nothing_is_wrong(text: str, checks: Mapping[str, type[Check]]) -> None:
    assert wrong_with(read(text), checks) == []


def test_the_schema_is_itself_a_schema() -> None:
    Draft202012Validator.check_schema(rules_schema(all_checks()))


def test_every_key_of_the_schema_tells_an_editor_what_it_is_for() -> None:
    schema = rules_schema(all_checks())
    silent = [
        f"{name}.{key}"
        for name, model in schema["$defs"].items()
        for key, described in model.get("properties", {}).items()
        if not described.get("description") and key != "rules"
    ]
    assert silent == []
