"""What GitHub does to those who did not expect it: nothing is lost, nothing is told twice."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tests.connectors.github.desk import ANA, BEN, CLARA, SHOP, START, Desk, Shelf, at, moved, said, ticket

from forewarn.connect.stage import Fault
from forewarn.errors import GoneError, TrackerError, UnavailableError
from forewarn.model import Audience, Event, Field, Kind, StatusCategory
from forewarn_github.sandbox import GitHubSandbox

MARKER = "v1:7c1e0d"


def eventful(desk: Desk, count: int = 12) -> list[str]:
    """Issues and pull requests with some of everything, minute by minute."""
    ids = []
    for number in range(count):
        hours = 1 + number / 60
        is_pull = number % 3 == 2
        opened = ticket(f"Number {number}", created=at(hours), type="pull request" if is_pull else "issue")
        ids.append(desk.sandbox.open(opened))
        desk.sandbox.play(ids[-1], said(f"On {number}", hours=hours + 1))
        desk.sandbox.play(ids[-1], Event("story", at(hours + 2), Kind.ADDED, ANA, Field.LABELS, new="bug"))
        if is_pull:
            desk.sandbox.remark(ids[-1], said(f"Line of {number}", BEN, hours + 3))
            desk.sandbox.play(ids[-1], Event("", at(hours + 4), Kind.ADDED, ANA, Field.REVIEW, new="approved"))
        desk.sandbox.play(ids[-1], moved("closed", StatusCategory.DONE, hours + 5))
    return ids


def read(desk: Desk, shelf: Shelf | None = None, **how: Any) -> Shelf:
    """A run on top of `shelf`."""
    shelf = shelf or Shelf()
    reader = desk.connector(pull_requests=True, **how).reader()
    return shelf.absorb(reader.read(SHOP, shelf.cursor))


def same(one: Shelf, other: Shelf) -> bool:
    """Whether both hold the same of every ticket."""
    return (one.tickets, one.events) == (other.tickets, other.events)


@pytest.mark.parametrize("largest", [1, 7, 30])
def test_pages_shorter_than_asked_for(desk: Desk, largest: int) -> None:
    eventful(desk)
    whole = read(desk)
    desk.sandbox.quirks.largest_page = largest
    assert same(read(desk), whole)


def test_lists_that_lag_behind_show_later_what_they_did_not(desk: Desk) -> None:
    """Another issue's later change is seen before the earlier one."""
    late, *_, other = eventful(desk, 6)
    desk.sandbox.now = at(20)
    shelf = read(desk)
    desk.sandbox.quirks.lagging[1] = at(30)
    desk.sandbox.play(late, said("Where are we?", hours=30))
    desk.sandbox.play(late, Event("story", at(30), Kind.ADDED, ANA, Field.LABELS, new="late"))
    desk.sandbox.play(other, said("Soon", hours=30 + 1.5 / 60))
    desk.sandbox.now = at(30 + 1.6 / 60)
    assert "Where are we?" not in {event.text for event in read(desk, shelf).events[late].values()}
    desk.sandbox.quirks.lagging.clear()
    desk.sandbox.now = at(31)
    read(desk, shelf)
    assert {"Where are we?"} <= {event.text for event in shelf.events[late].values()}
    assert same(shelf, read(desk))


def test_a_review_that_lags_behind_is_read_later(desk: Desk) -> None:
    *_, change = eventful(desk, 3)
    other = desk.sandbox.open(ticket("Other", created=at(9)))
    desk.sandbox.now = at(20)
    shelf = read(desk)
    desk.sandbox.quirks.lagging[3] = at(30)
    desk.sandbox.play(change, Event("", at(30), Kind.ADDED, BEN, Field.REVIEW, new="approved", text="Yes."))
    desk.sandbox.remark(change, said("And here?", BEN, 30))
    desk.sandbox.play(other, said("Soon", hours=30 + 1 / 60))
    desk.sandbox.now = at(30 + 1.5 / 60)
    read(desk, shelf)
    desk.sandbox.quirks.lagging.clear()
    desk.sandbox.now = at(31)
    assert same(read(desk, shelf), read(desk))
    assert {"Yes.", "And here?"} <= {event.text for event in shelf.events[change].values()}


@pytest.mark.parametrize("seed", range(3))
def test_people_work_while_pages_are_turned(desk: Desk, seed: int) -> None:
    ids = eventful(desk, 9)
    desk.sandbox.quirks.largest_page = 4
    dice, hours = Random(seed), iter(range(20, 200))

    def work(path: str) -> None:
        one, when = dice.choice(ids), next(hours, 200)
        desk.sandbox.play(one, said(f"At {when}", BEN, when))
        desk.sandbox.play(one, Event("story", at(when), Kind.ADDED, ANA, Field.LABELS, new=f"label {when}"))

    desk.sandbox.quirks.before_list = work
    shelf = read(desk)
    desk.sandbox.quirks.before_list = lambda path: None
    assert same(read(desk, shelf), read(desk))


