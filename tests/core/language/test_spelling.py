"""One slip of the pen in a word that a signal hangs on does not hide the signal; words that are meant stay."""

import pytest

from forewarn.language import Language
from forewarn.language.sentences import Line
from forewarn.language.spelling import Spelling


@pytest.mark.parametrize(
    "text",
    ["Any udpates on the map?", "Any upates on the map?", "Any updatess on the map?", "What is the satus of this?"],
)
def test_a_chase_with_a_slip_is_a_chase(english: Language, text: str) -> None:
    assert english.chases(text) == text


@pytest.mark.parametrize("text", ["Есть новсти по домену?", "Какой стауус у нашей заявки?"])
def test_a_russian_one_too(russian: Language, text: str) -> None:
    assert russian.chases(text) == text


@pytest.mark.parametrize(
    "text", ["Is the fired clay shown?", "Any upgrades for the server?", "Where is the heady mix?"]
)
def test_a_word_that_is_meant_is_left_alone(english: Language, text: str) -> None:
    assert english.chases(text) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("updat", "update"), ("udpate", "update"), ("updaate", "update"), ("upsate", "update"), ("update", None),
        ("undated", None), ("pdate", None), ("nws", "news"), ("nwes", "news"), ("newx", None), ("newss", None),
    ],
)  # fmt: skip
def test_a_slip_is_one_letter_and_never_the_first_and_short_words_are_only_turned_or_cut(
    written: str, read: str | None
) -> None:
    spelling = Spelling(["update", "news"], ["undated"])
    line = spelling.corrected(Line.of(f"any {written} yet"))
    assert line.plain == f"any {read or written} yet"
    assert (read or written) in line.keys
    assert line.said == f"any {written} yet"
