"""Groups of a site: complete, in as few requests as Jira allows, and what to do where it does not tell."""

from typing import Any

import pytest
from tests.connectors.jira.harness import BOB, DEPLOYMENTS, PIA, UNA, Deployment, Site, a_site
from tests.connectors.openapi import CONTRACTS, load_spec
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from forewarn.connect import Grouping
from forewarn.connect.stage import Fault
from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied
from forewarn.model import Person, Role
from forewarn_jira.sandbox import JiraSandbox

SPEC = load_spec("jira-cloud-v3")


def members(site: Site, group: str = "staff") -> tuple[Person, ...]:
    reader = site.connector.reader()
    assert isinstance(reader, Grouping)
    return reader.members(group, ["ACME"])


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize(("people", "requests"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_a_group_costs_a_request_for_fifty_people(deployment: Deployment, people: int, requests: int) -> None:
    with a_site(deployment) as site:
        site.sandbox.join("staff", BOB, "ACME")
        site.sandbox.leave("staff", BOB, "ACME")
        for number in range(people):
            site.sandbox.join("staff", Person(f"acc-{number}", f"Somebody {number}"), "ACME")
        assert [who.id for who in members(site)] == [f"acc-{number}" for number in range(people)]
        assert site.asked("group/member") == ["GET /rest/api/2/group/member"] * requests


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_member_is_the_person_who_acts_on_issues(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open(reporter=UNA)
        site.sandbox.join("clients", UNA, "ACME")
        assert members(site, "clients") == (site.tickets()[number].reporter,)


def test_inactive_people_are_asked_for() -> None:
    with a_site() as site:
        site.sandbox.join("staff", BOB, "ACME")
        members(site)
        (asked,) = [r.query for r in site.sandbox.requests if r.path.endswith("group/member")]
        assert "includeInactiveUsers=true" in asked


def test_a_site_that_does_not_turn_pages_is_no_complete_group() -> None:
    class Stuck(JiraSandbox):
        def _dispatch(self, request: Request) -> Response:
            if request.path.endswith("group/member"):
                request.args = MultiDict({**request.args, "startAt": "0"})
            return super()._dispatch(request)

    with a_site(of=Stuck) as site:
        for number in range(70):
            site.sandbox.join("staff", Person(f"acc-{number}", ""), "ACME")
        site.sandbox.join("few", BOB, "ACME")
        assert len(members(site, "few")) == 1
        with pytest.raises(MalformedAnswer, match="twice"):
            members(site)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_group_that_is_not_there_is_named(deployment: Deployment) -> None:
    with a_site(deployment) as site, pytest.raises(GoneError, match="no group 'Staff'") as caught:
        members(site, "Staff")
    assert "upper and lower case" in caught.value.next_step


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_an_account_that_may_not_see_people_is_told_the_permission_and_the_way_round(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.sandbox.join("staff", BOB, "ACME")
        site.sandbox.quirks.sees_groups = False
        with pytest.raises(PermissionDenied, match="may not see who is in the group 'staff'") as caught:
            members(site)
    step = caught.value.next_step
    assert all(words in step for words in ("Browse users and groups", "administrators", "domain of their addresses"))


def test_a_page_in_the_middle_that_fails_is_asked_again() -> None:
    with a_site() as site:
        for number in range(60):
            site.sandbox.join("staff", Person(f"acc-{number}", ""), "ACME")
        site.sandbox.misbehave(Fault("cut-after", path="group/member"))
        assert len(members(site)) == 60


@pytest.mark.skipif(SPEC is None, reason=f"no specification in {CONTRACTS} (FOREWARN_CONTRACTS)")
def test_the_people_are_as_published() -> None:
    """The address itself is not among those published there; the people in its answer are."""
    assert SPEC is not None
    answers: list[Any] = []

    class Recording(JiraSandbox):
        def _dispatch(self, request: Request) -> Response:
            response = super()._dispatch(request)
            if request.path.endswith("group/member"):
                answers.append(response.get_json())
            return response

    with a_site(of=Recording) as site:
        bot = Person("acc-app", "Deployer", Role.BOT)
        for who in (BOB, PIA, UNA, bot):
            site.sandbox.join("staff", who, "ACME")
        assert [who.role for who in members(site)] == [Role.UNKNOWN, Role.UNKNOWN, Role.CLIENT, Role.BOT]
    ((answer),) = answers
    assert len(answer["values"]) == 4
    for one in answer["values"]:
        errors = SPEC.errors({"$ref": "#/components/schemas/UserDetails"}, one)
        assert [error.message for error in errors if error.instance is not None] == []
