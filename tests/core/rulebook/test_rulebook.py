"""Packs, extends, overrides: which value wins, and who said so."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from forewarn.checks import Check
from forewarn.errors import ConfigError, NotFoundError
from forewarn.model import Audience, Severity
from forewarn.rulebook import Rulebook, load_rulebook
from forewarn.rulebook.entries import SeverityWord
from forewarn.rulebook.rule import Rule

Load = Callable[..., Rulebook]

HOUSE = """\
version: 1
rules:
  date-missed:
    severity: low
    options: {grace_days: 1, steps: [5], ignore_types: [chore]}
"""


def options(rule: Rule) -> dict[str, Any]:
    return rule.check.options.model_dump()


def test_a_rule_that_says_nothing_is_as_its_check_says(load: Load, checks: Mapping[str, type[Check]]) -> None:
    rule = load("version: 1\nrules:\n  date-missed:\n").rule("date-missed")
    kind = checks["process/date-missed"]
    assert isinstance(rule.check, kind)
    assert (rule.severity, rule.audiences, rule.enabled) == (kind.severity, kind.audiences, True)
    assert (rule.texts.team, rule.texts.client, rule.texts.advice) == (kind.team, kind.client, kind.advice)
    assert rule.check.options == kind.Options()
    assert rule.origin == {"id": "rules.yaml:3"}


def test_what_a_client_will_see_needs_approval_unless_the_file_says_otherwise(load: Load) -> None:
    book = load("version: 1\nrules: {date-missed: {}, on-time-arrival: {approval: false}}\n")
    assert book.rule("date-missed").approval
    assert not book.rule("on-time-arrival").approval


def test_a_later_file_wins_key_by_key_and_each_value_remembers_its_line(load: Load) -> None:
    text = "version: 1\nextends: [house.yaml]\nrules:\n  date-missed:\n    severity: high\n    options: {steps: [9]}\n"
    rule = load(text, house=HOUSE).rule("date-missed")
    assert rule.severity is Severity.HIGH
    assert options(rule)["grace_days"] == 1
    assert options(rule)["steps"] == (9,)
    assert rule.origin == {
        "id": "house.yaml:3",
        "severity": "rules.yaml:5",
        "options.grace_days": "house.yaml:5",
        "options.steps": "rules.yaml:6",
        "options.ignore_types": "house.yaml:5",
    }


def test_a_plus_adds_to_the_list_before_it(load: Load) -> None:
    text = "version: 1\nextends: [house.yaml]\nrules: {date-missed: {options: {+steps: [9], +ignore_types: [task]}}}\n"
    rule = load(text, house=HOUSE).rule("date-missed")
    assert options(rule)["steps"] == (5, 9)
    assert options(rule)["ignore_types"] == {"chore", "task"}


def test_a_plus_adds_to_the_check_s_own_list_where_no_file_has_set_it(load: Load) -> None:
    rule = load("version: 1\nrules: {date-missed: {options: {+steps: [9]}}}\n").rule("date-missed")
    assert options(rule)["steps"] == (1, 2, 9)


def test_a_list_without_a_plus_forgets_what_was_added_before(load: Load) -> None:
    text = """\
version: 1
rules: {date-missed: {options: {+steps: [9]}}}
overrides:
  - {project: acme-relaunch, rules: {date-missed: {options: {steps: [3]}}}}
"""
    [rule] = load(text).for_project("acme-relaunch", "acme")
    assert options(rule)["steps"] == (3,)


def test_a_file_that_is_extended_twice_counts_once(load: Load) -> None:
    text = "version: 1\nextends: [a.yaml, b.yaml]\n"
    adds = "version: 1\nrules: {date-missed: {options: {+steps: [7]}}}\n"
    rule = load(text, a="version: 1\nextends: [c.yaml]\n", b="version: 1\nextends: [c.yaml]\n", c=adds).rule(
        "date-missed"
    )
    assert options(rule)["steps"] == (1, 2, 7)


def test_extended_files_are_looked_for_beside_the_file_that_names_them(
    tmp_path: Path, checks: Mapping[str, type[Check]]
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "house.yaml").write_text("version: 1\nextends: [base.yaml]\n")
    (tmp_path / "shared" / "base.yaml").write_text(HOUSE)
    (tmp_path / "rules.yaml").write_text("version: 1\nextends: [shared/house.yaml]\n")
    rule = load_rulebook(tmp_path / "rules.yaml", checks=checks).rule("date-missed")
    assert rule.severity is Severity.LOW


def test_a_rule_may_be_named_with_its_family_and_is_the_same_rule(load: Load) -> None:
    text = "version: 1\nextends: [house.yaml]\nrules: {process/date-missed: {severity: critical}}\n"
    [rule] = load(text, house=HOUSE).all_rules()
    assert (rule.id, rule.severity, rule.check.slug) == ("date-missed", Severity.CRITICAL, "process/date-missed")


def test_one_check_can_make_several_rules(load: Load) -> None:
    text = """\
