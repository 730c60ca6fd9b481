"""Prints how the language packs do: `python benchmarks/phrases [--errors]`."""

import sys

from measure import CALENDARS, DEV, PARTS, Score, measure

HEAD = ("language", "signal", "part", "positive", "negative", "precision", "recall", "exact date")
ROW = "{:<9} {:<8} {:<9} {:>8} {:>8} {:>9} {:>7} {:>10}"


def row(code: str, signal: str, part: str, score: Score) -> str:
    """One line of the table."""
    exact = f"{score.exact_rate:.3f}" if signal == "promise" else ""
    positives = score.hits + len(score.missed)
    return ROW.format(
        code, signal, part, positives, score.negatives, f"{score.precision:.3f}", f"{score.recall:.3f}", exact
    )


def main(arguments: list[str]) -> None:
    """Prints the table, and with --errors what went wrong in the dev part; the other parts are not for tuning."""
    sys.stdout.write(ROW.format(*HEAD) + "\n")
    for code in CALENDARS:
        for part in PARTS:
            for signal, score in measure(code, part).items():
                sys.stdout.write(row(code, signal, part, score) + "\n")
                if "--errors" in arguments and part == DEV:
                    for kind in ("missed", "false", "misdated"):
                        for text in getattr(score, kind):
                            sys.stdout.write(f"    {kind}: {text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
