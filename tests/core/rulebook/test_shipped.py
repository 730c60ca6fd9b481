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


@pytest.mark.parametrize("name", installed_packs())
def test_a_shipped_pack_speaks_every_language_to_whomever_it_tells(name: str) -> None:
    for rule in load_rulebook(name).all_rules():
        for texts in (rule.texts_in("en"), rule.texts_in("ru")):
            assert texts.team, rule.id
            assert texts.advice, rule.id
            assert texts.client or Audience.CLIENT not in rule.audiences, rule.id
        assert rule.texts_in("ru") != rule.texts_in("en"), rule.id


OTHERS = [name for name in installed_packs() if name != "web-agency@1"]


@pytest.mark.parametrize("name", OTHERS)
def test_each_rule_of_another_pack_says_why_it_is_on_off_or_different(name: str) -> None:
    text = installed_packs()[name].read_text(encoding="utf-8")
    lines = text.splitlines()
    first = {rule.id: rule for rule in load_rulebook("web-agency@1").all_rules()}
    rules = {rule.id: rule for rule in load_rulebook(name).all_rules()}
    for rule_id, said in read(text)["rules"].items():
        above = lines[next(n for n, line in enumerate(lines) if line.startswith(f"  {rule_id}:")) - 1]
        word, _, why = above.strip().removeprefix("# ").partition(": ")
        wanted = "On" if said.get("enabled") else "Off" if said.get("enabled") is False else "Different"
        assert why.endswith("."), f"{rule_id} does not say why"
        if rules[rule_id].enabled and first[rule_id].enabled:
            wanted = "Different"
        assert word in (wanted, "Different"), rule_id


@pytest.mark.parametrize("name", OTHERS)
def test_another_pack_changes_what_it_names_and_nothing_is_said_in_vain(name: str) -> None:
    first = {rule.id: rule for rule in load_rulebook("web-agency@1").all_rules()}
    for rule in load_rulebook(name).all_rules():
        if rule.id in read(installed_packs()[name].read_text(encoding="utf-8"))["rules"]:
            before = first[rule.id]
            assert (rule.enabled, rule.fingerprint) != (before.enabled, before.fingerprint), rule.id


def test_the_packs_differ_as_their_names_promise() -> None:
    on = {name: {rule.id for rule in load_rulebook(name).all_rules() if rule.enabled} for name in installed_packs()}
    strict = max(pack for pack in on if pack.startswith("strict@"))
    assert len(on[strict]) == len(all_checks()), f"{strict} switches on every check there is"
    assert "scope-added" not in on["retainer@1"]
    assert {"date-at-risk", "scope-growth"} <= on["software-house@1"]


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
        ("version: 1\nrules: {late: {check: date-missed, when: ticket.open}}", "should not be valid under"),
        ("version: 1\nrules: {ours: {when: [a]}}", "is not of type 'string'"),
        ("version: 1\nrules: {ours: {when: a, texts: {translations: {ru: {taem: a}}}}}", "'taem' was unexpected"),
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
        "version: 1\nrules: {ours: {when: ticket.open, since: ticket.created, texts: {team: A., advice: B.}}}",
        "version: 1\nrules: {date-missed: {where: ticket.open, texts: {translations: {ru: {team: a}}}}}",
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
