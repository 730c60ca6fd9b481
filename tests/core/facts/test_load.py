"""Who has more to do than usual."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from forewarn.facts.project import Period, Project
from forewarn.facts.work.load import Limits, Overload, first_week, last_day, overloads
from forewarn.model import MILESTONE, Ticket
from forewarn.testing.builders import calendar, project
from forewarn.testing.script import instant, play

START = instant("Mon 2026-11-02 09:00")
LIMITS = Limits(weeks=2, finished=0.85, carried=0.9, bulk=10)
MONDAYS = [date(2026, 8, 31) + timedelta(days=7 * week) for week in range(9)]


def _done(monday: date, who: str = "Tom", name: str = "") -> Ticket:
    tuesday = monday + timedelta(days=1)
    lines = (
        f"{monday} 09:00 {who} opens",
        f"{monday} 09:05 {who} sets assignee {who.casefold()}",
        f"{tuesday} 09:00 {who} moves to Doing",
        f"{tuesday} 17:00 {who} moves to Done",
    )
    return play(f"D-{who}-{name}{monday}", "\n".join(lines))


PAST = [_done(monday) for monday in MONDAYS]
TARA = [_done(monday, "Tara", name) for monday in MONDAYS for name in "ab"]


def _open(count: int, who: str = "Tom", at: str = "Mon 2026-11-02 08:00", **state: Any) -> list[Ticket]:
    script = f"{at} Tom opens\n{at} Tom sets assignee {who.casefold()}"
    return [play(f"{who}-{at}-{n}", script, **state) for n in range(count)]


def _found(*tickets: Ticket, known: Project | None = None, start: datetime = START) -> list[tuple[str, int, int, bool]]:
    found = overloads(tickets, known or project(), start, LIMITS)
    return [(one.person.name if one.person else "team", one.amount, one.usual, one.carried) for one in found]


WEDNESDAY = "Wed 2026-11-04 08:00"
NOBODYS = [play(f"N-{n}", f"{WEDNESDAY} Tom opens", due="2026-11-13") for n in range(3)]
OPENED = f"{WEDNESDAY} Tom opens\n{WEDNESDAY} "
DECLINED = [play(f"N-{n}", OPENED + "Tom moves to Declined", due="2026-11-13") for n in range(3)]
BEGUN = OPENED + f"Tom sets assignee tom\n{WEDNESDAY} Tom moves to Doing"

DUE: list[tuple[str, list[Ticket], list[tuple[str, int, int, bool]]]] = [
    ("as much as usual", _open(2, due="2026-11-13"), []),
    ("more than usual", _open(3, due="2026-11-13"), [("team", 3, 2, False), ("Tom", 3, 2, False)]),
    ("on the last day", _open(3, due="2026-11-15"), [("team", 3, 2, False), ("Tom", 3, 2, False)]),
    ("a day later", _open(3, due="2026-11-16"), []),
    ("overdue from the week before", _open(3, due="2026-11-01"), []),
    ("undated", _open(3), []),
    ("in nobody's hands", NOBODYS, [("team", 3, 2, False)]),
    ("in the client's hands", _open(3, "Clara", due="2026-11-13"), [("team", 3, 2, False)]),
    ("in the hands of somebody without a past", _open(3, "Tara", due="2026-11-13"), [("team", 3, 2, False)]),
    ("declined", DECLINED, []),
]


@pytest.mark.parametrize(("tickets", "expected"), [c[1:] for c in DUE], ids=[c[0] for c in DUE])
def test_what_is_due_is_compared_with_what_was_finished(tickets: list[Ticket], expected: list[Any]) -> None:
    assert _found(*PAST, *tickets) == expected


def test_an_item_takes_the_date_of_its_milestone() -> None:
    launch = play("M-1", "2026-08-31 09:00 Tom opens", type=MILESTONE, due="2026-11-13")
    assert _found(launch, *PAST, *_open(3, milestone="M-1"))[0] == ("team", 3, 2, False)


def test_one_person_may_have_too_much_where_the_team_has_not() -> None:
    assert _found(*PAST, *TARA, *_open(3, due="2026-11-13")) == [("Tom", 3, 2, False)]


LEAVE = [
    ("in the weeks ahead", Period(date(2026, 11, 13), date(2026, 11, 13)), []),
    ("on a weekend", Period(date(2026, 11, 7), date(2026, 11, 8)), [("Tom", 3, 2, False)]),
    ("later", Period(date(2026, 11, 16)), [("Tom", 3, 2, False)]),
    ("for good", Period(date(2026, 10, 1)), []),
]


@pytest.mark.parametrize(("away", "expected"), [c[1:] for c in LEAVE], ids=[c[0] for c in LEAVE])
def test_who_is_away_is_not_looked_at(away: Period, expected: list[Any]) -> None:
    known = project(leave={"tom": (away,)})
    assert _found(*PAST, *TARA, *_open(3, due="2026-11-13"), known=known) == expected


def test_who_carries_more_than_before_has_too_much() -> None:
    long = _open(2, at="Mon 2026-09-07 08:00")
    assert _found(*PAST, *long, *_open(5)) == [("Tom", 7, 3, True)]
    assert _found(*PAST, *long, *_open(3)) == []  # five are not many, whatever was before


def test_what_was_given_in_bulk_counts_from_when_it_is_begun() -> None:
    assert _found(*PAST, *_open(11)) == []
    begun = [play(f"B-{n}", BEGUN) for n in range(11)]
    assert _found(*PAST, *begun) == [("Tom", 11, 1, True)]


def test_an_overload_goes_on_from_the_first_week_that_ended_with_one() -> None:
    tickets = (*PAST, *_open(3, due="2026-11-20", at="Wed 2026-10-28 08:00"), *_open(3, due="2026-11-13", at=WEDNESDAY))
    following = START + timedelta(days=7)
    assert overloads(tickets, project(), following, LIMITS)
    assert first_week(tickets, project(), following, LIMITS) == START
    assert first_week(tickets, project(), START, LIMITS) == START


def test_a_week_that_opens_on_a_tuesday_begins_with_its_first_working_day() -> None:
    closed = project(agency_calendar=calendar(closed={date(2026, 11, 2): "moving house"}))
    tuesday = instant("Tue 2026-11-03 09:00")
    tickets = (*PAST, *_open(3, due="2026-11-13"))
    assert first_week(tickets, closed, tuesday, LIMITS) == tuesday
    assert last_day(tuesday, closed, 2) == date(2026, 11, 15)


def test_the_evidence_names_who_and_what_is_usual() -> None:
    assert Overload(None, 3, 2).evidence(START).text == "team: 3 due, usually up to 2"
