"""What is done often keeps within every limit."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.connect.pace import Pace

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LIMITS = ((1, timedelta(seconds=1)), (3, timedelta(seconds=10)))


def test_the_first_need_not_wait_and_the_next_waits_for_the_strictest_limit() -> None:
    pace = Pace(*LIMITS)
    assert pace.delay(NOW) == 0
    waits, now = [], NOW
    for _ in range(5):
        waits.append(pace.delay(now))
        now += timedelta(seconds=waits[-1])
        pace.note(now)
    assert waits == [0, 1, 1, 8, 1]


def test_a_limit_that_is_over_holds_nothing_back() -> None:
    pace = Pace(*LIMITS)
    for second in range(3):
        pace.note(NOW + timedelta(seconds=second))
    assert pace.delay(NOW + timedelta(seconds=10)) == 0


@settings(max_examples=50)
@given(st.lists(st.floats(0, 5), max_size=30))
def test_who_waits_as_told_is_never_too_fast(pauses: list[float]) -> None:
    pace, now, done = Pace(*LIMITS), NOW, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        now += timedelta(seconds=pace.delay(now))
        pace.note(now)
        done.append(now)
    for most, span in LIMITS:
        for first, last in zip(done, done[most:], strict=False):
            assert last - first >= span - timedelta(milliseconds=1)
