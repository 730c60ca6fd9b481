"""What works in a rules file and should still be changed: former names, and words without an effect."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pydantic import Field
from ruamel.yaml import YAML

from forewarn.checks import Check, CheckOptions
from forewarn.rulebook import Rulebook, load_rulebook, rules_schema
from forewarn.rulebook.document import parse
from forewarn.rulebook.entries import Entry
from forewarn.rulebook.renames import Notes, note_former_keys
from forewarn.rulebook.usage import Place, usage_notes

Load = Callable[..., Rulebook]
PLACES = [
    Place("acme-relaunch", "acme", None),
    Place("acme-relaunch", "acme", "acme-jira"),
    Place("zoo-site", "zoo", None),
    Place("zoo-site", "zoo", "zoo-board"),
]


def said(book: Rulebook) -> list[str]:
    notes = (*book.layers.renames.notes, *usage_notes(book, PLACES))
    return [f"{note.place}: {note.words}. {note.next_step}" for note in notes]


def test_a_fact_that_no_sentence_of_the_check_names_is_asked_about(load: Load) -> None:
    rule = "version: 1\nrules: {date-missed: {check: process/date-missed, texts: {team: '%s', ru: {advice: '%s'}}}}\n"
    translated = rule.replace("ru: {advice", "translations: {ru: {advice").replace("}}}}", "}}}}}")
    book = load(translated % ("{{ titel }}", "{{ whole }} {{ title }} {{ since | day }}"))
    assert said(book) == [
        "rules.yaml:2: rules.date-missed.texts.team: no sentence of the check names 'titel'. Did you mean 'title'?",
        "rules.yaml:2: rules.date-missed.texts.translations.ru.advice: no sentence of the check names 'whole'. "
        "forewarn plan names a text that cannot be filled.",
    ]


BASE = "version: 1\nrules: {date-missed: {severity: low}, silence: {check: relationship/silence, enabled: false}}\n"


@pytest.mark.parametrize(
    ("more", "note"),
    [
        (
            "overrides: [{client: acme, rules: {date-missed: {severity: low}}}]",
            "overrides.0.rules.date-missed: it is so already, so this changes nothing. Delete it.",
        ),
        (
            "overrides: [{client: acme, rules: {silence: {severity: high}}}]",
            "overrides.0.rules.silence: the rule is off there, so this changes nothing. Add enabled: true.",
        ),
        (
            "overrides: [{project: acme-relaunch, client: zoo, rules: {date-missed: {severity: high}}}]",
            "overrides.0: nothing is ever of all that this names. Check the names; a project is of one client and has "
            "its own sources.",
        ),
        (
            "overrides: [{client: acme, source: zoo-board, rules: {date-missed: {severity: high}}}]",
            "overrides.0: nothing is ever of all that this names. Check the names; a project is of one client and has "
            "its own sources.",
        ),
        (
            "overrides: [{client: acme, rules: {date-missed: {severity: high}}},"
            " {project: acme-relaunch, rules: {date-missed: {severity: high}}}]",
            "overrides.1.rules.date-missed: it is so already, so this changes nothing. Delete it.",
        ),
    ],
)
def test_an_override_without_an_effect_is_told(load: Load, more: str, note: str) -> None:
    assert said(load(BASE + more)) == [f"rules.yaml:3: {note}"]


@pytest.mark.parametrize(
    "more",
    [
        "overrides: [{client: acme, rules: {date-missed: {severity: high}}}]",
        "overrides: [{client: acme, rules: {silence: {enabled: true, severity: high}}}]",
        "overrides: [{source: acme-jira, rules: {date-missed: {where: ticket.open}}}]",
        "overrides: [{client: zoo, rules: {date-missed: {texts: {team: Late.}}}}]",
        "overrides: [{client: zoo, rules: {date-missed: {approval: false}}}]",
        "overrides: [{client: zoo, rules: {date-missed: {options: {+steps: [9]}}}}]",
    ],
)
def test_an_override_with_an_effect_is_not(load: Load, more: str) -> None:
    assert said(load(BASE + more)) == []


def test_words_about_a_rule_that_is_off_everywhere_are_told(load: Load) -> None:
    book = load("version: 1\nextends: [house.yaml]\nrules: {silence: {severity: high}}\n", house=BASE)
    assert said(book) == [
        "rules.yaml:3: rules.silence.severity: the rule is off everywhere, so this changes nothing. Add enabled: true, "
        "or delete it."
    ]


def test_a_value_that_is_set_again_is_told_with_the_line_that_wins(load: Load) -> None:
    book = load("version: 1\nextends: [house.yaml]\nrules: {date-missed: {severity: high}}\n", house=BASE)
    assert said(book) == [
        "rules.yaml:3: rules.date-missed.severity: house.yaml:2 says something else, and this line wins. "
        "Keep one of the two."
    ]


def test_a_value_that_is_as_before_is_told(load: Load) -> None:
    book = load("version: 1\nextends: [house.yaml]\nrules: {date-missed: {severity: low}}\n", house=BASE)
    assert said(book) == [
        "rules.yaml:3: rules.date-missed.severity: house.yaml:2 says the same, so this changes nothing. "
        "Delete the line."
    ]


def test_another_value_than_a_pack_s_is_why_one_extends_a_pack(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(
        "version: 1\nextends: [web-agency@1]\nrules: {silence: {severity: critical}, date-missed: {severity: high}}\n"
    )
    [note] = load_rulebook(path).layers.renames.notes
    assert note.words.startswith("rules.date-missed.severity: web-agency@1:")
    assert note.words.endswith(" says the same, so this changes nothing")


class Renamed(CheckOptions):
    wait: int = Field(1, description="Days.", json_schema_extra={"formerly": ["grace", "patience"]})
    steps: tuple[int, ...] = Field((), description="Steps.", json_schema_extra={"formerly": ["days"]})


@pytest.fixture
def renamed(checks: Mapping[str, type[Check]]) -> Mapping[str, type[Check]]:
    """A check that was called process/overdue, with options that had other names too."""
    body: dict[str, Any] = {
        "__module__": "sample.process.late", "__doc__": "Late.", "team": "Late.", "advice": "Hurry.",
        "formerly": frozenset({"process/overdue"}), "Options": Renamed,
    }  # fmt: skip
    return {**checks, "process/late": type("Late", (Check,), body)}


@pytest.fixture
def reload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: Mapping[str, type[Check]]) -> Load:
    monkeypatch.chdir(tmp_path)

    def load(text: str, **others: str) -> Rulebook:
        for name, content in {"rules": text, **others}.items():
            Path(f"{name}.yaml").write_text(content, encoding="utf-8")
        return load_rulebook(Path("rules.yaml"), checks=renamed)

    return load


@pytest.mark.parametrize(
    ("rule", "note"),
    [
        ("overdue: {}", "rules.overdue: the check 'overdue' is now called 'late'. Write late."),
        (
            "process/overdue: {}",
            "rules.process/overdue: the check 'process/overdue' is now called 'process/late'. Write process/late.",
        ),
        (
            "late: {check: process/overdue}",
            "rules.late.check: the check 'process/overdue' is now called 'process/late'. Write process/late.",
        ),
        (
            "late: {options: {grace: 4}}",
            "rules.late.options.grace: the option 'grace' is now called 'wait'. Write wait.",
        ),
    ],
)  # fmt: skip
def test_a_former_name_still_works_and_the_new_one_is_told(reload: Load, rule: str, note: str) -> None:
    book = reload(f"version: 1\nrules: {{{rule}}}\n")
    [made] = book.all_rules()
    assert (made.id, made.check.slug) == ("late", "process/late")
    assert [f"{n.words}. {n.next_step}" for n in book.layers.renames.notes] == [note]
    if "grace" in rule:
        assert made.check.options.model_dump()["wait"] == 4
        assert made.origin["options.wait"] == "rules.yaml:2"


@pytest.mark.parametrize(("first", "second"), [("grace", "wait"), ("wait", "grace"), ("grace", "patience")])
def test_the_later_file_wins_whichever_name_it_uses(reload: Load, first: str, second: str) -> None:
    house = f"version: 1\nrules: {{late: {{options: {{{first}: 1}}}}}}\n"
    book = reload(f"version: 1\nextends: [house.yaml]\nrules: {{late: {{options: {{{second}: 7}}}}}}\n", house=house)
    assert book.rule("late").check.options.model_dump()["wait"] == 7


def test_a_list_under_its_former_name_can_be_added_to(reload: Load) -> None:
    house = "version: 1\nrules: {late: {options: {steps: [1]}}}\n"
    book = reload("version: 1\nextends: [house.yaml]\nrules: {overdue: {options: {+days: [2]}}}\n", house=house)
    assert book.rule("late").check.options.model_dump()["steps"] == (1, 2)


def test_an_override_may_use_former_names(reload: Load) -> None:
    text = "version: 1\nrules: {late: {}}\noverrides: [{client: acme, rules: {overdue: {options: {grace: 9}}}}]\n"
    book = reload(text)
    [rule] = book.for_project("acme-relaunch", "acme")
    assert rule.check.options.model_dump()["wait"] == 9
    assert [note.place for note in book.layers.renames.notes] == ["rules.yaml:3", "rules.yaml:3"]


def test_an_editor_strikes_a_former_name_out(renamed: Mapping[str, type[Check]]) -> None:
    schema = rules_schema(renamed)
    text = YAML(typ="safe").load("version: 1\nrules: {late: {options: {grace: 4}}}")
    assert list(Draft202012Validator(schema).iter_errors(text)) == []
    assert schema["$defs"]["Renamed"]["properties"]["grace"] == {"deprecated": True, "description": "Now called wait."}


class Inner(Entry):
    quiet: int = Field(5, description="Days.", json_schema_extra={"formerly": ["silent"]})


class Outer(Entry):
    groups: dict[str, Inner] = Field({}, description="By name.")
    one: Inner = Field(default_factory=Inner, description="One.", json_schema_extra={"formerly": ["single"]})


def test_a_key_of_a_file_may_be_renamed_as_well() -> None:
    document = parse("x.yaml", "groups:\n  a: {silent: 3}\nsingle: {quiet: 4}\n")
    read = Outer.model_validate(document.data)
    assert (read.groups["a"].quiet, read.one.quiet) == (3, 4)
    notes = Notes()
    note_former_keys(Outer, document, notes)
    assert [f"{note.place}: {note.words}. {note.next_step}" for note in notes] == [
        "x.yaml:2: groups.a.silent: this key is now called 'quiet'. Write quiet.",
        "x.yaml:3: single: this key is now called 'one'. Write one.",
    ]


def test_a_name_that_is_neither_new_nor_old_is_a_mistake_still() -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        Inner.model_validate({"slient": 3})
