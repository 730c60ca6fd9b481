"""What was learnt from labelled comments adds to the phrases, and only as far as the comments bear it out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.language import language_for
from forewarn.language.learnt import Learnt, learnt_for, traits
from forewarn.language.pack import pack_for
from forewarn.language.reading import Reading
from forewarn.language.sentences import Line

FILE = "# Explains.\ndigest\tabc\nbias\t-1.0\nphrase\t2.0\nsure\t0.5\n9.00\tcrickets\n-9.00\tany _ from\n"


def reading(text: str) -> Reading:
    pack = pack_for("en")
    assert pack is not None
    return Reading(pack, chases=Learnt.read(text))


def weighed(said: str) -> frozenset[str]:
    (found,) = traits([Line.of(said)])
    return found


def test_a_sentence_like_those_that_were_learnt_counts_without_a_phrase() -> None:
    assert reading(FILE).chases("Still only crickets.") == "Still only crickets."
    assert Reading(pack_for("en")).chases("Still only crickets.") is None  # type: ignore[arg-type]


def test_a_phrase_counts_where_what_was_learnt_does_not_speak_against_it() -> None:
    assert reading(FILE.replace("-9.00\tany _ from\n", "")).chases("Any news from the printer?") is not None
    assert reading(FILE).chases("Any news from the printer?") is None


def test_what_stands_beside_a_sentence_is_weighed_with_it() -> None:
    text = "The crickets are gone. And the invoice?"
    assert reading(FILE).chases(text) == "The crickets are gone."
    beside = FILE.replace("9.00\tcrickets", "9.00\t<cric*")
    assert reading(beside).chases(text) == "And the invoice?"
    assert reading(beside).chases("And the invoice?") is None


def test_the_sentence_that_chases_is_told_and_not_the_whole_comment() -> None:
    assert reading(FILE).chases("Thanks for the logo. Still only crickets. Bye!") == "Still only crickets."


@pytest.mark.parametrize("code", ["en", "ru"])
@pytest.mark.parametrize(
    "words",
    ["OK?", "Really?", "Friday?", "Why?", "42?", "Two columns? Three?", "Хорошо?", "Почему?", "Сколько?", "Zyx?"],
)
def test_one_word_and_a_question_mark_ask_for_no_news(code: str, words: str) -> None:
    language = language_for(code)
    assert language is not None
    assert language.chases(words) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It's been 3 days.", "It's been 14 days."),
        ("Any NEWS?", "any news ?"),
        ("Has *anyone* seen it?", "has anyone seen it?"),
        ("waiting, waiting", "waiting waiting"),
    ],
)
def test_what_is_weighed_does_not_depend_on_how_a_thing_is_written(one: str, other: str) -> None:
    assert weighed(one) == weighed(other)


def test_endings_matter_little_and_order_matters() -> None:
    assert "wait*" in weighed("waiting") & weighed("waited")
    assert weighed("is it done") != weighed("it is done")
    assert weighed("Done.") != weighed("Done?")


@given(st.text(max_size=300))
def test_any_text_can_be_weighed(text: str) -> None:
    language = language_for("en")
    assert language is not None
    found = language.chases(text)
    assert found is None or found in language.sentences(text)


def test_a_language_of_which_nothing_was_learnt_has_its_phrases() -> None:
    assert learnt_for("xx") is None
