"""What a language contributes to a comment."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from forewarn.say.tongue import tongue_for

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2026, 11, 13, 23, 30, tzinfo=UTC)  # already the 14th in Berlin


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("en", "Sat 14 Nov 2026", "Sat 14 Nov 2026, 00:30"), ("ru", "14 ноября 2026", "14 ноября 2026, 00:30")],
)
def test_days_and_moments_are_those_of_the_calendar_s_time_zone(language: str, day: str, moment: str) -> None:
    tongue = tongue_for(language)
    assert (tongue.day(NIGHT, BERLIN), tongue.moment(NIGHT, BERLIN)) == (day, moment)
    assert tongue.moment(date(2026, 11, 14), BERLIN) == day  # a date has no hour


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (21, "21 день"), (22, "22 дня"), (0, "0 дней")],
)
def test_russian_has_three_forms_of_a_number(count: int, words: str) -> None:
    assert tongue_for("ru").plural(count, "день", "дня", "дней") == words


@pytest.mark.parametrize(("count", "words"), [(0.5, "0,5 дня"), (1.5, "1,5 дня"), (5.5, "5,5 дня"), (5.0, "5 дней")])
def test_a_russian_fraction_takes_the_form_of_a_few(count: float, words: str) -> None:
    assert tongue_for("ru").plural(count, "день", "дня", "дней") == words


@pytest.mark.parametrize(("count", "words"), [(1, "1 day"), (2, "2 days"), (0, "0 days"), (1.5, "1.5 days")])
def test_english_has_two(count: float, words: str) -> None:
    assert tongue_for("en").plural(count, "day", "days") == words


@pytest.mark.parametrize(
    ("language", "values", "words"),
    [
        ("en", ["a"], "a"), ("en", ["a", "b"], "a and b"), ("en", ["a", "b", "c"], "a, b and c"), ("en", [], ""),
        ("ru", ["а", "б", "в"], "а, б и в"),
    ],
)  # fmt: skip
def test_lists_read_as_people_write_them(language: str, values: list[str], words: str) -> None:
    assert tongue_for(language).join(values) == words


def test_quotation_marks_and_hours_are_the_language_s_own() -> None:
    assert tongue_for("en").quote("yes") == "“yes”"
    assert tongue_for("ru").quote("да") == "«да»"
    assert tongue_for("en").hours(3.5) == "3.5 hours"
    assert tongue_for("ru").hours(3.5).startswith("3,5")


def test_a_region_speaks_its_language_and_an_unknown_language_falls_back_to_english() -> None:
    assert tongue_for("ru-RU") is not tongue_for("en")
    assert tongue_for("en-GB").code == "en"
    assert tongue_for("tlh").code == "en"
