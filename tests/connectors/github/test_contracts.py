"""The connector against what GitHub really answered, and the sandbox against what GitHub says it answers."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests
from tests.connectors.github.desk import ANA, BEN, CLARA, SHOP, START, Desk, at, milestone, moved, said, ticket
from tests.connectors.openapi import CONTRACTS, Spec, load_spec

from forewarn.model import Audience, Event, Field, Item, Kind, Person, Role, StatusCategory
from forewarn_github import normalize
from forewarn_github.history import tell
from forewarn_github.payloads import Comment, Issue, IssueEvent, Milestone, Pull, read_as
from forewarn_github.sandbox import GitHubSandbox
from forewarn_github.sandbox.server import TOKEN

SETTING = normalize.Setting("hub", "panjf2000/ants", ("pending development",), pull_requests=True)


def recorded(name: str) -> list[dict[str, Any]]:
    path = CONTRACTS / "devlake" / f"_raw_github_api_{name}.csv"
    if not path.is_file():
        pytest.skip(f"no recorded answers of GitHub in {CONTRACTS}")
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        return [json.loads(row["data"]) for row in csv.DictReader(file)]


@pytest.fixture
def spec() -> Spec:
    found = load_spec("github-rest")
    if found is None:
        pytest.skip(f"no specification of GitHub in {CONTRACTS}")
    return found


def test_recorded_issues_are_read_without_loss() -> None:
    rows = recorded("issues")
    assert len(rows) == 42
    for raw in rows:
        read = normalize.ticket(read_as(Issue, raw, "hub"), SETTING)
        assert read.key == f"panjf2000/ants#{raw['number']}"
        assert (read.title, read.description, read.url) == (raw["title"], raw["body"] or "", raw["html_url"])
        assert list(read.labels) == [label["name"] for label in raw["labels"]]
        assert [person.handle for person in read.assignees] == [user["login"] for user in raw["assignees"]]
        assert (read.milestone is None) == (raw["milestone"] is None)
        assert read.is_open == (raw["state"] == "open")
        assert read.created.isoformat().replace("+00:00", "Z") == raw["created_at"]


def test_recorded_comments_are_read_without_loss() -> None:
    rows = recorded("comments")
    assert len(rows) == 95
    roles = dict.fromkeys(Role, 0)
    for raw in rows:
        comment = read_as(Comment, raw, "hub")
        author = normalize.person(comment.user, comment.author_association)
        event = normalize.comment_event(comment, author)
        assert (event.text, event.ref, event.url) == (raw["body"], str(raw["id"]), raw["html_url"])
        assert normalize.number_at(comment.issue_url) == int(raw["issue_url"].split("/")[-1])
        assert (event.edited is None) == (raw["created_at"] == raw["updated_at"])
        roles[author.role] += 1
    assert roles == {Role.TEAM: 47, Role.BOT: 9, Role.UNKNOWN: 39, Role.CLIENT: 0}


def test_recorded_events_are_told_without_loss() -> None:
    rows = recorded("events")
    assert len(rows) == 50
    by_id = {raw["id"]: raw for raw in rows}  # one was recorded twice
    newest_first = [read_as(IssueEvent, by_id[number], "hub") for number in sorted(by_id, reverse=True)]
    told = [event for each in tell(newest_first, {}, SETTING) for event in each.events]
    kinds = Counter(raw["event"] for raw in by_id.values())
    assert Counter(event.field for event in told if event.field is not Field.STATUS) == {
        Field.LABELS: kinds["labeled"],
        Field.ASSIGNEE: kinds["assigned"],
        Field.TITLE: kinds["renamed"],
    }
    assert Counter(event.new for event in told if event.field is Field.STATUS)["closed"] == kinds["closed"] > 0
    assert len({event.id for event in told}) == len(told)


def test_recorded_milestones_are_read_without_loss() -> None:
    (raw,) = recorded("milestones")
    read = normalize.milestone_ticket(read_as(Milestone, raw, "hub"), SETTING)
    assert (read.id, read.title, read.due) == ("panjf2000/ants!milestone-7", raw["title"], None)


def test_recorded_pull_requests_name_their_branches() -> None:
    rows = recorded("pull_requests")
    assert len(rows) == 50
    for raw in rows:
        pull = read_as(Pull, raw, "hub")
        assert (pull.number, pull.head.ref) == (raw["number"], raw["head"]["ref"])
        issue = {**raw, "pull_request": {"merged_at": raw["merged_at"]}}
        read = normalize.ticket(read_as(Issue, issue, "hub"), SETTING, pull.head.ref)
        assert (read.branch, read.is_open) == (raw["head"]["ref"], raw["state"] == "open")
        assert read.declined == (raw["state"] == "closed" and raw["merged_at"] is None)
    closing = [normalize.ticket(read_as(Issue, {**raw, "pull_request": {}}, "hub"), SETTING).links for raw in rows]
    keys = sorted({link.target for links in closing for link in links})
    assert keys == [f"panjf2000/ants#{number}" for number in (113, 188, 191, 205, 22, 3)]


def test_every_recorded_event_is_told_or_is_no_change_to_a_ticket() -> None:
    silent = {"head_ref_force_pushed", "subscribed", "mentioned", "ready_for_review"}
    kinds = {raw["event"] for raw in recorded("events")}
    told = {
        raw["event"]
        for raw in recorded("events")
        for each in tell([read_as(IssueEvent, raw, "hub")], {}, SETTING)
        if each.events
    }
    assert kinds == told | silent


@pytest.fixture
def furnished() -> Iterator[Desk]:
    """A repository with one of everything."""
    with GitHubSandbox(START) as sandbox:
        launch = sandbox.open(milestone(due=date(2026, 11, 30), description="All of it"))
        sandbox.play(sandbox.open(milestone("Closed")), moved("closed", StatusCategory.DONE, 1))
        parent = sandbox.open(ticket("Parent", reporter=None))
        issue = sandbox.open(
            ticket(
                type="Bug",
                labels=("bug",),
                milestone=launch,
                parent=parent,
                assignees=(ANA,),
                checklist=(Item("", "x"),),
            )
        )
        bot = Person("9", "tidy[bot]", Role.BOT, "tidy[bot]")
        change = sandbox.open(ticket("Fix", type="pull request", reporter=bot, branch="tidy"))
        sandbox.draft_review(change, "Not sent yet")
        sandbox.remark(change, said("Here?", BEN, 1))
        review = sandbox.play(change, Event("", at(2), Kind.ADDED, ANA, Field.REVIEW, new="approved", text="Fine."))
        sandbox.play(change, Event("", at(3), Kind.ADDED, ANA, Field.REVIEWER, new=BEN.id))
        sandbox.play(change, Event("", at(4), Kind.REMOVED, BEN, Field.REVIEW, old="approved", ref=review))
        sandbox.mention(issue, change, ANA, at(5))
        for event in (
            moved("doing", StatusCategory.DOING, 1),
            Event("", at(2), Kind.CHANGED, ANA, Field.MILESTONE, old=launch),
            Event("", at(3), Kind.ADDED, ANA, Field.ASSIGNEE, new=BEN.id),
            Event("", at(4), Kind.CHANGED, None, Field.TITLE, new="Other"),
            Event("", at(4), Kind.CHANGED, ANA, Field.TYPE, new="Task"),
            Event("", at(4), Kind.CHANGED, ANA, Field.TYPE, old="Task"),
            Event("", at(4), Kind.CHANGED, ANA, Field.PARENT, old=parent),
            Event("", at(4), Kind.CHANGED, ANA, Field.PARENT, new=parent),
            Event("", at(4), Kind.ADDED, ANA, Field.LINKS, new="6dcb09b", text="commit"),
            said("Hello", None, 5),
            said("Hello", CLARA, 5),
            moved("not planned", StatusCategory.DONE, 6),
            moved("open", StatusCategory.TODO, 7),
        ):
            sandbox.play(issue, event)
        yield Desk(sandbox)


def ask(desk: Desk, method: str, path: str, token: str = TOKEN, **how: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", **how.pop("headers", {})}
    return requests.request(method, desk.sandbox.url + path, headers=headers, timeout=5, **how)


ROOT = f"/repos/{SHOP}"
ANSWERS = {
    "account": ("GET", "/user", None, 200),
    "limits": ("GET", "/rate_limit", None, 200),
    "repository": ("GET", ROOT, None, 200),
    "issues": ("GET", f"{ROOT}/issues?state=all", None, 200),
    "issue": ("GET", f"{ROOT}/issues/2", None, 200),
    "all comments": ("GET", f"{ROOT}/issues/comments", None, 200),
    "comments of one": ("GET", f"{ROOT}/issues/2/comments", None, 200),
    "events": ("GET", f"{ROOT}/issues/events", None, 200),
    "milestones": ("GET", f"{ROOT}/milestones?state=all", None, 200),
    "milestone": ("GET", f"{ROOT}/milestones/1", None, 200),
    "no such milestone": ("GET", f"{ROOT}/milestones/99", None, 404),
    "labels": ("GET", f"{ROOT}/labels", None, 200),
    "pull requests": ("GET", f"{ROOT}/pulls?state=all", None, 200),
    "pull request": ("GET", f"{ROOT}/pulls/3", None, 200),
    "reviews": ("GET", f"{ROOT}/pulls/3/reviews", None, 200),
    "comments on lines": ("GET", f"{ROOT}/pulls/comments", None, 200),
    "timeline": ("GET", f"{ROOT}/issues/2/timeline", None, 200),
    "timeline of a pull request": ("GET", f"{ROOT}/issues/3/timeline", None, 200),
    "no such pull request": ("GET", f"{ROOT}/pulls/99", None, 404),
    "new comment": ("POST", f"{ROOT}/issues/2/comments", {"body": "Hello"}, 201),
    "blank comment": ("POST", f"{ROOT}/issues/2/comments", {"body": ""}, 422),
    "comment on nothing": ("POST", f"{ROOT}/issues/99/comments", {"body": "Hello"}, 404),
    "no such issue": ("GET", f"{ROOT}/issues/99", None, 404),
    "no such repository": ("GET", "/repos/acme/nothing/issues", None, 404),
    "no such instant": ("GET", f"{ROOT}/issues?since=yesterday", None, 422),
}


@pytest.mark.parametrize(("method", "path", "body", "status"), ANSWERS.values(), ids=ANSWERS.keys())
def test_the_sandbox_answers_as_the_specification_says(
    furnished: Desk, spec: Spec, method: str, path: str, body: Any, status: int
) -> None:
    answer = ask(furnished, method, path, json=body)
    operation = spec.operation(method, path.partition("?")[0])
    assert answer.status_code == status
    assert operation.response_errors(status, answer.json()) == []
    assert answer.json()


def test_a_comment_that_is_changed_and_deleted_answers_as_the_specification_says(furnished: Desk, spec: Spec) -> None:
    path = f"{ROOT}/issues/comments/{ask(furnished, 'GET', f'{ROOT}/issues/2/comments').json()[0]['id']}"
    edited = ask(furnished, "PATCH", path, json={"body": "Other"})
    assert spec.operation("PATCH", path).response_errors(200, edited.json()) == []
    gone = ask(furnished, "DELETE", path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert ask(furnished, "GET", path).status_code == 404


def test_a_wrong_token_is_refused_as_the_specification_says(furnished: Desk, spec: Spec) -> None:
    answer = ask(furnished, "GET", "/user", token="ghp_old")
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")
    assert spec.operation("GET", "/user").response_errors(401, answer.json()) == []


def test_what_has_not_changed_is_not_sent_again_and_costs_nothing(furnished: Desk) -> None:
    first = ask(furnished, "GET", f"{ROOT}/milestones")
    again = ask(furnished, "GET", f"{ROOT}/milestones", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]
    assert {"X-GitHub-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Reset"} <= set(again.headers)


def test_the_connector_asks_only_what_the_specification_knows(furnished: Desk, spec: Spec) -> None:
    reader, speaker = furnished.connector().reader(), furnished.connector().speaker()
    reader.account()
    shelf = furnished.read(pull_requests=True)
    furnished.sandbox.mention(f"{SHOP}#2", f"{SHOP}#3", ANA, at(9))
    furnished.read(shelf.cursor, pull_requests=True)
    asked = {request.path.rpartition("/")[2] for request in furnished.sandbox.requests}
    assert {"reviews", "pulls", "comments", "events", "timeline"} <= asked
    place = shelf.tickets[f"{SHOP}#2"].ref
    posted = speaker.post(place, "Hello", marker="a", audience=Audience.CLIENT)
    speaker.edit(place, posted.id, "Hello", marker="a", audience=Audience.CLIENT)
    speaker.find(place)
    speaker.withdraw(place, posted.id)
    assert len(furnished.sandbox.requests) > 12
    for request in furnished.sandbox.requests:
        names = {pair.partition("=")[0] for pair in request.query.split("&") if pair}
        assert names <= spec.operation(request.method, request.path).query_names(), request
    sent = {"body": "Hello\n\n<!-- forewarn:a -->"}
    assert spec.operation("POST", f"{ROOT}/issues/2/comments").body_errors(sent) == []
