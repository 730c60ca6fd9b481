"""Who did what last, since when work goes on, and when something owed falls due."""

from datetime import date

import pytest

from forewarn.facts.activity import (
    active_since,
    done_at,
    last_contact,
    open_ticket_of,
    recorded_contacts,
    where_the_client_looks,
)
from forewarn.facts.deadlines import after_days, after_hours, days_left_out, faded, why_parked
from forewarn.facts.messages import messages
from forewarn.facts.project import Period
from forewarn.language import language_for
from forewarn.model import MILESTONE, Role
from forewarn.testing.builders import calendar, project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Tom opens\n"

DONE = [
    ("open", "", None),
    ("done", "Tue 2026-11-03 09:00 Tom moves to Done", "Tue 2026-11-03 09:00"),
    (
        "closed after done",
        "Tue 2026-11-03 09:00 Tom moves to Done\nWed 2026-11-04 09:00 Tom moves to Closed",
        "Tue 2026-11-03 09:00",
    ),
    ("reopened", "Tue 2026-11-03 09:00 Tom moves to Done\nWed 2026-11-04 09:00 Tom moves to Doing", None),
]


@pytest.mark.parametrize(("script", "done"), [c[1:] for c in DONE], ids=[c[0] for c in DONE])
def test_when_work_was_done(script: str, done: str | None) -> None:
    assert done_at(play("A-1", OPENS + script)) == (instant(done) if done else None)


# The scripts of some tickets, and since when there has been open work without a break.
ACTIVE = [
    ("nothing", [], None),
    ("one open ticket", [OPENS], "Mon 2026-11-02 09:00"),
    ("one done", [OPENS + "Tue 2026-11-03 09:00 Tom moves to Done"], None),
    (
        "one done, another begun after",
        [OPENS + "Tue 2026-11-03 09:00 Tom moves to Done", "Thu 2026-11-05 09:00 Tom opens"],
        "Thu 2026-11-05 09:00",
    ),
    (
        "one done, another begun before",
        [OPENS + "Fri 2026-11-06 09:00 Tom moves to Done", "Thu 2026-11-05 09:00 Tom opens"],
        "Mon 2026-11-02 09:00",
    ),
    (
        "a chain of three",
        [
            OPENS + "Wed 2026-11-04 09:00 Tom moves to Done",
            "Tue 2026-11-03 09:00 Tom opens\nFri 2026-11-06 09:00 Tom moves to Done",
            "Thu 2026-11-05 09:00 Tom opens",
        ],
        "Mon 2026-11-02 09:00",
    ),
    (
        "reopened after a break",
        [OPENS + "Tue 2026-11-03 09:00 Tom moves to Done\nFri 2026-11-06 09:00 Tom moves to Doing"],
        "Fri 2026-11-06 09:00",
    ),
    ("parked", [OPENS + "Tue 2026-11-03 09:00 Tom adds label on hold"], None),
    (
        "unparked",
        [OPENS + "Tue 2026-11-03 09:00 Tom adds label on hold\nFri 2026-11-06 09:00 Tom removes label on hold"],
        "Fri 2026-11-06 09:00",
    ),
]


@pytest.mark.parametrize(("scripts", "since"), [c[1:] for c in ACTIVE], ids=[c[0] for c in ACTIVE])
def test_since_when_a_project_is_active(scripts: list[str], since: str | None) -> None:
    tickets = [play(f"A-{n}", script) for n, script in enumerate(scripts)]
    facts = project(parked_labels=frozenset({"on hold"}))
    assert active_since(tickets, facts) == (instant(since) if since else None)


def test_milestones_and_ignored_tickets_are_no_work() -> None:
    tickets = [play("M-1", OPENS, type=MILESTONE), play("A-1", OPENS, labels=("chore",))]
    assert active_since(tickets, project(ignore_labels=frozenset({"chore"}))) is None


