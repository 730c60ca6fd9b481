"""What no list tells: comments that are gone, and mentions elsewhere. Asked for only where something must be."""

from collections.abc import Iterator

import pytest
from tests.connectors.github.desk import ANA, BEN, CLARA, SHOP, START, Desk, at, moved, ref, said, ticket

from forewarn.connect import Connector
from forewarn.connect.stage import Fault
from forewarn.facts.roles import Roles
from forewarn.model import Audience, Event, Field, Kind, StatusCategory, Ticket
from forewarn.store import Store, open_store
from forewarn.sync import Synced, sync

PLANS = "acme/plans"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def synced(desk: Desk, store: Store, *, pull_requests: bool = False) -> tuple[Synced, list[str]]:
    """One run; (how it went, what was asked for below the repository)."""
    connector: Connector = desk.connector(pull_requests=pull_requests)
    before = len(desk.sandbox.requests)
    (result,) = sync([("hub", SHOP)], {"hub": connector}, Roles({}), store, lambda: desk.clock.now)
    return result, [each.path.removeprefix(f"/repos/{SHOP}/") for each in desk.sandbox.requests[before:]]


def later(desk: Desk, hours: float) -> None:
    desk.clock.now = desk.sandbox.now = at(hours)


def stored(store: Store, ticket_id: str) -> Ticket:
    (found,) = store.seen.load("hub", [ticket_id])
    return found


def words(store: Store, ticket_id: str) -> list[str]:
    return [comment.text for comment in stored(store, ticket_id).comments()]


def delete(desk: Desk, ticket_id: str, comment: str, hours: float) -> None:
    desk.sandbox.play(ticket_id, Event("story", at(hours), Kind.DELETED, ANA, ref=comment))
    later(desk, hours + 0.5)


def test_a_comment_deleted_among_others_is_noticed_for_one_request(desk: Desk, store: Store) -> None:
    issue, other = desk.sandbox.open(ticket()), desk.sandbox.open(ticket("Pay"))
    first, *_ = [desk.sandbox.play(issue, said(text, hours=n)) for n, text in enumerate(("One", "Two", "Three"), 1)]
    desk.sandbox.play(other, said("Hello", hours=4))
    later(desk, 5)
    synced(desk, store)
    delete(desk, issue, first, 8)
    _, asked = synced(desk, store)
    assert words(store, issue) == ["Two", "Three"]
    assert [event.ref for event in stored(store, issue).history if event.kind is Kind.DELETED] == [first]
    assert sorted(asked) == sorted(["milestones", "issues", "issues/comments", "issues/events", "issues/1/comments"])
    later(desk, 20)
    assert len(synced(desk, store)[1]) == 4, "and never again"


def test_a_comment_of_ours_that_a_person_deleted_is_noticed_although_others_stand(desk: Desk, store: Store) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said("When?", hours=0.5))
    later(desk, 1)
    posted = desk.connector().speaker().post(ref(issue), "Late.", marker="m", audience=Audience.CLIENT)
    synced(desk, store)
    delete(desk, issue, posted.id, 8)
    synced(desk, store)
    deleted = [event for event in stored(store, issue).history if event.kind is Kind.DELETED]
    assert [event.ref for event in deleted] == [posted.id]
    assert words(store, issue) == ["When?"]


def test_a_comment_deleted_while_another_is_written_is_noticed(desk: Desk, store: Store) -> None:
    """The number of comments is the same as before."""
    issue = desk.sandbox.open(ticket())
    first = desk.sandbox.play(issue, said("One", hours=1))
    desk.sandbox.play(issue, said("Two", hours=2))
    later(desk, 3)
    synced(desk, store)
    desk.sandbox.play(issue, said("Three", hours=7))
    delete(desk, issue, first, 8)
    synced(desk, store)
    assert words(store, issue) == ["Two", "Three"]


def test_a_run_that_dies_before_it_counts_again_does_so_the_next_time(desk: Desk, store: Store) -> None:
    issue = desk.sandbox.open(ticket())
    first = desk.sandbox.play(issue, said("One", hours=1))
    desk.sandbox.play(issue, said("Two", hours=2))
    later(desk, 3)
    synced(desk, store)
    delete(desk, issue, first, 8)
    desk.sandbox.misbehave(Fault("status", path="/issues/1/comments", status=502, times=4))
    assert synced(desk, store)[0].lacking is not None
    assert words(store, issue) == ["One", "Two"]
    assert synced(desk, store)[0].lacking is None
    assert words(store, issue) == ["Two"]


