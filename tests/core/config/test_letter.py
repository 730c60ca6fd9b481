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


@pytest.mark.parametrize(("every", "period"), [("week", "2026-W46"), ("fortnight", "2026-F23"), ("month", "2026-11")])
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


def test_the_config_says_where_letters_go_and_how(load: Load, tmp_path: Path) -> None:
    plain = load(AGENCY)
    assert (plain.letter, dict(plain.letter_on)) == (None, {})
    config = load(with_project("letter_on: acme-board:ACME-1") + "letter: {every: month, approval: false}\n")
    assert config.letter == Letter(every="month", approval=False)
    assert config.letter_on["acme-relaunch"] == ("acme-board", "ACME-1")
