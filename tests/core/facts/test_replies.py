"""What takes notice of a message, and what ends a hold."""

from datetime import date

import pytest

from forewarn.facts.messages import messages
from forewarn.facts.project import Period
from forewarn.facts.talk.replies import (
    Weight,
    Weighty,
    first_unnoticed,
    hold_falls,
    is_noticed,
    standing_hold,
    start_of_notice,
)
from forewarn.language import Language, language_for
from forewarn.testing.builders import calendar, project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
ASKS = "Mon 2026-11-09 10:00 Clara says: Why is it slow?\n"
HOLDS = "Mon 2026-11-09 11:00 Tom says: We'll look into it.\n"
WEIGHTY = Weighty(frozenset({"down"}), frozenset({"high"}))


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


NOTICED = [
    ("nothing happened", "", False),
    ("the team moved it", "Mon 2026-11-09 11:00 Tom moves to Doing", True),
    ("the team took it", "Mon 2026-11-09 11:00 Tom sets assignee tom", True),
    ("somebody of unknown side moved it", "Mon 2026-11-09 11:00 Uma moves to Doing", True),
    ("a move of which nobody knows who made it", "Mon 2026-11-09 11:00 Nobody moves to Doing", True),
    ("nobody has it any more", "Mon 2026-11-09 11:00 Tom clears assignee", False),
    ("the client moved it", "Mon 2026-11-09 11:00 Clara moves to Doing", False),
    ("a bot moved it", "Mon 2026-11-09 11:00 Robot moves to Doing", False),
    ("the team changed something else", "Mon 2026-11-09 11:00 Tom sets priority High", False),
]


@pytest.mark.parametrize(("script", "noticed"), [c[1:] for c in NOTICED], ids=[c[0] for c in NOTICED])
def test_who_moves_or_takes_a_ticket_has_noticed_a_message(script: str, noticed: bool) -> None:
    ticket = play("A-1", OPENS + ASKS + script)
    assert is_noticed(ticket, messages(ticket)[1]) is noticed


def test_a_move_before_a_message_takes_no_notice_of_it() -> None:
    ticket = play("A-1", OPENS + "Mon 2026-11-09 09:00 Tom moves to Doing\n" + ASKS)
    assert not is_noticed(ticket, messages(ticket)[1])


WEIGHTS = [
    ("Why is it slow?", "", Weight.QUESTION),
    ("The shop is DOWN.", "", Weight.WORDS),
    ("The fair will start on 1 December.", "", Weight.DATE),
    ("The logo is not ours.", "High", Weight.PRIORITY),
    ("The logo is not ours.", "Low", None),
]


@pytest.mark.parametrize(("words", "priority", "weight"), WEIGHTS)
def test_what_makes_a_message_important(words: str, priority: str, weight: Weight | None) -> None:
    ticket = play("A-1", f"{OPENS}Mon 2026-11-09 10:00 Clara says: {words}", priority=priority or None)
    found = first_unnoticed(ticket, WEIGHTY, project(), _english())
    assert (found.weight if found else None) is weight


STARTS = [
    ("in the morning", "Mon 2026-11-09 10:00", "Mon 2026-11-09 10:00"),
    ("just before the last hour", "Mon 2026-11-09 16:29", "Mon 2026-11-09 16:29"),
    ("in the last hour", "Mon 2026-11-09 16:30", "Tue 2026-11-10 09:00"),
    ("on Friday evening", "Fri 2026-11-13 20:00", "Mon 2026-11-16 09:00"),
    ("on a Sunday", "Sun 2026-11-15 12:00", "Sun 2026-11-15 12:00"),
]


@pytest.mark.parametrize(("at", "start"), [c[1:] for c in STARTS], ids=[c[0] for c in STARTS])
def test_what_comes_in_the_last_hour_counts_from_the_next_morning(at: str, start: str) -> None:
    assert start_of_notice(project(), instant(at), 1) == instant(start)


