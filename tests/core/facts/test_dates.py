"""The date ledger, and how deliverables arrived by it."""

from datetime import date
from typing import Any

import pytest

from forewarn.facts.dates.ledger import Timing, arrival, date_ledger, looks_done, missed_at, parent_speaks, streak
from forewarn.facts.project import Period
from forewarn.model import StatusCategory
from forewarn.testing.builders import calendar, project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
DONE = "Thu 2026-11-12 10:00 Tom moves to Done\n"
D13, D20 = date(2026, 11, 13), date(2026, 11, 20)

# Due at first, script; first date, when it was given, the latest, how often another was given.
LEDGERS = [
    ("dated at birth", "2026-11-13", "", D13, "2026-11-02 09:00", D13, 0),
    ("dated later", None, "Tue 2026-11-03 09:00 Tom sets due 2026-11-13", D13, "2026-11-03 09:00", D13, 0),
    ("moved", "2026-11-13", "Tue 2026-11-03 09:00 Tom sets due 2026-11-20", D13, "2026-11-02 09:00", D20, 1),
    ("taken away", "2026-11-13", "Tue 2026-11-03 09:00 Tom clears due", D13, "2026-11-02 09:00", None, 0),
    (
        "taken away and given anew",
        None,
        "Tue 2026-11-03 09:00 Tom sets due 2026-11-13\nTue 2026-11-03 10:00 Tom clears due\n"
        "Tue 2026-11-03 11:00 Tom sets due 2026-11-20",
        D13,
        "2026-11-03 09:00",
        D20,
        1,
    ),
]


@pytest.mark.parametrize(
    ("due", "script", "first", "given", "latest", "moved"), [c[1:] for c in LEDGERS], ids=[c[0] for c in LEDGERS]
)
def test_the_ledger_knows_the_first_date_and_every_later_one(
    due: str | None, script: str, first: date, given: str, latest: date | None, moved: int
) -> None:
    ledger = date_ledger(play("A-1", OPENS + script, due=due))
    assert ledger is not None
    assert (ledger.first, ledger.given, ledger.latest) == (first, instant(given), latest)
    assert sum(move.new is not None for move in ledger.moves) == moved


def test_what_never_had_a_date_has_no_ledger() -> None:
    assert date_ledger(play("A-1", OPENS)) is None


def test_a_move_tells_who_moved_the_date_when_from_what_to_what() -> None:
    ledger = date_ledger(play("A-1", OPENS + "Tue 2026-11-03 09:00 Tara sets due 2026-11-20", due="2026-11-13"))
    assert ledger is not None
    (move,) = ledger.moves
    assert move.by is not None
    assert (move.at, move.by.name, move.old, move.new) == (instant("2026-11-03 09:00"), "Tara", D13, D20)


# Due at first, what happened, and how it arrived by which date.
ARRIVALS = [
    ("still open", "2026-11-13", "", None, None),
    ("declined", "2026-11-13", "Thu 2026-11-12 10:00 Tom moves to Declined", None, None),
    ("by its date", "2026-11-13", DONE, Timing.ON_TIME, D13),
    ("at the last moment", "2026-11-13", "Fri 2026-11-13 17:30 Tom moves to Done", Timing.ON_TIME, D13),
    ("a minute late", "2026-11-13", "Fri 2026-11-13 17:31 Tom moves to Done", Timing.LATE, D13),
    ("undated", None, DONE, Timing.UNDATED, None),
    ("its date taken away", "2026-11-30", "Tue 2026-11-10 10:00 Tom clears due\n" + DONE, Timing.UNDATED, None),
    (
        "moved in time and met",
        "2026-11-11",
        "Tue 2026-11-10 10:00 Tom sets due 2026-11-13\n" + DONE,
        Timing.RENEGOTIATED,
        D13,
    ),
    (
        "moved in time and late",
        "2026-11-09",
        "Tue 2026-11-03 10:00 Tom sets due 2026-11-11\n" + DONE,
        Timing.LATE,
        date(2026, 11, 11),
    ),
    (
        "moved on its last day",
        "2026-11-11",
        "Wed 2026-11-11 09:00 Tom sets due 2026-11-20\n" + DONE,
        Timing.LATE,
        date(2026, 11, 11),
    ),
    (
        "moved after it had passed",
        "2026-11-10",
        "Wed 2026-11-11 09:00 Tom sets due 2026-11-20\n" + DONE,
        Timing.LATE,
        date(2026, 11, 10),
    ),
    (
        "moved nearer on the last day",
        "2026-11-20",
        "Wed 2026-11-11 09:00 Tom sets due 2026-11-13\n" + DONE,
        Timing.ON_TIME,
        D20,
    ),
    ("given a business day before", None, "Wed 2026-11-11 10:00 Tom sets due 2026-11-13\n" + DONE, Timing.ON_TIME, D13),
    ("given an hour before", None, "Thu 2026-11-12 09:00 Tom sets due 2026-11-13\n" + DONE, Timing.UNDATED, None),
    (
        "moved after the finish",
        "2026-11-11",
        DONE + "Thu 2026-11-12 11:00 Tom sets due 2026-11-20",
        Timing.LATE,
        date(2026, 11, 11),
    ),
    (
        "reopened and finished late",
        "2026-11-13",
        DONE + "Fri 2026-11-13 10:00 Tom moves to Doing\nMon 2026-11-16 10:00 Tom moves to Done",
        Timing.LATE,
        D13,
    ),
    (
        "brought forward and late for that",
        "2026-11-20",
        "Wed 2026-11-04 10:00 Tom sets due 2026-11-10\n" + DONE,
        Timing.LATE,
        date(2026, 11, 10),
    ),
    (
        "a wrong year put right at once, and late",
        None,
        "Mon 2026-11-02 09:10 Tom sets due 2027-11-10\nMon 2026-11-02 09:11 Tom sets due 2026-11-10\n" + DONE,
        Timing.LATE,
        date(2026, 11, 10),
    ),
    (
        "a wrong month put right at once, and met",
        "2026-11-13",
        "Thu 2026-11-05 09:10 Tom sets due 2026-11-03\nThu 2026-11-05 09:11 Tom sets due 2026-11-16\n" + DONE,
        Timing.ON_TIME,
        D13,
    ),
    (
        "cleared by mistake and set again",
        "2026-11-13",
        "Thu 2026-11-12 09:00 Tom clears due\nThu 2026-11-12 09:01 Tom sets due 2026-11-13\n" + DONE,
        Timing.ON_TIME,
        D13,
    ),
    (
        "a date that passed before it had stood for a day",
        None,
        "Tue 2026-11-03 16:00 Tom sets due 2026-11-03\nWed 2026-11-04 09:00 Tom sets due 2026-11-13\n" + DONE,
        Timing.LATE,
        date(2026, 11, 3),
    ),
    ("closed after done", "2026-11-13", DONE + "Mon 2026-11-16 10:00 Tom moves to Closed", Timing.ON_TIME, D13),
]


