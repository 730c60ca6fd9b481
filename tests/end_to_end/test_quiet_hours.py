"""An hour without news costs no more the more tickets there are of which there is nothing to say."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tests.end_to_end.world import CLIENT, LATE, MONDAY, TEAM, TOM, World, day, late_page, open_items

from forewarn.model import Audience
from forewarn.say.drafts import approve, open_drafts, reject
from forewarn.store import DraftState, open_store
from forewarn.testing.builders import opened, ticket

STATEMENTS = 60
"""Of a pass over one project: what is remembered of it, and a few for each thing that stands or is held."""

Executed = list[tuple[str, int]]
"""Each SQL statement with the number of its values: whoever reads a ticket more names a ticket more."""


@contextmanager
def executed() -> Iterator[Executed]:
    """What is asked of any database meanwhile."""
    seen: Executed = []

    def note(_: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        seen.append((statement, sum(map(len, parameters)) if many else len(parameters)))

    sa.event.listen(sa.Engine, "after_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", note)


def settled(folder: Path, quiet: int) -> World:
    """Six late pages, of which one was told the client, one rejected, one waived and one snoozed; and quiet tickets."""
    world = World(folder, {"date-missed": {}, "overcommitted": {}, "silence": {}})
    for number in range(quiet):
        world.put(ticket(f"Q{number}", opened(MONDAY, TOM), source="tracker"))
    for key in "ABCDEF":
        late_page(world, key)
    world.run(LATE)
    with open_store(world.database) as store:
        drafts = {draft.ticket.key: draft.id for draft in open_drafts(store)}
        approve(store, drafts["A"], "Tom", world.now)
        reject(store, drafts["B"], "Tom", "they know", world.now)
        store.waivers.add("date-missed", "website-tracker", "C", "Tom", "agreed", world.now, day(30))
    world.say("D", TOM, "forewarn: snooze 10 days because agreed", public=False)
    for _ in range(3):
        world.run()
    # From here on the tracker tells of nothing, as a real one does whose tickets do not change.
    world.tracker.tickets.clear()
    return world


def test_an_hour_without_news_asks_the_store_the_same_however_many_tickets_are_quiet(tmp_path: Path) -> None:
    hours: list[Executed] = []
    for quiet in (2, 80):
        world = settled(tmp_path / str(quiet), quiet)
        with executed() as seen:
            done = world.run()
        hours.append(seen)
        assert (done.spoken, [result.asked for result in done.results]) == ((), [0])
        _stands(world)
    few, many = hours
    assert sorted(few) == sorted(many)
    assert len(few) <= STATEMENTS
    listed = [statement for statement, _ in many if "tickets.milestone" in statement and " IN (" not in statement]
    assert listed == []  # what is wanted is looked up by its ids


def _stands(world: World) -> None:
    """What was to be there was there: notes, a comment, drafts, a waiver and what is held."""
    told: dict[Audience, set[str]] = {audience: set(world.read(audience)) for audience in (TEAM, CLIENT)}
    assert told[TEAM] >= set("ABEF")
    assert told[CLIENT] == {"A"}
    with open_store(world.database) as store:
        assert len(store.drafts.all(DraftState.WAITING)) == len(store.drafts.all()) - 2
        assert len(store.waivers.all()) == 1
    assert open_items(world)
