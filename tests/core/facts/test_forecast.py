"""The forecast: known distributions, the pace it draws from, and when it keeps silent."""

from datetime import date, datetime, timedelta
from math import inf
from random import Random
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.project import Period, Project
from forewarn.facts.work.forecast import forecast, quantile, this_week, too_little, weekly_pace
from forewarn.model import Ticket
from forewarn.testing.builders import calendar, moved, opened, project, ticket
from forewarn.testing.script import PEOPLE, instant, play

MONDAY = instant("Mon 2026-11-02 09:00")
TOM = PEOPLE["Tom"]


def worked(*per_week: int, last: datetime = MONDAY) -> tuple[Ticket, ...]:
    """Items finished on the Tuesdays of the weeks before `last`, oldest week first, begun on that week's Monday."""
    first = last - timedelta(weeks=len(per_week))
    return tuple(
        ticket(
            f"W-{week}-{number}",
            opened(first, TOM),
            moved(first, TOM, "Doing"),
            moved(first + timedelta(weeks=week, days=1), TOM, "Done"),
        )
        for week, finished in enumerate(per_week)
        for number in range(finished)
    )


def test_a_steady_pace_leaves_nothing_to_chance() -> None:
    cast = forecast(10, (2,) * 6, (), project(), MONDAY)
    assert cast.date(0.5) == cast.date(0.85) == date(2026, 12, 4)
    assert cast.chance(date(2026, 12, 4)) == 1
    assert cast.chance(date(2026, 12, 3)) == 0


def test_a_part_of_a_week_takes_a_part_of_its_days() -> None:
    assert forecast(2, (5,) * 6, (), project(), MONDAY).date(0.5) == date(2026, 11, 3)


@pytest.mark.parametrize(("weeks", "chance"), [(1, 0.5), (2, 0.75), (3, 0.875)])
def test_a_coin_that_falls_each_week_gives_the_chances_of_a_coin(weeks: int, chance: float) -> None:
    cast = forecast(1, (0, 1) * 3, (), project(), MONDAY)
    friday = date(2026, 11, 6) + timedelta(weeks=weeks - 1)
    assert cast.chance(friday) == pytest.approx(chance, abs=0.05)


def test_work_that_grows_takes_longer_in_as_many_trials_as_it_grew_before() -> None:
    doubled = forecast(10, (2,) * 6, (1.0,), project(), MONDAY)
    assert doubled.date(0.5) == date(2027, 1, 8)
    sometimes = forecast(10, (2,) * 6, (0.0, 0.0, 0.0, 1.0), project(), MONDAY)
    assert sometimes.date(0.5) == date(2026, 12, 4)
    assert sometimes.date(0.85) == date(2027, 1, 8)
    assert sometimes.chance(date(2026, 12, 4)) == pytest.approx(0.75, abs=0.05)


def test_what_takes_more_than_five_years_has_no_date() -> None:
    cast = forecast(10_000, (0, 1) * 3, (), project(), MONDAY)
    assert cast.date(0.5) is None
    assert cast.chance(date(2030, 1, 1)) == 0


def test_parked_days_and_holidays_do_not_count_forward() -> None:
    parked = project(parked=(Period(date(2026, 11, 9), date(2026, 11, 13)),))
    assert forecast(10, (2,) * 6, (), parked, MONDAY).date(0.5) == date(2026, 12, 11)
    german = project(agency_calendar=calendar(country="DE"))
    assert forecast(16, (2,) * 6, (), german, MONDAY).date(0.5) == date(2026, 12, 28)
    for_good = project(parked=(Period(date(2026, 11, 16)),))
    assert forecast(10, (2,) * 6, (), for_good, MONDAY).date(0.5) is None


def test_a_date_on_a_day_off_has_the_next_working_day_too() -> None:
    cast = forecast(1, (1,) * 6, (), project(), MONDAY)
    assert cast.chance(date(2026, 11, 6)) == 1
    late = forecast(11, (10,) * 6, (), project(), MONDAY)
    assert late.chance(date(2026, 11, 7)) == late.chance(date(2026, 11, 9)) == 1
    assert late.chance(date(2026, 11, 6)) == 0


