"""Bad news, and when the client heard of it."""

import pytest

from forewarn.facts.client.badnews import Telling, bad_news
from forewarn.facts.wording import SLIPPING
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Clara opens\n"
BLOCKED = ("blocked",)


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


# What happened to a ticket due on the 13th, and what the team knew of by the 20th.
KNOWN = [
    ("nothing", "Thu 2026-11-12 09:00 Tom moves to Done", []),
    ("moved later", "Mon 2026-11-09 09:00 Tom sets due 2026-11-27", [("moved", "Mon 2026-11-09 09:00")]),
    ("moved later by a sync", "Mon 2026-11-09 09:00 Nobody sets due 2026-11-27", [("moved", "Mon 2026-11-09 09:00")]),
    ("moved by the client", "Mon 2026-11-09 09:00 Clara sets due 2026-11-27", []),
    ("moved by a bot", "Mon 2026-11-09 09:00 Robot sets due 2026-11-27", []),
    (
        "moved earlier, and done",
        "Mon 2026-11-09 09:00 Tom sets due 2026-11-12\nTue 2026-11-10 09:00 Tom moves to Done",
        [],
    ),
    ("passed", "", [("passed", "Fri 2026-11-13 17:30")]),
    ("taken away before", "Mon 2026-11-09 09:00 Tom clears due", []),
    (
        "passed and moved",
        "Mon 2026-11-16 09:00 Tom sets due 2026-11-27",
        [("passed", "Fri 2026-11-13 17:30"), ("moved", "Mon 2026-11-16 09:00")],
    ),
    (
        "stood still",
        "Mon 2026-11-09 09:00 Tom adds label Blocked\nThu 2026-11-12 09:00 Tom moves to Done",
        [("blocked", "Mon 2026-11-09 09:00")],
    ),
    (
        "stood still in a status",
        "Mon 2026-11-09 09:00 Tom moves to Blocked\nThu 2026-11-12 09:00 Tom moves to Done",
        [("blocked", "Mon 2026-11-09 09:00")],
    ),
    ("given when it had passed", "Mon 2026-11-09 09:00 Tom sets due 2026-11-04", []),
    (
        "stood still while somebody wrote",
        "Mon 2026-11-09 09:00 Tom adds label Blocked\nMon 2026-11-09 10:00 Tom says: Hello.\n"
        "Thu 2026-11-12 09:00 Tom moves to Done",
        [("blocked", "Mon 2026-11-09 09:00")],
    ),
    (
        "stood still the second time",
        "Mon 2026-11-09 09:00 Tom adds label Blocked\nMon 2026-11-09 10:00 Tom removes label Blocked\n"
        "Tue 2026-11-10 09:00 Tom adds label Blocked\nThu 2026-11-12 09:00 Tom moves to Done",
        [("blocked", "Tue 2026-11-10 09:00")],
    ),
    (
        "stands still since an hour ago",
        "Thu 2026-11-12 09:00 Clara sets due 2026-11-27\nFri 2026-11-20 08:00 Tom adds label Blocked",
        [],
    ),
    (
        "stood still for an hour",
        "Mon 2026-11-09 09:00 Tom moves to Blocked\nMon 2026-11-09 10:00 Tom moves to Done",
        [],
    ),
]


@pytest.mark.parametrize(("script", "known"), [c[1:] for c in KNOWN], ids=[c[0] for c in KNOWN])
def test_what_the_team_knew_and_since_when(script: str, known: list[tuple[str, str]]) -> None:
    ticket = play("A-1", OPENS + script, due="2026-11-13")
    found = bad_news(ticket, [ticket], project(), _english(), lambda at: at <= instant("Fri 2026-11-20 09:00"), BLOCKED)
    assert [(news.how.value, news.at) for news in found] == [(how, instant(at)) for how, at in known]


