"""Commands in comments: what is heard, what cannot be followed, and what is nobody's command."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from forewarn.language.commands import (
    Command,
    Flaw,
    Unreadable,
    Verb,
    commands,
    is_only_for_us,
    mentions_us,
    without_commands,
)
from forewarn.language.terms import Days, NoDate, read_term

WRITTEN = date(2026, 11, 18)
CASES = YAML(typ="safe").load(Path(__file__).with_name("commands.yaml"))
WORDS = st.sampled_from(
    ["snooze", "dismiss", "explain", "not a promise", "5 days", "until", "Friday", "because", "silence", "отложить",
     "до", "пятницы", "потому что", "99999 days", "31.02", "\n", "> ", "```", "{quote}", ",", "forewarn:", "x"]
)  # fmt: skip


def heard(one: Command | Unreadable) -> str:
    if isinstance(one, Unreadable):
        return f"unreadable: {one.flaw}"
    return f"{f'{one.verb} {one.rule}'.strip()} | {one.until or one.days or ''} | {one.because}"


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_what_is_heard_in_a_comment(case: dict[str, str]) -> None:
    assert "\n".join(heard(one) for one in commands(case["says"], WRITTEN)) == case["heard"]


def test_the_cases_know_every_verb_and_every_flaw() -> None:
    told = "\n".join(case["heard"] for case in CASES)
    assert all(f"{verb}" in told for verb in Verb)
    assert all(f"unreadable: {flaw}" in told for flaw in Flaw)


@given(st.lists(WORDS | st.text(max_size=12), max_size=12).map(" ".join))
def test_any_comment_can_be_read_and_what_is_heard_names_us(text: str) -> None:
    found = commands(text, WRITTEN)
    assert mentions_us(text) or not found
    for one in found:
        if isinstance(one, Command) and one.verb is Verb.SNOOZE:
            assert bool(one.days) is not bool(one.until)
            assert one.because
            assert one.until is None or one.until >= WRITTEN


@given(st.lists(WORDS | st.text(max_size=12), max_size=12).map(" ".join))
def test_nothing_is_heard_in_a_quotation(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.replace("\r", "\n").split("\n"))
    for cut in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        quoted = quoted.replace(cut, " ")
    assert commands(quoted, WRITTEN) == ()


@given(st.integers(1, 9999), st.dates(date(2026, 11, 18), date(2090, 1, 1)))
def test_a_term_is_read_as_it_is_written(days: int, day: date) -> None:
    assert read_term(f"{days} days", WRITTEN) == Days(days)
    assert read_term(f"на {days} дней", WRITTEN) == Days(days)
    assert read_term(f"until {day.isoformat()}", WRITTEN) == day
    assert read_term(f"до {day:%d.%m.%Y}", WRITTEN) == day


@given(st.text(max_size=30))
def test_any_words_are_a_term_or_none(text: str) -> None:
    assert isinstance(read_term(text, WRITTEN), Days | date | NoDate)


def test_a_command_is_taken_out_of_what_is_said_to_people() -> None:
    text = "Hello Helen, it will be Friday.\nforewarn: explain\nBest, Mara"
    assert without_commands(text) == "Hello Helen, it will be Friday.\nBest, Mara"
    assert not is_only_for_us(text)
    assert is_only_for_us("forewarn: explain")
    shown = "Write to us:\n\n    forewarn: explain"
    assert without_commands(f"{shown}\n\nforewarn: explain") == shown


@pytest.mark.parametrize("text", ["Hello", "> forewarn: explain", "    forewarn: explain", "We forewarn: nobody"])
def test_a_text_without_commands_is_left_as_it_is(text: str) -> None:
    assert without_commands(text) is text