def test_the_last_contact_is_the_last_public_human_comment_of_the_team_on_any_ticket() -> None:
    english = language_for("en")
    assert english is not None
    first = play("A-1", OPENS + "Tue 2026-11-03 09:00 Tom says: First.\nFri 2026-11-06 09:00 Tom notes: Internal.")
    second = play(
        "A-2",
        OPENS + "Wed 2026-11-04 09:00 Tara says: Second.\nThu 2026-11-05 09:00 Robot says: Third.\n"
        "Thu 2026-11-05 10:00 Clara says: Fourth.\n"
        "Thu 2026-11-05 11:00 Tara says: Automatic reply: I am out of the office.",
    )
    contact = last_contact([first, second], english)
    assert contact is not None
    assert contact.anchor == "site:A-2:A-2.2"
    assert last_contact([play("A-3", OPENS)], english) is None


def test_a_label_records_a_contact_when_a_ticket_gets_it_or_is_opened_with_it() -> None:
    english = language_for("en")
    assert english is not None
    labels = frozenset({"called"})
    born = play("A-1", OPENS, labels=("called",))
    got = play("A-2", OPENS + "Wed 2026-11-04 09:00 Robot adds label called\nThu 2026-11-05 09:00 Tom adds label red")
    assert [contact.at for contact in recorded_contacts(born, labels)] == [instant("Mon 2026-11-02 09:00")]
    assert [contact.event for contact in recorded_contacts(got, labels)] == ["A-2.2"]
    assert last_contact([born, got], english) is None
    last = last_contact([born, got], english, labels)
    earlier = last_contact([born, got], english, labels, before=instant("Wed 2026-11-04 09:00"))
    assert last is not None
    assert earlier is not None
    assert (last.anchor, earlier.anchor) == ("site:A-2:A-2.2", "site:A-1:A-1.1")


def test_the_client_looks_at_the_visible_open_ticket_they_touched_last() -> None:
    touched = play("A-1", OPENS + "Tue 2026-11-03 09:00 Clara says: Hello.")
    newer = play("A-2", "Wed 2026-11-04 09:00 Tom opens")
    hidden = play("A-3", "Wed 2026-11-04 09:00 Clara opens", source="inside", visible=False)
    closed = play("A-4", "Wed 2026-11-04 09:00 Clara opens\nWed 2026-11-04 10:00 Tom moves to Done")
    assert where_the_client_looks([newer, hidden, touched, closed], project()) == touched.ref
    assert where_the_client_looks([newer, hidden, closed], project()) == newer.ref
    assert where_the_client_looks([hidden, closed], project()) is None


def test_one_speaks_of_a_milestone_on_its_open_ticket_that_was_worked_on_last() -> None:
    milestone = play("M-1", OPENS, type=MILESTONE)
    quiet = play("A-1", OPENS, milestone="M-1")
    busy = play("A-2", OPENS + "Tue 2026-11-03 09:00 Tom moves to Doing", milestone="M-1")
    done = play("A-3", OPENS + "Wed 2026-11-04 09:00 Tom moves to Done", milestone="M-1")
    other = play("A-4", "Thu 2026-11-05 09:00 Tom opens", milestone="M-2")
    elsewhere = play("A-5", "Thu 2026-11-05 09:00 Tom opens", milestone="M-1", source="inside")
    assert open_ticket_of(milestone, [quiet, busy, done, other, elsewhere]) == busy.ref
    assert open_ticket_of(milestone, [done, other]) is None


@pytest.mark.parametrize("line", ["Robot says: Note from forewarn.", "Robot adds label seen"])
def test_what_a_bot_does_is_no_work_on_a_ticket(line: str) -> None:
    milestone = play("M-1", OPENS, type=MILESTONE)
    spoken_of = play("A-1", OPENS + f"Thu 2026-11-05 09:00 {line}", milestone="M-1")
    busy = play("A-2", OPENS + "Tue 2026-11-03 09:00 Tom moves to Doing", milestone="M-1")
    assert open_ticket_of(milestone, [spoken_of, busy]) == busy.ref
    assert open_ticket_of(milestone, [spoken_of]) == spoken_of.ref