MOVED = "Mon 2026-11-09 09:00 Tom sets due 2026-11-27\n"
LATE = "Thu 2026-11-12 10:00 Tom says: It is delayed.\n"
# What was said of a date that moved on the 9th, and the comments that told it late.
WORDS = [
    ("in time", "Tue 2026-11-10 09:00 Tom says: It is delayed.", []),
    ("late", LATE, ["A-1.3"]),
    ("late in a note", "Thu 2026-11-12 10:00 Tom notes: It is delayed.", []),
    ("late, and again", LATE + "Thu 2026-11-12 12:00 Tom says: Sorry again for the delay.", ["A-1.3"]),
    ("in time by a later date", "Mon 2026-11-09 12:00 Tom says: It will be ready by 27 November.\n" + LATE, []),
    ("the same date is no news", "Mon 2026-11-09 12:00 Tom says: It will be ready by 13 November.\n" + LATE, ["A-1.4"]),
    (
        "that all is on time is no news",
        "Mon 2026-11-09 12:00 Tom says: On track, no delays expected.\n" + LATE,
        ["A-1.4"],
    ),
    ("something else moved", "Thu 2026-11-12 10:00 Tom says: Good idea, the button moved to the right.", []),
    ("a late reply is no late work", "Thu 2026-11-12 10:00 Tom says: Sorry for the late reply!", []),
    ("it moved to a date", "Thu 2026-11-12 10:00 Tom says: The page is moved to 27 November.", ["A-1.3"]),
    (
        "a late reply with late work in it",
        "Thu 2026-11-12 10:00 Tom says: Sorry for the late reply, the page is delayed.",
        ["A-1.3"],
    ),
    ("an absence note is no news", "Mon 2026-11-09 12:00 Tom says: Automatic reply: delayed.\n" + LATE, ["A-1.4"]),
    ("words that were about the date before", "Tue 2026-11-03 08:59 Tom says: Sorry for the delay.\n", []),
]


@pytest.mark.parametrize(("script", "late"), [c[1:] for c in WORDS], ids=[c[0] for c in WORDS])
def test_which_words_told_it_late(script: str, late: list[str]) -> None:
    lines = sorted([MOVED.strip(), *script.strip().splitlines()], key=lambda line: line[4:20])
    ticket = play("A-1", OPENS + "\n".join(lines), due="2026-11-13")

    def told(now: str) -> list[str]:
        telling = Telling(project(), _english(), SLIPPING)
        bad = bad_news(ticket, [ticket], project(), _english(), lambda at: at <= instant(now), BLOCKED)
        return [w.message.event for w in telling.late_words(ticket, bad, [ticket], lambda at: at <= instant(now))]

    assert told("Thu 2026-11-12 12:00") == late
    assert told("Fri 2026-11-20 09:00") == []


def test_what_was_said_shortly_before_a_halt_told_it_though_the_halt_came_soon_after() -> None:
    script = "Mon 2026-11-09 10:00 Tom says: It is delayed.\nWed 2026-11-11 08:30 Tom adds label Blocked\n"
    ticket = play("A-1", f"{OPENS}{script}Fri 2026-11-13 10:00 Tom says: It is delayed.")
    now = instant("Fri 2026-11-13 12:00")
    bad = bad_news(ticket, [ticket], project(), _english(), lambda at: at <= now, BLOCKED)
    late = Telling(project(), _english(), SLIPPING).late_words(ticket, bad, [ticket], lambda at: at <= now)
    assert ([news.how.value for news in bad], late) == (["blocked"], [])


def test_words_soon_after_a_date_was_given_are_about_the_one_before() -> None:
    early = "Tue 2026-11-03 08:59 Tom says: Sorry for the delay.\n"
    ticket = play("A-1", OPENS + early + MOVED + LATE, due="2026-11-13")
    bad = bad_news(ticket, [ticket], project(), _english(), lambda at: at <= instant("Thu 2026-11-12 12:00"), BLOCKED)
    telling = Telling(project(), _english(), SLIPPING)
    late = telling.late_words(ticket, bad, [ticket], lambda at: at <= instant("Thu 2026-11-12 12:00"))
    assert [word.message.event for word in late] == ["A-1.4"]
