"""Listed words in what people wrote themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.facts.wording import AWAY, PRESSING, SLIPPING, sentence_with
from forewarn.language import Language, language_for


def _language(code: str) -> Language:
    language = language_for(code)
    assert language is not None
    return language


FOUND = [
    ("en", "Hello. The launch is DELAYED by a week.", SLIPPING, "The launch is DELAYED by a week."),
    ("en", "We can’t make it by Friday", SLIPPING, "We can’t make it by Friday"),
    ("en", "The latest draft is on the slide.", SLIPPING, None),
    ("en", "The import needs two more days.", SLIPPING, "The import needs two more days."),
    ("en", "We're a day behind.", SLIPPING, "We're a day behind."),
    ("en", "We had to push the launch to Tuesday.", SLIPPING, "We had to push the launch to Tuesday."),
    ("en", "It's taking us longer than planned.", SLIPPING, "It's taking us longer than planned."),
    ("en", "Friday is no longer realistic.", SLIPPING, "Friday is no longer realistic."),
    ("en", "We keep the date, push the button on Friday.", SLIPPING, None),
    ("en", "> We are late.\nNo, you are not.", SLIPPING, None),
    ("en", "It won't be ready today after all", SLIPPING, "It won't be ready today after all"),
    ("en", "Running a bit behind on this one, sorry", SLIPPING, "Running a bit behind on this one, sorry"),
    ("en", "The logo sits a bit behind the menu.", SLIPPING, None),
    ("en", "Fix it as soon  as possible", PRESSING, "Fix it as soon  as possible"),
    ("en", "I am on vacation", AWAY, "I am on vacation"),
    ("ru", "Мы задерживаемся на день.", SLIPPING, "Мы задерживаемся на день."),
    ("ru", "Нам нужно ещё два дня.", SLIPPING, "Нам нужно ещё два дня."),
    ("ru", "Запуск съезжает на вторник", SLIPPING, "Запуск съезжает на вторник"),
    ("ru", "Боюсь, пятница нереальна", SLIPPING, "Боюсь, пятница нереальна"),
    ("ru", "К пятнице не уложимся", SLIPPING, "К пятнице не уложимся"),
    ("ru", "Сегодня всё-таки не будет готово", SLIPPING, "Сегодня всё-таки не будет готово"),
    ("ru", "На этой неделе, увы, не закончим", SLIPPING, "На этой неделе, увы, не закончим"),
    ("ru", "Сегодня будет готово, закончим к вечеру", SLIPPING, None),
    ("ru", "Вёрстка съезжает, всё по графику", SLIPPING, None),
    ("ru", "Срок ещё не просрочен", SLIPPING, "Срок ещё не просрочен"),
    ("ru", "Всё ещё не открывается", PRESSING, "Всё ещё не открывается"),
    ("ru", "Я в отпуске до пятницы", AWAY, "Я в отпуске до пятницы"),
]


@pytest.mark.parametrize(("code", "text", "words", "sentence"), FOUND, ids=[case[1] for case in FOUND])
def test_the_sentence_that_holds_a_listed_word_is_found(
    code: str, text: str, words: frozenset[str], sentence: str | None
) -> None:
    assert sentence_with(text, words, _language(code)) == sentence


def test_of_no_words_none_is_found() -> None:
    assert sentence_with("It is late.", frozenset(), _language("en")) is None


@given(st.sets(st.text(min_size=1, max_size=12), max_size=4), st.text(max_size=80))
def test_whatever_an_agency_lists_can_be_looked_for(words: set[str], text: str) -> None:
    found = sentence_with(text, words, _language("en"))
    assert found is None or found in _language("en").sentences(text)


@given(st.sampled_from(sorted(PRESSING | SLIPPING | AWAY)))
def test_every_shipped_word_is_found_where_it_stands(word: str) -> None:
    assert sentence_with(f"So {word.replace('*', '')} now", {word}, _language("en"))