def test_the_reviews_of_a_pull_request_outlive_a_deleted_comment(desk: Desk, store: Store) -> None:
    change = desk.sandbox.open(ticket("Fix", type="pull request"))
    first = desk.sandbox.play(change, said("One", hours=1))
    desk.sandbox.remark(change, said("Here?", hours=2))
    desk.sandbox.play(change, Event("story", at(3), Kind.ADDED, ANA, Field.REVIEW, new="approved", text="Fine."))
    later(desk, 4)
    synced(desk, store, pull_requests=True)
    delete(desk, change, first, 8)
    synced(desk, store, pull_requests=True)
    assert words(store, change) == ["Here?", "Fine."]


def test_a_deleted_comment_is_noticed_where_a_pull_request_has_no_other(desk: Desk, store: Store) -> None:
    change = desk.sandbox.open(ticket("Fix", type="pull request"))
    only = desk.sandbox.play(change, said("When will it come?", hours=1))
    later(desk, 4)
    synced(desk, store, pull_requests=True)
    delete(desk, change, only, 8)
    synced(desk, store, pull_requests=True)
    assert words(store, change) == []


def test_a_deleted_comment_on_a_line_is_noticed_with_the_next_change(desk: Desk, store: Store) -> None:
    change = desk.sandbox.open(ticket("Fix", type="pull request"))
    first = desk.sandbox.remark(change, said("Here?", hours=1))
    desk.sandbox.remark(change, said("And here?", hours=2))
    later(desk, 4)
    synced(desk, store, pull_requests=True)
    desk.sandbox.play(change, Event("story", at(7), Kind.DELETED, ANA, ref=first))
    desk.sandbox.play(change, said("Better now.", hours=8))
    later(desk, 8.5)
    _, asked = synced(desk, store, pull_requests=True)
    assert words(store, change) == ["And here?", "Better now."]
    assert asked.count("pulls/1/comments") == 1
    assert [event.ref for event in stored(store, change).history if event.kind is Kind.DELETED] == [first]


def test_comments_on_lines_that_stand_cost_one_request_where_their_pull_request_changed(
    desk: Desk, store: Store
) -> None:
    changes = [desk.sandbox.open(ticket(title, type="pull request")) for title in ("One", "Two", "Three")]
    for change in changes[:2]:
        desk.sandbox.remark(change, said("Here?", hours=1))
    later(desk, 4)
    synced(desk, store, pull_requests=True)
    for change in changes[1:]:
        desk.sandbox.play(change, said("Done.", hours=8))
    later(desk, 8.5)
    _, asked = synced(desk, store, pull_requests=True)
    assert [path for path in asked if path.startswith("pulls/") and path.endswith("/comments")] == [
        "pulls/comments",
        "pulls/2/comments",
    ]


def test_an_issue_that_goes_while_it_is_counted_again_stops_nothing(desk: Desk, store: Store) -> None:
    issue = desk.sandbox.open(ticket())
    first = desk.sandbox.play(issue, said("One", hours=1))
    desk.sandbox.play(issue, said("Two", hours=2))
    later(desk, 3)
    synced(desk, store)
    delete(desk, issue, first, 8)
    desk.sandbox.misbehave(Fault("status", path="/issues/1/comments", status=410))
    assert synced(desk, store)[0].error is None


