"""Promised dates that moved later, when that was too late, and where words about them may stand."""

from dataclasses import replace
from datetime import date

import pytest

from forewarn.facts.dates.slips import moved_late, promised_before, slips
from forewarn.facts.project import Baseline, Project
from forewarn.facts.talk.about import family_of
from forewarn.model import Link
from forewarn.testing.builders import opened, project, ticket
from forewarn.testing.script import PEOPLE, instant, play

OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
AGREED = project(baselines=(Baseline(instant("Wed 2026-11-04 12:00"), "Clara"),))
AGREED_TWICE = project(baselines=(*AGREED.baselines, Baseline(instant("Tue 2026-11-10 10:00"), "Clara")))


def always(_: object) -> bool:
    """Every baseline has come."""
    return True


# Project, due at first, script; the slips as old day, new day, working days, and working days since the first.
SLIPS: list[tuple[str, Project, str | None, str, list[tuple[int, int, int, int]]]] = [
    ("none", project(), "2026-11-13", "", []),
    ("one", project(), "2026-11-13", "Tue 2026-11-10 10:00 Tom sets due 2026-11-20", [(13, 20, 5, 5)]),
    (
        "two",
        project(),
        "2026-11-06",
        "Wed 2026-11-04 10:00 Tom sets due 2026-11-13\nTue 2026-11-10 10:00 Tom sets due 2026-11-20",
        [(6, 13, 5, 5), (13, 20, 5, 10)],
    ),
    (
        "a first date that was being drafted",
        project(),
        None,
        "Mon 2026-11-02 10:00 Tom sets due 2026-11-13\nMon 2026-11-02 16:00 Tom sets due 2026-11-20",
        [],
    ),
    (
        "a date that stood when the baseline was agreed, however short",
        AGREED,
        None,
        "Wed 2026-11-04 11:00 Tom sets due 2026-11-13\nWed 2026-11-04 13:00 Tom sets due 2026-11-20",
        [(13, 20, 5, 5)],
    ),
    (
        "a date given at the instant at which the baseline was agreed",
        AGREED,
        None,
        "Wed 2026-11-04 12:00 Tom sets due 2026-11-13\nWed 2026-11-04 13:00 Tom sets due 2026-11-20",
        [(13, 20, 5, 5)],
    ),
    (
        "moved at the instant at which the next baseline was agreed",
        AGREED_TWICE,
        "2026-11-13",
        "Tue 2026-11-10 10:00 Tom sets due 2026-11-20",
        [],
    ),
    (
        "the first promise is the one of the baseline",
        AGREED,
        "2026-11-06",
        "Tue 2026-11-03 10:00 Tom sets due 2026-11-13\nTue 2026-11-10 10:00 Tom sets due 2026-11-20",
        [(13, 20, 5, 5)],
    ),
    (
        "taken back",
        project(),
        "2026-11-13",
        "Thu 2026-11-05 10:00 Tom sets due 2026-11-20\nTue 2026-11-10 10:00 Tom sets due 2026-11-12",
        [],
    ),
    (
        "taken back to the very day",
        project(),
        "2026-11-13",
        "Thu 2026-11-05 10:00 Tom sets due 2026-11-20\nTue 2026-11-10 10:00 Tom sets due 2026-11-13",
        [],
    ),
    (
        "brought nearer since, and put off once more",
        project(),
        "2026-11-06",
        "Tue 2026-11-03 10:00 Tom sets due 2026-11-20\nThu 2026-11-05 10:00 Tom sets due 2026-11-18\n"
        "Mon 2026-11-09 10:00 Tom sets due 2026-11-13\nWed 2026-11-11 10:00 Tom sets due 2026-11-16",
        [(6, 13, 5, 5), (13, 16, 1, 6)],
    ),
    ("less than a working day", project(), "2026-11-13", "Tue 2026-11-10 10:00 Tom sets due 2026-11-15", []),
    (
        "an hour more on the same day",
        project(),
        None,
        "Mon 2026-11-02 10:00 Tom sets due 2026-11-13T12:00+01:00\n"
        "Tue 2026-11-10 10:00 Tom sets due 2026-11-13T17:00+01:00",
        [],
    ),
]


@pytest.mark.parametrize(
    ("where", "due", "script", "expected"), [c[1:] for c in SLIPS], ids=[case[0] for case in SLIPS]
)
def test_a_slip_is_a_promise_that_became_a_later_one(
    where: Project, due: str | None, script: str, expected: list[tuple[int, int, int, int]]
) -> None:
    known = slips(play("A-1", OPENS + script, due=due), (), where, always)
    assert [(slip.old.day, slip.new.day, slip.days, slip.total) for slip in known] == expected


