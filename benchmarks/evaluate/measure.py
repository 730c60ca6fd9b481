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

    def step(name: str) -> list[str]:
        command = [sys.executable, str(WORKER), name, url, str(tickets), str(projects)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()  # noqa: S603

    step("fill")
    full, memory = step("full")
    quiet, memory_of_quiet = step("quiet")
    step("change")
    changed, memory_of_changed = step("changed")
    peak = max(int(memory), int(memory_of_quiet), int(memory_of_changed))
    return Figures(tickets, projects, float(full), float(quiet), float(changed), peak)
