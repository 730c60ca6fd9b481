"""One run into a real store, with what it cost the process that did it."""

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_KIB = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a client did and what that cost."""

    tickets: int
    events: int
    """Changes and comments; of ours also the opening of each ticket."""
    cpu: float
    """Seconds of the process, imports left out."""
    peak: int
    """Most memory the process ever held, its imports included, in MiB."""


def isolated(work: Callable[P, T], *arguments: P.args, **more: P.kwargs) -> T:
    """The result of `work`, done in a new process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **more).result()


def costing(work: Callable[[], tuple[int, int]]) -> Cost:
    """Do `work`, which says how many tickets and events it brought."""
    start = time.process_time()
    tickets, events = work()
    spent = time.process_time() - start
    return Cost(tickets, events, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KIB)


def sync_once(
    connector: str,
    options: Mapping[str, Any],
    environ: Mapping[str, str],
    containers: Sequence[str],
    store: str,
    now: datetime,
) -> Cost:
    """What `forewarn sync` does, at `now`, into the store at this URL."""
    from forewarn.config.connectors import installed_connectors
    from forewarn.connect import Patience
    from forewarn.facts.roles import Roles
    from forewarn.store import open_store
    from forewarn.sync import sync

    kind = installed_connectors()[connector]()
    source = kind(
        "source",
        kind.Options.model_validate(options),
        client_visible=False,
        environ=environ,
        patience=Patience(now=lambda: now),
    )
    wanted = [("source", container) for container in containers]
    with open_store(store) as opened:

        def work() -> tuple[int, int]:
            results = sync(wanted, {"source": source}, Roles({}), opened, lambda: now)
            for result in results:
                if result.error is not None:
                    raise result.error
            return sum(r.tickets for r in results), sum(r.events for r in results)

        return costing(work)
