"""Prints how the language packs do: `python benchmarks/phrases [--errors] [--write]`."""

import re
import sys
from collections.abc import Iterator

from measure import CALENDARS, DEV, HERE, PARTS, UNTOUCHED, Score, labelled, measure, measure_others, seconds

FIRST = 400
"""Comments that a run reads while it still compiles phrases."""
HEAD = ("language", "signal", "part", "positives", "negatives", "precision", "recall", "exact date")
ROW = "| {:<8} | {:<10} | {:<11} | {:>9} | {:>9} | {:>9} | {:>6} | {:>10} |"
TABLE = re.compile(r"(?:^\|[^\n]*precision[^\n]*\n(?:\|[^\n]*\n)+)", re.MULTILINE)
SPEED = re.compile(r"(?:^    [a-z]{2}: the first [^\n]*\n)+", re.MULTILINE)


def row(code: str, signal: str, part: str, score: Score) -> str:
    """One line of the table."""
    exact = f"{score.exact_rate:.3f}" if signal in ("promise", "contact") else ""
    positives = score.hits + len(score.missed)
    return ROW.format(
        code, signal, part, positives, score.negatives, f"{score.precision:.3f}", f"{score.recall:.3f}", exact
    )


def speed(code: str) -> str:
    """How long comments take: the first ones, which load the pack and compile phrases, and any other."""
    comments = [case for part in PARTS for case in labelled(code, part)]
    spread = comments[:: len(comments) // FIRST][:FIRST]
    first = seconds(code, spread)
    others = comments[1::9]
    seconds(code, others)
    again = seconds(code, others, ending="\n") / len(others)  # as another text, so that no answer is remembered
    return f"{code}: the first {FIRST} comments take {first:.2f} s of CPU, any other {again * 1000:.2f} ms"


def rows(code: str, *, errors: bool) -> Iterator[str]:
    """The lines of a language, and with `errors` what went wrong in the dev part; the others are not for tuning."""
    for part in PARTS:
        for signal, score in measure(code, part).items():
            yield row(code, signal, part, score)
            if errors and part == DEV:
                for kind in ("missed", "false", "misdated"):
                    yield from (f"    {kind}: {text}" for text in getattr(score, kind))
    for signal, score in measure_others(code).items():
        yield row(code, signal, UNTOUCHED, score)


def main(arguments: list[str]) -> None:
    """Prints the table, and with --write puts it into the README."""
    speeds = [speed(code) for code in CALENDARS]
    lines = [line for code in CALENDARS for line in rows(code, errors="--errors" in arguments)]
    table = "\n".join([ROW.format(*HEAD), re.sub(r"[^|]", "-", ROW.format(*HEAD)), *lines]) + "\n"
    sys.stdout.write(table + "\n" + "\n".join(speeds) + "\n")
    if "--write" in arguments and "--errors" not in arguments:
        readme = HERE / "README.md"
        text = TABLE.sub(lambda _: table, readme.read_text(encoding="utf-8"), count=1)
        text = SPEED.sub("".join(f"    {one}\n" for one in speeds), text)
        readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
