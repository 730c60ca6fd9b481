"""Boards, and what nests in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from werkzeug.wrappers import Request

from forewarn_trello.sandbox.answers import (
    LARGEST_PAGE,
    NOT_FOUND,
    Refusal,
    bound,
    chosen,
    of_kinds,
    page,
    too_many_cards,
    without_prefix,
)
from forewarn_trello.sandbox.quirks import Quirks
from forewarn_trello.sandbox.shapes import Json, is_id
from forewarn_trello.sandbox.world import World

DEFAULT_ACTIONS = "commentCard,updateCard:idList"
"""What Trello lists where nobody says which actions they want."""
_USUAL_FIELDS = "name,desc,descData,closed,idOrganization,pinned,url,shortUrl,prefs,labelNames"
"""What Trello tells of a board where nobody says what they want."""


class Boards:
    """Reads boards."""

    def __init__(self, world: World, quirks: Quirks) -> None:
        self._world = world
        self.quirks = quirks

    def board(self, request: Request, board: str) -> Json:
        """A board with whatever was asked to nest in it."""
        found, asked = self._find(board), request.args
        nested = dict(chosen(found, asked.get("fields", _USUAL_FIELDS)))
        parts: dict[str, Callable[[Json, Mapping[str, str]], list[Json]]] = {
            "lists": lambda one, args: [chosen(x, args.get("list_fields")) for x in self._lists(one, args["lists"])],
            "cards": self._nested_cards,
            "checklists": lambda one, args: self._world.checklists_of(self._world.cards_of(one)),
            "members": lambda one, args: [chosen(x, args.get("member_fields")) for x in self._members(one)],
            "memberships": lambda one, args: self._memberships(one, {"filter": args["memberships"]}),
            "customFields": lambda one, args: self._world.fields_of(one),
            "actions": lambda one, args: self._actions(
                one, {"filter": args["actions"], **without_prefix(args, "actions_")}
            ),
        }
        for name, part in parts.items():
            if asked.get(name, "none") not in ("none", "false"):
                nested[name] = part(found, asked)
        return nested

    def several(self, boards: Iterable[str], request: Request) -> list[Json]:
        """Those of some boards that are open, or closed, or all of them."""
        known, which = (self._world.boards[one] for one in boards), request.args.get("filter", "all")
        shown = (one for one in known if which == "all" or one["closed"] == (which == "closed"))
        return [chosen(one, request.args.get("fields", _USUAL_FIELDS)) for one in shown]

    def actions(self, request: Request, board: str) -> list[Json]:
        """What happened on a board, newest first."""
        return self._actions(self._find(board), request.args)

    def cards(self, request: Request, board: str, which: str = "visible") -> list[Json]:
        """A board's cards: the newest `limit` before a card."""
        cards = page(self._cards(self._find(board), which), request.args, LARGEST_PAGE)
        self._refuse_too_many(cards)
        return [self.with_nested(card, request.args) for card in cards]

    def custom_fields(self, request: Request, board: str) -> list[Json]:
        """The custom fields of a board."""
        return self._world.fields_of(self._find(board))

    def lists(self, request: Request, board: str) -> list[Json]:
        """A board's lists."""
        lists = self._lists(self._find(board), request.args.get("filter", "open"))
        return [chosen(one, request.args.get("fields")) for one in lists]

    def members(self, request: Request, board: str) -> list[Json]:
        """A board's members."""
        fields = request.args.get("fields", "fullName,username")
        return [chosen(one, fields) for one in self._members(self._find(board))]

    def memberships(self, request: Request, board: str) -> list[Json]:
        """Everybody's place on a board."""
        return self._memberships(self._find(board), request.args)

    def checklists(self, request: Request, board: str) -> list[Json]:
        """All checklists of a board."""
        return self._world.checklists_of(self._world.cards_of(self._find(board)))

    def list_(self, request: Request, column: str) -> Json:
        """One list."""
        if column not in self._world.lists:
            raise Refusal(NOT_FOUND)
        return chosen(self._world.lists[column], request.args.get("fields"))

    def with_nested(self, card: Json, asked: Mapping[str, str]) -> Json:
        """A card with the fields and whatever else was asked for."""
        world, nested = self._world, dict(chosen(card, asked.get("fields")))
        if asked.get("attachments") == "true":
            nested["attachments"] = [
                chosen(one, asked.get("attachment_fields")) for one in world.attachments[card["id"]]
            ]
        if asked.get("checklists", "none") != "none":
            nested["checklists"] = world.checklists_of([card])
        if asked.get("customFieldItems") == "true":
            nested["customFieldItems"] = world.field_items[card["id"]]
        if asked.get("board") == "true":
            nested["board"] = chosen(world.boards[card["idBoard"]], asked.get("board_fields"))
        if card["id"] in self.quirks.garbled and "due" in nested:
            nested["due"] = "soon"
        return nested

    def _find(self, name: str) -> Json:
        found = self._world.board(name)
        if found is not None and found["id"] in self._world.hidden:
            raise Refusal("unauthorized permission requested", 401)
        if found is None:
            looks_right = is_id(name) or (len(name) == 8 and name.isalnum())
            raise Refusal("board not found") if looks_right else Refusal("invalid id", 400)
        return found

    def _actions(self, board: Json, asked: Mapping[str, str]) -> list[Json]:
        own = [one for one in self._world.actions.values() if one["data"]["board"]["id"] == board["id"]]
        return page(of_kinds(own, asked.get("filter", DEFAULT_ACTIONS)), asked, 50)

    def _nested_cards(self, board: Json, asked: Mapping[str, str]) -> list[Json]:
        since = asked.get("cards_modifiedSince")
        after = bound(since) if since and not self.quirks.ignores_modified_since else ""
        cards = [one for one in self._cards(board, asked["cards"]) if (one["dateLastActivity"] or "") > after]
        self._refuse_too_many(cards)
        newest = page(cards, {}, LARGEST_PAGE)
        return [self.with_nested(card, without_prefix(asked, "card_")) for card in newest]

    def _refuse_too_many(self, cards: Sequence[Json]) -> None:
        if self.quirks.largest_answer is not None and len(cards) > self.quirks.largest_answer:
            raise too_many_cards()

    def _memberships(self, board: Json, asked: Mapping[str, str]) -> list[Json]:
        me, world = self._world.me["id"], self._world
        found = []
        for one in world.on_board[board["id"]]:
            if asked.get("filter") == "me" and one != me:
                continue
            kind = world.member_types.get((board["id"], one), "normal")
            membership = {"id": one, "idMember": one, "memberType": kind, "unconfirmed": False, "deactivated": False}
            if asked.get("orgMemberType") == "true" and (board["id"], one) not in world.guests:
                membership["orgMemberType"] = "normal"
            if asked.get("member") == "true":
                membership["member"] = chosen(world.members[one], asked.get("member_fields", "fullName,username"))
            found.append(membership)
        return found

    def _lists(self, board: Json, which: str) -> list[Json]:
        own = [one for one in self._world.lists.values() if one["idBoard"] == board["id"]]
        return [one for one in own if which == "all" or one["closed"] == (which == "closed")]

    def _cards(self, board: Json, which: str) -> list[Json]:
        return [one for one in self._world.cards_of(board) if which == "all" or one["closed"] == (which == "closed")]

    def _members(self, board: Json) -> Iterable[Json]:
        return [self._world.members[one] for one in self._world.on_board[board["id"]]]
