"""Which dates count as a promise, as a date that was given, and as the next contact."""

from datetime import datetime

import pytest

from forewarn.language import Language
from forewarn.worktime import Calendar

PROMISES = [
    "I am so excited. My last texts come this weekend, promise!",
    "I talk to Mo and answer by tomorrow.",
    "I talk to Mo and get back to you by Friday.",
    "We ask the hoster and then send it on Friday.",
    "I'll post the figures tomorrow.",
    "We will have the shop window ready by Friday.",
    "Will test it tomorrow.",
    "By Friday we'll have the numbers.",
    "You'll have the contract by Friday.",
    "We should be able to hand it over on Monday.",
    "I was ill, but I'll write the text tomorrow.",
    "Sorry, not today. I'll do it tomorrow.",
    "Let me know if you have questions, I'll send the invoice tomorrow.",
    "I'll check if the cache is the cause and report tomorrow.",
    "As soon as possible means that I'll do it tomorrow.",
    "We haven't forgotten it and will upload it tomorrow.",
    "I'm rewriting that bit tomorrow.",
    "Reindexing the shop tomorrow, nothing for you to do.",
    "On the train, will approve the banner tomorrow.",
    "Logo files: uploading those tomorrow.",
    "Tomorrow I finalise the booklet.",
    "The corrected invoice goes out from our accounts department tomorrow.",
    "The accounts will be merged by us tomorrow.",
    "Our designer will send three options tomorrow.",
    "You can count on the sketches tomorrow.",
    "Give us until tomorrow.",
    "Tomorrow. I'll have it ready by then.",
    "Will do. Tomorrow at the latest.",
    "Tomorrow, 3pm - I'll demo the calendar.",
    "We'll continue with the tests tomorrow.",
    "I'll ask Tina tomorrow.",
    "I'll have the event page live tomorrow.",
    "We're going to have the first draft ready tomorrow.",
    "Our designer is going to send the sketch tomorrow.",
    "Had a look at it now, will post the figures tomorrow.",
    "As I wrote, I'll post the figures tomorrow.",
    "Like I said, we'll have it tomorrow.",
    "I was ill last week, I'll post them tomorrow.",
    "Thanks, ill now post the figures tomorrow.",
]
NO_PROMISES = [
    "The photos come from the client on Friday.",
    "Our guests come on Friday.",
    "I talked to Mo and he answers by tomorrow.",
    "We ask the printer and they deliver it on Friday.",
    "Do we ask the hoster and send it tomorrow?",
    "If we ask the hoster and send it tomorrow it is late.",
    "We're having our summer party tomorrow.",
    "I'm going to have limited time tomorrow.",
    "We're going to have our company outing tomorrow.",
    "I'll have a dentist appointment tomorrow.",
    "We will have less capacity tomorrow.",
    "We'll have hardly any staff tomorrow.",
    "I'm flying to Leeds tomorrow.",
    "Launching it tomorrow would be great.",
    "Looking forward to tomorrow.",
    "From my side it's fine, see you tomorrow.",
    "We reply within 24 hours, that should be in the footer.",
    "The page says 'We'll call you back tomorrow' even on Saturdays.",
    'The mail starts with "Thank you! We\'ll deliver tomorrow."',
    "Will you do it? Tomorrow.",
    "You should have it. Tomorrow is a holiday.",
    "I sent it again. The launch is tomorrow.",
    "If you agree, I'll post the figures tomorrow.",
    "I'll post the figures tomorrow unless you object.",
    "I'll try to get this done by Friday, but no promise.",
    "I'll post the figures tomorrow, no promises.",
    "I'll try to post them tomorrow but can't promise anything.",
    "We'll try to finish it tomorrow, though we can't guarantee it.",
    "I'll post them tomorrow, but don't hold me to it.",
    "I won't post the figures tomorrow.",
    "I can't promise that we'll post them tomorrow.",
    "I don't think we'll post them tomorrow.",
    "Will you post the figures tomorrow?",
    "So I'll get it tomorrow?",
    "Ben will post the figures tomorrow.",
    "Ben said that we'll get it tomorrow.",
    'You wrote "I\'ll post it tomorrow" last week.',
    "> I'll post the figures tomorrow.",
    "{quote}I'll post the figures tomorrow.{quote}",
    "Please post the figures tomorrow.",
    "We need the figures by tomorrow.",
    "I'll be on a plane tomorrow.",
    "I'll look at the figures that you posted on Monday.",
    "I'll do it; the launch is on Friday.",
    "It'll be online tomorrow.",
    "I posted the figures on Monday.",
    "I'll post them soon.",
    "We will continue tomorrow.",
    "We'll have our team meeting tomorrow.",
    "I'll ask Tina tomorrow when she is back.",
    "I should have sent it on Friday.",
    "We should have told you by Friday.",
    "I'll take Friday off.",
    "She said I'll send it tomorrow.",
    "I told you I'd post the figures tomorrow.",
    "I am sorry, I was ill on Friday.",
    "Our designer is ill today and tomorrow.",
]
DATES = [
    "I'll post the figures tomorrow.",
    "The new ETA is Friday.",
    "We expect it on 20 November.",
    "It'll be online tomorrow.",
    "The launch is planned for Friday.",
    "We have moved the launch to 20 November.",
    "Pushing this out to next week, sorry.",
    "It won't be ready until Friday.",
    "Due date: 20 November",
    "The fix should be live by Friday.",
    "We move the launch from Friday to Tuesday.",
    "The launch moves from 13 November to 20 November; we add a second server.",
    "The release slips to 20 November.",
]
NO_DATES = [
    "We met on Friday.",
    "Is the launch on Friday?",
    "The launch was on 3 November.",
    "If the bank agrees, the launch is on Friday.",
    "The offer is valid until Friday.",
    "See you on Friday.",
    "The launch is soon.",
    "The shop will not be available on Friday.",
    "It won't be done by Friday.",
    "It is not going to be live tomorrow.",
    "The fair runs from Friday to Tuesday.",
    "The old shop slips off the list on Friday.",
]
CONTACTS = {
    "I talk to Mo and answer by tomorrow.": "2026-11-12",
    "I talk to Mo and get back to you by Friday.": "2026-11-13",
    "We'll estimate it tomorrow and come back to you on Friday.": "2026-11-13",
    "We'll discuss it tomorrow and write to you on Monday.": "2026-11-16",
    "We'll on Friday get back to you about the launch on Monday.": "2026-11-13",
    "We'll get back to you on Friday about the launch on Monday.": "2026-11-13",
    "I'll check it tomorrow and let you know.": "2026-11-12",
    "Next update on Friday.": "2026-11-13",
    "All on schedule. Next note on Friday, 13 November.": "2026-11-13",
    "Next note: 13 November": "2026-11-13",
    "First letter by Friday.": "2026-11-13",
    "We'll be back with a quote on Friday.": "2026-11-13",
    "I'll follow up with a quote tomorrow.": "2026-11-12",
    "Tom will get back to you tomorrow.": "2026-11-12",
    "More on Friday.": "2026-11-13",
    "We will be in touch by Friday.": "2026-11-13",
    "I'll get back to you tomorrow.": "2026-11-12",
    "You'll hear from us on Monday.": "2026-11-16",
    "Checking it now, will report back before Friday.": "2026-11-12",
    "Still digging, will post an update tomorrow.": "2026-11-12",
    "I'll write again on Friday, and we'll call you on Monday.": "2026-11-13",
    "We can't say yet, we'll tell you by Friday when.": "2026-11-13",
}
NO_CONTACTS = [
    "The first report on sales goes online on Friday.",
    "The next e-mail campaign goes out on Friday.",
    "I talk to Mo and send it by tomorrow.",
    "We ask the printer and they reply on Friday.",
    "Can you get back to me by Friday?",
    "I won't be in touch until Friday.",
    "I'll be in touch.",
    "I got back to you on Monday.",
    "If it fails I'll get back to you tomorrow.",
    "We can't tell you by Friday.",
    "I'll send you the report by Thursday.",
    "I'll update the texts tomorrow.",
    "I'll write the texts by Friday.",
    "I'll call the hoster tomorrow.",
    "I'll prepare the answer page by Friday.",
    "I'll change the phone number tomorrow.",
    "We'll report the bug to the vendor today.",
    "I'll get back to the hoster on Friday.",
    "I'll be in touch with the hoster tomorrow.",
    "I'll write to Google tomorrow.",
    "I'll report it to Google tomorrow.",
    "I'll follow up with Apple tomorrow.",
    "I'll be back from holiday on Monday.",
    "The site will be back tomorrow.",
    "Tom will be back on Monday.",
    "Apple will get back to us tomorrow.",
    "The plugin will update tomorrow.",
    "The next call with the bank is on Monday.",
]
RUSSIAN_PROMISES = [
    "Завтра прикручу капчу.",
    "Переиндексирую каталог завтра.",
    "Завтра меняю телефон в шапке.",
    "Счета будут перевыставлены нами завтра.",
    "Завтра. Прайс пришлю сам.",
    "Ждите от нас макет завтра.",
    "Буду проверять завтра.",
    "Покажем первую версию к понедельнику.",
    "Завтра опубликуем список.",
    "Обещаем прислать макет к пятнице.",
    "Подготовим договор к пятнице.",
    "Постараюсь ответить завтра.",
    "Сегодня болел, напишу завтра.",
    "Вы получите договор в пятницу.",
    "Завтра продолжим перенос каталога.",
    "Тексты не готовы, пришлю завтра",
    "Как и писала, пришлю завтра.",
]
RUSSIAN_NO_PROMISES = [
    "Завтра встречаюсь с директором.",
    "Удаляю тестовую среду.",
    "Не перепишу завтра.",
    "Пока не можем обещать, что успеем завтра.",
    "Следующую поставку ждём завтра.",
    "Планируем выставку в мае.",
    "Благодарю за счёт, он оплачен сегодня вечером.",
    "Если утвердите, опубликуем завтра.",
    "Постараемся к пятнице, но не обещаем.",
    "Пришлю завтра, хотя гарантировать не могу.",
    "Завтра не опубликуем.",
    "Опубликуете завтра?",
    "Бен опубликует завтра.",
    "Бен сказал, что пришлём завтра.",
    "Вы писали «пришлю завтра».",
    "> Пришлю завтра.",
    "Пришлите завтра.",
    "Опубликовали в понедельник.",
    "Пришлю скоро.",
    "Посмотрю файл от 20 ноября.",
    "Завтра продолжим.",
    "Завтра проведём планёрку.",
    "Не обещаю, но постараюсь к пятнице",
    "В понедельник вернусь из отпуска",
    "Не готовы прислать завтра.",
    "Не готов обещать, что пришлю завтра.",
    "Клиент говорил, пришлю завтра.",
]
RUSSIAN_DATES = [
    "Новый срок: 20 ноября.",
    "Ожидаем в пятницу.",
    "Всё будет готово к пятнице.",
    "Запуск перенесён на 20 ноября.",
    "Сдвигаю на следующую неделю, извините.",
    "Ожидаемое время исправления - конец этой недели.",
    "Как обсуждали во вторник, в пятницу будет готово.",
]
RUSSIAN_NO_DATES = [
    "Не будет готово в пятницу.",
    "Магазин не будет доступен в воскресенье.",
]
RUSSIAN_CONTACTS = {
    "Следующий отчёт в пятницу.": "2026-11-13",
    "Следующая сводка — 13 ноября.": "2026-11-13",
    "Добрый день! Первая сводка — в пятницу, 13 ноября.": "2026-11-13",
    "Свяжемся с вами завтра.": "2026-11-12",
    "Вернусь со сметой в пятницу.": "2026-11-13",
    "Сообщим в пятницу.": "2026-11-13",
}
RUSSIAN_NO_CONTACTS = [
    "Пришлю отчёт в четверг.",
    "Напишу тексты к пятнице.",
    "Позвоню хостеру завтра.",
    "Отвечу хостеру завтра",
    "Сообщим хостеру завтра",
    "Напишу в поддержку завтра",
    "Свяжусь с хостером завтра",
    "Созвонимся с типографией завтра",
    "Перезвоню поставщику завтра",
    "Вернусь из отпуска в понедельник",
    "Вернусь к вёрстке в понедельник",
    "Следующая встреча правления в понедельник",
]


