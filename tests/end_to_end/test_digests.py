"""The digest as its readers get it after days of runs."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.end_to_end.world import CLARA, HOUR, IDA, MONDAY, TEAM, TOM, World, day, held, late_page, open_items

from forewarn.agency import Agency
from forewarn.connect import Guarantee
from forewarn.errors import UnavailableError
from forewarn.model import Role
from forewarn.show.digest import Digest, digest_of, phrases_for
from forewarn.store import Reason, Rung, SentDigest, open_store
from forewarn.testing.builders import opened, person, ticket


def digest(world: World, last: SentDigest | None = None) -> Digest:
    """As it would go out now, to somebody who never got one where no `last` is given."""
    with open_store(world.database) as store:
        return digest_of(Agency(world.config(), store, {}), last, world.now)


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


def test_one_message_that_waits_where_clients_read_along_is_told_once(tmp_path: Path) -> None:
    rules = ("unanswered-client-message", "dropped-ball", "no-acknowledgement", "date-missed")
    world = World(tmp_path, {rule: {} for rule in rules})
    world.tracker.guarantee = Guarantee.NONE
    late_page(world, assignees=())
    world.say("A", CLARA, "When will the page be ready?")
    world.run(day(6))
    assert {one.finding.rule for one in open_items(world)} == {*rules}
    assert {item.held.finding.rule for item in digest(world).items} == {"date-missed", "dropped-ball"}


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


def away(step: str) -> None:
    raise UnavailableError("no answer")


def test_what_nobody_could_read_for_weeks_neither_climbs_nor_grows(tmp_path: Path) -> None:
    """A was found before, B would be late by now, and the client hears nothing because nothing is read."""
    world = World(tmp_path, {"date-missed": {}, "silence": {}})
    late_page(world)
    late_page(world, "B", due="2026-11-12")
    world.run(day(6))
    before = [replace(item, last_held=MONDAY) for item in open_items(world)]
    assert [(item.finding.rule, item.rung) for item in before] == [("date-missed", Rung.DIGEST)]
    world.tracker.fail = away
    for number in (9, 13, 16, 20, 23, 27):
        world.run(day(number))
        assert [replace(item, last_held=MONDAY) for item in open_items(world)] == before
    world.tracker.fail = lambda step: None
    world.run(day(30))
    late = {item.finding.subject: item.rung for item in open_items(world) if item.reason is Reason.APPROVAL}
    assert late["tracker:B"] is Rung.DIGEST, "nobody was asked before"


def test_the_digest_says_once_since_when_something_could_not_be_read(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.run(day(6))
    told = SentDigest(world.now, digest(world).told)
    world.tracker.fail = away
    world.run(day(6).replace(hour=14))
    assert "Not read" not in digest(world, told).body, "it may be there again tomorrow"
    world.run(day(9))
    line = "Not read since Fri 6 Nov 2026: tracker (shop). "
    later = digest(world, told)
    assert (later.body.count(line), later.is_news, later.title) == (
        1,
        True,
        "Northlight Studio: 1 new thing to look at",
    )
    told = SentDigest(world.now, later.told)
    world.run(day(10))
    assert (digest(world, told).body.count(line), digest(world, told).is_news) == (1, False)
    world.tracker.fail = lambda step: None
    world.run(day(11))
    assert "Not read" not in digest(world, told).body


def test_the_digest_says_once_that_no_run_read_anything_for_more_than_a_working_day(tmp_path: Path) -> None:
    """As where cron finds no token, or a config with a mistake was mended only for the digest."""
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    assert not digest(world).told, "what was never read is a set-up that has not begun"
    world.run(day(6))
    told = SentDigest(world.now, digest(world).told)
    line = "Not read since Fri 6 Nov 2026: tracker (shop). "
    world.now = day(9).replace(hour=7)
    assert line not in digest(world, told).body, "nobody runs it over the weekend"
    world.now = day(10)
    later = digest(world, told)
    assert (later.body.count(line), later.is_news) == (1, True)
    told = SentDigest(world.now, later.told)
    world.now = day(16)
    assert not digest(world, told).is_news
    world.run(day(17))
    assert "Not read" not in digest(world, told).body


def test_the_digest_is_no_news_where_somebody_runs_it_but_once_a_week(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    for monday in (2, 9, 16):
        world.run(day(monday))
    told = SentDigest(world.now, digest(world).told)
    for later in (17, 18, 20, 23):
        world.now = day(later)
        assert "Not read" not in digest(world, told).body
    world.now = day(24)
    assert "Not read since Mon 16 Nov 2026: tracker (shop). " in digest(world, told).body


def test_the_digest_names_a_ticket_that_alone_cannot_be_read_since_it_was_read_last(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    for key in "AB":
        late_page(world, key, due="2026-11-12")
    world.run(day(5))
    world.tracker.unreadable = frozenset("A")
    world.run(day(5) + HOUR)
    assert "Not read" not in digest(world).body
    for number in (6, 13):
        world.run(day(number))
        assert digest(world).body.count("Not read since Thu 5 Nov 2026: tracker (A). ") == 1
    told = SentDigest(world.now, digest(world).told)
    world.run(day(14))
    assert not digest(world, told).is_news
    world.tracker.unreadable = frozenset()
    world.run(day(16))
    assert "Not read" not in digest(world).body


def test_the_digest_names_some_of_many_tickets_that_cannot_be_read(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    keys = "ABCDEFGHIJKL"
    for key in keys:
        late_page(world, key, due="2026-11-12")
    world.run(day(5))
    world.tracker.unreadable = frozenset(keys)
    world.run(day(6))
    assert "tracker (A, B, C, D, E, F, G, H, I, J, …). " in digest(world).body


def test_what_was_never_read_is_said_so(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.tracker.fail = away
    world.run(day(6))
    assert "Never read so far: tracker (shop)." in digest(world).body


@pytest.mark.parametrize("is_away", [True, False])
def test_silence_in_a_project_needs_all_its_trackers_read(tmp_path: Path, is_away: bool) -> None:
    """They may have written to each other where nobody could look."""
    world = World(tmp_path, {"silence": {"audience": "team"}}, board="harbour", code="harbour")
    world.projects = {"site": {"board": ["shop"], "code": ["shop"]}}
    for source in world.trackers:
        late_page(world, source[0].upper(), source)
    world.run(MONDAY + HOUR)
    if is_away:
        world.trackers["board"].fail = away
    done = world.run(day(13))
    assert [len(done.plan.writes), len(world.read(TEAM, "code"))] == ([0, 0] if is_away else [1, 1])
    assert len(held(done, Reason.STALE)) == is_away
    assert open_items(world) == ()


@pytest.mark.parametrize("is_mended", [True, False])
def test_silence_waits_a_while_for_a_ticket_that_could_not_be_read(tmp_path: Path, is_mended: bool) -> None:
    """What somebody changed is asked for, so that the word may stand there; one that stays broken silences nobody."""
    world = World(tmp_path, {"silence": {"audience": "team"}})
    for key in "AB":
        late_page(world, key, due="2026-11-30")
    world.run(day(4))
    world.say("B", TOM, "The page is half done, and all is on schedule.")
    world.tracker.unreadable = frozenset("B")
    for at in (day(5), day(5) + 6 * HOUR):
        assert (held(world.run(at), Reason.STALE), world.read(TEAM), open_items(world)) == (["B"], {}, ())
    if is_mended:
        world.tracker.unreadable = frozenset()
    done = world.run(day(6))
    assert [held(done, Reason.STALE), world.read(TEAM)] == [[], {}]
    assert [item.reason for item in open_items(world)] == ([] if is_mended else [Reason.NO_TICKET])
    world.tracker.unreadable = frozenset()
    world.run(day(18))
    assert (len(world.read(TEAM)["B"]), open_items(world)) == (1, ())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whatever_something_is_held_for_the_digest_can_say_why(language: str) -> None:
    assert {str(reason) for reason in Reason} <= phrases_for(language).reasons.keys()


def test_a_ticket_that_takes_no_comments_keeps_no_digest_from_going_out(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_page(world)
    world.tracker.locked = frozenset("A")
    world.run(day(6))
    assert "Why here: the tracker takes no comment of ours there." in digest(world).body
