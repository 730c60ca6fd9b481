"""How often letters come, and where they go."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.config.test_config import AGENCY, Load, with_project

from forewarn.config.letter import Letter, Rhythm
from forewarn.testing.builders import calendar

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
RHYTHMS = ("week", "fortnight", "month")


@pytest.mark.parametrize(("every", "period"), [("week", "2026-W46"), ("fortnight", "2026-F46"), ("month", "2026-11")])
def test_a_day_belongs_to_one_period(every: Rhythm, period: str) -> None:
    assert Letter(every=every).period(date(2026, 11, 13)) == period


@given(start=DAYS, every=st.sampled_from(RHYTHMS))
def test_periods_follow_each_other_and_never_come_back(start: date, every: Rhythm) -> None:
    letter = Letter(every=every)
    days = [letter.period(start + timedelta(days=number)) for number in range(400)]
    seen = [days[0], *(after for before, after in pairwise(days) if after != before)]
    assert len(seen) == len(set(seen))
    assert 400 / len(seen) > {"week": 6, "fortnight": 12, "month": 26}[every]


@given(start=DAYS, every=st.sampled_from(RHYTHMS))
def test_the_next_letter_comes_on_a_later_working_day(start: date, every: Rhythm) -> None:
    office = calendar()
    day = Letter(every=every).next_day(start, office)
    assert day > start
    assert office.is_workday(day)


@given(start=DAYS, every=st.sampled_from(RHYTHMS))
def test_the_next_letter_is_that_of_the_next_period(start: date, every: Rhythm) -> None:
    letter = Letter(every=every)
    following = letter.next_day(start, calendar())
    between = {letter.period(start + timedelta(days=number)) for number in range((following - start).days + 1)}
    assert len(between) == 2


@pytest.mark.parametrize(
    ("start", "following"),
    [
        (date(2026, 10, 1), date(2026, 11, 2)),  # a Sunday is no day for a letter
        (date(2026, 1, 30), date(2026, 2, 27)),  # and neither is a 30th of February, nor the Saturday before it
        (date(2026, 11, 13), date(2026, 12, 14)),
    ],
)
def test_a_monthly_letter_comes_about_as_late_in_the_next_month(start: date, following: date) -> None:
    assert Letter(every="month").next_day(start, calendar()) == following


def test_the_config_says_where_letters_go_and_how(load: Load, tmp_path: Path) -> None:
    plain = load(AGENCY)
    assert (plain.letter, dict(plain.letter_on)) == (None, {})
    config = load(with_project("letter_on: acme-board:ACME-1") + "letter: {every: month, approval: false}\n")
    assert config.letter == Letter(every="month", approval=False)
    assert config.letter_on["acme-relaunch"] == ("acme-board", "ACME-1")
