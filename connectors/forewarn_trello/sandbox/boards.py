"""Boards, and what nests in them."""

from collections.abc import Iterable, Mapping

from werkzeug.wrappers import Request

from forewarn_trello.sandbox.answers import LARGEST_PAGE, NOT_FOUND, Refusal, chosen, of_kinds, page
from forewarn_trello.sandbox.shapes import Json, is_id
from forewarn_trello.sandbox.world import World

DEFAULT_ACTIONS = "commentCard,updateCard:idList"
"""What Trello lists where nobody says which actions they want."""


class Boards:
    """Reads boards."""

    def __init__(self, world: World) -> None:
        self._world = world

    def board(self, request: Request, board: str) -> Json:
        """A board with whatever was asked to nest in it."""
        found, asked = self._find(board), request.args
        nested = dict(chosen(found, asked.get("fields")))
        if asked.get("lists", "none") != "none":
            nested["lists"] = [chosen(one, asked.get("list_fields")) for one in self._lists(found, asked["lists"])]
        if asked.get("cards", "none") != "none":
            cards = page(self._cards(found, asked["cards"]), {}, LARGEST_PAGE)
            nested["cards"] = [self._nested_card(card, _without_prefix(asked, "card_")) for card in cards]
        if asked.get("checklists", "none") != "none":
            nested["checklists"] = self._world.checklists_of(self._world.cards_of(found))
        if asked.get("members", "none") != "none":
            nested["members"] = [chosen(one, asked.get("member_fields")) for one in self._members(found)]
        if asked.get("memberships", "none") != "none":
            nested["memberships"] = [
                {"id": one["id"], "idMember": one["id"], "memberType": "normal", "unconfirmed": False}
                for one in self._members(found)
            ]
        return nested

    def actions(self, request: Request, board: str) -> list[Json]:
        """What happened on a board, newest first."""
        identifier = self._find(board)["id"]
        own = [one for one in self._world.actions.values() if one["data"]["board"]["id"] == identifier]
        return page(of_kinds(own, request.args.get("filter", DEFAULT_ACTIONS)), request.args, 50)

    def cards(self, request: Request, board: str, which: str = "visible") -> list[Json]:
        """A board's cards: the newest `limit` before a card."""
        cards = page(self._cards(self._find(board), which), request.args, LARGEST_PAGE)
        return [self._nested_card(card, request.args, own_checklists=True) for card in cards]

    def lists(self, request: Request, board: str) -> list[Json]:
        """A board's lists."""
        lists = self._lists(self._find(board), request.args.get("filter", "open"))
        return [chosen(one, request.args.get("fields")) for one in lists]

    def members(self, request: Request, board: str) -> list[Json]:
        """A board's members."""
        fields = request.args.get("fields", "fullName,username")
        return [chosen(one, fields) for one in self._members(self._find(board))]

    def checklists(self, request: Request, board: str) -> list[Json]:
        """All checklists of a board."""
        return self._world.checklists_of(self._world.cards_of(self._find(board)))

    def list_(self, request: Request, column: str) -> Json:
        """One list."""
        if column not in self._world.lists:
            raise Refusal(NOT_FOUND)
        return chosen(self._world.lists[column], request.args.get("fields"))

    def _find(self, name: str) -> Json:
        found = self._world.board(name)
        if found is None:
            looks_right = is_id(name) or (len(name) == 8 and name.isalnum())
            raise Refusal("board not found") if looks_right else Refusal("invalid id", 400)
        return found

    def _lists(self, board: Json, which: str) -> list[Json]:
        own = [one for one in self._world.lists.values() if one["idBoard"] == board["id"]]
        return [one for one in own if which == "all" or one["closed"] == (which == "closed")]

    def _cards(self, board: Json, which: str) -> list[Json]:
        return [one for one in self._world.cards_of(board) if which == "all" or one["closed"] == (which == "closed")]

    def _members(self, board: Json) -> Iterable[Json]:
        return [self._world.members[one] for one in self._world.on_board[board["id"]]]

    def _nested_card(self, card: Json, asked: Mapping[str, str], *, own_checklists: bool = False) -> Json:
        nested = dict(chosen(card, asked.get("fields")))
        if asked.get("attachments") == "true":
            fields = asked.get("attachment_fields")
            nested["attachments"] = [chosen(one, fields) for one in self._world.attachments[card["id"]]]
        if own_checklists and asked.get("checklists", "none") != "none":
            nested["checklists"] = self._world.checklists_of([card])
        return nested


def _without_prefix(asked: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {key.removeprefix(prefix): value for key, value in asked.items() if key.startswith(prefix)}
