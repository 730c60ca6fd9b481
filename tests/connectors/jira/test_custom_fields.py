"""Sprints, epics, acceptance criteria and reasons: what the fields hold, and what their changes say."""

from datetime import timedelta
from typing import Any

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, a_site, by_id, changed
from tests.connectors.jira.test_changelog import OWN, POINTS, an_issue, an_item, told

from forewarn.model import Field
from forewarn_jira.normalize import ticket
from forewarn_jira.sprints import current, listed, sprints

OPEN = {"id": 8, "name": "Sprint 8", "state": "active"}
OVER = {"id": 7, "name": "Sprint 7", "state": "closed"}
JAVA = (
    "com.atlassian.greenhopper.service.sprint.Sprint@1f39706[id=9,rapidViewId=3,state={state},name={name},"
    "startDate=2026-03-02T09:00:00.000Z,endDate=<null>,completeDate=<null>,sequence=9,goal=]"
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ([], None),
        ([OVER, OPEN], "Sprint 8"),
        ([OPEN, OVER], "Sprint 8"),
        ([OVER], "Sprint 7"),
        (OPEN, "Sprint 8"),
        ([{"id": 8}], None),
        ([7], None),
        ("Sprint 8", None),
        ([JAVA.format(state="ACTIVE", name="Sprint 9")], "Sprint 9"),
        ([JAVA.format(state="ACTIVE", name="A, b=c [d]"), JAVA.format(state="CLOSED", name="Old")], "A, b=c [d]"),
        (["...Sprint@1[rapidViewId=3,state=ACTIVE,name=Old style,goal=Win, big,startDate=<null>,id=5]"], "Old style"),
    ],
)
def test_the_sprint_is_the_one_that_runs_or_the_last_that_ran(value: Any, expected: str | None) -> None:
    assert current(value) == expected


def test_a_sprint_of_data_center_has_its_id() -> None:
    assert [(s.id, s.is_over) for s in sprints([JAVA.format(state="CLOSED", name="x")])] == [("9", True)]


@pytest.mark.parametrize(
    ("ids", "names", "expected"),
    [
        ("", "", {}),
        (None, None, {}),
        ("34", "Sprint 24", {"34": "Sprint 24"}),
        ("38, 40", "Sprint 28, Sprint 29", {"38": "Sprint 28", "40": "Sprint 29"}),
        ("38", "Spring, summer", {"38": "Spring, summer"}),
        ("7, 38", "One, Spring, summer", {"7": "One", "38": "Spring, summer"}),
        (None, "Sprint 28, Sprint 29", {"": "Sprint 29"}),
        ("7, 38", "One", {"7": "One"}),
    ],
)
def test_a_change_lists_sprints_by_id_and_name(ids: str | None, names: str | None, expected: dict[str, str]) -> None:
    assert listed(ids, names) == expected


def test_a_sprint_that_was_renamed_is_told_by_its_new_name_throughout() -> None:
    items = [
        an_item("Sprint", ("", ""), ("7", "Draft"), fieldtype="custom"),
        an_item("Sprint", ("7", "Sprint 7"), ("8", "Spring, summer"), fieldtype="custom"),
    ]
    told_so = [(event.old, event.new) for event in told(*items, dialect=POINTS)]
    assert told_so == [(None, "Sprint 7"), ("Sprint 7", "Spring, summer")]


@pytest.mark.parametrize("place", [{"fieldId": "customfield_10020"}, {}], ids=["Cloud", "Data Center"])
def test_a_move_between_sprints_is_told(place: dict[str, str]) -> None:
    item = an_item("Sprint", ("7", "Sprint 7"), ("7, 8", "Sprint 7, Sprint 8"), fieldtype="custom", **place)
    [event] = told(item, dialect=POINTS, customfield_10020=[OVER, OPEN])
    assert (event.field, event.old, event.new) == (Field.SPRINT, "Sprint 7", "Sprint 8")


def test_an_older_sprint_that_goes_is_no_move() -> None:
    item = an_item("Sprint", ("7, 8", "Sprint 7, Sprint 8"), ("8", "Sprint 8"), fieldtype="custom")
    assert told(item, dialect=POINTS) == []


