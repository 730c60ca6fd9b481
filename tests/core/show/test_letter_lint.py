"""Our own checks of a letter, by cases in both languages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from forewarn.show.letter.lint import GRAVE, Kind, Reader, lint
from forewarn.testing.builders import calendar

CASES = YAML(typ="safe").load((Path(__file__).parent / "letter_lint.yaml").read_text(encoding="utf-8"))
BOTH = [(case, language) for case in CASES for language in ("en", "ru")]
NEXT = {"en": "Our next letter comes on 20 November.", "ru": "Следующее письмо пришлём 20 ноября."}
NOW = datetime(2026, 11, 13, 14, tzinfo=UTC)


def reader(language: str, case: dict[str, Any]) -> Reader:
    return Reader(language, NOW, calendar(), frozenset(case.get("glossary", ())), tuple(case.get("red", ())))


@pytest.mark.parametrize(("case", "language"), BOTH, ids=[f"{case['name']} {language}" for case, language in BOTH])
def test_a_letter_is_found_fault_with_as_people_would(case: dict[str, Any], language: str) -> None:
    text = case[language] if case.get("whole") else f"{case[language]}\n\n{NEXT[language]}\n"
    flaws = lint(text, reader(language, case))
    assert [flaw.kind for flaw in flaws] == case.get(f"{language}_finds", case.get("finds"))
    words = case.get(f"{language}_words")
    assert words is None or sorted(flaw.words for flaw in flaws) == sorted(words)
    assert "line" not in case or [flaw.line for flaw in flaws] == [case["line"]]


def test_every_kind_of_flaw_is_in_a_case() -> None:
    told = {kind for case in CASES for key in ("finds", "en_finds", "ru_finds") for kind in case.get(key, ())}
    assert told == set(Kind) - {Kind.UNREAD}


def test_what_no_letter_may_go_out_with_is_grave_and_the_rest_is_advice() -> None:
    text = "You failed. Everything is on schedule. [to fill in: x] We finish soon. The API."
    flaws = lint(text, Reader("en", NOW, calendar(), red=("late",)))
    assert {flaw.kind for flaw in flaws if flaw.is_grave} == GRAVE
    assert {flaw.kind for flaw in flaws if not flaw.is_grave} == {Kind.VAGUE, Kind.JARGON}


def test_of_a_language_nobody_reads_it_is_said_that_it_was_not_checked() -> None:
    [flaw] = lint("Hola.", Reader("es", NOW, calendar()))
    assert (flaw.kind, flaw.is_grave) == (Kind.UNREAD, False)
