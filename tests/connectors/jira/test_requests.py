"""How many requests a run sends, against the least that the tracker allows."""

from collections import Counter
from datetime import timedelta
from math import ceil

import pytest
from tests.connectors.jira.harness import (
    DEPLOYMENTS,
    NOW,
    START,
    Deployment,
    Site,
    a_site,
    an_issue,
    by_id,
    changed,
    said,
)

from forewarn.connect import Batch
from forewarn.model import MILESTONE, Field, StatusCategory

SEARCH = {"cloud": "search/jql", "server": "search"}


def spent(site: Site, before: int = 0) -> Counter[str]:
    """Requests since the first `before` ones, by address without the names of issues and projects."""
    kinds: Counter[str] = Counter()
    for request in site.sandbox.requests[before:]:
        path = request.path.removeprefix("/rest/api/2/")
        parts = path.split("/")
        kinds[parts[2] if parts[0] in ("issue", "project") and len(parts) > 2 else path] += 1
    return kinds


def run(site: Site, cursors: dict[str, str | None]) -> dict[str, list[Batch]]:
    """One run over some projects, as the core does it; moves the cursors."""
    reader = site.connector.reader()
    reader.expect(dict(cursors))
    batches = {}
    for container, cursor in list(cursors.items()):
        batches[container] = list(reader.read(container, cursor))
        moved = [batch.cursor for batch in batches[container] if batch.cursor]
        cursors[container] = moved[-1] if moved else cursor
    reader.close()
    return batches


def told(site: Site, number: str, hour: int, changes: int) -> None:
    """Some history, with one status that no issue has now."""
    for n in range(changes):
        name, category = (("In Progress", StatusCategory.DOING), ("Done", StatusCategory.DONE))[n % 2]
        at = START + timedelta(hours=hour, seconds=n)
        site.sandbox.play(number, changed(Field.STATUS, name, at, category=category))


