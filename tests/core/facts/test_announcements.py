"""Announced contacts: what announces one, and what comes of it."""

from datetime import UTC, date, datetime

import pytest

from forewarn.facts.messages import messages
from forewarn.facts.project import Period
from forewarn.facts.talk.announcements import (
    PLANNED,
    after_expected,
    announcements,
    failed,
    last_announcement,
    planned_contacts,
    unkept,
    word_due,
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
    ("a note of ours about a call", "Thu 2026-11-12 16:00 Tom notes: Thanks for the call, Clara!", "", True),
    ("a client's receipt of it before the day", "Wed 2026-11-11 10:00 Clara says: Got the update, thanks!", "", False),
    ("a note of ours about a receipt", "Wed 2026-11-11 10:00 Tom notes: Got the update, thanks!", "", True),
    ("a client's receipt of something else", "Wed 2026-11-11 10:00 Clara says: Got the invoice, thanks!", "", True),
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


def test_what_was_heard_before_a_word_for_the_same_day_does_not_keep_it(english: Language) -> None:
    before = "Mon 2026-11-09 09:30 Clara says: Thanks for the call, Tom!\n"
    ticket = play("A-1", OPENS + before + "Mon 2026-11-09 10:00 Tom says: I'll call you this afternoon.")
    assert len(unkept(ticket, (ticket,), project(), english)) == 1


EXPECTED = [
    ("nothing named", "It is live.", None, "Fri 2026-11-13 10:00"),
    ("a contact announced", "Next update on Monday.", None, "Mon 2026-11-16 17:30"),
    (
        "a contact announced beyond the longest",
        "Next update on Monday.",
        "Sat 2026-11-14 10:00",
        "Sat 2026-11-14 10:00",
    ),
    ("a contact announced sooner", "Next update on Tuesday.", None, "Fri 2026-11-13 10:00"),
    ("a promise", "I will finish the banner by Monday.", None, "Mon 2026-11-16 17:30"),
    ("a promise far ahead", "I will finish the banner by 30 November.", None, "Mon 2026-11-30 17:30"),
]


@pytest.mark.parametrize(("words", "longest", "limit"), [c[1:] for c in EXPECTED], ids=[c[0] for c in EXPECTED])
def test_a_word_is_expected_no_sooner_than_was_named(
    words: str, longest: str | None, limit: str, english: Language
) -> None:
    tickets = (play("A-1", f"{OPENS}Mon 2026-11-09 10:00 Tom says: {words}"),)
    last, end = messages(tickets[0])[-1], instant(longest) if longest else None
    expected = after_expected(instant("Fri 2026-11-13 10:00"), end, last, tickets, project(), english)
    assert expected == instant(limit)
    alone = after_expected(instant("Fri 2026-11-13 10:00"), end, None, (), project(), english)
    assert alone == instant("Fri 2026-11-13 10:00")


def test_whoever_heard_from_us_every_monday_expects_the_next_word_then(english: Language) -> None:
    weekly = [f"Mon {day} 10:00 Tom says: All is well.\n" for day in ("2026-10-26", "2026-11-02", "2026-11-09")]
    script, known = "Mon 2026-10-19 09:00 Clara opens\n" + "".join(weekly), project()
    limit = instant("Thu 2026-11-12 10:00")
    for beside, expected in ((0, instant("Mon 2026-11-16 17:30")), (2, instant("Mon 2026-11-16 17:30")), (3, limit)):
        others = [f"{day} 12:00 Tom says: It is live.\n" for day in ("2026-11-03", "2026-10-28", "2026-10-30")[:beside]]
        tickets = (play("A-1", script), play("A-2", "Mon 2026-10-19 09:00 Tom opens\n" + "".join(sorted(others))))
        last = messages(tickets[0])[-1]
        assert after_expected(limit, None, last, tickets, known, english) == expected


@pytest.mark.parametrize(
    ("cadence", "days", "due"),
    [(None, 2, "Wed 2026-11-11 10:00"), (3, 0, "Thu 2026-11-12 17:30"), (3, 2, "Thu 2026-11-12 17:30"),
     (3, 3, "Thu 2026-11-12 17:30"), (2, 3, "Thu 2026-11-12 10:00"), (None, 0, "Mon 2026-11-09 10:00")],
)  # fmt: skip
def test_the_rhythm_of_contact_asks_for_a_word_by_the_end_of_a_day(cadence: int | None, days: int, due: str) -> None:
    assert word_due(project(cadence_days=cadence), instant("Mon 2026-11-09 10:00"), days) == instant(due)
    parked = project(cadence_days=3, parked=(Period(date(2026, 11, 9)),))
    assert word_due(parked, instant("Mon 2026-11-09 10:00")) is None


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
