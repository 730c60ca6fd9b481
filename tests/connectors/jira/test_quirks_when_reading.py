"""What real sites do to readers who did not expect it: nothing is lost."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from tests.connectors.jira.diary import Diary
from tests.connectors.jira.harness import (
    BOB,
    DEPLOYMENTS,
    NOW,
    START,
    Deployment,
    Site,
    a_site,
    an_issue,
    changed,
    said,
)

from forewarn.connect.stage import Fault
from forewarn.errors import GoneError
from forewarn.model import MILESTONE, Field, StatusCategory


def eventful(site: Site, count: int = 12) -> list[str]:
    """Issues with some of everything, updated minute by minute long ago."""
    numbers = []
    for n in range(1, count + 1):
        number = site.open(n)
        at = START + timedelta(hours=1, minutes=n)
        site.sandbox.play(number, changed(Field.STATUS, "Doing", at, category=StatusCategory.DOING))
        site.sandbox.play(number, said(f"Comment on {n}", at))
        numbers.append(number)
    return numbers


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_pages_that_grow_shorter(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        numbers = eventful(site, 30)
        site.sandbox.searching.largest_page = 16
        site.sandbox.quirks.shrinking = True
        diary = Diary(site).run()
        assert list(diary.tickets) == numbers and diary.is_complete()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("lag", [20, 60, 110])
def test_an_index_that_lags_behind(deployment: Deployment, lag: int) -> None:
    """The run sees a later change of another issue before the earlier change comes into the index."""
    with a_site(deployment) as site:
        late, *_, other = eventful(site, 6)
        diary = Diary(site).run()
        site.sandbox.play(late, said("Where are we?", NOW))
        site.sandbox.quirks.lagging.add(late)
        site.sandbox.play(other, said("Soon", NOW + timedelta(seconds=lag - 5)))
        site.passes(timedelta(seconds=lag))
        diary.run()
        assert "Where are we?" not in {event.text for event in diary.events.values()}
        site.sandbox.quirks.lagging.clear()
        site.passes(timedelta(hours=1))
        assert diary.run().is_complete()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_an_index_that_lags_behind_while_pages_are_turned_slowly(deployment: Deployment) -> None:
    """A wait between two pages lets new changes come in behind one that the index has not noticed yet."""
    with a_site(deployment) as site:
        site.sandbox.searching.largest_page = 2
        numbers = eventful(site, 5)
        diary = Diary(site).run()
        late, *others = numbers
        site.sandbox.quirks.lagging.add(late)
        for second, number in enumerate(numbers):
            site.sandbox.play(number, said("Now", NOW + timedelta(seconds=second)))
        site.passes(timedelta(seconds=10))
        seen = len(site.asked())

        def work(search: int) -> None:
            if len(site.asked()) == seen + 1:  # the second page of this run
                site.passes(timedelta(minutes=5))
                for second, number in enumerate(others):
                    site.sandbox.play(number, said("Later", NOW + timedelta(minutes=5, seconds=second)))

        site.sandbox.quirks.before_search = work
        diary.run()
        site.sandbox.quirks.lagging.clear()
        site.passes(timedelta(hours=1))
        assert diary.run().is_complete()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("page", [2, 5])
@pytest.mark.parametrize("touched", [0, 4, 11])
def test_an_order_that_moves_while_pages_are_turned(deployment: Deployment, page: int, touched: int) -> None:
    with a_site(deployment) as site:
        site.sandbox.searching.largest_page = page
        numbers = eventful(site)

        def work(search: int) -> None:
            if search in (2, 3):
                at = NOW + timedelta(seconds=search)
                site.sandbox.play(numbers[touched], changed(Field.TITLE, f"Title {search}", at))

        site.sandbox.quirks.before_search = work
        diary = Diary(site).run()
        assert set(diary.tickets) == set(numbers)
        site.passes(timedelta(hours=1))
        assert diary.run().is_complete()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("hours", [-11, 0, 13])
def test_an_account_whose_time_zone_changes(deployment: Deployment, hours: int) -> None:
    """Dates in a query would be read in it."""
    with a_site(deployment) as site:
        numbers = eventful(site)
        diary = Diary(site).run()
        site.sandbox.quirks.zone = timezone(timedelta(hours=hours))
        site.sandbox.play(numbers[3], said("Hello", NOW - timedelta(hours=1)))
        before = diary.cursor
        assert diary.run().is_complete()
        assert before != diary.cursor and '"2026' not in site.sandbox.requests[-2].query


@pytest.mark.parametrize("as_text", [False, True])
def test_bulk_histories_whose_instants_come_as_numbers_or_as_texts(as_text: bool) -> None:
    with a_site() as site:
        site.sandbox.quirks.bulk_as_text = as_text
        number = eventful(site, 1)[0]
        [moved] = [e for e in site.tickets()[number].history if e.field is Field.STATUS]
        assert moved.at == START + timedelta(hours=1, minutes=1)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("search", [1, 2, 3])
def test_access_that_is_lost_and_comes_back(deployment: Deployment, search: int) -> None:
    with a_site(deployment) as site:
        site.sandbox.searching.largest_page = 3
        eventful(site)

        def close(number: int) -> None:
            if number == search:
                site.sandbox.quirks.closed.add("ACME")

        site.sandbox.quirks.before_search = close
        diary = Diary(site).run()
        assert [type(error).__mro__[1] for error in diary.errors] == [GoneError]
        site.sandbox.quirks.closed.clear()
        site.sandbox.quirks.before_search = lambda number: None
        assert diary.run().is_complete()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_an_issue_that_goes_away_while_it_is_read_holds_up_no_other(deployment: Deployment) -> None:
    with a_site(deployment, service_management=deployment == "server") as site:
        numbers = eventful(site, 3)
        for minute in range(25):
            site.sandbox.play(numbers[1], said("Hm", START + timedelta(hours=3, minutes=minute)))
        site.sandbox.misbehave(Fault("status", path=f"/issue/{numbers[1]}/comment", status=404))
        diary = Diary(site).run()
        assert diary.errors == [] and set(diary.tickets) == {numbers[0], numbers[2]}


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_people_of_whom_nothing_is_left(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open(reporter=None)
        site.sandbox.play(number, changed(Field.TITLE, "Better", START + timedelta(hours=1), actor=None))
        site.sandbox.play(number, said("Hello", START + timedelta(hours=2), actor=None))
        site.sandbox.play(number, said("Hello", START + timedelta(hours=3), actor=BOB))
        history = site.tickets()[number].history
    assert [event.actor and event.actor.id for event in history] == [None, None, None, BOB.id]


@pytest.mark.parametrize("guess", ["cloud", "server"])
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_site_that_is_not_what_its_address_looks_like_is_read_all_the_same(
    deployment: Deployment, guess: Deployment
) -> None:
    """The guess by the account name can be wrong; then the site is asked once, and the cursor remembers."""
    with a_site(deployment) as site:
        launch = site.sandbox.open(an_issue(title="Launch", type=MILESTONE))
        numbers = eventful(site, 3)
        diary = Diary(site)
        looks: Any = property(lambda options: guess == "cloud")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("forewarn_jira.config.JiraOptions.looks_like_cloud", looks)
            for _ in range(2):
                diary.run()
                assert site.connector.reader().present("ACME") == {launch, *numbers}
        assert set(diary.tickets) == {launch, *numbers} and not diary.errors
        mistaken = deployment != guess
        assert len(site.asked("/serverInfo")) == (3 if mistaken else 0)  # once for the runs, each time without a cursor
