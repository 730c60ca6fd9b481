"""Pull requests with what their issues do not tell: branches, reviews, comments on lines."""

from dataclasses import replace
from typing import Any

import pytest
from tests.connectors.github.desk import ANA, BEN, CLARA, SHOP, Desk, Shelf, at, moved, ref, said, ticket

from forewarn.connect.stage import Fault
from forewarn.errors import PermissionDenied
from forewarn.model import Audience, Event, Field, Kind, Link, Person, Role, StatusCategory
from forewarn_github.references import closed_by
from forewarn_github.sandbox.server import ACCOUNT

DONE = StatusCategory.DONE


def pull(title: str = "Passkeys", **changes: Any) -> Any:
    """A story's pull request."""
    return ticket(title, type="pull request", **{"reporter": BEN, "branch": "feature/ACME-7-passkeys", **changes})


def reviewed(decision: str, text: str = "", hours: float = 2, by: Person = ANA) -> Event:
    """A review."""
    return Event("story", at(hours), Kind.ADDED, by, Field.REVIEW, new=decision, text=text)


def read(desk: Desk, cursor: str | None = None) -> Shelf:
    return desk.read(cursor, pull_requests=True)


def paths(desk: Desk) -> list[str]:
    """What was asked for, below the repository."""
    return [request.path.removeprefix(f"/repos/{SHOP}/") for request in desk.sandbox.requests]


def test_a_pull_request_names_its_branch_and_an_issue_none(desk: Desk) -> None:
    issue, change = desk.sandbox.open(ticket()), desk.sandbox.open(pull())
    tickets = read(desk).tickets
    assert (tickets[issue].branch, tickets[change].branch) == ("", "feature/ACME-7-passkeys")


def test_a_merged_pull_request_is_done_and_a_rejected_one_declined(desk: Desk) -> None:
    merged, rejected = desk.sandbox.open(pull()), desk.sandbox.open(pull("Other way"))
    desk.sandbox.play(merged, moved("closed", DONE, 2))
    desk.sandbox.play(rejected, moved("not planned", DONE, 2))
    tickets = read(desk).tickets
    assert [(tickets[each].category, tickets[each].declined) for each in (merged, rejected)] == [
        (DONE, False),
        (DONE, True),
    ]


