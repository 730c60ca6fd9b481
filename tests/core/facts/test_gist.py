"""What the words of a client amount to. It is Wednesday, 11 November 2026, 10:00 in Berlin."""

from collections.abc import Callable

import pytest

from forewarn.facts import gist
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant

NOW = instant("Wed 2026-11-11 10:00")


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


def is_for_information(text: str, language: Language) -> bool:
    return gist.is_for_information(text, NOW, project(), language)


# What is asked of a text; where it is so, and where it is not.
READINGS: list[tuple[Callable[[str, Language], bool], tuple[str, ...], tuple[str, ...]]] = [
    (
        gist.wants_nothing,
        ("The fair is in May.",),
        ("Can it be blue?", "Still no news on the banner.", "This is unacceptable."),
    ),
    (
        is_for_information,
        ("No reply needed.", "FYI, no reply needed.", "Thanks, no reply needed."),
        ("FYI, the hall is bigger.", "No reply needed. Where is the report?", "No reply needed, it opens on Friday.",
         "No action needed. The hall is bigger.", "FYI the basket is broken, no reply needed.",
         "FYI: no need to answer, we need a new logo.", "FYI, the fair is on Friday. No reply needed.",
         "FYI, can you see it? No reply needed."),
    ),
    (
        gist.only_agrees,
        ("Approved.", "Yes", "Looks good to me. Thanks!"),
        ("The hall is bigger.", "Looks good to me. The hall is bigger.", "Approved. Can you publish it?",
         "Looks good to me, can you publish it?"),
    ),
    (
        gist.approves_but_for_a_detail,
        ("Approved, just swap the logo",),
        ("Approved, just swap the logo once you can", "Approved, swap the logo", "Looks good, just swap the logo",
         "Not approved, just swap the logo", "Approved."),
    ),
    (
        gist.sees_to_it,
        ("I'll ask my boss.", "I'll look at it. Yes.", "I'll send the logo. Thanks!",
         "I'll send the logo, I am on vacation."),
        ("Got it.", "I'll ask my boss. The shop is broken.", "I'll look at it once you have fixed it.",
         "I'll look at it. The form must work.", "I'll send the logo. The fair is in May.",
         "I'll send the logo, the fair is in May.", "I'll send the logo after the holidays.",
         "I'll send the logo, but not today.", "I'll look at it, the form must work.",
         "I'll pay less than half of it."),
    ),
    (
        gist.is_mere_patience,
        ("No hurry", "No hurry, thanks", "No hurry, I'm away"),
        ("The footer should be blue, no hurry", "No hurry. The footer is blue."),
    ),
    (
        gist.is_mere_receipt,
        ("Received, thanks", "Invoice received, paid today.", "Received both. Yes."),
        ("Received, it differs a lot", "It differs a lot"),
    ),
]  # fmt: skip
READ = [
    pytest.param(reads, text, so, id=f"{reads.__name__}: {text}")
    for reads, those, others in READINGS
    for so, texts in ((True, those), (False, others))
    for text in texts
]


@pytest.mark.parametrize(("reads", "text", "so"), READ)
def test_a_text_is_read_for_what_it_says(
    reads: Callable[[str, Language], bool], text: str, so: bool, english: Language
) -> None:
    assert reads(text, english) is so


ANSWERS = [
    (gist.is_beside_the_question, "Love the new design", "Which day suits you?", True),
    (gist.is_beside_the_question, "Love the new design", "Shall we publish it?", False),
    (gist.is_beside_the_question, "Love the new design", "Which design suits you?", False),
    (gist.is_beside_the_question, "Love the new design", "Here it is.", False),
    (gist.is_beside_the_question, "Love the left design", "Which picture suits you?", False),
    (gist.is_beside_the_question, "Love the cats", "Which day suits you?", False),
    (gist.is_beside_the_question, "Your work is great", "Which day suits you?", False),
    (gist.is_beside_the_question, "The new design is fine", "Which day suits you?", False),
    (gist.chooses, "The left one.", "Which logo do you want?", True),
    (gist.chooses, "Both.", "Red or blue?", True),
    (gist.chooses, "Yes.", "Which logo do you want?", False),
    (gist.chooses, "The left one.", "Shall we publish it?", False),
    (gist.chooses, "The left one.", "Here it is.", False),
    (gist.chooses, "The left one is broken.", "Red or blue?", False),
]


@pytest.mark.parametrize(("reads", "text", "asked", "so"), ANSWERS, ids=[f"{c[1]} to {c[2]}" for c in ANSWERS])
def test_an_answer_is_read_with_the_question(
    reads: Callable[[str, str, Language], bool], text: str, asked: str, so: bool, english: Language
) -> None:
    assert reads(text, asked, english) is so


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("logo", "logos", True), ("prices", "price", True), ("map", "maps", True), ("header", "head", True),
     ("approval", "app", False), ("cat", "catering", False), ("page", "pagination", False), ("logo", "login", False),
     ("category", "categories", True), ("contact", "contract", False), ("shop", "shopping", True)],
)  # fmt: skip
def test_words_that_differ_in_their_ending_name_the_same(one: str, other: str, same: bool, english: Language) -> None:
    assert gist.names_same(one, other, english) is same
    assert gist.names_same(other, one, english) is same


UNTIL = [
    ("I will send it on Friday.", True, True),
    ("I'll send it on Friday and tell you what is wrong.", True, True),
    ("I'll send it on Thursday and get back to you on Friday.", True, True),
    ("We will get back to you on Friday.", True, True),
    ("The board meets on Friday.", False, True),
    ("I'll send it on Friday and the basket is broken.", False, False),
    ("I will send it on Friday. The shop is down.", False, False),
    ("I will send it on Friday, the form must work", False, False),
]


@pytest.mark.parametrize(("text", "promised", "seen_to"), UNTIL, ids=[text for text, *_ in UNTIL])
def test_a_client_promises_something_by_a_day(text: str, promised: bool, seen_to: bool, english: Language) -> None:
    friday = instant("Fri 2026-11-13 17:30")
    for sees_to_it, so in ((False, promised), (True, seen_to)):
        until = gist.promised_until(text, NOW, project(), english, sees_to_it=sees_to_it)
        assert until == (friday if so else None)


@pytest.mark.parametrize(
    ("text", "bare"),
    [("Sorry, Friday then.", True), ("Sorry, Thursday or Friday.", True), ("Friday. The fair opens on Monday.", True),
     ("Friday?", False), ("Friday, the shop must be live!", False), ("The fair is on Friday.", False),
     ("On vacation Friday", False), ("call Friday", False), ("Nothing yet.", False), ("Away Friday.", False),
     ("Sorry, the fair opens on Friday.", False)],
)  # fmt: skip
def test_a_day_that_stands_alone_is_named_anew(text: str, bare: bool, english: Language) -> None:
    assert gist.bare_until(text, NOW, project(), english) == (instant("Fri 2026-11-13 17:30") if bare else None)
