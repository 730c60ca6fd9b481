"""How much an agreed scope has grown, and what that does to the date."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.change.growth import ScopeGrowth, Step, scope_growth
from forewarn.facts.change.shift import shift
from forewarn.facts.project import Baseline
from forewarn.language import language_for
from forewarn.model import MILESTONE, Ticket
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

BEFORE, AFTER, LATER = "Mon 2026-10-26 09:00 ", "Tue 2026-11-10 10:00 ", "Mon 2026-11-16 10:00 "
BASELINE = Baseline(instant("Mon 2026-11-02 09:00"), "Clara")
AGREED = project(baselines=(BASELINE,))
LAUNCH = play("M-1", BEFORE + "Tom opens", type=MILESTONE)
LATE = instant("Fri 2026-11-20 12:00")


def _page(name: str, script: str = "", **state: Any) -> Ticket:
    return play(name, f"{BEFORE}Tom opens\n{script}", **{"milestone": "M-1"} | state)


def _new(name: str, script: str = "", **state: Any) -> Ticket:
    return play(name, f"{AFTER}Tom opens\n{script}", **{"milestone": "M-1"} | state)


def _growth(*tickets: Ticket, now: datetime = LATE) -> ScopeGrowth | None:
    language = language_for("en")
    assert language is not None
    known = tuple(then for ticket in (LAUNCH, *tickets) if (then := ticket.as_of(now)) is not None)
    return scope_growth(known, AGREED, language, now.__ge__, 2, frozenset({"bug"}))


def _pages(count: int, **state: Any) -> list[Ticket]:
    return [_page(f"P-{n}", **state) for n in range(count)]


DECLINED = f"{LATER}Tom moves to Declined"
# What happened besides four agreed pages of 8 hours; growth, churn and the parts without an estimate.
CASES: list[tuple[str, list[Ticket], int, int, int]] = [
    ("nothing", [], 0, 0, 0),
    ("a page with an estimate", [_new("A-1", estimate=16.0)], 50, 25, 0),
    ("a page without one: items count", [_new("A-1")], 25, 25, 1),
    ("an agreed page raised", [_page("A-1", f"{AFTER}Tom sets estimate 16", estimate=8.0)], 20, 0, 0),
    ("an agreed page raised and renamed", [_page("A-1", f"{AFTER}Tom sets title Blog\n{AFTER}Tom sets estimate 16",
                                                 estimate=8.0)], 20, 0, 0),
    ("an agreed page raised before and after it was locked", [_page(
        "A-1", f"Tue 2026-11-03 10:00 Tom sets estimate 12\n{AFTER}Tom sets estimate 16", estimate=8.0)], 9, 0, 0),
    ("an older page that joins", [_page("A-1", f"{AFTER}Tom sets milestone M-1", estimate=8.0, milestone=None)],
     25, 25, 0),
    ("an exchange the client wrote about", [_new("A-1", f"{LATER}Clara says: The fair is in May.", estimate=8.0),
                                            _page("A-2", DECLINED, estimate=8.0)], 20, 40, 0),
    ("an agreed page lowered", [_page("A-1", f"{AFTER}Tom sets estimate 4", estimate=8.0)], 0, 0, 0),
    ("an agreed page gone", [_page("A-1", DECLINED, estimate=8.0)], 0, 20, 0),
    ("an agreed page moved out", [_page("A-1", f"{LATER}Tom clears milestone", estimate=8.0)], 0, 20, 0),
    ("an agreed page with a longer list", [_page("A-1", f"{AFTER}Tom adds item Video", estimate=8.0)], 0, 20, 0),
    ("a new page gone again", [_new("A-1", DECLINED, estimate=8.0)], 0, 0, 0),
    ("a bug", [_new("A-1", estimate=8.0, type="Bug")], 0, 0, 0),
    ("an agreed page that turned out a bug", [_page("A-1", f"{AFTER}Tom adds label bug", estimate=8.0)], 0, 0, 0),
    ("an epic", [_new("A-1", estimate=8.0, type="Epic")], 0, 0, 0),
    (
        "an exchange long after",
        [_new("A-1", estimate=8.0), _page("A-2", f"{LATER}Tom moves to Declined", estimate=8.0)],
        20,
        40,
        0,
    ),
    (
        "an exchange at once",
        [_new("A-1", estimate=8.0), _page("A-2", f"{AFTER}Tom moves to Declined", estimate=8.0)],
        0,
        40,
        0,
    ),
    (
        "an exchange at once, moved out later",
        [
            _new("A-1", estimate=8.0),
            _page("A-2", f"{AFTER}Tom moves to Declined\n{LATER}Tom clears milestone", estimate=8.0),
        ],
        0,
        40,
        0,
    ),
    (
        "an exchange at once, declined later",
        [
            _new("A-1", estimate=8.0),
            _page("A-2", f"{AFTER}Tom clears milestone\n{LATER}Tom moves to Declined", estimate=8.0),
        ],
        0,
        40,
        0,
    ),
    (
        "an agreed page that had gone long before",
        [
            _new("A-1", estimate=8.0),
            _page("A-2", f"Wed 2026-11-04 10:00 Tom clears milestone\n{AFTER}Tom sets milestone M-2", estimate=8.0),
        ],
        20,
        40,
        0,
    ),
    (
        "an exchange the team approved",
        [_new("A-1", f"{LATER}Tara says: Approved, go ahead.", estimate=8.0), _page("A-2", DECLINED, estimate=8.0)],
        20,
        40,
        0,
    ),
    (
        "an exchange the client approved",
        [_new("A-1", f"{LATER}Clara says: Approved, go ahead.", estimate=8.0), _page("A-2", DECLINED, estimate=8.0)],
        0,
        40,
        0,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "percent", "churn", "unestimated"), [c[1:] for c in CASES], ids=[case[0] for case in CASES]
)
def test_how_much_it_has_grown(more: Sequence[Ticket], percent: int, churn: int, unestimated: int) -> None:
    growth = _growth(*_pages(4, estimate=8.0), *more)
    assert growth is not None
    assert (round(growth.percent), round(growth.churn), growth.unestimated) == (percent, churn, unestimated)


def test_what_left_is_not_to_be_done_and_no_place_to_speak_of_growth() -> None:
    gone = _page("A-2", f"{AFTER}Tom clears milestone", estimate=8.0)
    done = _page("A-3", f"{AFTER}Tom moves to Done", estimate=8.0)
    growth = _growth(*_pages(4, estimate=8.0), _new("A-4", f"{LATER}Tom sets title Blog", estimate=8.0),
                     _new("A-1", estimate=8.0), gone, done)  # fmt: skip
    assert growth is not None
    assert growth.left == 6
    assert [ticket.key for ticket in growth.joined] == ["A-4", "A-1"]
    assert growth.place.key == "A-1"


def test_without_an_agreement_or_anything_in_it_nothing_grows() -> None:
    assert _growth(_new("A-1")) is None
    assert _growth(*_pages(4), now=instant("Fri 2026-10-30 09:00")) is None


def test_the_growth_is_dated_by_what_made_it_reach_the_share() -> None:
    second = play("A-2", "Thu 2026-11-12 10:00 Tom opens", milestone="M-1")
    growth = _growth(*_pages(8), _new("A-1"), second)
    assert growth is not None and growth.percent == 25
    assert growth.crossed(10) == instant("Tue 2026-11-10 10:00")
    assert growth.crossed(25) == instant("Thu 2026-11-12 10:00")
    assert growth.crossed(26) is None


@pytest.mark.parametrize("then", ["24", "25", "20"])
def test_growth_is_dated_by_the_raise_that_reached_the_share_and_not_by_a_later_one(then: str) -> None:
    script = f"{AFTER}Tom sets estimate 24\n{LATER}Tom sets estimate {then}"
    growth = _growth(*_pages(4, estimate=8.0), _page("A-2", script, estimate=8.0))
    assert growth is not None
    assert growth.crossed(20) == instant("Tue 2026-11-10 10:00")


def test_growth_that_was_taken_back_begins_anew_when_it_returns() -> None:
    ticket = _new("A-1")
    steps = tuple(Step(ticket.created + timedelta(days=n), ticket, amount) for n, amount in enumerate((2, -2, 3)))
    growth = ScopeGrowth(BASELINE, 10, steps, 0, 0, (), 10)
    assert growth.crossed(20) == ticket.created + timedelta(days=2)


@settings(deadline=None)
@given(st.lists(st.integers(-5, 5)), st.integers(1, 20), st.integers(1, 100))
def test_a_share_is_crossed_if_and_only_if_it_is_reached(amounts: list[int], agreed: int, share: int) -> None:
    ticket = _new("A-1")
    steps = tuple(Step(ticket.created + timedelta(days=n), ticket, amount) for n, amount in enumerate(amounts))
    growth = ScopeGrowth(BASELINE, agreed, steps, 0, 0, (), agreed)
    assert (growth.crossed(share) is not None) == (growth.percent >= share)


WEEKS = ["2026-09-08", "2026-09-15", "2026-09-22", "2026-09-29", "2026-10-06", "2026-10-13", "2026-10-20", "2026-10-27"]
FINISHED = [
    play(f"D-{week}", f"2026-09-07 09:00 Tom opens\n{week} 09:00 Tom moves to Doing\n{week} 17:00 Tom moves to Done")
    for week in WEEKS
]


def test_at_one_item_a_week_more_items_move_the_careful_date_later() -> None:
    tickets = (LAUNCH, *_pages(3), *FINISHED, _new("A-1"), _new("A-2"))
    growth = _growth(*tickets[1:])
    assert growth is not None
    dates = shift(growth, tickets, AGREED, LATE.__ge__)
    assert dates["before"] is not None and dates["after"] is not None
    assert str(dates["before"]) < str(dates["after"])


def test_without_a_pace_or_without_open_growth_no_date_moves() -> None:
    fresh, done = (LAUNCH, *_pages(3), _new("A-1")), _new("A-2", f"{LATER}Tom moves to Done")
    for tickets in (fresh, (LAUNCH, *_pages(3), *FINISHED, done)):
        growth = _growth(*tickets[1:])
        assert growth is not None
        assert shift(growth, tickets, AGREED, LATE.__ge__) == {"before": None, "after": None}


def test_what_the_client_cannot_see_is_known() -> None:
    growth = _growth(*_pages(4), _new("A-1"))
    assert growth is not None
    assert growth.is_visible(AGREED)
    assert not growth.is_visible(replace(AGREED, visible_sources=frozenset()))
