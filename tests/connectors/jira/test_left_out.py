"""Issues that cannot be read: each run asks for them again, and for nothing else once more."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, Site, a_site, changed, said

from forewarn import sweep
from forewarn.connect.stage import Fault
from forewarn.errors import ServerFault
from forewarn.facts.roles import Roles
from forewarn.model import Field
from forewarn.store import Store, open_store
from forewarn.sync import Synced, sync

Ground = tuple[Site, Store]


@pytest.fixture(params=DEPLOYMENTS)
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    deployment: Deployment = request.param
    with a_site(deployment, service_management=True) as site, open_store("sqlite://") as store:
        yield site, store


def opened(site: Site, count: int, *, comments: int = 1) -> list[str]:
    """Issues with some comments, which a service project of Data Center gives by themselves alone."""
    numbers = [site.open(n, created=START + timedelta(hours=n)) for n in range(1, count + 1)]
    for number in numbers:
        for minute in range(comments):
            site.sandbox.play(number, said("Hm", START + timedelta(days=2, minutes=minute)))
    return numbers


def fails(site: Site, *numbers: str) -> None:
    """Jira answers for ever with a fault of its own when asked for the comments of these."""
    for number in numbers:
        site.sandbox.misbehave(Fault("status", path=f"{number}/comment", status=500, times=999))


def synced(ground: Ground) -> tuple[Synced, int]:
    """How it went, and how many requests that took."""
    site, store = ground
    before = len(site.sandbox.requests)
    (done,) = sync([("jira", "ACME")], {"jira": site.connector}, Roles(), store, lambda: site.waiting.now)
    return done, len(site.sandbox.requests) - before


def unread(ground: Ground) -> set[str]:
    return set(ground[1].seen.scope("jira", "ACME").unread)


def settle(ground: Ground) -> int:
    """The first run, with what it does once a day; how many requests one takes after it."""
    synced(ground)
    return synced(ground)[1]


def test_issues_that_stay_unreadable_cost_a_request_each_and_leave_the_project_current(ground: Ground) -> None:
    site, store = ground
    *broken, fine, other = opened(site, 5)
    usual = settle(ground)
    site.sandbox.quirks.garbled.update(broken)
    for number in broken:
        site.sandbox.play(number, changed(Field.TITLE, "Better", NOW - timedelta(hours=3)))
    site.sandbox.play(fine, changed(Field.TITLE, "Better", NOW - timedelta(hours=2)))
    done, _ = synced(ground)
    assert (done.error, done.tickets, unread(ground)) == (None, 1, set(broken))
    for _ in range(2):
        done, requests = synced(ground)
        assert (done.error, done.tickets, unread(ground), requests) == (None, 0, set(broken), usual + 3)
    site.sandbox.play(other, changed(Field.TITLE, "Better", NOW - timedelta(hours=1)))
    done, _ = synced(ground)
    assert (done.error, done.tickets) == (None, 1)
    site.sandbox.quirks.garbled.clear()
    assert (synced(ground)[0].lacking, unread(ground)) == (None, set())
    assert {one.title for one in store.seen.load("jira", broken)} == {"Better"}
    assert synced(ground)[1] == usual, "and then it goes on as ever"


def test_an_issue_of_which_the_changes_cannot_be_read_hides_no_other_one(ground: Ground) -> None:
    site, store = ground
    broken, fine = opened(site, 2)
    settle(ground)
    site.sandbox.quirks.garbled_changes.add(broken)
    for number in (broken, fine):
        site.sandbox.play(number, changed(Field.TITLE, "Better", NOW - timedelta(hours=2)))
    for _ in range(2):
        done, _ = synced(ground)
        assert (done.error, unread(ground)) == (None, {broken})
        assert "ACME-1" in str(done.lacking) and "items" in str(done.lacking)
    site.sandbox.quirks.garbled_changes.clear()
    assert (synced(ground)[0].lacking, unread(ground)) == (None, set())
    assert {one.title for one in store.seen.load("jira", [broken, fine])} == {"Better"}


def test_an_issue_that_cannot_be_read_is_forgotten_where_it_is_gone(ground: Ground) -> None:
    site, _ = ground
    deleted, moved, *_ = opened(site, 4)
    site.sandbox.quirks.garbled.update((deleted, moved))
    settle(ground)
    assert ground[1].seen.scope("jira", "ACME").called == {deleted: "ACME-1", moved: "ACME-2"}, "nobody knows an id"
    assert unread(ground) == {deleted, moved}
    site.sandbox.delete(deleted, NOW)
    site.sandbox.move(moved, "OTHER", NOW)
    done, _ = synced(ground)
    assert (done.error, done.lacking, unread(ground)) == (None, None, set())


@pytest.mark.parametrize("status", [403, 404])
def test_an_issue_that_is_closed_to_us_by_now_leaves_its_project_current(ground: Ground, status: int) -> None:
    site, _ = ground
    closed, *_ = opened(site, 3)
    site.sandbox.quirks.garbled.add(closed)
    settle(ground)
    site.sandbox.quirks.closed.add("ACME-1")
    site.sandbox.misbehave(Fault("status", path=f"issue/{closed}", status=status, times=99))
    done, _ = synced(ground)
    assert (done.error, done.lacking, unread(ground)) == (None, None, set())


def test_an_issue_that_cannot_be_read_stays_known_where_its_project_has_another_key(ground: Ground) -> None:
    site, store = ground
    broken, *_, last = opened(site, 4)
    site.sandbox.play(last, said("More", NOW - timedelta(hours=1)))
    site.sandbox.quirks.garbled.add(broken)
    settle(ground)
    site.sandbox.rename("ACME", "ACMENEW")
    assert (synced(ground)[0].error, unread(ground)) == (None, {broken})
    site.sandbox.quirks.garbled.clear()
    assert (synced(ground)[0].lacking, unread(ground)) == (None, set())
    assert [one.key for one in store.seen.load("jira", [broken])] == ["ACMENEW-1"]


def test_what_neighbours_failed_before_is_no_sign_that_jira_is_down(ground: Ground) -> None:
    site, _ = ground
    *_, one, two, last = opened(site, 6, comments=25)
    fails(site, one, two)
    assert isinstance(synced(ground)[0].error, ServerFault), "nobody can know better the first time"
    done, _ = synced(ground)
    assert (done.error, unread(ground)) == (None, {one, two})
    site.sandbox.play(last, said("More", NOW - timedelta(hours=1)))
    done, _ = synced(ground)
    assert (done.error, done.tickets, unread(ground)) == (None, 1, {one, two})


def test_a_project_of_which_nothing_can_be_read_stays_so_the_next_time(ground: Ground) -> None:
    site, _ = ground
    site.sandbox.quirks.garbled.update(opened(site, 4))
    for _ in range(3):
        assert synced(ground)[0].error is not None


def test_of_many_that_cannot_be_read_each_has_its_turn(ground: Ground) -> None:
    site, store = ground
    *broken, _ = opened(site, 25)
    site.sandbox.quirks.garbled.update(broken)
    usual = settle(ground) - 10
    assert unread(ground) == set(broken)
    site.sandbox.quirks.garbled.remove(broken[-1])
    requests = [synced(ground)[1] for _ in range(2)]
    assert max(requests) <= usual + 10 + 3
    assert unread(ground) == set(broken[:-1])
    assert store.seen.load("jira", [broken[-1]])


def hidden_for_days(ground: Ground, *, was_known: bool) -> str:
    """An issue on which the client wrote meanwhile, and that we may see again since."""
    site, _ = ground
    hidden, fine = opened(site, 2)
    if was_known:
        settle(ground)
    site.sandbox.quirks.closed.add("ACME-1")
    site.sandbox.play(hidden, said("Could you send us the draft?", NOW - timedelta(hours=3)))
    site.sandbox.play(fine, said("Hm", NOW - timedelta(hours=2)))
    for _ in range(3):
        a_day_later(ground)
    site.sandbox.quirks.closed.clear()
    return hidden


def a_day_later(ground: Ground) -> tuple[Synced, int]:
    ground[0].waiting.now += timedelta(days=1)
    return synced(ground)


def comments(ground: Ground, issue: str) -> list[str]:
    return [comment.text for one in ground[1].seen.load("jira", [issue]) for comment in one.comments()]


@pytest.mark.parametrize("was_known", [True, False])
def test_an_issue_that_we_may_see_again_is_read_although_nothing_happened_to_it_since(
    ground: Ground, *, was_known: bool
) -> None:
    """As after a change of roles, which is none of the issue: no search for what changed ever finds it."""
    hidden = hidden_for_days(ground, was_known=was_known)
    assert a_day_later(ground)[0].error is None
    assert comments(ground, hidden) == ["Hm", "Could you send us the draft?"]
    assert ground[1].seen.extent(("jira", "ACME")).tickets == 2
    usual = synced(ground)[1]
    assert a_day_later(ground)[1] == usual + 1, "what there is at all is asked for, and nothing else"


@pytest.mark.parametrize("was_known", [True, False])
def test_one_that_cannot_be_read_when_we_may_see_it_again_is_asked_for_the_next_day(
    ground: Ground, *, was_known: bool
) -> None:
    site, _ = ground
    hidden = hidden_for_days(ground, was_known=was_known)
    site.sandbox.quirks.garbled.add(hidden)
    a_day_later(ground)
    site.sandbox.quirks.garbled.clear()
    a_day_later(ground)
    assert comments(ground, hidden) == ["Hm", "Could you send us the draft?"]


def test_of_many_that_we_may_see_again_all_are_there_at_once_and_each_is_read_in_its_turn(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "_RECALLED", 2)
    site, store = ground
    *hidden, fine, _ = opened(site, 5)
    settle(ground)
    site.sandbox.quirks.closed.update(["ACME-1", "ACME-2", "ACME-3"])
    for number in hidden:
        site.sandbox.play(number, said("Could you send us the draft?", NOW - timedelta(hours=3)))
    site.sandbox.play(fine, said("Hm", NOW - timedelta(hours=2)))
    for _ in range(3):
        a_day_later(ground)
    assert store.seen.extent(("jira", "ACME")).tickets == 2
    site.sandbox.quirks.closed.clear()
    read: list[int] = []
    for _ in range(2):
        a_day_later(ground)
        assert store.seen.extent(("jira", "ACME")).tickets == 5
        read.append(sum(len(comments(ground, number)) == 2 for number in hidden))
    assert read == [2, 3]


def test_an_issue_that_is_opened_while_all_are_listed_is_there_once(ground: Ground) -> None:
    site, store = ground
    opened(site, 2)
    settle(ground)
    site.waiting.now += timedelta(days=1)
    searches: list[str] = []

    def open_another(number: int) -> None:
        if number == site_searches + 2:
            searches.append(site.open(9, created=NOW - timedelta(minutes=1)))

    site_searches = sum("/search" in request.path for request in site.sandbox.requests)
    site.sandbox.quirks.before_search = open_another
    synced(ground)
    (newborn,) = searches
    before = [one.history for one in store.seen.load("jira", [newborn])]
    synced(ground)
    assert before and [one.history for one in store.seen.load("jira", [newborn])] == before
