"""A comment is read in the language it is written in; where there is no pack of it, nobody who must not guess does."""

import subprocess
import sys
from datetime import datetime

import pytest

from forewarn.language import ForeignWords, Language, language_for
from forewarn.language.detection import language_of
from forewarn.language.pack import pack_codes, pack_for
from forewarn.worktime import Calendar

GERMAN = (
    "Guten Morgen, gibt es schon etwas Neues zu unserer Startseite? Wir warten seit zwei Wochen auf den Entwurf, und "
    "unser Geschäftsführer möchte wissen, wann die Seite endlich online geht."
)


def heard(text: str, home: str) -> str | None:
    pack = pack_for(home)
    assert pack is not None
    return language_of(text.lower(), pack)


@pytest.mark.parametrize(
    ("home", "text", "code"),
    [
        ("en", "When will the new page be ready?", "en"),
        ("en", "Подскажите, пожалуйста, когда будет готова страница", "ru"),
        ("en", "пришлю через два дня", "ru"),
        ("ru", "When will the new page be ready for us?", "en"),
        ("ru", "whens the launch happening", "en"),
        ("ru", "дадим ответ через неделю", "ru"),
        ("en", GERMAN, "de"),
        ("ru", GERMAN, "de"),
        ("en", "Коли буде готова нова сторінка? Ми чекаємо на відповідь уже два тижні, дякуємо", "uk"),
        ("en", "Bonjour, avez-vous des nouvelles de notre page ? Nous attendons toujours votre réponse, merci", "fr"),
    ],
)
def test_a_message_is_heard_in_its_own_language(home: str, text: str, code: str) -> None:
    assert heard(text, home) == code


@pytest.mark.parametrize("text", ["", "ok", "Danke!", "Спасибо!", "merci beaucoup", "§§§ § §", "12 34 56 78"])
@pytest.mark.parametrize("home", ["en", "ru"])
def test_of_a_few_words_nothing_is_said(home: str, text: str) -> None:
    assert heard(text, home) is None


def test_a_short_message_is_never_called_foreign() -> None:
    """It takes eight words to be believed, as names and product words look like anything."""
    assert heard("Bitte das Logo etwas größer machen", "en") is None


def test_a_few_foreign_words_do_not_change_a_message() -> None:
    assert heard("The page says Herzlich willkommen, but it should say welcome to our visitors", "en") == "en"
    assert heard("На странице написано Best regards and kind wishes, а нужно по-русски, исправьте это", "ru") == "ru"


def test_a_russian_clients_english_message_is_read_as_english(
    russian: Language, wednesday: datetime, berlin: Calendar
) -> None:
    assert russian.chases("Hi Tom, do you have any news about the new page?") is not None
    assert russian.promises("Hello, I will send you the texts by Friday.", wednesday, berlin)
    assert russian.approves("This looks good to me, please go ahead.")


def test_an_english_clients_russian_message_is_read_as_russian(english: Language) -> None:
    assert english.chases("Добрый день, есть новости по нашей задаче?") is not None


def test_the_sentences_of_a_message_are_those_that_are_read(
    english: Language, russian: Language, wednesday: datetime, berlin: Calendar
) -> None:
    """Where a quoted mail begins, each language tells in its own words."""
    for text in ("A\nI'L MON:WROTE:", "Hi Tom, I will send you the texts by Friday.\nGet Outlook for iOS"):
        (found,) = russian.promises(text, wednesday, berlin)
        assert russian.sentences(text)[-1] == found.sentence
    assert english.is_automatic("Добрый день! Я сейчас в отпуске до понедельника, отвечу позже.")


def test_a_few_words_without_a_letter_of_the_projects_language_are_not_in_it(
    english: Language, russian: Language
) -> None:
    assert russian.is_pleasantry("Perfect, thanks!")
    assert russian.approves("LGTM")
    assert english.is_pleasantry("Спасибо, очень помогли!")
    assert english.approves("Согласовано.")


def test_a_few_words_with_a_letter_of_the_projects_language_are_read_in_it(russian: Language) -> None:
    assert russian.is_pleasantry("Thanks, Анна, спасибо!")
    assert not russian.is_pleasantry("Perfect, thanks, ждём")


def test_who_must_not_guess_is_told_the_reason(english: Language) -> None:
    with pytest.raises(ForeignWords, match="'de', a language without a pack"):
        english.strict.chases(GERMAN)
    assert english.chases(GERMAN) is None  # everybody else reads it in the language of the project


def test_the_strict_language_reads_what_has_a_pack(english: Language) -> None:
    assert english.strict.chases("Any news on the map?") == "Any news on the map?"
    assert english.strict.strict is english.strict
    assert english.strict.chases("Есть новости по нашей странице сегодня?") is not None


def test_what_others_wrote_does_not_make_a_message_foreign(english: Language) -> None:
    quoted = "\n".join(f"> {line}" for line in GERMAN.split(", "))
    assert english.strict.chases(f"{quoted}\n\nAny news on this from your side?") is not None


def test_the_packs_are_the_files() -> None:
    assert set(pack_codes()) >= {"en", "ru"}
    assert all(language_for(code) is not None for code in pack_codes())


def test_messages_in_languages_with_a_pack_never_load_the_tables_of_all_languages() -> None:
    """They take about a second, which every run from cron would pay."""
    script = """
        import sys
        from forewarn.language import language_for
        for code in ("en", "ru"):
            language = language_for(code)
            language.chases("we open again on friday")
            language.chases("Where is my newsletter draft")
            language.chases("Результаты опроса во вложении, посмотрите их на этой неделе")
        assert "py3langid" not in sys.modules
    """
    lines = (line.removeprefix("        ") for line in script.splitlines())
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