def test_the_milestones_date_is_the_tickets_until_it_has_its_own() -> None:
    early = play("M-1", OPENS, type="milestone", due="2026-11-13")
    ticket_of = play("A-1", OPENS + "Tue 2026-11-10 10:00 Tom sets due 2026-11-20", milestone="M-1")
    (slip,) = slips(ticket_of, (early, ticket_of), project(), always)
    assert (slip.old, slip.new) == (date(2026, 11, 13), date(2026, 11, 20))


def test_the_date_a_milestone_had_at_the_time_counts() -> None:
    first = play("M-1", OPENS + "Thu 2026-11-05 10:00 Tom sets due 2026-11-20", type="milestone", due="2026-11-13")
    second = play("M-2", OPENS, type="milestone", due="2026-11-20")
    same = play("A-1", OPENS + "Tue 2026-11-10 10:00 Tom sets milestone M-2", milestone="M-1")
    before = play("A-2", OPENS + "Wed 2026-11-04 10:00 Tom sets milestone M-2", milestone="M-1")
    tickets = (first, second, same, before)
    assert slips(same, tickets, project(), always) == ()
    assert [slip.days for slip in slips(before, tickets, project(), always)] == [5]


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("Thu 2026-11-12 17:00", None),
        ("Fri 2026-11-13 10:00", False),
        ("Fri 2026-11-13 17:30", False),
        ("Mon 2026-11-16 09:00", True),
    ],
)
def test_a_move_is_late_within_a_business_day_of_the_date_and_after_it(at: str, late: bool | None) -> None:
    moved = play("A-1", OPENS + f"{at} Tom sets due 2026-11-27", due="2026-11-13")
    (slip,) = slips(moved, (), project(), always)
    assert moved_late(slip, project(), 1) is late


def test_a_family_is_the_parts_the_parent_and_what_is_linked_either_way() -> None:
    mine = ticket("A-1", opened(instant("Mon 2026-11-02 09:00"), PEOPLE["Tom"]), parent="P-1", links=(Link("", "L-1"),))
    back = ticket("L-2", opened(instant("Mon 2026-11-02 09:00"), PEOPLE["Tom"]), links=(Link("", "A-1"),))
    others = [play(key, OPENS) for key in ("P-1", "L-1", "X-1")]
    part = play("C-1", OPENS, parent="A-1")
    assert {t.key for t in family_of(mine, (mine, back, part, *others))} == {"A-1", "P-1", "L-1", "L-2", "C-1"}


def test_an_id_means_a_ticket_only_in_its_own_source() -> None:
    mine = play("A-1", OPENS, parent="7")
    elsewhere = replace(play("B-1", OPENS, source="board"), id="7")
    assert [t.key for t in family_of(mine, (mine, elsewhere))] == ["A-1"]


def test_evidence_tells_hours_as_the_agencys_clock_does() -> None:
    script = "Tue 2026-11-10 10:00 Tom sets due 2026-11-20T17:00+01:00"
    (slip,) = slips(play("A-1", OPENS + script, due="2026-11-13T16:00:00+00:00"), (), project(), always)
    assert slip.evidence.text == "Tom: 2026-11-13 17:00 → 2026-11-20 17:00"


# Due at first, script; what is told of the dates before: the first, and how often it slipped.
BEFORE = [
    ("never moved", "2026-11-13", "", date(2026, 11, 13), 0),
    ("slipped", "2026-11-13", "Tue 2026-11-10 10:00 Tom sets due 2026-11-20", date(2026, 11, 13), 1),
    (
        "cleared and set again",
        "2026-11-13",
        "Tue 2026-11-03 10:00 Tom clears due\nThu 2026-11-05 10:00 Tom sets due 2026-11-13",
        date(2026, 11, 13),
        0,
    ),
    (
        "a typo put right",
        None,
        "Tue 2026-11-03 10:00 Tom sets due 2027-11-13\nTue 2026-11-03 10:01 Tom sets due 2026-11-13",
        date(2026, 11, 13),
        0,
    ),
]


@pytest.mark.parametrize(("due", "script", "first", "moves"), [c[1:] for c in BEFORE], ids=[c[0] for c in BEFORE])
def test_the_history_of_a_date_counts_slips(due: str | None, script: str, first: date, moves: int) -> None:
    told = promised_before(play("A-1", OPENS + script, due=due), (), project(), always)
    assert (told["first"], told["moves"]) == (first, moves)
