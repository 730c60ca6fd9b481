"""What finished milestones tell: how work grew, and whether careful forecasts of it held."""

from datetime import timedelta

import pytest

from forewarn.facts.work.outlook import outlooks, targets, waited_until, why_silent, why_undated
from forewarn.facts.work.track import growths, past_milestones, record
from forewarn.language import language_for
from forewarn.model import Field, Ticket
from forewarn.testing.builders import changed, moved, opened, project, ticket
from forewarn.testing.script import PEOPLE, instant, play

TOM = PEOPLE["Tom"]
START = instant("Mon 2026-07-06 09:00")
ENGLISH = language_for("en")


def item(key: str, milestone: str | None, born: int, done: int | None, end: str = "Done") -> Ticket:
    """An item made in one week and finished on the Wednesday of another, counted from July."""
    week = timedelta(weeks=1)
    steps = [opened(START + born * week, TOM), moved(START + born * week + timedelta(hours=1), TOM, "Doing")]
    if done is not None:
        steps.append(moved(START + done * week + timedelta(days=2), TOM, end))
    return ticket(key, *steps, milestone=milestone)


def milestone(key: str, due: str = "2026-12-31") -> Ticket:
    """An open milestone."""
    return ticket(key, opened(START, TOM), type="milestone", due=due)


def test_growth_is_what_joined_after_half_time_as_a_share_of_what_was_left_then() -> None:
    steady = [item(f"A-{n}", "M-1", 0, n) for n in range(1, 9)]
    joined = [item(f"B-{n}", "M-1", 6, 8) for n in range(2)]
    tickets = (milestone("M-1"), *steady, *joined)
    assert growths(past_milestones(tickets, project()), tickets, project()) == (2 / 5,)


def test_what_was_taken_out_or_declined_is_taken_off_and_shrinking_is_no_growth() -> None:
    steady = [item(f"A-{n}", "M-1", 0, n) for n in range(1, 9)]
    declined = item("C-1", "M-1", 0, 7, "Declined")
    out = ticket(
        "C-2", opened(START, TOM), changed(START + timedelta(weeks=7), TOM, Field.MILESTONE, None), milestone="M-1"
    )
    joined = item("B-1", "M-1", 6, 8)
    tickets = (milestone("M-1"), *steady, declined, out, joined)
    assert growths(past_milestones(tickets, project()), tickets, project()) == (0,)


def test_only_milestones_with_nothing_left_or_closed_are_past() -> None:
    running = [item(f"A-{n}", "M-1", 0, n or None) for n in range(5)]
    small = [item(f"B-{n}", "M-2", 0, 1) for n in range(2)]
    closed = ticket("M-3", opened(START, TOM), moved(START + timedelta(weeks=9), TOM, "Done"), type="milestone")
    parts = [item(f"C-{n}", "M-3", 0, n or None) for n in range(5)]
    tickets = (milestone("M-1"), milestone("M-2"), closed, *running, *small, *parts)
    assert [past.milestone.key for past in past_milestones(tickets, project())] == ["M-3"]


def test_the_record_counts_forecasts_that_held() -> None:
    paced = [item(f"W-{n}", None, 0, n) for n in range(1, 9)]
    kept = [item(f"A-{n}", "M-1", 8, 9 + n) for n in range(8)]
    held = record((milestone("M-1"), *paced, *kept), project())
    assert (held.held, held.of) == (0, 0), "three forecasts of one milestone are too few to tell"
    more = [item(f"B-{n}", "M-2", 16, 17 + n) for n in range(8)]
    known = record((milestone("M-1"), milestone("M-2"), *paced, *kept, *more), project())
    assert (known.held, known.of) == (6, 6)


def test_work_that_took_far_longer_than_the_pace_promised_did_not_hold() -> None:
    paced = [item(f"W-{n}-{m}", None, 0, n) for n in range(1, 10) for m in range(4)]
    late = [item(f"{key}-{n}", key, 9, 40 + n) for key in ("M-1", "M-2") for n in range(4)]
    known = record((milestone("M-1"), milestone("M-2"), *paced, *late), project())
    assert known.held < known.of


def test_a_forecast_looks_only_at_what_was_known() -> None:
    paced = [item(f"W-{n}", None, 0, n) for n in range(1, 30)]
    parts = [item(f"{key}-{n}", key, 8, 9 + n) for key in ("M-1", "M-2") for n in range(8)]
    before = (milestone("M-1"), milestone("M-2"), *paced, *parts)
    later = [item(f"L-{n}", None, 31, 32) for n in range(20)]
    assert record(before, project()) == record((*before, *later), project())


def test_before_a_milestone_stand_its_items_and_what_else_is_dated_until_then() -> None:
    assert ENGLISH is not None
    start = instant("Mon 2026-11-02 09:00")
    opens = "Mon 2026-10-05 09:00 Tom opens"
    tickets = (
        milestone("M-1", "2026-11-20"),
        milestone("M-2", "2026-12-18"),
        play("A-1", opens, milestone="M-1"),
        play("A-2", opens, milestone="M-2"),
        play("A-3", opens, due="2026-11-18"),
        play("A-4", opens, due="2026-10-30"),
        play("A-5", opens, milestone="M-1", due="2026-10-30"),
        play("A-6", opens),
    )
    first, second = targets(tickets, project(), start, ENGLISH)
    assert [t.key for t in first.queue] == ["A-1", "A-5", "A-3"]
    assert {t.key for t in second.queue} == {"A-1", "A-2", "A-3"}


def test_nothing_is_foreseen_where_nothing_can_be() -> None:
    assert ENGLISH is not None
    lone = (play("A-1", "Mon 2026-10-05 09:00 Tom opens", due="2026-11-20"),)
    start = instant("Mon 2026-11-02 09:00")
    assert why_silent(lone, project(), start) is not None
    assert outlooks(lone, project(), start, ENGLISH) == ()
    assert outlooks(lone, project(), None, ENGLISH) == ()
    assert why_undated(lone, project()) is None
    assert why_undated((play("A-1", "Mon 2026-10-05 09:00 Tom opens"),), project()) is not None


ANSWERS = [
    ("nothing", "", "Mon 2026-11-02 12:00"),
    ("our question alone", "Tue 2026-11-03 10:00 Tom says: Which one?", "Mon 2026-11-02 12:00"),
    (
        "the client's answer",
        "Tue 2026-11-03 10:00 Tom says: Which one?\nWed 2026-11-04 10:00 Clara says: The blue one.",
        "Wed 2026-11-04 10:00",
    ),
    (
        "the end of a waiting status",
        "Tue 2026-11-03 10:00 Tom moves to Waiting for client\nThu 2026-11-05 10:00 Tom moves to Doing",
        "Thu 2026-11-05 10:00",
    ),
]


@pytest.mark.parametrize(("script", "until"), [c[1:] for c in ANSWERS], ids=[c[0] for c in ANSWERS])
def test_waiting_ends_with_the_answer_and_with_the_status(script: str, until: str) -> None:
    language = language_for("en")
    assert language is not None
    asked = play("A-1", "Mon 2026-11-02 09:00 Tom opens\n" + script)
    assert waited_until(asked, project(), language, instant("Mon 2026-11-02 12:00")) == instant(until)
