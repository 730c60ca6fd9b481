"""The benchmark of precision counts what is right, wrong and missed; the page in the manual is one it printed."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from forewarn.model import Finding, Severity
from forewarn.testing.agency import START, Engagement, Truth
from forewarn.testing.agency.conversations import left_unanswered
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.keeping import engagement_of

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "benchmarks" / "agency"
MODULES = ("measure", "speaking", "simulate", "page")
NOON = datetime(2026, 10, 5, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def benchmark() -> Iterator[dict[str, ModuleType]]:
    """The benchmark's modules; other benchmarks have modules of the same names."""
    kept = {name: sys.modules.pop(name, None) for name in MODULES}
    sys.path.insert(0, str(FOLDER))
    yield {name: __import__(name) for name in MODULES}
    sys.path.remove(str(FOLDER))
    for name, module in kept.items():
        del sys.modules[name]
        if module is not None:
            sys.modules[name] = module


@pytest.fixture(scope="module")
def engagement() -> Engagement:
    end = datetime.combine(START + timedelta(days=46), datetime.min.time(), UTC)
    desk = Desk("shop", "jira", "en", Random(1), START, end, {"cadence_days": 3})
    left_unanswered(desk, desk.at(5))
    return engagement_of(desk, "one")


def found(since: datetime, subject: str = "jira:A-1") -> Finding:
    return Finding("date-missed", "process/date-missed", "shop", subject, "due", Severity.HIGH, since, frozenset())


def verdict(
    benchmark: dict[str, ModuleType], engagement: Engagement, truths: tuple[Truth, ...], life: tuple[Finding, int, int]
) -> tuple[int, ...]:
    """(right, wrong, not counted, found, missed) of a finding that stood from one morning to another."""
    measure = benchmark["measure"]
    finding, first, last = life
    known = replace(engagement, truths=truths)
    lives = [measure.Life(finding, NOON + first * DAY, NOON + last * DAY)]
    seen = [NOON + number * DAY for number in range(10)]
    score = measure.judge(known, measure.every_rule(), lives, seen)["date-missed"]
    return (score.right, score.wrong, score.uncounted, score.found, score.missed)


def test_a_finding_is_right_while_its_fault_lasts(benchmark: dict[str, ModuleType], engagement: Engagement) -> None:
    truth = Truth("date-missed", "jira:A-1", NOON + 2 * DAY, NOON + 4 * DAY)
    after, before = found(NOON + 2 * DAY), found(NOON)
    assert verdict(benchmark, engagement, (truth,), (after, 3, 4)) == (1, 0, 0, 1, 0)
    assert verdict(benchmark, engagement, (truth,), (after, 6, 7)) == (0, 1, 0, 0, 1)
    assert verdict(benchmark, engagement, (truth,), (before, 0, 1)) == (0, 1, 0, 0, 1)
    elsewhere = replace(truth, subject="jira:A-2")
    assert verdict(benchmark, engagement, (elsewhere,), (after, 3, 4)) == (0, 1, 0, 0, 1)


def test_what_is_a_matter_of_degree_is_neither_right_nor_missed(
    benchmark: dict[str, ModuleType], engagement: Engagement
) -> None:
    truth = Truth("date-missed", "jira:A-1", NOON, NOON + 4 * DAY, asked=False)
    assert verdict(benchmark, engagement, (truth,), (found(NOON), 0, 4)) == (0, 0, 1, 0, 0)
    assert verdict(benchmark, engagement, (truth,), (found(NOON, "jira:A-2"), 0, 4)) == (0, 1, 0, 0, 0)


def test_what_became_a_plain_fault_while_the_finding_stood_is_right(
    benchmark: dict[str, ModuleType], engagement: Engagement
) -> None:
    grey = Truth("date-missed", "jira:A-1", NOON, NOON + 4 * DAY, asked=False)
    plain = Truth("date-missed", "jira:A-1", NOON + 2 * DAY, NOON + 4 * DAY)
    assert verdict(benchmark, engagement, (grey, plain), (found(NOON), 0, 3)) == (1, 0, 0, 1, 0)
    assert verdict(benchmark, engagement, (grey, plain), (found(NOON), 0, 1)) == (0, 0, 1, 0, 1)
    later = replace(plain, since=NOON + 6 * DAY, until=NOON + 8 * DAY)
    assert verdict(benchmark, engagement, (grey, later), (found(NOON), 0, 7)) == (0, 0, 1, 1, 0)


def test_a_warning_that_came_true_is_right_and_one_not_given_is_not_missed(
    benchmark: dict[str, ModuleType], engagement: Engagement
) -> None:
    warned = Truth("date-missed", "jira:A-1", NOON, NOON + 4 * DAY, owed=False)
    assert verdict(benchmark, engagement, (warned,), (found(NOON), 0, 4)) == (1, 0, 0, 0, 0)
    assert verdict(benchmark, engagement, (warned,), (found(NOON, "jira:A-2"), 0, 4)) == (0, 1, 0, 0, 0)


def test_a_fault_that_lasted_over_no_morning_is_not_missed(
    benchmark: dict[str, ModuleType], engagement: Engagement
) -> None:
    short = Truth("date-missed", "jira:A-1", NOON + DAY / 4, NOON + DAY / 2)
    assert verdict(benchmark, engagement, (short,), (found(NOON, "jira:A-2"), 0, 0))[3:] == (0, 0)


def test_good_news_for_bad_is_wrong(benchmark: dict[str, ModuleType], engagement: Engagement) -> None:
    truth = Truth("date-missed", "jira:A-1", NOON, NOON + DAY, positive=True)
    assert verdict(benchmark, engagement, (truth,), (found(NOON), 0, 1))[:2] == (0, 1)


def test_the_engine_finds_the_question_that_waits_and_says_so_once(
    benchmark: dict[str, ModuleType], engagement: Engagement
) -> None:
    measure, speaking = benchmark["measure"], benchmark["speaking"]
    rules = measure.every_rule()
    listener = speaking.Listener(engagement, rules)
    begin = min(ticket.created for ticket in engagement.tickets)
    scores = measure.measure(engagement, rules, begin, begin + timedelta(days=9), listener)
    score = scores["unanswered-client-message"]
    assert (score.right, score.wrong, score.found, score.missed) == (1, 0, 1, 0)
    assert sum(listener.talk.days) == 1
    assert listener.talk.rules["unanswered-client-message"] == 1


def test_the_page_in_the_manual_was_printed_by_the_benchmark(benchmark: dict[str, ModuleType]) -> None:
    page, simulate = benchmark["page"], benchmark["simulate"]
    empty = simulate.Result()
    shipped = (ROOT / "docs" / "precision.md").read_text(encoding="utf-8")

    def shape(text: str) -> list[str]:
        """The page without its figures."""
        return [re.sub(r"[\d.,]+|–", "", line).strip() for line in text.splitlines()]

    assert shape(page.page(empty, 0)) == shape(shipped)
