"""What is there, what is gone: deletions and moves, which no listing of changes shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, Site, a_site, an_issue, by_id

from forewarn.connect import Patience
from forewarn.connect.stage import Deleting, Fault, Moving
from forewarn.errors import AuthError, GoneError, ServerFault
from forewarn.model import MILESTONE, TicketRef
from forewarn_jira.reader import JiraReader

SEARCH = {"cloud": "/search/jql", "server": "/search"}


def a_reader(site: Site, *projects: str) -> JiraReader:
    reader = site.connector.reader()
    reader.expect(dict.fromkeys(projects))
    return reader


def ref(number: str, key: str = "ACME-1", container: str = "ACME") -> TicketRef:
    return TicketRef("jira", container, number, key)


def test_the_sandbox_can_delete_and_move() -> None:
    with a_site() as site:
        assert isinstance(site.sandbox, Deleting) and isinstance(site.sandbox, Moving)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("expected", [(), ("ACME", "ZETA")])
def test_every_issue_and_version_is_present(deployment: Deployment, expected: tuple[str, ...]) -> None:
    with a_site(deployment) as site:
        numbers = {site.open(n) for n in range(1, 131)}
        launch = site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        site.open(1, container="ZETA", key="ZETA-1")
        assert a_reader(site, *expected).present("ACME") == {*numbers, launch}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_an_empty_project_is_present_and_empty(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        launch = site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        assert a_reader(site).present("ACME") == {launch}
        site.sandbox.delete(launch, NOW)
        assert a_reader(site).present("ACME") == frozenset()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_project_that_is_not_there_is_no_empty_project(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open()
        reader = a_reader(site, "ACME", "NOPE")
        with pytest.raises(GoneError, match="NOPE does not exist"):
            reader.present("NOPE")
        assert reader.present("ACME") == {number}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("fault", [Fault("status", status=500), Fault("garbage")], ids=["500", "no JSON"])
def test_where_jira_breaks_down_over_all_projects_each_is_listed_by_itself(
    deployment: Deployment, fault: Fault
) -> None:
    """As over one of them that its database cannot give any more; the others must not look unread for it."""
    with a_site(deployment) as site:
        number, other = site.open(), site.open(1, container="ZETA", key="ZETA-1")
        site.sandbox.misbehave(replace(fault, path="/search", times=Patience().attempts))
        reader = a_reader(site, "ACME", "ZETA")
        assert (reader.present("ACME"), reader.present("ZETA")) == ({number}, {other})


def test_a_project_that_jira_cannot_list_is_no_empty_project() -> None:
    with a_site() as site:
        site.open()
        site.sandbox.misbehave(Fault("status", path="/search", status=500, times=99))
        with pytest.raises(ServerFault):
            a_reader(site, "ACME", "ZETA").present("ACME")


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_deletion_between_two_pages_hides_nothing_else(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.sandbox.searching.most_ids = 4
        numbers = [site.open(n) for n in range(1, 12)]

        def delete(search: int) -> None:
            if search == 2:
                site.sandbox.delete(numbers[0], NOW)

        site.sandbox.quirks.before_search = delete
        assert a_reader(site).present("ACME") >= set(numbers[1:])


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_more_issues_of_one_instant_than_a_page_holds_are_all_present(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.sandbox.searching.most_ids = 3
        numbers = {site.open(n, created=START) for n in range(1, 9)} | {site.open(9)}
        assert a_reader(site).present("ACME") == numbers


def test_cloud_gives_five_thousand_ids_in_one_answer() -> None:
    with a_site() as site:
        site.open()
        a_reader(site).present("ACME")
        [search] = [request for request in site.sandbox.requests if request.path.endswith("/search/jql")]
    assert "maxResults=5000" in search.query and "fields=id%2Ckey" in search.query


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_deleted_issue_is_not_present_and_gone(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        kept, deleted = site.open(1), site.open(2)
        site.sandbox.delete(deleted, NOW)
        reader = a_reader(site)
        assert reader.present("ACME") == {kept}
        assert (reader.is_gone(ref(deleted, "ACME-2")), reader.is_gone(ref(kept))) == (True, False)
        assert site.asked(f"/issue/{deleted}") == [f"GET /rest/api/2/issue/{deleted}"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("expected", [(), ("ACME", "ZETA")])
def test_a_moved_issue_is_gone_here_and_present_there(deployment: Deployment, expected: tuple[str, ...]) -> None:
    with a_site(deployment) as site:
        site.open(1, container="ZETA", key="ZETA-1")
        number = site.open(1)
        cursor = site.read()[-1].cursor
        moved = site.sandbox.move(number, "ZETA", NOW - timedelta(hours=1))
        assert moved == number
        reader = a_reader(site, *expected)
        assert number not in reader.present("ACME") and number in reader.present("ZETA")
        assert reader.is_gone(ref(number)) and not reader.is_gone(ref(number, "ZETA-2", "ZETA"))
        assert site.read(cursor) == []
        there = by_id(site.read(container="ZETA"))[number]
        assert (there.container, there.key) == ("ZETA", "ZETA-2")


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_an_issue_that_is_closed_to_us_is_gone(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open()
        site.sandbox.quirks.closed.add("ACME-1")
        assert a_reader(site).present("ACME") == frozenset()
        assert a_reader(site).is_gone(ref(number))


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("expected", [(), ("OM", "ZETA")])
def test_a_project_with_a_new_key_has_not_vanished(deployment: Deployment, expected: tuple[str, ...]) -> None:
    with a_site(deployment) as site:
        site.open(1, container="ZETA", key="ZETA-1")
        number = site.open(1, container="OM", key="OM-1")
        site.sandbox.rename("OM", "OMEGA")
        reader = a_reader(site, *expected)
        assert reader.present("OM") == {number}
        assert not reader.is_gone(ref(number, "OMEGA-1", "OM"))


def test_an_issue_that_data_center_says_we_may_not_see_is_gone() -> None:
    with a_site("server") as site:
        number = site.open()
        site.sandbox.misbehave(Fault("status", path="/issue/", status=403))
        assert a_reader(site).is_gone(ref(number))


def test_a_version_is_gone_when_the_project_has_it_no_more() -> None:
    with a_site() as site:
        launch = site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        reader = a_reader(site)
        assert not reader.is_gone(ref(launch, "Launch"))
        assert reader.is_gone(ref("version:424242", "Gone"))


def test_a_token_that_is_refused_is_no_deletion() -> None:
    with a_site() as site:
        number = site.open()
        site.sandbox.misbehave(Fault("status", path="/issue/", status=401))
        with pytest.raises(AuthError):
            a_reader(site).is_gone(ref(number))


def test_an_archived_issue_is_gone_although_it_can_be_opened() -> None:
    with a_site("server") as site:
        kept, archived = site.open(1), site.open(2)
        site.sandbox.quirks.archived.add(archived)
        reader = a_reader(site)
        assert reader.present("ACME") == {kept}
        assert [reader.is_gone(ref(number)) for number in (kept, archived)] == [False, True]