@pytest.mark.parametrize(("due", "script", "timing", "by"), [c[1:] for c in ARRIVALS], ids=[c[0] for c in ARRIVALS])
def test_how_a_deliverable_arrived(due: str | None, script: str, timing: Timing | None, by: date | None) -> None:
    known = arrival(play("A-1", OPENS + script, due=due), (), project())
    assert (known.timing if known else None) is timing
    assert (known.date if known else None) == by


@pytest.mark.parametrize(("zone", "timing"), [("Asia/Tokyo", Timing.LATE), ("America/New_York", Timing.ON_TIME)])
def test_the_earlier_end_of_the_day_decides(zone: str, timing: Timing) -> None:
    far = project(client_calendar=calendar("client", zone))
    known = arrival(play("A-1", OPENS + "Fri 2026-11-13 12:00 Tom moves to Done", due="2026-11-13"), (), far)
    assert known is not None
    assert known.timing is timing


def test_a_streak_ends_with_the_last_deliverable_that_was_not_on_time() -> None:
    scripts = {
        "late": ("2026-11-03", "Wed 2026-11-04 10:00 Tom moves to Done"),
        "one": ("2026-11-13", "Thu 2026-11-05 10:00 Tom moves to Done"),
        "undated": (None, "Fri 2026-11-06 10:00 Tom moves to Done"),
        "two": ("2026-11-13", "Mon 2026-11-09 10:00 Tom moves to Done"),
        "after": ("2026-11-10", "Wed 2026-11-11 10:00 Tom moves to Done"),
    }
    tickets = [play(key, OPENS + script, due=due) for key, (due, script) in scripts.items()]
    hidden = play("hidden", OPENS + "Fri 2026-11-06 10:00 Tom moves to Done", due="2026-11-05", source="inside")
    last = arrival(tickets[3], (), project())
    assert last is not None
    assert streak(last, [*tickets, hidden], project()) == 2


PASSING = [
    ("a working day", D13, (), 0, "Fri 2026-11-13 17:30"),
    ("a Saturday", date(2026, 11, 14), (), 0, "Mon 2026-11-16 17:30"),
    ("an hour", instant("Fri 2026-11-13 12:00"), (), 0, "Fri 2026-11-13 12:00"),
    ("a grace", D13, (), 2, "Tue 2026-11-17 17:30"),
    ("an hour with a grace", instant("Fri 2026-11-13 12:00"), (), 1, "Mon 2026-11-16 12:00"),
    ("a parked day", D13, (Period(date(2026, 11, 12), date(2026, 11, 17)),), 0, "Thu 2026-11-19 17:30"),
    ("an hour on a parked day", instant("Fri 2026-11-13 12:00"), (Period(D13, D13),), 0, "Mon 2026-11-16 17:30"),
    ("parked for good", D13, (Period(date(2026, 11, 12)),), 0, None),
    ("parked only later", D13, (Period(date(2026, 11, 16)),), 0, "Fri 2026-11-13 17:30"),
]


@pytest.mark.parametrize(("due", "parked", "grace", "missed"), [c[1:] for c in PASSING], ids=[c[0] for c in PASSING])
def test_when_a_date_has_passed(due: date, parked: tuple[Period, ...], grace: int, missed: str | None) -> None:
    ticket = play("A-1", OPENS, due=due)
    assert missed_at(ticket, project(parked=parked), grace) == (instant(missed) if missed else None)


