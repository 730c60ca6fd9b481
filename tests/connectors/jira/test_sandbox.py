"""The sandbox answers as Jira does where that has bitten people: limits, removed addresses, permissions."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import requests
from tests.connectors.jira.harness import (
    BOB,
    DEPLOYMENTS,
    PIA,
    START,
    Deployment,
    Site,
    a_site,
    an_issue,
    changed,
    said,
)

from forewarn.model import Event, Field, Item, Kind
from forewarn_jira.sandbox import JiraSandbox


def ask(site: Site, path: str, method: str = "GET", **more: Any) -> requests.Response:
    """One request as the account of the token."""
    token = next(iter(site.sandbox.environ().values()))
    email = site.sandbox.options().get("email")
    basic = base64.b64encode(f"{email}:{token}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}" if email else f"Bearer {token}"}
    url = f"{site.sandbox.url}/rest/api/2/{path}"
    return requests.request(method, url, headers=headers, timeout=5, **more)


def search(site: Site, jql: str = "project = ACME", **params: Any) -> requests.Response:
    return ask(site, "search/jql", params={"jql": jql, **params})


def test_without_the_token_only_the_kind_of_site_is_told() -> None:
    with a_site() as site:
        root = f"{site.sandbox.url}/rest/api/2"
        assert requests.get(f"{root}/serverInfo", timeout=5).json()["deploymentType"] == "Cloud"
        refused = requests.get(f"{root}/myself", timeout=5)
        assert (refused.status_code, refused.json()["status-code"]) == (401, 401)


def test_the_old_search_is_gone_from_cloud_and_the_new_one_is_not_on_data_center() -> None:
    with a_site() as cloud, a_site("server") as server:
        gone = ask(cloud, "search", params={"jql": "project = ACME"})
        assert gone.status_code == 410 and "/search/jql" in gone.json()["errorMessages"][0]
        assert search(server).status_code == 404
        assert ask(server, "changelog/bulkfetch", "POST", json={"issueIdsOrKeys": ["1"]}).status_code == 404


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("order by updated", "Unbounded JQL queries are not allowed here"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("project = ACME AND sprint = 5", "could not be understood"),
        ("project = ACME ORDER BY rank", "Not able to sort"),
    ],
)
def test_a_query_that_jira_refuses_is_refused_in_its_words(jql: str, words: str) -> None:
    with a_site() as site:
        site.open()
        refused = search(site, jql)
    assert refused.status_code == 400 and words in refused.json()["errorMessages"][0]


def test_search_gives_ids_only_unless_asked_and_never_more_than_a_hundred() -> None:
    with a_site() as site:
        for number in range(1, 121):
            site.open(number)
        assert len(search(site).json()["issues"]) == 50
        assert len(search(site, fields="id", maxResults=5000).json()["issues"]) == 120
        page = search(site, fields="summary", maxResults=5000).json()
        assert len(page["issues"]) == 100 and page["isLast"] is False
        rest = search(site, fields="summary", maxResults=5000, nextPageToken=page["nextPageToken"]).json()
        assert len(rest["issues"]) == 20 and rest["isLast"] is True and "nextPageToken" not in rest
        assert "fields" not in search(site).json()["issues"][0]
        other = search(site, "project = ACME AND updated >= 0", nextPageToken=page["nextPageToken"])
        assert other.status_code == 400


def test_search_on_cloud_cuts_histories_at_40_and_comments_at_20_but_tells_their_number() -> None:
    with a_site() as site:
        number = site.open()
        for hour in range(45):
            site.sandbox.play(number, changed(Field.TITLE, f"T{hour}", START + timedelta(hours=hour + 1)))
            site.sandbox.play(number, said(f"C{hour}", START + timedelta(hours=hour + 1)))
        [issue] = search(site, fields="comment", expand="changelog").json()["issues"]
        assert (len(issue["changelog"]["histories"]), issue["changelog"]["total"]) == (40, 45)
        assert issue["changelog"]["histories"][0]["items"][0]["toString"] == "T44"  # newest first
        assert (len(issue["fields"]["comment"]["comments"]), issue["fields"]["comment"]["total"]) == (20, 45)
        oldest = ask(site, f"issue/{number}/changelog", params={"maxResults": 10}).json()
        assert oldest["values"][0]["items"][0]["toString"] == "T0" and oldest["isLast"] is False


@pytest.mark.parametrize(
    "body", [{"issueIdsOrKeys": []}, {"issueIdsOrKeys": ["1"] * 1001}, {"issueIdsOrKeys": ["1"], "ids": []}]
)
def test_bulk_fetch_takes_one_to_a_thousand_issues_and_no_other_keys(body: dict[str, Any]) -> None:
    with a_site() as site:
        assert ask(site, "changelog/bulkfetch", "POST", json=body).status_code == 400


def test_permissions_must_be_named_on_cloud() -> None:
    with a_site() as site:
        assert ask(site, "mypermissions").status_code == 400
        site.sandbox.commenting.may_comment = False
        answer = ask(site, "mypermissions", params={"permissions": "BROWSE_PROJECTS,ADD_COMMENTS"}).json()
    have = {name: permission["havePermission"] for name, permission in answer["permissions"].items()}
    assert have == {"BROWSE_PROJECTS": True, "ADD_COMMENTS": False}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_answers_carry_what_is_left_of_the_budget_and_the_time(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.open()
        site.sandbox.rates.limit = 30
        answered = ask(site, "project/ACME")
        assert answered.headers["X-RateLimit-Remaining"] == "29"
        assert ("X-RateLimit-FillRate" in answered.headers) == (deployment == "server")
        assert answered.headers["Date"] == "Fri, 01 May 2026 09:00:00 GMT"
        assert ask(site, "project/NOPE").status_code == 404
        assert ask(site, "nothing/here").status_code == 404


def test_a_person_of_cloud_has_an_account_id_and_one_of_data_center_a_key() -> None:
    with a_site() as cloud, a_site("server") as server:
        assert ask(cloud, "myself").json()["accountId"] == "forewarn"
        assert {"key", "name"} <= set(ask(server, "myself").json())
        assert "accountId" not in ask(server, "myself").json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"body": " "}, "comment"),
        ({"body": "Hi", "visibility": {"type": "role", "value": "Kings"}}, "commentLevel"),
    ],
)
def test_a_comment_that_is_empty_or_for_nobody_is_refused(body: dict[str, Any], field: str) -> None:
    with a_site() as site:
        number = site.open()
        refused = ask(site, f"issue/{number}/comment", "POST", json=body)
    assert refused.status_code == 400 and field in refused.json()["errors"]


def test_nobody_edits_or_deletes_what_somebody_else_said() -> None:
    with a_site() as site:
        number = site.open()
        comment = site.sandbox.play(number, said("Mine", START + timedelta(hours=1)))
        path = f"issue/{number}/comment/{comment}"
        assert ask(site, path, "PUT", json={"body": "Yours"}).status_code == 400
        assert ask(site, path, "DELETE").status_code == 400
        assert ask(site, path).json()["body"] == "Mine"


@pytest.mark.parametrize(
    "event",
    [
        Event("", START, Kind.ADDED, BOB, Field.CHECKLIST, new="Step"),
        Event("", START, Kind.TICKED, BOB, ref="1"),
        Event("", START, Kind.ADDED, BOB, Field.ASSIGNEE, new="acc-pia"),
        Event("", START, Kind.ADDED, BOB, Field.LABELS, new="two words"),
        changed(Field.DUE, "2026-03-20T12:00:00+00:00", START),
        changed(Field.MILESTONE, "version:1", START),
        Event("", START, Kind.DELETED, BOB, ref="1"),
    ],
    ids=lambda event: f"{event.kind} {event.field}",
)
def test_the_sandbox_refuses_what_jira_cannot_do(event: Event) -> None:
    sandbox = JiraSandbox(START)
    number = sandbox.open(an_issue())
    with pytest.raises(ValueError):
        sandbox.play(number, event)


@pytest.mark.parametrize(
    "impossible",
    [{"checklist": (Item("1", "Step"),)}, {"assignees": (BOB, PIA)}, {"due": START}, {"milestone": "version:1"}],
    ids=lambda changes: next(iter(changes)),
)
def test_the_sandbox_refuses_tickets_jira_cannot_hold(impossible: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        JiraSandbox(START).open(an_issue(**impossible))
