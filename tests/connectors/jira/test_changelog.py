"""Jira's history items as events: the oddities, as cases."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.model import Event, Field, Kind, StatusCategory
from forewarn_jira.changelog import in_order
from forewarn_jira.dialect import Categories, CustomFields, Dialect
from forewarn_jira.normalize import ticket
from forewarn_jira.payload import History, Issue, Status, parse

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_status(number: str, name: str, key: str) -> Status:
    return parse(Status, {"id": number, "name": name, "statusCategory": {"key": key}}, "test")


CATEGORIES = Categories(
    [
        a_status("1", "Open", "new"),
        a_status("3", "In Progress", "indeterminate"),
        a_status("10001", "Done", "done"),
        a_status("10002", "Review", "indeterminate"),
        a_status("10003", "Review", "done"),
    ]
)
DIALECT = Dialect("jira", "ACME", "https://agency.example", CATEGORIES)
OWN = CustomFields(
    story_points="customfield_10016",
    sprint="customfield_10020",
    criteria="customfield_10031",
    reason="customfield_10032",
    names={
        "customfield_10016": "Story Points",
        "customfield_10020": "Sprint",
        "customfield_10031": "Criteria",
        "customfield_10032": "Reason",
    },
)
POINTS = Dialect("jira", "ACME", "https://agency.example", CATEGORIES, OWN)


def an_item(field: str, old: Any = (None, None), new: Any = (None, None), **more: Any) -> dict[str, Any]:
    sides = {"from": old[0], "fromString": old[1], "to": new[0], "toString": new[1]}
    return {"field": field, "fieldtype": "jira", **sides, **more}


def a_history(*items: dict[str, Any], number: int = 1, created: Any = "2026-03-02T10:00:00.000+0100") -> History:
    raw = {"id": str(number), "author": {"accountId": "bob"}, "created": created, "items": list(items)}
    return parse(History, raw, "test")


def an_issue(**fields: Any) -> Issue:
    born = {"created": "2026-03-01T00:00:00.000+0000", "updated": "2026-03-02T00:00:00.000+0000"}
    return parse(Issue, {"id": "1", "key": "ACME-1", "fields": born | fields}, "test")


def told(*items: dict[str, Any], dialect: Dialect = DIALECT, **fields: Any) -> list[Event]:
    """The events of one history entry."""
    return list(ticket(an_issue(**fields), [a_history(*items)], (), dialect).history[1:])


CASES = {
    "status": (
        an_item("status", ("1", "Open"), ("3", "In Arbeit")),
        (Kind.CHANGED, Field.STATUS, "Open", "In Arbeit", "", ""),
    ),
    "summary from nothing": (
        an_item("summary", (None, None), (None, "Title")),
        (Kind.CHANGED, Field.TITLE, None, "Title", "", ""),
    ),
    "description that Cloud keeps elsewhere": (
        an_item("description", (None, ""), ('{"id":"ari:cloud:jira"}', "Words")),
        (Kind.CHANGED, Field.DESCRIPTION, None, "Words", "", ""),
    ),
    "due date": (
        an_item("duedate", ("2026-03-10", "2026-03-10 00:00:00.0"), ("2026-03-12", "2026-03-12 00:00:00.0")),
        (Kind.CHANGED, Field.DUE, "2026-03-10", "2026-03-12", "", ""),
    ),
    "due date known by its text alone": (
        an_item("duedate", (None, "2026-03-10 00:00:00.0"), (None, None)),
        (Kind.CHANGED, Field.DUE, "2026-03-10", None, "", ""),
    ),
    "assignee": (
        an_item("assignee", ("acc-1", "Ann"), (None, None), tmpFromAccountId="acc-1"),
        (Kind.CHANGED, Field.ASSIGNEE, "acc-1", None, "", ""),
    ),
    "epic link, a custom field": (
        an_item("Epic Link", ("", ""), ("10073", "ACME-9"), fieldtype="custom"),
        (Kind.CHANGED, Field.PARENT, None, "10073", "", ""),
    ),
    "parent of a team-managed project": (
        an_item("IssueParentAssociation", (None, None), ("14614", None)),
        (Kind.CHANGED, Field.PARENT, None, "14614", "", ""),
    ),
    "original estimate in hours": (
        an_item("timeoriginalestimate", (None, None), ("5400", "5400")),
        (Kind.CHANGED, Field.ESTIMATE, None, "1.5", "", ""),
    ),
    "link": (
        an_item("Link", (None, None), ("EE-28", "This issue is blocked by EE-28")),
        (Kind.ADDED, Field.LINKS, None, "EE-28", "is blocked by", ""),
    ),
    "link taken away": (
        an_item("Link", ("EE-28", "This issue split from EE-28"), (None, None)),
        (Kind.REMOVED, Field.LINKS, "EE-28", None, "split from", ""),
    ),
    "attachment": (
        an_item("Attachment", (None, None), ("700", "plan.pdf")),
        (Kind.ADDED, Field.ATTACHMENTS, None, "plan.pdf", "", "700"),
    ),
    "attachment taken away": (
        an_item("Attachment", ("700", "plan.pdf"), (None, None)),
        (Kind.REMOVED, Field.ATTACHMENTS, "plan.pdf", None, "", "700"),
    ),
}


@pytest.mark.parametrize(("item", "expected"), CASES.values(), ids=CASES)
def test_an_item_is_told_as_one_event(item: dict[str, Any], expected: tuple[Any, ...]) -> None:
    [event] = told(item)
    assert (event.kind, event.field, event.old, event.new, event.text, event.ref) == expected
    assert (event.at, event.batch, event.actor and event.actor.id) == (AT, "1", "bob")
    assert event.url == "https://agency.example/browse/ACME-1"


@pytest.mark.parametrize(
    "item",
    [
        an_item("RemoteIssueLink", (None, None), ("17838", "This issue links to a commit")),
        an_item("Rank", ("", ""), ("", "Ranked higher"), fieldtype="custom"),
        an_item("Workflow", ("1", "Old flow"), ("2", "New flow")),
        an_item("status", ("a", "Hired"), ("b", "Fired"), fieldtype="custom", fieldId="customfield_10099"),
        an_item("labels", (None, "a b"), (None, "b a")),
    ],
    ids=lambda item: f"{item['fieldtype']} {item['field']}",
)
def test_an_item_that_means_nothing_to_us_is_left_out(item: dict[str, Any]) -> None:
    assert told(item) == []


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (("1", "Renamed"), StatusCategory.TODO),
        (("999", "Done"), StatusCategory.DONE),
        (("999", "Review"), None),
        (("999", "Gone"), None),
        ((None, None), None),
    ],
    ids=["by id", "made anew: by name", "two of that name", "deleted", "null"],
)
def test_a_status_means_what_is_still_known_of_it(side: Any, expected: StatusCategory | None) -> None:
    [event] = told(an_item("status", side, ("3", "In Progress")))
    assert (event.old_category, event.category) == (expected, StatusCategory.DOING)


def test_labels_are_told_one_by_one() -> None:
    events = told(an_item("labels", (None, "a b"), (None, "b c d")))
    assert [(e.kind, e.old or e.new) for e in events] == [
        (Kind.REMOVED, "a"),
        (Kind.ADDED, "c"),
        (Kind.ADDED, "d"),
    ]


@pytest.mark.parametrize("place", [{"fieldId": "customfield_10016"}, {}], ids=["Cloud", "Data Center"])
def test_story_points_are_known_by_id_or_by_name(place: dict[str, str]) -> None:
    item = an_item("Story Points", (None, "3"), (None, "5"), fieldtype="custom", **place)
    [event] = told(item, dialect=POINTS, customfield_10016=5)
    assert (event.field, event.old, event.new) == (Field.ESTIMATE, "3.0", "5.0")
    assert told(item, dialect=DIALECT) == []


def test_with_story_points_the_time_estimate_is_no_estimate() -> None:
    assert told(an_item("timeoriginalestimate", (None, None), ("5400", "5400")), dialect=POINTS) == []
    assert ticket(an_issue(timeoriginalestimate=5400), (), (), POINTS).estimate is None
    assert ticket(an_issue(timeoriginalestimate=5400), (), (), DIALECT).estimate == 1.5


def test_a_parent_told_under_two_names_is_one_event() -> None:
    events = told(
        an_item("Epic Link", (None, None), ("7", "ACME-7"), fieldtype="custom"),
        an_item("IssueParentAssociation", (None, None), ("7", "ACME-7")),
    )
    assert [(e.field, e.new) for e in events] == [(Field.PARENT, "7")]


def test_two_links_made_at_once_have_two_ids() -> None:
    events = told(
        an_item("Link", (None, None), ("A-1", "This issue blocks A-1")),
        an_item("Link", (None, None), ("A-1", "This issue relates to A-1")),
    )
    assert [e.id for e in events] == ["1:links:added:A-1", "1:links:added:A-1~2"]


def test_the_epic_of_data_center_is_known_from_the_history() -> None:
    histories = [a_history(an_item("Epic Link", (None, None), ("7", "ACME-7"), fieldtype="custom"))]
    assert ticket(an_issue(), histories, (), DIALECT).parent == "7"
    assert ticket(an_issue(parent={"id": "8", "key": "ACME-8"}), histories, (), DIALECT).parent == "8"


@pytest.mark.parametrize("created", [1_772_442_000_000, "2026-03-02T09:00:00.000+0000", "2026-03-02T14:30:00.000+0530"])
def test_instants_come_as_milliseconds_or_text(created: int | str) -> None:
    assert a_history(created=created).created == AT


def test_histories_are_told_oldest_first_whichever_way_they_come() -> None:
    newest_first = [a_history(number=10), a_history(number=9), a_history(number=11, created=0)]
    assert [history.id for history in in_order(newest_first)] == ["11", "9", "10"]


_moves = st.lists(st.lists(st.sampled_from("abcd"), max_size=3, unique=True), max_size=6)


@given(first=st.lists(st.sampled_from("abcd"), max_size=3, unique=True), later=_moves)
def test_the_milestone_is_always_one_of_the_fix_versions_of_the_time(first: list[str], later: list[list[str]]) -> None:
    """Whatever versions come and go, every event continues the one before it, and `as_of` takes it back exactly."""
    histories: list[History] = []
    held = [first]
    for number, versions in enumerate(later, start=1):
        before = held[-1]
        gone = [an_item("Fix Version", (v, v), (None, None)) for v in before if v not in versions]
        come = [an_item("Fix Version", (None, None), (v, v)) for v in versions if v not in before]
        histories.append(a_history(*gone, *come, number=number, created=number * 60_000 + 1_772_442_000_000))
        held.append(versions)
    read = ticket(an_issue(fixVersions=[{"id": v} for v in held[-1]]), histories, (), DIALECT)

    for number, versions in enumerate(held):
        then = read.as_of(AT + timedelta(minutes=number))
        assert then is not None
        assert (then.milestone is None) == (not versions)
        assert then.milestone is None or then.milestone.removeprefix("version:") in versions
    moves = [event for event in read.history if event.field is Field.MILESTONE]
    assert all(a.new == b.old for a, b in pairwise(moves))
    assert not moves or moves[-1].new == read.milestone


def test_the_version_added_last_is_the_milestone() -> None:
    histories = [
        a_history(an_item("Fix Version", (None, None), ("2", "Beta")), number=1, created=1_000),
        a_history(an_item("Fix Version", (None, None), ("1", "Alpha")), number=2, created=2_000),
        a_history(an_item("Fix Version", ("1", "Alpha"), (None, None)), number=3, created=3_000),
    ]
    read = ticket(an_issue(fixVersions=[{"id": "2"}]), histories, (), DIALECT)
    assert [(e.old, e.new) for e in read.history[1:]] == [
        (None, "version:2"),
        ("version:2", "version:1"),
        ("version:1", "version:2"),
    ]
    assert read.milestone == "version:2"
