"""Runs under bad luck: faults and kills at random points, and in the end nothing is lost and nothing is there twice.

FOREWARN_RANDOM_RUNS says how many seeds are tried; a failure names its seed.
"""

import os
from collections import Counter
from dataclasses import replace

import pytest
from tests.end_to_end.ordeal import SOURCE, Ordeal, sandbox_for

from forewarn.agency import Agency
from forewarn.connect import Posted
from forewarn.model import Ticket
from forewarn.run import Exit, Pass, run_pass
from forewarn.store import Said, State, open_store
from forewarn.sync import sync
from forewarn.testing.contract.readback import Readback, gather

SEEDS = int(os.environ.get("FOREWARN_RANDOM_RUNS", "40"))
FIRST = int(os.environ.get("FOREWARN_RANDOM_RUNS_FROM", "0"))
DAYS = 5

_STANDING = (State.SAID, State.RESOLVED, State.SUPERSEDED)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_whatever_goes_wrong_every_comment_and_every_event_is_there_exactly_once(seed: int) -> None:
    with sandbox_for(seed) as sandbox, open_store("sqlite://") as store:
        ordeal = Ordeal(seed, sandbox, store)
        for _ in range(DAYS):
            _told_the_truth(ordeal.day())
        last = ordeal.calm_day()
        assert last is not None
        assert last.exit_code is Exit.DONE, (last.synced, last.spoken)
        agency = ordeal.agency()
        _nothing_is_left_to_say(ordeal, agency)
        _every_comment_stands_once(ordeal, agency)
        _every_event_is_stored_once(ordeal, agency)


def _told_the_truth(done: Pass | None) -> None:
    """The exit code says what cron must know."""
    if done is None:
        return
    failed = [synced for synced in done.synced if synced.error]
    assert done.exit_code is not Exit.BUG, [r.evaluations for r in done.results]
    assert (done.exit_code is Exit.NOTHING_COLLECTED) == (len(failed) == len(done.synced))
    if failed:
        assert done.exit_code in (Exit.NOTHING_COLLECTED, Exit.PARTIAL)


def _nothing_is_left_to_say(ordeal: Ordeal, agency: Agency) -> None:
    now = ordeal.sandbox.now
    again = run_pass(agency, now, lambda: now, lambda what, count: None, fetch=False, apply=False)
    assert again.plan.writes == ()
    assert agency.store.said.all(State.INTENDED) == ()


def _every_comment_stands_once(ordeal: Ordeal, agency: Agency) -> None:
    posted = _posted(ordeal, agency)
    said = {one.marker: one for one in agency.store.said.all(*_STANDING)}
    assert Counter(one.marker for _, one in posted) == Counter(said.keys())
    for _, one in posted:
        assert one.id == said[one.marker].comment
        assert one.audience is said[one.marker].audience
        assert one.body.split() == said[one.marker].body.split()
    places = Counter(_place(said[one.marker]) for _, one in posted if said[one.marker].state is State.SAID)
    assert set(places.values()) <= {1}


def _posted(ordeal: Ordeal, agency: Agency) -> list[tuple[str, Posted]]:
    """Everything of ours that stands on the tracker, by ticket."""
    speaker = agency.connectors[SOURCE].speaker()
    tickets = agency.store.seen.load(SOURCE, [ident for story in ordeal.stories for ident in story.books])
    found = [(ticket.id, posted) for ticket in tickets for posted in speaker.find(ticket.ref)]
    speaker.close()
    return found


def _place(said: Said) -> tuple[str, str]:
    return said.ticket.id, said.audience


def _every_event_is_stored_once(ordeal: Ordeal, agency: Agency) -> None:
    """What was stored step by step is what one whole reading gives now."""
    wanted = [(SOURCE, story.container) for story in ordeal.stories]
    roles = agency.config.roles
    results = sync(wanted, agency.connectors, roles, agency.store, lambda: ordeal.sandbox.now)
    assert not [result.error for result in results if result.error]
    ours = agency.store.said.comment_ids(SOURCE)
    reader = agency.connectors[SOURCE].reader()
    for story in ordeal.stories:
        fresh = gather(reader.read(story.container, None))
        check = Readback(
            reader.capabilities.history, ordeal.setting.companions, ordeal.setting.statuses, fresh.values()
        )
        stored = {ticket.id: ticket for ticket in agency.store.seen.load(SOURCE, list(story.books))}
        assert stored.keys() == story.books.keys()
        for ident, book in story.books.items():
            check.in_steps(stored[ident], fresh[ident])
            check.comments(_without(stored[ident], ours), book)
    reader.close()


def _without(ticket: Ticket, comments: frozenset[str]) -> Ticket:
    return replace(ticket, history=tuple(event for event in ticket.history if event.ref not in comments))
