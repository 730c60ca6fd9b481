"""When something falls due where days are far away, or the project is parked with no end."""

from datetime import UTC, date, datetime

import pytest

from forewarn.facts.deadlines import after_days, after_hours, before_days, passing, put_off, unparked, why_parked
from forewarn.facts.project import Period
from forewarn.facts.work.hands import days_of
from forewarn.model import Person
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play
from forewarn.worktime import Clock

MONDAY = instant("Mon 2026-11-02 10:00")


@pytest.mark.parametrize("since", [date(2026, 11, 1), date(2025, 6, 1), date(2001, 1, 1)])
def test_a_project_parked_with_no_end_owes_nothing_however_long_it_has_been_parked(since: date) -> None:
    parked = project(parked=(Period(since),))
    assert after_days(parked, MONDAY, 2) is None
    assert after_hours(parked, MONDAY, 2) is None
    assert passing(parked, date(2026, 11, 3)) is None


def test_of_two_parkings_with_no_end_the_earlier_one_counts() -> None:
    parked = project(parked=(Period(date(2026, 12, 1)), Period(date(2026, 11, 4))))
    assert after_days(parked, MONDAY, 1) == instant("Tue 2026-11-03 10:00")
    assert after_days(parked, MONDAY, 2) is None


@pytest.mark.parametrize(("due", "passes"), [(2, 7), (4, 9), (27, 14)])
def test_a_date_within_a_break_passes_after_it_and_a_week_after_it_at_most(due: int, passes: int) -> None:
    """From 2 November to 6 December; the 7th is a Monday."""
    away = project(parked=(Period(date(2026, 11, 2), date(2026, 12, 6)),))
    passed = passing(away, date(2026, 11, due))
    assert passed is not None and passed.date() == date(2026, 12, passes)


UNPARKED = [
    ("never parked", "", "Mon 2026-11-02 10:00"),
    ("the label came off", "Wed 2026-11-04 10:00 Tom removes label parked", "Wed 2026-11-04 10:00"),
    ("another came off", "Wed 2026-11-04 10:00 Tom removes label big", "Mon 2026-11-02 10:00"),
    ("the label came", "Wed 2026-11-04 10:00 Tom adds label parked", "Mon 2026-11-02 10:00"),
    ("out of a status of that name", "Wed 2026-11-04 10:00 Tom moves to parked\n"
     "Thu 2026-11-05 10:00 Tom moves to Doing", "Mon 2026-11-02 10:00"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "since"), [c[1:] for c in UNPARKED], ids=[c[0] for c in UNPARKED])
def test_waiting_begins_when_the_last_parking_label_came_off(script: str, since: str) -> None:
    ticket = play("A-1", f"Mon 2026-11-02 09:00 Tom opens\n{script}", labels=("parked", "big"))
    assert unparked(ticket, project(parked_labels=frozenset({"parked"})), MONDAY) == instant(since)


@pytest.mark.parametrize(("until", "longest", "late"), [(5, None, 5), (5, 4, 4), (3, 4, 3), (1, None, 2), (5, 1, 2)])
def test_a_limit_is_put_off_but_never_brought_forward(until: int, longest: int | None, late: int) -> None:
    def day(number: int) -> datetime:
        return datetime(2026, 11, number, tzinfo=UTC)

    assert put_off(day(2), day(until), day(longest) if longest else None) == day(late)


def test_who_left_years_ago_closes_no_day() -> None:
    tom, tara = Person("tom", "Tom"), Person("tara", "Tara")
    where = project(leave={"tom": (Period(date(2020, 1, 1)),), "tara": (Period(date(2026, 11, 3), date(2026, 11, 4)),)})
    assert days_of((tom,), where).is_workday(date(2026, 11, 2))
    both = days_of((tom, tara), where)
    assert [day for day in range(2, 7) if not both.is_workday(date(2026, 11, day))] == [3, 4]


FAR = [date(9999, 12, 31), date(9999, 12, 26), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]


@pytest.mark.parametrize("due", FAR)
@pytest.mark.parametrize("days", [0, 2, 500])
def test_after_the_last_date_there_is_comes_no_deadline_and_no_failure(due: date, days: int) -> None:
    passed = passing(project(), due, days)
    assert days < 500 or passed is None
    if passed is not None:
        later, earlier = after_days(project(), passed, 500), before_days(project(), passed, 500)
        assert later is None
        assert earlier is not None and earlier < passed


def test_a_parking_until_the_last_date_there_is_has_no_end() -> None:
    parked = project(parked=(Period(date(2026, 11, 1), date.max),))
    assert why_parked(parked, Clock(MONDAY).reached) == "the project is parked"
