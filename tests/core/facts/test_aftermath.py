"""What came later on a ticket: a missed date, a question for news, a reopening; each within its time."""

from datetime import UTC, datetime

import pytest

from forewarn.facts.client.aftermath import Later, aftermath
from forewarn.language import language_for
from forewarn.testing.builders import project
from forewarn.testing.script import play

START, END = datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
OPENS = "Mon 2026-11-02 10:00 Clara opens"


@pytest.mark.parametrize(
    ("script", "due", "later"),
    [
        ("", "2026-11-12", {Later.MISSED}),
        ("", "2026-11-09", set()),
        ("", "2026-11-24", set()),
        ("Wed 2026-11-11 10:00 Tom moves to Done", "2026-11-12", set()),
        ("Wed 2026-11-11 10:00 Tom sets due 2026-11-25", "2026-11-12", set()),
        ("Fri 2026-11-13 10:00 Tom sets due 2026-11-25", "2026-11-12", {Later.MISSED}),
        ("Fri 2026-11-13 10:00 Tom clears due", "2026-11-12", {Later.MISSED}),
        ("Fri 2026-11-13 10:00 Clara says: Any news on this?", None, {Later.ASKED}),
        ("Mon 2026-11-09 10:00 Clara says: Any news on this?", None, set()),
        ("Mon 2026-11-23 10:00 Clara says: Any news on this?", None, set()),
        ("Fri 2026-11-13 10:00 Tom notes: Any news on this?", None, set()),
        (
            "Tue 2026-11-03 10:00 Tom moves to Done\nFri 2026-11-13 10:00 Clara moves to Doing",
            None,
            {Later.REOPENED},
        ),
        ("Tue 2026-11-03 10:00 Tom moves to Done\nWed 2026-11-04 10:00 Clara moves to Doing", None, set()),
    ],
)
def test_what_came_later_is_seen_within_its_time(script: str, due: str | None, later: set[Later]) -> None:
    ticket = play("S-1", f"{OPENS}\n{script}", **({"due": due} if due else {}))
    assert aftermath(ticket, project(), language_for("en"), START, END) == later


def test_without_words_of_its_language_nobody_can_tell_who_asked() -> None:
    ticket = play("S-1", f"{OPENS}\nFri 2026-11-13 10:00 Clara says: Any news on this?")
    assert aftermath(ticket, project(), None, START, END) == set()
