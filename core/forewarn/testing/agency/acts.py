"""What people did on a ticket and what they meant by it: the decisions from which the truth about it follows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from forewarn.model import Person, Role


class What(StrEnum):
    """The kinds of act."""

    OPENS = "opens"
    SAYS = "says"
    MOVES = "moves"
    ASSIGNS = "assigns"
    DATES = "dates"
    REWRITES = "rewrites"
    ADDS = "adds"
    """A label, file, link or checklist item."""
    TICKS = "ticks"


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `meaning` is the sentence's key in the grammar, the new status, or what was added."""

    at: datetime
    what: What
    by: Person
    meaning: str = ""
    day: date | None = None
    """The day a sentence or a due date names."""
    public: bool = True

    @property
    def ours(self) -> bool:
        """Whether the team did it."""
        return self.by.role is Role.TEAM

    @property
    def speaks(self) -> bool:
        """Whether it is something that both sides can read."""
        return self.what in (What.SAYS, What.OPENS) and self.public


WANTING: Final = frozenset({"request", "goal", "question", "chase", "feedback", "trouble"})
"""What a client says that wants an answer."""
PRESSING: Final = frozenset({"question", "chase", "trouble"})
"""What of it is important whatever its words: a question or a complaint. How much a wish presses is hard to say."""
POLITE: Final = frozenset({"thanks"})
"""What wants none."""
HOLDING: Final = frozenset({"hold", "holdtill", "soon"})
"""What the team says without answering."""
ASKING: Final = frozenset({"ask", "ready"})
"""What the team says that the client has to decide."""
DATING: Final = frozenset({"plan", "expect", "promise", "next", "delay", "holdtill"})
"""What the team says with a day in it."""
PROMISING: Final = frozenset({"plan", "promise"})
EXPECTING: Final = frozenset({"expect", "delay"})
"""What names a day without giving a word on it: `should be ready`, `the new date is`. Whether that is a promise is a
matter of degree; after one with a later day nobody waits for the earlier day."""
DELIVERING: Final = frozenset({"delivered", "ready", "closing"})
