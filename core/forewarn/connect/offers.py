"""What a connector or its reader may offer besides; whoever needs it asks with `isinstance`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from pydantic.config import JsonDict

from forewarn.connect.protocols import Batch, Reader
from forewarn.errors import RefusedError
from forewarn.model import Person

ASKED: Final[JsonDict] = {"asked": True}
"""A connector marks an option so (`json_schema_extra`) that has a default, and that `forewarn init` asks for all the
same, because most people need it."""


@runtime_checkable
class Naming(Protocol):
    """Of a connector, where it can tell what is no container of its tracker."""

    @staticmethod
    def misnamed(container: str) -> tuple[str, str]:
        """Why nothing can be called so, in words to follow the name, and what to write; two empty texts where something
        may be. Asks nobody."""


def misnamed(connector: object, container: str) -> tuple[str, str]:
    """The same of any connector; two empty texts of one that cannot tell."""
    return connector.misnamed(container) if isinstance(connector, Naming) else ("", "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A container that the account can see."""

    container: str
    """As the config names it."""
    title: str = ""
    """What people call it, where that is another name."""


@runtime_checkable
class Listing(Protocol):
    """Of a reader, where a tracker tells which containers an account can see."""

    def containers(self) -> Iterator[Listed]:
        """Every container in which the account can read, without those in which nobody works any more, in the order of
        their names. Raises TrackerError."""


@runtime_checkable
class Recounting(Protocol):
    """Of a reader, where a tracker tells how many comments a ticket has, and not which were deleted."""

    def remember(self, comments: Callable[[str], Collection[str]]) -> None:
        """Called before `read`: `comments` gives the ids of the comments of a ticket that stand in the store, those
        of the batches given out so far among them."""


@runtime_checkable
class Recalling(Protocol):
    """Of a reader, where a tracker may hide tickets from an account and show them again although nothing happened to
    them, so that no reading of changes finds them."""

    def recall(self, container: str, tickets: Sequence[str]) -> Iterator[Batch]:
        """Some tickets of a container that was just read, by id, as they stand with all that happened to them; without
        those that are gone or cannot be read. No batch has a cursor. Raises TrackerError."""


@runtime_checkable
class Ending(Protocol):
    """Of a reader, where a tracker closes or archives containers, in which nobody can work or comment then
    although everything in them is listed as ever."""

    def ended(self, container: str) -> str:
        """Why nobody can work in a container that was just read, in words to follow its name such as "is archived";
        empty where people can. At most one request. Raises TrackerError."""


NAME_PEOPLE = "Name the people themselves in roles, or the domain of their addresses."
"""What to do where a group cannot be read."""


@runtime_checkable
class Grouping(Protocol):
    """Of a reader, where a tracker knows groups of people."""

    def members(self, group: str, containers: Sequence[str]) -> tuple[Person, ...]:
        """Everybody in a group, with the ids and handles that tickets have; `containers` are those of the config,
        where a group is one of each. Raises TrackerError with a next step; GoneError where there is no such group."""


def members_of(reader: Reader, group: str, containers: Sequence[str]) -> tuple[Person, ...]:
    """Everybody in a group. Raises TrackerError, also where the reader offers none."""
    if not isinstance(reader, Grouping):
        raise RefusedError("the connector knows no groups", next_step=NAME_PEOPLE)
    return reader.members(group, containers)
