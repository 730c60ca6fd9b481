"""Batches, cursors and pages: nothing is skipped, nothing is read twice for long, and few requests do it."""

import json
from datetime import timedelta
from itertools import islice

import pytest
from tests.connectors.jira.harness import (
    DEPLOYMENTS,
    START,
    Deployment,
    Site,
    a_site,
    an_issue,
    by_id,
    changed,
    said,
)

from forewarn.connect import Guarantee
from forewarn.connect.stage import Fault
from forewarn.errors import GoneError
from forewarn.model import MILESTONE, Field, Kind, Role
from forewarn_jira.instants import from_milliseconds

LATER = START + timedelta(days=1)


def updated_in(cursor: str | None) -> int:
    assert cursor is not None
    count = json.loads(cursor)["updated"]
    assert isinstance(count, int)
    return count


def with_issues(site: Site, count: int, page: int) -> list[str]:
    site.sandbox.searching.largest_page = page
    return [site.open(number) for number in range(1, count + 1)]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_project_is_read_in_batches_of_one_page(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        numbers = with_issues(site, 7, page=3)
        batches = site.read()
    assert sorted(by_id(batches)) == sorted(numbers)
    assert [t.id for batch in batches for t in batch.tickets] == numbers  # nothing twice
    assert all(batch.whole == {t.id for t in batch.tickets} for batch in batches)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_the_cursor_only_moves_forward_and_never_past_what_was_handed_over(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        with_issues(site, 9, page=2)
        batches = site.read()
    marks = [updated_in(batch.cursor) for batch in batches]
    assert marks == sorted(set(marks))
    for batch, mark in zip(batches, marks, strict=True):
        assert max(t.created for t in batch.tickets) == from_milliseconds(mark)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("survived", range(4))
def test_dying_between_batches_loses_nothing(deployment: Deployment, survived: int) -> None:
    with a_site(deployment) as site:
        numbers = with_issues(site, 8, page=2)
        stored = list(islice(site.connector.reader().read("ACME", None), survived))
        cursor = stored[-1].cursor if stored else None
        rest = site.read(cursor)
    assert set(by_id([*stored, *rest])) == set(numbers)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_only_what_changed_is_read_again(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        numbers = with_issues(site, 5, page=100)
        cursor = site.read()[-1].cursor
        site.sandbox.play(numbers[1], changed(Field.TITLE, "Better", LATER))
        again = site.read(cursor)
        assert by_id(again)[numbers[1]].title == "Better"
        # The last two minutes are always read again, and issue 3 to 5 were opened in them.
        assert set(by_id(again)) == {numbers[1], *numbers[2:]}
        assert set(by_id(site.read(again[-1].cursor))) == {numbers[1]}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_nothing_new_keeps_the_cursor(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.open()
        cursor = site.read()[-1].cursor
        assert [updated_in(batch.cursor) for batch in site.read(cursor)] == [updated_in(cursor)]


def test_a_cursor_that_cannot_be_read_means_reading_everything() -> None:
    with a_site() as site:
        number = site.open()
        assert set(by_id(site.read("no JSON"))) == {number}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_an_issue_touched_while_pages_are_read_is_not_skipped_nor_any_other(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        numbers = with_issues(site, 6, page=2)
        reader = site.connector.reader().read("ACME", None)
        batches = [next(reader)]
        site.sandbox.play(numbers[0], changed(Field.TITLE, "Moved to the end", LATER))
        batches.extend(reader)
        tickets = by_id([*batches, *site.read(batches[-1].cursor)])
    assert set(tickets) == set(numbers)
    assert tickets[numbers[0]].title == "Moved to the end"


def test_data_center_gets_past_more_issues_of_one_instant_than_a_page_holds() -> None:
    with a_site("server") as site:
        site.sandbox.searching.largest_page = 3
        numbers = [site.open(n, created=START) for n in range(10)] + [site.open(11, created=LATER)]
        batches = site.read()
    assert [t.id for batch in batches for t in batch.tickets] == numbers


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("count", [20, 21, 240])
def test_all_comments_are_read(deployment: Deployment, count: int) -> None:
    with a_site(deployment) as site:
        number = site.open()
        for minute in range(count):
            site.sandbox.play(number, said(f"Comment {minute}", LATER + timedelta(minutes=minute)))
        [ticket] = site.tickets().values()
    assert [c.text for c in ticket.comments()] == [f"Comment {minute}" for minute in range(count)]


def test_comments_without_a_total_are_read_until_a_page_is_empty() -> None:
    with a_site() as site:
        number = site.open()
        site.sandbox.play(number, said("Hm", LATER))
        comment = {"id": "99", "body": "Oh", "created": LATER.isoformat()}
        fields = {"created": START.isoformat(), "updated": LATER.isoformat(), "comment": {"comments": [comment]}}
        page = json.dumps({"issues": [{"id": number, "key": "ACME-1", "fields": fields}]})
        first = json.dumps({"comments": [comment]})
        site.sandbox.misbehave(Fault("status", path="search/jql", status=200, body=page))
        site.sandbox.misbehave(Fault("status", path="/comment", status=200, body=first))
        [ticket] = site.tickets().values()
        assert [c.text for c in ticket.comments()] == ["Oh"]
        assert len(site.asked("/comment")) == 2


def test_a_note_for_the_team_stays_one_when_data_center_sends_no_comments_with_the_issue() -> None:
    with a_site("server", service_management=True) as site:
        number = site.open()
        site.sandbox.play(number, said("For us", LATER, public=False))
        fields = {"created": START.isoformat(), "updated": LATER.isoformat(), "comment": None}
        page = json.dumps({"total": 1, "issues": [{"id": number, "key": "ACME-1", "fields": fields}]})
        site.sandbox.misbehave(Fault("status", path="/search", status=200, body=page))
        assert [c.public for c in site.tickets()[number].comments()] == [False]


def test_comment_pages_are_asked_for_only_where_search_cut_them_short() -> None:
    with a_site() as site:
        short, long = site.open(1), site.open(2)
        for minute in range(21):
            site.sandbox.play(long, said("Hm", LATER + timedelta(minutes=minute)))
            if minute < 20:
                site.sandbox.play(short, said("Hm", LATER + timedelta(minutes=minute)))
        site.tickets()
        assert site.asked("/comment") == [f"GET /rest/api/2/issue/{long}/comment"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_all_changes_are_read(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.sandbox.searching.largest_history_page = 17
        numbers = [site.open(1), site.open(2)]
        for hour in range(55):
            for number in numbers:
                site.sandbox.play(number, changed(Field.TITLE, f"Title {hour}", START + timedelta(hours=hour + 1)))
        tickets = site.tickets()
    for number in numbers:
        titles = [event.new for event in tickets[number].history if event.field is Field.TITLE]
        assert titles == [f"Title {hour}" for hour in range(55)]


def test_many_issues_cost_few_requests() -> None:
    with a_site() as site:
        for number in range(1, 251):
            site.open(number)
        site.read()
        assert site.asked("/search/jql") == ["GET /rest/api/2/search/jql"] * 3
        assert site.asked("/changelog/bulkfetch") == ["POST /rest/api/2/changelog/bulkfetch"]
        assert len(site.asked()) == 7  # and serverInfo, versions, status


def test_one_reader_asks_once_for_what_all_projects_share() -> None:
    with a_site() as site:
        for container in ("ACME", "ZETA"):
            site.open(container=container, key=f"{container}-1")
        reader = site.connector.reader()
        for container in ("ACME", "ZETA"):
            assert [t.key for b in reader.read(container, None) for t in b.tickets] == [f"{container}-1"]
        assert site.asked("/status") == ["GET /rest/api/2/status"]
        assert site.asked("/serverInfo") == ["GET /rest/api/2/serverInfo"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_versions_come_first_and_are_no_issues(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        launch = site.sandbox.open(an_issue(title="Launch", type=MILESTONE, created=START))
        number = site.open(1, milestone=launch)
        first, second = site.read()
    [version], [ticket] = first.tickets, second.tickets
    assert version.is_milestone and version.id != number and ticket.milestone == version.id
    assert first.cursor is None  # dying here must not skip an issue
    assert [event.kind for event in version.history] == [Kind.CREATED]


def test_a_version_is_as_old_as_the_projects_first_issue_whenever_it_is_read() -> None:
    with a_site() as site:
        site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        assert site.read() == site.read()  # a project without issues
        site.open(1)
        first = site.read()
        site.open(2)
        again = site.read(first[-1].cursor)
    assert {batches[0].tickets[0].created for batches in (first, again)} == {START + timedelta(minutes=1)}
    assert len(site.asked("/search/jql")) == 2 + 2 + 2 + 1  # the first issue is looked for only once it is unknown


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_project_that_is_not_there_is_named(deployment: Deployment) -> None:
    with a_site(deployment) as site, pytest.raises(GoneError, match="project NOPE does not exist or is not visible"):
        site.read(container="NOPE")


def test_the_account_and_the_capabilities() -> None:
    with a_site() as site:
        reader = site.connector.reader()
        assert (reader.account().id, reader.account().role) == ("forewarn", Role.BOT)
        assert (reader.capabilities.markup, reader.capabilities.largest_comment) == ("jira", 32_767)
        assert reader.capabilities.team_only is Guarantee.RESTRICTED
        assert Field.CHECKLIST not in reader.capabilities.history
        assert {Field.DUE, Field.MILESTONE, Field.STATUS} <= reader.capabilities.history
        reader.close()
