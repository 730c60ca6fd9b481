"""Where a card stands. Trello has no status: it follows from list, tick on the due date, and archive."""

from collections.abc import Callable
from dataclasses import dataclass

from forewarn.model import StatusCategory

Meaning = Callable[[str], StatusCategory]
"""What a list of this name means."""

ARCHIVED = "archived"
COMPLETE = " (complete)"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides a card's status, at one instant."""

    list_id: str
    list_name: str
    complete: bool
    """`dueComplete`: people tick the date off without moving the card."""
    closed: bool
    """The card is archived."""
    list_closed: bool
    """Its list is archived, which hides the card although the card itself stays open."""

    @property
    def archived(self) -> bool:
        """Whether people no longer see the card on the board."""
        return self.closed or self.list_closed

    @property
    def status(self) -> str:
        """The list's name, marked when the card is ticked off; `archived` when it is."""
        if self.archived:
            return ARCHIVED
        return self.list_name + (COMPLETE if self.complete else "")

    def category(self, meaning: Meaning) -> StatusCategory:
        """Archived cards and ticked ones are done, whatever their list."""
        return StatusCategory.DONE if self.archived else self.reached(meaning)

    def reached(self, meaning: Meaning) -> StatusCategory:
        """How far the card had come, archived or not."""
        return StatusCategory.DONE if self.complete else meaning(self.list_name)

    def declined(self, meaning: Meaning) -> bool:
        """Whether it was archived before it was done."""
        return self.archived and self.reached(meaning) is not StatusCategory.DONE
