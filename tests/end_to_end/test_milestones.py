"""A milestone is spoken of on one of its tickets, and stays there whatever happens on the others."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.end_to_end.test_commands import Play, play
from tests.end_to_end.world import CLIENT, DONE, LATE, TEAM, World, late_launch, late_page

from forewarn.model import Audience
from forewarn.store import State

__all__ = ["play"]

TICKETS = ("booking-form", "opening-hours", "gallery", "newsletter")


def told(play: Play) -> Counter[tuple[str, str]]:
    """(finding about the milestone, audience) and how many of our comments say it now."""
    with play.agency() as agency:
        launch = "jira:" + play.theatre._places["launch"][1]
        return Counter(
            (part.identity, str(comment.audience))
            for comment in agency.store.said.all(State.SAID)
            for part in comment.open_parts
            if part.identity.split("|")[1] == launch
        )


def places(play: Play) -> set[str]:
    with play.agency() as agency:
        launch = "jira:" + play.theatre._places["launch"][1]
        comments = agency.store.said.all(State.SAID)
        return {c.ticket.id for c in comments if any(p.identity.split("|")[1] == launch for p in c.open_parts)}


def test_a_missed_milestone_is_told_once_although_people_work_on_another_of_its_tickets(play: Play) -> None:
    play.run(later=timedelta(days=18))
    first, where = told(play), places(play)
    assert any(identity.startswith("date-missed|") for identity, _ in first)
    for ticket in TICKETS:
        play.says(ticket, "ben", "I looked into it.")
        play.run()
        assert set(told(play).values()) == {1}
        assert places(play) == where
    assert told(play) == first


def test_a_note_keeps_what_it_said_of_a_milestone_whose_other_side_has_no_ticket_to_stand_on(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}, "silence": {}})
    late_launch(world)
    world.run(LATE)
    world.move("B", "Done", DONE)
    world.move("A", "Done", DONE)  # the milestone itself stays open
    world.run()
    (note,) = world.read(TEAM)["A"]
    assert "- “Launch” was promised" in note
    assert "All of it is closed." not in note


@pytest.mark.parametrize("audience", [TEAM, CLIENT])
def test_a_milestone_that_stood_silent_beside_its_ticket_is_told_in_one_place_once_that_is_done(
    tmp_path: Path, audience: Audience
) -> None:
    world = World(tmp_path, {"date-missed": {"audience": str(audience), "approval": False}})
    late_launch(world)
    late_page(world, "B", milestone="M")
    world.run(LATE)
    assert world.read(audience).keys() == {"B"}
    world.move("B", "Done", DONE)
    world.run()
    notes = world.read(audience)
    assert "Launch" not in notes["B"][0]
    assert "Launch" in notes["A"][0]
    assert world.run().spoken == ()


def test_what_the_team_was_told_of_a_deleted_milestone_is_struck_and_told_again_once_it_is_back(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_launch(world)
    world.run(LATE)
    (before,) = world.read(TEAM)["A"]
    launch, members = world.tracker.tickets.pop("M"), [world.tracker.tickets[key] for key in "AB"]
    for member in members:
        world.put(replace(member, milestone=None))
    for day in (1, 2, 3):
        world.run(LATE + timedelta(days=day))
    (note,) = world.read(TEAM)["A"]
    assert "~~“Launch” was promised" in note
    assert "All of it is closed." in note
    world.put(launch)
    for key, member in zip("AB", members, strict=True):
        world.put(replace(world.tracker.tickets[key], milestone=member.milestone))
    world.run(LATE + timedelta(days=4))
    assert before in world.read(TEAM)["A"]