def test_without_a_store_to_ask_nothing_is_counted(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    first = desk.sandbox.play(issue, said("One", hours=1))
    desk.sandbox.play(issue, said("Two", hours=2))
    cursor = desk.read().cursor
    desk.sandbox.play(issue, Event("story", at(8), Kind.DELETED, ANA, ref=first))
    desk.read(cursor)
    assert not any(request.path.endswith("issues/1/comments") for request in desk.sandbox.requests)


def test_a_pull_request_elsewhere_that_mentions_an_issue_is_told_once_with_who_and_where(
    desk: Desk, store: Store
) -> None:
    issue, plan = desk.sandbox.open(ticket()), desk.sandbox.open(ticket("Plan", container=PLANS, type="pull request"))
    desk.sandbox.play(issue, said("Hello"))
    later(desk, 2)
    synced(desk, store)
    desk.sandbox.mention(issue, plan, BEN, at(5))
    later(desk, 6)
    _, asked = synced(desk, store)
    (told,) = (event for event in stored(store, issue).history if event.field is Field.LINKS)
    assert (told.at, told.actor and told.actor.id, told.kind, told.text) == (at(5), BEN.id, Kind.ADDED, "pull request")
    assert told.new == told.url == f"https://github.com/{PLANS}/pull/1"
    assert [path for path in asked if path.endswith("timeline")] == ["issues/1/timeline"]
    desk.sandbox.mention(issue, plan, BEN, at(9))
    later(desk, 10)
    synced(desk, store)
    assert len([event for event in stored(store, issue).history if event.field is Field.LINKS]) == 1


EXPLAINED = {
    "a comment": said("Hello", hours=5),
    "a label": Event("story", at(5), Kind.ADDED, ANA, Field.LABELS, new="bug"),
    "a status": moved("closed", StatusCategory.DONE, 5),
    "a commit": Event("story", at(5), Kind.ADDED, ANA, Field.LINKS, new="6dcb09b", text="commit"),
}


@pytest.mark.parametrize("event", EXPLAINED.values(), ids=EXPLAINED.keys())
def test_a_change_that_the_lists_explain_costs_no_request_more(desk: Desk, store: Store, event: Event) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said("First"))
    later(desk, 2)
    synced(desk, store)
    desk.sandbox.play(issue, event)
    later(desk, 6)
    assert len(synced(desk, store)[1]) == 4
    assert len(stored(store, issue).history) >= 3


def test_a_commit_that_names_an_issue_is_a_link(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, EXPLAINED["a commit"])
    (told,) = desk.read().ticket(issue).history[1:]
    assert (told.new, told.text) == (f"https://github.com/{SHOP}/commit/6dcb09b", "commit")


def test_kinds_and_parents_are_told_with_who_changed_them(desk: Desk) -> None:
    parents = [desk.sandbox.open(ticket(f"Part {n}")) for n in range(2)]
    issue = desk.sandbox.open(ticket(type="Bug", parent=parents[0]))
    changes = [
        (Field.TYPE, "Bug", "Task"),
        (Field.TYPE, "Task", "issue"),
        (Field.TYPE, "issue", "Bug"),
        (Field.PARENT, parents[0], None),
        (Field.PARENT, None, parents[1]),
    ]
    for hours, (field, old, new) in enumerate(changes, 1):
        desk.sandbox.play(issue, Event("story", at(hours), Kind.CHANGED, CLARA, field, old, new))
    read = desk.read().ticket(issue)
    assert [(e.field, e.old, e.new) for e in read.history[1:]] == changes
    assert {e.actor and e.actor.id for e in read.history[1:]} == {CLARA.id}
    assert (read.type, read.parent) == ("Bug", parents[1])
    before = read.as_of(START)
    assert before is not None and (before.type, before.parent) == ("Bug", parents[0])


def test_a_mention_in_another_issue_is_no_work(desk: Desk, store: Store) -> None:
    issue, other = desk.sandbox.open(ticket()), desk.sandbox.open(ticket("Other"))
    desk.sandbox.play(issue, said("Hello"))
    later(desk, 2)
    synced(desk, store)
    desk.sandbox.mention(issue, other, BEN, at(5))
    later(desk, 6)
    assert "issues/1/timeline" in synced(desk, store)[1]
    assert len(stored(store, issue).history) == 2


def test_a_mention_is_told_although_the_run_that_saw_the_issue_died(desk: Desk, store: Store) -> None:
    issue, plan = desk.sandbox.open(ticket()), desk.sandbox.open(ticket("Plan", container=PLANS, type="pull request"))
    desk.sandbox.play(issue, said("Hello"))
    later(desk, 2)
    synced(desk, store)
    desk.sandbox.mention(issue, plan, BEN, at(5))
    later(desk, 6)
    desk.sandbox.misbehave(Fault("status", path="/timeline", status=502, times=4))
    assert synced(desk, store)[0].lacking is not None
    assert synced(desk, store)[0].lacking is None
    assert [event.at for event in stored(store, issue).history if event.field is Field.LINKS] == [at(5)]