version: 1
rules:
  late: {check: date-missed}
  very-late: {check: process/date-missed, severity: critical, options: {grace_days: 5, limit: P7D}}
"""
    late, very_late = load(text).for_project("acme-relaunch", "acme")
    assert (late.id, options(late)["grace_days"]) == ("late", 0)
    assert (very_late.id, options(very_late)["grace_days"]) == ("very-late", 5)
    assert options(very_late)["limit"] == timedelta(days=7)


def test_the_same_name_in_two_families_is_settled_by_the_family(load: Load) -> None:
    book = load("version: 1\nrules: {relationship/silence: {}, quiet-results: {check: results/silence}}\n")
    assert book.rule("silence").check.slug == "relationship/silence"
    assert book.rule("quiet-results").check.slug == "results/silence"


@pytest.mark.parametrize(
    ("word", "audiences"),
    [("team", {Audience.TEAM}), ("client", {Audience.CLIENT}), ("both", {Audience.TEAM, Audience.CLIENT})],
)
def test_an_audience_may_be_narrowed(load: Load, word: str, audiences: set[Audience]) -> None:
    assert (
        load(f"version: 1\nrules: {{date-missed: {{audience: {word}}}}}\n").rule("date-missed").audiences == audiences
    )


def test_texts_replace_those_of_the_check_one_by_one(load: Load) -> None:
    rule = load("version: 1\nrules: {date-missed: {texts: {team: 'Late: {{ title }}'}}}\n").rule("date-missed")
    assert rule.texts.team == "Late: {{ title }}"
    assert rule.texts.client == "It comes later."


OVERRIDES = """\
version: 1
rules: {date-missed: {severity: low}, on-time-arrival: {}, quiet: {check: relationship/silence, enabled: false}}
overrides:
  - {client: acme, rules: {date-missed: {severity: medium}, on-time-arrival: {enabled: false}}}
  - {project: acme-relaunch, rules: {date-missed: {severity: high}, quiet: {enabled: true}}}
  - {project: acme-relaunch, source: acme-jira, rules: {date-missed: {severity: critical}}}
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("other", "umbrella"), {"date-missed": "low", "on-time-arrival": "info"}),
        (("acme-care", "acme"), {"date-missed": "medium"}),
        (("acme-relaunch", "acme"), {"date-missed": "high", "quiet": "medium"}),
        (("acme-relaunch", "acme", "acme-jira"), {"date-missed": "critical", "quiet": "medium"}),
        (("acme-relaunch", "acme", "acme-trello"), {"date-missed": "high", "quiet": "medium"}),
    ],
    ids=str,
)
def test_overrides_change_what_they_name_and_the_later_one_wins(
    load: Load, asked: tuple[str, ...], expected: dict[str, str]
) -> None:
    rules = load(OVERRIDES).for_project(*asked)
    assert {rule.id: rule.severity.word for rule in rules} == expected


def test_overrides_of_an_extended_file_come_before_those_of_the_file(load: Load) -> None:
    text = "version: 1\nextends: [house.yaml]\noverrides:\n- {client: acme, rules: {date-missed: {severity: info}}}\n"
    house = HOUSE + "overrides:\n- {client: acme, rules: {date-missed: {severity: critical}}}\n"
    [rule] = load(text, house=house).for_project("acme-relaunch", "acme")
    assert rule.severity is Severity.INFO
    assert rule.origin["severity"] == "rules.yaml:4"


