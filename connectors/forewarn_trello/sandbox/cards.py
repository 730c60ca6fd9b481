"""Cards, their actions, comments and checklists."""

import json
from collections.abc import Callable
from datetime import datetime

from werkzeug.wrappers import Request

from forewarn.model import Person
from forewarn_trello.footer import LARGEST_COMMENT
from forewarn_trello.sandbox.answers import NOT_FOUND, Refusal, of_kinds, page
from forewarn_trello.sandbox.boards import DEFAULT_ACTIONS, Boards
from forewarn_trello.sandbox.shapes import Json, brief, stamp
from forewarn_trello.sandbox.world import World


class Cards:
    """Reads cards and writes on them, as the account of the token."""

    def __init__(self, world: World, boards: Boards, account: Person, now: Callable[[], datetime]) -> None:
        self._world = world
        self._boards = boards
        self._account = account
        self._now = now

    def card(self, request: Request, card: str) -> Json:
        """A card by id or short link."""
        return self._boards.with_nested(self._find(card), request.args)

    def field_items(self, request: Request, card: str) -> list[Json]:
        """What stands in a card's custom fields."""
        return self._world.field_items[self._find(card)["id"]]

    def actions(self, request: Request, card: str) -> list[Json]:
        """What happened to a card, newest first."""
        identifier = self._find(card)["id"]
        if identifier in self._boards.quirks.failing:
            raise Refusal("Internal Server Error", 500)
        own = [one for one in self._world.actions.values() if one["data"].get("card", {}).get("id") == identifier]
        return page(of_kinds(own, request.args.get("filter", DEFAULT_ACTIONS)), request.args, 50)

    def checklists(self, request: Request, card: str) -> list[Json]:
        """The checklists of a card."""
        return self._world.checklists_of([self._find(card)])

    def checklist(self, request: Request, checklist: str) -> Json:
        """One checklist."""
        if checklist not in self._world.checklists:
            raise Refusal(NOT_FOUND)
        return self._world.checklists[checklist]

    def tick(self, request: Request, card: str, item: str) -> Json:
        """A line ticked or unticked by the account."""
        owner = self._find(card)
        for checklist in self._world.checklists_of([owner]):
            for line in checklist["checkItems"]:
                if line["id"] == item:
                    line["state"] = _said(request, "state") or line["state"]
                    told = {"checklist": brief(checklist), "checkItem": brief(line, "state")}
                    self._world.record("updateCheckItemStateOnCard", owner, self._account, self._now(), told)
                    return dict(line)
        raise Refusal(NOT_FOUND)

    def comment(self, request: Request, card: str) -> Json:
        """A new comment of the account."""
        text = self._text(request)
        return self._world.record("commentCard", self._find(card), self._account, self._now(), {"text": text})

    def action(self, request: Request, action: str) -> Json:
        """One action."""
        if action not in self._world.actions:
            raise Refusal(NOT_FOUND)
        return self._world.actions[action]

    def edit_comment(self, request: Request, action: str, card: str = "") -> Json:
        """New words for a comment of the account."""
        comment = self._own_comment(request, action)
        comment["data"] |= {"text": self._text(request), "dateLastEdited": stamp(self._now())}
        self._touch(comment)
        return comment

    def delete_comment(self, request: Request, action: str, card: str = "") -> Json:
        """A comment of the account, gone."""
        self._world.remove_comment(self._own_comment(request, action), self._now())
        return {"_value": None}

    def _find(self, name: str) -> Json:
        cards = self._world.cards
        found = cards.get(name) or next((one for one in cards.values() if one["shortLink"] == name), None)
        if found is None or found["idBoard"] in self._world.hidden:
            raise Refusal(NOT_FOUND)
        return found

    def _own_comment(self, request: Request, action: str) -> Json:
        comment = self.action(request, action)
        if comment["type"] != "commentCard" or comment["idMemberCreator"] != self._world.me["id"]:
            raise Refusal("unauthorized permission requested", 401)
        return comment

    def _touch(self, comment: Json) -> None:
        self._world.touch(self._world.cards[comment["data"]["card"]["id"]], self._now())

    def _text(self, request: Request) -> str:
        text = _said(request, "text")
        if not 0 < len(text) <= LARGEST_COMMENT:
            raise Refusal("invalid value for text", 400)
        return text


def _said(request: Request, key: str) -> str:
    """A value from the JSON body, a form, or the query: Trello takes all three."""
    if request.is_json:
        try:
            body = json.loads(request.get_data())
        except ValueError:
            raise Refusal("Error parsing body", 400) from None
        return str(body.get(key, "")) if isinstance(body, dict) else ""
    return request.form.get(key) or request.args.get(key, "")
