"""Replies to commands after an interrupted run: found, waited for, or given up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forewarn.errors import MalformedAnswer, PermissionDenied, TrackerError, UnavailableError
from forewarn.facts.commands import Given
from forewarn.language.commands import Command, Verb
from forewarn.model import Audience
from forewarn.say.answering import Answering
from forewarn.say.answers import Answer
from forewarn.say.spoken import Deed
from forewarn.store import REPLY, Said, State, Store, open_store
from forewarn.testing.builders import opened, person, ticket
from forewarn.testing.memory import MemoryTracker, failing
from forewarn.waivers import Heard
from forewarn.waivers.replies import Verdict

NOW = datetime(2026, 11, 13, 14, tzinfo=UTC)
CARD = ticket("A-1", opened(NOW - timedelta(days=9), person("Tom")))
INTENT = Said(f"{REPLY}0123", "shop", CARD.ref, Audience.TEAM, State.INTENDED, (), "Noted.", NOW, NOW, answers="c1")


def answering(store: Store, tracker: MemoryTracker, later: timedelta) -> Answering:
    return Answering(store, {"site": tracker.speaker()}, lambda: NOW + later)


def test_a_young_reply_that_is_not_there_may_be_on_its_way_and_an_old_one_is_given_up() -> None:
    tracker = MemoryTracker(NOW)
    tracker.put(CARD)
    with open_store("sqlite://") as store:
        store.said.put(INTENT)
        young = answering(store, tracker, timedelta(seconds=5))
        assert young.recover() == ()
        assert young.answered() == {"c1"}  # so that nobody answers it a second time meanwhile
        assert answering(store, tracker, timedelta(hours=1)).recover() == ()
        assert [reply.state for reply in store.said.all(replies=True)] == [State.LAPSED]


def test_a_reply_that_came_late_is_taken_over() -> None:
    tracker = MemoryTracker(NOW)
    tracker.put(CARD)
    with open_store("sqlite://") as store:
        store.said.put(replace(INTENT, intended_at=NOW - timedelta(seconds=5)))
        answering(store, tracker, timedelta()).recover()
        tracker.speaker().post(CARD.ref, "Noted.", marker=INTENT.marker, audience=Audience.TEAM)
        assert [one.deed for one in answering(store, tracker, timedelta(hours=1)).recover()] == [Deed.ADOPTED]
    assert len(tracker.comments) == 1


def asked(key: str) -> tuple[Answer, str]:
    given = Given(Command(Verb.EXPLAIN, "explain"), NOW, person("Tom"), f"{key}.1")
    return Answer((Heard(given, CARD.ref, "shop", Verdict.ACCEPTED),)), "Seen."


def test_a_reply_that_came_out_public_is_taken_back_and_no_other_follows() -> None:
    tracker = MemoryTracker(NOW, comes_out_public=True)
    tracker.put(CARD)
    with open_store("sqlite://") as store:
        replying = answering(store, tracker, timedelta())
        assert [one.deed for one in replying.say([asked("c1"), asked("c2")])] == [Deed.WITHDRAWN]
        assert (tracker.posts, tracker.comments, replying.answered()) == (1, {}, {"c1"})


def test_a_reply_that_could_not_be_taken_back_is_tried_again() -> None:
    tracker = MemoryTracker(NOW, comes_out_public=True, fail=failing({"withdraw": PermissionDenied("no")}))
    tracker.put(CARD)
    with open_store("sqlite://") as store:
        assert [one.deed for one in answering(store, tracker, timedelta()).say([asked("c1")])] == [Deed.EXPOSED]
        assert [one.deed for one in answering(store, tracker, timedelta(hours=1)).recover()] == [Deed.WITHDRAWN]
        assert (tracker.comments, store.said.leaks()) == ({}, {"site"})


def test_a_reply_in_a_source_that_is_no_longer_in_the_config_is_left_alone() -> None:
    with open_store("sqlite://") as store:
        store.said.put(INTENT)
        assert Answering(store, {}, lambda: NOW).recover() == ()


@pytest.mark.parametrize("error", [UnavailableError("lost"), MalformedAnswer("lost")])
def test_a_reply_whose_answer_was_lost_is_looked_for_until_somebody_can_look(error: TrackerError) -> None:
    tracker = MemoryTracker(NOW, fail=failing({"after post": error, "find": UnavailableError("down")}))
    tracker.put(CARD)
    with open_store("sqlite://") as store:
        replying = answering(store, tracker, timedelta(hours=1))
        done = [*replying.say([asked("c1")]), *replying.recover(), *replying.recover()]
        assert [one.deed for one in done] == [Deed.UNKNOWN, Deed.UNKNOWN, Deed.ADOPTED]
        assert (tracker.posts, replying.answered()) == (1, {"c1"})


def test_a_reply_that_was_refused_is_owed_to_the_next_run() -> None:
    tracker = MemoryTracker(NOW, fail=failing({"before post": PermissionDenied("no")}))
    tracker.put(CARD)
    with open_store("sqlite://") as store:
        replying = answering(store, tracker, timedelta())
        assert [one.deed for one in replying.say([asked("c1")])] == [Deed.FAILED]
        assert (replying.answered(), replying.recover()) == (frozenset(), ())
