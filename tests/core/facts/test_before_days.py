"""The instant from which on a number of business days is left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.deadlines import before_days, counted
from forewarn.facts.project import Period, Project
from forewarn.testing.builders import project
from forewarn.testing.script import instant

PARKED = project(parked=(Period(date(2026, 11, 10), date(2026, 11, 12)),))
CASES = [
    ("the end of a day", "Fri 2026-11-13 17:30", 1, "Thu 2026-11-12 17:30"),
    ("an hour of a day", "Fri 2026-11-13 12:00", 1, "Thu 2026-11-12 12:00"),
    ("two days", "Fri 2026-11-13 12:00", 2, "Wed 2026-11-11 12:00"),
    ("over a weekend", "Mon 2026-11-16 12:00", 1, "Fri 2026-11-13 12:00"),
    ("on a weekend", "Sat 2026-11-14 12:00", 1, "Thu 2026-11-12 17:30"),
    ("in the evening", "Fri 2026-11-13 22:00", 1, "Thu 2026-11-12 17:30"),
    ("at the opening", "Fri 2026-11-13 09:00", 1, "Wed 2026-11-11 17:30"),
    ("no days", "Fri 2026-11-13 12:00", 0, "Fri 2026-11-13 12:00"),
]


@pytest.mark.parametrize(("due", "days", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_so_many_days_are_left(due: str, days: int, expected: str) -> None:
    assert before_days(project(), instant(due), days) == instant(expected)


def test_parked_days_are_not_left() -> None:
    assert before_days(PARKED, instant("Fri 2026-11-13 12:00"), 1) == instant("Mon 2026-11-09 12:00")


@settings(deadline=None)
@given(st.integers(0, 40 * 24 * 60), st.integers(0, 10), st.sampled_from([project(), PARKED]))
def test_so_many_days_later_it_is_due_or_the_day_is_over(minutes: int, days: int, known: Project) -> None:
    due = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    soon = before_days(known, due, days)
    calendar = counted(known)
    assert soon is not None and soon <= due
    assert calendar.add_days(soon, days) == due or calendar.hours_between(calendar.add_days(soon, days), due) == 0
