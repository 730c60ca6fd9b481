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


DOUBTED = [
    ("Mon 2026-11-09 09:00 Uma says: Hello.\n" + ASKS, False),
    (ASKS + "Mon 2026-11-09 11:00 Uma notes: Blue.", False),
    (ASKS + "Mon 2026-11-09 11:00 Uma says: Blue.", True),
    (ASKS + "Mon 2026-11-09 11:00 Uma says: Blue.\nMon 2026-11-09 12:00 Clara says: I will ask my boss.", True),
]


@pytest.mark.parametrize(("script", "doubtful"), DOUBTED, ids=["before", "internally", "since", "promised since"])
def test_a_question_is_doubtful_once_somebody_unknown_wrote_since(script: str, doubtful: bool) -> None:
    question = open_question(play("A-1", OPENS + script), project(), _english())
    assert question is not None
    assert question.doubtful is doubtful


STARTS = [
    ("asked", ASKS, "Mon 2026-11-09 10:00", None),
    ("our next word", ASKS[:-1] + " We will get back to you on Thursday.", "Thu 2026-11-12 17:30", None),
    ("seen to", ASKS + "Tue 2026-11-10 11:00 Clara says: I will ask my boss.", "Tue 2026-11-10 11:00", "same"),
    ("promised", ASKS + "Tue 2026-11-10 11:00 Clara says: I will tell you on Friday.", "Fri 2026-11-13 17:30",
     "Tue 2026-11-10 11:00"),
    ("parked", ASKS + "Tue 2026-11-10 11:00 Tom adds label parked\nWed 2026-11-11 11:00 Tom removes label parked",
     "Wed 2026-11-11 11:00", None),
]  # fmt: skip


@pytest.mark.parametrize(("script", "start", "promised"), [c[1:] for c in STARTS], ids=[c[0] for c in STARTS])
def test_since_when_a_question_waits(script: str, start: str, promised: str | None) -> None:
    known = project(parked_labels=frozenset({"parked"}))
    question = open_question(play("A-1", OPENS + script), known, _english())
    assert question is not None
    assert question.start == instant(start)
    assert question.promised == (instant(start if promised == "same" else promised) if promised else None)


ASKED_BY = [
    ("Blue or green? We need it by Friday.", "Fri 2026-11-13 17:30"),
    ("Could you send the logo by Friday?", "Fri 2026-11-13 17:30"),
    ("Could you send the logo by Thursday? We need the texts by Friday.", "Fri 2026-11-13 17:30"),
    ("Are you there on Friday?", None),
    ("Can we send it by Friday?", None),
    ("Blue or green? It is live by Friday.", None),
]


@pytest.mark.parametrize(("words", "until"), ASKED_BY, ids=[words for words, _ in ASKED_BY])
def test_the_day_by_which_we_ask_for_the_answer(words: str, until: str | None) -> None:
    script = OPENS + f"Mon 2026-11-09 10:00 Tom says: {words}"
    question = open_question(play("A-1", script), project(), _english())
    assert question is not None
    assert question.until == (instant(until) if until else None)
    if until:
        assert answer_due(question, None, PATIENCE, project()) == instant(until)
        assert answer_due(question, None, PATIENCE, project(parked=(Period(date(2026, 11, 10)),))) is None


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
