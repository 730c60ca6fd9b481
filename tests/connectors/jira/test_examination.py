"""What `doctor` learns of a Jira source: each problem with the exact next step."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, Deployment, Site, a_field, a_site

from forewarn.connect import Examination, Rights
from forewarn.connect.stage import Fault
from forewarn.errors import AuthError, UnavailableError
from forewarn_jira.sandbox.fields import fields


def examined(site: Site, *containers: str) -> Examination:
    site.open()
    reader = site.connector.reader()
    try:
        return reader.examine(containers or ("ACME",))
    finally:
        reader.close()


def note(found: Examination, words: str) -> str:
    """The next step of the one note with these words."""
    [step] = [step for problem, step in found.notes if words in problem]
    return step


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("service_management", [False, True])
def test_where_all_is_well_nothing_is_noted(deployment: Deployment, service_management: bool) -> None:
    with a_site(deployment, service_management=service_management) as site:
        found = examined(site)
        assert found.account.id == "forewarn"
        assert found.rights == (Rights("ACME", read=True, comment=True, edit_own=True),)
        assert found.notes == () and all(found.fields.values())
        assert {request.method for request in site.sandbox.requests} == {"GET"}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize(
    ("denied", "rights", "problem", "step"),
    [
        ({"ADD_COMMENTS"}, (True, False, True), "may not comment in ACME", "Give it Add Comments in"),
        ({"EDIT_OWN_COMMENTS"}, (True, True, False), "may not edit its own comments in", "Give it Edit Own Comments"),
        ({"DELETE_OWN_COMMENTS"}, (True, True, True), "may not delete its own comments in", "Give it Delete Own Com"),
        (
            {"ADD_COMMENTS", "EDIT_OWN_COMMENTS"},
            (True, False, False),
            "may not comment in and may not edit",
            "Add Comments and Edit Own Comments in the permission scheme of ACME",
        ),
        ({"BROWSE_PROJECTS", "ADD_COMMENTS"}, (False, False, True), "may not see ACME.", "Give it Browse Projects in"),
    ],
    ids=["comment", "edit", "delete", "both", "read"],
)
def test_a_missing_permission_is_named(
    deployment: Deployment, denied: set[str], rights: tuple[bool, ...], problem: str, step: str
) -> None:
    with a_site(deployment) as site:
        site.sandbox.quirks.denied |= denied
        [right] = examined(site).rights
    assert (right.read, right.comment, right.edit_own) == rights
    assert problem in right.problem and step in right.next_step


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_each_project_has_its_own_rights(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        there, missing = examined(site, "ACME", "NOPE").rights
    assert (there.read, there.problem) == (True, "")
    assert missing.read is False and "browser" in missing.next_step and missing.problem


def test_a_permission_the_site_does_not_tell_is_unknown() -> None:
    with a_site("server") as site:
        site.sandbox.misbehave(Fault("status", path="/mypermissions", status=200, body='{"permissions": {}}'))
        assert examined(site).rights == (Rights("ACME"),)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("unknown", ["customfield_424242", "Storry points"])
@pytest.mark.parametrize(
    ("option", "alike"),
    [
        ("story_points_field", "'Story point estimate' (customfield_10016)"),
        ("sprint_field", "'Sprint' (customfield_10020)"),
        ("criteria_field", "'Acceptance criteria' (customfield_10031)"),
        ("reason_field", "'Reason for change' (customfield_10032)"),
    ],
)
def test_a_custom_field_that_is_not_there_is_named_with_the_one_that_may_be_meant(
    deployment: Deployment, option: str, alike: str, unknown: str
) -> None:
    options: dict[str, Any] = {option: unknown}
    with a_site(deployment, **options) as site:
        found = examined(site)
    name = f"{option}: {unknown}"
    assert [field for field, known in found.fields.items() if not known] == [name] == list(found.hints)
    problem, step = found.hints[name]
    assert option in problem and unknown in problem
    assert step == f"Write a name or id from the site into {option}; it may mean {alike}."


def test_where_no_field_is_alike_none_is_suggested() -> None:
    with a_site(reason_field="customfield_424242") as site:
        site.sandbox.misbehave(Fault("status", path="/field", status=200, body="[]"))
        found = examined(site)
    assert not any(found.fields.values()) and found.hints.keys() == found.fields.keys()
    assert "may mean" not in found.hints["reason_field: customfield_424242"][1]


def test_a_name_that_several_fields_have_is_told_with_their_ids() -> None:
    with a_site(criteria_field="Done when") as site:
        body = json.dumps([*fields(), a_field(1, "Done when"), a_field(2, "DONE WHEN", project="10007")])
        site.sandbox.misbehave(Fault("status", path="/field", status=200, body=body))
        found = examined(site)
    problem, step = found.hints["criteria_field: Done when"]
    assert "2 custom fields of the site are called 'Done when'" in problem
    assert step.endswith("into criteria_field: customfield_1 or customfield_2 (of the project with the id 10007).")


def test_without_custom_fields_in_the_config_nobody_asks_for_them() -> None:
    without: dict[str, Any] = dict.fromkeys(("story_points_field", "criteria_field", "reason_field"))
    with a_site(**without) as site:
        assert examined(site).fields == {} and site.asked("/field") == []


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("ahead", [600, 0, -3600])
def test_how_far_the_clocks_are_apart_is_told(deployment: Deployment, ahead: int) -> None:
    with a_site(deployment) as site:
        site.passes(timedelta(seconds=ahead))
        found = examined(site)
    assert found.clock_skew == timedelta(seconds=ahead)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_the_budget_left_is_told_where_there_is_one(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.sandbox.rates.limit = 200
        found = examined(site)
    left = 200 - 1 if deployment == "cloud" else 200 - len(site.sandbox.requests)
    assert (found.budget, found.budget_left) == (200, left)


def test_data_center_without_limits_tells_no_budget() -> None:
    with a_site("server") as site:
        found = examined(site)
    assert (found.budget, found.budget_left) == (None, None)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_role_that_is_not_there_is_named_with_those_that_are(deployment: Deployment) -> None:
    with a_site(deployment, team_visibility={"role": "Staff"}) as site:
        step = note(examined(site), "ACME has no role Staff")
    assert step.endswith("Administrators, Developers.")


def test_a_role_that_only_administrators_may_see_is_to_be_asked_for() -> None:
    with a_site() as site:
        site.sandbox.quirks.is_administrator = False
        assert "Ask an administrator of ACME" in note(examined(site), "may not see whether ACME has the role")


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_group_the_account_is_not_in_is_told(deployment: Deployment) -> None:
    with a_site(deployment, team_visibility={"group": "staff"}) as site:
        assert "Put the account into staff" in note(examined(site), "not in the group staff")
    with a_site(deployment, team_visibility={"group": "developers"}) as site:
        assert examined(site).notes == ()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_service_project_that_the_config_does_not_call_one_is_told(deployment: Deployment) -> None:
    with a_site(deployment, service_management=True) as desk:
        options = desk.sandbox.options() | {"service_management": False}
        connector = type(desk.connector)
        plain = connector(
            "jira",
            connector.Options.model_validate(options),
            client_visible=True,
            environ=desk.sandbox.environ(),
            patience=desk.waiting.patience(),
        )
        desk.open()
        found = plain.reader().examine(["ACME"])
    assert note(found, "ACME is a service project") == "Set service_management: true for this source."


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_plain_project_that_the_config_calls_a_service_project_is_told(deployment: Deployment) -> None:
    with a_site(deployment) as plain:
        plain.open()
        options = plain.sandbox.options() | {"service_management": True}
        connector = type(plain.connector)
        desk = connector(
            "jira",
            connector.Options.model_validate(options),
            client_visible=True,
            environ=plain.sandbox.environ(),
            patience=plain.waiting.patience(),
        )
        found = desk.reader().examine(["ACME"])
    assert "a source of its own" in note(found, "ACME is no service project")


def test_an_account_without_an_agents_licence_is_told() -> None:
    with a_site(service_management=True) as site:
        site.sandbox.commenting.has_agent_licence = False
        assert "as an agent" in note(examined(site), "comes out public")


def test_where_nothing_keeps_a_comment_from_the_client_it_is_told_why() -> None:
    with a_site(team_visibility=None) as site:
        assert "team_visibility" in note(examined(site), "jsdPublic")
    with a_site(team_visibility=None, client_visible=False) as site:
        assert examined(site).notes == ()


@pytest.mark.parametrize("status", [403, 404])
def test_a_project_that_cannot_be_opened_after_all_is_told(status: int) -> None:
    with a_site() as site:
        site.sandbox.misbehave(Fault("status", path="/project/ACME", status=status))
        assert note(examined(site), f"HTTP {status}")


def test_a_wrong_token_or_a_dead_host_ends_the_examination() -> None:
    with a_site(environ={"JIRA_SANDBOX_TOKEN": "wrong"}) as site, pytest.raises(AuthError):
        examined(site)
    with a_site(patience={"attempts": 1}) as site, pytest.raises(UnavailableError):
        site.sandbox.misbehave(Fault("cut", path="/mypermissions"))
        examined(site)
