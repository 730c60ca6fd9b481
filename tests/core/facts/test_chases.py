"""Clients who had to ask for news."""

from datetime import date, datetime

import pytest

from forewarn.facts.talk.chases import history_of, standing_chase, team_chases
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Clara opens\n"
TOLD = "Mon 2026-11-09 10:00 Tom says: Next update on Thursday.\n"
CHASES = "Fri 2026-11-13 10:00 Clara says: Any news?\n"


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


STANDING = [
    ("unanswered", OPENS + TOLD + CHASES, "Fri 2026-11-13 10:00", True),
    ("answered", OPENS + TOLD + CHASES + "Fri 2026-11-13 11:00 Tom says: Tonight.", "Fri 2026-11-13 12:00", False),
    ("five days later", OPENS + TOLD + CHASES, "Fri 2026-11-20 10:00", True),
    ("soon after our word", OPENS + "Fri 2026-11-13 09:00 Tom says: Here.\n" + CHASES, "Fri 2026-11-13 10:00", False),
    ("no chase", OPENS + TOLD + "Fri 2026-11-13 10:00 Clara says: Make it blue.", "Fri 2026-11-13 10:00", False),
]


@pytest.mark.parametrize(("script", "now", "stands"), [c[1:] for c in STANDING], ids=[c[0] for c in STANDING])
def test_which_chases_stand(script: str, now: str, stands: bool) -> None:
    def reached(at: datetime) -> bool:
        return at <= instant(now)

    chase = standing_chase(play("A-1", script), project(), _english(), reached, 4)
    assert (chase is not None) is stands


def test_a_chase_is_doubtful_where_somebody_of_unknown_side_wrote_since() -> None:
    ticket = play("A-1", OPENS + TOLD + CHASES + "Fri 2026-11-13 11:00 Uma says: Tomorrow.")
    chase = standing_chase(ticket, project(), _english(), lambda at: at <= instant("Fri 2026-11-13 12:00"), 4)
    assert chase is not None
    assert chase.doubtful


def test_the_history_of_a_chase_names_the_silence_and_the_update_that_was_due() -> None:
    ticket = play("A-1", OPENS + TOLD + CHASES)
    chase = standing_chase(ticket, project(), _english(), lambda at: at <= instant("Fri 2026-11-13 10:00"), 4)
    assert chase is not None
    assert history_of(chase, [ticket], project(), _english()) == {
        "last": instant("Mon 2026-11-09 10:00"),
        "silent": 4,
        "plan": "announced",
        "planned": instant("Thu 2026-11-12 17:30"),
        "again": None,
        "times": 1,
        "month": date(2026, 11, 1),
    }


def test_all_that_clients_asked_in_the_month_counts_answered_or_not_and_nobody_elses() -> None:
    other = play(
        "A-2",
        "Fri 2026-10-30 09:00 Carl opens\nFri 2026-10-30 10:00 Carl says: Any news?\n"
        "Mon 2026-11-02 10:00 Carl says: Any update?\nMon 2026-11-02 11:00 Tom says: Any news from you?\n"
        "Mon 2026-11-02 12:00 Uma says: Any news?\nMon 2026-11-16 10:00 Carl says: Any news?",
    )
    ticket = play("A-1", OPENS + TOLD + CHASES)
    chase = standing_chase(ticket, project(), _english(), lambda at: at <= instant("Fri 2026-11-13 10:00"), 4)
    assert chase is not None
    assert history_of(chase, [other, ticket], project(), _english())["times"] == 2


NOTES = [
    ("left alone", "", 1),
    ("the same added something", "Mon 2026-11-09 11:00 Tom notes: It is on page two.", 1),
    ("asked again by the same", "Mon 2026-11-09 11:00 Tom notes: Hello?", 2),
    ("a bot spoke", "Mon 2026-11-09 11:00 Robot says: Build 17.", 1),
    ("a colleague spoke", "Mon 2026-11-09 11:00 Tara notes: Later.", 0),
    ("a colleague moved it", "Mon 2026-11-09 11:00 Tara moves to Done", 0),
    ("the client spoke", "Mon 2026-11-09 11:00 Clara says: Here are the texts.", 0),
]


@pytest.mark.parametrize(("script", "found"), [c[1:] for c in NOTES], ids=[c[0] for c in NOTES])
def test_a_colleagues_question_stands_until_somebody_else_speaks(script: str, found: int) -> None:
    ticket = play("A-1", OPENS + "Mon 2026-11-09 10:00 Tom notes: Any news?\n" + script)
    assert len(list(team_chases(ticket, _english(), lambda message: True))) == found
