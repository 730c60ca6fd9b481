"""The clock answers, and remembers when its answers may change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.worktime import Calendar, Clock, Hours

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
OFFICE = Calendar("office", ZoneInfo("UTC"), dict.fromkeys(range(5), Hours(time(9), time(17))))


def test_an_instant_is_reached_from_its_very_moment_on() -> None:
    assert Clock(NOON).reached(NOON)
    assert not Clock(NOON).reached(NOON + timedelta(microseconds=1))


def test_the_wake_is_the_earliest_instant_not_yet_reached() -> None:
    clock = Clock(NOON)
    assert clock.wake is None
    for hours in (5, -1, 2, 3):
        clock.reached(NOON + timedelta(hours=hours))
    assert clock.wake == NOON + timedelta(hours=2)


def test_asking_for_the_day_wakes_at_the_next_opening_only() -> None:
    clock = Clock(NOON)
    assert clock.day(OFFICE) == date(2026, 11, 20)
    assert clock.wake == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_before_opening_and_on_days_off_it_is_still_the_last_working_day() -> None:
    for moment in (datetime(2026, 11, 21, 15, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)):
        assert Clock(moment).day(OFFICE) == date(2026, 11, 20)


def test_a_month_begins_with_the_opening_of_its_first_working_day() -> None:
    before, after = datetime(2026, 11, 2, 8, 59, tzinfo=UTC), datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert Clock(before).month(OFFICE) == date(2026, 10, 1)  # the 1st of November is a Sunday
    assert Clock(after).month(OFFICE) == date(2026, 11, 1)


def test_asking_for_the_month_wakes_when_the_next_one_opens() -> None:
    clock = Clock(NOON)
    clock.month(OFFICE)
    assert clock.wake == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2026, 11, 20))  # noqa: DTZ001 (that is the point)


@given(st.integers(0, 60 * 24 * 30), st.integers(0, 60 * 24 * 5))
def test_the_day_never_changes_before_the_wake(start: int, later: int) -> None:
    now = NOON + timedelta(minutes=start)
    clock = Clock(now)
    day = clock.day(OFFICE)
    assert clock.wake is not None
    then = now + timedelta(minutes=later)
    if then < clock.wake:
        assert Clock(then).day(OFFICE) == day
    else:
        assert Clock(then).day(OFFICE) > day


@given(st.integers(0, 60 * 24 * 400), st.integers(0, 60 * 24 * 60))
def test_the_month_is_that_of_the_day_and_never_changes_before_the_wake(start: int, later: int) -> None:
    now = NOON + timedelta(minutes=start)
    clock = Clock(now)
    month = clock.month(OFFICE)
    assert month == Clock(now).day(OFFICE).replace(day=1)
    assert clock.wake is not None
    then = now + timedelta(minutes=later)
    assert (Clock(then).month(OFFICE) > month) == (then >= clock.wake)
