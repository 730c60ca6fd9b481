"""Tickets that alone could not be read, while the rest of their container was: each run asks for them again."""

from collections.abc import Iterator, Mapping

from forewarn.connect.trouble import Trouble, some_of
from forewarn.errors import PartlyRead, RefusedError, TrackerError

_NOT_ALONE = 3
"""From so many on, none read beside them means that the fault is not theirs."""
_AGAIN = 10
"""So many of those that are known fail once more before the others wait for the next run."""


class Left:
    """What one reading of a container leaves out. `before` are the names, by id, of what earlier ones left out."""

    def __init__(self, before: Mapping[str, str]) -> None:
        self.found = dict(before)
        """Names by id, in the order in which the next run asks for them."""
        self._before = before
        self._met: set[str] = set()
        self._failed: set[str] = set()
        self._trouble, self._old_trouble = Trouble(), Trouble()
        self._failed_again = 0
        self._why: TrackerError | None = None
        self._has_read = False

    @property
    def failed(self) -> frozenset[str]:
        """Ids of those that were not read this time."""
        return frozenset(self._failed)

    @property
    def is_all(self) -> bool:
        """Whether nothing is read beside what is left out now."""
        return not self._has_read and len(self.found.keys() - self._before.keys()) >= _NOT_ALONE

    def was_read(self, ticket: str) -> None:
        """A ticket was read."""
        self._has_read = True
        self.has_answered()
        self.is_gone(ticket)

    def has_answered(self) -> None:
        """The tracker gave something of a ticket, so that it is not down."""
        self._trouble.is_over()
        self._old_trouble.is_over()

    def is_gone(self, ticket: str) -> None:
        """Nobody need ask for a ticket again."""
        self._met.add(ticket)
        self.found.pop(ticket, None)

    def note(self, ticket: str, name: str, error: TrackerError) -> None:
        """A ticket was not read. Raises `error` where the tracker seems to be at fault and not the ticket; nothing
        follows from those that failed before."""
        self.is_gone(ticket)
        self.found[ticket] = name
        self._failed.add(ticket)
        self._why = self._why or error
        if ticket in self._before:
            self._failed_again += 1
            self._old_trouble.met(error)
        else:
            self._trouble.met(error)
            self._trouble.stop()

    def again(self) -> Iterator[tuple[str, str]]:
        """Ids and names of those of earlier runs that this one has not met, until too many fail once more."""
        for ticket, name in self._before.items():
            if self._failed_again >= _AGAIN or self._old_trouble.fatal:
                return
            if ticket not in self._met:
                yield ticket, name

    def judge(self) -> None:
        """Raises the error where nothing was read beside."""
        if self._why is not None and self.is_all:
            raise self._why

    def tell(self) -> None:
        """Raises PartlyRead where there is any."""
        if self.found:
            names, why = sorted(self.found.values()), self._why or RefusedError("so many are not asked for in one run")
            raise PartlyRead(f"what happened to {some_of(names)}", why, self.found)
