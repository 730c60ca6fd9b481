"""Stories of how different houses write: reminders, thanks on finished work, two days in one sentence."""

from datetime import datetime
from pathlib import Path

from tests.end_to_end.world import CLARA, DONE, HOUR, LATE, MONDAY, TEAM, TOM, World, day, late_page

from forewarn.model import StatusCategory
from forewarn.post.letter import draft_letter
from forewarn.run import look
from forewarn.show.portraits import portraits_of
from forewarn.testing.builders import opened, ticket


def letter(world: World, at: datetime) -> str:
    """The letter to the client as it would be written then."""
    world.run(at)
    with world.agency() as agency:
        [portrait] = portraits_of(agency, look(agency, at), None)
        return draft_letter(agency, portrait).text


def test_what_we_need_of_a_client_is_not_forgotten_because_we_reminded_them(tmp_path: Path) -> None:
    world = World(tmp_path, {"client-decision-pending": {"audience": "team"}})
    world.put(ticket("A", opened(MONDAY, CLARA), source="tracker", title="New domain"))
    world.now = day(4)
    world.say("A", TOM, "Which registrar is the domain with?")
    world.run(day(10))
    assert "Which registrar" in world.read(TEAM)["A"][-1]
    world.now = day(11)
    world.say("A", TOM, "A gentle reminder of the registrar: we cannot begin without it.")
    world.run()
    assert "All of it is closed." in world.read(TEAM)["A"][-1]
    assert "Which registrar" in letter(world, day(13))
    world.run(day(17))
    assert "All of it is closed." not in world.read(TEAM)["A"][-1]
    world.now = day(18)
    world.say("A", CLARA, "It is with Gandi.")
    world.run()
    assert "All of it is closed." in world.read(TEAM)["A"][-1]
    assert "Which registrar" not in letter(world, day(20))


def test_thanks_on_finished_work_climb_nowhere_and_trouble_beside_them_does(tmp_path: Path) -> None:
    world = World(tmp_path, {"comment-back-after-done": {"audience": "team"}})
    for key in "ABC":
        late_page(world, key)
        world.move(key, "Done", DONE)
    world.now = LATE
    world.say("A", CLARA, "thanks, works on staging 🎉")
    world.say("B", CLARA, "thanks, works on staging, but not on prod")
    world.say("C", CLARA, "Confirmed, works again. Thanks for the quick reaction on a Friday!")
    world.run(day(11))
    assert world.read(TEAM).keys() == {"B"}
    assert "thanks, works on staging 🎉" not in letter(world, day(13))


def test_a_word_that_was_announced_for_friday_is_not_missed_on_friday(tmp_path: Path) -> None:
    world = World(tmp_path, {"next-contact-missed": {"audience": "team"}})
    page = ticket("A", opened(MONDAY, CLARA), source="tracker", title="Export", category=StatusCategory.TODO)
    world.put(page)
    world.now = day(4)
    world.say("A", TOM, "We'll estimate it on Thursday and come back to you on Friday.")
    world.run(day(6) + 6 * HOUR)
    assert world.read(TEAM) == {}
    world.run(day(9) + 6 * HOUR)
    assert "Fri 6 Nov 2026" in world.read(TEAM)["A"][-1]
