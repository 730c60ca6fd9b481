"""Pages are looked at now and then, and what changed is kept as their history."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.core.pages.webserver import LOCAL, QUICK, Site, page

from forewarn.connect import Batch
from forewarn.facts.project import Project
from forewarn.facts.work.pages import DEAD, OK, UNKNOWN
from forewarn.model import Field, Kind, Ticket
from forewarn.pages import PAGES, look_at_pages
from forewarn.pages.fetch import Limits
from forewarn.store import Store, open_store
from forewarn.testing import builders

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
HERE = (("site", "shop"),)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


@pytest.fixture
def project(site: Site) -> Callable[..., Project]:
    return lambda **facts: builders.project(**{"hosts": frozenset({site.host.upper()})} | facts)


def tell(store: Store, *descriptions: str, **more: Any) -> None:
    """Tickets with these descriptions."""
    tickets = [
        builders.ticket(f"A-{number}", builders.opened(NOW, None), description=text, **more)
        for number, text in enumerate(descriptions, 1)
    ]
    store.seen.absorb("site", "shop", Batch(tuple(tickets)), frozenset(Field), NOW)


def look(store: Store, project: Project, hours: float = 0, limits: Limits = QUICK, **network: Any) -> Any:
    return look_at_pages(project, HERE, store, at(hours), replace(LOCAL, **network), limits)


def pages(store: Store, project: Project) -> dict[str, Ticket]:
    """The pages that are looked at, by their path."""
    heads = [head for head in store.seen.heads((PAGES, project.name)) if not head.gone]
    return {"/" + p.key.split("/", 3)[3]: p for p in store.seen.load(PAGES, [head.id for head in heads])}


def test_without_hosts_nothing_is_looked_at(site: Site, store: Store) -> None:
    tell(store, f"See {site.url('/')}")
    assert look(store, builders.project()) is None
    assert site.asked == []


def test_what_a_description_or_the_config_names_on_these_hosts_is_looked_at(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    site.pages |= {"/a": page(), "/b": page(403)}
    tell(store, f"[a]({site.url('/a')}), {site.url('/b')}. http://other.test/x http://127.0.0.1:{site.port}/y")
    shop = project(pages=(site.url("/c?lang=en"), "https://other.test/z", "no address"))
    looked = look(store, shop)
    assert looked.statuses == {OK: 1, UNKNOWN: 1, DEAD: 1}
    assert {path: p.status for path, p in pages(store, shop).items()} == {"/a": OK, "/b": UNKNOWN, "/c?lang=en": DEAD}
    assert {path for _, path in site.asked} == {"/a", "/b", "/c?lang=en"}


def test_an_address_with_a_query_is_left_alone_unless_the_config_names_it(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    """It may do something, as a link that unsubscribes does, or hold a secret."""
    tell(store, f"Unsubscribe at {site.url('/out?token=secret')}")
    look(store, project())
    assert site.asked == []


def test_a_look_is_kept_as_history(site: Site, store: Store, project: Callable[..., Project]) -> None:
    tell(store, site.url("/a"))
    shop = project()
    for hours, answer in ((0, page(body="Coming soon")), (6, page(body="Ready")), (12, page(404)), (18, page(404))):
        site.pages["/a"] = answer
        look(store, shop, hours)
    found = pages(store, shop)["/a"]
    told = [(e.kind, e.at, e.field, e.old, e.new, e.text) for e in found.history]
    assert told == [
        (Kind.CREATED, at(0), None, None, None, ""),
        (Kind.CHANGED, at(0), Field.STATUS, "", OK, "200 OK"),
        (Kind.ADDED, at(0), Field.LABELS, None, "coming soon", ""),
        (Kind.REMOVED, at(6), Field.LABELS, "coming soon", None, ""),
        (Kind.CHANGED, at(12), Field.STATUS, OK, DEAD, "404 Not Found"),
        (Kind.CHANGED, at(18), Field.STATUS, DEAD, DEAD, "404 Not Found"),
    ]
    assert found.is_page
    then = found.as_of(at(7))
    assert then is not None
    assert (then.status, then.labels) == (OK, ())
    earlier = found.as_of(at(1))
    assert earlier is not None
    assert (earlier.status, earlier.labels) == (OK, ("coming soon",))


def test_looking_again_at_what_has_not_changed_adds_nothing(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    site.pages["/a"] = page(body="lorem ipsum")
    tell(store, site.url("/a"))
    for hours in (0, 6, 12):
        look(store, project(), hours)
    assert len(pages(store, project())["/a"].history) == 3
    assert store.seen.heads((PAGES, "Shop"))[0].revision == 2


def test_pages_are_looked_at_after_a_clock_was_a_year_ahead(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    tell(store, site.url("/a"))
    assert [look(store, project(), hours) is not None for hours in (24 * 365, 0, 1)] == [True, True, False]


def test_a_page_that_stays_dead_fills_no_history(site: Site, store: Store, project: Callable[..., Project]) -> None:
    tell(store, site.url("/a"))
    for number in range(15):
        look(store, project(), 6 * number)
    assert len(pages(store, project())["/a"].history) == 1 + 10


def test_words_stand_until_a_look_reads_the_page_without_them(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    tell(store, site.url("/a"))
    for hours, answer in ((0, page(body="TODO")), (6, page(403))):
        site.pages["/a"] = answer
        look(store, project(), hours)
    assert pages(store, project())["/a"].labels == ("TODO",)


def test_a_phrase_that_is_allowed_is_not_noted(site: Site, store: Store, project: Callable[..., Project]) -> None:
    site.pages["/a"] = page(body="The film Coming Soon")
    tell(store, site.url("/a"))
    look(store, project(allow=frozenset({"coming soon"})))
    assert pages(store, project())["/a"].labels == ()


def test_six_hours_lie_between_two_looks(site: Site, store: Store, project: Callable[..., Project]) -> None:
    site.pages["/a"] = page(404)
    tell(store, site.url("/a"))
    assert look(store, project(), 0) is not None
    assert look(store, project(), 5.9) is None
    assert look(store, project(), 6) is not None


def test_at_most_so_many_pages_are_looked_at_those_of_the_config_first(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    tell(store, *(f"{site.url(f'/{number}')}" for number in range(9)))
    shop = project(pages=(site.url("/listed"),))
    look(store, shop, limits=replace(QUICK, pages=3))
    assert len(pages(store, shop)) == 3
    assert "/listed" in pages(store, shop)


def test_what_nobody_names_any_more_is_set_aside_and_comes_back_when_named(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    site.pages["/a"] = page()
    for hours, text, known in ((0, site.url("/a"), {"/a"}), (6, "gone", set()), (12, site.url("/a"), {"/a"})):
        tell(store, text)
        look(store, project(), hours)
        assert set(pages(store, project())) == known


def test_what_an_ignored_ticket_names_is_left_alone(site: Site, store: Store, project: Callable[..., Project]) -> None:
    tell(store, site.url("/a"), labels=("internal",))
    look(store, project(ignore_labels=frozenset({"internal"})))
    assert site.asked == []


def test_a_run_that_has_no_time_left_stops_and_the_next_one_goes_on(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    tell(store, *(site.url(f"/{number}") for number in range(4)))
    seconds = iter(range(0, 9999, 100))
    clock = {"clock": lambda: float(next(seconds))}
    limits = replace(QUICK, budget=150)
    assert look(store, project(), 0, limits, **clock).left == 2
    assert set(pages(store, project())) == {"/0", "/1"}
    assert look(store, project(), 1, limits, **clock).left == 0
    assert set(pages(store, project())) == {"/0", "/1", "/2", "/3"}
    look(store, project(), 2, limits, **clock)  # nothing was left: this ends the round
    assert look(store, project(), 3, limits, **clock) is None
    assert [path for method, path in site.asked if method == "HEAD"] == ["/0", "/1", "/2", "/3"]


def test_a_host_that_does_not_answer_is_left_alone_after_three_tries(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    def hang_up(handler: Any) -> None:
        handler.connection.close()

    site.pages |= {f"/{number}": hang_up for number in range(9)}
    tell(store, *(site.url(f"/{number}") for number in range(9)))
    looked = look(store, project())
    assert (looked.statuses, looked.left) == ({UNKNOWN: 3}, 6)


def test_a_host_that_asks_to_slow_down_is_left_alone_at_once(
    site: Site, store: Store, project: Callable[..., Project]
) -> None:
    site.pages |= {f"/{number}": page(429) for number in range(9)}
    tell(store, *(site.url(f"/{number}") for number in range(9)))
    assert look(store, project()).left == 8
    assert len(site.asked) == 1


def test_two_projects_may_look_at_the_same_page(site: Site, store: Store, project: Callable[..., Project]) -> None:
    site.pages["/a"] = page()
    tell(store, site.url("/a"))
    one, other = project(), project(name="Blog")
    look(store, one)
    look(store, other)
    assert set(pages(store, one)) == set(pages(store, other)) == {"/a"}
