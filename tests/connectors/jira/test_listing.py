"""Which projects there are: all of them on either deployment, in as few requests as Jira allows."""

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, Deployment, Site, a_site
from werkzeug.wrappers import Request, Response

from forewarn.connect import Listed
from forewarn.connect.sandbox_host import json_response
from forewarn.errors import MalformedAnswer
from forewarn_jira.sandbox import JiraSandbox


def listed(site: Site) -> list[Listed]:
    return list(site.connector.reader().containers())


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("projects", [1, 50, 51, 101])
def test_every_project_is_listed_once_by_key(deployment: Deployment, projects: int) -> None:
    with a_site(deployment) as site:
        keys = [f"P{number:03}" for number in range(projects)]
        for number, key in enumerate(reversed(keys)):
            site.open(number, container=key)
        assert [one.container for one in listed(site)] == keys
        pages = -(-projects // 50) if deployment == "cloud" else 1
        assert len(site.asked("project/search") + site.asked("/project")) == pages


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_project_that_the_account_may_not_see_is_not_listed(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.open(1, container="ACME")
        site.open(2, container="SECRET")
        site.sandbox.quirks.closed.add("SECRET")
        assert listed(site) == [Listed("ACME", "The ACME project")]


class SameAgain(JiraSandbox):
    """Gives the first page of projects whichever is asked for, and says that there are more."""

    def refuse(self, request: Request) -> Response | None:
        if request.path.endswith("project/search"):
            one = {"id": "1", "key": "ACME", "name": "Acme", "projectTypeKey": "software"}
            return json_response({"isLast": False, "values": [one]})
        return super().refuse(request)


def test_pages_that_never_end_are_an_error_and_no_endless_run() -> None:
    with a_site(of=SameAgain) as site, pytest.raises(MalformedAnswer, match="the same projects twice"):
        listed(site)
