"""What there is to read, for whoever writes their first config."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Listed:
    """A container that the account can see."""

    container: str
    """As the config names it."""
    title: str = ""
    """What people call it, where that is another name."""


@runtime_checkable
class Listing(Protocol):
    """What a reader may offer besides, where a tracker tells which containers an account can see. Whoever lets people
    choose asks with `isinstance`."""

    def containers(self) -> Iterator[Listed]:
        """Every container in which the account can read, without those in which nobody works any more, in the order of
        their names. Raises TrackerError."""
