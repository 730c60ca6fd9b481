"""When it is late to answer a client."""

from datetime import date

import pytest

from forewarn.facts.messages import messages
from forewarn.facts.project import Period
from forewarn.facts.talk.unanswered import Urgent, first_late, last_said, let_go
from forewarn.language import Language, language_for
from forewarn.model import Severity
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
ASKS = "Mon 2026-11-09 10:00 Clara says: Why is it slow?\n"
URGENT = Urgent(frozenset({"high"}), frozenset({"outage"}), 4)


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


# What a client writes; whether it is urgent where the work is.
PRESSING = [
    ("Why is it slow?", True),
    ("No rush with the footer.", False),
    ("No rush with the footer. The menu is blue.", False),
    ("No rush with the footer. The basket gets lost, please look today", True),
    ("No rush with the footer. This is unacceptable.", True),
    ("No rush with the footer. Any news on the basket?", True),
    ("No rush, the shop is broken.", True),
]


@pytest.mark.parametrize(("words", "presses"), PRESSING, ids=[words for words, _ in PRESSING])
def test_urgent_work_presses_unless_the_client_says_that_it_can_wait(words: str, presses: bool) -> None:
    script = f"{OPENS}Mon 2026-11-09 10:00 Clara says: {words}"
    for priority, so in (("High", presses), (None, False)):
        ticket = play("A-1", script, priority=priority)
        assert URGENT.presses(messages(ticket)[1], ticket, _english()) is so


def test_words_of_an_outage_press_whatever_the_priority() -> None:
    ticket = play("A-1", f"{OPENS}Mon 2026-11-09 10:00 Clara says: No rush, but we have an outage.")
    assert URGENT.presses(messages(ticket)[1], ticket, _english())


DONE = [
    ("open", "", None),
    ("done", "Mon 2026-11-09 11:00 Tom moves to Done\n", Severity.LOW),
    ("declined", "Mon 2026-11-09 11:00 Tom moves to Declined\n", None),
    ("done before", "Mon 2026-11-09 08:00 Tom moves to Done\n", None),
]


@pytest.mark.parametrize(("script", "severity"), [c[1:] for c in DONE], ids=[c[0] for c in DONE])
def test_only_the_missing_word_about_done_work_is_less_grave(script: str, severity: Severity | None) -> None:
    lines = sorted(f"{ASKS}{script}".splitlines(), key=lambda line: line[4:20])
    ticket = play("A-1", OPENS + "\n".join(lines))
    waiting = [m for m in messages(ticket) if not m.opening]
    late = first_late(waiting, ticket, project(), _english(), URGENT, 1)
    assert late is not None
    assert (late.at, late.severity) == (instant("Tue 2026-11-10 10:00"), severity)


def test_nothing_is_late_in_a_project_that_is_parked_for_good() -> None:
    ticket = play("A-1", OPENS + ASKS)
    parked = project(parked=(Period(date(2026, 11, 9)),))
    assert first_late(messages(ticket)[1:], ticket, parked, _english(), URGENT, 1) is None


ENDS = [
    ("open", "", None),
    ("done", "Tue 2026-11-10 11:00 Tom moves to Done\n", "Wed 2026-11-11 11:00"),
    ("written on since", "Tue 2026-11-10 11:00 Tom moves to Done\nTue 2026-11-10 12:00 Clara says: Hm.\n",
     "Wed 2026-11-11 12:00"),
    ("answered since", "Tue 2026-11-10 11:00 Tom moves to Done\nTue 2026-11-10 12:00 Tom says: Hm.\n",
     "Wed 2026-11-11 11:00"),
    ("a label since", "Tue 2026-11-10 11:00 Tom moves to Done\nTue 2026-11-10 12:00 Clara adds label x\n",
     "Wed 2026-11-11 11:00"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "ends"), [c[1:] for c in ENDS], ids=[c[0] for c in ENDS])
def test_what_was_left_open_is_let_go_some_days_after_the_work_was_done(script: str, ends: str | None) -> None:
    assert let_go(play("A-1", OPENS + ASKS + script), project(), 1) == (instant(ends) if ends else None)


def test_what_was_said_last_is_what_the_client_can_read_of_people() -> None:
    beside = "Mon 2026-11-09 11:00 Tom notes: Hm.\nMon 2026-11-09 12:00 Robot says: Built."
    [evidence] = last_said(play("A-1", OPENS + ASKS + beside))
    assert evidence.text == "Clara: Why is it slow?"
    assert last_said(play("A-1", OPENS, visible=False)) == ()
