"""Facts in sentences: what nobody knows is said in words."""

import pytest
from tests.core.say.test_plan import OFFICE
from tests.core.say.test_render import silence_rule

from forewarn.model import Fact
from forewarn.say.markup import MARKUPS
from forewarn.say.tongue import tongue_for
from forewarn.say.words import sentence


@pytest.mark.parametrize("markup", sorted(MARKUPS))
@pytest.mark.parametrize(
    ("language", "author", "template", "filled"),
    [
        ("en", "", "{{ author }} wrote: {{ words | quote }}", "Somebody wrote: “Hi”."),
        ("en", "", "In review {{ author }} wrote.", "In review somebody wrote."),
        ("ru", "", "{{ author }}: {{ words | quote }}", "Кто-то: «Hi»."),
        ("ru", "", "{{ author }}, {{ words | quote }}", "Кто-то, «Hi»."),
        ("en", "ben", "{{ author }} wrote.", "ben wrote."),
        ("en", "", "{{ words }} is all.", "Hi is all."),
    ],
)
def test_a_writer_whom_nobody_knows_is_somebody(
    markup: str, language: str, author: str, template: str, filled: str
) -> None:
    facts: dict[str, Fact] = {"author": author, "words": "Hi"}
    said = sentence(silence_rule(), template, facts, MARKUPS[markup], OFFICE, tongue_for(language))
    assert said.replace("\\", "") == filled


@pytest.mark.parametrize(
    ("words", "template", "filled"),
    [
        ("Any news", "It says: {{ words | quote }} Nobody answered.", "It says: “Any news”. Nobody answered."),
        ("Any news?", "It says: {{ words | quote }} Nobody answered.", "It says: “Any news?” Nobody answered."),
        ("Any news", "It says: {{ words | quote }} and more.", "It says: “Any news” and more."),
        ("Any news", "It says: {{ words | quote }}, and more.", "It says: “Any news”, and more."),
        ("Any news", "It says: {{ words | quote }}", "It says: “Any news”."),
        ("One” Two\x00", "It says: {{ words | quote }} and more.", "It says: “One” Two” and more."),
    ],
)
def test_a_quotation_before_another_sentence_is_ended(words: str, template: str, filled: str) -> None:
    assert sentence(silence_rule(), template, {"words": words}, MARKUPS["plain"], OFFICE, tongue_for("en")) == filled


def test_in_russian_too() -> None:
    said = sentence(
        silence_rule(), "{{ words | quote }} Ответа нет.", {"words": "Есть новости"}, MARKUPS["plain"], OFFICE,
        tongue_for("ru"),
    )  # fmt: skip
    assert said == "«Есть новости». Ответа нет."
