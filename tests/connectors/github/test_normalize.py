"""GitHub's oddities, one by one."""

from datetime import date
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from forewarn.errors import MalformedAnswer
from forewarn.model import Role, StatusCategory
from forewarn_github import normalize
from forewarn_github.checklist import checklist
from forewarn_github.config import GitHubOptions
from forewarn_github.cursor import Cursor, parse
from forewarn_github.history import tell
from forewarn_github.payloads import Issue, IssueEvent, Milestone, read_as

SETTING = normalize.Setting("hub", "acme/shop", ("in progress", "doing"), pull_requests=True)
ISSUE: dict[str, Any] = {
    "number": 7,
    "title": "Log in",
    "body": None,
    "state": "open",
    "html_url": "https://github.com/acme/shop/issues/7",
    "user": None,
    "created_at": "2026-11-02T09:00:00Z",
    "updated_at": "2026-11-02T09:00:00Z",
}
MILESTONE: dict[str, Any] = {
    "number": 3,
    "title": "Launch",
    "description": None,
    "state": "open",
    "html_url": "https://github.com/acme/shop/milestone/3",
    "creator": None,
    "created_at": "2026-11-02T09:00:00Z",
}


def issue(**changes: Any) -> Issue:
    return read_as(Issue, {**ISSUE, **changes}, "hub")


STATES: dict[str, tuple[dict[str, Any], str, StatusCategory, bool]] = {
    "open": ({}, "open", StatusCategory.TODO, False),
    "in progress": ({"labels": [{"name": "In Progress"}]}, "in progress", StatusCategory.DOING, False),
    "two such labels": ({"labels": ["doing", "in progress"]}, "in progress", StatusCategory.DOING, False),
    "closed with the label": ({"state": "closed", "labels": ["doing"]}, "closed", StatusCategory.DONE, False),
    "completed": ({"state": "closed", "state_reason": "completed"}, "closed", StatusCategory.DONE, False),
    "not planned": ({"state": "closed", "state_reason": "not_planned"}, "closed", StatusCategory.DONE, True),
    "duplicate": ({"state": "closed", "state_reason": "duplicate"}, "closed", StatusCategory.DONE, True),
    "reopened": ({"state_reason": "reopened"}, "open", StatusCategory.TODO, False),
    "merged": (
        {"state": "closed", "pull_request": {"merged_at": "2026-11-03T09:00:00Z"}},
        "closed",
        StatusCategory.DONE,
        False,
    ),
    "unmerged": ({"state": "closed", "pull_request": {"merged_at": None}}, "closed", StatusCategory.DONE, True),
}


@pytest.mark.parametrize(("changes", "status", "category", "declined"), STATES.values(), ids=STATES.keys())
def test_the_status_of_an_issue(changes: dict[str, Any], status: str, category: StatusCategory, declined: bool) -> None:
    read = normalize.ticket(issue(**changes), SETTING)
    assert (read.status, read.category, read.declined) == (status, category, declined)


@pytest.mark.parametrize(
    "due_on", ["2026-11-30T08:00:00Z", "2026-11-30T07:00:00Z", "2026-11-30T00:00:00Z", "2026-11-30T23:59:59Z"]
)
def test_the_day_of_a_milestone_does_not_depend_on_the_hour_github_stores(due_on: str) -> None:
    read = normalize.milestone_ticket(read_as(Milestone, {**MILESTONE, "due_on": due_on}, "hub"), SETTING)
    assert read.due == date(2026, 11, 30)


PARENTS = {
    "here": ("https://api.github.com/repos/acme/shop/issues/4", "acme/shop#4"),
    "here, spelt otherwise": ("https://host/api/v3/repos/Acme/Shop/issues/4", "acme/shop#4"),
    "elsewhere": ("https://api.github.com/repos/acme/Plans/issues/4", "acme/Plans#4"),
    "none": (None, None),
}


@pytest.mark.parametrize(("url", "parent"), PARENTS.values(), ids=PARENTS.keys())
def test_the_parent_of_an_issue_is_known_by_its_id(url: str | None, parent: str | None) -> None:
    assert normalize.ticket(issue(parent_issue_url=url), SETTING).parent == parent


def test_a_payload_that_is_wrong_is_told_by_its_key() -> None:
    with pytest.raises(MalformedAnswer, match=r"no Issue: labels\.0: .* \(https://github\.com/acme/shop/issues/\d+\)"):
        issue(labels=[{"name": 4}])


def entry(number: int, event: str, state: dict[str, Any], **details: Any) -> IssueEvent:
    at = f"2026-11-0{number}T09:00:00Z"
    raw = {"id": number, "event": event, "actor": None, "created_at": at, "issue": {**ISSUE, **state}, **details}
    return read_as(IssueEvent, raw, "hub")


