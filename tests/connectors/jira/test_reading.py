"""Batches, cursors and pages: nothing is skipped, nothing is read twice for long, and few requests do it."""

import json
from datetime import timedelta
from itertools import islice

import pytest
from tests.connectors.jira.harness import (
    DEPLOYMENTS,
    NOW,
    START,
    Deployment,
    Site,
    a_site,
    by_id,
    changed,
    said,
)

from forewarn.connect import CONFIGURED, Guarantee
from forewarn.connect.stage import Fault
from forewarn.errors import GoneError, PartlyRead
from forewarn.model import Field, Role
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
        # Issues 3 to 5 were opened in the two minutes that are always asked for again, and have not changed since.
        assert set(by_id(again)) == {numbers[1]}
        assert site.read(again[-1].cursor) == []


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_nothing_new_keeps_the_cursor(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.open()
        cursor = site.read()[-1].cursor
        assert site.read(cursor) == []


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_what_changed_just_now_is_read_once_more_when_the_index_must_have_caught_up(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open()
        site.sandbox.play(number, changed(Field.TITLE, "Better", NOW - timedelta(seconds=30)))
        first = site.read()
        site.passes(timedelta(hours=1))
        again = site.read(first[-1].cursor)
        assert set(by_id(again)) == {number}
        assert updated_in(again[-1].cursor) == updated_in(first[-1].cursor)
        assert site.read(again[-1].cursor) == []


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


@pytest.mark.parametrize("page", [2, 3, 4])
def test_data_center_orders_by_key_within_a_second_and_no_issue_falls_between_two_pages(page: int) -> None:
    with a_site("server") as site:
        site.sandbox.searching.largest_page = site.sandbox.searching.most_ids = page
        for second in range(3):
            for n in range(4):
                at = START + timedelta(seconds=second, milliseconds=900 - 200 * n)
                site.open(10 * second + n, created=at)
        numbers = {f"{10_000 + n}" for n in range(12)}
        assert set(by_id(site.read())) == site.connector.reader().present("ACME") == numbers


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


@pytest.mark.parametrize("total", [None, 25])
def test_comments_whose_pages_are_not_turned_are_not_taken_for_all_there_are(total: int | None) -> None:
    """Those that are missing would be called deleted."""
    with a_site() as site:
        number = site.open()
        for minute in range(25):
            site.sandbox.play(number, said("Hm", LATER + timedelta(minutes=minute)))
        page = {"comments": [{"id": str(n), "body": "Oh", "created": LATER.isoformat()} for n in range(15)]}
        body = json.dumps(page | ({} if total is None else {"total": total}))
        site.sandbox.misbehave(Fault("status", path=f"{number}/comment", status=200, body=body, times=9))
        with pytest.raises(PartlyRead, match="the same page of comments twice"):
            site.read()
        assert len(site.asked(f"issue/{number}/comment")) == 2


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
        assert len(site.asked()) == 6  # and versions and, once for ever, the fields


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_one_reader_asks_once_for_what_all_projects_share(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        for container in ("ACME", "ZETA"):
            number = site.open(container=container, key=f"{container}-1")
            for hour, name in enumerate(("Doing", "Done"), start=1):
                site.sandbox.play(number, changed(Field.STATUS, name, START + timedelta(hours=hour)))
        reader = site.connector.reader()
        for container in ("ACME", "ZETA"):
            assert [t.key for b in reader.read(container, None) for t in b.tickets] == [f"{container}-1"]
        assert site.asked("/status") == ["GET /rest/api/2/status"]
        assert site.asked("/field") == ["GET /rest/api/2/field"]
        assert site.asked("/serverInfo") == []


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


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_reading_everything_anew_is_still_that_when_another_run_ends_it(deployment: Deployment) -> None:
    """What was read while the config named another field has to go from the rest of the issues too."""
    with a_site(deployment) as site:
        numbers = with_issues(site, 6, page=2)
        begun = next(batch for batch in site.connector.reader().read("ACME", None) if batch.tickets)
        rest = site.read(begun.cursor)
        assert {batch.retold for batch in (begun, *rest) if batch.tickets} == {CONFIGURED}
        assert set(by_id([begun, *rest])) == set(numbers)
        site.sandbox.play(numbers[1], changed(Field.TITLE, "Better", LATER))
        assert [batch.retold for batch in site.read(rest[-1].cursor) if batch.tickets] == [frozenset()]
