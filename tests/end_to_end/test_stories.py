"""Stories of what is held, put aside and remembered, while people act and the files change between two runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.end_to_end.world import (
    CLARA,
    CLIENT,
    DONE,
    HOUR,
    IDA,
    LATE,
    MONDAY,
    TEAM,
    TOM,
    World,
    day,
    held,
    late_launch,
    late_page,
    open_items,
    told_the_client,
)

from forewarn.agency import Agency
from forewarn.errors import GoneError, NotFoundError, UnavailableError
from forewarn.explain import explain_all, explain_subject
from forewarn.facts.corrections import Verdict
from forewarn.model import Event, Field, Kind
from forewarn.portrait.ledger import correction, ledger
from forewarn.run import Exit
from forewarn.say.spoken import Deed
from forewarn.show.digest import Digest, digest_of
from forewarn.store import Entry, Outcome, Reason, Rung, SentDigest, open_store
from forewarn.testing.builders import opened, ticket
from forewarn.waivers.recall import last_results


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


def test_a_new_note_asks_nobody_again_for_what_was_answered(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}, "promise-broken": {"audience": "team"}})
    late_page(world)
    world.run(LATE)
    world.say("A", TOM, "They know; it comes a week later.", public=False)
    world.now = day(16)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    world.run(day(19))
    *_, newest = world.read(TEAM)["A"]
    assert "is not done. **Tom wrote here on Mon 16 Nov 2026.**" in newest
    assert newest.count("Next:") == 1
    world.run(day(20))
    assert world.read(TEAM)["A"][-1] == newest


def test_a_project_by_another_name_remembers_what_was_told_answered_and_decided(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    for key in "AB":
        late_page(world, key)
    world.run(LATE)
    world.reject("B")
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


@pytest.mark.parametrize(
    ("places", "projects", "spoken_of"),
    [
        ({"A": "left"}, {"new": ["left"]}, ""),
        ({"A": "left", "B": "right", "C": "right"}, {"one": ["left"], "other": ["right"]}, "A"),
        ({"A": "left", "B": "right"}, {"one": ["left"], "other": ["right"]}, "AB"),
        ({"A": "left", "B": "right"}, {"shop": ["empty"], "new": ["left", "right"]}, "AB"),
    ],
)
def test_what_is_waived_for_a_project_that_is_no_more_is_waived_where_most_of_it_went(
    tmp_path: Path, places: dict[str, str], projects: dict[str, list[str]], spoken_of: str
) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}, "date-at-risk": {"audience": "team"}})
    world.projects = {"shop": {"tracker": ["left", "right"]}}
    for key, container in places.items():
        late_page(world, key)
        world.put(world.tracker.tickets[key], container=container)
    world.run(MONDAY + HOUR)
    with open_store(world.database) as store:
        store.waivers.add("date-missed", "shop", "", "Tom", "agreed", world.now, day(30))
    world.projects = {name: {"tracker": containers} for name, containers in projects.items()}
    world.run(LATE)
    assert "".join(sorted(world.read(TEAM))) == spoken_of


@pytest.mark.parametrize("moves", [False, True])
def test_a_renamed_project_and_a_moved_ticket_are_no_news(tmp_path: Path, moves: bool) -> None:
    world = World(tmp_path, {"date-missed": {}})
    world.projects = {"shop": {"tracker": ["shop"]}, "blog": {"tracker": ["blog"]}}
    late_page(world)
    for number in (6, 9, 10, 11, 12, 13, 16):
        world.run(day(number))
    before = {item.key: (item.rung, item.first_held) for item in open_items(world)}
    told = _digest(world).told
    if moves:
        world.put(world.tracker.tickets["A"], container="blog")
    else:
        world.projects["another-shop"] = world.projects.pop("shop")
    done = world.run()
    assert {item.key: (item.rung, item.first_held) for item in open_items(world)} == before
    assert not _digest(world, SentDigest(done.now, told)).is_news
    with open_store(world.database) as store:
        assert [one.text for one in store.journal.of_ticket("tracker", "A") if one.at == done.now] == []


@pytest.mark.parametrize("audience", ["client", "both"])
def test_a_milestone_and_its_ticket_of_one_date_are_told_once_wherever_people_work(
    tmp_path: Path, audience: str
) -> None:
    world = World(tmp_path, {"date-missed": {"audience": audience}})
    late_launch(world)
    late_page(world, "B", milestone="M")
    told_the_client(world)
    world.now = day(9)
    for key in "BA":
        world.say(key, TOM, "I looked into it.", public=False)
        world.run()
        world.approve()
        world.run()
    assert {key: len(told) for key, told in world.read(CLIENT).items()} == {"B": 1}
    assert world.read(TEAM).keys() == ({"B"} if audience == "both" else set())


@pytest.mark.parametrize("approval", [False, True])
def test_a_client_is_told_once_although_the_rule_has_another_name_by_now(tmp_path: Path, approval: bool) -> None:
    world = World(tmp_path, {"date-missed": {"approval": approval}})
    late_page(world)
    told_the_client(world)
    before = world.read(CLIENT)
    world.rules = {"late": {"check": "date-missed", "approval": approval}}
    done = world.run()
    assert held(done, Reason.APPROVAL) == []
    assert (world.read(CLIENT), len(before["A"])) == (before, 1)


def test_after_a_lost_database_our_own_words_answer_no_client_once_they_are_known_as_ours(tmp_path: Path) -> None:
    team = {"audience": "team"}
    client = {"audience": "client", "approval": False}
    world = World(tmp_path, {"date-missed": client, "unanswered-client-message": team})
    world.team = ["forewarn"]  # it writes by the account of somebody who works there
    late_page(world)
    world.now = day(3)
    world.say("A", CLARA, "Could you tell me which photos you need from us?")
    before = {finding.rule for result in world.run(LATE).results for finding in result.findings}
    world.database += ".new"
    world.run()
    after = {finding.rule for result in world.run().results for finding in result.findings}
    assert before == after == {"date-missed", "unanswered-client-message"}


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


@pytest.mark.parametrize("approval", [False, True])
def test_what_a_person_rejected_stays_unsaid_although_the_rule_has_another_name_by_now(
    tmp_path: Path, approval: bool
) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.run(LATE)
    world.reject()
    world.rules = {"late": {"check": "date-missed", "approval": approval}}
    done = world.run()
    assert (held(done, Reason.REJECTED), held(done, Reason.APPROVAL)) == (["A"], [])
    assert world.read(CLIENT) == {}


@pytest.mark.parametrize("approves", [True, False])
def test_what_a_person_decided_of_one_rule_decides_nothing_of_another(tmp_path: Path, approves: bool) -> None:
    """An approval is for its own rule's words; words rejected beside another rule leave that one free to ask."""
    world = World(tmp_path, {"date-missed": {}} if approves else {"date-missed": {}, "late": {"check": "date-missed"}})
    late_page(world)
    world.run(LATE)
    if approves:
        world.approve()
        world.rules = {"late": {"check": "date-missed"}}
    else:
        world.reject()
    done = world.run()
    assert held(done, Reason.APPROVAL) == ["A"]
    assert world.read(CLIENT) == {}


