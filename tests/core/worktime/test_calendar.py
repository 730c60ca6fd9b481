"""Business time: what counts, across weekends, holidays, closures and changes of the clocks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.worktime import Calendar, DayOff, Hours

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(time(9), time(17))


def calendar(**changes: object) -> Calendar:
    values: dict[str, object] = {"name": "office", "zone": BERLIN, "week": dict.fromkeys(range(5), OFFICE)}
    return Calendar(**{**values, **changes})  # type: ignore[arg-type]


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-16T10:00", 1, "2026-11-17T10:00"),
        ("2026-11-20T15:00", 1, "2026-11-23T15:00"),  # over a weekend
        ("2026-11-21T12:00", 1, "2026-11-24T09:00"),  # a Saturday counts from Monday's opening
        ("2026-11-20T18:30", 0, "2026-11-23T09:00"),  # after closing, the next opening
        ("2026-11-20T07:00", 0, "2026-11-20T09:00"),  # before opening, the opening
        ("2026-11-16T17:00", 1, "2026-11-18T09:00"),  # at closing, the day is over
        ("2026-03-27T16:00", 1, "2026-03-30T16:00"),  # the clocks change on Sunday; the wall clock counts
        ("2026-10-23T16:00", 1, "2026-10-26T16:00"),
    ],
)
def test_business_days_keep_the_hour_of_the_day(start: str, days: int, end: str) -> None:
    assert calendar().add_days(berlin(start), days) == berlin(end)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-16T10:00", 4, "2026-11-16T14:00"),
        ("2026-11-16T15:00", 4, "2026-11-17T11:00"),
        ("2026-11-20T16:00", 1, "2026-11-20T17:00"),  # exactly to the end of the day
        ("2026-11-20T16:30", 1, "2026-11-23T09:30"),
        ("2026-11-22T10:00", 0.5, "2026-11-23T09:30"),
    ],
)
def test_business_hours_stop_at_the_end_of_the_day(start: str, hours: float, end: str) -> None:
    assert calendar().add_hours(berlin(start), hours) == berlin(end)


def test_public_holidays_and_closures_do_not_count_and_are_named() -> None:
    office = calendar(country="DE", closed={date(2026, 12, 24): "company holiday"})
    start, end = berlin("2026-12-23T10:00"), berlin("2026-12-28T10:00")
    assert office.add_days(start, 1) == end
    assert office.left_out(start, end)[0] == DayOff(date(2026, 12, 24), "company holiday")
    assert [off.day.day for off in office.left_out(start, end)] == [24, 25]  # the 26th is a Saturday


def test_a_holiday_of_one_region_is_a_working_day_in_another() -> None:
    epiphany = date(2026, 1, 6)
    assert not calendar(country="DE", region="BY").is_workday(epiphany)
    assert calendar(country="DE", region="BE").is_workday(epiphany)


def test_a_saturday_that_is_worked_for_a_holiday_is_a_working_day_of_that_country() -> None:
    """In 2024 Russia worked on 27 April for 29 April; a short Friday is the pattern for it."""
    short = Hours(time(9), time(15))
    week = dict.fromkeys(range(4), OFFICE) | {4: short}
    office, saturday = calendar(country="RU", week=week), date(2024, 4, 27)
    assert office.is_workday(saturday) and not office.is_workday(date(2024, 4, 28))
    assert office.closing(saturday) == berlin("2024-04-27T15:00")
    assert office.passes(saturday) == office.closing(saturday)
    assert office.add_days(berlin("2024-04-26T10:00"), 1) == berlin("2024-04-27T10:00")
    assert not calendar(week=week).is_workday(saturday)
    assert not calendar(country="RU", week=week, closed={saturday: "outing"}).is_workday(saturday)


def test_a_date_passes_at_the_end_of_its_working_day_or_of_the_next_one() -> None:
    assert calendar().passes(date(2026, 11, 20)) == berlin("2026-11-20T17:00")
    assert calendar().passes(date(2026, 11, 21)) == berlin("2026-11-23T17:00")
    assert calendar().passes(berlin("2026-11-21T12:00")) == berlin("2026-11-21T12:00")


def test_what_ends_at_the_opening_of_a_day_does_not_last_into_it() -> None:
    assert calendar().last_day(berlin("2026-11-23T09:00")) == date(2026, 11, 20)
    assert calendar().last_day(berlin("2026-11-23T09:01")) == date(2026, 11, 23)


def test_days_that_begin_at_closing_are_counted_from_the_next_opening() -> None:
    assert calendar().days_between(berlin("2026-11-16T17:00"), berlin("2026-11-17T17:00")) == 0
    assert calendar().days_between(berlin("2026-11-16T17:00"), berlin("2026-11-18T09:00")) == 1


def test_a_short_friday_ends_early() -> None:
    week = {**dict.fromkeys(range(4), OFFICE), 4: Hours(time(9), time(13))}
    assert calendar(week=week).add_days(berlin("2026-11-19T16:00"), 1) == berlin("2026-11-20T13:00")
    assert calendar(week=week).add_hours(berlin("2026-11-20T12:00"), 2) == berlin("2026-11-23T10:00")


def test_a_calendar_without_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no working day"):
        calendar(week={})


def test_days_are_counted_up_to_an_end_behind_which_nobody_works_any_more() -> None:
    closed = {date(2026, 12, 1) + timedelta(days=n): "parked" for n in range(500)}
    office = calendar(closed=closed)
    assert office.days_between(berlin("2026-11-26T10:00"), berlin("2026-12-20T10:00")) == 2


_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
GERMAN = calendar(country="DE")
instants = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: _FIRST + timedelta(minutes=minutes))


@given(instants, st.integers(0, 60))
def test_days_between_undoes_add_days(start: datetime, days: int) -> None:
    office = calendar(country="DE")
    assert office.days_between(start, office.add_days(start, days)) == days


@given(instants, instants, st.integers(0, 20))
def test_adding_days_keeps_the_order_of_instants(first: datetime, second: datetime, days: int) -> None:
    early, late = sorted((first, second))
    assert calendar().add_days(early, days) <= calendar().add_days(late, days)


@given(instants, st.floats(0, 200))
def test_hours_between_undoes_add_hours(start: datetime, hours: float) -> None:
    office = calendar(country="DE")
    assert office.hours_between(start, office.add_hours(start, hours)) == pytest.approx(hours, abs=1e-4)


@given(instants)
def test_the_next_opening_is_a_working_day_after_the_instant(instant: datetime) -> None:
    opening = calendar().next_opening(instant)
    assert opening > instant
    assert calendar().is_workday(calendar().day_of(opening))
    assert opening - instant < timedelta(days=4)


@given(instants, instants)
def test_a_calendar_answers_as_a_fresh_one_and_no_time_passes_backwards(start: datetime, end: datetime) -> None:
    fresh = replace(GERMAN)
    assert GERMAN.hours_between(start, end) == fresh.hours_between(start, end)
    assert min(fresh.hours_between(start, end), fresh.hours_between(end, start)) == 0
    assert (fresh, hash(fresh)) == (GERMAN, hash(GERMAN))


_HOLES = {date(2025, 1, 1) + timedelta(days=n * n): "closed" for n in range(40)}
COUNTED = [
    calendar(),
    GERMAN,
    calendar(country="DE", region="BY", closed=_HOLES),
    calendar(week={5: OFFICE}, country="DE"),
    calendar(country="RU", closed=_HOLES | {date(2027, 2, 20): "outing"}),
    calendar(country="HU", week={0: OFFICE, 5: OFFICE}),
    calendar(week=dict.fromkeys(range(7), Hours(time(0), time(23, 59))), closed=_HOLES),
    calendar(country="DE", closed=_HOLES, closed_from=DayOff(date(2026, 8, 15), "parked")),
]
days = st.dates(date(2024, 12, 1), date(2028, 2, 1))


@given(st.sampled_from(COUNTED), days, days)
def test_counting_by_weeks_gives_what_counting_day_by_day_gives(office: Calendar, first: date, last: date) -> None:
    span = [date.fromordinal(n) for n in range(min(first, last).toordinal() + 1, max(first, last).toordinal() + 1)]
    count = sum(map(office.is_workday, span))
    assert office.workdays_between(first, last) == (count if first <= last else -count)
    off = office.left_out(office.at(first, time(12)), office.at(last, time(12)))
    span = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    assert off == tuple(DayOff(day, reason) for day in span if (reason := office.reason_off(day)))


@given(st.sampled_from(COUNTED[:-1]), instants, instants)
def test_days_between_is_the_most_that_can_be_added(office: Calendar, one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    count = office.days_between(start, end)
    assert count == 0 or office.add_days(start, count) <= end
    assert office.add_days(start, count + 1) > end


def test_a_date_in_the_farthest_future_is_counted_to_without_walking_there() -> None:
    for office in map(replace, COUNTED):
        start, end = berlin("2026-11-20T10:00"), datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
        ahead = office.workdays_between(date(2026, 11, 20), date.max)
        begun = office.is_workday(date(2026, 11, 20))
        assert office.days_between(start, end) == (ahead if begun else max(ahead - 1, 0))
        assert len(office._shifts) < 10


ENDS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("instant", ENDS, ids=["first", "last"])
def test_at_the_ends_of_time_a_calendar_answers_or_refuses(instant: datetime, zone: str) -> None:
    office = calendar(zone=ZoneInfo(zone), week=dict.fromkeys((*range(4), 6), Hours(time(0), time(23, 59))))
    day = instant.date()
    assert office.passes(day).year in (1, 9999)
    assert office.passes(instant) == instant
    assert office.hours_between(instant, instant) == 0
    asked: list[Callable[[], object]] = [
        lambda: office.add_days(instant, 9),
        lambda: office.add_hours(instant, 99),
        lambda: office.next_opening(instant),
        lambda: office.workday_before(day),
        lambda: office.workday_from(day, 1),
    ]
    for ask in asked:
        try:
            ask()
        except ValueError as refused:
            assert "no working day" in str(refused)


def test_what_is_closed_for_good_is_closed_years_later_too() -> None:
    office = calendar(closed_from=DayOff(date(2020, 1, 1), "parked"))
    assert not office.is_workday(date(2026, 11, 20))
    assert office.reason_off(date(2026, 11, 20)) == "parked"
    assert office.days_between(berlin("2019-12-30T10:00"), berlin("2026-11-20T10:00")) == 1
    assert office.workday_before(date(2026, 11, 20)) == date(2019, 12, 31)
    with pytest.raises(ValueError, match="no working day"):
        office.add_days(berlin("2026-11-20T10:00"), 1)


@pytest.mark.parametrize("start", ["2026-03-28T23:00", "2026-10-24T22:00"])
@pytest.mark.parametrize("hours", [3, 20, 30])
def test_a_desk_that_never_closes_neither_gains_nor_loses_the_hour_of_the_clocks(start: str, hours: int) -> None:
    office = calendar(week=dict.fromkeys(range(7), Hours(time(0), time(23, 59))))
    end = office.add_hours(berlin(start), hours)
    assert office.hours_between(berlin(start), end) == pytest.approx(hours)
    nights = timedelta(minutes=(office.day_of(end) - office.day_of(berlin(start))).days)
    assert end.astimezone(UTC) - berlin(start).astimezone(UTC) == timedelta(hours=hours) + nights
