"""Weeks in the life of a project, in both languages, as portraits from which a letter is written."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from forewarn.engine import ProjectResult
from forewarn.facts.project import Baseline, Project
from forewarn.model import Field, Role, Ticket
from forewarn.portrait import Portrait, draw
from forewarn.show.letter.matter import Matter, matter
from forewarn.testing.builders import Step, changed, moved, opened, person, project, said, ticket

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)
FRIDAY = datetime(2026, 11, 13, 14, tzinfo=UTC)
SINCE = FRIDAY - 7 * DAY
TOM, CLARA = person("Tom"), person("Clara", Role.CLIENT)
WORDS = {
    "en": {
        "name": "harbour-website",
        "launch": "Launch",
        "gallery": "Photo gallery",
        "start": "Start page with the harbour panorama",
        "hours": "Opening hours in the footer",
        "form": "Booking form",
        "newsletter": "Newsletter sign-up",
        "next": "Our next message comes on Friday, 20 November.",
        "why": "The gallery comes later because the photographer delivers on Monday.",
        "asks": "Could we have a newsletter sign-up on the start page?",
        "answer": "It takes about 1 day and does not move the date. Shall we go ahead?",
        "promise": "I'll send you a link to the test form by Tuesday.",
        "which": "Which of the two maps do you prefer?",
        "hello": "Hello, could you please start?",
        "call": "I'll call you on Thursday.",
        "when": "The opening hours are still wrong. When will they be right? People keep calling us.",
        "made": "Sorry for the wait, here is the form: https://files.example/form",
    },
    "ru": {
        "name": "сайт-гавань",
        "launch": "Запуск",
        "gallery": "Фотогалерея",
        "start": "Главная страница с панорамой гавани",
        "hours": "Часы работы внизу страницы",
        "form": "Форма бронирования",
        "newsletter": "Подписка на рассылку",
        "next": "Следующее письмо пришлём в пятницу, 20 ноября.",
        "why": "Галерея выйдет позже, потому что фотограф пришлёт снимки в понедельник.",
        "asks": "Можно добавить на главную подписку на рассылку?",
        "answer": "Это займёт 1 день и на срок не влияет. Делаем?",
        "promise": "Пришлю вам ссылку на пробную форму до вторника.",
        "which": "Какая из двух карт вам больше нравится?",
        "hello": "Здравствуйте! Можно начинать?",
        "call": "Позвоню вам в четверг.",
        "when": "Часы работы всё ещё неверные. Когда их исправят? Нам постоянно звонят.",
        "made": "Простите за ожидание, вот форма: https://files.example/form",
    },
}


def shop(language: str, **facts: Any) -> Project:
    usual = {"name": WORDS[language]["name"], "language": language, "client_language": language}
    return project(**usual | facts)


def portrait(tickets: Sequence[Ticket], client: Project, at: datetime = FRIDAY, *findings: Any) -> Portrait:
    known = [one for t in tickets if (one := t.as_of(at)) is not None]
    return draw(ProjectResult(client, findings, {}, 0), known, [], at)


def told(tickets: Sequence[Ticket], client: Project, rhythm: date | None = None, at: datetime = FRIDAY) -> Matter:
    known = [one for t in tickets if (one := t.as_of(at)) is not None]
    return matter(portrait(tickets, client, at), known, SINCE, rhythm)


def card(key: str, title: str, *steps: Step, by: Any = TOM, at: datetime = MONDAY, **state: Any) -> Ticket:
    url = f"https://board.example/{key}"
    return ticket(key, opened(at, by), *steps, title=title, url=url, milestone="M-1", **state)


def launch(language: str, *steps: Step) -> Ticket:
    made = ticket(
        "M-1", opened(MONDAY, TOM), *steps, type="milestone", due="2026-11-27", title=WORDS[language]["launch"]
    )
    return replace(made, id="M-1")


def calm_week(language: str) -> Matter:
    say = WORDS[language]
    gallery = card(
        "A-2", say["gallery"], moved(MONDAY + DAY, TOM, "Doing"), said(SINCE, TOM, say["next"]), due="2026-11-20"
    )
    start = card("A-1", say["start"], moved(MONDAY + DAY, TOM, "Doing"))
    return told([launch(language), start, gallery], shop(language))


def slipped_date(language: str) -> Matter:
    say = WORDS[language]
    gallery = card(
        "A-2", say["gallery"], moved(MONDAY + DAY, TOM, "Doing"),
        changed(FRIDAY - 2 * DAY, TOM, Field.DUE, "2026-11-20"),
        said(FRIDAY - 2 * DAY + timedelta(minutes=5), TOM, say["why"]), due="2026-11-17",
    )  # fmt: skip
    start = card("A-1", say["start"], changed(FRIDAY - DAY, TOM, Field.DUE, "2026-11-24"), due="2026-11-18")
    hours = card("A-3", say["hours"], moved(FRIDAY - DAY, TOM, "Done"), due="2026-11-13")
    return told([launch(language), start, gallery, hours], shop(language), rhythm=date(2026, 11, 20))


def scope_waits(language: str) -> Matter:
    say = WORDS[language]
    asked = card("A-4", say["newsletter"], said(FRIDAY - DAY, TOM, say["answer"]), at=FRIDAY - 3 * DAY, by=CLARA,
                 description=say["asks"])  # fmt: skip
    bare = card("A-5", say["hours"], at=FRIDAY - 2 * DAY, by=CLARA)
    map_ = card("A-6", say["form"], said(MONDAY + timedelta(hours=1), CLARA, say["hello"]),
                said(FRIDAY - 2 * DAY, TOM, say["which"]))  # fmt: skip
    agreed = (Baseline(MONDAY + DAY, "Clara"),)
    return told([launch(language), card("A-1", say["start"]), map_, asked, bare], shop(language, baselines=agreed))


def launch_met(language: str) -> Matter:
    say = WORDS[language]
    done = launch(language, moved(FRIDAY - DAY, TOM, "Done"))
    start = card("A-1", say["start"], moved(FRIDAY - 2 * DAY, TOM, "Done"), due="2026-11-11")
    after = card("A-3", say["newsletter"], moved(FRIDAY, TOM, "Doing"), due="2026-12-04")
    return told([done, start, after], shop(language, cadence_days=5))


def after_a_mistake(language: str) -> Matter:
    say = WORDS[language]
    form = card("A-6", say["form"], moved(MONDAY + DAY, TOM, "Doing"), said(MONDAY + 4 * DAY, TOM, say["promise"]))
    gallery = card("A-2", say["gallery"], moved(MONDAY + DAY, TOM, "Doing"), due="2026-11-11")
    hours = card("A-3", say["hours"], moved(FRIDAY - DAY, TOM, "Done"), due="2026-11-10")
    return told([launch(language), form, gallery, hours], shop(language), rhythm=date(2026, 11, 20))


def nobody_answered(language: str) -> Matter:
    say = WORDS[language]
    called = card("A-6", say["form"], said(MONDAY, CLARA, say["hello"]), said(MONDAY + 2 * DAY, TOM, say["call"]))
    hours = card("A-3", say["hours"], said(MONDAY + DAY, CLARA, say["when"]))
    wish = card("A-4", say["newsletter"], at=FRIDAY - 3 * DAY, by=CLARA)
    taken_up = card("A-1", say["start"], moved(MONDAY + DAY, TOM, "Doing"), by=CLARA)
    return told([launch(language), called, hours, wish, taken_up], shop(language), rhythm=date(2026, 11, 20))


SCENES: tuple[Callable[[str], Matter], ...] = (
    calm_week,
    slipped_date,
    scope_waits,
    launch_met,
    after_a_mistake,
    nobody_answered,
)
