"""Counts requests: `python benchmarks/requests [--quick] [--json] [--write] [--only TRACKER]`; README.md says more."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from rival import Failed, Perceval, installed
from scenarios import TRACKERS, WITHOUT_A_TRACE, Rival, Row, measured, rivals
from tables import cells, head, kinds, line, page, rival_cells

_PAGE = Path(__file__).parents[2] / "docs" / "requests.md"
_IN_A_CONTAINER = 1_000
_AGAINST_OTHERS = 200
_IN_ONE_PROJECT = (10_000, 100_000)


def main() -> int:
    """0 when every scenario is near its floor."""
    parser = argparse.ArgumentParser(description="Counts the requests that a sync sends, against the fewest possible.")
    parser.add_argument("--quick", action="store_true", help="100 tickets, in this process, requests alone")
    parser.add_argument("--json", action="store_true", help="the scenarios for programs")
    parser.add_argument("--write", action="store_true", help="write docs/requests.md, from all there is to measure")
    parser.add_argument("--only", choices=TRACKERS, help="one tracker, without other clients and memory")
    chosen = parser.parse_args()
    trackers = (chosen.only,) if chosen.only else TRACKERS
    rows = list(_shown(_scenarios(trackers, quick=chosen.quick), quiet=chosen.json))
    if not (chosen.quick or chosen.only):
        others = list(_others())
        memory = list(_shown(_large(), quiet=chosen.json))
        if chosen.write:
            _PAGE.write_text(page(rows, memory, others), encoding="utf-8")
    if chosen.json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 0 if all(row.is_near_the_floor for row in rows) else 1


def _scenarios(trackers: Sequence[str], *, quick: bool) -> Iterator[Row]:
    for tracker in trackers:
        labels = tracker in WITHOUT_A_TRACE
        if quick:
            yield from measured(tracker, 100, (0, 5, 50), 50 * labels, each=50, alone=False)
            continue
        for tickets in (1_000, 10_000):
            yield from measured(tracker, tickets, (0, 5, 500), 500 * labels, each=_IN_A_CONTAINER)


def _large() -> Iterator[Row]:
    for tickets in _IN_ONE_PROJECT:
        yield from measured("jira", tickets, (), each=tickets)


def _others() -> Iterator[Rival]:
    with ExitStack() as stack:
        perceval: Perceval | None = None
        failure = ""
        try:
            perceval = stack.enter_context(installed())
        except Failed as error:
            failure = f"cannot be installed: {error}"
        for tracker in TRACKERS:
            for rival in rivals(tracker, _AGAINST_OTHERS, perceval, failure):
                sys.stdout.write(" | ".join(rival_cells(rival)) + "\n")
                yield rival


def _shown(rows: Iterator[Row], *, quiet: bool) -> Iterator[Row]:
    if not quiet:
        sys.stdout.write(head())
    for row in rows:
        if not quiet:
            sys.stdout.write(line(cells(row)))
            if not row.is_near_the_floor:
                sys.stdout.write(f"    too many: {kinds(row)}\n")
            sys.stdout.flush()
        yield row


if __name__ == "__main__":
    sys.exit(main())
