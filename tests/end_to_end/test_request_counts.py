"""A sync asks hardly more than it must: the benchmark on a small agency. Requests alone; times are nobody's promise."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "requests"
TRACKERS = ("jira", "jira-dc", "github", "trello")
RUNS = ("first run", "no change", "5 changes", "50 changes")


@pytest.fixture(scope="module")
def rows() -> dict[tuple[str, str], dict[str, Any]]:
    """What the quick benchmark counted, by tracker and run."""
    done = subprocess.run([sys.executable, BENCHMARK, "--quick", "--json"], capture_output=True, text=True)
    assert done.stdout, done.stderr
    return {(row["tracker"], row["scenario"]): row for row in json.loads(done.stdout)}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_run_sends_hardly_more_requests_than_the_fewest_possible(
    rows: dict[tuple[str, str], dict[str, Any]], tracker: str, run: str
) -> None:
    row = rows[tracker, run]
    assert row["requests"] <= 1.1 * row["floor"] + row["besides"], row["kinds"]


def test_labels_that_leave_no_trace_cost_trello_no_more_than_changes_that_do(
    rows: dict[tuple[str, str], dict[str, Any]],
) -> None:
    labels, changes = rows["trello", "50 labels"], rows["trello", "50 changes"]
    assert labels["requests"] == changes["requests"] == labels["floor"], labels["kinds"]


@pytest.mark.parametrize("tracker", TRACKERS)
def test_what_is_counted_was_read(rows: dict[tuple[str, str], dict[str, Any]], tracker: str) -> None:
    """A sync that read nothing would be near every floor."""
    first, quiet, some, more = (rows[tracker, run]["cost"]["events"] for run in RUNS)
    assert first >= 100 * (1 + 10 + 5)
    assert (quiet, some, more) == (0, 10, 100)


@pytest.mark.parametrize(("tracker", "requests"), [("jira", 3), ("jira-dc", 3), ("github", 8), ("trello", 1)])
def test_an_hour_in_which_nothing_happened_costs_a_few_requests(
    rows: dict[tuple[str, str], dict[str, Any]], tracker: str, requests: int
) -> None:
    """For two containers: one search and each project's versions, four lists a repository, one probe for ten boards."""
    assert rows[tracker, "no change"]["requests"] == requests
