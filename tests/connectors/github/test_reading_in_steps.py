"""Reading may stop anywhere and go on later, and what changes meanwhile is not lost."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest
from tests.connectors.github.desk import ANA, SHOP, START, Desk, Shelf, at, milestone, moved, said, ticket
from werkzeug.wrappers import Request, Response

from forewarn.connect.stage import Fault
from forewarn.model import Event, Field, Kind, StatusCategory
from forewarn_github.cursor import Cursor
from forewarn_github.sandbox import GitHubSandbox

DOING, DONE = StatusCategory.DOING, StatusCategory.DONE


@pytest.fixture(scope="module")
def busy() -> Iterator[Desk]:
    """A repository whose lists have several pages; nothing in these tests changes it."""
    with GitHubSandbox(START) as sandbox:
        desk = Desk(sandbox)
        sandbox.open(milestone())
        for number in range(130):
            issue = sandbox.open(ticket(f"Number {number}", created=START + timedelta(minutes=number)))
            hours = 3 + number / 30
            sandbox.play(issue, said("one", hours=hours))
            sandbox.play(issue, moved("doing", DOING, hours + 1))
            sandbox.play(issue, said("two", hours=hours + 2))
            sandbox.play(issue, Event("", at(hours + 3), Kind.CHANGED, ANA, Field.MILESTONE, new=f"{SHOP}!milestone-1"))
            sandbox.play(issue, moved("open", StatusCategory.TODO, hours + 4))
            sandbox.play(issue, moved("closed", DONE, hours + 5))
        yield desk


def test_dying_after_any_batch_loses_nothing(busy: Desk) -> None:
    whole = busy.read()
    assert sum(map(len, whole.events.values())) == 1 + 130 * (1 + 2 + 6)
    reader = busy.connector().reader()
    shelf, runs = Shelf(), 0
    while runs < 100:
        before, runs = shelf.cursor, runs + 1
        batches = list(islice(reader.read(SHOP, before), runs))
        shelf.absorb(batches)
        if len(batches) < runs:
            break
    assert shelf.tickets == whole.tickets
    assert shelf.events == whole.events
    assert runs >= 5


def test_each_batch_that_moves_the_cursor_holds_all_before_it(busy: Desk) -> None:
    """However many batches one run stores, a second run brings the rest."""
    whole = busy.read()
    reader = busy.connector().reader()
    batches = list(reader.read(SHOP, None))
    assert len(batches) >= 7
    for stored in range(1, len(batches), 2):
        shelf = Shelf().absorb(batches[:stored])
        shelf.absorb(reader.read(SHOP, shelf.cursor))
        assert shelf.events == whole.events


def test_an_hourly_run_takes_four_requests_however_large_the_repository_is(busy: Desk) -> None:
    cursor = busy.read().cursor
    before = len(busy.sandbox.requests)
    busy.read(cursor)
    assert len(busy.sandbox.requests) - before == 4


def test_an_edit_while_pages_are_turned_pushes_nothing_past_us(desk: Desk) -> None:
    issues = [desk.sandbox.open(ticket(f"Number {n}", created=START + timedelta(minutes=n))) for n in range(120)]
    refs = [desk.sandbox.play(issue, said("words", hours=3 + n / 60)) for n, issue in enumerate(issues)]
    shelf = Shelf()
    for number, batch in enumerate(desk.connector().reader().read(SHOP, None)):
        shelf.absorb([batch])
        # What was read already moves to the end of its list, so that all behind it move up by one.
        edit = Event("", at(30 + number), Kind.EDITED, ANA, ref=refs[number], new="other words")
        desk.sandbox.play(issues[number], edit)
    assert sorted(shelf.tickets) == sorted(issues)
    comments = {e.ref for events in shelf.events.values() for e in events.values() if e.kind is Kind.COMMENTED}
    assert comments == set(refs)


def test_a_second_that_fills_a_page_is_read_to_its_end(desk: Desk) -> None:
    issues = [desk.sandbox.open(ticket(f"Number {n}")) for n in range(230)]
    refs = [desk.sandbox.play(issues[0], said("words")) for _ in range(230)]
    shelf = desk.read()
    assert sorted(shelf.tickets) == sorted(issues)
    assert {event.ref for event in shelf.ticket(issues[0]).history if event.ref} == set(refs)
    assert len(desk.sandbox.requests) < 15


def test_an_issue_opened_while_the_others_are_read_comes_before_its_events(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    reading = desk.connector().reader().read(SHOP, None)
    shelf = Shelf().absorb(islice(reading, 2))
    late = desk.sandbox.open(ticket("Just now"))
    desk.sandbox.play(late, said("Already a comment"))
    later = desk.sandbox.open(ticket("Later still"))
    desk.sandbox.play(later, moved("in progress", DOING, 2))
    shelf.absorb(reading)  # the shelf refuses an event without its ticket
    assert [event.kind for event in shelf.ticket(late).history] == [Kind.CREATED, Kind.COMMENTED]
    assert shelf.ticket(later).category is DOING
    assert {late, later} <= desk.read(shelf.cursor).tickets.keys()


class Lively(GitHubSandbox):
    """Something happens to the first issue just before the second page of its events is asked for."""

    def refuse(self, request: Request) -> Response | None:
        if request.path.endswith("/events") and request.args.get("page") == "2":
            self.play(f"{SHOP}#1", Event("", at(200), Kind.ADDED, ANA, Field.LABELS, new="late"))
        return super().refuse(request)


def test_what_github_shows_late_is_read_next_time(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket(created=at(1)))
    desk.sandbox.play(issue, said("Hello", hours=2))
    cursor = desk.read().cursor
    late = desk.sandbox.open(ticket("Of a minute ago", created=at(2) - timedelta(minutes=1)))
    desk.sandbox.play(late, said("Hello", hours=2 - 1 / 60))
    assert len(desk.read(cursor).ticket(late).history) == 2


def test_an_event_that_github_shows_late_is_not_taken_for_read() -> None:
    position = Cursor(event=50, event_at=at(2))
    assert not position.has(49, at(2) - timedelta(minutes=1))
    assert position.has(49, at(2) - timedelta(minutes=3))
    assert not position.has(51, at(1)), "brought along by an issue that was transferred here"
    assert not Cursor().has(1, at(1))


def test_events_that_come_while_pages_are_turned_are_read_once_and_the_new_ones_next_time() -> None:
    with Lively(START) as sandbox:
        desk = Desk(sandbox)
        issue = sandbox.open(ticket())
        for number in range(110):
            sandbox.play(issue, Event("", at(1 + number), Kind.ADDED, ANA, Field.LABELS, new=f"label {number}"))
        shelf = desk.read()
        assert len(shelf.ticket(issue).history) == 1 + 110
        shelf.absorb(desk.connector().reader().read(SHOP, shelf.cursor))
        assert [event.new for event in shelf.ticket(issue).history[-2:]] == ["label 109", "late"]


def test_history_older_than_github_lists_stays_unknown(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    for number in range(110):
        desk.sandbox.play(issue, Event("", at(1 + number), Kind.ADDED, ANA, Field.LABELS, new=f"label {number}"))
    words = json.dumps({"message": "In order to keep the API fast for everyone, pagination is limited."})
    desk.sandbox.misbehave(Fault("slow", path="/issues/events"))
    desk.sandbox.misbehave(Fault("status", path="/issues/events", status=422, body=words))
    shelf = desk.read()
    assert [event.new for event in shelf.ticket(issue).history[1:3]] == ["label 10", "label 11"]
    later = desk.sandbox.open(ticket("Later", created=at(200)))
    assert later in desk.read(shelf.cursor).tickets


@pytest.mark.parametrize("cursor", ["", "{}", '{"issues": 3}', "page=7", '{"unknown": 1}'])
def test_a_cursor_of_another_version_means_to_begin_anew(desk: Desk, cursor: str) -> None:
    issue = desk.sandbox.open(ticket())
    assert issue in desk.read(cursor).tickets


def test_links_of_an_enterprise_server_are_followed_under_its_path() -> None:
    with GitHubSandbox(START, prefix="/api/v3") as sandbox:
        desk = Desk(sandbox)
        issues = [sandbox.open(ticket(f"Number {n}")) for n in range(130)]
        assert sorted(desk.read().tickets) == sorted(issues)
        assert all(request.path.startswith("/api/v3/") for request in sandbox.requests)