def test_a_rule_that_no_override_touches_is_the_same_object_everywhere(load: Load) -> None:
    book = load(OVERRIDES)
    assert book.for_project("acme-care", "acme")[0] is not book.rule("date-missed")
    assert book.for_project("other", "umbrella")[1] is book.rule("on-time-arrival")


def test_the_listing_holds_rules_that_are_switched_off(load: Load) -> None:
    assert [rule.id for rule in load(OVERRIDES).all_rules() if not rule.enabled] == ["quiet"]


def test_a_rule_that_is_not_there_is_told_with_the_nearest(load: Load) -> None:
    with pytest.raises(NotFoundError, match=r"no rule 'date-mised' in the rules file. Did you mean 'date-missed'\?"):
        load(OVERRIDES).rule("date-mised")


def test_two_overrides_that_only_together_make_a_mistake_are_found_at_once(load: Load) -> None:
    text = """\
version: 1
rules: {x: {check: date-missed, audience: team}}
overrides:
  - {client: acme, rules: {x: {check: unexplained-change}}}
  - {project: acme-relaunch, rules: {x: {audience: both}}}
"""
    with pytest.raises(ConfigError, match=r"rules.yaml:5: overrides.1.rules.x.audience: process/unexplained-change"):
        load(text, {"acme-relaunch": "acme"})


SAME = "version: 1\nrules: {date-missed: {options: {grace_days: 1, ignore_types: [a, b, c]}}}\n"


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        (("grace_days: 1", "grace_days: 2"), True),
        (("[a, b, c]", "[a, b]"), True),
        (("{options", "{severity: critical, options"), True),
        (("{options", "{audience: team, options"), True),
        (("[a, b, c]", "[c, a, b]"), False),
        (("grace_days: 1", "grace_days: 1, mode: strict"), False),
        (("{options", "{approval: false, texts: {team: Late.}, options"), False),
        (("rules: {date-missed: {", "rules: {late: {check: date-missed, "), False),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else str(value),
)
def test_a_fingerprint_changes_when_and_only_when_the_answer_may(
    load: Load, change: tuple[str, str], changes: bool
) -> None:
    [before] = load(SAME).all_rules()
    [after] = load(SAME.replace(*change)).all_rules()
    assert (before.fingerprint != after.fingerprint) is changes


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    """Sets are listed in another order in each process, and yet a run must know the answers of the last one."""
    code = """
from forewarn.rulebook import load_rulebook
print(*(rule.fingerprint for rule in load_rulebook("web-agency@1").all_rules()))
"""
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


def test_the_words_for_severity_are_those_of_the_model() -> None:
    assert get_args(SeverityWord) == tuple(severity.word for severity in Severity)


def test_rules_that_are_tried_are_looked_for_alone_wherever_they_are_off(load: Load) -> None:
    text = (
        "version: 1\nrules:\n  date-missed: {enabled: false}\n  on-time-arrival: {}\n"
        "overrides:\n  - {project: shop, rules: {on-time-arrival: {enabled: false}}}\n"
    )
    book = load(text)

    def named(tried: Rulebook, project: str) -> set[str]:
        return {rule.id for rule in tried.for_project(project, "ACME")}

    assert named(book.trying(["date-missed", "results/on-time-arrival"]), "shop") == {"date-missed", "on-time-arrival"}
    assert named(book.trying(["date-missed"]), "site") == {"date-missed"}
    assert (named(book, "shop"), named(book, "site")) == (set(), {"on-time-arrival"})


def test_a_check_that_no_file_makes_a_rule_of_is_tried_with_its_defaults(
    load: Load, checks: Mapping[str, type[Check]]
) -> None:
    book = load("version: 1\nrules:\n  on-time-arrival: {}\n")
    (rule,) = book.trying(["date-missed"]).for_project("shop", "ACME")
    assert rule.check.options == checks["process/date-missed"].Options()
    with pytest.raises(NotFoundError, match="Did you mean 'on-time-arrival'"):
        book.trying(["on-time-arival"])


def test_of_two_checks_of_one_name_the_whole_name_is_tried(load: Load) -> None:
    (rule,) = load("version: 1\nrules:\n  on-time-arrival: {}\n").trying(["results/silence"]).for_project("a", "b")
    assert rule.check.slug == "results/silence"
