"""The scenarios: the agency read for the first time, then after hours in which more or less happened."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from agency import Ledger, Work, containers_of
from floor import besides, floor
from measure import Cost, isolated, sync_once
from objects import read_objects
from rival import Failed, Perceval

from forewarn.connect.stage import Request

if TYPE_CHECKING:
    from stage import Stage

TARGET = 1.1
"""Requests may be so many times the floor, and what stands in `besides` on top."""

WITHOUT_A_TRACE = frozenset({"trello"})
"""Where a label leaves no trace in the history."""

TRACKERS = ("jira", "jira-dc", "github", "trello")

_ID = re.compile(r"[0-9a-f]{24}|\d+|ACME\d+|board\d+")
_LISTS_PRESENT = re.compile(r"fields=id%2Ckey|fields=created&maxResults=\d{4}|sort=created|fields=isTemplate")


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario on one tracker."""

    tracker: str
    tickets: int
    scenario: str
    requests: int
    floor: int
    besides: int
    kinds: Mapping[str, int]
    cost: Cost

    @property
    def ratio(self) -> float:
        """Requests sent for each that had to be sent."""
        return self.requests / self.floor

    @property
    def is_near_the_floor(self) -> bool:
        """Whether the target is met."""
        return self.requests <= TARGET * self.floor + self.besides


@dataclass(frozen=True, slots=True)
class Rival:
    """How another client read the agency for the first time."""

    tracker: str
    client: str
    requests: int
    cost: Cost | None
    failure: str = ""


class _Server(BaseManager):
    """Runs a stage in a process of its own."""


def _new_stage(tracker: str, containers: dict[str, int]) -> "Stage":
    from stage import Stage  # only here, so that the process that measures stays small

    return Stage(tracker, containers)


_Server.register("stage", _new_stage)


@contextmanager
def _staged(tracker: str, containers: dict[str, int], *, alone: bool) -> Iterator[Any]:
    """The agency on a sandbox, in a process of its own where `alone`."""
    if not alone:
        here = _new_stage(tracker, containers)
        try:
            yield here
        finally:
            here.close()
        return
    with _Server(ctx=get_context("spawn")) as server:
        yield server.stage(tracker, containers)  # type: ignore[attr-defined]  # made by `register`


def measured(
    tracker: str, tickets: int, changes: Iterable[int], labels: int = 0, *, each: int, alone: bool = True
) -> Iterator[Row]:
    """A first run over containers of `each` tickets, one an hour later for each number of changes, one after `labels`.

    `alone` gives the tracker and every run processes of their own; without, what they cost is not to be told apart.
    """
    containers = containers_of(tracker, tickets, each)
    ledger = Ledger(containers)
    with _course(tracker, containers, alone=alone) as course:
        yield course.run("first run", ledger.everything())
        for count in changes:
            course.stage.pass_an_hour(count)
            yield course.run(f"{count} changes" if count else "no change", ledger.change(count))
        if labels:
            course.stage.label_within_an_hour(labels)
            yield course.run(f"{labels} labels", ledger.label(labels))


@dataclass(frozen=True, slots=True)
class _Course:
    """An agency on a sandbox, and the store into which it is read run after run."""

    tracker: str
    containers: dict[str, int]
    stage: Any
    store: str
    alone: bool

    def run(self, name: str, works: Sequence[Work]) -> Row:
        """Read what `works` count."""
        stage, tracker = self.stage, self.tracker
        reached = (tracker.partition("-")[0], stage.options(), stage.environ())
        arguments = (*reached, list(self.containers), self.store, stage.now())
        cost = isolated(sync_once, *arguments) if self.alone else sync_once(*arguments)
        sent = stage.sent()
        kinds = dict(Counter(_kind(request) for request in sent).most_common())
        tickets = sum(self.containers.values())
        return Row(tracker, tickets, name, len(sent), floor(tracker, works), besides(tracker, works), kinds, cost)


@contextmanager
def _course(tracker: str, containers: dict[str, int], *, alone: bool) -> Iterator[_Course]:
    with TemporaryDirectory() as folder, _staged(tracker, containers, alone=alone) as stage:
        yield _Course(tracker, containers, stage, f"sqlite:///{Path(folder)}/forewarn.db", alone)


def _kind(request: Request) -> str:
    """What was asked, without names and numbers."""
    path = re.sub(r"^/(api/v3|rest/api/2|1)/", "/", request.path)
    path = re.sub(r"^/(repos/[^/]+/[^/]+|repositories/\d+)", "/repos/*", path)
    parts = ["*" if _ID.fullmatch(part) else part for part in path.split("/")]
    listing = " (all ids)" if _LISTS_PRESENT.search(request.query) else ""
    return f"{request.method} {'/'.join(parts)}{listing}"


def rivals(tracker: str, tickets: int, perceval: Perceval | None, failure: str = "") -> Iterator[Rival]:
    """The same tickets, all in one container, read by us, by the library's own objects, and by Perceval."""
    containers = containers_of(tracker, tickets, tickets)
    with _course(tracker, containers, alone=True) as course:
        stage = course.stage
        ours = course.run("first run", Ledger(containers).everything())
        yield Rival(tracker, "forewarn", ours.requests, ours.cost)
        cost = isolated(read_objects, tracker, stage.options(), stage.environ(), list(containers))
        yield Rival(tracker, "objects of the library", len(stage.sent()), cost)
        if tracker == "trello":
            return  # Perceval does not read it
        name = f"perceval {perceval.version}" if perceval else "perceval"
        read = None
        try:
            if perceval:
                read = perceval.read(tracker, stage.options(), stage.environ(), next(iter(containers)))
        except Failed as error:
            failure = str(error)
        yield Rival(tracker, name, len(stage.sent()), read, failure)
