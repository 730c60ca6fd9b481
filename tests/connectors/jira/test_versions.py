"""Versions: milestones without a history, read at every sync."""

from datetime import timedelta

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, a_site, an_issue, changed

from forewarn.model import MILESTONE, Field, Kind


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_versions_come_first_and_are_no_issues(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        launch = site.sandbox.open(an_issue(title="Launch", type=MILESTONE, created=START))
        number = site.open(1, milestone=launch)
        first, second = site.read()
    [version], [ticket] = first.tickets, second.tickets
    assert version.is_milestone and version.id != number and ticket.milestone == version.id
    assert first.cursor is None  # dying here must not skip an issue
    assert [event.kind for event in version.history] == [Kind.CREATED]


def test_a_version_is_as_old_as_the_projects_first_issue_whenever_it_is_read() -> None:
    with a_site() as site:
        site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        assert site.read() == site.read()  # a project without issues
        searches = len(site.asked("/search/jql"))
        site.open(1)
        first = site.read()
        site.open(2)
        again = site.read(first[-1].cursor)
    assert {batches[0].tickets[0].created for batches in (first, again)} == {START + timedelta(minutes=1)}
    assert len(site.asked("/search/jql")) == searches + 2  # the first issue is among those that were read


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("page", [100, 400])
def test_a_version_is_as_old_as_the_first_issue_however_many_there_are(
    deployment: Deployment, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issues come in the order of their updates, and the one opened first may have been updated last."""
    monkeypatch.setattr("forewarn_jira.portions._ISSUES_A_PORTION", page)
    with a_site(deployment) as site:
        numbers = [site.open(n) for n in range(1, 121)]
        site.sandbox.play(numbers[0], changed(Field.TITLE, "Better", NOW - timedelta(hours=1)))
        site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        [version] = site.read()[0].tickets
    assert version.created == START + timedelta(minutes=1)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_projects_first_version_may_come_long_after_its_issues(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        site.open(1)
        cursor = site.read()[-1].cursor
        site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        first = site.read(cursor)
        assert first[0].tickets[0].created == START + timedelta(minutes=1)
        before = len(site.asked())
        again = site.read(first[-1].cursor)
        assert again == first[:1] and len(site.asked()) == before + 2  # it is looked for once
