"""Stories of what is said, to whom and how often, while people act and the files change between two runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.end_to_end.world import CLARA, HOUR, IDA, MONDAY, TOM, World

from forewarn.errors import UnavailableError
from forewarn.model import Audience, StatusCategory
from forewarn.run import Pass
from forewarn.say.drafts import edit, open_drafts, reject
from forewarn.say.render import voice
from forewarn.say.spoken import Deed
from forewarn.store import Entry, HeldItem, Reason, Rung, open_store
from forewarn.testing.builders import opened, ticket

TEAM, CLIENT = Audience.TEAM, Audience.CLIENT
DONE, DOING = StatusCategory.DONE, StatusCategory.DOING
LATE = datetime(2026, 11, 6, 9, tzinfo=UTC)
"""A Friday; what was due on Thursday is late."""


def day(number: int, month: int = 11) -> datetime:
    return datetime(2026, month, number, 9, tzinfo=UTC)


def late_page(world: World, key: str = "A", source: str = "tracker", **more: object) -> None:
    """A page that was due on Thursday."""
    world.put(ticket(key, opened(MONDAY, TOM), source=source, due="2026-11-05", **{"title": "Page", **more}))  # type: ignore[arg-type]


def late_launch(world: World) -> None:
    """A milestone that was due on Thursday, and its two open tickets, of which somebody worked on A last."""
    world.put(ticket("M", opened(MONDAY, TOM), source="tracker", type="milestone", title="Launch", due="2026-11-05"))
    for number, key in enumerate("BA"):
        world.put(ticket(key, opened(MONDAY + number * HOUR, TOM), source="tracker", milestone="M"))


def told_the_client(world: World) -> None:
    """The run that finds it, Tom's approval, and the run that says it."""
    world.run(LATE)
    world.approve()
    world.run()


def held(done: Pass, reason: Reason) -> list[str]:
    """The tickets of what was held for a reason."""
    return sorted(one.finding.on.key for one in done.plan.held if one.reason is reason and one.finding.on)


def open_items(world: World) -> tuple[HeldItem, ...]:
    """What the digest would tell."""
    with open_store(world.database) as store:
        return store.held.open()


@pytest.mark.parametrize("approval", [True, False])
def test_a_client_is_not_told_again_when_a_milestone_is_spoken_of_on_another_ticket(
    tmp_path: Path, approval: bool
) -> None:
    world = World(tmp_path, {"date-missed": {"approval": approval}})
    late_launch(world)
    told_the_client(world)
    world.move("A", "Done", DONE)
    done = world.run()
    assert [one.deed for one in done.spoken] == [Deed.POSTED]
    assert held(done, Reason.TOLD) == ["B"]
    assert {key: len(words) for key, words in world.read(CLIENT).items()} == {"A": 1}
    assert {key: len(words) for key, words in world.read(TEAM).items()} == {"A": 1, "B": 1}


def _waits(world: World) -> None:
    world.say("A", TOM, "Clara, could you please send us the logo? We cannot go on without it.")
    world.move("A", "Waiting for client", DOING)


def _switched_off(world: World) -> None:
    world.rules = {"date-missed": {"enabled": False}, "silence": {}}


def _renamed(world: World) -> None:
    world.rules = {"missed": {"check": "process/date-missed", "audience": "team"}}


def _not_read(world: World) -> None:
    world.projects = {"website-tracker": {"tracker": ["blog"]}}


def _gone_elsewhere(world: World) -> None:
    world.put(world.tracker.tickets["A"], container="elsewhere")


@pytest.mark.parametrize("what", [_waits, _switched_off, _renamed, _not_read, _gone_elsewhere])
def test_what_a_client_was_told_is_settled_only_where_it_was_looked_at(
    tmp_path: Path, what: Callable[[World], None]
) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    told_the_client(world)
    before = world.read(CLIENT)
    what(world)
    world.run()
    world.run(day(9))
    assert world.read(CLIENT) == before
    assert "settled" not in str(before)


