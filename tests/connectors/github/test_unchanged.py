"""A list that is still the same is neither sent again nor counted."""

import json

import pytest
from tests.connectors.github.desk import ANA, SHOP, Desk, Shelf, at, changed, milestone, moved, said, ticket

from forewarn.connect.stage import Fault
from forewarn.errors import GoneError
from forewarn.model import Event, Field, Kind, StatusCategory
from forewarn_github.client import Page
from forewarn_github.listing import Listing

DOING = StatusCategory.DOING


def quiet(desk: Desk) -> Shelf:
    """Read so often that nothing is left to be read."""
    shelf = desk.read()
    shelf.absorb(desk.connector().reader().read(SHOP, shelf.cursor))
    return shelf


def statuses(desk: Desk, shelf: Shelf) -> list[tuple[str, int]]:
    """One run on top of `shelf`: what was asked for, and how it was answered."""
    before = len(desk.sandbox.requests)
    shelf.absorb(desk.connector().reader().read(SHOP, shelf.cursor))
    return [(request.path.rpartition("shop/")[2], request.status) for request in desk.sandbox.requests[before:]]


def a_busy_repository(desk: Desk) -> str:
    desk.sandbox.open(milestone())
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said("Hello"))
    desk.sandbox.play(issue, moved("doing", DOING, 2))
    return issue


def test_a_quiet_run_is_free(desk: Desk) -> None:
    a_busy_repository(desk)
    shelf = quiet(desk)
    left = desk.sandbox._rate()["Remaining"]
    lists = ["milestones", "issues", "issues/comments", "issues/events"]
    assert statuses(desk, shelf) == [(path, 304) for path in lists]
    assert desk.sandbox._rate()["Remaining"] == left


CHANGES = {
    "a comment": said("More", hours=5),
    "an event": Event("story", at(5), Kind.ADDED, ANA, Field.LABELS, new="bug"),
    "a title": changed(Field.TITLE, None, "Other", 5),
    "a body": changed(Field.DESCRIPTION, None, "Other", 5),
}


@pytest.mark.parametrize("event", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changes_after_quiet_runs_is_read(desk: Desk, event: Event) -> None:
    issue = a_busy_repository(desk)
    shelf = quiet(desk)
    statuses(desk, shelf)
    desk.sandbox.play(issue, event)
    statuses(desk, shelf)
    fresh = desk.read()
    assert shelf.tickets == fresh.tickets and shelf.events == fresh.events


def test_a_new_day_for_a_milestone_is_read_after_quiet_runs(desk: Desk) -> None:
    a_busy_repository(desk)
    shelf = quiet(desk)
    desk.sandbox.play(f"{SHOP}!milestone-1", changed(Field.DUE, None, "2026-12-14", 5))
    assert ("milestones", 200) in statuses(desk, shelf)
    assert str(shelf.tickets[f"{SHOP}!milestone-1"].due) == "2026-12-14"


def test_a_milestone_given_to_an_issue_is_known_although_their_list_was_not_sent_again(desk: Desk) -> None:
    """GitHub counts a milestone's issues in its list; were that late, the event alone would not tell its number."""
    launch = desk.sandbox.open(milestone())
    issue = desk.sandbox.open(ticket())
    shelf = quiet(desk)
    desk.sandbox.play(issue, changed(Field.MILESTONE, None, launch, 5))
    desk.sandbox.play(issue, changed(Field.MILESTONE, launch, None, 6))
    desk.sandbox.misbehave(Fault("status", path="/milestones", status=304))
    statuses(desk, shelf)
    told = [(event.old, event.new) for event in shelf.ticket(issue).history if event.field is Field.MILESTONE]
    assert told == [(None, launch), (launch, None)]


def test_a_full_page_is_asked_for_again_since_another_may_follow() -> None:
    lists = Listing(None, "", "hub", {})  # type: ignore[arg-type]  # it is asked for nothing
    lists.was_read("issues", Page([0] * 100, None, 'W/"a"'))
    lists.was_read("milestones", Page([0] * 99, "https://more", 'W/"b"'))
    lists.was_read("issues/comments", Page([0] * 99, None, ""))
    assert lists.etags == {}
    lists.was_read("issues", Page([0] * 99, None, 'W/"a"'))
    lists.was_read("issues/events", Page([0] * 100, "https://more", 'W/"c"'), newest_first=True)
    assert lists.etags == {"issues": 'W/"a"', "issues/events": 'W/"c"'}


def test_what_was_not_stored_is_not_taken_for_unchanged(desk: Desk) -> None:
    """The run dies behind the first batch of events; the page that held them all must be read again."""
    issue = a_busy_repository(desk)
    shelf = desk.read()
    for number in range(30):
        desk.sandbox.play(issue, Event("story", at(9), Kind.ADDED, ANA, Field.LABELS, new=f"label {number}"))
    reader = desk.connector().reader()
    batches = list(reader.read(SHOP, shelf.cursor))
    for stored in range(len(batches)):
        part = Shelf(dict(shelf.tickets), {k: dict(v) for k, v in shelf.events.items()}, shelf.cursor)
        part.absorb(batches[:stored]).absorb(reader.read(SHOP, part.cursor))
        assert len(part.events[issue]) == len(desk.read().events[issue])


def test_a_redirect_that_was_not_asked_for_is_no_answer(desk: Desk) -> None:
    a_busy_repository(desk)
    desk.sandbox.misbehave(Fault("status", status=304, path="/milestones"))
    with pytest.raises(GoneError, match="renamed or moved"):
        desk.read()


def test_a_cursor_stays_small_in_quiet_hours(desk: Desk) -> None:
    a_busy_repository(desk)
    cursor = json.loads(quiet(desk).cursor or "")
    assert "changed" not in cursor
    assert len(json.dumps(cursor)) < 800
