"""Weeks at small agencies as they talk: a manager who tells her client everything is left alone, and one who does not
is told so; the work is the same."""

from datetime import UTC, datetime
from pathlib import Path

from tests.end_to_end.world import CLARA, DOING, DONE, HOUR, TEAM, TOM, World

from forewarn.testing.builders import opened, ticket

RULES = (
    "ack-without-answer",
    "client-chased-us",
    "date-missed",
    "moved-after-passing",
    "shipped-without-signoff",
    "silence",
    "slip-without-new-eta",
    "unanswered-client-message",
)
WELL = """
    09-07 10:00 Tom N This week the sitemap; next week the design begins. First letter on Friday, 11 September.
    09-08 09:00 Clara N Great, thank you, that helps me with the board of the museum.
    09-11 15:00 Tom N The design is under way, all on schedule. Next note on Friday, 18 September.
    09-14 10:00 Clara C Here are the first ten!
    09-14 15:00 Tom C Received, thank you, Ida puts them in.
    09-15 10:00 Tom D Here is round two. Please give me your final ok by Thursday.
    09-16 09:00 Clara D Final ok from both of us and from the director. Beautiful work.
    09-16 10:00 Tom D done
    09-16 11:00 Tom L Please let your lawyer look at the cookie text by 21 September.
    09-16 12:00 Clara L Went to our lawyer today.
    09-18 14:00 Tom N The design is approved. Five pages are open. Next note 25 September.
    09-18 15:00 Tom G Then we open the doors on Thursday, 1 October: the texts come later.
    09-18 15:05 Tom G 2026-10-01
    09-18 16:00 Tom C 2026-09-23
    09-21 09:00 Clara L It is approved.
    09-21 09:30 Clara N Everybody here is applauding. Thank you all!
"""
BADLY = """
    09-07 10:00 Tom N The work has begun.
    09-08 09:00 Clara N How often will we hear from you?
    09-15 10:00 Tom D Here is round two.
    09-15 11:00 Clara D Please make the emergency number bigger, it must be the first thing on the phone.
    09-16 10:00 Tom D done
    09-18 15:05 Tom G 2026-10-01
    09-21 09:00 Clara G Is there any news about the date?
"""


def notes_of(folder: Path, script: str) -> dict[str, list[str]]:
    """What stands on each ticket after two weeks of a small site, with two runs on each working day."""
    world = World(folder, {rule: {"audience": "team"} for rule in RULES})
    world.agreed = {"needs_approval": ["design"]}
    start = datetime(2026, 9, 7, 7, tzinfo=UTC)
    world.now = start
    for key, title, more in (
        ("N", "Weekly notes", {}),
        ("D", "Design", {"labels": ("design",), "due": "2026-09-18"}),
        ("C", "Content from the client", {"due": "2026-09-17"}),
        ("L", "Legal texts", {"due": "2026-09-30"}),
        ("G", "Go-live", {"due": "2026-09-24"}),
    ):
        world.put(ticket(key, opened(start, TOM), source="tracker", title=title, **more))
    world.move("D", "Doing", DOING)
    lines = [line.split(maxsplit=4) for line in script.strip().splitlines()]
    acts = [(datetime.fromisoformat(f"2026-{day}T{hour}Z"), who, key, words) for day, hour, who, key, words in lines]
    for day in (*range(7, 12), *range(14, 19), 21, 22):
        for hour in (9, 15):
            at = datetime(2026, 9, day, hour, 50, tzinfo=UTC)
            for when, who, key, words in [act for act in acts if at - 24 * HOUR < act[0] <= at]:
                acts.remove((when, who, key, words))
                play(world, when, who, key, words)
            world.run(at)
    return world.read(TEAM)


def play(world: World, when: datetime, who: str, key: str, words: str) -> None:
    """A line of the script happens."""
    world.now = when - HOUR
    if words == "done":
        world.move(key, "Done", DONE)
    elif words.startswith("2026-"):
        world.push(key, words, when)
    else:
        world.say(key, CLARA if who == "Clara" else TOM, words)


def test_who_tells_the_client_everything_reads_hardly_a_word_of_ours(tmp_path: Path) -> None:
    """What is left: that the client's own texts are late, for the team alone."""
    assert {key: [note.count("Next:") for note in notes] for key, notes in notes_of(tmp_path, WELL).items()} == {
        "C": [1]
    }


def test_who_tells_them_nothing_reads_of_each_thing(tmp_path: Path) -> None:
    told = "\n".join(note for notes in notes_of(tmp_path, BADLY).values() for note in notes)
    for words in (
        "How often will we hear from you?",
        "without the client's approval",
        "make the emergency number bigger",
        "has not been told a new date",
        "had to ask",
        "last heard from us",
    ):
        assert words in told, words