def test_what_a_client_was_told_is_settled_once_it_is(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    told_the_client(world)
    world.move("A", "Done", DONE)
    world.run()
    [words] = world.read(CLIENT)["A"]
    assert words.endswith("(settled on Fri 6 Nov 2026)")


def test_the_team_reads_the_new_side_of_an_event_in_place_of_the_old_one(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_page(world)
    world.run(LATE)
    _waits(world)
    world.run()
    [words] = world.read(TEAM)["A"]
    assert words.count("was promised for") == 1
    assert "It waits for the client" in words
    assert "closed" not in words


def test_a_new_comment_repeats_no_good_news_of_old(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"approval": False}, "on-time-arrival": {"approval": False}})
    late_page(world)
    world.run(day(4))
    world.move("A", "Done", DONE)
    for number in range(5, 14):
        world.run(day(number))
    assert "Page" in world.read(CLIENT)["A"][0]
    world.now = day(1, 12)
    world.move("A", "Doing", DOING)
    world.put(replace(world.tracker.tickets["A"], due=date(2026, 12, 3)))
    for number in range(2, 9):
        world.run(day(number, 12))
    *_, newest = world.read(CLIENT)["A"]
    assert newest.startswith("We had planned")
    assert "\n" not in newest


def test_a_new_comment_repeats_nothing_that_the_team_has_put_aside(tmp_path: Path) -> None:
    free = {"approval": False}
    world = World(tmp_path, {"date-missed": free, "promise-broken": {"audience": "both", **free}})
    late_page(world)
    world.run(LATE)
    world.say("A", TOM, "forewarn: dismiss date-missed because the date was a typo", public=False)
    world.run()
    world.now = day(19)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    for number in range(20, 27):
        world.run(day(number))
    *_, newest = world.read(CLIENT)["A"]
    assert "I will send the draft" in newest
    assert "We had planned" not in newest