def test_a_baseline_stays_quiet_although_a_rule_has_another_name_by_now(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.speaking = {"baseline_days": 20}
    for key in "AB":
        late_page(world, key)
    world.run(LATE)
    world.rules = {"late": {"check": "date-missed", "audience": "team"}}
    late_page(world, "C", due="2026-11-06")
    assert [one.comment.ticket.key for one in world.run(day(9)).spoken] == ["C"]
    with open_store(world.database) as store:
        store.baseline.end(store.baseline.all(), world.now)
    assert [one.comment.ticket.key for one in world.run().spoken] == ["A", "B"]


@pytest.mark.parametrize("moves", [False, True])
def test_a_project_by_another_name_is_not_hushed_by_a_second_baseline(tmp_path: Path, moves: bool) -> None:
    """A handful of tickets that moved into a new project leave that one new."""
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.speaking = {"baseline_days": 20}
    for key in "ABC":
        late_page(world, key, due="2026-11-10")
    world.run(MONDAY + HOUR)
    if moves:
        world.projects["shop-2027"] = {"tracker": ["shop-2027"]}
        world.put(world.tracker.tickets["A"], "shop-2027")
        for key in "DEF":
            world.put(replace(world.tracker.tickets["A"], id=key, key=key), "shop-2027")
    else:
        world.projects = {"website-2027": {"tracker": ["shop"]}}
    done = world.run(day(11))
    assert sorted(one.comment.ticket.key for one in done.spoken) == (["B", "C"] if moves else ["A", "B", "C"])
    assert [*done.considered.adopting] == (["shop-2027"] if moves else [])


def test_a_container_that_gets_a_project_of_its_own_is_not_hushed_by_a_second_baseline(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.speaking = {"baseline_days": 20}
    world.projects = {"website": {"tracker": ["shop", "blog"]}}
    for key, container in (("A", "shop"), ("B", "blog")):
        world.put(ticket(key, opened(MONDAY, TOM), source="tracker", title="Page", due="2026-11-10"), container)
    world.run(MONDAY + HOUR)
    world.projects = {"website": {"tracker": ["shop"]}, "blog": {"tracker": ["blog"]}}
    done = world.run(day(11))
    assert sorted(one.comment.ticket.key for one in done.spoken) == ["A", "B"]
    assert [*done.considered.adopting] == []


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


def test_after_weeks_without_a_run_the_lead_comes_before_the_owner(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_page(world)
    rungs = []
    for at in (LATE, day(13), day(14, 12), day(14, 12) + HOUR, day(18, 12), day(21, 12)):
        world.run(at)
        rungs.append([item.rung for item in open_items(world)])
    assert rungs == [[], [Rung.DIGEST], [Rung.LEAD], [Rung.LEAD], [Rung.LEAD], [Rung.OWNER]]


@pytest.mark.parametrize(
    ("answered", "rungs"),
    [
        (False, [Rung.DIGEST, Rung.DIGEST, Rung.DIGEST, Rung.LEAD]),
        (True, [None, None, None, None, Rung.DIGEST]),
    ],
)
def test_a_new_note_beside_what_is_still_open_moves_nobody_on_the_ladder(
    tmp_path: Path, answered: bool, rungs: list[Rung | None]
) -> None:
    """Not down to its foot, and not up past a recent answer, which stands above the new note."""
    rules = {"date-missed": {"audience": "team"}, "unanswered-client-message": {"audience": "team"}}
    world = World(tmp_path, rules)
    late_page(world)
    world.run(LATE)
    world.now = day(12)
    world.say("A", CLARA, "Which colour will the button have?")
    if answered:
        world.say("A", IDA, "They know; it comes a week later.", public=False)
    seen: list[Rung | None] = []
    for at in (day(13), day(16), day(17), day(20), day(24)):
        done = world.run(at)
        seen.append(next((one.rung for one in done.plan.climbing if one.finding.rule == "date-missed"), None))
    assert len(world.read(TEAM)["A"]) == 2
    assert seen[: len(rungs)] == rungs


@pytest.mark.parametrize(("reworded", "edits"), [(False, []), (True, [Deed.EDITED])])
def test_a_note_is_edited_only_where_it_reads_differently(tmp_path: Path, reworded: bool, edits: list[Deed]) -> None:
    """What is graver by now is remembered as such."""
    world = World(tmp_path, {"date-missed": {"audience": "team", "severity": "medium"}})
    late_page(world)
    world.run(LATE)
    world.rules = {"date-missed": {"audience": "team", "severity": "high"}}
    if reworded:
        world.rules["date-missed"]["texts"] = {"team": "It is late, and Helen has called."}
    assert [one.deed for one in world.run().spoken] == edits
    done = world.run()
    assert (done.spoken, done.plan.writes) == ((), ())


def _digest(world: World, last: SentDigest | None = None) -> Digest:
    with open_store(world.database) as store:
        return digest_of(Agency(world.config(), store, {}), last, world.now)


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


def _moved(world: World) -> None:
    world.put(world.tracker.tickets["A"], container="blog")


def _called_otherwise(world: World) -> None:
    world.projects = {"shop-2027": {"tracker": ["shop"]}, "blog": {"tracker": ["blog"]}}


@pytest.mark.parametrize("change", [_moved, _called_otherwise])
def test_a_corrected_promise_and_a_baseline_follow_their_ticket(
    tmp_path: Path, change: Callable[[World], None]
) -> None:
    world = World(tmp_path, {"promise-broken": {"audience": "both", "approval": False}, "date-missed": {}})
    world.projects = {"shop": {"tracker": ["shop"]}, "blog": {"tracker": ["blog"]}}
    world.speaking["baseline_days"] = 60
    late_page(world, due="2026-11-02")
    world.now = day(3)
    world.say("A", TOM, "I will send the draft by tomorrow.")
    world.run()
    with open_store(world.database) as store:
        [row] = ledger(world.config(), store, world.now, None)
        given = correction(row, Verdict.KEPT, world.now, "Tom", "handed over in person")
        store.corrections.add(row.project.name, given)
    assert world.run(day(9)).spoken == ()
    change(world)
    done = world.run(day(10))
    assert done.spoken == ()
    assert [one.finding.rule for one in done.considered.quiet.silenced] == ["date-missed"]


@pytest.mark.parametrize("audience", ["team", "both"])
def test_after_a_snooze_the_days_on_the_ticket_begin_again(tmp_path: Path, audience: str) -> None:
    """Also where the client had read of it before."""
    world = World(tmp_path, {"date-missed": {"audience": audience, "approval": False}})
    late_page(world)
    world.run(LATE)
    world.say("A", TOM, "forewarn: snooze until 27 November because Helen is away", public=False)
    for number in (9, 16, 23, 27, 30):
        world.run(day(number))
    assert world.run(day(1, 12)).plan.climbing == ()
    [climbed] = world.run(day(8, 12)).plan.climbing
    assert (climbed.rung, climbed.why) == (
        Rung.DIGEST,
        "it was said on the ticket on 30 Nov 2026, and it is still open",
    )


def _delete_ours(world: World, at: datetime) -> None:
    """Tom deletes all our comments on A."""
    for ref in list(world.tracker.comments):
        del world.tracker.comments[ref]
        gone = Event(id=f"gone {ref}", at=at, kind=Kind.DELETED, actor=TOM, ref=ref)
        world.tracker.happen("A", gone)


def test_what_a_person_deleted_is_said_on_no_other_ticket_within_the_quiet_period(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "both", "approval": False}})
    late_launch(world)
    world.run(LATE)
    _delete_ours(world, LATE + HOUR)
    world.run(LATE + 2 * HOUR)
    world.now = day(9)
    world.move("A", "Done", DONE)
    done = world.run()
    assert done.spoken == ()
    assert held(done, Reason.DISMISSED) == ["B", "B"]
    assert {one.comment.ticket.key for one in world.run(day(17)).spoken} == {"B"}


def test_a_look_at_another_day_changes_nothing(tmp_path: Path) -> None:
    said = []
    for looks in (False, True):
        world = World(tmp_path / str(looks), {"date-missed": {"audience": "team"}})
        late_page(world)
        world.run(LATE)
        _delete_ours(world, day(9))
        world.run(day(9) + HOUR)
        if looks:
            world.run(day(7), apply=False)
        said.append([number for number in (13, 16, 17, 18, 19, 20) if world.run(day(number)).spoken])
    assert said[0] == said[1] == [16]


def test_the_digest_asks_for_an_approval_although_the_team_was_told_long_ago(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    for number in (6, 9, 13, 20):
        world.run(day(number))
    [item] = _digest(world).items
    assert (item.held.reason, item.held.rung) == (Reason.APPROVAL, Rung.OWNER)


def test_what_is_silent_beside_something_refused_is_held_with_it(tmp_path: Path) -> None:
    team = {"audience": "team"}
    world = World(tmp_path, {"promise-broken": team, "date-missed": team, "slip-without-new-eta": team})
    late_page(world, due="2026-11-20")
    world.now = day(3)
    world.say("A", IDA, "I will send the draft by tomorrow.")
    world.run(LATE)
    world.tracker.locked = frozenset("A")
    for at in (day(25), day(26), day(26) + HOUR):
        world.run(at)
        refused = {item.finding.rule for item in open_items(world) if item.reason is Reason.REFUSED}
        assert refused == {"date-missed", "slip-without-new-eta"}


def test_a_date_moved_without_a_trace_before_the_run_is_not_missed(tmp_path: Path) -> None:
    """Milestones of GitHub and versions of Jira have no history: their changes are dated by the reading."""
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.projects["website-tracker"]["tracker"].insert(0, "blog")
    world.tracker.history = frozenset(Field) - {Field.DUE}
    late_page(world)
    world.put(ticket("B", opened(MONDAY, TOM), source="tracker"), container="blog")
    world.run(MONDAY + HOUR)
    world.tracker.put(replace(world.tracker.tickets["A"], due=date(2026, 12, 18)))

    def meanwhile(what: str, count: int) -> None:
        if what == "tracker: blog":
            world.now += timedelta(minutes=1)

    assert (world.run(LATE, progress=meanwhile).results[0].findings, world.read(TEAM)) == ((), {})


def test_an_answer_that_came_while_the_trackers_were_read_is_an_answer(tmp_path: Path) -> None:
    world = World(tmp_path, {"unanswered-client-message": {}})
    world.projects["website-tracker"]["tracker"].insert(0, "blog")
    world.put(ticket("A", opened(MONDAY, TOM), source="tracker"))
    world.say("A", CLARA, "Where is the contract?")

    def meanwhile(what: str, count: int) -> None:
        if what == "tracker: blog":
            world.say("A", TOM, "Here it is: https://files.example/contract.pdf")

    assert world.run(LATE, apply=False).plan.writes
    world.put(ticket("B", opened(MONDAY, TOM), source="tracker"), container="blog")
    assert not world.run(LATE, progress=meanwhile).spoken


def test_what_a_client_writes_while_the_baseline_is_read_is_not_hushed_with_it(tmp_path: Path) -> None:
    world = World(tmp_path, {"unanswered-client-message": {"audience": "team"}})
    world.speaking = {"baseline_days": 20}
    world.put(ticket("A", opened(MONDAY, TOM), source="tracker"))

    def asks(words: str, at: datetime) -> Event:
        world.now, world.number = at, world.number + 1
        ident = f"c{world.number}"
        return Event(ident, at, Kind.COMMENTED, CLARA, text=words, ref=ident, url=f"https://tracker.example/{ident}")

    world.tracker.happen("A", asks("Which colour will it be?", day(3)))

    def meanwhile(what: str, count: int) -> None:
        if world.number == 1:
            world.tracker.happen("A", asks("Is there any news on the colour?", day(9) + HOUR))

    assert world.run(day(9), progress=meanwhile).considered.first_found
    [told] = world.run(day(9) + 2 * HOUR).spoken
    assert told.comment.ticket.key == "A"
    assert not world.run(day(10)).spoken


def test_a_look_ahead_leaves_what_later_runs_know(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {}})
    late_page(world)
    world.run(day(3))
    assert world.run(day(3), apply=False, look=day(9)).plan.writes
    assert sum(result.asked for result in world.run().results) == 0
    with open_store(world.database) as store:
        assert not any(result.findings for result in last_results(world.config(), store))


def test_a_container_that_cannot_be_read_silences_its_own_project_alone(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.projects = {"blog": {"tracker": ["blog"]}, "shop": {"tracker": ["shop"]}}
    late_page(world, "B")
    world.put(world.tracker.tickets["B"], container="blog")
    late_page(world, "S")
    world.run(MONDAY + HOUR)
    failed: list[str] = []

    def fail(step: str) -> None:
        if step == "read" and not failed:  # containers are read in their order
            failed.append(step)
            raise GoneError("there is no such board")

    world.tracker.fail = fail
    done = world.run(LATE)
    assert [one.deed for one in done.spoken] == [Deed.POSTED]
    assert world.read(TEAM).keys() == {"S"}
    assert held(done, Reason.STALE) == ["B"]


def test_a_ticket_is_explained_although_another_source_of_another_project_has_one_of_its_id(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}}, jira="harbour", other="mill")
    world.projects = {"one": {"jira": ["shop"], "other": ["shop"]}, "two": {"jira": ["news"]}}
    late_page(world, "10001", "other")
    world.put(replace(world.trackers["other"].tickets["10001"], source="jira", key="NEWS-1"), container="news")
    world.run(LATE)
    with world.agency() as agency:
        [told] = explain_subject(agency, "date-missed", "NEWS-1", world.now)
        assert (told.project, told.answer.outcome) == ("two", Outcome.FINDING)
        assert {one.project for one in explain_subject(agency, "date-missed", "10001", world.now)} == {"one", "two"}


