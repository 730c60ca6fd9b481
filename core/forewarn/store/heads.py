"""What is known of tickets without loading them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """What decides whether a ticket must be looked at again, without loading it."""

    source: str
    container: str
    id: str
    milestone: str | None
    is_milestone: bool
    revision: int
    gone: bool = False
    """Deleted, or moved out of sight: not judged any more, and still counted as a change of its project."""

    @property
    def place(self) -> tuple[str, str]:
        """Source and id, as a ticket's."""
        return self.source, self.id

    @property
    def subject(self) -> str:
        """What findings about it name it by, as a ticket's."""
        return f"{self.source}:{self.id}"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is in a container, deleted tickets left out."""

    revision: int
    """The latest change in it, with what was deleted or went elsewhere; 0 where it was never read."""
    tickets: int
    milestones: int