PARKED = Period(date(2026, 11, 10), date(2026, 11, 12))
FOR_GOOD = Period(date(2026, 11, 10))


def test_parked_days_do_not_count() -> None:
    start = instant("Mon 2026-11-09 10:00")
    parked = project(parked=(PARKED,))
    assert after_days(parked, start, 1) == instant("Fri 2026-11-13 10:00")
    assert after_hours(parked, start, 8.5) == instant("Fri 2026-11-13 10:00")
    assert [off.text for off in days_left_out(parked, start, instant("Fri 2026-11-13 10:00"))] == ["parked"] * 3


def test_what_a_project_parked_for_good_owes_never_falls_due() -> None:
    start = instant("Mon 2026-11-09 10:00")
    assert after_days(project(parked=(FOR_GOOD,)), start, 1) is None
    assert after_hours(project(parked=(FOR_GOOD,)), start, 7.5) == instant("Mon 2026-11-09 17:30")
    assert after_hours(project(parked=(FOR_GOOD,)), start, 8) is None


def test_holidays_and_closures_are_named() -> None:
    closed = {date(2026, 12, 28): "company outing"}
    facts = project(agency_calendar=calendar(country="DE", closed=closed))
    left = days_left_out(facts, instant("Thu 2026-12-24 10:00"), instant("Tue 2026-12-29 10:00"))
    assert [off.text for off in left] == ["Christmas Day", "company outing"]


WHY = [
    ("before", "Mon 2026-11-09 23:59", None),
    ("the first day", "Tue 2026-11-10 00:00", "the project is parked"),
    ("the last day", "Thu 2026-11-12 23:59", "the project is parked"),
    ("after", "Fri 2026-11-13 00:00", None),
]


@pytest.mark.parametrize(("now", "why"), [c[1:] for c in WHY], ids=[c[0] for c in WHY])
def test_why_nothing_is_owed(now: str, why: str | None) -> None:
    assert why_parked(project(parked=(PARKED,)), lambda at: at <= instant(now)) == why


def test_a_label_parks_a_ticket_whatever_the_time() -> None:
    facts = project(parked_labels=frozenset({"on hold"}))
    ticket = play("A-1", OPENS, labels=("on hold",))
    assert why_parked(facts, lambda at: False, ticket) == "a label says that it is parked"
    assert why_parked(facts, lambda at: False, play("A-2", OPENS)) is None


def test_a_finding_about_a_moment_fades_after_five_business_days_parked_or_not() -> None:
    assert faded(project(parked=(FOR_GOOD,)), instant("Mon 2026-11-09 10:00")) == instant("Mon 2026-11-16 10:00")


def test_messages_are_the_opening_and_the_comments_that_stand() -> None:
    ticket = play(
        "A-1",
        "Mon 2026-11-02 09:00 Clara opens\nMon 2026-11-02 10:00 Tom says: One.\nMon 2026-11-02 11:00 Tom says: Two.\n"
        "Mon 2026-11-02 12:00 Tom deletes c1\nMon 2026-11-02 13:00 Tom edits c2: Three.\n"
        "Mon 2026-11-02 14:00 Tom sets title Another",
        title="Logo",
        description="It is blurred.",
    )
    opening, comment = messages(ticket)
    assert (opening.opening, opening.role, opening.text) == (True, Role.CLIENT, "Logo\nIt is blurred.")
    assert (comment.event, comment.text, comment.name) == ("A-1.3", "Three.", "Tom")


def test_evidence_is_one_short_line() -> None:
    ticket = play("A-1", "Mon 2026-11-02 09:00 Clara opens\nMon 2026-11-02 10:00 Tom says: {99 words}")
    line = messages(ticket)[1].evidence().text
    assert line.startswith("Tom: word1 word2 ")
    assert line.endswith("…")
    assert len(line) <= 210
