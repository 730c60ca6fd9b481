"""Custom fields by the name that people see: found, missing, ambiguous, and turning up later."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, Deployment, Site, a_field, a_site, by_id, changed

from forewarn.connect.stage import Fault
from forewarn.model import Field, Need, Ticket
from forewarn_jira.naming import NEEDS, meant
from forewarn_jira.sandbox.fields import fields
from forewarn_jira.site_payload import FieldInfo

HERE = [a_field(1, "Done when"), a_field(2, "Why?"), a_field(3, "Twice"), a_field(4, " twice ")]
SITE = [FieldInfo.model_validate(one) for one in (*HERE, {"id": "summary", "name": "Summary", "custom": False})]


@pytest.mark.parametrize(
    ("text", "field_id"),
    [
        ("Done when", "customfield_1"),
        ("done WHEN", "customfield_1"),
        (" Why? ", "customfield_2"),
        ("customfield_2", "customfield_2"),
        ("customfield_9", None),
        ("Twice", None),
        ("customfield_3", "customfield_3"),
        ("Done", None),
        ("Summary", None),  # Jira's own fields are read in any case
        ("10032", None),
    ],
)
def test_a_field_is_meant_by_its_id_or_by_a_name_that_is_its_alone(text: str, field_id: str | None) -> None:
    one = meant("criteria_field", text, SITE)
    assert one.id == field_id
    assert bool(one.problem) == bool(one.next_step) == (field_id is None)


def test_a_name_counts_in_the_language_of_the_account_and_in_the_sites_own() -> None:
    field = FieldInfo.model_validate(a_field(1, "Abnahmekriterien") | {"untranslatedName": "Acceptance criteria"})
    assert {meant("criteria_field", name, [field]).id for name in ("Abnahmekriterien", "acceptance criteria")} == {
        "customfield_1"
    }


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_fields_are_read_by_name_with_their_history(deployment: Deployment) -> None:
    names: dict[str, Any] = {"story_points_field": "Story point estimate", "sprint_field": "sprint"}
    with a_site(deployment, **names) as site:
        number = site.open(criteria="It loads", estimate=3.0, sprint="Sprint 7")
        site.sandbox.play(number, changed(Field.CRITERIA, "It loads fast", NOW - timedelta(days=1)))
        read = site.tickets()[number]
    assert (read.criteria, read.estimate, read.sprint) == ("It loads fast", 3.0, "Sprint 7")
    assert [event.field for event in read.history] == [None, Field.CRITERIA]
    assert not NEEDS.values() & read.absent.keys()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize(("key", "need"), NEEDS.items())
def test_what_is_not_found_is_absent_with_the_reason_and_the_rest_is_read(
    deployment: Deployment, key: str, need: Need
) -> None:
    options: dict[str, Any] = {key: "No such field"}
    with a_site(deployment, **options) as site:
        number = site.open(criteria="It loads", estimate=3.0, sprint="Sprint 7", title="Start page")
        read = site.tickets()[number]
    assert read.absent.keys() & NEEDS.values() == {need}
    assert key in read.absent[need] and "No such field" in read.absent[need]
    values: dict[Need, Any] = {Need.ESTIMATE: None, Need.SPRINT: None, Need.CRITERIA: "", Need.REASON: ""}
    assert getattr(read, need) == values[need]
    assert read.title == "Start page"


def test_an_estimate_in_story_points_is_none_in_hours() -> None:
    for field, lacks in (("Story point estimate", True), (None, False)):
        with a_site(story_points_field=field) as site:
            number = site.open(estimate=3.0)
            assert (Need.HOURS in site.tickets()[number].absent) is lacks


def test_without_its_field_an_estimate_is_not_taken_from_the_hours() -> None:
    """Points and hours would be added up."""
    with a_site(story_points_field="No such field") as site:
        number = site.open(estimate=3.0)
        site.sandbox.play(number, changed(Field.ESTIMATE, "5.0", NOW))
        read = site.tickets()[number]
    assert read.estimate is None and [event.field for event in read.history] == [None]


def lacking(site: Site, name: str) -> None:
    """The next time that somebody asks, the site has no field of this name."""
    body = json.dumps([field for field in fields() if field["name"] != name])
    site.sandbox.misbehave(Fault("status", path="/field", status=200, body=body))


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_field_that_turns_up_later_is_read_for_all_issues_once(deployment: Deployment) -> None:
    with a_site(deployment, criteria_field="Acceptance criteria") as site:
        numbers = [site.open(n, criteria=f"It loads {n}") for n in range(1, 4)]
        lacking(site, "Acceptance criteria")
        lacking(site, "Acceptance criteria")
        first = site.read()
        assert {ticket.criteria for ticket in by_id(first).values()} == {""}
        site.passes(timedelta(hours=1))
        still_missing = site.read(first[-1].cursor)
        assert by_id(still_missing) == {}
        cursor = still_missing[-1].cursor if still_missing else first[-1].cursor
        found = site.read(cursor)  # the field is there, and the next run goes for it
        again = site.read(found[-1].cursor)
        read: dict[str, Ticket] = by_id(again)
        assert {number: read[number].criteria for number in numbers} == {
            number: f"It loads {n}" for n, number in enumerate(numbers, start=1)
        }
        before = len(site.asked("/field"))
        assert site.read(again[-1].cursor) == [] and len(site.asked("/field")) == before


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_field_that_was_found_is_known_by_its_id_from_then_on(deployment: Deployment) -> None:
    """People rename fields, and the site need not be asked at every run."""
    with a_site(deployment) as site:
        site.open(criteria="It loads")
        cursor = site.read()[-1].cursor
        lacking(site, "Acceptance criteria")
        site.sandbox.play(site.open(2, criteria="It prints"), changed(Field.TITLE, "Print", NOW))
        assert "It prints" in {ticket.criteria for ticket in by_id(site.read(cursor)).values()}
        assert len(site.asked("/field")) == 1
