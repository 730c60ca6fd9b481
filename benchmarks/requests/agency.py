"""The agency that is read: how many tickets lie where, what happened to them, and who is changed next. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""The first ticket is opened."""
FIRST_SYNC = BEGIN + timedelta(days=120)
"""The first run comes by; everything else has happened long before."""
HOUR = timedelta(hours=1)
"""Between two runs."""

EVENTS = 10
"""Changes of each ticket."""
COMMENTS = 5
"""Comments on most tickets,"""
MANY_COMMENTS = 25
"""and on three in a hundred, more than the twenty that search on Jira Cloud sends along."""

Containers = Mapping[str, int]
"""Tickets by container."""


def containers_of(tracker: str, tickets: int, each: int) -> dict[str, int]:
    """Containers of `each` tickets, the last of them with what is left."""
    pattern = {"github": "acme/site-{}", "trello": "board{}"}.get(tracker, "ACME{}")
    starts = range(0, tickets, each)
    return {pattern.format(number + 1): min(each, tickets - start) for number, start in enumerate(starts)}


def comments_of(number: int) -> int:
    """How many comments the ticket with this number in its container begins with."""
    return MANY_COMMENTS if number % 33 == 7 else COMMENTS


@dataclass(frozen=True, slots=True)
class Work:
    """What one container holds for one run, counted from what was played and not from what was sent."""

    tickets: int
    """New or changed."""
    events: int
    """New changes of them,"""
    history: int
    """and all their changes, old ones too."""
    comments: int
    """New comments."""
    threads: tuple[int, ...]
    """How many comments each of these tickets has by now."""
    total: int
    """Tickets in the container."""
    is_new: bool
    """Whether it was never read before."""


@dataclass(slots=True)
class Ledger:
    """Counts what has happened to every ticket."""

    containers: Containers
    _changes: dict[str, list[int]] = field(init=False)
    _comments: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self._changes = {name: [EVENTS] * size for name, size in self.containers.items()}
        self._comments = {name: [comments_of(n) for n in range(size)] for name, size in self.containers.items()}

    def everything(self) -> list[Work]:
        """What a first run has to read."""
        return [
            Work(size, sum(changes), sum(changes), sum(comments), tuple(comments), size, is_new=True)
            for size, changes, comments in zip(
                self.containers.values(), self._changes.values(), self._comments.values(), strict=True
            )
        ]

    def change(self, count: int) -> list[Work]:
        """What a run has to read after `count` tickets were changed and spoken on once."""
        touched: dict[str, list[int]] = {name: [] for name in self.containers}
        for name, number in chosen(self.containers, count):
            self._changes[name][number] += 1
            self._comments[name][number] += 1
            touched[name].append(number)
        return [self._work(name, numbers) for name, numbers in touched.items()]

    def label(self, count: int) -> list[Work]:
        """What a run has to read after `count` tickets were labelled where a label leaves no trace in the history."""
        touched: dict[str, list[int]] = {name: [] for name in self.containers}
        for name, number in chosen(self.containers, count):
            touched[name].append(number)
        return [self._work(name, numbers, each=0) for name, numbers in touched.items()]

    def _work(self, name: str, numbers: Sequence[int], each: int = 1) -> Work:
        history, new = sum(self._changes[name][n] for n in numbers), each * len(numbers)
        threads = tuple(self._comments[name][n] for n in numbers)
        return Work(len(numbers), new, history, new, threads, self.containers[name], is_new=False)


def chosen(containers: Containers, count: int) -> Iterator[tuple[str, int]]:
    """(container, number) of `count` tickets, spread evenly over all."""
    places = [(name, number) for name, size in containers.items() for number in range(size)]
    return (places[index * len(places) // count] for index in range(count))
