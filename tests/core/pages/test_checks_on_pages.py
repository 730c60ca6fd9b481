"""Pages among the answers: checks about pages see them, with the tickets; all others never do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from tests.core.pages.webserver import LOCAL, QUICK, Site, page

from forewarn.agency import Agency
from forewarn.checks import all_checks
from forewarn.checks.check import Subject
from forewarn.config import load_config
from forewarn.connect import Batch
from forewarn.engine import ProjectResult, View, evaluate_project
from forewarn.errors import UnavailableError
from forewarn.facts.project import Project
from forewarn.facts.roles import Roles
from forewarn.model import Field, Finding
from forewarn.pages import PAGES, look_at_pages
from forewarn.run import collect
from forewarn.store import Store, open_store
from forewarn.testing import builders
from forewarn.testing.cases import rule_for
from forewarn.testing.memory import MemoryTracker, failing

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
HERE = (("site", "shop"),)
RULES = tuple(rule_for(check) for check in all_checks().values())


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


@pytest.fixture
def shop(site: Site, store: Store) -> Project:
    """A project with a ticket that names a page, and a milestone."""
    clara = builders.person("Clara")
    named = builders.ticket("A-1", builders.opened(NOW, clara), description=f"See {site.url('/prices')}")
    milestone = builders.ticket("M-1", builders.opened(NOW, clara), type="milestone", description=site.url("/prices"))
    store.seen.absorb("site", "shop", Batch((named, milestone)), frozenset(Field), NOW)
    return builders.project(hosts=frozenset({site.host}))


@pytest.fixture
def judge(site: Site, store: Store, shop: Project) -> Callable[..., ProjectResult]:
    """Looks at the page, and asks every check."""

    def at_hours(hours: float, *, fetch: bool = True, project: Project = shop) -> ProjectResult:
        if fetch:
            look_at_pages(project, HERE, store, at(hours), LOCAL, QUICK)
        view = View(store, project, HERE, Roles(), at(hours))
        return evaluate_project(view, lambda source: RULES, store, at(hours))

    return at_hours


def test_a_page_that_dies_is_told_on_the_ticket_that_names_it(site: Site, judge: Callable[..., ProjectResult]) -> None:
    site.pages["/prices"] = page(body="Prices")
    judge(0)
    site.pages.clear()
    assert _dead(judge(6)) == []
    (found,) = _dead(judge(12))
    assert (found.on and found.on.key, found.since) == ("A-1", at(12))
    assert [evidence.text for evidence in found.evidence] == ["404 Not Found", "404 Not Found"]
    assert _dead(judge(13, fetch=False)) == [found]
    site.pages["/prices"] = page(body="Prices")
    assert _dead(judge(18)) == []


def test_a_live_page_that_is_a_draft_is_told_on_the_ticket_that_names_it(
    site: Site, judge: Callable[..., ProjectResult]
) -> None:
    site.pages["/prices"] = page(body="<h1>Prices</h1><p>Lorem ipsum dolor</p>")
    (found,) = [f for f in judge(0).findings if f.check == "results/live-while-draft"]
    assert (found.on and found.on.key, found.facts["words"]) == ("A-1", ("lorem ipsum",))


def test_only_checks_about_pages_are_asked_about_pages(
    site: Site, store: Store, shop: Project, judge: Callable[..., ProjectResult]
) -> None:
    site.pages["/prices"] = page(body="Prices")
    judge(0)
    asked: dict[str, set[str]] = {}
    for evaluation in store.evaluated.of(shop.name).values():
        asked.setdefault(evaluation.subject.partition(":")[0], set()).add(evaluation.rule)
    about_pages = {slug for slug, check in all_checks().items() if check.subject in (Subject.PAGE, Subject.PUBLISHED)}
    assert asked[PAGES] == about_pages
    assert "results/dead-links" not in asked["site"]


def test_no_check_sees_a_page_among_the_tickets(
    site: Site, store: Store, shop: Project, judge: Callable[..., ProjectResult]
) -> None:
    judge(0)
    view = View(store, shop, HERE, Roles(), at(1))
    assert {ticket.key for ticket in view.all()} == {"A-1", "M-1"}
    assert [head.source for head in view.pages] == [PAGES]


def test_what_a_look_changes_makes_no_ticket_be_judged_anew(
    site: Site, store: Store, shop: Project, judge: Callable[..., ProjectResult]
) -> None:
    site.pages["/prices"] = page(body="Prices")
    judge(0)
    judge(6)
    site.pages.clear()
    judge(6.1)
    before = store.evaluated.of(shop.name).values()
    judge(12.1)
    after = store.evaluated.of(shop.name).values()
    again = {e.subject.partition(":")[0] for e in after if e.evaluated_at == at(12.1)}
    waking = {e.subject.partition(":")[0] for e in before if e.wake is not None and e.wake <= at(12.1)}
    assert PAGES in again
    assert again - {PAGES} <= waking


def test_without_hosts_the_pages_are_forgotten(site: Site, shop: Project, judge: Callable[..., ProjectResult]) -> None:
    judge(0)
    result = judge(1, project=replace(shop, hosts=frozenset()))
    assert not [e for e in result.evaluations if e.subject.startswith(f"{PAGES}:")]


def _dead(result: ProjectResult) -> list[Finding]:
    return [finding for finding in result.findings if finding.check == "results/dead-links"]


CONFIG = """\
agency: {{name: Northlight Studio, calendar: berlin}}
rules: rules.yaml
calendars: {{berlin: {{time_zone: Europe/Berlin, hours: "09:00-17:30"}}}}
clients: {{acme: }}
sources: {{site: {{connector: memory, client_visible: true}}}}
projects: {{Shop: {{client: acme, sources: {{site: [shop]}}, hosts: ["{host}"]}}}}
"""


class Memory:
    """Named in a config; what it reads is in memory."""

    class Options(BaseModel):
        """Nothing to say."""


def test_a_run_looks_at_pages_after_the_trackers_and_not_while_none_answers(
    site: Site, store: Store, tmp_path: Path
) -> None:
    """Where no tracker answers our own line may be down, and then every page would look dead."""
    (tmp_path / "rules.yaml").write_text("extends: [web-agency@1]\nversion: 1\n", encoding="utf-8")
    (tmp_path / "forewarn.yaml").write_text(CONFIG.format(host=site.host), encoding="utf-8")
    installed: Any = {"memory": lambda: Memory}
    config = load_config(tmp_path / "forewarn.yaml", connectors=installed)
    tracker = MemoryTracker(NOW)
    named = builders.ticket("A-1", builders.opened(NOW, None), description=site.url("/prices"))
    tracker.put(named)
    agency = Agency(config, store, {"site": tracker}, LOCAL)  # type: ignore[dict-item]
    tracker.fail = failing({"read": UnavailableError("down")})
    collect(agency, lambda: NOW, lambda what, count: None)
    assert site.asked == []
    tracker.fail = lambda step: None
    collect(agency, lambda: NOW, lambda what, count: None)
    assert ("HEAD", "/prices") in site.asked
