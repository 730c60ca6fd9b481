"""The language of conditions: one module knows the engine, the page lists every name, and columns are right."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.defaults import DEFAULT_FILTERS

import forewarn
from forewarn.errors import ConfigError
from forewarn.rulebook import load_rulebook
from forewarn.rulebook.cel import Function, Type
from forewarn.rulebook.condition import condition
from forewarn.rulebook.custom import SAMPLE
from forewarn.rulebook.document import parse
from forewarn.rulebook.fields import PROJECT_FIELDS, TICKET_FIELDS, Named
from forewarn.rulebook.misread import Misread
from forewarn.rulebook.spans import FUNCTIONS
from forewarn.rulebook.templates import FILTERS
from forewarn.say.markup import PLAIN
from forewarn.say.tongue import tongue_for
from forewarn.say.words import _environment
from forewarn.testing.builders import calendar

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "rules-file.md").read_text(encoding="utf-8")


def test_one_module_imports_the_engine() -> None:
    importing = set()
    for folder in ("core", "connectors", "rules"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
                if any(name.split(".")[0] == "cel_expr_python" for name in names):
                    importing.add(path)
    assert importing == {Path(forewarn.__file__).parent / "rulebook" / "cel.py"}


def rows(fields: Mapping[str, Named]) -> list[str]:
    return [f"| `{name}` | {known.type} | {known.about} |" for name, known in fields.items()]


def function_row(one: Function) -> str:
    return f"| `{one.name}({', '.join(one.takes)})` | {one.gives} | {one.about} |"


def test_the_page_lists_every_field_and_function_as_the_code_knows_them() -> None:
    wanted = [*rows(TICKET_FIELDS), *rows(PROJECT_FIELDS), *(function_row(one) for one in FUNCTIONS)]
    listed = [
        line for line in PAGE.splitlines() if line.startswith(("| `ticket.", "| `project.")) or "(instant" in line
    ]
    assert [line for line in listed if line.startswith("| `")] == wanted


def test_the_page_lists_every_fact_that_a_text_may_name() -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith("Facts: "))
    assert line == "Facts: " + ", ".join(f"`{name}`" for name in SAMPLE) + "."


def test_the_page_s_example_is_a_rules_file(tmp_path: Path) -> None:
    example = PAGE.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "rules.yaml").write_text(example, encoding="utf-8")
    rules = load_rulebook(tmp_path / "rules.yaml").all_rules()
    assert [rule.check.slug for rule in rules if rule.check.slug.startswith("custom/")]
    assert any(rule.where for rule in rules)


@pytest.mark.parametrize("name", [*TICKET_FIELDS, *PROJECT_FIELDS])
def test_every_field_can_be_named(name: str) -> None:
    known = {**TICKET_FIELDS, **PROJECT_FIELDS}[name]
    assert condition(name, known.type).source == name


def test_every_field_that_may_be_missing_has_another_that_asks_for_it() -> None:
    for name in ("due", "estimate", "milestone_due"):
        assert TICKET_FIELDS[f"ticket.has_{name}"].type is Type.FLAG


def test_templates_are_tried_with_the_filters_that_fill_them() -> None:
    known = _environment(PLAIN, calendar().zone, tongue_for("en")).filters
    assert {name for name in FILTERS if name not in known} == set()
    assert set(known) - set(DEFAULT_FILTERS) <= set(FILTERS)


STYLES = {
    "plain": "a:\n  b: {}\n",
    "single": "a:\n  b: '{}'\n",
    "double": 'a: {{b: "{}"}}\n',
    "folded": "a:\n  b: >- # why\n    {}\n",
    "block": "x: 1\na:\n  b: |\n        {}\n",
}


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=30)
@given(words=st.lists(st.sampled_from(["ticket.open", "&&", "||", "(a)", "x"]), min_size=2, max_size=6), at=st.data())
def test_a_column_points_at_the_character_that_is_wrong(style: str, words: list[str], at: st.DataObject) -> None:
    marked = at.draw(st.integers(0, len(words) - 1))
    words = ["x", *words[:marked], "HERE", *words[marked + 1 :]]
    glue = "\n        " if style == "block" else "\n    " if style == "folded" else " "
    text = STYLES[style].format(glue.join(words))
    document = parse("x.yaml", text)
    value = document.data["a"]["b"]
    place, column = document.within(("a", "b"), value, value.index("HERE"))
    assert text.splitlines()[place.line - 1][column - 1 :].startswith("HERE")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_whatever_somebody_writes_is_a_condition_or_a_mistake_of_ours(text: str) -> None:
    try:
        condition(text)
    except Misread as mistake:
        assert str(mistake)
        assert 0 <= mistake.offset <= max(len(text), 1)


names = st.sampled_from([*TICKET_FIELDS, "ticket.titel", "'x'", "3", "1.5", "true", "reached(ticket.due)", "now", "[]"])
operators = st.sampled_from(["==", "&&", "||", "<", "+", "in", "and", "?", "."])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, operators), min_size=1, max_size=4), names)
def test_whatever_is_nearly_an_expression_is_one_or_a_mistake_of_ours(parts: list[tuple[str, str]], last: str) -> None:
    source = " ".join(f"{name} {operator}" for name, operator in parts) + f" {last}"
    try:
        condition(source)
    except Misread as mistake:
        assert "INVALID" not in str(mistake)
        assert 0 <= mistake.offset <= len(source)


def test_a_mistake_in_an_expression_is_found_through_a_file_that_is_extended(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("version: 1\nextends: [house.yaml]\n")
    (tmp_path / "house.yaml").write_text("version: 1\nrules: {date-missed: {where: ticket.opn}}\n")
    with pytest.raises(ConfigError, match=r"house.yaml:2: rules.date-missed.where: column 30: unknown field"):
        load_rulebook(tmp_path / "rules.yaml")