@pytest.mark.parametrize("is_over", [True, False])
def test_what_is_over_is_quiet_and_speaks_again_once_it_is_opened_again(tmp_path: Path, is_over: bool) -> None:
    """As an archived repository: its tickets stand there as ever, and nobody can write on them."""
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    late_page(world, "A")
    late_page(world, "B", due="2026-11-12")
    world.run(MONDAY + HOUR)
    world.run(LATE)
    world.run(LATE + HOUR)
    assert world.read(TEAM).keys() == {"A"}
    if is_over:
        world.tracker.ended["shop"] = "is archived"
    for number in (9, 16, 23):
        done = world.run(day(number))
        if is_over:
            assert (done.exit_code, done.synced[0].ended) == (Exit.DONE, "is archived")
            assert not done.spoken and not done.plan.held and not open_items(world)
            with world.agency() as agency, pytest.raises(NotFoundError, match="shop is archived"):
                explain_all(agency, "A", world.now)
    assert world.read(TEAM).keys() == ({"A"} if is_over else {"A", "B"})
    world.tracker.ended.clear()
    world.run(day(24))
    world.run(day(25))
    assert world.read(TEAM).keys() == {"A", "B"}
    assert len(world.read(TEAM)["A"]) == 1


def test_of_two_containers_of_a_project_the_one_that_is_over_keeps_nobody_from_the_other(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}, "silence": {"audience": "team"}})
    world.projects = {"site": {"tracker": ["old", "new"]}}
    for key, container in (("A", "old"), ("B", "new")):
        late_page(world, key)
        world.put(world.tracker.tickets[key], container)
    world.tracker.ended["old"] = "is a closed board"
    world.run(MONDAY + HOUR)
    world.run(day(13))
    assert world.read(TEAM).keys() == {"B"}
    assert {item.rule for item in world.run(day(16)).results[0].findings} == {"date-missed", "silence"}


def test_a_ticket_that_alone_cannot_be_read_is_named_and_silences_itself_alone(tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    for key in "ABC":
        late_page(world, key, due="2026-11-12")
    late_page(world, "A", due="2026-11-05")
    world.run(MONDAY + HOUR)
    world.run(LATE)
    assert world.read(TEAM).keys() == {"A"}
    said = world.read(TEAM)["A"]
    world.push("A", "2026-12-01", day(9))
    world.tracker.unreadable = frozenset("AB")
    for number in (10, 13, 16):
        done = world.run(day(number))
        assert (done.exit_code, done.synced[0].error) == (Exit.PARTIAL, None)
        assert "A is not known: 500" in str(done.synced[0].lacking)
    assert (world.read(TEAM).keys(), world.read(TEAM)["A"]) == ({"A", "C"}, said)
    assert held(done, Reason.STALE) == ["A", "B"]
    assert open_items(world) == ()
    world.tracker.unreadable = frozenset()
    assert world.run(day(17)).exit_code == Exit.DONE
    assert world.read(TEAM).keys() == {"A", "B", "C"}
    assert world.read(TEAM)["A"] != said, "it is settled"
