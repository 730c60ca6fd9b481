"""The state of a Trello: what lies on which board, and the actions that made it so."""

from collections.abc import Iterable
from datetime import datetime

from forewarn.model import Person
from forewarn_trello.sandbox import shapes
from forewarn_trello.sandbox.shapes import Ids, Json, brief, stamp


class World:
    """Boards, lists, cards, checklists, members and actions by id."""

    def __init__(self, account: Person) -> None:
        self.ids = Ids()
        self.boards: dict[str, Json] = {}
        self.lists: dict[str, Json] = {}
        self.cards: dict[str, Json] = {}
        self.checklists: dict[str, Json] = {}
        self.attachments: dict[str, list[Json]] = {}
        """By card."""
        self.actions: dict[str, Json] = {}
        self.members: dict[str, Json] = {}
        self.on_board: dict[str, list[str]] = {}
        """Ids of a board's members."""
        self.member_types: dict[tuple[str, str], str] = {}
        """`admin` or `observer` for some members, by board and member; the others are `normal`."""
        self.guests: set[tuple[str, str]] = set()
        """Who is on a board without being in its workspace, by board and member."""
        self.fields: dict[str, Json] = {}
        """Custom fields."""
        self.field_items: dict[str, list[Json]] = {}
        """What stands in custom fields, by card."""
        self.hidden: set[str] = set()
        """Boards that the account may no longer see."""
        self._member_ids: dict[str, str] = {}
        self.me = self.member(account)

    def member(self, who: Person) -> Json:
        """The member a person of the story is; the same for the same id."""
        username = who.handle or who.id
        identifier = self._member_ids.setdefault(who.id, shapes.member_id(username))
        if identifier not in self.members or (who.name and not self.members[identifier]["fullName"]):
            self.members[identifier] = shapes.member(identifier, username, who.name)
        return self.members[identifier]

    def join(self, board: Json, who: Person) -> Json:
        """`who`, made a member of the board."""
        member = self.member(who)
        if member["id"] not in self.on_board[board["id"]]:
            self.on_board[board["id"]].append(member["id"])
        return member

    def board(self, name: str) -> Json | None:
        """By id or short link."""
        return next((one for one in self.boards.values() if name in (one["id"], one["shortLink"])), None)

    def new_board(self, name: str, at: datetime) -> Json:
        """A board that `name` finds, be it an id or a short link."""
        identifier: str = name if shapes.is_id(name) else self.ids.at(at)
        link = shapes.short_link(identifier) if identifier == name else name
        self.boards[identifier] = shapes.board(identifier, link, name)
        self.on_board[identifier] = [self.me["id"]]
        return self.boards[identifier]

    def column(self, board: Json, name: str, at: datetime) -> Json:
        """The open list of that name; made where there is none."""
        own = [one for one in self.lists.values() if one["idBoard"] == board["id"]]
        found = next((one for one in own if one["name"] == name and not one["closed"]), None)
        if found is None:
            found = shapes.column(self.ids.at(at), board["id"], name, (len(own) + 1) * 65_536)
            self.lists[found["id"]] = found
        return found

    def fields_of(self, board: Json) -> list[Json]:
        """The custom fields of a board."""
        return [one for one in self.fields.values() if one["idModel"] == board["id"]]

    def custom_field(self, board: Json, name: str, kind: str, at: datetime) -> Json:
        """The custom field of that name; made where there is none."""
        found = next((one for one in self.fields_of(board) if one["name"] == name), None)
        if found is None:
            found = shapes.custom_field(self.ids.at(at), board["id"], name, kind)
            self.fields[found["id"]] = found
        return found

    def cards_of(self, board: Json) -> list[Json]:
        """The board's cards in the order of their making."""
        return [one for one in self.cards.values() if one["idBoard"] == board["id"]]

    def checklists_of(self, cards: Iterable[Json]) -> list[Json]:
        """The checklists on `cards`."""
        owners = {card["id"] for card in cards}
        return [one for one in self.checklists.values() if one["idCard"] in owners]

    def record(self, kind: str, card: Json, who: Person | None, at: datetime, told: Json | None = None) -> Json:
        """An action on a card that tells `told`, and the trace it leaves on card and board."""
        board = self.boards[card["idBoard"]]
        told = told or {}
        data: Json = {
            "board": brief(board, "shortLink"),
            "list": brief(self.lists[card["idList"]]),
            **told,
            "card": {**brief(card, "idShort", "shortLink"), **told.get("card", {})},
        }
        self.touch(card, at)
        card["badges"]["comments"] += kind == "commentCard"
        return self.add_action(kind, self.join(board, who) if who else None, at, data)

    def add_action(self, kind: str, member: Json | None, at: datetime, data: Json) -> Json:
        """An action as Trello lists it; without a member it was automation."""
        action: Json = {
            "id": self.ids.at(at),
            "idMemberCreator": member["id"] if member else None,
            "data": data,
            "type": kind,
            "date": stamp(at),
            "limits": {},
            "appCreator": None,
            "memberCreator": member,
        }
        self.actions[action["id"]] = action
        return action

    def remove_comment(self, comment: Json, at: datetime) -> None:
        """A comment goes away; no action tells it."""
        card = self.cards[comment["data"]["card"]["id"]]
        del self.actions[comment["id"]]
        card["badges"]["comments"] -= 1
        self.touch(card, at)

    def remove_card(self, card: Json, at: datetime) -> None:
        """A card goes away with what happened to it; only the board remembers that there was one."""
        data = {"board": brief(self.boards[card["idBoard"]], "shortLink"), "card": {"id": card["id"]}}
        for action in [one for one in self.actions.values() if one["data"].get("card", {}).get("id") == card["id"]]:
            del self.actions[action["id"]]
        del self.cards[card["id"]]
        self.add_action("deleteCard", self.me, at, data)
        board = self.boards[card["idBoard"]]
        board["dateLastActivity"] = max(board["dateLastActivity"] or "", stamp(at))

    def forget(self, who: Person) -> None:
        """Somebody closes their account: what they did stays, and nobody is named any more."""
        gone = self.member(who)["id"]
        for members in self.on_board.values():
            members[:] = [one for one in members if one != gone]
        for action in self.actions.values():
            if action["idMemberCreator"] == gone:
                action["memberCreator"] = None

    def touch(self, card: Json, at: datetime) -> None:
        """Card and board remember the latest moment something moved."""
        for one in (card, self.boards[card["idBoard"]]):
            one["dateLastActivity"] = max(one["dateLastActivity"] or "", stamp(at))

    def update(self, card: Json, changes: Json, who: Person | None, at: datetime) -> None:
        """Give a card new values; the action tells the old ones."""
        changes = {key: value for key, value in changes.items() if card[key] != value}
        if not changes:
            return
        old = {key: card[key] for key in changes}
        card.update(changes)
        moved: Json = {}
        if "idList" in old:
            moved = {
                "listBefore": brief(self.lists[str(old["idList"])]),
                "listAfter": brief(self.lists[card["idList"]]),
            }
        action = self.record("updateCard", card, who, at, {"old": old, "card": changes, **moved})
        if moved:
            del action["data"]["list"]

    def update_list(self, column: Json, changes: Json, who: Person, at: datetime) -> None:
        """Rename a list or archive it."""
        board = self.boards[column["idBoard"]]
        old = {key: column[key] for key in changes}
        column.update(changes)
        data = {"old": old, "list": {**brief(column), **changes}, "board": brief(board, "shortLink")}
        self.add_action("updateList", self.join(board, who), at, data)
        board["dateLastActivity"] = max(board["dateLastActivity"] or "", stamp(at))

    def move_to_board(self, card: Json, board: Json, column: Json, who: Person, at: datetime) -> None:
        """Carry a card to another board: the action is told there, its older ones stay with the old board."""
        left = self.boards[card["idBoard"]]
        self.touch(card, at)
        number = max((one["idShort"] for one in self.cards_of(board)), default=0) + 1
        card.update({"idBoard": board["id"], "idList": column["id"], "idShort": number})
        for checklist in self.checklists_of([card]):
            checklist["idBoard"] = board["id"]
        self.record("moveCardToBoard", card, who, at, {"boardSource": brief(left)})
