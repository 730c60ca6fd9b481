"""One measurement: fill a store, evaluate everything, then as cron would an hour later, and again after changes."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU seconds of one core, and megabytes."""

    tickets: int
    projects: int
    full: float
    quiet: float
    changed: float
    memory: int


def measure(folder: Path, tickets: int, projects: int) -> Figures:
    """Each step in a process of its own, as runs from cron are, so that none warms up another."""
    url = f"sqlite:///{folder / 'store.db'}"

    def step(name: str) -> tuple[float, int]:
        return _step(name, url, tickets, projects)

    step("fill")
    full, memory = step("full")
    quiet, memory_of_quiet = step("quiet")
    step("change")
    changed, memory_of_changed = step("changed")
    return Figures(tickets, projects, full, quiet, changed, max(memory, memory_of_quiet, memory_of_changed))


def measure_long(folder: Path, comments: int) -> float:
    """CPU seconds in which everything is asked about a project of one ticket with so many comments."""
    url = f"sqlite:///{folder / 'store.db'}"
    _step("long", url, comments, 1)
    return _step("full", url, comments, 1)[0]


def _step(name: str, url: str, tickets: int, projects: int) -> tuple[float, int]:
    command = [sys.executable, str(WORKER), name, url, str(tickets), str(projects)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()  # noqa: S603
    return float(told[0]), int(told[1])
