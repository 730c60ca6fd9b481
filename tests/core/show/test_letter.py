"""The client's letter: what it tells, how it reads, and what it never shows.

FOREWARN_GOLDEN=write writes the golden letters anew; read them as the client who gets them.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.core.show.scenes import (
    CLARA,
    DAY,
    FRIDAY,
    MONDAY,
    SCENES,
    TOM,
    WORDS,
    calm_week,
    card,
    launch,
    portrait,
    shop,
    slipped_date,
    told,
)

from forewarn.errors import ConfigError
from forewarn.facts.dates.promises import State
from forewarn.language import language_for
from forewarn.model import Field, Need, Person, Role
from forewarn.say.markup import MARKUPS
from forewarn.show.letter.decisions import Decision
from forewarn.show.letter.dress import as_comment, as_email, as_html, subject_of
from forewarn.show.letter.lint import Kind, Reader, lint
from forewarn.show.letter.matter import Done, Headline, Matter, matter
from forewarn.show.letter.unanswered import Unanswered
from forewarn.show.letter.words import GAP, letter_text
from forewarn.testing.builders import Step, changed, moved, person, said

GOLDEN = Path(__file__).parent / "letters"
CASES = [(scene, language) for scene in SCENES for language in ("en", "ru")]
STUDIO = "Northlight Studio"


def text_of(known: Matter, language: str = "en") -> str:
    return letter_text(known, shop(language), STUDIO)


def name_of(scene: Callable[[str], Matter], language: str) -> str:
    return f"{language}-{scene.__name__.replace('_', '-')}.md"


@pytest.mark.parametrize(("scene", "language"), CASES, ids=[name_of(*case) for case in CASES])
def test_the_letter_reads_as_it_should(scene: Callable[[str], Matter], language: str) -> None:
    text = text_of(scene(language), language)
    path = GOLDEN / name_of(scene, language)
    if os.environ.get("FOREWARN_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("zone", "hour", "asked"), [("Pacific/Honolulu", 1, "Wednesday, 11"), ("Pacific/Auckland", 16, "Friday, 13")]
)
def test_a_client_far_away_reads_hours_by_their_clock_and_days_as_they_were_agreed(
    zone: str, hour: int, asked: str
) -> None:
    theirs = replace(shop("en").client_calendar, zone=ZoneInfo(zone))
    asking = Decision("Shop", "", datetime(2026, 11, 12, hour, tzinfo=UTC), "Which one?")
    done = Done("Map", "", date(2026, 11, 12), date(2026, 11, 12), State.KEPT, False)
    known = replace(slipped_date("en"), done=(done,), decisions=(asking,))
    text = letter_text(known, shop("en", client_calendar=theirs), STUDIO)
    assert f"on {asked} November we asked you" in text
    assert "on Thursday, 12 November, on time." in text


def test_every_golden_letter_is_one_that_is_compared() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {name_of(*case) for case in CASES}


@pytest.mark.parametrize(("scene", "language"), CASES, ids=[name_of(*case) for case in CASES])
def test_in_our_own_letters_nothing_is_left_to_mend_but_the_gaps(scene: Callable[[str], Matter], language: str) -> None:
    known = scene(language)
    flaws = lint(text_of(known, language), Reader(language, FRIDAY, shop(language).agency_calendar, red=known.red))
    assert {flaw.kind for flaw in flaws} <= {Kind.GAP}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_once_a_person_filled_the_gaps_the_letter_can_go_out(language: str) -> None:
    known = slipped_date(language)
    filled = GAP.sub(
        {"en": "The photographs came late.", "ru": "Снимки пришли в понедельник."}[language], text_of(known, language)
    )
    assert lint(filled, Reader(language, FRIDAY, shop(language).agency_calendar, red=known.red)) == ()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_was_done_on_its_day_may_be_told_while_something_else_is_late(language: str) -> None:
    say = WORDS[language]
    start = card("A-1", say["start"], moved(FRIDAY - 2 * DAY, TOM, "Done"), due="2026-11-11")
    late = card("A-2", say["gallery"], moved(MONDAY + DAY, TOM, "Doing"), due="2026-11-12")
    for goal in (launch(language), launch(language, moved(FRIDAY - DAY, TOM, "Done"))):
        known = told([goal, start, late], shop(language), rhythm=date(2026, 11, 20))
        assert known.red
        assert [done.state for done in known.done][-1] == "kept"
        assert "agreed" not in text_of(known, language)
        why = {"en": "The photographs came late.", "ru": "Снимки пришли в понедельник."}[language]
        filled = GAP.sub(why, text_of(known, language))
        assert lint(filled, Reader(language, FRIDAY, shop(language).agency_calendar, red=known.red)) == ()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "was to be ready on Tuesday, 10 November, and is not. We also wrote “I'll send you a link"),
        ("ru", "срок был 10 ноября (вторник), работа ещё не закончена. Кроме того, мы писали «Пришлю вам ссылку"),
    ],
)
def test_a_missed_promise_does_not_hide_that_the_whole_work_is_late(language: str, words: str) -> None:
    say = WORDS[language]
    promised = (moved(MONDAY + DAY, TOM, "Doing"), said(MONDAY + 4 * DAY, TOM, say["promise"]))
    form = card("A-6", say["form"], *promised, due="2026-11-10")
    known = told([launch(language), form], shop(language), rhythm=date(2026, 11, 20))
    assert len(known.owed) == 1
    text = text_of(known, language)
    assert words in text
    assert text.count({"en": "sorry", "ru": "просим прощения"}[language]) == 1


# What a client must not see, however it gets onto a ticket.
HIDDEN: dict[str, Any] = {
    "a source of the team": {"source": "backstage"},
    "a ticket that is not public": {"visible": False},
    "an issue kept from the client on purpose": {"labels": ("security",)},
    "what is not looked at": {"labels": ("spike",)},
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_the_client_cannot_see_is_in_no_letter(what: str) -> None:
    secret = card(
        "S-1", "Secret thing", moved(MONDAY, TOM, "Doing"), said(MONDAY, TOM, "I'll send you the secret by Tuesday."),
        changed(FRIDAY - DAY, TOM, Field.DUE, "2026-11-25"), due="2026-11-16", **HIDDEN[what],
    )  # fmt: skip
    done = card("S-2", "Secret deed", moved(FRIDAY - DAY, TOM, "Done"), **HIDDEN[what])
    client = shop("en", private_labels=frozenset({"security"}), ignore_labels=frozenset({"spike"}))
    known = told([launch("en"), secret, done], client)
    assert "ecret" not in text_of(known)
    assert known.headline is Headline.CALM


def test_internal_words_are_in_no_letter() -> None:
    note = card(
        "A-1", "Start page", moved(MONDAY, TOM, "Doing"), changed(FRIDAY - DAY, TOM, Field.DUE, "2026-11-25"),
        said(FRIDAY - DAY, TOM, "It comes later because Ben forgot it.", public=False),
        said(FRIDAY - DAY, TOM, "I'll tell them by Tuesday.", public=False), due="2026-11-18",
    )  # fmt: skip
    text = text_of(told([launch("en"), note], shop("en")))
    assert "Ben" not in text
    assert "tell them" not in text
    assert "[to fill in: why this date changed]" in text


def test_nobody_is_told_that_all_is_on_schedule_where_a_date_has_passed_or_dates_are_unknown() -> None:
    late = card("A-1", "Start page", due="2026-11-11")
    blind = replace(card("A-2", "Gallery"), absent={Need.DUE: "this tracker has no dates"})
    for tickets in ([launch("en"), late], [launch("en"), blind], [card("A-3", "Undated")]):
        known = told(tickets, shop("en"))
        assert not known.on_schedule
        assert "on schedule" not in text_of(known)
    assert calm_week("en").on_schedule


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_milestone_that_nobody_closed_on_its_day_is_asked_about_once(language: str) -> None:
    made = card("A-1", "Start page", moved(FRIDAY - 2 * DAY, TOM, "Done"))
    goal = replace(launch(language), due=date(2026, 11, 12))
    later = replace(launch(language), id="M-2", key="M-2", due=date(2026, 12, 18))
    known = told([goal, later, made], shop(language))
    assert [(one.title, one.due) for one in known.unclosed] == [(goal.title, goal.due)]
    assert not known.on_schedule
    asked = known.unclosed[0]
    week_later = told([goal, later, made], shop(language), at=FRIDAY + 7 * DAY)
    for other in (replace(known, unclosed=()), known):
        assert len(GAP.findall(text_of(other, language))) == 1 + len(other.unclosed)
    assert asked in week_later.unclosed, "nobody was told so far"
    client = shop(language)
    told_since = matter(portrait([goal, later, made], client, FRIDAY + 7 * DAY), [goal, later, made], FRIDAY)
    assert told_since.unclosed == ()
    closed = replace(launch(language, moved(FRIDAY - DAY, TOM, "Done")), due=date(2026, 11, 12))
    late = card("A-1", "Start page")
    assert [told(one, client).unclosed for one in ([closed, later, made], [goal, later, late])] == [(), ()]


@pytest.mark.parametrize(("language", "rest"), [("en", "everything else"), ("ru", "всё остальное")])
def test_whoever_waits_for_our_answer_does_not_read_that_everything_else_is_well(language: str, rest: str) -> None:
    waits = (Unanswered("Map", "", FRIDAY, "Which one?"),)
    moved, neither = slipped_date(language), replace(slipped_date(language), shifts=())
    assert rest in text_of(moved, language)
    assert rest not in text_of(replace(moved, unanswered=waits), language)
    assert rest in text_of(replace(neither, unanswered=waits), language), "the answer is named before it"


def test_what_waits_for_the_client_is_not_called_late_by_us_nor_on_schedule() -> None:
    photos = card("A-1", "Photos", said(MONDAY + DAY, CLARA, "Hello!"),
                  said(MONDAY + 2 * DAY, TOM, WORDS["en"]["which"]),
                  moved(MONDAY + 2 * DAY, TOM, "Waiting for client"), due="2026-11-11")  # fmt: skip
    known = told([launch("en"), photos], shop("en"))
    assert (known.owed, known.on_schedule) == ((), False)
    assert [one.title for one in known.decisions] == ["Photos"]


def test_who_said_when_the_answer_comes_is_not_asked_before() -> None:
    asked = card("A-1", "Map", said(MONDAY + DAY, CLARA, "Hello!"), said(FRIDAY - 2 * DAY, TOM, WORDS["en"]["which"]),
                 said(FRIDAY - DAY, CLARA, "I have to ask my boss, and will tell you on 20 November."))  # fmt: skip
    assert told([launch("en"), asked], shop("en")).decisions == ()
    later = told([launch("en"), asked], shop("en"), at=FRIDAY + 14 * DAY)
    assert [one.title for one in later.decisions] == ["Map"]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([], True),
        ([said(FRIDAY, CLARA, "Here are the texts: https://files.example/2")], False),
        ([said(FRIDAY, CLARA, "Sorry, I'll send you the texts by 20 November.")], False),
        ([moved(FRIDAY - DAY, TOM, "Done")], False),
    ],
)
def test_what_the_client_promised_and_did_not_send_stands_among_what_we_need(later: list[Step], expected: bool) -> None:
    texts = card("A-1", "Texts", said(MONDAY + DAY, CLARA, "I'll send you the texts by Friday."), *later)
    known = told([launch("en"), texts], shop("en"))
    assert [one.promise for one in known.decisions] == ["I'll send you the texts by Friday."] * expected
    assert ("It has not reached us here yet" in text_of(known)) is expected
    assert told([launch("en"), texts], shop("en"), at=FRIDAY + 120 * DAY).decisions == ()


def test_what_the_client_has_come_back_to_is_not_called_done() -> None:
    back = card("A-1", "Opening hours", moved(FRIDAY - 2 * DAY, TOM, "Done"),
                said(FRIDAY - DAY, CLARA, "The winter hours are still wrong. Could you change them?"))  # fmt: skip
    assert told([launch("en"), back], shop("en")).done == ()


@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        ([], False),
        ([said(FRIDAY - DAY, CLARA, "When will it be there?")], True),
        ([said(FRIDAY - DAY, CLARA, "Thank you!")], False),
        ([said(FRIDAY - DAY, CLARA, "When will it be there?"), said(FRIDAY, TOM, "On Monday.")], False),
        ([moved(MONDAY + DAY, TOM, "Done"), said(FRIDAY - DAY, CLARA, "The winter hours are still wrong.")], True),
    ],
)
def test_what_the_client_wrote_stands_in_the_letter_until_somebody_answers(steps: list[Step], waits: bool) -> None:
    known = told([launch("en"), card("A-1", "Opening hours", *steps)], shop("en"))
    assert [one.title for one in known.unanswered] == ["Opening hours"] * waits
    assert ("[to fill in: the answer, or the day on which it comes]" in text_of(known)) is waits
    assert (known.headline is Headline.UNANSWERED) is waits


def test_what_was_asked_on_finished_work_long_ago_is_asked_about_no_more() -> None:
    back = card("A-1", "Hours", moved(MONDAY, TOM, "Done"), said(MONDAY + DAY, CLARA, "When will it be live?"))
    assert [len(told([back], shop("en"), at=MONDAY + n * DAY).unanswered) for n in (10, 40)] == [1, 0]


def test_nobody_is_told_that_work_goes_on_where_there_is_none() -> None:
    done = card("A-1", "Hours", moved(MONDAY, TOM, "Done"))
    assert "Work goes on" not in text_of(told([done], shop("en")))
    assert "Work goes on" in text_of(told([done, card("A-2", "Map", moved(MONDAY, TOM, "Doing"))], shop("en")))


def test_a_date_that_came_back_to_where_it_was_has_not_changed() -> None:
    twice = card("A-1", "Start page", changed(FRIDAY - 2 * DAY, TOM, Field.DUE, "2026-11-25"),
                 changed(FRIDAY - DAY, TOM, Field.DUE, "2026-11-18"), due="2026-11-18")  # fmt: skip
    assert told([launch("en"), twice], shop("en")).shifts == ()


@pytest.mark.parametrize(("day", "doubt"), [("2026-12-01", True), ("2026-11-27", False)])
def test_a_milestone_whose_part_comes_later_is_not_simply_announced(day: str, doubt: bool) -> None:
    late = card("A-1", "Start page", changed(FRIDAY - DAY, TOM, Field.DUE, day), due="2026-11-25")
    lost = card("A-2", "Gallery", due="2026-11-11")
    for tickets in ([launch("en"), late], [launch("en"), late, lost]):
        known = told(tickets, shop("en"))
        assert known.in_doubt is doubt
        assert ("[to fill in: whether that date holds" in text_of(known)) is doubt
    assert told([launch("en"), late], shop("en")).on_schedule is not doubt


@pytest.mark.parametrize(("status", "sorry"), [("Waiting for client", False), ("Doing", True)])
def test_nobody_says_sorry_to_a_client_for_what_they_had_in_hand_when_its_date_passed(status: str, sorry: bool) -> None:
    late = card(
        "A-1",
        "Texts",
        moved(MONDAY + timedelta(hours=1), TOM, status),
        moved(FRIDAY - DAY, TOM, "Done"),
        due=str(MONDAY.date()),
    )
    assert ("we are sorry that you had to wait" in text_of(told([launch("en"), late], shop("en")))) is sorry


@pytest.mark.parametrize(
    ("title", "branch", "by", "expected"),
    [
        ("Map", "feature/map", TOM, ["Hours", "Map"]),
        ("A-1: hours", "hours", TOM, ["Hours"]),
        ("A-0: shorter lines", "lines", TOM, ["A-0: shorter lines", "Hours"]),
        ("Bump requests", "dependabot/requests", person("renovate", Role.BOT), ["Hours"]),
        ("A-1: hours", "", TOM, ["A-1: hours", "Hours"]),
    ],
)
def test_a_pull_request_of_a_bot_or_for_another_ticket_is_no_news(
    title: str, branch: str, by: Person, expected: list[str]
) -> None:
    long_ago = card("A-0", "Lines", moved(MONDAY - DAY, TOM, "Done"), at=MONDAY - 2 * DAY)
    hours = card("A-1", "Hours", moved(FRIDAY - DAY, TOM, "Done"))
    pull = card("A-9", title, moved(FRIDAY - DAY, TOM, "Done"), by=by, branch=branch)
    assert [one.title for one in told([long_ago, hours, pull], shop("en")).done] == expected


def test_what_happened_before_the_last_letter_is_not_told_again() -> None:
    old = card("A-1", "Start page", moved(FRIDAY - 9 * DAY, TOM, "Done"))
    moved_then = card("A-2", "Gallery", changed(FRIDAY - 8 * DAY, TOM, Field.DUE, "2026-11-25"), due="2026-11-18")
    known = told([launch("en"), old, moved_then], shop("en"))
    assert (known.done, known.shifts, known.headline) == ((), (), Headline.CALM)


def test_the_day_of_the_next_word_is_the_one_that_was_announced_else_that_of_the_rhythm() -> None:
    announced = card("A-1", "Start page", said(FRIDAY - DAY, TOM, "Next update on Tuesday, 17 November."))
    week = (FRIDAY + 7 * DAY).date()
    assert f"{told([announced], shop('en'), week).next_contact}" == "2026-11-17"
    assert f"{told([card('A-1', 'Start')], shop('en', cadence_days=2), week).next_contact}" == "2026-11-17"
    assert told([card("A-1", "Start")], shop("en"), week).next_contact == week
    assert told([card("A-1", "Start")], shop("en")).next_contact is None


HOSTILE = "A](https://evil.example) <script>alert(1)</script> **bold** [to fill in: x] @clara\u202e # 1\n# Title"


def test_hostile_titles_stay_words_in_every_form() -> None:
    known = told(
        [launch("en"), card("A-1", HOSTILE, moved(FRIDAY - DAY, TOM, "Done"))], shop("en"), FRIDAY.date() + 7 * DAY
    )
    text = text_of(known)
    assert not GAP.search(text)
    assert "\u202e" not in text
    page = as_html(text, "en")
    assert "<script>" not in page
    assert "evil.example" not in "".join(part.split('"')[0] for part in page.split('href="')[1:])
    assert page.count("<h1>") == 1
    comment = as_comment(text, MARKUPS["markdown"])
    assert "@clara" not in comment
    assert "**bold**" not in comment
    assert "](https://evil" not in comment


def test_a_title_is_written_in_the_headline_as_it_is_below() -> None:
    moves = changed(FRIDAY - DAY, TOM, Field.DUE, "2026-11-25")
    text = text_of(told([card("A-1", "The *new* home_page", moves, due="2026-11-18")], shop("en")))
    assert "# Harbour website: “The \\*new\\* home\\_page” now comes on" in text
    assert "- [The \\*new\\* home\\_page](https://board.example/A-1): was" in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_mail_holds_the_letter_as_text_and_as_a_page(language: str) -> None:
    text = text_of(calm_week(language), language)
    mail = message_from_bytes(as_email(text, language, FRIDAY), policy=default)
    assert mail["Subject"] == subject_of(text) == text.splitlines()[0].removeprefix("# ")
    assert mail["Date"].datetime == FRIDAY
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert "https://board.example/A-2" in plain.get_content()
    assert f'<html lang="{language}">' in page.get_content()
    assert as_email(text, language, FRIDAY) == as_email(text, language, FRIDAY)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("markup", MARKUPS)
def test_what_we_read_back_from_a_tracker_names_the_day_of_the_next_letter(language: str, markup: str) -> None:
    body = as_comment(text_of(calm_week(language), language), MARKUPS[markup])
    reading = language_for(language)
    assert reading is not None
    day = reading.next_contact(body, FRIDAY, shop(language).agency_calendar)
    assert day is not None
    assert f"{day:%Y-%m-%d}" == "2026-11-20"


def test_a_line_break_in_a_title_adds_no_header_to_the_mail() -> None:
    mail = message_from_bytes(as_email("# Hello\rBcc: all@example.com\n\nText", "en", FRIDAY), policy=default)
    assert mail["Bcc"] is None


def test_gaps_are_marked_on_the_page() -> None:
    assert "<mark>[to fill in: why this date changed]</mark>" in as_html(text_of(slipped_date("en")), "en")


def test_an_agency_may_bring_its_own_template_which_runs_sandboxed(tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text(
        "# {{ letter.project }}\n\n{{ letter.goal | title }}: {{ letter.goal.due | day }} ({{ agency }})", "utf-8"
    )
    text = letter_text(calm_week("en"), shop("en"), STUDIO, own)
    assert text == "# Harbour website\n\n“Launch”: Friday, 27 November (Northlight Studio)\n"
    for bad in (
        "{{ letter.secret }}",
        "{% if %}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 1 | nothing }}",
    ):
        own.write_text(bad, encoding="utf-8")
        with pytest.raises(ConfigError, match=r"own\.md"):
            letter_text(calm_week("en"), shop("en"), STUDIO, own)


def test_two_moves_of_one_date_are_one_change_with_the_last_reason() -> None:
    twice = card("A-1", "Start page", changed(FRIDAY - 5 * DAY, TOM, Field.DUE, "2026-11-20"),
                 changed(FRIDAY - DAY, TOM, Field.DUE, "2026-11-25"),
                 said(FRIDAY - DAY + timedelta(minutes=5), TOM, "It moves because the texts come on Monday."),
                 due="2026-11-18")  # fmt: skip
    [shift] = told([launch("en"), twice], shop("en")).shifts
    assert (f"{shift.old}", f"{shift.new}", shift.days) == ("2026-11-18", "2026-11-25", 5)
    assert shift.reason == "It moves because the texts come on Monday."


@pytest.mark.parametrize(
    ("language", "reason", "ended"),
    [
        ("en", "It moves because the texts come on Monday", "“It moves because the texts come on Monday”."),
        ("en", "It moves because the texts come on Monday.", "“It moves because the texts come on Monday.”"),
        ("ru", "Переносим, потому что тексты придут в понедельник", "потому что тексты придут в понедельник»."),
        ("ru", "Переносим, потому что тексты придут в понедельник.", "потому что тексты придут в понедельник»."),
    ],
)
def test_a_reason_in_our_own_words_ends_its_sentence_once(language: str, reason: str, ended: str) -> None:
    late = card("A-1", "Start page", changed(FRIDAY - DAY, TOM, Field.DUE, "2026-11-25"),
                said(FRIDAY - DAY + timedelta(minutes=5), TOM, reason), due="2026-11-18")  # fmt: skip
    text = text_of(told([launch(language), late], shop(language)), language)
    assert any(line.endswith(ended) for line in text.splitlines()), text
