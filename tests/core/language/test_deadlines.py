"""Every way to say a date resolves to the instant at which it has passed."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from forewarn.language import Language, language_for
from forewarn.worktime import Calendar, Hours

# What is said on Wednesday 11 November 2026 at 10:00 in Berlin, and the local end of what it means.
ENGLISH = {
    "today": "2026-11-11 18:00",
    "by EOD": "2026-11-11 18:00",
    "by end of business": "2026-11-11 18:00",
    "by COB": "2026-11-11 18:00",
    "this afternoon": "2026-11-11 18:00",
    "tonight": "2026-11-11 23:59",
    "by 5": "2026-11-11 17:00",
    "half past two": "2026-11-11 14:30",
    "half three": "2026-11-11 15:30",
    "quarter to five": "2026-11-11 16:45",
    "three pm today": "2026-11-11 15:00",
    "tomorrow at eight am": "2026-11-12 08:00",
    "at 7 tonight": "2026-11-11 19:00",
    "at 2 this afternoon": "2026-11-11 14:00",
    "tonight at 10": "2026-11-11 22:00",
    "by four": "2026-11-11 16:00",
    "by 04.12.2026": "2026-12-04 18:00",
    "at half past eight tonight": "2026-11-11 20:30",
    "tomorrow evening at 8": "2026-11-12 20:00",
    "tomorrow at eight in the evening": "2026-11-12 20:00",
    "tomorrow morning at six": "2026-11-12 06:00",
    "tomorrow night at 2": "2026-11-12 23:59",
    "on Tuesday or Thursday": "2026-11-17 18:00",
    "on the first of next month": "2026-12-01 18:00",
    "on the 31st of next month": "2026-12-31 18:00",
    "starting Thursday, Friday latest": "2026-11-13 18:00",
    "by eleven this morning": "2026-11-11 11:00",
    "at quarter past two this afternoon": "2026-11-11 14:15",
    "at 4.30 this afternoon": "2026-11-11 16:30",
    "tomorrow at nine in the morning": "2026-11-12 09:00",
    "by Nov. 18th": "2026-11-18 18:00",
    "on December third": "2026-12-03 18:00",
    "on the 8th of next month": "2026-12-08 18:00",
    "on Friday the thirteenth": "2026-11-13 18:00",
    "on Monday, Tuesday or Wednesday": "2026-11-18 18:00",
    "on Tue or Wed": "2026-11-18 18:00",
    "Wed next week": "2026-11-18 18:00",
    "tomorrow at twelve": "2026-11-12 12:00",
    "in 2h": "2026-11-11 12:00",
    "within a fortnight": "2026-11-25 18:00",
    "a week today": "2026-11-18 18:00",
    "on the first of December": "2026-12-01 18:00",
    "tomorrow, Thursday, at noon": "2026-11-12 12:00",
    "by noon": "2026-11-11 12:00",
    "by 9am": "2026-11-12 09:00",
    "at 4 pm": "2026-11-11 16:00",
    "by 16:45": "2026-11-11 16:45",
    "by 3:30": "2026-11-11 15:30",
    "tomorrow": "2026-11-12 18:00",
    "tomorrow morning": "2026-11-12 12:00",
    "tomorrow noon": "2026-11-12 12:00",
    "tomorrow at 11": "2026-11-12 11:00",
    "tomorrow at 4": "2026-11-12 16:00",
    "by 5pm tomorrow": "2026-11-12 17:00",
    "EOD tomorrow": "2026-11-12 18:00",
    "tomorrow evening": "2026-11-12 23:59",
    "the day after tomorrow": "2026-11-13 18:00",
    "on Friday": "2026-11-13 18:00",
    "by Friday 2pm": "2026-11-13 14:00",
    "at 14:00 on Friday": "2026-11-13 14:00",
    "by fri": "2026-11-13 18:00",
    "before Friday": "2026-11-12 18:00",
    "before Monday": "2026-11-13 18:00",
    "before noon on Friday": "2026-11-13 12:00",
    "this Friday": "2026-11-13 18:00",
    "this Wednesday": "2026-11-11 18:00",
    "on Wednesday": "2026-11-18 18:00",
    "next Friday": "2026-11-20 18:00",
    "Friday next week": "2026-11-20 18:00",
    "a week from Friday": "2026-11-20 18:00",
    "on Saturday": "2026-11-16 18:00",
    "over the weekend": "2026-11-16 18:00",
    "before the weekend": "2026-11-13 18:00",
    "this week": "2026-11-13 18:00",
    "by the end of the week": "2026-11-13 18:00",
    "by EOW": "2026-11-13 18:00",
    "before next week": "2026-11-13 18:00",
    "next week": "2026-11-20 18:00",
    "early next week": "2026-11-17 18:00",
    "by the end of next week": "2026-11-20 18:00",
    "the week after next": "2026-11-26 18:00",  # Friday the 27th is closed
    "by the end of the month": "2026-11-30 18:00",
    "next month": "2026-12-31 18:00",
    "by the end of the quarter": "2026-12-31 18:00",
    "by the end of the year": "2026-12-31 18:00",
    "in 20 minutes": "2026-11-11 10:20",
    "in half an hour": "2026-11-11 10:30",
    "in 2 hours": "2026-11-11 12:00",
    "within the hour": "2026-11-11 11:00",
    "within 12 business hours": "2026-11-12 13:00",
    "within 48 hours": "2026-11-13 10:00",
    "in two days": "2026-11-13 18:00",
    "in the next couple of days": "2026-11-13 18:00",
    "in the next day or so": "2026-11-12 18:00",
    "in 2-3 days": "2026-11-16 18:00",
    "in two or three days": "2026-11-16 18:00",
    "in a few days": "2026-11-16 18:00",
    "within three business days": "2026-11-16 18:00",
    "in a week": "2026-11-18 18:00",
    "in 2 weeks": "2026-11-25 18:00",
    "in a month": "2026-12-11 18:00",
    "by the 14th": "2026-11-16 18:00",
    "on the 9th": "2026-12-09 18:00",
    "by the 31st": "2026-12-31 18:00",
    "by 14 March": "2027-03-15 18:00",
    "by March 15th": "2027-03-15 18:00",
    "on the 15th of March": "2027-03-15 18:00",
    "by Monday 15 March 2027": "2027-03-15 18:00",
    "by Monday, March 15": "2027-03-15 18:00",
    "by 2026-11-19": "2026-11-19 18:00",
    "by 11/19": "2026-11-19 18:00",
    "by 19/11": "2026-11-19 18:00",
    "by 12/4": "2026-12-04 18:00",
    "by 12/4/26": "2026-12-04 18:00",
    "by the end of January": "2027-01-29 18:00",
    "in January": "2027-01-29 18:00",
    "mid December": "2026-12-15 18:00",
    "in mid-December": "2026-12-15 18:00",
    "mid-next week": "2026-11-18 18:00",
    "before Christmas": "2026-12-24 18:00",
    "by Christmas": "2026-12-24 18:00",  # the 25th and 26th are holidays, the 27th is a Sunday
    "by 25 December": "2026-12-28 18:00",
    "by New Year's Eve": "2026-12-31 18:00",
    "by Thursday or Friday": "2026-11-13 18:00",
    "between Thursday and Monday": "2026-11-16 18:00",
    "by 1 January": "2027-01-04 18:00",
}
RUSSIAN = {
    "в половине третьего": "2026-11-11 14:30",
    "в полпятого": "2026-11-11 16:30",
    "без четверти пять": "2026-11-11 16:45",
    "завтра в девять": "2026-11-12 09:00",
    "завтра в шесть утра": "2026-11-12 06:00",
    "сегодня в восемь вечера": "2026-11-11 20:00",
    "первого декабря": "2026-12-01 18:00",
    "двадцать пятого ноября": "2026-11-25 18:00",
    "завтра, в четверг, в полдень": "2026-11-12 12:00",
    "сегодня": "2026-11-11 18:00",
    "до конца дня": "2026-11-11 18:00",
    "вечером": "2026-11-11 23:59",
    "до 16:45": "2026-11-11 16:45",
    "завтра": "2026-11-12 18:00",
    "завтра в 11": "2026-11-12 11:00",
    "завтра к 11 утра": "2026-11-12 11:00",
    "завтра в 4 часа дня": "2026-11-12 16:00",
    "завтра до обеда": "2026-11-12 12:00",
    "послезавтра": "2026-11-13 18:00",
    "к пятнице": "2026-11-13 18:00",
    "в пятницу": "2026-11-13 18:00",
    "во вторник": "2026-11-17 18:00",
    "до среды": "2026-11-18 18:00",
    "перед пятницей": "2026-11-12 18:00",
    "не позднее пятницы": "2026-11-13 18:00",
    "в следующую пятницу": "2026-11-20 18:00",
    "в эту пятницу": "2026-11-13 18:00",
    "на этой неделе": "2026-11-13 18:00",
    "до конца недели": "2026-11-13 18:00",
    "на выходных": "2026-11-16 18:00",
    "к двум часам дня": "2026-11-11 14:00",
    "завтра вечером в восемь": "2026-11-12 20:00",
    "сегодня вечером в 9": "2026-11-11 21:00",
    "завтра утром в 6": "2026-11-12 06:00",
    "в понедельник или пятницу": "2026-11-16 18:00",
    "через сутки к обеду": "2026-11-12 12:00",
    "на следующей неделе": "2026-11-20 18:00",
    "к концу следующей недели": "2026-11-20 18:00",
    "к концу той недели": "2026-11-20 18:00",
    "к началу той недели": "2026-11-17 18:00",
    "до конца пятницы": "2026-11-13 18:00",
    "к выходным": "2026-11-13 18:00",
    "до конца месяца": "2026-11-30 18:00",
    "в следующем месяце": "2026-12-31 18:00",
    "до конца года": "2026-12-31 18:00",
    "через 20 минут": "2026-11-11 10:20",
    "через полчаса": "2026-11-11 10:30",
    "через час": "2026-11-11 11:00",
    "в течение 12 рабочих часов": "2026-11-12 13:00",
    "через полтора часа": "2026-11-11 11:30",
    "в течение двух дней": "2026-11-13 18:00",
    "в течение трёх рабочих дней": "2026-11-16 18:00",
    "через пару дней": "2026-11-13 18:00",
    "через 2-3 дня": "2026-11-16 18:00",
    "через неделю": "2026-11-18 18:00",
    "через две недели": "2026-11-25 18:00",
    "через месяц": "2026-12-11 18:00",
    "15 марта": "2027-03-15 18:00",
    "к 15 марта 2027": "2027-03-15 18:00",
    "до 19.11": "2026-11-19 18:00",
    "19.11.2026": "2026-11-19 18:00",
    "до 4.12": "2026-12-04 18:00",
    "до 20-го числа": "2026-11-20 18:00",
    "восьмого числа следующего месяца": "2026-12-08 18:00",
    "до 18:00 пятницы": "2026-11-13 18:00",
    "до 15:00 20 ноября": "2026-11-20 15:00",
    "до трёх часов дня четверга": "2026-11-12 15:00",
    "ровно в девять утра завтра": "2026-11-12 09:00",
    "до завтрашнего полудня": "2026-11-12 12:00",
    "завтра в 15.00": "2026-11-12 15:00",
    "завтра в 15-30": "2026-11-12 15:30",
    "в среду, 18.11": "2026-11-18 18:00",
    "в среду, 25 ноября": "2026-11-25 18:00",
    "в среду, двадцать пятого": "2026-11-25 18:00",
    "во вторник или среду": "2026-11-18 18:00",
    "в четверг-пятницу": "2026-11-13 18:00",
    "в четверг, в крайнем случае в пятницу": "2026-11-13 18:00",
    "в течение суток": "2026-11-12 10:00",
    "до конца января": "2027-01-29 18:00",
    "до нового года": "2026-12-31 18:00",
    "к новому году": "2026-12-31 18:00",
    "перед новым годом": "2026-12-30 18:00",
}
# Said at other moments: at the edges of days, weeks, years and summer time.
MOMENTS = [
    ("today", "2026-11-11 19:30", "2026-11-12 00:00"),  # after hours the day has until midnight
    ("today", "2026-11-14 12:00", "2026-11-16 18:00"),  # on a Saturday
    ("by EOD", "2026-11-11 19:30", "2026-11-12 00:00"),
    ("in 3 working days", "2026-11-12 19:30", "2026-11-17 18:00"),
    ("tomorrow at nine in the morning", "2026-11-12 15:10", "2026-11-13 09:00"),
    ("this week", "2026-11-13 19:30", "2026-11-14 00:00"),
    ("this week", "2026-11-14 12:00", "2026-11-16 18:00"),
    ("on Friday", "2026-11-13 09:00", "2026-11-20 18:00"),
    ("this Friday", "2026-11-13 09:00", "2026-11-13 18:00"),
    ("next Monday", "2026-11-15 20:00", "2026-11-16 18:00"),
    ("tomorrow", "2026-11-13 09:00", "2026-11-16 18:00"),
    ("next week", "2026-12-17 09:00", "2026-12-24 18:00"),  # Friday is Christmas Day
    ("in 3 weeks", "2026-12-17 09:00", "2027-01-07 18:00"),
    ("by 8 January", "2026-12-17 09:00", "2027-01-08 18:00"),
    ("by the 3rd", "2026-12-29 09:00", "2027-01-04 18:00"),
    ("next month", "2026-12-29 09:00", "2027-01-29 18:00"),
    ("by the end of the year", "2026-12-31 09:00", "2026-12-31 18:00"),
    ("by 29 February", "2027-12-01 09:00", "2028-02-29 18:00"),
    ("by the end of February", "2028-01-10 09:00", "2028-02-28 18:00"),
    ("in a month", "2027-01-31 12:00", "2027-03-01 18:00"),  # 28 February 2027 is a Sunday
    ("on Monday", "2027-03-26 12:00", "2027-03-30 18:00"),  # Easter Monday; the clocks change on the 28th
    ("by Tuesday 10am", "2027-03-26 12:00", "2027-03-30 10:00"),
    ("in 24 hours", "2027-03-27 12:00", "2027-03-28 13:00"),  # hours pass on the wall clock's other side
    ("by Monday noon", "2026-10-23 12:00", "2026-10-26 12:00"),  # winter time begins on the 25th
]
NO_DEADLINE = [
    "We will see; may I ask who wrote that",
    "I'll keep 5 of them, we sat down and sun is out",
    "I'll use the file from 12 March",
    "I'll change what you sent last Friday",
    "We'll publish every Monday",
    "We'll add 24/7 support",
    "I'll cut it to 3/4 of the width",
    "I'll take version 3.12 of it",
    "I'll use Friday's minutes",
    "We'll march on with it",
    "I'll send it by 31 June",
    "I'll send it by 45/45",
    "I'll send it by 25:99",
    "I'll send it on 14 October",
    "I'll send it until Friday",
    "I'll work on it since Monday",
    "I'll do it after Friday",
    "I'll read everything from Monday to Wednesday",
    "I'll upgrade Python to 3.15",
]
# The words of a day or an hour that belong to a thing, beside the date that counts.
BESIDE = {
    "I'll send you on Monday the first draft.": "2026-11-16 18:00",
    "We'll launch in December, first the shop, then the blog.": "2026-12-31 18:00",
    "I'll send version 2.15 by Friday.": "2026-11-13 18:00",
    "We'll send a quote for 9.45 on Monday.": "2026-11-16 18:00",
    "I'll send the Monday newsletter tomorrow.": "2026-11-12 18:00",
    "I'll write up the Monday meeting by Friday.": "2026-11-13 18:00",
    "I'll send it on Friday, Jan. Is that ok?": "2026-11-13 18:00",
}


def local(deadline: datetime, calendar: Calendar) -> str:
    return f"{deadline.astimezone(calendar.zone):%Y-%m-%d %H:%M}"


def promised(language: Language, text: str, at: datetime, calendar: Calendar) -> list[str]:
    """The local ends of what is promised."""
    return [local(one.deadline, calendar) for one in language.promises(text, at, calendar)]


@pytest.mark.parametrize("phrase", ENGLISH)
def test_an_english_deadline_resolves_to_its_end(
    english: Language, berlin: Calendar, wednesday: datetime, phrase: str
) -> None:
    found = english.promises(f"I'll send it {phrase}.", wednesday, berlin)
    assert [local(one.deadline, berlin) for one in found] == [ENGLISH[phrase]]
    assert found[0].phrase in phrase


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It's not ready before Friday.", "13"),
        ("We won't have it all done before Friday.", "13"),
        ("Nothing will be online before Monday.", "16"),
        ("It isn't difficult, we finish before Friday.", "12"),
        ("I don't need long and will send it before Friday.", "12"),
        ("Макет не будет готов перед пятницей.", "13"),
        ("Не волнуйтесь, закончим перед пятницей.", "12"),
    ],
)
def test_what_is_not_ready_before_a_day_is_not_promised_for_the_one_before_it(
    english: Language, russian: Language, berlin: Calendar, wednesday: datetime, text: str, day: str
) -> None:
    language = english if text.isascii() else russian
    assert [local(one.deadline, berlin)[8:10] for one in language.named_dates(text, wednesday, berlin)] == [day]


@pytest.mark.parametrize("phrase", RUSSIAN)
def test_a_russian_deadline_resolves_to_its_end(
    russian: Language, berlin: Calendar, wednesday: datetime, phrase: str
) -> None:
    assert promised(russian, f"Пришлю {phrase}.", wednesday, berlin) == [RUSSIAN[phrase]]


@pytest.mark.parametrize(("phrase", "said", "expected"), MOMENTS)
def test_a_deadline_depends_on_when_it_was_said(
    english: Language, berlin: Calendar, phrase: str, said: str, expected: str
) -> None:
    at = datetime.fromisoformat(said).replace(tzinfo=berlin.zone)
    assert promised(english, f"I'll send it {phrase}.", at, berlin) == [expected]


@pytest.mark.parametrize("text", NO_DEADLINE)
def test_words_that_only_look_like_a_date_are_none(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert english.promises(text, wednesday, berlin) == ()


def test_a_date_in_figures_is_read_as_the_region_writes_it(
    english: Language, berlin: Calendar, wednesday: datetime
) -> None:
    british = language_for("en-GB")
    assert british is not None
    assert british.code == "en"
    text = "I'll send it by 4/12."
    assert promised(british, text, wednesday, berlin) == ["2026-12-04 18:00"]
    assert promised(english, text, wednesday, berlin) == ["2027-04-12 18:00"]


def test_the_working_day_ends_in_the_zone_of_the_calendar(english: Language, berlin: Calendar) -> None:
    """Ten at night in Berlin is still the morning of the same day in Los Angeles."""
    at = datetime.fromisoformat("2026-11-11 22:00+01:00")
    coast = Calendar("coast", ZoneInfo("America/Los_Angeles"), berlin.week)
    assert [one.deadline.isoformat() for one in english.promises("I'll send it today.", at, coast)] == [
        "2026-11-12T02:00:00+00:00"
    ]


@pytest.mark.parametrize("text", BESIDE)
def test_words_of_a_date_that_tell_which_thing_is_meant_tell_no_time(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert promised(english, text, wednesday, berlin) == [BESIDE[text]]


@pytest.mark.parametrize("text", ["Исправлю всё, кроме третьего.", "Учту итоги завтрашнего созвона."])
def test_russian_ordinals_and_meetings_of_tomorrow_are_no_dates(
    russian: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert russian.promises(text, wednesday, berlin) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I'll send it on Friday, ahead of your meeting on the 24th.",
        "We'll get you the flyer by Friday so it's there for the fair on the 2nd.",
        "Friday I'll send the artwork, the party being on the Saturday after.",
        "I'll publish it on Friday, Mrs Example is back on the Monday.",
    ],
)
def test_when_something_else_takes_place_is_not_promised(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert promised(english, text, wednesday, berlin) == ["2026-11-13 18:00"]


@pytest.mark.parametrize(
    "text",
    [
        "Завтра пришлю расписание, тренеры сдают его мне сегодня.",
        "Завтра задеплою, сегодня фриз.",
        "Разместим списки завтра, комиссия заседает в пятницу.",
        "До завтра уберём все заглушки, на открытие в субботу сайт попадёт уже чистым.",
    ],
)
def test_nor_is_it_in_russian(russian: Language, berlin: Calendar, wednesday: datetime, text: str) -> None:
    assert promised(russian, text, wednesday, berlin) == ["2026-11-12 18:00"]


@pytest.mark.parametrize(
    "text",
    [
        "Сегодня посмотрю, завтра пришлю.",
        "Сегодня передам дизайнеру, завтра пришлём вариант.",
    ],
)
def test_of_two_statements_the_one_that_promises_more_has_its_own_date(
    russian: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert promised(russian, text, wednesday, berlin) == ["2026-11-12 18:00"]


@pytest.mark.parametrize("joint", ["the texts", "I'll send the texts"])
def test_a_list_of_things_with_their_dates_is_a_list_of_promises(
    english: Language, berlin: Calendar, wednesday: datetime, joint: str
) -> None:
    assert promised(english, f"I'll send the design tomorrow, {joint} on Friday.", wednesday, berlin) == [
        "2026-11-12 18:00",
        "2026-11-13 18:00",
    ]


def test_of_two_days_in_a_row_an_earlier_second_one_is_no_choice(
    english: Language, russian: Language, berlin: Calendar, wednesday: datetime
) -> None:
    agreed = "As agreed on Monday, by Friday you'll have it from us."
    assert promised(english, agreed, wednesday, berlin) == ["2026-11-13 18:00"]
    agreed = "Как договорились в понедельник, к пятнице пришлём."
    assert promised(russian, agreed, wednesday, berlin) == ["2026-11-13 18:00"]
    within = "На следующей неделе, не позже пятницы, пришлём договор."
    assert promised(russian, within, wednesday, berlin) == ["2026-11-20 18:00"]


def test_what_is_promised_by_a_feast_is_due_before_its_holidays(russian: Language) -> None:
    office = Calendar(
        "office", ZoneInfo("Asia/Yekaterinburg"), {day: Hours(time(9), time(18)) for day in range(5)}, "RU"
    )
    said = datetime(2025, 12, 12, 10, tzinfo=UTC)
    for promise in ("До Нового года успеем.", "Запустим к новому году."):
        assert promised(russian, promise, said, office) == ["2025-12-30 18:00"]  # work goes on on 12 January
    on_the_eve = datetime(2025, 12, 31, 5, tzinfo=UTC)
    assert promised(russian, "До Нового года успеем.", on_the_eve, office) == ["2026-01-12 18:00"]


def test_two_dates_are_two_promises(english: Language, berlin: Calendar, wednesday: datetime) -> None:
    found = english.promises("I'll send the draft on Friday and the final file on Monday.", wednesday, berlin)
    assert [(one.phrase, local(one.deadline, berlin)) for one in found] == [
        ("on Friday", "2026-11-13 18:00"),
        ("on Monday", "2026-11-16 18:00"),
    ]
