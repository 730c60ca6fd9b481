"""What the cards of one board need to be understood."""

from collections.abc import Mapping
from dataclasses import dataclass

from forewarn.model import Person
from forewarn_trello.payloads import Board, Card, CheckItem, Checklist, Member, Named
from forewarn_trello.standing import Meaning, Standing


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board's lists, people and checklists, by id."""

    source: str
    container: str
    """As the config names the board: id or short link."""
    lists: Mapping[str, Named]
    people: Mapping[str, Person]
    items: Mapping[str, tuple[CheckItem, ...]]
    """Lines of all checklists by card."""
    meaning: Meaning
    me: str = ""
    """Id of our own account; empty where nothing read here could be ours."""

    @classmethod
    def of(cls, board: Board, source: str, container: str, meaning: Meaning) -> "BoardView":
        """The view of a board read with everything nested."""
        return cls(
            source,
            container,
            {one.id: one for one in board.lists or () if one.id},
            {member.id: person(member) for member in board.members or ()},
            _items_by_card(board),
            meaning,
        )

    def standing(self, card: Card) -> Standing:
        """Where a card stands now."""
        at = self.lists.get(card.id_list or "", Named())
        return Standing(card.id_list or "", at.name or "", bool(card.due_complete), bool(card.closed), bool(at.closed))

    def known(self, member_id: str) -> Person:
        """Somebody by id; without a name when they have left the board."""
        return self.people.get(member_id, Person(member_id, ""))


def person(member: Member) -> Person:
    """A member. Guests and observers may be clients or colleagues: Trello cannot tell, so the role stays unknown."""
    return Person(member.id, member.full_name or member.username or "", handle=member.username or "")


def _items_by_card(board: Board) -> dict[str, tuple[CheckItem, ...]]:
    """Checklists hang on the board, or on the cards where these were read page by page."""
    found: dict[str, tuple[CheckItem, ...]] = {}
    on_cards = [one for card in board.cards or () for one in card.checklists or ()]
    for checklist in sorted({c.id: c for c in (*(board.checklists or ()), *on_cards)}.values(), key=_position):
        lines = sorted(checklist.check_items or (), key=_position)
        found[checklist.id_card or ""] = (*found.get(checklist.id_card or "", ()), *lines)
    return found


def _position(one: Checklist | CheckItem) -> float:
    return one.pos or 0