HELD = [
    ("a hold", "", True),
    ("the client takes it back", "Tue 2026-11-10 11:00 Clara says: It works again, no need to look further.", False),
    ("the client closes it", "Tue 2026-11-10 11:00 Clara moves to Done", False),
    ("an answer that names a colleague", "Tue 2026-11-10 11:00 Tara says: @tom found it: the plugin.", False),
    ("a request to a colleague", "Tue 2026-11-10 11:00 Tara says: @tom can you look at the new plugin?", True),
    ("another hold", "Tue 2026-11-10 11:00 Tara says: Still looking into it.", True),
    ("a note", "Tue 2026-11-10 11:00 Tara notes: It is the database.", True),
    ("a client's file", "Tue 2026-11-10 11:00 Clara adds file slow.png", True),
    ("an answer", "Tue 2026-11-10 11:00 Tara says: It is the database.", False),
    ("a question back", "Tue 2026-11-10 11:00 Tara says: Which page do you mean?", False),
    ("our file", "Tue 2026-11-10 11:00 Tara adds file report.pdf", False),
    ("the work done", "Tue 2026-11-10 11:00 Tara moves to Done", False),
    ("declined without a word", "Tue 2026-11-10 11:00 Tara moves to Declined", True),
    ("declined by the client", "Tue 2026-11-10 11:00 Clara moves to Declined", False),
    ("our file before it", "Mon 2026-11-09 10:30 Tara adds file report.pdf", True),
    ("no hurry of the client", "Tue 2026-11-10 11:00 Clara says: No hurry.", False),
    ("no hurry of somebody unknown", "Tue 2026-11-10 11:00 Uma says: No hurry.", True),
    ("somebody unknown before it", "Mon 2026-11-09 10:30 Uma says: Hm.", True),
    ("the reply taken back", "Mon 2026-11-09 11:01 Tom deletes c2", False),
]


@pytest.mark.parametrize(("script", "stands"), [c[1:] for c in HELD], ids=[c[0] for c in HELD])
def test_a_hold_stands_until_something_of_substance_follows(script: str, stands: bool) -> None:
    lines = f"{ASKS}{HOLDS}{script}".splitlines()
    ticket = play("A-1", OPENS + "\n".join(sorted(lines, key=lambda line: line[4:20])))
    assert (standing_hold(ticket, project(), _english()) is not None) is stands


ENDS = [
    ("what they sent is received", "I have just sent you the logo.", "Received, thank you. We'll look into it.", False),
    ("what they sent is looked at", "I have just sent you the logo.", "We'll look into it.", True),
    ("what they said is received", "The logo is wrong.", "Received, thank you. We'll look into it.", True),
    ("what they asked beside it", "I have just sent you the logo. Is it right?",
     "Received, thank you. We'll look into it.", True),
]  # fmt: skip


@pytest.mark.parametrize(("words", "reply", "holds"), [c[1:] for c in ENDS], ids=[c[0] for c in ENDS])
def test_a_receipt_for_what_was_handed_over_holds_nothing(words: str, reply: str, holds: bool) -> None:
    script = f"Mon 2026-11-09 10:00 Clara says: {words}\nMon 2026-11-09 11:00 Tom says: {reply}"
    assert (standing_hold(play("A-1", OPENS + script), project(), _english()) is not None) is holds


def test_a_reply_to_the_answer_of_the_client_holds_nothing() -> None:
    asked = "Mon 2026-11-09 09:00 Tom says: How wide is it?\nMon 2026-11-09 10:00 Clara says: 400 pixels.\n"
    assert standing_hold(play("A-1", OPENS + asked + HOLDS), project(), _english()) is None


def test_of_two_holding_replies_the_first_counts_with_the_time_named_last() -> None:
    again = "Tue 2026-11-10 10:00 Clara says: Why is it so slow?\nTue 2026-11-10 11:00 Tom says: We'll look into it."
    named = HOLDS[:-1] + " I will get back to you on Thursday, and it will be ready on Friday.\n"
    hold = standing_hold(play("A-1", OPENS + ASKS + named + again), project(), _english())
    assert hold is not None
    assert (hold.asked.event, hold.reply.event) == ("A-1.2", "A-1.3")
    assert hold.until == instant("Fri 2026-11-13 17:30")
    parked = project(parked=(Period(date(2026, 11, 11)),))
    assert hold_falls(hold, parked, instant("Thu 2026-11-12 11:00")) is None


def test_the_time_that_was_named_last_counts_where_it_is_later() -> None:
    later = "Tue 2026-11-10 11:00 Tom says: Still checking, I will get back to you by Friday."
    hold = standing_hold(play("A-1", OPENS + ASKS + HOLDS + later), project(), _english())
    assert hold is not None
    assert hold.until == instant("Fri 2026-11-13 17:30")
    usual, late = instant("Thu 2026-11-12 11:00"), instant("Mon 2026-11-16 11:00")
    assert hold_falls(hold, project(), usual) == hold.until
    assert hold_falls(hold, project(), late) == late
    assert hold_falls(hold, project(), None) is None


def test_a_notice_period_follows_the_calendar_of_the_agency() -> None:
    tokyo = project(agency_calendar=calendar(zone="Asia/Tokyo"))
    assert start_of_notice(tokyo, instant("Mon 2026-11-09 09:00"), 1) == instant("Tue 2026-11-10 01:00")