def test_a_milestone_that_no_longer_bears_its_title_still_is_something() -> None:
    newest_first = [
        entry(4, "demilestoned", {}, milestone={"title": "Beta"}),
        entry(3, "milestoned", {}, milestone={"title": "Beta"}),
        entry(2, "demilestoned", {}, milestone={"title": "Launch"}),
        entry(1, "milestoned", {}, milestone={"title": "Launch"}),
    ]
    told = [(event.old, event.new) for each in tell(newest_first, {"Launch": 3}, SETTING) for event in each.events]
    known, unknown = "acme/shop!milestone-3", "acme/shop!milestone-titled:Beta"
    assert told == [(None, known), (known, None), (None, unknown), (unknown, None)]


@pytest.mark.parametrize(
    ("association", "role"),
    [("OWNER", Role.TEAM), ("MEMBER", Role.TEAM), ("COLLABORATOR", Role.UNKNOWN), ("CONTRIBUTOR", Role.UNKNOWN)],
)
def test_who_is_of_the_team_as_far_as_github_tells(association: str, role: Role) -> None:
    """A client must be a collaborator to see a private repository."""
    raw = {**ISSUE, "user": {"id": 1, "login": "dora"}, "author_association": association}
    reporter = normalize.ticket(read_as(Issue, raw, "hub"), SETTING).reporter
    assert reporter is not None
    assert reporter.role is role


def test_a_deleted_account_that_was_assigned_is_a_ghost() -> None:
    (told,) = tell([entry(1, "assigned", {}, assignee=None)], {}, SETTING)
    assert [event.new for event in told.events] == ["ghost"]


def test_the_assigner_and_not_the_assignee_did_it() -> None:
    ana, ben = {"id": 1, "login": "ana"}, {"id": 2, "login": "ben"}
    (told,) = tell([entry(1, "assigned", {}, actor=ben, assignee=ben, assigner=ana)], {}, SETTING)
    assert [(event.actor and event.actor.handle, event.new) for event in told.events] == [("ana", "2")]


def test_entries_that_are_no_change_to_a_ticket_are_left_aside() -> None:
    entries = [entry(2, "subscribed", {}), entry(1, "head_ref_force_pushed", {})]
    assert tell(entries, {}, SETTING) == []


def test_a_label_without_a_name_tells_nothing() -> None:
    (told,) = tell([entry(1, "labeled", {"labels": [{"color": "red"}, "bug"]}, label={"name": None})], {}, SETTING)
    assert (told.events, told.issue.labels) == ((), ("bug",))


TASKS = {
    "lists of all kinds": ("- [ ] a\n* [x] b\n+ [X] c\n1. [ ] d\n  - [ ] e", ["a", "-b", "-c", "d", "e"]),
    "line ends of Windows": ("- [ ] a\r\n- [x] b\r\n", ["a", "-b"]),
    "inside code": ("```\n- [ ] a\n~~~\n```\n- [ ] b", ["b"]),
    "no tasks": ("- a\n[ ] b\n- [y] c\n- [ ]\n-[ ] d", []),
}


@pytest.mark.parametrize(("body", "items"), TASKS.values(), ids=TASKS.keys())
def test_task_lists_are_the_checklist(body: str, items: list[str]) -> None:
    assert [("-" if item.done else "") + item.text for item in checklist(body)] == items


def test_an_item_with_endless_blanks_in_its_words_is_read_quickly() -> None:
    begin = process_time()
    assert len(checklist(f"- [ ] a{' ' * 60_000}b")) == 1
    assert process_time() - begin < 2


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["Draw", "Build", "Ship"]), max_size=6), st.text(max_size=20))
def test_the_ids_of_tasks_are_distinct_and_outlive_ticking_and_other_text(texts: list[str], prose: str) -> None:
    unticked = checklist("\n".join(f"- [ ] {text}" for text in texts))
    prose = prose.replace("`", "").replace("~", "")
    ticked = checklist("\n".join([prose, *(f"- [x] {text}" for text in texts)]))
    assert len({item.id for item in unticked}) == len(texts)
    assert [item.id for item in ticked][-len(texts) or len(ticked) :] == [item.id for item in unticked]


def test_a_cursor_is_read_as_it_was_written() -> None:
    position = parse('{"issues":"2026-11-02T09:00:00Z","event":7,"event_at":"2026-11-02T09:00:00Z","known":3}')
    assert position.event == 7
    assert parse(position.text()) == position
    assert parse(None) == Cursor()


WRONG = {
    "the web site": ({"url": "https://github.com"}, "the address of its API is https://api.github.com"),
    "no address": ({"url": "acme/shop"}, "write the whole address"),
    "a password": ({"url": "https://me:secret@host/api/v3"}, "no password"),
    "the token itself": ({"token": "ghp_abc"}, "must not stand in the file"),
    "an unknown key": ({"repository": "acme/shop"}, "Extra inputs are not permitted"),
}


@pytest.mark.parametrize(("keys", "words"), WRONG.values(), ids=WRONG.keys())
def test_options_that_are_wrong_say_what_is_right(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        GitHubOptions.model_validate({"token": {"env": "TOKEN"}, **keys})


def test_options_need_only_a_token_and_explain_themselves() -> None:
    options = GitHubOptions.model_validate({"token": {"env": "TOKEN"}})
    assert (options.url, options.pull_requests) == ("https://api.github.com", False)
    assert all(field.description for field in GitHubOptions.model_fields.values())
