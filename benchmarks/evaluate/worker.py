"""One step of the measurement, in a process of its own: prints CPU seconds and peak megabytes."""

import random
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from agency import NOW, SOURCE, TEAM, baselined, fill, long_ticket, tickets_of

from forewarn.checks import all_checks
from forewarn.connect import Batch
from forewarn.engine import View, evaluate_project
from forewarn.facts.roles import Roles
from forewarn.model import Event, Field, Kind
from forewarn.rulebook import Rule, load_rulebook
from forewarn.store import Store, open_store

HOUR = timedelta(hours=1)


def every_rule() -> tuple[Rule, ...]:
    """All installed checks with their defaults."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.yaml"
        lines = [f"  {slug.partition('/')[2]}: {{check: {slug}}}" for slug in sorted(all_checks())]
        file.write_text("\n".join(["version: 1", "rules:", *lines]), encoding="utf-8")
        return load_rulebook(file).all_rules()


def names(projects: int) -> list[str]:
    """What the projects are called."""
    return [f"P{number}" for number in range(projects)]


def change(store: Store, projects: int) -> None:
    """Somebody of the team writes on one ticket of a hundred."""
    dice = random.Random(7)
    for name in names(projects):
        known = [head.id for head in store.seen.heads((SOURCE, name))]
        told = tuple(
            (
                ident,
                Event("new", NOW + HOUR, Kind.COMMENTED, dice.choice(TEAM), text="A new draft.", ref="new"),
            )
            for ident in dice.sample(known, max(len(known) // 100, 1))
        )
        store.seen.absorb(SOURCE, name, Batch(events=told), frozenset(Field), NOW + HOUR)


def main(step: str, url: str, tickets: int, projects: int) -> None:
    """Do one step."""
    rules = every_rule()
    with open_store(url) as store:
        start = time.process_time()
        match step:
            case "fill":
                for name in names(projects):
                    fill(store, name, tickets_of(name, tickets // projects, 1), NOW)
            case "long":
                fill(store, "P0", iter([long_ticket("P0", tickets)]), NOW)
            case "change":
                change(store, projects)
            case _:
                now = {"full": NOW, "quiet": NOW + HOUR, "changed": NOW + 2 * HOUR}[step]
                for name in names(projects):
                    view = View(store, baselined(name), [(SOURCE, name)], Roles(), now)
                    evaluate_project(view, lambda source: rules, store, now)
        spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{spent:.3f} {peak}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
