"""What holds for any text, however odd."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forewarn.language import Language, language_for
from forewarn.language.sentences import clean
from forewarn.worktime import Calendar

LANGUAGES = [language for code in ("en", "ru") if (language := language_for(code))]
PIECES = [
    "I'll send it", "by Friday", "tomorrow", "any news?", "When will it be ready?", "if you agree", "at 10",
    "3pm", "5 May", "the 31st", "in 999 years", "in 0 days", "31/2", "0/0", "12:75", "29 February", "before",
    "until", "or", "and", "Thanks,", "Anna", "\n", "\n\n", "> ", "bq. ", "{code}", "{quote}", "{code:x}", "```",
    "~~~", "`", '"', "<!--", "-->", "<pre>", "</pre>", "-- ", "On Monday Anna wrote:", "From: a@b.c", "пришлю",
    "завтра", "к пятнице", "есть новости?", "через 2 дня", "İ", "👍", ".", "?", "…",
]  # fmt: skip
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)
moments = st.integers(0, 90 * 365 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
YES_OR_NO = ("asks", "gives_reason", "delivers", "approves", "is_pleasantry", "is_holding_reply", "is_automatic")


@example(text="I'll send it\n\nBy Friday", at=datetime(2026, 11, 24, tzinfo=UTC), language=LANGUAGES[0])
@given(text=texts, at=moments, language=st.sampled_from(LANGUAGES))
def test_any_text_is_answered_and_no_deadline_lies_in_the_past(
    berlin: Calendar, text: str, at: datetime, language: Language
) -> None:
    promises = language.promises(text, at, berlin)
    dates = language.dates(text, at, berlin)
    assert set(promises) <= set(dates)
    assert all(found.deadline >= at and found.deadline.utcoffset() == timedelta() for found in dates)
    contact = language.next_contact(text, at, berlin)
    assert contact is None or contact >= at
    said = language.sentences(text)
    # "Friday. I'll have it by then." is one statement in two sentences.
    known = {*said, *(f"{one} {after}" for one, after in pairwise(said))}
    assert all(found.sentence in known and found.phrase in found.sentence for found in dates)
    chased = language.chases(text)
    assert chased is None or chased in language.sentences(text)
    assert {type(getattr(language, signal)(text)) for signal in YES_OR_NO} == {bool}


@given(text=texts, language=st.sampled_from(LANGUAGES))
def test_cleaning_twice_changes_nothing_more(text: str, language: Language) -> None:
    once = clean(text, language.manners)
    assert clean(once, language.manners) == once


@given(text=texts, at=moments, language=st.sampled_from(LANGUAGES))
def test_a_quoted_text_says_nothing(berlin: Calendar, text: str, at: datetime, language: Language) -> None:
    quoted = "\n".join(f"> {line}" for line in text.split("\n"))
    assert language.sentences(quoted) == ()
    assert language.chases(quoted) is None
    assert language.dates(quoted, at, berlin) == ()


@settings(max_examples=50)
@given(
    at=moments,
    phrase=st.sampled_from(["today", "tomorrow", "by Friday", "next week", "in 2 hours", "by the 14th", "by EOD"]),
)
def test_a_future_phrase_is_always_resolved(berlin: Calendar, english: Language, at: datetime, phrase: str) -> None:
    (found,) = english.promises(f"I'll send it {phrase}.", at, berlin)
    assert at <= found.deadline <= at + timedelta(days=60)


HOSTILE = [
    "any ", "a", '"', '" ', "`", "{code}", "{code:", "<pre ", "[~", "](", "a@", "http://", "?", "? ", ".",
    "e.g. ", "i will ", "i'll by friday ", "friday ", "friday or ", "\n", "Thanks\n", "> ", "when will the ",
    "what is the ", "will be the ", "not until ", "i'll and will ", "5 may ", "1/", "1.",
    "we are still waiting ", "👍", "see if check ", "on ", "on monday @ ", " ", "- ", "<!--", "in a couple of ",
    "сделаю завтра ", "когда будет ", "хотел бы узнать ", "в течение ", "до ", "§", "\\", "|", "{", "}", "(",
    "*", '"a? b. ', "Monday, Tuesday or ", "Sept. ", "at 5 this afternoon ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_ten_thousand_hostile_characters_are_read_quickly(
    berlin: Calendar, wednesday: datetime, language: Language, piece: str
) -> None:
    """A text that repeats what a pattern begins with, and one that ends in what it waits for."""
    language.chases("lorem ipsum dolor sit amet consectetur adipiscing elit")  # loads the tables of all languages
    for text in (piece * (10_000 // len(piece)), piece * (10_000 // len(piece)) + " ready by friday?"):
        begin = process_time()
        language.chases(text)
        language.dates(text, wednesday, berlin)
        for signal in YES_OR_NO:
            getattr(language, signal)(text)
        assert process_time() - begin < 1
