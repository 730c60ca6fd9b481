"""How long work goes on and stands in a status, in business hours without parked and waiting time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.deadlines import counted
from forewarn.facts.project import Period
from forewarn.facts.work.flow import (
    cycle_times,
    exceeds,
    hours_before,
    hours_in,
    in_days,
    is_waiting,
    parked_spans,
    spans,
    stays,
    times_in_status,
    usual,
    work_stays,
)
from forewarn.facts.work.theirs import is_theirs
from forewarn.testing.builders import calendar, project
from forewarn.testing.script import instant, play

PARKING = project(parked_labels=frozenset({"on hold", "frozen"}))
OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
DOING = OPENS + "Mon 2026-11-02 10:00 Tom moves to Doing\n"


def test_a_ticket_stays_in_each_status_until_it_moves() -> None:
    known = stays(play("A-1", DOING + "Tue 2026-11-03 10:00 Tom moves to Review"))
    assert [(stay.status, stay.event.id) for stay in known] == [
        ("To do", "A-1.1"),
        ("Doing", "A-1.2"),
        ("Review", "A-1.3"),
    ]
    assert [stay.end for stay in known] == [instant("Mon 2026-11-02 10:00"), instant("Tue 2026-11-03 10:00"), None]


def test_a_status_of_no_length_is_no_stay() -> None:
    born = play("A-1", OPENS + "Mon 2026-11-02 09:00 Tom moves to Doing")
    assert [stay.event.id for stay in stays(born)] == ["A-1.2"]


# What happened after 10:00 on Monday, and how many hours of work that makes.
CYCLES = [
    ("a day", "Tue 2026-11-03 10:00 Tom moves to Done", 8.5),
    ("over a weekend", "Mon 2026-11-09 10:00 Tom moves to Done", 42.5),
    ("review is work", "Mon 2026-11-02 11:00 Tom moves to Review\nMon 2026-11-02 12:00 Tom moves to Done", 2),
    ("waiting is not", "Mon 2026-11-02 11:00 Tom moves to On hold\nFri 2026-11-06 12:00 Tom moves to Done", 1),
    ("nor is going back", "Mon 2026-11-02 11:00 Tom moves to To do\nFri 2026-11-06 12:00 Tom moves to Done", 1),
    (
        "nor a parking label",
        "Mon 2026-11-02 11:00 Tom adds label on hold\nTue 2026-11-03 11:00 Tom removes label on hold\n"
        "Tue 2026-11-03 12:00 Tom moves to Done",
        2,
    ),
    (
        "both lives of reopened work count",
        "Mon 2026-11-02 11:00 Tom moves to Done\nTue 2026-11-03 11:00 Tom moves to Doing\n"
        "Tue 2026-11-03 12:00 Tom moves to Done",
        2,
    ),
]


@pytest.mark.parametrize(("script", "hours"), [c[1:] for c in CYCLES], ids=[c[0] for c in CYCLES])
def test_a_cycle_time_is_the_time_somebody_could_work_on_it(script: str, hours: float) -> None:
    assert cycle_times((play("A-1", DOING + script),), PARKING) == {"": (hours,)}


def test_parked_days_of_the_project_do_not_count() -> None:
    paused = project(parked=(Period(instant("Tue 2026-11-03 12:00").date(), instant("Wed 2026-11-04 12:00").date()),))
    done = play("A-1", DOING + "Thu 2026-11-05 10:00 Tom moves to Done")
    assert cycle_times((done,), paused) == {"": (8.5,)}


def test_cycle_times_are_told_by_type_and_only_of_delivered_items_that_were_in_progress() -> None:
    done = "Mon 2026-11-02 11:00 Tom moves to Done"
    tickets = (
        play("A-1", DOING + done, type="Story"),
        play("A-2", DOING + "Mon 2026-11-02 12:00 Tom moves to Done", type="story"),
        play("A-3", OPENS + done, type="story"),
        play("A-4", DOING + "Mon 2026-11-02 12:00 Tom moves to Declined", type="story"),
        play("A-5", DOING + done, type="Epic"),
        play("A-6", DOING, type="story", parent="A-1"),
    )
    assert cycle_times(tickets, project()) == {"story": (2,)}


@pytest.mark.parametrize(
    ("status", "waits"),
    [
        ("Waiting for client", True),
        ("Waiting for content", True),
        ("Awaiting customer feedback", True),
        ("Waiting on the texts", True),
        ("Ждём клиента", True),
        ("Ждём контент", True),
        ("Ожидает ответа", True),
        ("Awaiting content and photos from the client", True),
        ("Waiting for client's approval", True),
        ("Ждём ответ от клиента", True),
        ("Waiting for deployment", False),
        ("Waiting for content review", False),
        ("Waiting for copywriting", False),
        ("Waiting for data migration", False),
        ("Ожидает ответственного", False),
        ("Ждём контент-менеджера", False),
        ("Waiting for database migration", False),
        ("Waiting for QA", False),
        ("Ожидает выкладки", False),
        ("Ждём тестирования", False),
        ("In progress", False),
    ],
)
def test_work_waits_for_somebody_else_in_a_status_that_names_what_they_have_to_give(status: str, waits: bool) -> None:
    assert is_waiting(status) is waits


@pytest.mark.parametrize(
    ("title", "theirs"),
    [
        ("Content from the client", True),
        ("Missing texts and product photos from the client", True),
        ("Client to provide logins", True),
        ("Client delivers the final texts", True),
        ("Новые фото товаров от клиента", True),
        ("Заказчик присылает тексты", True),
        ("Upload photos from the client", False),
        ("Import data from client", False),
        ("Filter documents by client", False),
        ("Access by customer", False),
        ("Client sends wrong auth header", False),
        ("Customer supplies VAT id in the checkout", False),
        ("Загрузить фото от клиента", False),
        ("Клиент передаёт неверный токен", False),
    ],
)
def test_a_ticket_is_the_clients_where_its_title_is_all_about_what_they_give(title: str, theirs: bool) -> None:
    assert is_theirs(title) is theirs


def test_the_time_in_a_status_is_known_once_it_was_left() -> None:
    twice = (
        "Mon 2026-11-02 11:00 Tom moves to Review\nMon 2026-11-02 12:00 Tom moves to Doing\n"
        "Mon 2026-11-02 13:00 Tom moves to Review"
    )
    left = "\nMon 2026-11-02 15:00 Tom moves to Done"
    there, gone = play("A-1", DOING + twice), play("A-2", DOING + twice + left)
    assert times_in_status((there, gone), project())["review"] == (3,)
    assert times_in_status((there, gone), project())["doing"] == (2, 2)


def test_time_under_any_of_several_parking_labels_is_parked() -> None:
    ticket = play(
        "A-1",
        OPENS + "Tue 2026-11-03 09:00 Tom adds label frozen\nWed 2026-11-04 09:00 Tom removes label on hold\n"
        "Thu 2026-11-05 09:00 Tom removes label frozen\nFri 2026-11-06 09:00 Tom adds label on hold",
        labels=("on hold",),
    )
    assert parked_spans(ticket, PARKING) == (
        (instant("Mon 2026-11-02 09:00"), instant("Thu 2026-11-05 09:00")),
        (instant("Fri 2026-11-06 09:00"), None),
    )


# What happened, and when more than ten hours of work were spent.
LIMITS = [
    ("still at it", "", "Tue 2026-11-03 11:30"),
    (
        "with a pause",
        "Mon 2026-11-02 12:00 Tom moves to On hold\nTue 2026-11-03 12:00 Tom moves to Doing",
        "Wed 2026-11-04 11:30",
    ),
    ("ended before", "Mon 2026-11-02 12:00 Tom moves to On hold", None),
    ("ended after", "Wed 2026-11-04 12:00 Tom moves to On hold", "Tue 2026-11-03 11:30"),
    (
        "reopened",
        "Tue 2026-11-03 09:00 Tom moves to Done\nWed 2026-11-04 09:00 Tom moves to Doing",
        "Thu 2026-11-05 10:30",
    ),
]


@pytest.mark.parametrize(("script", "at"), [c[1:] for c in LIMITS], ids=[c[0] for c in LIMITS])
def test_a_limit_is_passed_when_the_hours_of_work_together_are_more(script: str, at: str | None) -> None:
    ticket = play("A-1", DOING + script)
    known = exceeds(spans(work_stays(ticket), ticket, PARKING), counted(PARKING), 10)
    assert known == (instant(at) if at else None)


def test_a_limit_in_a_project_parked_for_good_is_never_passed() -> None:
    for_good = project(parked=(Period(instant("Tue 2026-11-03 12:00").date()),))
    ticket = play("A-1", DOING)
    assert exceeds(spans(work_stays(ticket), ticket, for_good), counted(for_good), 10) is None


@settings(deadline=None)
@given(minutes=st.integers(0, 40 * 24 * 60), hours=st.floats(0.1, 60))
def test_work_begun_at_the_latest_start_is_done_in_time_and_not_before(minutes: int, hours: float) -> None:
    office, end = calendar(country="DE"), instant("Mon 2026-12-14 09:00") + timedelta(minutes=minutes)
    start = hours_before(end, hours, office, end - timedelta(days=60))
    assert start is not None
    assert office.add_hours(start, hours) <= end
    assert office.hours_between(start, end) == pytest.approx(hours, abs=1e-6)


def test_a_latest_start_before_the_given_instant_is_none() -> None:
    office, end = calendar(), instant("Fri 2026-11-06 17:30")
    assert hours_before(end, 8.5, office, instant("Fri 2026-11-06 09:00")) == instant("Fri 2026-11-06 09:00")
    assert hours_before(end, 8.5, office, instant("Fri 2026-11-06 09:01")) is None


def test_what_is_usual_takes_enough_samples() -> None:
    assert usual((1, 2, 3, 4), 0.7, 4) == 3
    assert usual((1, 2, 3, 4), 0.7, 5) is None


def test_hours_are_told_in_half_days() -> None:
    office = calendar()
    assert [in_days(hours, office) for hours in (0.5, 4.25, 8.5, 9)] == [0.5, 0.5, 1, 1.5]


def test_open_spans_have_no_length_yet() -> None:
    at: datetime = instant("Mon 2026-11-02 10:00")
    assert hours_in(((at, at + timedelta(hours=1)), (at, None)), calendar()) == 1
