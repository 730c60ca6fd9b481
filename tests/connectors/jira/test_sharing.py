"""One search for several projects: whatever goes wrong with it, every project gets everything that is its own."""

from datetime import timedelta

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, Site, a_site, by_id, changed

from forewarn.connect import Batch, Patience
from forewarn.connect.stage import Fault
from forewarn.errors import GoneError, MalformedAnswer, TrackerError, UnavailableError
from forewarn.model import Field

SEARCH = {"cloud": "/search/jql", "server": "/search"}
PROJECTS = ("ACME", "OM", "ZETA")


def with_projects(site: Site, count: int = 4) -> dict[str, list[str]]:
    """Issues in three projects, updated in turn."""
    return {
        key: [
            site.open(n, container=key, key=f"{key}-{n}", created=START + timedelta(hours=n, minutes=m))
            for n in range(1, count + 1)
        ]
        for m, key in enumerate(PROJECTS)
    }


def read_all(site: Site, *projects: str, expect: tuple[str, ...] = PROJECTS) -> dict[str, list[str] | TrackerError]:
    """What each project gets, or why it gets nothing."""
    reader = site.connector.reader()
    reader.expect(dict.fromkeys(expect))
    got: dict[str, list[str] | TrackerError] = {}
    for project in projects or expect:
        try:
            got[project] = [t.id for batch in reader.read(project, None) for t in batch.tickets]
        except TrackerError as error:
            got[project] = error
    return got


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("order", [PROJECTS, PROJECTS[::-1], ("OM",)])
def test_each_project_gets_its_own_whoever_comes_first(deployment: Deployment, order: tuple[str, ...]) -> None:
    with a_site(deployment) as site:
        opened = with_projects(site)
        assert read_all(site, *order) == {project: opened[project] for project in order}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_project_that_is_not_there_spoils_it_for_nobody_else(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        opened = with_projects(site)
        got = read_all(site, expect=("NOPE", *PROJECTS, "NADA"))
        assert {project: got[project] for project in PROJECTS} == opened
        assert isinstance(got["NOPE"], GoneError) and isinstance(got["NADA"], GoneError)
        assert "NOPE does not exist" in str(got["NOPE"])
        # The common search, the same without the two, and one for each of the two to say why.
        assert len(site.asked(SEARCH[deployment])) == 2 + 2


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("status", [400, 403])
def test_where_the_common_search_is_refused_each_project_searches_for_itself(
    deployment: Deployment, status: int
) -> None:
    """As in a language in which nobody knows the words for a missing project."""
    with a_site(deployment) as site:
        opened = with_projects(site)
        body = '{"errorMessages": ["Der Wert ist unbekannt."], "errors": {}}'
        site.sandbox.misbehave(Fault("status", path="/search", status=status, body=body))
        assert read_all(site) == opened


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("good", [0, 1], ids=["at once", "pages later"])
def test_where_jira_breaks_down_over_the_common_search_each_project_searches_for_itself(
    deployment: Deployment, good: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As over an issue of one project that its database cannot give any more."""
    monkeypatch.setattr("forewarn_jira.portions._ISSUES_A_PORTION", 6)
    with a_site(deployment) as site:
        site.sandbox.searching.largest_page = 6
        opened = with_projects(site)
        site.sandbox.misbehave(Fault("slow", path="/search", seconds=0, times=good))
        site.sandbox.misbehave(Fault("status", path="/search", status=500, times=Patience().attempts))
        assert read_all(site) == opened


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("count", [2, 150], ids=["at once", "pages later"])
def test_an_issue_that_cannot_be_read_is_named_and_spoils_it_for_no_other_project(
    deployment: Deployment, count: int
) -> None:
    with a_site(deployment) as site:
        opened = with_projects(site, count)
        site.sandbox.quirks.garbled.add(opened["OM"][-1])
        got = read_all(site)
        assert (got["ACME"], got["ZETA"]) == (opened["ACME"], opened["ZETA"])
        assert isinstance(got["OM"], MalformedAnswer) and f"issuelinks of OM-{count}" in str(got["OM"])


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_missing_project_is_named_though_jira_says_so_in_a_foreign_language(deployment: Deployment) -> None:
    body = '{"errorMessages": ["Der Wert ist unbekannt."], "errors": {}}'
    with a_site(deployment) as site, pytest.raises(GoneError, match="NOPE does not exist"):
        site.sandbox.misbehave(Fault("status", path="/search", status=400, body=body))
        site.read(container="NOPE")


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_issues_whose_keys_name_another_project_still_reach_who_asked_for_them(deployment: Deployment) -> None:
    """The config may name a project by a key that it no longer has; Jira finds its issues all the same."""
    with a_site(deployment) as site:
        opened = with_projects(site)
        site.sandbox.rename("OM", "OMEGA")
        assert read_all(site) == opened


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_when_too_much_has_to_be_kept_each_project_goes_on_by_itself(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forewarn_jira.dealing._MOST_KEPT", 5)
    monkeypatch.setattr("forewarn_jira.portions._ISSUES_A_PORTION", 6)
    with a_site(deployment) as site:
        site.sandbox.searching.largest_page = 3
        opened = with_projects(site, 10)
        assert read_all(site) == opened
        # Five pages or so together, then each project alone from there, and not from the beginning.
        assert len(site.asked(SEARCH[deployment])) <= 5 + 3 * 5


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("good", range(4))
def test_a_failure_in_the_middle_loses_nothing_for_anybody(
    deployment: Deployment, good: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some good pages, then none; the next run goes on from the cursors that were stored."""
    monkeypatch.setattr("forewarn_jira.portions._ISSUES_A_PORTION", 6)
    with a_site(deployment, patience={"attempts": 1}) as site:
        site.sandbox.searching.largest_page = 3
        opened = with_projects(site, 8)
        site.sandbox.misbehave(Fault("slow", path="/search", seconds=0, times=good))
        site.sandbox.misbehave(Fault("cut", path="/search"))
        stored: dict[str, list[Batch]] = {project: [] for project in PROJECTS}
        for _ in range(2):
            cursors = {p: next((b.cursor for b in reversed(stored[p]) if b.cursor), None) for p in PROJECTS}
            reader = site.connector.reader()
            reader.expect(cursors)
            try:
                for project in PROJECTS:
                    for batch in reader.read(project, cursors[project]):
                        stored[project].append(batch)
            except UnavailableError:
                continue
        assert {project: set(by_id(stored[project])) for project in PROJECTS} == {
            project: set(numbers) for project, numbers in opened.items()
        }


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_project_that_fails_by_itself_leaves_the_others_their_share(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        opened = with_projects(site)
        site.sandbox.misbehave(Fault("status", path="ACME/versions", status=403))
        got = read_all(site)
        assert isinstance(got["ACME"], TrackerError)
        assert (got["OM"], got["ZETA"]) == (opened["OM"], opened["ZETA"])
        assert len(site.asked(SEARCH[deployment])) == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_project_that_joins_later_is_read_from_its_beginning_beside_the_others(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        opened = with_projects(site)
        reader = site.connector.reader()
        cursor = list(reader.read("ACME", None))[-1].cursor
        site.sandbox.play(opened["ACME"][1], changed(Field.TITLE, "Better", NOW))
        before = len(site.asked(SEARCH[deployment]))
        wanted = {"ACME": cursor, "OM": None}
        reader.expect(wanted)
        got = {p: set(by_id(list(reader.read(p, wanted[p])))) for p in wanted}
        assert got == {"ACME": {opened["ACME"][1]}, "OM": set(opened["OM"])}
        assert len(site.asked(SEARCH[deployment])) == before + 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_more_projects_than_one_address_can_name_are_asked_for_in_several(deployment: Deployment) -> None:
    keys = [f"P{n}" for n in range(45)]
    with a_site(deployment) as site:
        opened = {key: [site.open(1, container=key, key=f"{key}-1")] for key in keys}
        assert read_all(site, expect=tuple(keys)) == opened
        assert len(site.asked(SEARCH[deployment])) == 2
