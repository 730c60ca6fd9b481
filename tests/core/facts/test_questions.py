"""Questions that wait for a client."""

from datetime import date

import pytest

from forewarn.facts.project import Period
from forewarn.facts.roles import Roles
from forewarn.facts.talk.questions import Patience, answer_due, open_question, still_ahead
from forewarn.language import Language, language_for
from forewarn.model import Role
from forewarn.testing.builders import calendar, project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Clara opens\n"
ASKS = "Mon 2026-11-09 10:00 Tom says: Here they are. Blue or green?\n"
PATIENCE = Patience(3, 1, 10)


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


OPEN = [
    ("asked", ASKS, True),
    ("agreed to", ASKS + "Mon 2026-11-09 11:00 Clara says: Sounds good, thanks", False),
    ("a courtesy", "Mon 2026-11-09 10:00 Tom says: Fixed. Is there anything else we can help with?", False),
    ("answered by the asker", "Mon 2026-11-09 10:00 Tom says: Why? Because the old server was full.", False),
    ("thanked for", ASKS + "Mon 2026-11-09 11:00 Clara says: Thanks!", True),
    ("answered", ASKS + "Mon 2026-11-09 11:00 Clara says: Blue.", False),
    ("answered by a tick", ASKS + "Mon 2026-11-09 11:00 Clara ticks Colour", False),
    ("followed by a statement", ASKS + "Mon 2026-11-09 11:00 Tom says: We take blue.", False),
    ("moved by the team", ASKS + "Mon 2026-11-09 11:00 Tom moves to Doing", True),
    ("on finished work", ASKS + "Mon 2026-11-09 11:00 Tom moves to Done", False),
    (
        "for a colleague",
        "Mon 2026-11-09 10:00 Tom says: @tom2 ok\nMon 2026-11-09 10:00 Tara says: @tom can you?",
        False,
    ),
    ("for a client among others", "Mon 2026-11-09 10:00 Tom says: @clara @tara can we publish it?", True),
    ("for somebody unknown", "Mon 2026-11-09 10:00 Tom says: @tina can you deploy this?", False),
    ("before a word to somebody unknown", "Mon 2026-11-09 10:00 Tom says: Blue or green? @tina please wait.", True),
]


@pytest.mark.parametrize(("script", "waits"), [c[1:] for c in OPEN], ids=[c[0] for c in OPEN])
def test_which_questions_wait_for_a_client(script: str, waits: bool) -> None:
    question = open_question(play("A-1", OPENS + script), project(), _english())
    assert (question is not None) is waits


@pytest.mark.parametrize(
    ("full_names", "waits"),
    [
        ({"Ruth Okafor": Role.CLIENT}, True),
        ({"Ruth Okafor": Role.TEAM}, False),
        ({"Ruth Okafor": Role.CLIENT, "Ruth Lind": Role.TEAM}, False),
        ({}, False),
    ],
)
def test_a_client_of_the_config_is_asked_by_name_on_a_ticket_where_they_never_were(
    full_names: dict[str, Role], waits: bool
) -> None:
    script = "Mon 2026-11-02 09:00 Tom opens\nMon 2026-11-09 10:00 Tom says: Hi Ruth, could you send us the passwords?"
    told = Roles(full_names).attribute(play("A-1", script), client_sees=True, own_comments=frozenset())
    assert (open_question(told, project(), _english()) is not None) is waits


def test_the_sentence_that_asks_is_quoted() -> None:
    question = open_question(play("A-1", OPENS + ASKS), project(), _english())
    assert question is not None
    assert question.sentence == "Blue or green?"


def test_neither_a_courtesy_nor_a_question_to_a_colleague_is_quoted() -> None:
    script = "Mon 2026-11-09 10:00 Tom says: Hi Clara, how are you? Blue or green? @tina can you deploy it then?"
    question = open_question(play("A-1", OPENS + script), project(), _english())
    assert question is not None
    assert question.sentence == "Blue or green?"


DUE = [
    ("without a date", None, "Thu 2026-11-12 10:00"),
    ("a near date", date(2026, 11, 20), "Tue 2026-11-10 10:00"),
    ("a date that comes near meanwhile", date(2026, 11, 25), "Wed 2026-11-11 09:00"),
    ("a date far away", date(2026, 12, 18), "Thu 2026-11-12 10:00"),
    ("a date that had passed", date(2026, 11, 6), "Thu 2026-11-12 10:00"),
]


@pytest.mark.parametrize(("due", "late"), [c[1:] for c in DUE], ids=[c[0] for c in DUE])
def test_when_a_question_has_waited_for_too_long(due: date | None, late: str) -> None:
    question = open_question(play("A-1", OPENS + ASKS), project(), _english())
    assert question is not None
    assert answer_due(question, due, PATIENCE, project()) == instant(late)


def test_the_clients_days_count_and_parked_days_do_not() -> None:
    question = open_question(play("A-1", OPENS + ASKS), project(), _english())
    assert question is not None
    theirs = project(client_calendar=calendar("client", closed={date(2026, 11, 10): "fair"}))
    assert answer_due(question, None, PATIENCE, theirs) == instant("Fri 2026-11-13 10:00")
    parked = project(parked=(Period(date(2026, 11, 10), date(2026, 11, 11)),))
    assert answer_due(question, None, PATIENCE, parked) == instant("Mon 2026-11-16 10:00")
    for_good = project(parked=(Period(date(2026, 11, 10)),))
    assert answer_due(question, None, PATIENCE, for_good) is None


def test_a_date_is_ahead_until_it_has_passed() -> None:
    due = date(2026, 11, 13)
    passed = instant("Fri 2026-11-13 17:30")
    assert still_ahead(due, project(), lambda at: at < passed) == due
    assert still_ahead(due, project(), lambda at: at <= passed) is None
    assert still_ahead(None, project(), lambda at: True) is None
