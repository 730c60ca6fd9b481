"""What people are told when something goes wrong, and the exit code that goes with it."""

import sys
import traceback
from contextlib import suppress
from typing import Any

from forewarn.errors import (
    ConfigError,
    ForewarnError,
    NotFoundError,
    StoreBusyError,
    StoreError,
    StoreFailedError,
    TrackerError,
    UnfitError,
)


def tell(error: Exception, place: str = "") -> int:
    """Say what went wrong, and where when several configs are run; the exit code."""
    said = f"{place}: " if place else ""
    with suppress(OSError):  # the disk of the log may be full
        if isinstance(error, ForewarnError):
            _explain(error, said)
        else:
            complain(f"{said}this is a bug of forewarn, not of your files. Please report it with the lines below.")
            print("".join(traceback.format_exception(error, limit=-3)).rstrip(), file=sys.stderr)
    return exit_code(error)


def exit_code(error: Exception) -> int:
    """The exit code that an error stands for."""
    if isinstance(error, StoreBusyError | TrackerError):
        return 3
    return 2 if isinstance(error, ConfigError | NotFoundError | StoreError | UnfitError) else 1


def failure_data(error: Exception) -> list[dict[str, Any]]:
    """For programs."""
    if not isinstance(error, ForewarnError):
        return [{"reason": f"{type(error).__name__}: {error}", "place": "", "next_step": ""}]
    return [{"reason": one.reason, "place": one.place, "next_step": one.next_step} for one in _problems(error)]


def complain(text: str) -> None:
    """A line for people, where it does not mix with what programs read."""
    print(f"forewarn: {text}", file=sys.stderr)


def _problems(error: ForewarnError) -> tuple[ForewarnError, ...]:
    return error.problems if isinstance(error, ConfigError) else (error,)


def _explain(error: ForewarnError, said: str) -> None:
    problems = _problems(error)
    what = "nothing was done." if len(problems) == 1 else f"nothing was done; {len(problems)} things are wrong."
    if isinstance(error, StoreFailedError):
        what = "stopped; the next run goes on where this one was."  # a disk may be full after the first comment
    complain(said + what)
    explain(error)


def explain(error: ForewarnError) -> None:
    """Each problem of an error with its place and its next step."""
    for problem in _problems(error):
        place = f"{problem.place}: " if problem.place else ""
        print(f"  {place}{problem.reason}", file=sys.stderr)
        if problem.next_step:
            print(f"    Next: {problem.next_step}", file=sys.stderr)