def test_reviews_are_decisions_and_words_at_their_own_instants(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    refs = [
        desk.sandbox.play(change, reviewed("changes requested", "Please no cookies.", 2)),
        desk.sandbox.play(change, reviewed("commented", "And now?", 3, CLARA)),
        desk.sandbox.play(change, reviewed("approved", hours=4)),
    ]
    desk.sandbox.play(change, reviewed("commented", hours=5))
    desk.sandbox.draft_review(change, "Not yet sent")

    history = read(desk).ticket(change).history

    decisions = [(e.at, e.actor and e.actor.id, e.new, e.ref) for e in history if e.field is Field.REVIEW]
    assert decisions == [(at(2), ANA.id, "changes requested", refs[0]), (at(4), ANA.id, "approved", refs[2])]
    comments = [(e.at, e.text, e.ref) for e in history if e.kind is Kind.COMMENTED]
    assert comments == [(at(2), "Please no cookies.", refs[0]), (at(3), "And now?", refs[1])]
    assert all(f"/pull/1#pullrequestreview-{e.ref[7:]}" in e.url for e in history if e.ref)


def test_a_dismissed_review_decides_nothing_any_more(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    review = desk.sandbox.play(change, reviewed("approved", "Fine."))
    shelf = read(desk)
    desk.sandbox.play(change, Event("story", at(5), Kind.REMOVED, BEN, Field.REVIEW, old="approved", ref=review))
    history = shelf.absorb(desk.connector(pull_requests=True).reader().read(SHOP, shelf.cursor)).ticket(change).history
    told = [(e.kind, e.old or e.new, e.ref, e.at) for e in history if e.field is Field.REVIEW]
    assert told == [(Kind.ADDED, "approved", review, at(2)), (Kind.REMOVED, "approved", review, at(5))]


def test_comments_on_lines_are_comments_with_their_own_address(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    first = desk.sandbox.remark(change, said("Why twice?", ANA, 2))
    desk.sandbox.play(change, said("Because.", BEN, 3))
    shelf = read(desk)
    desk.sandbox.play(change, Event("story", at(6), Kind.EDITED, ANA, ref=first, new="Why thrice?"))
    desk.sandbox.remark(change, said("Ah.", ANA, 7))
    reader = desk.connector(pull_requests=True).reader()
    edited = [event for batch in reader.read(SHOP, shelf.cursor) for _, event in batch.events if event.ref == first]
    assert [(event.text, event.edited) for event in edited] == [("Why thrice?", at(6))]
    comments = shelf.absorb(reader.read(SHOP, shelf.cursor)).ticket(change).comments()
    assert [(c.at, c.text) for c in comments] == [(at(2), "Why twice?"), (at(3), "Because."), (at(7), "Ah.")]
    assert comments[0].url == f"https://github.com/{SHOP}/pull/1#discussion_r{first[5:]}"


def test_who_is_asked_to_review_is_told(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    for hours, kind, old, new in ((1, Kind.ADDED, None, CLARA.id), (2, Kind.REMOVED, CLARA.id, None)):
        desk.sandbox.play(change, Event("story", at(hours), kind, BEN, Field.REVIEWER, old, new))
    asked = [e for e in read(desk).ticket(change).history if e.field is Field.REVIEWER]
    assert [(e.kind, e.old, e.new, e.actor and e.actor.id) for e in asked] == [
        (Kind.ADDED, None, CLARA.id, BEN.id),
        (Kind.REMOVED, CLARA.id, None, BEN.id),
    ]


def test_what_a_pull_request_closes_is_linked(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    change = desk.sandbox.open(pull(description=f"Fixes #1, closes acme/plans#3 and resolves {SHOP.upper()}#1"))
    tickets = read(desk).tickets
    assert tickets[change].links == (Link("closes", issue), Link("closes", "acme/plans#3"))
    assert tickets[issue].links == ()


CLOSING = {
    "all keywords": ("close #1 closed #2 Closes: #3 fix #4 Fixed #5 fixes #6 resolve #7 resolves #8 RESOLVED #9", 9),
    "an address": ("Fixes https://github.com/acme/shop/issues/12", 1),
    "an address of an Enterprise Server": ("Fixes https://git.acme.org/acme/shop/issues/12", 1),
    "GitHub's old way": ("fixes GH-12", 1),
    "no keyword": ("See #1, prefixes #2, fix me #3", 0),
    "in code": ("`fixes #1`\n```\nfixes #2\n```\n~~~ sh\nfixes #3", 0),
    "in the template": ("<!-- Write 'fixes #123' here -->", 0),
    "a pull request's address": ("fixes https://github.com/acme/shop/pull/12", 0),
    "after code": ("```\nfixes #1\n```\nfixes #2", 1),
}


@pytest.mark.parametrize(("body", "count"), CLOSING.values(), ids=CLOSING.keys())
def test_only_what_github_closes_is_closed(body: str, count: int) -> None:
    assert len(list(closed_by(body))) == count


def test_a_first_reading_asks_once_for_all_branches_and_for_the_reviews_of_each(desk: Desk) -> None:
    for number in range(3):
        desk.sandbox.open(pull(f"Number {number}", created=at(number)))
    desk.sandbox.open(ticket())
    read(desk)
    assert sorted(paths(desk)) == sorted(
        ["milestones", "issues", "issues/comments", "issues/events", "pulls", "pulls/comments"]
        + [f"pulls/{number}/reviews" for number in (1, 2, 3)]
    )


def test_a_quiet_run_costs_four_requests_and_nothing_of_the_quota(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    desk.sandbox.remark(change, said("Why?", ANA, 2))
    cursor = read(desk).cursor
    cursor = read(desk, cursor).cursor  # once more, for what GitHub shows late
    before, left = len(desk.sandbox.requests), desk.sandbox._rate()["Remaining"]
    read(desk, cursor)
    assert [request.status for request in desk.sandbox.requests[before:]] == [304] * 4
    assert desk.sandbox._rate()["Remaining"] == left


def test_only_the_pull_requests_that_changed_are_asked_about(desk: Desk) -> None:
    changes = [desk.sandbox.open(pull(f"Number {n}", created=at(n))) for n in range(5)]
    issue = desk.sandbox.open(ticket(created=at(9)))
    shelf = read(desk)
    desk.sandbox.play(changes[2], reviewed("approved", hours=20))
    desk.sandbox.now = at(21)
    before = len(paths(desk))
    shelf.absorb(desk.connector(pull_requests=True).reader().read(SHOP, shelf.cursor))
    assert [path for path in paths(desk)[before:] if path.startswith("pulls/") and path.endswith("/reviews")] == [
        "pulls/3/reviews"
    ]
    desk.sandbox.play(issue, said("Hello", hours=30))
    before = len(paths(desk))
    shelf.absorb(desk.connector(pull_requests=True).reader().read(SHOP, shelf.cursor))
    assert [path for path in paths(desk)[before:] if path.startswith("pulls")] == []
    assert len(shelf.ticket(changes[2]).history) == 2


def test_pull_requests_that_are_wanted_later_are_read_from_their_beginning(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    desk.sandbox.play(change, said("Soon", BEN))
    desk.sandbox.play(desk.sandbox.open(ticket()), said("When?", hours=90))
    without = desk.read()
    assert change not in without.tickets
    later = without.absorb(desk.connector(pull_requests=True).reader().read(SHOP, without.cursor))
    assert [comment.text for comment in later.ticket(change).comments()] == ["Soon"]
    again = len(desk.sandbox.requests)
    desk.read(later.cursor)
    assert len(desk.sandbox.requests) - again == 4, "and when they are not wanted any more nothing begins anew"


def test_a_pass_that_dies_anywhere_loses_no_review_and_no_comment(desk: Desk) -> None:
    changes = [desk.sandbox.open(pull(f"Number {n}", created=at(n / 60))) for n in range(4)]
    desk.sandbox.play(changes[0], said("Hello"))
    shelf = read(desk)
    for hours, change in enumerate(changes, 10):
        desk.sandbox.play(change, reviewed("approved", "Fine.", hours))
        desk.sandbox.remark(change, said("But here?", ANA, hours))
    desk.sandbox.play(desk.sandbox.open(ticket(created=at(50))), said("New", hours=51))
    whole = read(desk)
    reader = desk.connector(pull_requests=True).reader()
    batches = list(reader.read(SHOP, shelf.cursor))
    for stored in range(len(batches)):
        part = Shelf(dict(shelf.tickets), {k: dict(v) for k, v in shelf.events.items()}, shelf.cursor)
        part.absorb(batches[:stored]).absorb(reader.read(SHOP, part.cursor))
        assert part.events == whole.events


def test_what_may_not_be_read_of_pull_requests_is_told_with_the_permission(desk: Desk) -> None:
    desk.sandbox.open(pull())
    headers = (("X-Accepted-GitHub-Permissions", "pull_requests=read"),)
    body = '{"message": "Resource not accessible by personal access token"}'
    desk.sandbox.misbehave(Fault("status", status=403, path="/reviews", headers=headers, body=body))
    with pytest.raises(PermissionDenied) as error:
        read(desk)
    assert "pull_requests=read" in error.value.next_step


def test_a_pull_request_whose_branch_is_not_in_the_list_is_asked_for_by_itself(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    desk.sandbox.misbehave(Fault("status", status=200, path="/pulls", body="[]"))
    assert read(desk).tickets[change].branch == "feature/ACME-7-passkeys"
    assert "pulls/1" in paths(desk)


def test_a_pull_request_opened_while_the_others_are_read_has_its_branch(desk: Desk) -> None:
    desk.sandbox.play(desk.sandbox.open(ticket()), said("Hello"))
    reading = desk.connector(pull_requests=True).reader().read(SHOP, None)
    shelf = Shelf().absorb([next(reading), next(reading)])
    late = desk.sandbox.open(pull())
    desk.sandbox.play(late, said("Already", BEN))
    assert shelf.absorb(reading).tickets[late].branch == "feature/ACME-7-passkeys"


def test_our_comments_on_a_pull_request_are_a_bots(desk: Desk) -> None:
    change = desk.sandbox.open(pull())
    posted = desk.connector().speaker().post(ref(change), "Late.", marker="m", audience=Audience.CLIENT)
    desk.sandbox.play(change, reviewed("approved", "Fine.", by=replace(ACCOUNT, role=Role.TEAM)))
    roles = {e.ref: e.actor.role for e in read(desk).ticket(change).history if e.actor and e.ref}
    assert roles.pop(posted.id) is Role.BOT
    assert set(roles.values()) == {Role.TEAM}


def test_an_issue_is_no_pull_request(desk: Desk) -> None:
    with pytest.raises(ValueError, match="no branch"):
        desk.sandbox.open(ticket(branch="main"))
    issue = desk.sandbox.open(ticket())
    with pytest.raises(ValueError, match="review"):
        desk.sandbox.play(issue, reviewed("approved"))
