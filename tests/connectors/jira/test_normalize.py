"""Jira's issues and comments as tickets: what is null, hidden, renamed or restricted."""

from dataclasses import replace
from typing import Any

import pytest

from forewarn.errors import MalformedAnswer
from forewarn.model import Kind, Need, Role, StatusCategory
from forewarn_jira.dialect import Categories, CustomFields, Dialect
from forewarn_jira.normalize import ticket
from forewarn_jira.payload import Comment, Fields, Issue, User, parse
from forewarn_jira.people import person

DIALECT = Dialect("jira", "ACME", "https://agency.example", Categories(()))
BORN = {"created": "2026-03-01T00:00:00.000+0000", "updated": "2026-03-02T00:00:00.000+0000"}


def an_issue(**fields: Any) -> Issue:
    return parse(Issue, {"id": "1", "key": "ACME-1", "fields": BORN | fields}, "test")


def a_comment(**more: Any) -> Comment:
    raw = {"id": "5", "body": "Words", "created": BORN["created"], "updated": BORN["created"]}
    return parse(Comment, raw | more, "test")


@pytest.mark.parametrize(
    ("comment", "public"),
    [
        ({}, True),
        ({"jsdPublic": True}, True),
        ({"jsdPublic": False}, False),
        ({"jsdPublic": True, "visibility": {"type": "role", "value": "Developers"}}, False),
        ({"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]}, False),
        ({"properties": [{"key": "sd.public.comment", "value": {"internal": False}}]}, True),
        ({"properties": [{"key": "sd.public.comment", "value": None}]}, True),
    ],
)
def test_a_comment_is_public_unless_it_is_internal_or_restricted(comment: dict[str, Any], public: bool) -> None:
    [event] = ticket(an_issue(), (), [a_comment(**comment)], DIALECT).history[1:]
    assert event.public is public


def test_a_comment_says_when_its_words_were_written_last() -> None:
    [untouched] = ticket(an_issue(), (), [a_comment()], DIALECT).history[1:]
    [edited] = ticket(an_issue(), (), [a_comment(updated=BORN["updated"])], DIALECT).history[1:]
    assert (untouched.edited, edited.edited) == (untouched.at, an_issue().fields.updated)


@pytest.mark.parametrize("name", ["Won't Do", "Won’t Fix", "DUPLICATE", "Cannot Reproduce", "Declined", "Canceled"])
def test_some_resolutions_mean_that_nothing_was_delivered(name: str) -> None:
    assert ticket(an_issue(resolution={"id": "1", "name": name}), (), (), DIALECT).declined


@pytest.mark.parametrize(
    ("name", "key", "declined"),
    [
        ("Canceled", "done", True),
        ("Won’t do ", "done", True),
        ("Отклонено", "done", True),
        ("Rejected", "indeterminate", False),
        ("Done", "done", False),
    ],
)
def test_so_do_some_statuses_although_the_resolution_is_done(name: str, key: str, declined: bool) -> None:
    """As in team-managed projects, which resolve everything so that reaches a last status."""
    status = {"id": "7", "name": name, "statusCategory": {"key": key}}
    read = ticket(an_issue(status=status, resolution={"id": "1", "name": "Done"}), (), (), DIALECT)
    assert read.declined is declined


@pytest.mark.parametrize("resolution", [None, {"name": "Done"}, {"name": "Fixed"}, {"id": "1"}])
def test_other_resolutions_do_not(resolution: dict[str, str] | None) -> None:
    assert not ticket(an_issue(resolution=resolution), (), (), DIALECT).declined


@pytest.mark.parametrize(
    ("key", "category"),
    [("new", "todo"), ("indeterminate", "doing"), ("done", "done"), ("undefined", "todo"), (None, "todo")],
)
def test_a_status_means_what_its_category_says(key: str | None, category: str) -> None:
    status = {"id": "1", "name": "X", "statusCategory": {"key": key}}
    assert ticket(an_issue(status=status), (), (), DIALECT).category is StatusCategory(category)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"accountId": "a", "accountType": "customer", "displayName": "Una"}, ("a", "Una", Role.CLIENT)),
        ({"accountId": "a", "accountType": "app", "displayName": "Robot"}, ("a", "Robot", Role.BOT)),
        ({"accountId": "a", "accountType": "atlassian"}, ("a", "", Role.UNKNOWN)),
        ({"key": "JIRAUSER1", "name": "bob", "displayName": "Bob"}, ("JIRAUSER1", "Bob", Role.UNKNOWN)),
        ({"accountId": "", "displayName": "Erased"}, None),
        (None, None),
    ],
)
def test_an_account_is_a_person(user: dict[str, str] | None, expected: tuple[str, str, Role] | None) -> None:
    read = person(parse(User, user, "test") if user else None)
    assert (read and (read.id, read.name, read.role)) == expected