PART = "Mon 2026-11-02 09:01 Tom adds item Copy\n"
TICKED = PART + "Thu 2026-11-12 09:00 Tom ticks Copy\n"
BACK = DONE + "Fri 2026-11-13 10:00 Tom moves to Doing\n"
PULL: dict[str, Any] = {"branch": "feature/a-1-login", "title": "Login page"}
MERGED = {**PULL, "status": "Merged", "category": StatusCategory.DONE}
# The story of the ticket, then those of others with what they are; whether it looks done.
LISTED: list[tuple[str, str, list[tuple[str, dict[str, Any]]], bool]] = [
    ("nothing listed", "", [], False),
    ("its list ticked", TICKED, [], True),
    ("an item open", TICKED + "Thu 2026-11-12 09:03 Tom adds item Photos", [], False),
    ("sub-tasks done", "", [(DONE, {"parent": "A-1"})], True),
    ("its list ticked and a sub-task open", TICKED, [("", {"parent": "A-1"})], False),
    ("sub-tasks declined", "", [("Thu 2026-11-12 10:00 Tom moves to Declined", {"parent": "A-1"})], False),
    ("a merged pull request", "", [(DONE, PULL)], True),
    ("a merged one named by its title", "", [(DONE, {"branch": "x", "title": "A-1 Login"})], True),
    ("one that only speaks of it", "", [(DONE, {"branch": "x", "description": "Prepares A-1."})], False),
    ("an open pull request beside a ticked list", TICKED, [("", PULL)], False),
    ("one closed without merging", "", [("Thu 2026-11-12 10:00 Tom moves to Declined", PULL)], False),
    ("one merged beside an open item", PART, [(DONE, PULL)], False),
    ("one merged nobody knows when", "", [("", MERGED)], True),
    ("one merged before it was reopened", BACK, [(DONE, PULL)], False),
    ("one merged for another ticket", "", [(DONE, {"branch": "feature/a-11-login", "title": "Login page"})], False),
]


@pytest.mark.parametrize(("script", "others", "done"), [c[1:] for c in LISTED], ids=[c[0] for c in LISTED])
def test_when_open_work_looks_done(script: str, others: list[tuple[str, dict[str, Any]]], done: bool) -> None:
    mine = play("A-1", OPENS + script)
    rest = [play(f"B-{n}", OPENS + what, **state) for n, (what, state) in enumerate(others)]
    assert looks_done(mine, (mine, *rest)) is done


DECLINED = "Thu 2026-11-12 10:00 Tom moves to Declined"


@pytest.mark.parametrize(
    ("parts", "done"),
    [((), False), ((DONE,), True), ((DONE, ""), False), ((DECLINED,), False), ((DONE, DECLINED), True)],
    ids=["without tickets", "all done", "one open", "all declined", "the others declined"],
)
def test_a_milestone_looks_done_with_the_tickets_that_were_not_declined(parts: tuple[str, ...], done: bool) -> None:
    goal = play("M-1", OPENS, type="milestone")
    rest = [play(f"A-{n}", OPENS + script, milestone="M-1") for n, script in enumerate(parts)]
    assert looks_done(goal, (goal, *rest)) is done


# Stories of the tickets of a milestone closed on the 12th; how it arrived, and with which of them last.
MILESTONES = [
    ("without tickets", (), None, None),
    ("with one open", ("", DONE), None, None),
    ("with one reopened since", (BACK,), None, None),
    ("with none delivered", (DECLINED,), None, None),
    ("with one declined", (DECLINED, "Wed 2026-11-11 10:00 Tom moves to Done"), Timing.ON_TIME, "A-1"),
    ("before its last ticket", (DONE, "Fri 2026-11-13 10:00 Tom moves to Done"), Timing.ON_TIME, "A-1"),
    ("before a late ticket", ("Mon 2026-11-16 10:00 Tom moves to Done", DONE), Timing.LATE, "A-0"),
]


@pytest.mark.parametrize(("parts", "timing", "last"), [c[1:] for c in MILESTONES], ids=[c[0] for c in MILESTONES])
def test_a_milestone_arrives_with_the_last_of_its_tickets(
    parts: tuple[str, ...], timing: Timing | None, last: str | None
) -> None:
    goal = play("M-1", OPENS + DONE, type="milestone", due="2026-11-13")
    rest = [play(f"A-{n}", OPENS + script, milestone="M-1") for n, script in enumerate(parts)]
    known = arrival(goal, (goal, *rest), project())
    assert (known.timing if known else None) is timing
    assert (known.place.key if known and known.place else None) == last


def test_a_parent_speaks_for_its_parts_of_the_same_date_as_long_as_it_is_open() -> None:
    part = play("A-1", OPENS, due="2026-11-13", parent="P-1")
    whole = play("P-1", OPENS, due="2026-11-13")
    assert parent_speaks(part, (part, whole), project())
    assert not parent_speaks(part, (part, play("P-1", OPENS + DONE, due="2026-11-13")), project())