@settings(max_examples=30, deadline=None)
@given(
    pace=st.lists(st.integers(0, 6), min_size=6, max_size=12).filter(lambda weeks: sum(weeks) >= 6).map(tuple),
    remaining=st.integers(1, 40),
    more=st.integers(0, 10),
    grown=st.lists(st.floats(0, 2), max_size=3).map(tuple),
)
def test_the_same_history_gives_the_same_answer_and_more_work_never_an_earlier_one(
    pace: tuple[int, ...], remaining: int, more: int, grown: tuple[float, ...]
) -> None:
    once = forecast(remaining, pace, grown, project(), MONDAY, trials=50)
    assert once.trials == forecast(remaining, pace, grown, project(), MONDAY, trials=50).trials
    longer = forecast(remaining + more, pace, grown, project(), MONDAY, trials=50)
    assert all(b >= a for a, b in zip(once.trials, longer.trials, strict=True))
    assert longer.chance(date(2026, 12, 4)) <= once.chance(date(2026, 12, 4))


def _one_by_one(remaining: int, pace: tuple[int, ...], grown: tuple[float, ...], trials: int) -> list[float]:
    """Every trial by itself, week by week."""
    found = []
    for number in range(trials):
        chance = Random(crc32(repr(pace).encode()) + number)
        left, weeks = remaining * (1 + grown[int(chance.random() * len(grown))]), 0.0
        while left > 0 and weeks < 260:
            finished = pace[int(chance.random() * len(pace))]
            weeks, left = weeks + min(left / finished if finished else 1, 1), left - finished
        found.append(weeks if left <= 0 else inf)
    return sorted(found)


@settings(max_examples=50, deadline=None)
@given(
    pace=st.lists(st.integers(0, 6), min_size=6, max_size=8).filter(any).map(tuple),
    amounts=st.lists(st.integers(1, 900), min_size=1, max_size=3),
    grown=st.lists(st.floats(0, 2), min_size=1, max_size=3).map(tuple),
)
def test_amounts_that_share_their_weeks_are_forecast_as_each_by_itself(
    pace: tuple[int, ...], amounts: list[int], grown: tuple[float, ...]
) -> None:
    for amount in amounts:
        trials = forecast(amount, pace, grown, project(), MONDAY, trials=20).trials
        assert list(trials) == _one_by_one(amount, pace, grown, 20)


def test_the_pace_counts_whole_weeks_and_zero_weeks() -> None:
    assert weekly_pace(worked(2, 0, 3, 1, 0, 1), project(), MONDAY) == (2, 0, 3, 1, 0, 1)
    assert weekly_pace(worked(2, 0, 3, 1, 0, 1), project(), MONDAY + timedelta(weeks=1)) == (2, 0, 3, 1, 0, 1)


def test_weeks_before_work_began_tell_nothing() -> None:
    idea = play("A-1", "Thu 2026-01-01 09:00 Clara opens")
    assert weekly_pace((idea, *worked(1, 1, 1)), project(), MONDAY) == (1, 1, 1)
    assert weekly_pace((idea,), project(), MONDAY) == ()


def test_weeks_in_which_nothing_was_open_tell_nothing() -> None:
    pause = worked(1, 1, last=MONDAY - timedelta(weeks=3))
    assert weekly_pace((*pause, *worked(2)), project(), MONDAY) == (1, 1, 2)


def test_parked_and_closed_weeks_tell_nothing() -> None:
    week = (Period(date(2026, 10, 19), date(2026, 10, 23)),)
    assert weekly_pace(worked(1, 1, 0, 2), project(parked=week), MONDAY) == (1, 1, 2)
    shut = {date(2026, 10, 19) + timedelta(days=n): "shut" for n in range(3)}
    assert weekly_pace(worked(1, 1, 0, 2), project(agency_calendar=calendar(closed=shut)), MONDAY) == (1, 1, 2)
    del shut[date(2026, 10, 19)]
    assert weekly_pace(worked(1, 1, 0, 2), project(agency_calendar=calendar(closed=shut)), MONDAY) == (1, 1, 0, 2)