@pytest.mark.parametrize(("name", "field"), [("Criteria", Field.CRITERIA), ("Reason", Field.REASON)])
def test_criteria_and_reasons_are_texts_with_a_history(name: str, field: Field) -> None:
    item = an_item(name, (None, ""), (None, "Words"), fieldtype="custom")
    [event] = told(item, dialect=POINTS)
    assert (event.field, event.old, event.new) == (field, None, "Words")


def test_a_field_of_the_same_name_that_is_jiras_own_or_another_is_not_meant() -> None:
    items = (
        an_item("Reason", (None, None), (None, "x")),
        an_item("Reason", (None, None), (None, "x"), fieldtype="custom", fieldId="customfield_1"),
    )
    assert told(*items, dialect=POINTS) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Words", "Words"),
        ({"id": "1", "value": "Client asked"}, "Client asked"),
        ([{"value": "Client asked"}, {"value": "Law"}], "Client asked, Law"),
        ({"name": "urgent"}, "urgent"),
        (5, ""),
        ({"type": "doc", "version": 1}, ""),
    ],
)
def test_whatever_kind_of_field_it_is_its_words_are_read(value: Any, text: str) -> None:
    read = ticket(an_issue(**{OWN.criteria or "": value, OWN.reason or "": value}), (), (), POINTS)
    assert (read.criteria, read.reason) == (text, text)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_sprint_that_is_over_stays_and_the_next_one_counts(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open(sprint="Sprint 7")
        site.sandbox.end_sprint("Sprint 7")
        assert site.tickets()[number].sprint == "Sprint 7"
        site.sandbox.play(number, changed(Field.SPRINT, "Sprint 8", START + timedelta(days=14)))
        read = site.tickets()[number]
        before = read.as_of(START + timedelta(days=13))
    assert (read.sprint, before and before.sprint) == ("Sprint 8", "Sprint 7")


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_the_sprint_field_is_found_by_its_kind_unless_the_config_names_one(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open(sprint="Sprint 7")
        assert site.tickets()[number].sprint == "Sprint 7"
    with a_site(deployment, sprint_field="customfield_10031") as site:
        number = site.open(sprint="Sprint 7")
        assert site.tickets()[number].sprint is None


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_an_issue_that_was_opened_in_an_epic_has_it_as_its_parent(deployment: Deployment) -> None:
    """On Data Center the history knows nothing of it, and the field holds a key."""
    with a_site(deployment) as site:
        epic = site.open(1, type="Epic")
        number = site.open(2, parent=epic)
        read = site.tickets()[number]
        assert read.parent == (epic if deployment == "cloud" else "ACME-1")
        site.sandbox.play(number, changed(Field.PARENT, None, NOW))
        assert site.tickets()[number].parent is None


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_subtask_has_its_parent(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        whole = site.open(1, type="Story")
        part = site.open(2, type="Sub-task", parent=whole)
        assert site.tickets()[part].parent == whole


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_field_that_the_config_names_later_is_read_for_all_issues(deployment: Deployment) -> None:
    with a_site(deployment, criteria_field=None) as site:
        number = site.open(criteria="It works")
        other = site.open(2)
        cursor = site.read()[-1].cursor
        connector = type(site.connector)
        later = connector(
            "jira",
            connector.Options.model_validate(site.sandbox.options()),
            client_visible=True,
            environ=site.sandbox.environ(),
            patience=site.waiting.patience(),
        )
        again = list(later.reader().read("ACME", cursor))
        assert by_id(again)[number].criteria == "It works" and other in by_id(again)
        assert list(later.reader().read("ACME", again[-1].cursor)) == []


def test_without_fields_in_the_config_there_is_no_history_of_them() -> None:
    with a_site(criteria_field=None) as site:
        told_fields = site.connector.reader().capabilities.history
        assert Field.CRITERIA not in told_fields and Field.REASON in told_fields and Field.SPRINT in told_fields
        number = site.open(criteria="It works")
        site.sandbox.play(number, changed(Field.CRITERIA, "It works well", NOW))
        assert [event.field for event in by_id(site.read())[number].history] == [None]