def test_a_repository_that_is_closed_to_us_is_an_error_and_nothing_vanishes(desk: Desk) -> None:
    eventful(desk)
    shelf = read(desk)
    desk.sandbox.quirks.closed.add(SHOP)
    for attempt in (lambda: read(desk, shelf), lambda: desk.connector().reader().present(SHOP)):
        with pytest.raises(GoneError, match="not visible"):
            attempt()
    desk.sandbox.quirks.closed.clear()
    assert same(read(desk, shelf), read(desk))


def test_accounts_that_were_deleted_are_ghosts_everywhere(desk: Desk) -> None:
    change = desk.sandbox.open(ticket("Fix", type="pull request", reporter=None))
    desk.sandbox.play(change, said("Hello", None, 1))
    desk.sandbox.remark(change, said("Here?", None, 2))
    desk.sandbox.play(change, Event("", at(3), Kind.ADDED, None, Field.REVIEW, new="approved", text="Yes."))
    desk.sandbox.play(change, Event("", at(4), Kind.ADDED, None, Field.LABELS, new="bug"))
    assert {event.actor and event.actor.id for event in read(desk).ticket(change).history} == {"ghost"}


@pytest.mark.parametrize("odd", ["\0", "\ud83d", "\ude00"], ids=["NUL", "first half", "second half"])
def test_what_no_database_can_hold_reaches_the_store_nowhere(desk: Desk, odd: str) -> None:
    texts = {"title": f"Fi{odd}x", "branch": f"fi{odd}x", "description": f"a{odd}b\U0001f600"}
    change = desk.sandbox.open(replace(ticket(), type="pull request", **texts))
    desk.sandbox.play(change, said(f"c{odd}d", hours=1))
    desk.sandbox.remark(change, said(f"e{odd}f", hours=2))
    desk.sandbox.play(change, Event("", at(3), Kind.ADDED, ANA, Field.REVIEW, new="approved", text=f"g{odd}h"))
    desk.sandbox.play(change, Event("", at(4), Kind.ADDED, ANA, Field.LABELS, new="ij"))
    found = read(desk).ticket(change)
    assert repr(odd)[1:-1] not in repr(found)
    assert (found.title, found.description) == ("Fix", "ab\U0001f600")


SLOW = {
    "before it was written": (Fault("slow", "POST", seconds=0.7), False),
    "after it was written": (Fault("slow-after", "POST", seconds=0.7), True),
}


@pytest.mark.parametrize(("fault", "certain"), SLOW.values(), ids=SLOW.keys())
def test_a_comment_whose_answer_is_late_is_sent_once(desk: Desk, fault: Fault, certain: bool) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.misbehave(fault)
    speaker = desk.connector(read_timeout=0.3).speaker()
    with pytest.raises(UnavailableError):
        speaker.post(desk.read().tickets[issue].ref, "Due.", marker=MARKER, audience=Audience.CLIENT)
    found = desk.connector().speaker().find(desk.read().tickets[issue].ref, MARKER)
    assert len(found) == 1 or not certain
    while desk.sandbox.pending:
        pass
    assert desk.sent("POST") == 1
    assert len(desk.connector().speaker().find(desk.read().tickets[issue].ref, MARKER)) == 1


PASSING = [
    Fault("cut", times=2),
    Fault("garbage", times=2),
    Fault("status", status=502, body="<html>Unicorn!</html>", times=2),
    Fault("status", status=403, body='{"message": "You have exceeded a secondary rate limit"}'),
]


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault.kind}-{fault.status}")
@pytest.mark.parametrize("path", ["/pulls", "/reviews", "/pulls/comments"])
def test_trouble_that_passes_changes_nothing_of_what_is_read(fault: Fault, path: str) -> None:
    with GitHubSandbox(START) as sandbox:
        desk = Desk(sandbox)
        eventful(desk, 3)
        whole = read(desk)
        sandbox.misbehave(Fault(fault.kind, "GET", path, fault.status, fault.headers, fault.body, times=fault.times))
        assert same(read(desk), whole)
        assert desk.clock.slept


def test_runs_that_die_at_random_points_lose_nothing_and_tell_nothing_twice() -> None:
    for seed in range(4):
        dice = Random(seed)
        with GitHubSandbox(START) as sandbox:
            desk, shelf, hours = Desk(sandbox), Shelf(), 10.0
            ids = eventful(desk, 6)
            for _ in range(8):
                hours += dice.choice((0.01, 1))
                sandbox.play(dice.choice(ids), said(f"At {hours}", CLARA, hours))
                sandbox.play(ids[2], Event("", at(hours), Kind.ADDED, ANA, Field.REVIEW, new="approved", text="Yes."))
                sandbox.now = at(hours) + timedelta(seconds=dice.choice((1, 600)))
                sandbox.misbehave(Fault("slow", times=dice.randint(0, 9)))
                sandbox.misbehave(Fault("status", status=500, times=4))
                with contextlib.suppress(TrackerError):
                    read(desk, shelf)
                sandbox._faults.clear()
            assert same(read(desk, shelf), read(desk))
