"""What the cards of one board need to be understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forewarn.model import Person
from forewarn_trello.fields import CustomFields, FieldNames
from forewarn_trello.payloads import Board, Card, CheckItem, Checklist, Member, Named
from forewarn_trello.standing import Meaning, Standing

_NO_FIELDS: FieldNames = MappingProxyType({})


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
    fields: CustomFields
    me: str = ""
    """Id of our own account; empty where nothing read here could be ours."""

    @classmethod
    def of(
        cls, board: Board, source: str, container: str, meaning: Meaning, names: FieldNames = _NO_FIELDS
    ) -> "BoardView":
        """The view of a board read with everything nested."""
        return cls(
            source,
            container,
            {one.id: one for one in board.lists or () if one.id},
            {member.id: person(member) for member in board.members or ()},
            {card.id: _items(card.checklists or ()) for card in board.cards or ()},
            meaning,
            CustomFields.of(board, names),
        )

    def standing(self, card: Card) -> Standing:
        """Where a card stands now."""
        at = self.lists.get(card.id_list or "", Named())
        return Standing(card.id_list or "", at.name or "", bool(card.due_complete), bool(card.closed), bool(at.closed))

    def known(self, member_id: str) -> Person:
        """Somebody by id; without a name when they have left the board."""
        return self.people.get(member_id, Person(member_id, ""))


def person(member: Member) -> Person:
    """A member. Guests and observers may be clients or freelancers, and clients may be full members: what Trello
    knows of a membership says nothing of the side, so the role stays unknown until the config tells it."""
    return Person(member.id, member.full_name or member.username or "", handle=member.username or "")


def _items(checklists: Iterable[Checklist]) -> tuple[CheckItem, ...]:
    """The lines of a card's checklists, in the order in which people see them."""
    ordered = sorted(checklists, key=_position)
    return tuple(line for one in ordered for line in sorted(one.check_items or (), key=_position))


def _position(one: Checklist | CheckItem) -> float:
    return one.pos or 0
