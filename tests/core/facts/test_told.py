"""What was said about a ticket elsewhere: searched for in all words at once, as if each message were asked."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.talk.about import said_about
from forewarn.language import Language, language_for
from forewarn.model import Ticket
from forewarn.testing.builders import opened, project, said, ticket
from forewarn.testing.script import PEOPLE, instant

BORN = instant("Mon 2026-11-02 09:00")
TOM = PEOPLE["Tom"]
SHOP = project()


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


def _told(subject: Ticket, words: list[str], since: int = 0) -> list[str]:
    """Which of `words`, said on other tickets one an hour, are about `subject`."""
    others = [ticket(f"B-{n}", opened(BORN, TOM), said(_hour(n), TOM, text)) for n, text in enumerate(words)]
    return [m.text for m in said_about(subject, (subject, *others), SHOP, _english(), _hour(since))]


def _hour(number: int) -> datetime:
    return BORN + timedelta(hours=number)


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("The start   PAGE is nearly there", True),
        ("Have a look at (A-1), please", True),
        ("a-1", True),
        ("Have a look at A-12", False),
        ("We start on the page tomorrow", False),
    ],
)
def test_a_ticket_is_named_by_its_title_or_its_key(words: str, is_named: bool) -> None:
    assert _told(ticket("A-1", opened(BORN, TOM), title="Start page"), [words]) == ([words] if is_named else [])


def test_a_name_does_not_reach_from_one_message_into_the_next() -> None:
    assert _told(ticket("A-1", opened(BORN, TOM), title="Start  page"), ["Let us start", "page by page"]) == []


@settings(max_examples=100, deadline=None)
@given(
    st.text("ab -.", min_size=1, max_size=6),
    st.lists(st.text("ab -.", min_size=1, max_size=12), max_size=6),
    st.integers(0, 6),
)
def test_all_words_at_once_are_searched_as_each_by_itself(title: str, words: list[str], since: int) -> None:
    subject = ticket("a-b", opened(BORN, TOM), title=title)
    assert _told(subject, words, since) == [text for text in words[since:] if _told(subject, [text])]
