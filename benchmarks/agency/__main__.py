"""How often forewarn is right, and how much it says: `python benchmarks/agency [--seeds N] [--jobs N] [--write]`."""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from page import page
from simulate import Result, simulate

PAGE = Path(__file__).parents[2] / "docs" / "precision.md"


def main(arguments: Sequence[str]) -> None:
    """Prints the page; `--write` puts it where it belongs, `--errors` adds what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args(arguments)
    total = Result()
    with ProcessPoolExecutor(asked.jobs) as pool:
        for number, result in enumerate(pool.map(simulate, range(asked.seeds)), 1):
            total.add(result)
            sys.stderr.write(f"\r{number} of {asked.seeds} agencies, {total.projects} projects")
    sys.stderr.write("\n")
    text = page(total, asked.seeds)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    if asked.errors:
        for name, score in total.scores.items():
            sys.stdout.writelines(f"{name}: {error}\n" for error in score.errors)


if __name__ == "__main__":
    main(sys.argv[1:])
