"""One search for several projects: whatever goes wrong with it, every project gets everything that is its own."""

from datetime import timedelta

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, Site, a_site, by_id, changed, said

from forewarn.connect import Batch, Patience
from forewarn.connect.stage import Fault
from forewarn.errors import GoneError, MalformedAnswer, PartlyRead, ServerFault, TrackerError, UnavailableError
from forewarn.facts.roles import Roles
from forewarn.model import Field
from forewarn.store import open_store
from forewarn.sync import Synced, sync

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
@pytest.mark.parametrize("together", [True, False])
def test_an_issue_that_cannot_be_read_is_named_and_spoils_it_for_no_other_one(
    deployment: Deployment, count: int, *, together: bool
) -> None:
    with a_site(deployment) as site:
        opened = with_projects(site, count)
        broken = opened["OM"][0]
        site.sandbox.quirks.garbled.add(broken)
        reader = site.connector.reader()
        reader.expect(dict.fromkeys(PROJECTS if together else ("OM",)))
        if together:
            for other in ("ACME", "ZETA"):
                assert [t.id for batch in reader.read(other, None) for t in batch.tickets] == opened[other]
        batches: list[Batch] = []
        with pytest.raises(PartlyRead, match="issuelinks of OM-1 ") as raised:
            batches += reader.read("OM", None)  # what came is lost to the list, and kept by whoever stores it
        assert raised.value.tickets == {broken: "OM-1"}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("how", ["garbled", "comments"])
def test_a_project_is_current_but_for_the_issue_that_cannot_be_read(deployment: Deployment, how: str) -> None:
    """And that one comes as soon as it can be read, although nothing happens to it."""
    with a_site(deployment, service_management=True) as site, open_store("sqlite://") as store:
        broken, *others = (site.open(n, created=START + timedelta(hours=n)) for n in range(1, 4))
        for number in (broken, *others):
            for minute in range(25):  # more than come along with an issue on Cloud
                site.sandbox.play(number, said("Hm", START + timedelta(days=1, minutes=minute)))

        def synced() -> Synced:
            (done,) = sync([("jira", "ACME")], {"jira": site.connector}, Roles(), store, lambda: site.waiting.now)
            return done

        for _ in range(2):
            if how == "garbled":
                site.sandbox.quirks.garbled.add(broken)
            else:
                site.sandbox.misbehave(Fault("status", path=f"{broken}/comment", status=500, times=Patience().attempts))
            done = synced()
            assert done.error is None and "what happened to ACME-1 is not known" in str(done.lacking)
            assert store.seen.scope("jira", "ACME").unread.keys() == {broken}
            assert {ticket.id: len(ticket.comments()) for ticket in store.seen.load("jira", others)} == dict.fromkeys(
                others, 25
            )
            site.sandbox.play(others[0], said("More", NOW - timedelta(hours=1)))
            others = others[1:]
        site.sandbox.quirks.garbled.clear()
        assert (synced().lacking, store.seen.scope("jira", "ACME").unread) == (None, {})
        (read,) = store.seen.load("jira", [broken])
        assert len(read.comments()) == 25
        before = len(site.sandbox.requests)
        assert synced().tickets == 0 and len(site.sandbox.requests) - before == 2, "and then it goes on as ever"


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_where_no_issue_can_be_read_the_project_is_not(deployment: Deployment) -> None:
    """As after a change of Jira itself: nobody shall believe that all is well but for some tickets."""
    with a_site(deployment) as site:
        site.sandbox.quirks.garbled.update([site.open(n) for n in range(1, 5)])
        with pytest.raises(MalformedAnswer, match="issuelinks of ACME-1"):
            site.read()


def test_a_jira_that_is_down_is_no_fault_of_its_issues() -> None:
    with a_site() as site:
        for n in range(1, 4):
            number = site.open(n)
            for minute in range(25):
                site.sandbox.play(number, said("Hm", START + timedelta(days=1, minutes=minute)))
        site.sandbox.misbehave(Fault("status", path="/comment", status=503, times=99))
        with pytest.raises(ServerFault):
            site.read()


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
