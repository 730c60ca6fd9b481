"""Who spoke first: we, or a client who had to ask."""

from datetime import date

import pytest

from forewarn.facts.client.badnews import Telling
from forewarn.facts.client.preemption import Reading, Tally, month_before
from forewarn.facts.wording import SLIPPING
from forewarn.language import language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Clara opens\n"
MOVED = "Mon 2026-11-09 09:00 Tom sets due 2026-11-27\n"
TOLD = "Mon 2026-11-16 11:00 Tom says: It is delayed.\n"
NEWS = "Mon 2026-11-16 10:00 Clara says: Any news?\n"


def _tally(script: str, today: date = date(2026, 12, 7)) -> Tally:
    english = language_for("en")
    assert english is not None
    facts = project()
    ticket = play("A-1", OPENS + script, due="2026-11-20")
    telling = Telling(facts, english, SLIPPING)
    month = month_before(today, facts)
    return Reading((ticket,), facts, telling, month, lambda at: at <= instant("Mon 2026-12-07 10:00")).tally()


DONE = "Tue 2026-11-17 10:00 Tom moves to Done\n"
TALLIES = [
    ("told", MOVED + TOLD, 1, 0, True),
    ("told after they asked", MOVED + NEWS + TOLD, 0, 1, False),
    ("asked and never told", MOVED + NEWS, 0, 1, False),
    ("neither told nor asked", MOVED, 0, 0, False),
    ("what one message told counts once", MOVED + "Tue 2026-11-10 09:00 Tom sets due 2026-11-30\n" + TOLD, 1, 0, True),
    ("told, and asked much later", MOVED + TOLD + "Mon 2026-11-30 10:00 Clara says: Any news?\n", 1, 0, False),
    (
        "told of another thing, and asked",
        MOVED + "Mon 2026-11-16 09:00 Tom says: The map is blue.\n" + NEWS,
        0,
        1,
        False,
    ),
    ("asked in the month after", MOVED + "Wed 2026-12-02 10:00 Clara says: Any news?\n", 0, 2, False),
    (
        "told, and asked and answered before it moved",
        "Fri 2026-11-06 10:00 Clara says: Any news?\nFri 2026-11-06 11:00 Tom says: The map is blue.\n" + MOVED + TOLD,
        1,
        0,
        False,
    ),
    ("told of the finish", DONE + "Tue 2026-11-17 11:00 Tom says: It is online.\n", 1, 0, True),
    ("the finish was the answer", NEWS + "Mon 2026-11-16 11:00 Tom says: It is online.\n" + DONE, 0, 1, False),
    ("asked them", "Mon 2026-11-16 11:00 Tom says: Blue or green?\n" + DONE, 1, 0, True),
]


@pytest.mark.parametrize(("script", "first", "asked", "perfect"), [c[1:] for c in TALLIES], ids=[c[0] for c in TALLIES])
def test_who_spoke_first(script: str, first: int, asked: int, perfect: bool) -> None:
    tally = _tally(script)
    assert (len(tally.first), len(tally.asked), tally.perfect) == (first, asked, perfect)


def test_another_month_counts_what_was_its_own() -> None:
    assert _tally(MOVED + TOLD, date(2026, 11, 30)).total == 0
    asked = "Mon 2026-11-30 11:00 Tom says: Blue or green?\n"
    assert _tally(f"{asked}Wed 2026-12-02 11:00 Clara says: I will tell you tomorrow.", date(2027, 1, 4)).total == 0


def test_a_month_ends_where_the_next_begins_in_the_agencys_time() -> None:
    march = month_before(date(2026, 4, 1), project())
    assert (march.first, march.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (march.start, march.end) == (instant("Sun 2026-03-01 00:00"), instant("Wed 2026-04-01 00:00"))
    assert march.holds(march.start)
    assert not march.holds(march.end)
    assert month_before(date(2026, 1, 2), project()).first == date(2025, 12, 1)
