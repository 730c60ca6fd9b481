"""Stories of what a client is told, on which ticket and how often, while people act and the files change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.end_to_end.world import (
    CLARA,
    CLIENT,
    DOING,
    DONE,
    HOUR,
    LATE,
    MONDAY,
    TEAM,
    TOM,
    World,
    day,
    held,
    late_launch,
    late_page,
    told_the_client,
)

from forewarn.connect import Guarantee
from forewarn.model import Event, Kind
from forewarn.say.drafts import open_drafts
from forewarn.store import Reason, open_store


@pytest.mark.parametrize("approval", [True, False])
def test_a_client_is_not_told_again_when_a_milestone_is_spoken_of_on_another_ticket(
    tmp_path: Path, approval: bool
) -> None:
    world = World(tmp_path, {"date-missed": {"approval": approval, "audience": "client"}})
    late_launch(world)
    told_the_client(world)
    world.move("A", "Done", DONE)
    done = world.run()
    assert done.spoken == ()
    assert held(done, Reason.TOLD) == ["B"]
    assert {key: len(words) for key, words in world.read(CLIENT).items()} == {"A": 1}


def test_the_team_is_not_told_again_of_a_milestone_when_the_ticket_that_carries_the_note_is_closed(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_launch(world)
    world.run(LATE)
    world.move("A", "Done", DONE)
    assert world.run().spoken == ()
    assert world.run(day(16)).plan.climbing
    world.move("B", "Done", DONE)
    world.put(replace(world.tracker.tickets["M"], status="Done", category=DONE))
    world.run()
    assert {key: len(words) for key, words in world.read(TEAM).items()} == {"A": 1}
    assert "All of it is closed." in world.read(TEAM)["A"][0]


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


def _snoozed_and_waits(world: World) -> None:
    world.say("A", TOM, "forewarn: snooze 10 days because Helen is away", public=False)
    world.run()
    _waits(world)


def _without_a_date(world: World) -> None:
    world.put(replace(world.tracker.tickets["A"], due=None))


def _parked(world: World) -> None:
    world.parked = ["on hold"]
    world.put(replace(world.tracker.tickets["A"], labels=("on hold",)))


@pytest.mark.parametrize(
    "what",
    [
        _waits,
        _snoozed_and_waits,
        _switched_off,
        _renamed,
        _not_read,
        _gone_elsewhere,
        _without_a_date,
        _parked,
    ],
)
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
    assert "no longer" not in str(before)


def told_of_a_date_that_moved(world: World) -> dict[str, list[str]]:
    """What the client has read of a missed date; it has been moved since."""
    late_page(world)
    told_the_client(world)
    read = world.read(CLIENT)
    world.push("A", "2026-11-12", at=day(9))
    world.run()
    return read


def test_what_a_client_was_told_is_settled_once_it_is(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    told_the_client(world)
    world.move("A", "Done", DONE)
    world.run()
    [words] = world.read(CLIENT)["A"]
    assert words.endswith("(no longer current since Fri 6 Nov 2026)")


def test_who_was_told_to_await_a_new_date_reads_that_until_they_are_told_it(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    before = told_of_a_date_that_moved(world)
    assert world.read(CLIENT) == before
    assert "(closed" in world.read(TEAM)["A"][0]
    world.say("A", TOM, "Sorry for the wait: the page will be ready on 12 November.")
    world.run()
    [words] = world.read(CLIENT)["A"]
    assert words.endswith("(no longer current since Mon 9 Nov 2026)")


@pytest.mark.parametrize("is_read", [True, False])
def test_the_team_is_asked_for_a_new_date_as_long_as_a_client_reads_that_one_comes(
    tmp_path: Path, is_read: bool
) -> None:
    world = World(tmp_path, {"date-missed": {}, "moved-after-passing": {}})
    late_page(world)
    world.run(LATE)
    if is_read:
        world.approve()
    world.run()
    world.push("A", "2026-12-10", at=day(9))
    world.run()
    [note] = world.read(TEAM)["A"]
    done = world.run(day(25))
    assert (world.read(TEAM)["A"] == [note]) is is_read
    assert bool(done.plan.climbing) is is_read
    world.say("A", TOM, "Sorry for the wait: the page will be ready on 10 December.")
    world.run()
    [note] = world.read(TEAM)["A"]
    assert "All of it is closed." in note


@pytest.mark.parametrize("command", ["snooze 5 days because Helen is away", "dismiss because Helen knows"])
def test_an_apology_is_not_struck_because_the_next_miss_was_put_aside(tmp_path: Path, command: str) -> None:
    world = World(tmp_path, {"date-missed": {}})
    before = told_of_a_date_that_moved(world)
    world.run(day(13))
    world.say("A", TOM, f"forewarn: {command}", public=False)
    world.run()
    assert world.read(CLIENT) == before
    world.now = day(16)
    world.move("A", "Done", DONE)
    world.run()
    [words] = world.read(CLIENT)["A"]
    assert words.endswith("(no longer current since Mon 16 Nov 2026)")


@pytest.mark.parametrize("held", ["approval", "budget"])
def test_an_apology_is_not_struck_before_the_client_reads_that_the_next_date_was_missed_too(
    tmp_path: Path, held: str
) -> None:
    world = World(tmp_path, {"date-missed": {"approval": held == "approval"}})
    before = told_of_a_date_that_moved(world)
    world.speaking["comments_per_client"] = 0 if held == "budget" else 2
    world.run(day(13))
    assert world.read(CLIENT) == before
    world.speaking["comments_per_client"] = 2
    world.approve()
    world.run(day(16))
    old, new = world.read(CLIENT)["A"]
    assert old.endswith("(no longer current since Mon 16 Nov 2026)")
    assert new.startswith("We had planned “Page” for Thu 12 Nov 2026")
    assert "5 Nov" not in new


def test_a_comment_that_tells_the_new_date_does_not_promise_it_once_more(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}, "date-moved": {}})
    late_page(world)
    told_the_client(world)
    world.push("A", "2026-11-25", at=day(16))
    world.run()
    world.approve()
    world.run()
    world.run()
    old, new = world.read(CLIENT)["A"]
    assert old.endswith("(no longer current since Mon 16 Nov 2026)")
    assert new.endswith("is now planned for Wed 25 Nov 2026.")
    assert "write to you" not in new


def test_a_new_date_that_the_client_was_told_is_not_struck_while_it_holds(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-moved": {"approval": False}})
    late_page(world, due="2026-11-10")
    world.run(MONDAY)
    world.push("A", "2026-12-22", at=day(5))
    world.run(day(6))
    before = world.read(CLIENT)
    assert "now planned for Tue 22 Dec 2026" in before["A"][0]
    world.run(day(30))
    assert "(closed" in world.read(TEAM)["A"][0]
    assert world.read(CLIENT) == before


def test_a_draft_lapses_once_somebody_has_told_the_client(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.run(LATE)
    with open_store(world.database) as store:
        assert len(open_drafts(store)) == 1
    world.say("A", TOM, "Sorry, the page is late. It will be ready on Wednesday.")
    before = world.read(TEAM)
    world.run()
    with open_store(world.database) as store:
        assert not open_drafts(store)
    assert world.read(TEAM) == before
    assert world.read(CLIENT) == {}


@pytest.mark.parametrize(("due", "told"), [("2026-11-18", "Wed 18 Nov 2026"), ("2026-11-27", "Fri 27 Nov 2026")])
def test_of_two_new_dates_that_the_client_was_told_the_old_one_is_struck(tmp_path: Path, due: str, told: str) -> None:
    world = World(tmp_path, {"date-moved": {"approval": False}})
    late_page(world, due="2026-11-13")
    world.run(MONDAY)
    world.push("A", "2026-11-20", at=day(5))
    world.run()
    world.push("A", due, at=day(9))
    world.run()
    [words] = world.read(CLIENT)["A"]
    new, old = words.split("\n\n")
    assert f"is now planned for {told}" in new
    assert "~~" not in new
    assert old.endswith("(no longer current since Mon 9 Nov 2026)")
    world.run(day(30))
    assert world.read(CLIENT)["A"] == [words]


@pytest.mark.parametrize(
    ("due", "baseline", "is_struck"), [("2026-11-13", None, True), ("2026-11-20", "2026-11-11", False)]
)
def test_a_date_that_the_client_was_told_is_struck_once_it_is_taken_back_and_not_because_it_was_agreed(
    tmp_path: Path, due: str, baseline: str | None, is_struck: bool
) -> None:
    world = World(tmp_path, {"date-moved": {"approval": False}})
    late_page(world, due="2026-11-13")
    world.run(MONDAY)
    world.push("A", "2026-11-20", at=day(5))
    world.run()
    before = world.read(CLIENT)
    world.push("A", due, at=day(10))
    world.agreed = {"baseline": {"at": baseline, "approved_by": "Clara"}} if baseline else {}
    world.run(day(10) + HOUR)
    assert world.read(CLIENT) == before
    world.run(day(12))
    [words] = world.read(CLIENT)["A"]
    assert words.endswith("(no longer current since Thu 12 Nov 2026)") is is_struck
    world.run(day(30))
    assert world.read(CLIENT)["A"] == [words]


@pytest.mark.parametrize("what", ["approval", "budget"])
def test_a_date_that_the_client_was_told_is_not_struck_before_they_are_told_the_next(tmp_path: Path, what: str) -> None:
    world = World(tmp_path, {"date-moved": {"approval": what == "approval"}})
    late_page(world, due="2026-11-13")
    world.run(MONDAY)
    world.push("A", "2026-11-20", at=day(5))
    world.run()
    world.approve()
    world.run()
    before = world.read(CLIENT)
    assert "now planned for Fri 20 Nov 2026" in before["A"][0]
    world.push("A", "2026-11-27", at=day(16))
    world.speaking["comments_per_client"] = 0 if what == "budget" else 2
    world.run()
    assert world.read(CLIENT) == before
    world.speaking["comments_per_client"] = 2
    world.approve()
    world.run()
    assert "now planned for Fri 27 Nov 2026" in world.read(CLIENT)["A"][-1]


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


def test_the_team_reads_of_the_next_date_that_was_missed_in_place_of_the_first(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_page(world)
    world.run(LATE)
    world.say("A", TOM, "Sorry, the page is late: it will be done on 10 November instead.")
    world.run()
    world.run(day(11))
    [words] = world.read(TEAM)["A"]
    assert "was promised for Tue 10 Nov 2026" in words
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


@pytest.mark.parametrize(
    ("decide", "reason"), [(World.reject, Reason.REJECTED), (World.reword, Reason.APPROVAL)], ids=["reject", "reword"]
)
def test_what_a_person_decided_about_words_holds_when_the_rule_asks_nobody_any_more(
    tmp_path: Path, decide: Callable[[World], None], reason: Reason
) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.run(LATE)
    decide(world)
    world.rules = {"date-missed": {"approval": False}}
    done = world.run()
    assert held(done, reason) == ["A"]
    assert world.read(CLIENT) == {}


def test_a_new_comment_repeats_nothing_that_the_client_has_answered(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}, "promise-broken": {"audience": "client"}})
    late_page(world)
    told_the_client(world)
    world.say("A", CLARA, "Thank you, next week is fine for us.")
    world.now = day(16)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    for at in (day(19), day(20)):
        world.run(at)
        world.approve()
    *_, newest = world.read(CLIENT)["A"]
    assert "I will send the draft" in newest
    assert "We had planned" not in newest
    with world.agency() as agency:
        assert open_drafts(agency.store) == ()


@pytest.mark.parametrize("answered", [True, False])
def test_an_apology_stays_to_be_read_once_and_is_struck_once_it_is_over(tmp_path: Path, answered: bool) -> None:
    """A newer comment of another date repeats nothing that was answered, so that it replaces nothing of it either."""
    world = World(tmp_path, {"date-missed": {"audience": "client"}})
    late_launch(world)
    told_the_client(world)
    if answered:
        world.say("A", CLARA, "Thank you.")
    world.put(replace(world.tracker.tickets["A"], due=date(2026, 11, 17)))
    world.run(day(18))
    world.approve()
    world.run()
    words = "\n".join(world.read(CLIENT)["A"])
    assert len(world.read(CLIENT)["A"]) == 2
    assert words.count("We had planned “Launch” for Thu 5 Nov 2026") == 1
    assert ("Replaced by" in words) is not answered
    world.move("M", "Done", DONE)
    done = world.run()
    assert len(done.spoken) == 1
    assert "\n".join(world.read(CLIENT)["A"]).count("~~We had planned “Launch” for Thu 5 Nov 2026") == 1
    assert world.run().spoken == ()


def test_an_older_comment_that_a_person_deleted_is_not_said_at_once_again(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "client", "approval": False}})
    late_launch(world)
    world.run(LATE)
    world.say("A", CLARA, "Thank you.")
    world.put(replace(world.tracker.tickets["A"], due=date(2026, 11, 17)))
    world.run(day(18))
    older = min(world.tracker.comments, key=lambda ref: world.tracker.comments[ref][1].at)
    del world.tracker.comments[older]
    world.tracker.happen("A", Event(id="gone", at=day(18), kind=Kind.DELETED, actor=TOM, ref=older))
    world.run(day(19))
    [words] = world.read(CLIENT)["A"]
    assert "Launch" not in words


def test_a_date_that_stands_above_a_newer_comment_is_struck_once_the_client_is_told_the_next(tmp_path: Path) -> None:
    free = {"approval": False, "audience": "client"}
    world = World(tmp_path, {"date-moved": {}, "promise-broken": free})
    late_page(world, due="2026-11-13")
    world.run(MONDAY)
    world.push("A", "2026-11-24", at=day(5))
    told_the_client(world)
    world.now = day(16)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    world.run(day(19))
    date_told, promise = world.read(CLIENT)["A"]
    assert date_told.endswith("is now planned for Tue 24 Nov 2026.")
    assert "I will send the draft" in promise
    world.push("A", "2026-12-10", at=day(20))
    world.run()
    assert world.read(CLIENT)["A"] == [date_told, promise]
    world.approve()
    world.run()
    world.run()
    date_told, newest = world.read(CLIENT)["A"]
    assert date_told.startswith("~~The date of “Page” has changed")
    assert "is now planned for Thu 10 Dec 2026." in newest


@pytest.mark.parametrize("word", ["", "Sorry, the page is late. "], ids=["promised", "told"])
def test_one_event_is_not_told_by_another_rule_once_the_client_has_answered_the_first(
    tmp_path: Path, word: str
) -> None:
    free = {"approval": False, "audience": "client"}
    again = {"check": "process/date-missed", **free}
    world = World(tmp_path, {"date-missed": free, "missed": again, "promise-broken": free})
    late_page(world)
    world.run(LATE)
    world.say("A", CLARA, "Thank you, next week is fine for us.")
    world.now = day(16)
    world.say("A", TOM, f"{word}I will send the draft by tomorrow.")
    for at in (day(19), day(20), day(23)):
        world.run(at)
    *_, newest = world.read(CLIENT)["A"]
    assert "I will send the draft" in newest
    assert "We had planned" not in newest


def test_a_new_comment_that_is_held_back_takes_nothing_out_of_the_old_one(tmp_path: Path) -> None:
    free = {"approval": False, "audience": "client"}
    world = World(tmp_path, {"date-missed": free, "promise-broken": free})
    late_launch(world)
    late_page(world, milestone="M")
    world.run(LATE)
    world.say("A", TOM, "forewarn: snooze date-missed until 27 November because we talk about it", public=False)
    world.run()
    world.now = day(18)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    world.speaking["comments_per_client"] = 0
    before = world.read(CLIENT)["A"]
    world.run(day(23))
    assert world.read(CLIENT)["A"] == before


@pytest.mark.parametrize("how", ["label", "where"])
def test_what_a_client_was_told_is_not_settled_because_the_ticket_is_left_out(tmp_path: Path, how: str) -> None:
    free = {"audience": "client", "approval": False}
    world = World(tmp_path, {"date-missed": free})
    late_page(world)
    world.run(LATE)
    before = world.read(CLIENT)
    if how == "where":
        world.rules = {"date-missed": {**free, "where": "ticket.title != 'Page'"}}
    else:
        world.ignored = ["internal"]
        world.put(replace(world.tracker.tickets["A"], labels=("internal",)))
    world.run(day(9))
    assert world.read(CLIENT) == before
    world.move("A", "Done", DONE)
    if how == "where":
        world.run()
        assert "no longer current" in world.read(CLIENT)["A"][0]


def test_a_client_is_told_once_however_the_team_snoozes(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}, "promise-broken": {"audience": "client"}})
    late_page(world)
    told_the_client(world)
    world.say("A", TOM, "forewarn: snooze date-missed until 27 November because Helen is away", public=False)
    world.run()
    world.now = day(18)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    world.run(day(23))
    world.approve()
    world.run()
    before = world.read(CLIENT)["A"]
    done = world.run(day(30))
    assert world.read(CLIENT)["A"] == before
    assert held(done, Reason.TOLD) == ["A"]


def test_after_a_ticket_was_parked_the_client_is_not_told_again(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"approval": False}})
    late_page(world)
    world.run(LATE)
    before = world.read(CLIENT)
    _parked(world)
    world.run(day(9))
    world.put(replace(world.tracker.tickets["A"], labels=()))
    world.run(day(20))
    assert world.read(CLIENT) == before


def test_what_was_settled_and_is_true_again_is_told_again_although_its_comment_was_replaced(tmp_path: Path) -> None:
    free = {"approval": False, "audience": "client"}
    world = World(tmp_path, {"date-missed": free, "promise-broken": free})
    late_launch(world)
    world.run(LATE)
    world.now = day(18)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    world.now = day(23)
    world.move("M", "Done", DONE)
    world.run()
    world.now = day(26)
    world.move("M", "Doing", DOING)
    world.run(day(1, 12))
    assert "We had planned" in world.read(CLIENT)["A"][-1]


def test_one_event_is_told_once_although_the_rule_that_told_it_has_told_it_elsewhere(tmp_path: Path) -> None:
    free = {"approval": False, "audience": "client"}
    world = World(tmp_path, {"date-missed": free, "launch-missed": {"check": "process/date-missed", **free}})
    late_launch(world)
    world.run(LATE)
    world.now = day(10)
    world.move("A", "Done", DONE)
    done = world.run()
    assert world.read(CLIENT).keys() == {"A"}
    assert held(done, Reason.TOLD) == ["B", "B"]


def test_a_board_that_is_said_to_be_closed_gets_no_note_while_a_client_writes_there(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    world.tracker.guarantee = Guarantee.DECLARED
    for key in "AB":
        late_page(world, key)
    world.say("B", CLARA, "Thanks for the invitation, I can see the whole board now.")
    done = world.run(LATE)
    assert held(done, Reason.EXPOSED) == ["A", "B"]
    assert {one.why for one in done.plan.held if one.reason is Reason.EXPOSED} == {
        "it is for the team, and Clara of the client wrote there lately, so they can read it too"
    }
    world.say("A", TOM, "forewarn: explain")
    assert world.run().replies == ()
    assert world.read(TEAM) == {}
    world.run(LATE + timedelta(days=120))
    assert world.read(TEAM).keys() == {"A", "B"}


def test_why_something_is_kept_quiet_is_said_in_no_note_while_a_client_writes_there(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}, "unanswered-client-message": {"audience": "team"}})
    world.tracker.guarantee = Guarantee.DECLARED
    late_page(world)
    world.say("A", CLARA, "Which colour will the button have?")
    world.run(LATE + timedelta(days=91))  # she wrote so long ago that she may have left
    [note] = world.read(TEAM)["A"]
    world.say("A", TOM, "forewarn: dismiss date-missed because she pays late", public=False)
    world.say("A", TOM, "It will be blue.")
    world.say("A", CLARA, "Thanks, I can see the whole board now.")
    world.run()
    [edited] = world.read(TEAM)["A"]
    assert edited != note
    assert "pays late" not in edited