@pytest.mark.parametrize("text", PROMISES)
def test_a_dated_first_person_statement_is_a_promise(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert len(english.promises(text, wednesday, berlin)) == 1


@pytest.mark.parametrize("text", NO_PROMISES)
def test_conditions_denials_reports_and_questions_are_no_promises(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert english.promises(text, wednesday, berlin) == ()


@pytest.mark.parametrize("text", DATES)
def test_a_coming_date_is_stated(english: Language, berlin: Calendar, wednesday: datetime, text: str) -> None:
    assert len(english.dates(text, wednesday, berlin)) == 1


@pytest.mark.parametrize("text", NO_DATES)
def test_a_date_in_passing_is_not_a_statement(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert english.dates(text, wednesday, berlin) == ()


@pytest.mark.parametrize("text", CONTACTS)
def test_the_next_contact_is_the_earliest_day_named_for_it(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    deadline = english.next_contact(text, wednesday, berlin)
    assert deadline is not None
    assert deadline.date().isoformat() == CONTACTS[text]


@pytest.mark.parametrize("text", NO_CONTACTS)
def test_a_contact_without_a_day_of_ones_own_is_none(
    english: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert english.next_contact(text, wednesday, berlin) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("I'm on holiday this week and will send it next week.", [20]),
        ("We have the auditors here on Thursday and will upload the tables on Friday.", [13]),
        ("We were at the fair today and will write the summary tomorrow.", [12]),
        ("I'm finishing the sketch this week and will send the print file next week.", [13, 20]),
        ("I'm fixing the header today and will do the footer tomorrow.", [11, 12]),
        ("We upload the texts on Thursday and will add the photos on Friday.", [12, 13]),
        ("I'm in the office on Friday and will send it.", [13]),
        ("The accounts will be merged on Friday by us.", [13]),
    ],
)
def test_a_day_of_which_something_else_is_told_before_the_promise_is_none_of_it(
    english: Language, berlin: Calendar, wednesday: datetime, text: str, days: list[int]
) -> None:
    assert [one.deadline.day for one in english.promises(text, wednesday, berlin)] == days


@pytest.mark.parametrize("text", RUSSIAN_PROMISES)
def test_a_russian_promise_counts(russian: Language, berlin: Calendar, wednesday: datetime, text: str) -> None:
    assert len(russian.promises(text, wednesday, berlin)) == 1


@pytest.mark.parametrize("text", RUSSIAN_NO_PROMISES)
def test_what_is_no_promise_in_russian_does_not_count(
    russian: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert russian.promises(text, wednesday, berlin) == ()


@pytest.mark.parametrize("text", RUSSIAN_DATES)
def test_a_coming_date_is_stated_in_russian(
    russian: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert len(russian.dates(text, wednesday, berlin)) == 1


@pytest.mark.parametrize("text", RUSSIAN_NO_DATES)
def test_a_day_on_which_nothing_will_be_ready_is_none_in_russian(
    russian: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert not russian.dates(text, wednesday, berlin)


@pytest.mark.parametrize("text", RUSSIAN_CONTACTS)
def test_the_next_contact_in_russian(russian: Language, berlin: Calendar, wednesday: datetime, text: str) -> None:
    deadline = russian.next_contact(text, wednesday, berlin)
    assert deadline is not None
    assert deadline.date().isoformat() == RUSSIAN_CONTACTS[text]


def test_of_two_days_before_a_promise_the_nearer_is_its_own(
    russian: Language, berlin: Calendar, wednesday: datetime
) -> None:
    (found,) = russian.promises("В понедельник созвон с юристом, в пятницу пришлю договор", wednesday, berlin)
    assert found.phrase == "в пятницу"


def test_a_promise_carries_its_sentence_and_the_words_of_its_deadline(
    english: Language, berlin: Calendar, wednesday: datetime
) -> None:
    (found,) = english.promises("Hello Ben. I’ll send the *new* file by Friday. Bye.", wednesday, berlin)
    assert (found.sentence, found.phrase) == ("I’ll send the *new* file by Friday.", "by Friday")


NAMED = [
    ("Could you move it to Friday?", ["2026-11-13"]),
    ("Why on Friday?", ["2026-11-13"]),
    ("It is cold.", []),
    ("> by Friday\n\nFine.", []),
]


@pytest.mark.parametrize(("text", "days"), NAMED, ids=[text for text, _ in NAMED])
def test_a_date_is_named_whatever_is_said_of_it(
    english: Language, berlin: Calendar, wednesday: datetime, text: str, days: list[str]
) -> None:
    assert [one.deadline.date().isoformat() for one in english.named_dates(text, wednesday, berlin)] == days


@pytest.mark.parametrize("text", RUSSIAN_NO_CONTACTS)
def test_work_that_is_written_or_sent_is_no_contact_in_russian(
    russian: Language, berlin: Calendar, wednesday: datetime, text: str
) -> None:
    assert russian.next_contact(text, wednesday, berlin) is None


def test_who_will_get_an_answer_was_told_of_a_contact_and_passing_on_delivers_nothing(
    english: Language, berlin: Calendar, wednesday: datetime
) -> None:
    assert english.next_contact("Got it, you will get an answer tomorrow.", wednesday, berlin) is not None
    assert not english.delivers("Thanks, I have passed it on to our developers.")