def test_who_reported_opened_even_if_a_robot_typed() -> None:
    read = ticket(an_issue(reporter={"accountId": "una"}, creator={"accountId": "robot"}), (), (), DIALECT)
    assert read.history[0].actor == read.reporter and read.reporter and read.reporter.id == "una"


def test_everything_may_be_null() -> None:
    nothing = {field.alias or name: None for name, field in Fields.model_fields.items() if name not in BORN}
    read = ticket(an_issue(**nothing), (), (), DIALECT)
    assert (read.title, read.priority, read.due, read.reporter, read.labels) == ("", None, None, None, ())
    assert [event.kind for event in read.history] == [Kind.CREATED]
    assert set(read.absent) == {Need.CHECKLIST}


def test_a_field_that_is_hidden_is_absent_with_the_reason() -> None:
    absent = ticket(an_issue(), (), (), DIALECT).absent
    assert set(absent) == {Need.CHECKLIST, Need.DUE, Need.DUE_HISTORY, Need.PRIORITY, Need.ESTIMATE}
    assert all(reason.endswith(".") for reason in absent.values())


def test_a_custom_field_that_this_type_of_ticket_has_not_is_absent_and_an_empty_one_is_not() -> None:
    own = CustomFields(story_points="customfield_1", sprint="customfield_2", criteria="customfield_3")
    dialect = replace(DIALECT, custom=own)
    absent = ticket(an_issue(duedate=None, priority=None, customfield_1=None), (), (), dialect).absent
    assert set(absent) == {Need.CHECKLIST, Need.SPRINT, Need.CRITERIA, Need.HOURS}


def test_a_history_cut_short_makes_histories_absent() -> None:
    issue = parse(Issue, {"id": "1", "key": "A-1", "fields": BORN, "changelog": {"histories": [], "total": 57}}, "test")
    absent = ticket(issue, (), (), DIALECT).absent
    assert absent[Need.STATUS_HISTORY] == "Jira gave only 0 of 57 changes."
    assert {Need.DUE_HISTORY, Need.DESCRIPTION_HISTORY} <= set(absent)


def test_links_carry_the_words_of_the_end_they_are_seen_from() -> None:
    kind = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    ties = [{"type": kind, "inwardIssue": {"key": "A-1"}}, {"type": kind, "outwardIssue": {"key": "A-2"}}]
    links = ticket(an_issue(issuelinks=ties), (), (), DIALECT).links
    assert [(link.kind, link.target) for link in links] == [("is blocked by", "A-1"), ("blocks", "A-2")]


@pytest.mark.parametrize(
    ("raw", "spot"),
    [
        ({"key": "A-1", "fields": BORN}, "id"),
        ({"id": "1", "key": "A-1", "fields": {"created": "yesterday", "updated": BORN["updated"]}}, "fields.created"),
        ({"id": "1", "key": "A-1", "fields": {"created": 10**20, "updated": BORN["updated"]}}, "fields.created"),
        ([], "the answer"),
    ],
)
def test_an_answer_that_cannot_be_read_names_the_spot(raw: Any, spot: str) -> None:
    with pytest.raises(MalformedAnswer, match=rf"here: Jira's answer cannot be read at {spot} "):
        parse(Issue, raw, "here")
