"""A project's baseline is taken until all of its sources have been read once, and never again."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import pytest
from tests.core.waivers.test_silence import DAY, NOW, OFFICE, PROJECT, finding, result, waiver

from forewarn.config import Config, load_config
from forewarn.demo.story import load_story
from forewarn.demo.theatre import open_theatre
from forewarn.engine import ProjectResult
from forewarn.store import Scope, Store, open_store
from forewarn.waivers import Considered, Quiet, consider, have_begun, take_baselines
from forewarn.waivers.consider import adopt
from forewarn.waivers.silence import Silenced


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    with open_theatre(load_story(), tmp_path_factory.mktemp("agency")) as theatre:
        whole = load_config(theatre.config)
    containers = {"site": (("jira", "ACME"), ("github", "acme/site"))}
    return replace(whole, projects=MappingProxyType({"site": PROJECT}), containers=MappingProxyType(containers))


def run(config: Config, store: Store, day: int, *results: ProjectResult, fails: bool = False) -> int:
    """How many findings a run on that day would speak of; `fails` says whether one source cannot be read."""
    now = NOW + day * DAY
    store.seen.mark(Scope("jira", "ACME", synced_at=now), now)
    synced = store.seen.scope("github", "acme/site").synced_at if fails else now
    store.seen.mark(Scope("github", "acme/site", synced_at=synced, error="down" if fails else None), now)
    considered = consider(config, store, {}, results, have_begun(config, store), now)
    take_baselines(config, store, considered, now)
    return len(considered.quiet.results[0].findings)


def test_the_first_run_is_silent_and_the_second_speaks_of_what_is_new(config: Config, store: Store) -> None:
    assert run(config, store, 0, result(finding("a"))) == 0
    assert run(config, store, 1, result(finding("a"), finding("b"))) == 1
    assert [one.identity for one in store.baseline.all()] == [finding("a").identity]


def test_what_is_told_of_a_baseline_is_what_joins_it_and_no_waiver() -> None:
    found = [finding(anchor, project=project) for anchor, project in (("a", "site"), ("b", "site"), ("c", "other"))]
    was_there = adopt(found, NOW, OFFICE, 5, NOW)
    silenced = (Silenced(found[0], waiver()), *map(Silenced, found[1:], was_there[1:]))
    considered = Considered(Quiet((), silenced, (), ()), (), {"site": was_there}, None)
    assert considered.first_found == (found[1],)


def test_until_every_source_was_read_all_that_is_found_is_adopted(config: Config, store: Store) -> None:
    assert run(config, store, 0, result(finding("a")), fails=True) == 0
    assert run(config, store, 1, result(finding("a"), finding("b"))) == 0
    assert run(config, store, 2, result(finding("a"), finding("b"), finding("c"))) == 1


def test_a_source_that_was_read_once_and_fails_since_hushes_the_others_no_longer(config: Config, store: Store) -> None:
    store.seen.mark(Scope("github", "acme/site", synced_at=NOW - DAY), NOW)
    assert run(config, store, 0, result(finding("a")), fails=True) == 0
    assert run(config, store, 1, result(finding("a"), finding("b")), fails=True) == 1


def test_what_was_adopted_speaks_when_its_time_is_over(config: Config, store: Store) -> None:
    run(config, store, 0, result(finding("a")))
    last_day = (OFFICE.add_days(NOW, config.speaking.baseline_days) - NOW).days
    assert run(config, store, last_day - 1, result(finding("a"))) == 0
    assert run(config, store, last_day, result(finding("a"))) == 1


def test_without_a_baseline_the_first_run_speaks_and_a_later_one_adopts_nothing(config: Config, store: Store) -> None:
    none = replace(config, speaking=replace(config.speaking, baseline_days=0))
    assert run(none, store, 0, result(finding("a"))) == 1
    assert run(config, store, 1, result(finding("a"))) == 1
