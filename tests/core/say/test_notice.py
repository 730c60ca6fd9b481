"""Who answers a comment of ours."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.core.engine.test_asked_ahead import Watched
from tests.core.say.test_plan import CLIENT, NOW, TEAM, finding, said

from forewarn.connect import Batch
from forewarn.facts.roles import Roles
from forewarn.model import Audience, Event, Field, Kind, Person, Role, Ticket
from forewarn.say import Reply
from forewarn.say.notice import _state_now, look_back, reply_to
from forewarn.store import State, open_store
from forewarn.testing.builders import opened, person, project, ticket

NOTE = finding()


@pytest.mark.parametrize(
    ("role", "audience", "answers"),
    [
        (Role.TEAM, TEAM, True),
        (Role.CLIENT, TEAM, False),
        (Role.UNKNOWN, TEAM, False),
        (Role.BOT, TEAM, False),
        (Role.TEAM, CLIENT, True),
        (Role.CLIENT, CLIENT, True),
        (Role.UNKNOWN, CLIENT, True),
        (Role.BOT, CLIENT, False),
    ],
)
def test_only_whoever_it_is_meant_for_answers_it(role: Role, audience: Audience, answers: bool) -> None:
    comment = Event("e1", NOW, Kind.COMMENTED, Person("zoe", "Zoe", role), text="On it.", ref="c9")
    ticket = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW - timedelta(days=9), history=(comment,))
    reply = reply_to(said(NOTE, audience=audience), ticket)
    assert (reply is not None and reply.by == "Zoe") is answers


def answered(at: datetime, letters: frozenset[str] = frozenset()) -> Reply | None:
    comment = Event("e1", at, Kind.COMMENTED, Person("zoe", "Zoe", Role.TEAM), text="On it.", ref="c9")
    ticket = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW - timedelta(days=9), history=(comment,))
    return reply_to(said(NOTE), ticket, letters)


def test_only_what_was_written_after_our_comment_answers_it() -> None:
    at = said(NOTE).said_at
    assert at is not None
    assert answered(at) is None
    assert answered(at + timedelta(minutes=1)) is not None


def test_a_letter_of_ours_answers_no_comment_of_ours() -> None:
    assert answered(NOW) is not None
    assert answered(NOW, letters=frozenset({"c9"})) is None


@pytest.mark.parametrize(("role", "answers"), [(Role.TEAM, False), (Role.CLIENT, True)])
def test_a_command_of_the_team_answers_nobody(role: Role, answers: bool) -> None:
    """A client has none to give: theirs are words."""
    words = "forewarn: snooze 3 days because Ruth is away"
    comment = Event("e1", NOW, Kind.COMMENTED, Person("zoe", "Zoe", role), text=words, ref="c9")
    there = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW - timedelta(days=9), history=(comment,))
    assert (reply_to(said(NOTE, audience=CLIENT), there) is not None) is answers


def test_a_comment_of_which_nobody_knows_who_wrote_it_answers_nothing() -> None:
    comment = Event("e1", NOW, Kind.COMMENTED, text="On it.", ref="c9")
    there = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW - timedelta(days=9), history=(comment,))
    assert reply_to(said(NOTE), there) is None


@pytest.mark.parametrize(
    ("more", "answers"),
    [({}, True), ({"kind": Kind.CHANGED, "field": Field.STATUS}, False), ({"kind": Kind.EDITED}, False)],
)
def test_only_a_comment_that_stands_answers_it(more: dict[str, object], answers: bool) -> None:
    zoe = Person("zoe", "Zoe", Role.TEAM)
    act = Event(**{"id": "e1", "at": NOW, "kind": Kind.COMMENTED, "actor": zoe, "ref": "c9", **more})  # type: ignore[arg-type]
    gone = Event("e2", NOW, Kind.DELETED, zoe, ref="c9")
    for history, expected in (((act,), answers), ((act, gone), False)):
        there = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW - timedelta(days=9), history=history)
        assert (reply_to(said(NOTE), there) is not None) is expected


@pytest.mark.parametrize("known", [State.SAID, State.RESOLVED, State.DISMISSED])
def test_a_comment_that_the_tracker_shows_no_more_was_deleted(known: State) -> None:
    bot = Person("bot", "forewarn", Role.BOT)
    ours, another = (Event(ref, NOW, Kind.COMMENTED, bot, text="words", ref=ref) for ref in ("c1", "c2"))
    deleted = Event("e9", NOW, Kind.DELETED, bot, ref="c1")
    there = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW, history=(ours, another, deleted))
    assert _state_now(said(NOTE, state=known), there) is State.DISMISSED
    assert _state_now(said(NOTE, state=known), replace(there, history=(another,))) is known  # it was never read there


def test_a_comment_that_was_deleted_is_remembered_since_then_and_without_known_words() -> None:
    with open_store("sqlite://") as store:
        at = NOW - timedelta(hours=5)
        tom = person("Tom")
        read = (
            Event("e1", NOW - timedelta(days=1), Kind.COMMENTED, tom, text="words", ref="c1"),
            Event("e2", at, Kind.DELETED, tom, ref="c1"),
        )
        known = ticket("1", opened(NOW - timedelta(days=99), tom), source="closed")
        known = replace(known, history=(*known.history, *read))
        store.seen.absorb("closed", "shop", Batch((known,)), frozenset(Field), NOW)
        store.said.put(said(NOTE))
        view = Watched(store, project(), [("closed", "shop")], Roles(), NOW)
        past, changed = look_back(store, {"acme": view}, (), NOW)
        assert tuple(past.said) == changed
        assert [(one.state, one.body, one.changed_at) for one in changed] == [(State.DISMISSED, "", at)]
        assert [one.state for one in store.said.all()] == [State.SAID]


@pytest.mark.parametrize(
    ("known", "now"),
    [(State.SAID, State.SAID), (State.RESOLVED, State.RESOLVED), (State.DISMISSED, State.SAID)],
)
def test_a_comment_that_stands_there_is_said_again_only_if_it_was_missing(known: State, now: State) -> None:
    comment = Event("e1", NOW, Kind.COMMENTED, Person("bot", "forewarn", Role.BOT), text="closed", ref="c1")
    ticket = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW - timedelta(days=9), history=(comment,))
    assert _state_now(said(NOTE, state=known), ticket) is now


@pytest.mark.parametrize(
    ("state", "days_ago", "read"), [(State.SAID, 90, 1), (State.RESOLVED, 90, 0), (State.RESOLVED, 1, 1)]
)
def test_tickets_of_comments_that_were_closed_long_ago_are_not_read(state: State, days_ago: int, read: int) -> None:
    with open_store("sqlite://") as store:
        known = ticket("1", opened(NOW - timedelta(days=99), person("Tom")), source="closed")
        store.seen.absorb("closed", "shop", Batch((known,)), frozenset(Field), NOW)
        store.said.put(said(NOTE, days_ago=days_ago, state=state))
        view = Watched(store, project(), [("closed", "shop")], Roles(), NOW)
        past, _ = look_back(store, {"acme": view}, (), NOW)
        assert (view.read, [one.state for one in past.said]) == (read, [state])
        again = Watched(store, project(), [("closed", "shop")], Roles(), NOW)
        look_back(store, {"acme": again}, {("closed", "1")}, NOW)
        assert again.read == 1
