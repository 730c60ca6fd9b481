"""The requests by which a board is read, each repeated within the patience of the run."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from forewarn.connect.retry import Reads
from forewarn_trello.actions import KINDS
from forewarn_trello.client import BATCH, Client
from forewarn_trello.payloads import Action, Board, Card, Member, P, read_many, read_one

PAGE = 1000
"""The most cards or actions that Trello gives at once."""

_CARD = (
    "name,desc,closed,due,dueComplete,dateLastActivity,idList,idMembers,labels,shortLink,shortUrl,isTemplate,cardRole"
)
_BOARD: Mapping[str, str] = {
    "fields": "name,dateLastActivity",
    "lists": "all",
    "list_fields": "name,closed",
    "members": "all",
    "member_fields": "fullName,username",
    "cards": "all",
    "card_fields": _CARD,
    "card_attachments": "true",
    "card_attachment_fields": "name,url",
    "checklists": "all",
}
_CARDS: Mapping[str, str] = {
    "fields": _CARD,
    "attachments": "true",
    "attachment_fields": "name,url",
    "checklists": "all",
}
_ACTIONS: Mapping[str, str] = {"filter": ",".join(KINDS)}
# Without a filter that names kinds, whose commas would end the address within a batch.
_ALL_ACTIONS = f"filter=all&limit={PAGE}"

C = TypeVar("C", Card, Action)


class Fetch:
    """Reads one board. `place` names it in errors."""

    def __init__(self, client: Client, reads: Reads, place: str) -> None:
        self._client = client
        self._reads = reads
        self._place = place

    def account(self) -> Member:
        """Whom the token belongs to."""
        return self._one(Member, "/members/me", {"fields": "id,username,fullName"})

    def last_activity(self, board: str) -> datetime | None:
        """When something last moved on the board: the cheapest question."""
        return self._one(Board, f"/boards/{quote(board, safe='')}", {"fields": "dateLastActivity"}).date_last_activity

    def board(self, board: str) -> Board:
        """The board with lists, members, cards, checklists and attachments."""
        whole = self._one(Board, f"/boards/{quote(board, safe='')}", _BOARD)
        cards = list(whole.cards or ())
        if len(cards) >= PAGE:  # a nested list ends there without a word
            cards += self._pages(Card, f"/boards/{whole.id}/cards/all", _CARDS, min(card.id for card in cards))
        return whole.model_copy(update={"cards": tuple({card.id: card for card in cards}.values())})

    def actions(self, board: str, since: datetime | None = None) -> list[Action]:
        """What happened on the board, newest first; all of it where `since` is None."""
        start = {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}"} if since else {}
        return self._pages(Action, f"/boards/{board}/actions", {**_ACTIONS, **start})

    def card_actions(self, cards: Sequence[Card]) -> dict[str, list[Action]]:
        """Everything that happened to each card, newest first; without those that are gone by now."""
        found: dict[str, list[Action]] = {}
        for start in range(0, len(cards), BATCH):
            found |= self._ten_cards_actions(cards[start : start + BATCH])
        return found

    def _ten_cards_actions(self, cards: Sequence[Card]) -> dict[str, list[Action]]:
        paths = [f"/cards/{card.id}/actions?{_ALL_ACTIONS}" for card in cards]
        pages = self._reads(lambda: self._client.batch(paths, place=self._place))
        found: dict[str, list[Action]] = {}
        for card, page in zip(cards, pages, strict=True):
            if isinstance(page, list) and len(page) >= PAGE:
                found[card.id] = self._pages(Action, f"/cards/{card.id}/actions", _ACTIONS)
            elif isinstance(page, list):
                known = [one for one in page if isinstance(one, dict) and one.get("type") in KINDS]
                found[card.id] = read_many(Action, known, place=self._place)
        return found

    def _one(self, model: type[P], path: str, params: Mapping[str, str]) -> P:
        return read_one(model, self._get(path, params), place=self._place)

    def _pages(self, model: type[C], path: str, params: Mapping[str, str], before: str = "") -> list[C]:
        """All there is, page after page; each ends before the smallest id of the last one."""
        found: dict[str, C] = {}
        while True:
            asked = {**params, "limit": str(PAGE), **({"before": before} if before else {})}
            page = read_many(model, self._get(path, asked), place=self._place)
            fresh = {one.id: one for one in page if one.id not in found}
            found |= fresh
            if len(page) < PAGE or not fresh:
                return list(found.values())
            before = min(fresh)

    def _get(self, path: str, params: Mapping[str, str]) -> Any:
        return self._reads(lambda: self._client.get(path, params, place=self._place))