def test_tickets_that_take_no_comments_leave_the_budget_to_others_and_climb(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.speaking["comments_per_person"] = 2
    for key in "ABC":
        late_page(world, key, assignees=(TOM,))
    world.tracker.locked = frozenset("AB")
    first = world.run(LATE)
    assert [one.deed for one in first.spoken] == [Deed.FAILED, Deed.FAILED]
    assert held(first, Reason.BUDGET) == ["C"]
    again = world.run()
    assert (again.spoken[0].deed, again.spoken[0].comment.ticket.key) == (Deed.POSTED, "C")
    world.run(day(9))
    world.run(day(16))
    climbed = {item.finding.on.key: (item.reason, item.rung) for item in open_items(world) if item.finding.on}
    assert climbed["A"] == climbed["B"] == (Reason.REFUSED, Rung.LEAD)
    world.tracker.locked = frozenset()
    world.run(day(17))
    assert world.read(TEAM).keys() == {"A", "B", "C"}


def test_a_ticket_that_takes_no_comments_is_tried_once_a_day_from_the_second_day_on(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_page(world)
    world.tracker.locked = frozenset("A")
    tried = [len(world.run(at).spoken) for at in (LATE, LATE + HOUR, LATE + 2 * HOUR, day(9), day(9) + HOUR)]
    assert tried == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("decision", ["rejected", "edited"])
def test_what_a_person_decided_about_words_holds_when_the_rule_asks_nobody_any_more(
    tmp_path: Path, decision: str
) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.run(LATE)
    with open_store(world.database) as store:
        [draft] = open_drafts(store)
        if decision == "rejected":
            reject(store, draft.id, "Tom", "Helen knows", world.now)
        else:
            edit(store, draft.id, "Dear Helen", voice("markdown", 1000, world.config().calendar), world.now)
    world.rules = {"date-missed": {"approval": False}}
    done = world.run()
    assert held(done, Reason.REJECTED if decision == "rejected" else Reason.APPROVAL) == ["A"]
    assert world.read(CLIENT) == {}


@pytest.mark.parametrize("command", ["dismiss because all agreed", "snooze 20 days because all agreed"])
def test_what_was_put_aside_stays_so_wherever_it_would_be_spoken_of(tmp_path: Path, command: str) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_launch(world)
    world.run(LATE)
    world.say("A", TOM, f"forewarn: {command}", public=False)
    world.run()
    world.move("A", "Done", DONE)
    done = world.run()
    assert done.spoken == ()
    assert [one.finding.subject for one in done.considered.quiet.silenced] == ["tracker:M"]


def test_a_project_by_another_name_remembers_what_was_told_answered_and_decided(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    for key in "AB":
        late_page(world, key)
    world.run(LATE)
    with open_store(world.database) as store:
        [second] = [draft for draft in open_drafts(store) if draft.ticket.key == "B"]
        reject(store, second.id, "Tom", "Helen knows", world.now)
    world.approve()
    world.run()
    world.projects = {"website-2027": {"tracker": ["shop"]}}
    world.say("A", TOM, "I know, and I am on it.", public=False)
    done = world.run()
    assert done.spoken == ()
    assert held(done, Reason.APPROVAL) == []
    assert held(done, Reason.REJECTED) == ["B"]
    assert {act.why for act in done.plan.acts if act.ticket.key == "A" and act.audience is TEAM} == {
        "Tom answered on 6 Nov 2026"
    }


def test_a_ticket_in_another_project_stays_waived(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.projects = {"shop": {"tracker": ["shop"]}, "blog": {"tracker": ["blog"]}}
    late_page(world)
    world.run(MONDAY + HOUR)
    with open_store(world.database) as store:
        made = world.now
        store.waivers.add("date-missed", "shop", "A", "Tom", "agreed", made, day(30))
        store.journal.add([Entry(made, "waiver", "Tom waived it", "shop", "tracker", "A", "A")])
    world.put(world.tracker.tickets["A"], container="blog")
    done = world.run(LATE)
    assert done.spoken == ()
    assert [one.finding.project for one in done.considered.quiet.silenced] == ["blog"]


def test_what_is_taken_out_of_a_baseline_comes_out_by_the_budgets_and_is_no_surge(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.speaking = {"baseline_days": 20, "comments_per_run": 2, "breaker": {"floor": 3}}
    for key in "ABCDEF":
        late_page(world, key)
    world.run(LATE)
    with open_store(world.database) as store:
        store.baseline.end(store.baseline.all(), world.now)
    done = world.run()
    assert (done.plan.breaker, len(done.spoken)) == ("", 2)


def test_an_explanation_knows_nothing_of_another_clients_ticket_with_the_same_id(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}}, harbour="harbour", bank="bank")
    late_page(world, "10001", "harbour", title="Shop")
    late_page(world, "10001", "bank", title="Merger")
    world.run(LATE)
    world.say("10001", TOM, "forewarn: dismiss because agreed by phone", public=False, source="bank")
    world.say("10001", TOM, "forewarn: explain", public=False, source="harbour")
    world.run()
    words = str(world.read(TEAM, "harbour"))
    assert "What we see on this ticket" in words
    assert "Merger" not in words


def test_a_source_that_cannot_be_read_for_a_day_sends_nobody_down_the_ladder(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}}, tracker="harbour", other="harbour")
    late_page(world)
    for number in (6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20):
        world.run(day(number))
    [before] = open_items(world)
    world.tracker.fail = _no_answer
    world.run(day(23))
    world.tracker.fail = lambda step: None
    world.run(day(24))
    [after] = open_items(world)
    assert (before.reason, before.rung) == (Reason.STILL_OPEN, Rung.LEAD)
    assert (after.reason, after.rung, after.first_held) == (before.reason, before.rung, before.first_held)


def _no_answer(step: str) -> None:
    raise UnavailableError("503")


def test_what_joined_a_note_later_has_its_own_age_and_its_own_answers(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}, "promise-broken": {"audience": "team"}})
    late_page(world)
    world.run(LATE)
    world.now = day(9)
    world.say("A", IDA, "I will send the draft by tomorrow.", public=False)
    world.say("A", CLARA, "Thanks!")
    for number in (11, 12, 13, 17):
        done = world.run(day(number))
    assert [one.finding.rule for one in done.plan.climbing] == ["date-missed"]
    done = world.run(day(19))
    assert {one.finding.rule: one.why for one in done.plan.climbing} == {
        "date-missed": "Ida answered on 9 Nov 2026, and it is still open",
        "promise-broken": "it was said on the ticket on 12 Nov 2026, and it is still open",
    }
