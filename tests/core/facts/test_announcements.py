"""Announced contacts: what announces one, and what comes of it."""

from datetime import UTC, datetime

import pytest

from forewarn.facts.talk.announcements import (
    PLANNED,
    announcements,
    failed,
    last_announcement,
    planned_contacts,
    unkept,
)
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-09 09:00 Clara opens\n"
SAID = OPENS + "Mon 2026-11-09 10:00 Tom says: Thanks! Next update on Thursday.\n"
EVER = datetime.min.replace(tzinfo=UTC)

# What happened after the announcement for Thursday 12th, on its ticket or another; whether nothing came of it.
CASES = [
    ("nothing", "", "", True),
    ("a word before the day", "Wed 2026-11-11 10:00 Tom says: Which colours do you like?", "", True),
    ("a word on the day", "Thu 2026-11-12 00:00 Tom says: Which colours do you like?", "", False),
    ("a word long after", "Mon 2026-11-23 10:00 Tara says: Sorry, all is fine.", "", False),
    ("a word elsewhere", "", "Thu 2026-11-12 10:00 Tara says: All is fine.", False),
    ("a note", "Thu 2026-11-12 10:00 Tom notes: All is fine.", "", True),
    ("an absence note", "Thu 2026-11-12 10:00 Tom says: Automatic reply: I am out of the office.", "", True),
    ("the client", "Thu 2026-11-12 10:00 Clara says: Any news?", "", True),
    ("a client's thanks for a call", "Thu 2026-11-12 16:00 Clara says: Thanks for the call, Tom!", "", False),
    ("a client's thanks elsewhere", "", "Fri 2026-11-13 10:00 Clara says: Got the mock-ups by mail, thanks!", False),
    ("a client's thanks before the day", "Tue 2026-11-10 10:00 Clara says: Thanks for the call, Tom!", "", True),
    ("a call before the day", "", "Wed 2026-11-11 10:00 Tara adds label called", True),
    ("a call on the day", "", "Thu 2026-11-12 10:00 Tara adds label called", False),
    ("a later date", "Wed 2026-11-11 10:00 Tom says: Next update on Monday.", "", False),
    ("a later date elsewhere", "", "Wed 2026-11-11 10:00 Tom says: Next update on Monday.", False),
    ("the same date again", "Wed 2026-11-11 10:00 Tom says: Which colours? Next update on Thursday.", "", False),
    ("an earlier date", "", "Tue 2026-11-10 10:00 Tom says: I'll call you tomorrow.", True),
    ("a date of the work", "Wed 2026-11-11 10:00 Tom says: It will be ready on 20 November.", "", False),
    ("a date of other work", "", "Wed 2026-11-11 10:00 Tom says: It will be ready on 20 November.", True),
    ("delivered early", "Wed 2026-11-11 10:00 Tom says: I have just sent you the mock-ups.", "", False),
    ("something else delivered early", "", "Wed 2026-11-11 10:00 Tom says: I have just sent you the logo.", True),
    ("done without a word", "Wed 2026-11-11 10:00 Tom moves to Done", "", True),
]


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


@pytest.mark.parametrize(("here", "elsewhere", "is_failed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_comes_of_an_announcement(here: str, elsewhere: str, is_failed: bool, english: Language) -> None:
    known = project(contact_labels=frozenset({"called"}))
    tickets = (play("A-1", SAID + here), play("A-2", OPENS + elsewhere))
    first = announcements(tickets[0], known, english, EVER)[0]
    assert (first.anchor, first.sentence) == ("A-1.2:2026-11-12", "Next update on Thursday.")
    assert failed(first, tickets, known, english) is is_failed


def test_a_word_announced_for_the_same_day_does_not_keep_itself(english: Language) -> None:
    ticket = play("A-1", OPENS + "Mon 2026-11-09 10:00 Tom says: I'll call you this afternoon.")
    assert [one.day for one in unkept(ticket, (ticket,), project(), english)] == [instant("Mon 2026-11-09 17:30")]


def test_only_the_public_words_of_the_team_announce_anything(english: Language) -> None:
    words = "Mon 2026-11-09 10:00 {}: Next update on Thursday.\n"
    script = OPENS + "".join(map(words.format, ("Clara says", "Uma says", "Robot says", "Tom notes")))
    assert announcements(play("A-1", script), project(), english, EVER) == ()


def test_the_last_announcement_is_that_of_the_latest_day(english: Language) -> None:
    later = play("A-2", OPENS + "Mon 2026-11-09 09:30 Tom says: Next update on Friday.")
    last = last_announcement((play("A-1", SAID), later), project(), english)
    assert last is not None and last.day == instant("Fri 2026-11-13 17:30")


def test_an_open_ticket_with_a_label_and_a_date_plans_a_contact() -> None:
    planned = play("A-1", OPENS, labels=("Next-Contact",), due="2026-11-20")
    undated = play("A-2", OPENS, labels=("next contact",))
    done = play("A-3", OPENS + "Tue 2026-11-10 09:00 Tom moves to Done", labels=("next contact",), due="2026-11-30")
    other = play("A-4", OPENS, due="2026-11-27")
    found = planned_contacts((planned, undated, done, other), project(), PLANNED)
    assert found == (instant("Fri 2026-11-20 17:30"),)