def test_declined_work_and_containers_are_no_pace() -> None:
    script = "Mon 2026-10-12 09:00 Tom opens\nTue 2026-10-13 09:00 Tom moves to {}"
    declined = play("A-1", script.format("Declined"))
    epic = play("A-2", script.format("Done"), type="Epic")
    parent, part = play("A-3", script.format("Done")), play("A-4", script.format("Done"), parent="A-3")
    milestone = play("M-1", script.format("Done"), type="milestone")
    ignored = play("A-5", script.format("Done"), labels=("chore",))
    tickets = (declined, epic, parent, part, milestone, ignored)
    pace = weekly_pace((*tickets, *worked(0, 0, 1)), project(ignore_labels=frozenset({"chore"})), MONDAY)
    assert pace == (1, 0, 1)


def test_only_half_a_year_is_looked_back() -> None:
    assert len(weekly_pace(worked(*[1] * 40), project(), MONDAY)) == 26


SILENT = [
    ("six weeks with six items", (1,) * 6, None),
    ("five weeks", (3,) * 5, "6 whole weeks of work to judge by, and there are 5"),
    ("five items", (1, 1, 1, 1, 1, 0, 0), "6 finished items to judge by, and there are 5"),
    ("nothing", (), "there are 0"),
]


@pytest.mark.parametrize(("pace", "reason"), [c[1:] for c in SILENT], ids=[c[0] for c in SILENT])
def test_too_little_is_said_with_the_reason(pace: tuple[int, ...], reason: str | None) -> None:
    said = too_little(pace)
    assert (said is None) if reason is None else (said is not None and reason in said)


# The last event, now, the opening of the week.
WEEKS = [
    ("within the week", "Wed 2026-11-04 10:00", "Thu 2026-11-05 10:00", "Mon 2026-11-02 09:00"),
    ("weeks later", "Wed 2026-11-04 10:00", "Thu 2026-11-26 10:00", "Mon 2026-11-23 09:00"),
    ("on Monday before the office opens", "Wed 2026-11-04 10:00", "Mon 2026-11-09 08:59", "Mon 2026-11-02 09:00"),
    ("with news before the office opens", "Mon 2026-11-09 08:00", "Mon 2026-11-09 08:59", "Mon 2026-11-02 09:00"),
    ("as it opens", "Wed 2026-11-04 10:00", "Mon 2026-11-09 09:00", "Mon 2026-11-09 09:00"),
]


@pytest.mark.parametrize(("event", "now", "opening"), [c[1:] for c in WEEKS], ids=[c[0] for c in WEEKS])
def test_a_week_begins_when_its_first_working_day_opens(event: str, now: str, opening: str) -> None:
    known = play("A-1", f"{event} Tom opens")
    assert this_week((known,), project(), instant(now).__ge__) == instant(opening)


def test_a_parked_week_does_not_begin() -> None:
    known = play("A-1", "Wed 2026-11-04 10:00 Tom opens")
    parked = project(parked=(Period(date(2026, 11, 9), date(2026, 11, 16)),))
    assert this_week((known,), parked, instant("Mon 2026-11-16 12:00").__ge__) == MONDAY
    assert this_week((known,), parked, instant("Tue 2026-11-17 09:00").__ge__) == instant("Tue 2026-11-17 09:00")


def test_without_a_ticket_or_an_end_of_parking_there_is_no_week() -> None:
    known = play("A-1", "Wed 2026-11-04 10:00 Tom opens")
    for_good: Project = project(parked=(Period(date(2026, 11, 2)),))
    assert this_week((), project(), MONDAY.__ge__) is None
    assert this_week((known,), for_good, instant("Wed 2026-11-04 12:00").__ge__) is None


def test_a_quantile_is_the_smallest_value_that_enough_others_do_not_exceed() -> None:
    assert [quantile((1, 2, 3, 4), share) for share in (0, 0.25, 0.5, 0.85, 1)] == [1, 1, 2, 4, 4]
