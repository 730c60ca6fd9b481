"""Letters are posted once a period, whatever happens in between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forewarn.errors import AuthError, MalformedAnswer, RefusedError, TrackerError, UnavailableError
from forewarn.model import Audience, TicketRef
from forewarn.say.publishing import LetterOutcome, Published, Publishing, letter_marker
from forewarn.say.strays import strays
from forewarn.store import LetterState, PublishedLetter, Said, State, Store, open_store
from forewarn.testing.builders import opened, person, ticket
from forewarn.testing.memory import MemoryTracker, failing

NOW = datetime(2026, 11, 13, 14, tzinfo=UTC)
CARD = ticket("A-1", opened(NOW - timedelta(days=9), person("Tom")))
INTENT = PublishedLetter(
    letter_marker("shop", "2026-W46"), "shop", "2026-W46", CARD.ref, LetterState.INTENDED, "Hello,", "Mara", NOW
)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened_store:
        yield opened_store


@pytest.fixture
def tracker() -> MemoryTracker:
    known = MemoryTracker(NOW)
    known.put(CARD)
    return known


LATER = timedelta(minutes=1)
"""Until then a request may be on its way."""


def publishing(store: Store, tracker: MemoryTracker, after: timedelta = timedelta()) -> Publishing:
    return Publishing(store, {"site": tracker.speaker()}, lambda: NOW + after)


def publish(
    store: Store, tracker: MemoryTracker, intent: PublishedLetter = INTENT, after: timedelta = timedelta()
) -> Published:
    return publishing(store, tracker, after).publish(replace(intent, intended_at=NOW + after))


def test_it_is_posted_for_the_client_and_known_by_its_id(store: Store, tracker: MemoryTracker) -> None:
    done = publish(store, tracker)
    assert (done.outcome, done.seen, tracker.posts) == (LetterOutcome.POSTED, True, 1)
    [(_, posted)] = tracker.comments.values()
    assert (posted.audience, posted.body) == (Audience.CLIENT, "Hello,")
    assert store.letters.comment_ids("site") == {posted.id}
    assert store.said.comment_ids("site") == frozenset()
    last = store.letters.last("shop", NOW + timedelta(seconds=1))
    assert last is not None
    assert (last.comment, last.approved_by, last.state) == (posted.id, "Mara", LetterState.POSTED)


def test_the_intent_is_stored_before_the_request(store: Store, tracker: MemoryTracker) -> None:
    states: list[str] = []

    def watch(step: str) -> None:
        known = store.letters.get(INTENT.marker)
        states.append(f"{step}: {known.state if known else None}")

    tracker.fail = watch
    publish(store, tracker)
    assert states[:2] == ["find: intended", "before post: intended"]


@pytest.mark.parametrize("lost", [UnavailableError("gone"), MalformedAnswer("what?")])
def test_a_lost_answer_is_looked_for_at_once(store: Store, tracker: MemoryTracker, lost: TrackerError) -> None:
    tracker.fail = failing({"after post": lost})
    assert publish(store, tracker).outcome is LetterOutcome.POSTED
    assert publish(store, tracker).outcome is LetterOutcome.FOUND
    assert tracker.posts == 1


def test_a_request_that_was_lost_is_unknown_and_the_next_try_looks_first(store: Store, tracker: MemoryTracker) -> None:
    tracker.fail = failing({"before post": UnavailableError("no answer")})
    first = publish(store, tracker)
    assert (first.outcome, first.letter.state, tracker.posts) == (LetterOutcome.UNKNOWN, LetterState.INTENDED, 0)
    assert publish(store, tracker, after=LATER).outcome is LetterOutcome.POSTED
    assert tracker.posts == 1


def test_a_young_letter_that_is_not_there_may_be_on_its_way_and_is_waited_for(
    store: Store, tracker: MemoryTracker
) -> None:
    tracker.fail = failing({"before post": UnavailableError("no answer")})
    publish(store, tracker)
    for seconds in (20, 40, 59):  # a try that waits does not make it younger
        young = publish(store, tracker, after=timedelta(seconds=seconds))
        assert (young.outcome, young.letter.intended_at, tracker.posts) == (LetterOutcome.UNKNOWN, NOW, 0)
        assert young.error is not None
        assert [done.outcome for done in publishing(store, tracker, timedelta(seconds=seconds)).recover()] == [
            LetterOutcome.UNKNOWN
        ]
    assert publish(store, tracker, after=LATER).outcome is LetterOutcome.POSTED


def test_a_letter_that_came_late_is_taken_over(store: Store, tracker: MemoryTracker) -> None:
    tracker.fail = failing({"before post": UnavailableError("no answer")})
    publish(store, tracker)
    assert publish(store, tracker, after=LATER / 2).outcome is LetterOutcome.UNKNOWN
    tracker.speaker().post(CARD.ref, "Hello,", marker=INTENT.marker, audience=Audience.CLIENT)
    assert publish(store, tracker, after=LATER / 2).outcome is LetterOutcome.FOUND
    assert (len(tracker.comments), store.letters.intended()) == (1, ())


@pytest.mark.parametrize("step", ["after post", "before post"])
def test_after_a_crash_it_is_not_said_twice(store: Store, tracker: MemoryTracker, step: str) -> None:
    tracker.fail = failing({step: KeyboardInterrupt})
    with pytest.raises(KeyboardInterrupt):
        publish(store, tracker)
    publish(store, tracker, replace(INTENT, body="Other words"))
    publish(store, tracker, replace(INTENT, body="Other words"), after=LATER)
    assert tracker.posts == 1
    known = store.letters.get(INTENT.marker)
    assert known is not None
    assert known.body == next(posted.body for _, posted in tracker.comments.values())


def test_the_next_run_settles_what_was_left_open(store: Store, tracker: MemoryTracker) -> None:
    later = publishing(store, tracker, LATER)
    tracker.fail = failing({"after post": KeyboardInterrupt})
    with pytest.raises(KeyboardInterrupt):
        publish(store, tracker)
    assert [done.outcome for done in later.recover()] == [LetterOutcome.FOUND]
    assert later.recover() == ()
    assert store.letters.comment_ids("site")
    store.letters.put(replace(INTENT, marker=letter_marker("shop", "2026-W47"), period="2026-W47"))
    assert [done.letter.state for done in later.recover()] == [LetterState.LAPSED]


def test_a_letter_is_found_even_when_the_database_was_lost(store: Store, tracker: MemoryTracker) -> None:
    publish(store, tracker)
    with open_store("sqlite://") as fresh:
        assert publish(fresh, tracker).outcome is LetterOutcome.FOUND
    assert tracker.posts == 1


@pytest.mark.parametrize(
    ("step", "error"),
    [("find", UnavailableError("down")), ("find", AuthError("who?")), ("before post", RefusedError("no"))],
)
def test_where_we_cannot_look_or_write_nothing_is_said_and_a_later_try_may(
    store: Store, tracker: MemoryTracker, step: str, error: TrackerError
) -> None:
    tracker.fail = failing({step: error})
    failed = publish(store, tracker)
    assert (failed.outcome, failed.letter.state, tracker.posts) == (LetterOutcome.FAILED, LetterState.LAPSED, 0)
    assert publish(store, tracker).outcome is LetterOutcome.POSTED


def test_a_letter_whose_answer_was_lost_is_unknown_where_we_may_not_even_look(
    store: Store, tracker: MemoryTracker
) -> None:
    looks = iter([None, AuthError("who?")])

    def fail(step: str) -> None:
        if step == "after post":
            raise UnavailableError("lost")
        if step == "find" and (error := next(looks, None)):
            raise error

    tracker.fail = fail
    assert (publish(store, tracker).outcome, tracker.posts) == (LetterOutcome.UNKNOWN, 1)
    assert publish(store, tracker, after=LATER).outcome is LetterOutcome.FOUND


def test_an_open_question_stays_open_while_we_cannot_look(store: Store, tracker: MemoryTracker) -> None:
    tracker.fail = failing({"before post": UnavailableError("no answer")})
    publish(store, tracker)
    tracker.fail = failing({"find": UnavailableError("down")})
    assert publish(store, tracker).letter.state is LetterState.INTENDED


def test_nobody_takes_a_letter_for_a_managed_comment(store: Store, tracker: MemoryTracker) -> None:
    publish(store, tracker)
    on = TicketRef("site", "shop", "A-1", "A-1")
    comment = Said("abc", "shop", on, Audience.CLIENT, State.INTENDED, (), "", NOW, NOW)
    assert strays(store, tracker.speaker(), comment) == []


def test_what_is_open_on_a_tracker_that_is_configured_no_more_keeps_no_letter_from_going_elsewhere(
    store: Store, tracker: MemoryTracker
) -> None:
    store.letters.put(replace(INTENT, ticket=TicketRef("gone", "shop", "A-1", "A-1")))
    assert publish(store, tracker).outcome is LetterOutcome.POSTED
