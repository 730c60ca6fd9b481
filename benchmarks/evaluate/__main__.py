"""Measures evaluation: `python benchmarks/evaluate [--tickets N] [--projects N] [--write]`."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Figures, measure, measure_long

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"

HEAD = """# How fast tickets are judged

Printed by `python benchmarks/evaluate --write`; times are CPU seconds of one core, memory is the peak of the process.
Every one of the installed checks is on. Each ticket has ten changes and four comments, no two comments alike; 97 of a
hundred old ones are done. Ratios are to the full evaluation of the same run.

| tickets | projects | full | tickets a second | an hour later, nothing new | 1 % changed | peak memory |
|---|---|---|---|---|---|---|
"""


LONG = """
## A long ticket

One ticket alone with a year of talk on it, a quarter of it promises, and half as many changes as comments; the ratio is
to the shortest, and each takes half a second to start. A run looks at it again whenever somebody writes there.

| comments | time | ratio |
|---|---|---|
"""
COMMENTS = (100, 400, 1_600)


def row(figures: Figures) -> str:
    """One line of the table."""
    f = figures
    return (
        f"| {f.tickets:,} | {f.projects} | {f.full:.1f} s | {f.tickets / f.full:,.0f} | "
        f"{f.quiet:.2f} s ({f.quiet / f.full:.1%}) | {f.changed:.2f} s ({f.changed / f.full:.1%}) | {f.memory} MB |\n"
    )


def long_rows() -> Iterator[str]:
    """The lines of the table of long tickets."""
    shortest = 0.0
    for comments in COMMENTS:
        with tempfile.TemporaryDirectory() as folder:
            spent = measure_long(Path(folder), comments)
        shortest = shortest or spent
        yield f"| {comments:,} | {spent:.2f} s | {spent / shortest:.1f} |\n"


def main(arguments: list[str]) -> None:
    """Print the table; with --write, keep it as a page of the docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, action="append", help="how many in all; may be given several times")
    parser.add_argument("--projects", type=int, default=0, help="among how many projects [one for each 2,500]")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    chosen = parser.parse_args(arguments)
    text = HEAD
    for tickets in chosen.tickets or [2_500]:
        with tempfile.TemporaryDirectory() as folder:
            text += row(measure(Path(folder), tickets, chosen.projects or max(tickets // 2_500, 1)))
    text += LONG + "".join(long_rows())
    sys.stdout.write(text)
    if chosen.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
