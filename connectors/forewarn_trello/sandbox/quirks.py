"""How a Trello may be worse than its documentation, besides the faults of any host."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Quirks:
    """Switches of a sandbox. Set them at will."""

    largest_answer: int | None = None
    """More cards than so many are refused with API_TOO_MANY_CARDS_REQUESTED; None for no such limit."""
    ignores_modified_since: bool = False
    """`cards_modifiedSince` is without effect, as any parameter may become that is documented in passing."""
    garbled: set[str] = field(default_factory=set)
    """Ids of cards that come with a due date as nobody has ever seen one."""
    failing: set[str] = field(default_factory=set)
    """Ids of cards of which Trello cannot give what happened to them."""
