"""The requests by which boards are read, each repeated within the patience of the run."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import inf
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote

from forewarn.connect.retry import Reads
from forewarn_trello.actions import COMMENTS, KINDS
from forewarn_trello.client import BATCH, Client, TooBig
from forewarn_trello.parse import P, read_many, read_one
from forewarn_trello.payloads import Action, Board, Card, Member

PAGE = 1000
"""The most cards or actions that Trello gives at once."""
_SMALLEST_PAGE = 50
"""Below this a refused page is given up: something else is wrong."""

_ALONE: Mapping[str, str] = {
    "fields": "name,shortLink,dateLastActivity",
    "lists": "all",
    "list_fields": "name,closed",
    "members": "all",
    "member_fields": "fullName,username",
    "customFields": "true",
}
_CARDS: Mapping[str, str] = {
    "fields": (
        "name,desc,closed,due,dueComplete,dateLastActivity,idBoard,idList,idMembers,idMemberCreator,idShort,labels,"
        "badges,shortLink,shortUrl,isTemplate,cardRole"
    ),
    "attachments": "true",
    "attachment_fields": "name,url",
    "checklists": "all",
    "customFieldItems": "true",
}
_ACTIONS: Mapping[str, str] = {"filter": ",".join(KINDS)}
_NESTED: Mapping[str, str] = {
    **_ALONE,
    "cards": "all",
    **{f"card_{name}": value for name, value in _CARDS.items()},
    "actions": _ACTIONS["filter"],
    "actions_limit": str(PAGE),
}
# Within a batch a comma ends an address, so there nothing is asked for that needs one.
_WHOLE_CARD = "fields=all&attachments=true&checklists=all&customFieldItems=true"

C = TypeVar("C", Card, Action)


class Fetch:
    """Reads boards of one source. `place` names in errors what is read."""

    def __init__(self, client: Client, reads: Reads, place: str) -> None:
        self._client = client
        self._reads = reads
        self.place = place

    def account(self) -> Member:
        """Whom the token belongs to."""
        return self._one(Member, "/members/me", {"fields": "id,username,fullName"})

    def boards(self) -> list[Board]:
        """The open boards that the account can see, with their names and short links."""
        asked = {"filter": "open", "fields": "name,shortLink"}
        return read_many(Board, self._get("/members/me/boards", asked), place=self.place)

    def token(self) -> Any:
        """What Trello says of our token."""
        return self._reads(lambda: self._client.token(place=self.place))

    def batch(self, paths: Sequence[str]) -> list[Any]:
        """The JSON at each path, ten in a request; None for what is gone or not visible."""
        found: list[Any] = []
        for start in range(0, len(paths), BATCH):
            found += self._ten(paths[start : start + BATCH])
        return found

    def board(self, board: str, since: datetime | None = None, *, moved: bool = False) -> Board:
        """A board with its lists, people, cards and actions; newest actions first.

        Only actions `since` an instant, and only cards that `moved` since, as far as Trello can tell them apart:
        it may give more, and it gives all where so many moved that they do not fit into one answer.
        """
        at, start = f"/boards/{quote(board, safe='')}", f"{since:%Y-%m-%dT%H:%M:%SZ}" if since else ""
        asked = {**_NESTED, **({"actions_since": start} if start else {})}
        asked |= {"cards_modifiedSince": start} if moved else {}
        try:
            found = read_one(Board, self._get(at, asked, divisible=True), place=self.place)
        except TooBig:
            found = self._one(Board, at, _ALONE)
        cards, actions = found.cards, found.actions
        if cards is None or len(cards) >= PAGE:  # a nested list may end there without a word
            # Of all cards it holds the newest; of those that moved since, nobody knows which.
            known = () if moved or cards is None else cards
            cards = (*known, *self._pages(Card, f"/boards/{found.id}/cards/all", _CARDS, _oldest(known)))
        if actions is None or len(actions) >= PAGE:
            known_actions = actions or ()
            params = {**_ACTIONS, **({"since": start} if start else {})}
            older = self._pages(Action, f"/boards/{found.id}/actions", params, _oldest(known_actions))
            actions = (*known_actions, *older)
        return found.model_copy(update={"cards": cards, "actions": actions})

    def comments(self, board: str, *, before: Sequence[str] = (), copied: bool = False) -> list[Action]:
        """The newest thousand comments of a board as they stand, the thousand `before` each id, and all copies.

        The newest alone are one request; with others, ten lists are, and copies are listed only where some were
        `copied`, since with a comma both kinds of comments do not go into one list of a batch.
        """
        at, (written, copies) = f"/boards/{board}/actions", COMMENTS
        if not before and not copied:
            return self._pages(Action, at, {"filter": ",".join(COMMENTS)}, most=PAGE)
        asked = [written, *(f"{written}&before={one}" for one in before), *([copies] if copied else [])]
        found = self._lists([f"{at}?limit={PAGE}&filter={one}" for one in asked])
        if copied and found and len(found[-1]) >= PAGE:  # of copies nobody knows how many there are
            found.append(self._pages(Action, at, {"filter": copies}, _oldest(found[-1])))
        return [action for one in found for action in one]

    def comments_of(self, cards: Sequence[str], *, copied: bool = False) -> list[Action]:
        """The comments of cards as they stand, with copies where some were `copied`: of each kind the newest thousand
        of each card; ten lists are one request."""
        kinds = COMMENTS[: 1 + copied]
        found = self._lists([f"/cards/{card}/actions?limit={PAGE}&filter={kind}" for card in cards for kind in kinds])
        return [action for one in found for action in one]

    def cards(self, cards: Sequence[str]) -> list[Card]:
        """Cards by id, without those that are gone by now."""
        found = self.batch([f"/cards/{card}?{_WHOLE_CARD}" for card in cards])
        return [read_one(Card, raw, place=self.place) for raw in found if raw is not None]

    def card_actions(self, cards: Sequence[str]) -> dict[str, list[Action]]:
        """Everything that happened to each card, newest first; without those that are gone by now."""
        found: dict[str, list[Action]] = {}
        pages = self.batch([f"/cards/{card}/actions?limit={PAGE}&filter=all" for card in cards])
        for card, page in zip(cards, pages, strict=True):
            if isinstance(page, list) and len(page) >= PAGE:
                found[card] = self._pages(Action, f"/cards/{card}/actions", _ACTIONS)
            elif page is not None:
                read = read_many(Action, page, place=self.place)
                found[card] = [action for action in read if action.type in KINDS]
        return found

    def present(self, board: str) -> list[Card]:
        """Every card of a board, archived ones too, with hardly more than its id."""
        return self._pages(Card, f"/boards/{quote(board, safe='')}/cards/all", {"fields": "isTemplate,cardRole"})

    def is_closed(self, board: str) -> bool:
        """Whether nobody works on a board any more."""
        return bool(self._one(Board, f"/boards/{quote(board, safe='')}", {"fields": "closed"}).closed)

    def card(self, card: str) -> Card:
        """One card with the board it is on."""
        fields = {"fields": "isTemplate,cardRole", "board": "true", "board_fields": "shortLink"}
        return self._one(Card, f"/cards/{card}", fields)

    def _lists(self, paths: Sequence[str]) -> list[list[Action]]:
        return [read_many(Action, one, place=self.place) for one in self.batch(paths) if one is not None]

    def _ten(self, paths: Sequence[str]) -> list[Any]:
        try:
            return self._reads(lambda: self._client.batch(paths, place=self.place))
        except TooBig:
            if len(paths) > 1:
                half = len(paths) // 2
                return [*self._ten(paths[:half]), *self._ten(paths[half:])]
            if "limit=" not in paths[0]:
                raise
            return [self._in_parts(paths[0])]

    def _in_parts(self, path: str) -> list[Action]:
        """What the list of actions at `path` would hold if Trello gave it at once."""
        at, _, query = path.partition("?")
        params = dict(parse_qsl(query))
        del params["limit"]
        return self._pages(Action, at, params, params.pop("before", ""), most=PAGE)

    def _one(self, model: type[P], path: str, params: Mapping[str, str]) -> P:
        return read_one(model, self._get(path, params), place=self.place)

    def _pages(
        self, model: type[C], path: str, params: Mapping[str, str], before: str = "", most: float = inf
    ) -> list[C]:
        """All there is, or at least the newest `most`; each page ends before the smallest id of the one before it."""
        found: dict[str, C] = {}
        limit = PAGE
        while True:
            asked = {**params, "limit": str(limit), **({"before": before} if before else {})}
            try:
                page = read_many(model, self._get(path, asked, divisible=True), place=self.place)
            except TooBig:
                if limit <= _SMALLEST_PAGE:
                    raise
                limit //= 2
                continue
            fresh = {one.id: one for one in page if one.id not in found}
            found |= fresh
            if len(page) < limit or not fresh or len(found) >= most:
                return list(found.values())
            before = min(fresh)

    def _get(self, path: str, params: Mapping[str, str], *, divisible: bool = False) -> Any:
        return self._reads(lambda: self._client.get(path, params, place=self.place, divisible=divisible))


def _oldest(page: Sequence[Card | Action]) -> str:
    """The smallest id; empty for nothing."""
    return min((one.id for one in page), default="")
