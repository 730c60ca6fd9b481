"""The digest as its readers get it after days of runs."""

from dataclasses import replace
from pathlib import Path

from tests.end_to_end.world import CLARA, IDA, MONDAY, TEAM, TOM, World, day, held, late_page

from forewarn.agency import Agency
from forewarn.model import Role
from forewarn.show.digest import Digest, digest_of
from forewarn.store import Reason, open_store
from forewarn.testing.builders import opened, person, ticket


def digest(world: World) -> Digest:
    """As it would go out now to somebody who never got one."""
    with open_store(world.database) as store:
        return digest_of(Agency(world.config(), store, {}), None)


def test_nothing_is_asked_of_clients_and_bots_to_whom_a_ticket_is_assigned(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world, "A", assignees=(CLARA, TOM, person("Renovate", Role.BOT)))
    late_page(world, "B", assignees=(CLARA,))
    for number in (6, 13):
        world.run(day(number))
    assert {item.held.finding.subject: item.person for item in digest(world).items} == {
        "tracker:A": "Tom",
        "tracker:B": "",
    }


def test_what_waits_for_the_lead_says_still_what_it_waits_for(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    for number in (6, 13):
        world.run(day(number))
    assert "a lead to hear of it: its words for the client wait for a person; see forewarn drafts" in digest(world).body


def test_the_budget_of_a_person_is_that_of_ours_and_not_of_the_client(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    world.speaking["comments_per_person"] = 1
    for key in "ABC":
        late_page(world, key, assignees=(CLARA,))
    for key in "DE":
        world.put(ticket(key, opened(MONDAY, TOM), source="tracker", title=key, due="2026-11-05", assignees=(IDA,)))
    done = world.run(day(6))
    assert held(done, Reason.BUDGET) == ["E"]
    assert sorted(world.read(TEAM)) == ["A", "B", "C", "D"]


def test_what_an_older_version_found_keeps_no_digest_from_going_out(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.run(day(6))
    with open_store(world.database) as store:
        items = [replace(item, finding=replace(item.finding, facts={})) for item in store.held.open()]
        store.held.keep(items, (), world.now)
    assert "* A Page · date-missed" in digest(world).body
