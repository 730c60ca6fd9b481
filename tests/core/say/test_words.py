"""Facts in sentences: what nobody knows is said in words."""

import pytest
from tests.core.say.test_plan import OFFICE
from tests.core.say.test_render import silence_rule

from forewarn.model import Fact
from forewarn.say.markup import MARKUPS
from forewarn.say.tongue import tongue_for
from forewarn.say.words import sentence

ENGLISH = tongue_for("en")


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
        ("One” Two\x00", "It says: {{ words | quote }} and more.", "It says: “One’ Two” and more."),
        ("Is “Launch” done.", "It says: {{ words | quote }}", "It says: “Is ‘Launch’ done.”"),
    ],
)
def test_a_quotation_before_another_sentence_is_ended(words: str, template: str, filled: str) -> None:
    assert sentence(silence_rule(), template, {"words": words}, MARKUPS["plain"], OFFICE, tongue_for("en")) == filled


@pytest.mark.parametrize(
    ("words", "template", "filled"),
    [
        ("Есть новости", "{{ words | quote }} Ответа нет.", "«Есть новости». Ответа нет."),
        ("Есть новости?", "{{ words | quote }} Ответа нет.", "«Есть новости?» Ответа нет."),
        ("Будет в пятницу.", "{{ words | quote }} Ответа нет.", "«Будет в пятницу». Ответа нет."),
        ("Будет в пятницу.", "Причина: {{ words | quote }}", "Причина: «Будет в пятницу»."),
        ("Будет в пятницу.", "{{ words | quote }} — это обещано.", "«Будет в пятницу» — это обещано."),
        ("Посмотрим...", "{{ words | quote }} Ответа нет.", "«Посмотрим...» Ответа нет."),
        ("Студия «Север»", "{{ words | quote }}: готово.", "«Студия „Север“»: готово."),
    ],
)
def test_in_russian_the_full_stop_stands_after_the_quotation(words: str, template: str, filled: str) -> None:
    assert sentence(silence_rule(), template, {"words": words}, MARKUPS["plain"], OFFICE, tongue_for("ru")) == filled


@pytest.mark.parametrize(
    ("markup", "language", "titles", "filled"),
    [
        ("plain", "en", ("Texts are final.",), "Open: “Texts are final”."),
        ("plain", "en", ("Which map?", "Wait...", "“Go” live"), "Open: “Which map?”, “Wait...” and “‘Go’ live”."),
        ("markdown", "en", ("*Bold* [x]", "@ivo"), "Open: “\\*Bold\\* \\[x\\]” and “@\u2060ivo”."),
        ("plain", "ru", ("Карта.", "Студия «Север»", "Тексты"), "Open: «Карта», «Студия „Север“» и «Тексты»."),
        ("plain", "en", ("a" * 200,), f"Open: “{'a' * 119}…”."),
    ],
)
def test_titles_in_a_row_stand_in_quotation_marks(
    markup: str, language: str, titles: tuple[str, ...], filled: str
) -> None:
    facts: dict[str, Fact] = {"titles": titles}
    template = "Open: {{ titles | titles }}."
    assert sentence(silence_rule(), template, facts, MARKUPS[markup], OFFICE, tongue_for(language)) == filled


def test_a_quotation_is_as_long_as_its_text_wants_it() -> None:
    facts: dict[str, Fact] = {"words": f"{'Blue ' * 40}or green?"}
    said = {
        length: sentence(silence_rule(), f"{{{{ words | quote{length} }}}}", facts, MARKUPS["plain"], OFFICE, ENGLISH)
        for length in ("", "(300)")
    }
    assert said[""].endswith("Blue…”") and len(said[""]) <= 122
    assert said["(300)"].endswith("or green?”")