def test_an_issue_that_github_cannot_tell_of_is_named_and_the_repository_is_current(desk: Desk, store: Store) -> None:
    """As where its timeline is too long for GitHub's own server, which then answers 502 for ever."""
    plan = desk.sandbox.open(ticket("Plan", container=PLANS, type="pull request"))
    issues = [desk.sandbox.open(ticket(f"Part {n}")) for n in range(3)]
    for issue in issues:
        desk.sandbox.play(issue, said("Hello"))
    later(desk, 2)
    synced(desk, store)
    for issue in issues:
        desk.sandbox.mention(issue, plan, BEN, at(5))
    for hours in (6, 8):
        later(desk, hours)
        desk.sandbox.misbehave(Fault("status", path="/issues/2/timeline", status=502, times=4))
        result, _ = synced(desk, store)
        assert result.error is None and f"{SHOP}#2 is not known" in str(result.lacking)
        assert (store.seen.scope("hub", SHOP).error, result.synced_at) == (None, at(hours))
        assert [len(stored(store, issue).history) for issue in issues] == [3, 2, 3]
    later(desk, 9)
    assert synced(desk, store)[0].lacking is None
    assert len(stored(store, issues[1]).history) == 3


def test_neighbours_that_github_cannot_tell_of_keep_no_other_issue_waiting(desk: Desk, store: Store) -> None:
    """Two in a row look as if GitHub were down, so that no more is asked; the next pass asks for the others first."""
    plan = desk.sandbox.open(ticket("Plan", container=PLANS, type="pull request"))
    issues = [desk.sandbox.open(ticket(f"Part {n}")) for n in range(4)]
    for issue in issues:
        desk.sandbox.play(issue, said("Hello"))
    later(desk, 2)
    synced(desk, store)
    for number in (1, 2):
        desk.sandbox.misbehave(Fault("status", path=f"/issues/{number}/timeline", status=502, times=999))
    for issue in issues:
        desk.sandbox.mention(issue, plan, BEN, at(5))
    later(desk, 6)
    result, _ = synced(desk, store)
    assert result.error is None and store.seen.scope("hub", SHOP).unread.keys() == set(issues)
    for hours in (8, 10):
        later(desk, hours)
        result, _ = synced(desk, store)
        assert result.error is None and store.seen.scope("hub", SHOP).unread.keys() == set(issues[:2])
        assert [len(stored(store, issue).history) for issue in issues] == [2, 2, 3, 3]
    desk.sandbox.mention(
        issues[3], desk.sandbox.open(ticket("More", container=PLANS, type="pull request")), BEN, at(11)
    )
    later(desk, 12)
    synced(desk, store)
    assert len(stored(store, issues[3]).history) == 4, "what is new comes before what failed"


def test_a_pull_request_of_which_github_gives_no_reviews_keeps_nothing_else_unread(desk: Desk, store: Store) -> None:
    changes = [desk.sandbox.open(ticket(f"Part {n}", type="pull request")) for n in range(4)]
    for change in changes:
        review = Event("story", at(1), Kind.ADDED, ANA, Field.REVIEW, new="approved", text="Fine.")
        desk.sandbox.play(change, review)
    for number in (1, 2):
        desk.sandbox.misbehave(Fault("status", path=f"/pulls/{number}/reviews", status=502, times=999))
    for hours in (2, 4, 6):
        later(desk, hours)
        result, _ = synced(desk, store, pull_requests=True)
        assert result.error is None and "is not known" in str(result.lacking)
    assert store.seen.scope("hub", SHOP).unread.keys() == set(changes[:2])
    assert [words(store, change) for change in changes] == [[], [], ["Fine."], ["Fine."]]
    desk.sandbox.forgive()
    assert synced(desk, store, pull_requests=True)[0].lacking is None
    assert [words(store, change) for change in changes] == [["Fine."]] * 4
    assert "pulls/1/reviews" not in synced(desk, store, pull_requests=True)[1]


def test_a_github_that_is_down_is_no_fault_of_one_issue(desk: Desk, store: Store) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said("Hello"))
    later(desk, 2)
    synced(desk, store)
    desk.sandbox.mention(issue, desk.sandbox.open(ticket("Plan", container=PLANS, type="pull request")), BEN, at(5))
    later(desk, 6)
    desk.sandbox.misbehave(Fault("cut", path="/timeline", times=4))
    assert synced(desk, store)[0].error is not None
