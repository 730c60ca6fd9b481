"""What a client writes that lets the team off a date it gave, or puts it off."""

import pytest

from forewarn.facts.messages import messages
from forewarn.facts.talk.releases import Replies
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

PROMISE = "I will send the banner on Friday."
PROMISED = f"Mon 2026-11-02 09:00 Tom opens\nMon 2026-11-09 10:00 Tom says: {PROMISE}\n"
SINCE, FRIDAY = instant("Mon 2026-11-09 10:00"), instant("Fri 2026-11-13 17:30")


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


def replies(english: Language, *acts: str) -> Replies:
    script = PROMISED + "".join(f"Mon 2026-11-09 {hour}:00 {act}\n" for hour, act in enumerate(acts, 11))
    return Replies(messages(play("A-1", script)), project(), english)


# What was written then; whether that releases the promise.
RELEASES = [
    (("Clara says: No hurry with the banner.",), True),
    (("Clara notes: No hurry with the banner.",), False),
    (("Tom says: No hurry with the banner.",), False),
    (("Clara says: No hurry.",), True),
    (("Clara says: Any news?", "Clara says: No hurry."), True),
    (("Clara says: Can the footer be blue?", "Clara says: No hurry."), False),
    (("Clara says: Don't send the banner yet.",), True),
    (("Clara says: Don't send it yet.",), True),
    (("Clara says: Please hold off with the banner.",), True),
    (("Clara says: Don't send the footer yet.",), False),
    (("Clara says: Don't send the banner.",), False),
    (("Clara says: Why don't you send the banner yet?",), False),
    (("Clara says: No need to send the banner.",), True),
    (("Clara says: You don't have to send the footer.",), False),
]


@pytest.mark.parametrize(("acts", "is_released"), RELEASES, ids=[" / ".join(acts) for acts, _ in RELEASES])
def test_what_releases_a_promise(acts: tuple[str, ...], is_released: bool, english: Language) -> None:
    released = replies(english, *acts).release(SINCE, PROMISE)
    assert (released is not None) is is_released
    assert replies(english, *acts).release(instant("Mon 2026-11-09 13:00"), PROMISE) is None


def test_a_day_before_the_due_one_halts_nothing(english: Language) -> None:
    said = replies(english, "Clara says: Don't send the banner before Thursday.")
    assert said.release(SINCE, PROMISE) is not None
    assert said.release(SINCE, PROMISE, FRIDAY) is None


LATER = [
    ("Clara says: Monday is fine too.", True),
    ("Clara says: Friday doesn't suit us. How about Monday?", True),
    ("Clara says: Thursday doesn't suit us. How about Monday?", False),
    ("Clara says: Friday doesn't work for us. Back on Monday.", False),
    ("Clara says: Monday.", False),
    ("Clara says: The footer on Monday is fine too.", True),
    ("Clara says: The call on Monday is fine too.", False),
]


@pytest.mark.parametrize(("act", "is_later"), LATER, ids=[act for act, _ in LATER])
def test_a_day_that_a_client_would_rather_have(act: str, is_later: bool, english: Language) -> None:
    due = replies(english, act).put_off_to(SINCE, FRIDAY, PROMISE, talk=False)
    assert due == (instant("Mon 2026-11-16 17:30") if is_later else FRIDAY)