def read_in_one_run(batches: dict[str, list[Batch]]) -> set[str]:
    return set(by_id([batch for found in batches.values() for batch in found]))


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_first_sync_of_a_thousand_issues(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        numbers = [site.open(n) for n in range(1, 1001)]
        launch = site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        for hour, number in enumerate(numbers[::50], start=30):
            told(site, number, hour, 2)
        for number in numbers[:3]:
            for minute in range(25):
                site.sandbox.play(number, said("Hm", START + timedelta(hours=1, minutes=minute)))
        assert read_in_one_run(run(site, {"ACME": None})) == {launch, *numbers}
        cost = spent(site)
    floor = {SEARCH[deployment]: 10} | ({"changelog/bulkfetch": 1, "comment": 3} if deployment == "cloud" else {})
    # Once for ever: which custom field holds the sprint, and what a status means that only old changes name.
    assert cost - Counter(floor) == Counter({"versions": 1, "field": 1, "status": 1})
    assert not Counter(floor) - cost


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("changes", [0, 5, 120])
def test_an_hourly_run(deployment: Deployment, changes: int) -> None:
    with a_site(deployment) as site:
        numbers = [site.open(n) for n in range(1, 151)]
        cursors: dict[str, str | None] = {"ACME": None}
        run(site, cursors)
        for n, number in enumerate(numbers[:changes]):
            site.sandbox.play(number, changed(Field.TITLE, "Better", NOW + timedelta(seconds=n)))
        site.passes(timedelta(hours=1))
        before = len(site.sandbox.requests)
        assert read_in_one_run(run(site, cursors)) == set(numbers[:changes])
        cost = spent(site, before)
    bulk = {"changelog/bulkfetch": 1} if changes and deployment == "cloud" else {}
    assert cost == Counter({SEARCH[deployment]: max(ceil(changes / 100), 1), "versions": 1} | bulk)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_many_projects_cost_one_search_and_the_versions_of_each(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        keys = [f"P{n}" for n in range(12)]
        opened = {key: [site.open(n, container=key, key=f"{key}-{n}") for n in range(1, 6)] for key in keys}
        cursors: dict[str, str | None] = dict.fromkeys(keys)
        first = run(site, cursors)
        assert {key: set(by_id(found)) for key, found in first.items()} == {k: set(v) for k, v in opened.items()}
        assert spent(site)[SEARCH[deployment]] == 1
        for key in keys[:3]:
            site.sandbox.play(opened[key][0], changed(Field.TITLE, "Better", NOW))
        site.passes(timedelta(hours=1))
        before = len(site.sandbox.requests)
        assert read_in_one_run(run(site, cursors)) == {opened[key][0] for key in keys[:3]}
        cost = spent(site, before)
    bulk = {"changelog/bulkfetch": 1} if deployment == "cloud" else {}
    assert cost == Counter({SEARCH[deployment]: 1, "versions": 12} | bulk)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_everything_in_all_projects_is_listed_in_one_search(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        opened = {k: {site.open(n, container=k, key=f"{k}-{n}") for n in range(1, 40)} for k in ("ACME", "ZETA", "OM")}
        reader = site.connector.reader()
        reader.expect(dict.fromkeys(opened))
        for key in opened:
            list(reader.read(key, None))
        before = len(site.sandbox.requests)
        assert {key: reader.present(key) for key in opened} == opened
        assert spent(site, before) == Counter({SEARCH[deployment]: 1})


def test_pages_that_cloud_makes_smaller_cost_no_more_bulk_fetches() -> None:
    with a_site() as site:
        site.sandbox.searching.largest_page = 40
        numbers = {site.open(n) for n in range(1, 401)}
        assert read_in_one_run(run(site, {"ACME": None})) == numbers
        assert spent(site)["changelog/bulkfetch"] == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_what_was_learnt_of_the_site_is_not_asked_again(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open()
        told(site, number, 1, 2)
        cursors: dict[str, str | None] = {"ACME": None}
        run(site, cursors)
        for hour in range(1, 4):
            site.passes(timedelta(hours=1))
            told(site, number, 24 * 61 + hour, 2)
            run(site, cursors)
        cost = spent(site)
    assert [cost[path] for path in ("serverInfo", "field", "status")] == [0, 1, 1]


def test_behind_the_gateway_for_scoped_tokens_the_site_is_asked_once_what_people_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody can open https://api.atlassian.com/ex/jira/... in a browser."""
    monkeypatch.setattr("forewarn_jira.config.JiraOptions.is_gateway", property(lambda options: True))
    with a_site() as site:
        site.sandbox.administering.base_url = "https://northlight.example/"
        number = site.open()
        cursors: dict[str, str | None] = {"ACME": None}
        [batch] = run(site, cursors)["ACME"]
        site.sandbox.play(number, changed(Field.TITLE, "Better", NOW - timedelta(hours=1)))
        [again] = run(site, cursors)["ACME"]
    urls = {ticket.url for ticket in (*batch.tickets, *again.tickets)}
    assert urls == {"https://northlight.example/browse/ACME-1"}
    assert site.asked("/serverInfo") == ["GET /rest/api/2/serverInfo"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("ago", [3600, 30])
def test_a_mass_edit_is_read_once_and_not_every_hour(deployment: Deployment, ago: int) -> None:
    with a_site(deployment) as site:
        numbers = [site.open(n) for n in range(1, 301)]
        for n, number in enumerate(numbers):  # within the overlap, and more of them than a cursor names
            at = NOW - timedelta(seconds=ago, milliseconds=-n * 20)
            site.sandbox.play(number, changed(Field.PRIORITY, "High", at))
        cursors: dict[str, str | None] = {"ACME": None}
        run(site, cursors)
        for _ in range(2):
            site.passes(timedelta(hours=1))
            again = read_in_one_run(run(site, cursors))
            assert again <= set(numbers if ago < 120 else ())
            ago = 3600
        assert again == set()
    assert len(cursors["ACME"] or "") < 4_000
