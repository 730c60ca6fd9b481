"""The requests by which boards are read, each repeated within the patience of the run."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import inf
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote

from forewarn.connect.left import Left
from forewarn.connect.retry import Reads
from forewarn.errors import ServerFault, TrackerError
from forewarn_trello.actions import COMMENTS, KINDS
from forewarn_trello.client import BATCH, Client, TooBig
from forewarn_trello.parse import P, read_each, read_many, read_one
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
    """Reads boards of one source. `place` names in errors what is read; cards that cannot be are put into `left`, and
    else are errors."""

    def __init__(self, client: Client, reads: Reads, place: str, left: Left | None = None) -> None:
        self._client = client
        self._reads = reads
        self.place = place
        self._left = left

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

    def batch(self, paths: Sequence[str], cards: Sequence[str] = ()) -> list[Any]:
        """The JSON at each path, ten in a request; None for what is gone or not visible. Where each path is of one of
        `cards`, None also for what Trello cannot give."""
        found: list[Any] = []
        for start in range(0, len(paths), BATCH):
            found += self._ten(paths[start : start + BATCH], cards[start : start + BATCH])
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
            found, cut = self._nested(self._get(at, asked, divisible=True))
        except TooBig:
            found, cut = self._one(Board, at, _ALONE), frozenset(("cards", "actions"))
        cards, actions = found.cards, found.actions
        if "cards" in cut:
            # Of all cards it holds the newest; of those that moved since, nobody knows which.
            known = () if moved or cards is None else cards
            cards = (*known, *self._pages(Card, f"/boards/{found.id}/cards/all", _CARDS, _oldest(known)))
        if "actions" in cut:
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
        asked = [(card, f"/cards/{card}/actions?limit={PAGE}&filter={kind}") for card in cards for kind in kinds]
        found = self._lists([path for _, path in asked], [card for card, _ in asked])
        return [action for one in found for action in one]

    def cards(self, cards: Sequence[str]) -> list[Card]:
        """Cards by id, without those that are gone by now or cannot be read."""
        found = self.batch([f"/cards/{card}?{_WHOLE_CARD}" for card in cards], cards)
        return self._each(Card, [raw for raw in found if raw is not None])

    def card_actions(self, cards: Sequence[str]) -> dict[str, list[Action]]:
        """Everything that happened to each card, newest first; without those that are gone by now or cannot be read."""
        found: dict[str, list[Action]] = {}
        pages = self.batch([f"/cards/{card}/actions?limit={PAGE}&filter=all" for card in cards], cards)
        for card, page in zip(cards, pages, strict=True):
            if isinstance(page, list) and len(page) >= PAGE:
                found[card] = self._pages(Action, f"/cards/{card}/actions", _ACTIONS)
            elif page is not None:
                found[card] = [action for action in self._each(Action, page) if action.type in KINDS]
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

    def _nested(self, raw: Any) -> tuple[Board, frozenset[str]]:
        """A board, and of what nests in it what may go on: a nested list may end after a page without a word."""
        if not isinstance(raw, dict):
            return read_one(Board, raw, place=self.place), frozenset()
        cut = [name for name in ("cards", "actions") if raw.get(name) is None or len(raw[name]) >= PAGE]
        cards, actions = self._each(Card, raw.get("cards") or []), self._each(Action, raw.get("actions") or [])
        return read_one(Board, {**raw, "cards": cards, "actions": actions}, place=self.place), frozenset(cut)

    def _each(self, model: type[C], raw: Any) -> list[C]:
        return read_each(model, raw, self._spare, place=self.place)

    def _spare(self, card: str, address: str, error: TrackerError) -> None:
        if self._left is None:
            raise error
        self._left.note(card, self._left.found.get(card, address), error)

    def _lists(self, paths: Sequence[str], cards: Sequence[str] = ()) -> list[list[Action]]:
        return [self._each(Action, one) for one in self.batch(paths, cards) if one is not None]

    def _ten(self, paths: Sequence[str], cards: Sequence[str]) -> list[Any]:
        try:
            answers = self._reads(lambda: self._client.batch(paths, place=self.place))
        except (TooBig, ServerFault) as error:
            if len(paths) == 1:
                return [self._not_given(paths[0], cards, error)]
            if not cards and isinstance(error, ServerFault):
                raise
            half = len(paths) // 2
            return [*self._ten(paths[:half], cards[:half]), *self._ten(paths[half:], cards[half:])]
        found: list[Any] = []
        for number, (path, answer) in enumerate(zip(paths, answers, strict=True)):
            if isinstance(answer, ServerFault):
                found += self._ten([path], cards[number : number + 1])
            else:
                found.append(answer)
                if self._left is not None:
                    self._left.has_answered()
        return found

    def _not_given(self, path: str, cards: Sequence[str], error: TrackerError) -> list[Action] | None:
        """What Trello does not give at once, in parts; None for what it cannot give of a card at all."""
        try:
            if isinstance(error, TooBig) and "limit=" in path:
                return self._in_parts(path)
            raise error
        except (TooBig, ServerFault) as last:
            if not cards:
                raise
            self._spare(cards[0], f"https://trello.com/c/{cards[0]}", last)
            return None

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
                answer = self._get(path, asked, divisible=True)
            except TooBig:
                if limit <= _SMALLEST_PAGE:
                    raise
                limit //= 2
                continue
            fresh = {one.id: one for one in self._each(model, answer) if one.id not in found}
            found |= fresh
            if len(answer) < limit or not fresh or len(found) >= most:
                return list(found.values())
            before = min(fresh)

    def _get(self, path: str, params: Mapping[str, str], *, divisible: bool = False) -> Any:
        return self._reads(lambda: self._client.get(path, params, place=self.place, divisible=divisible))


def _oldest(page: Sequence[Card | Action]) -> str:
    """The smallest id; empty for nothing."""
    return min((one.id for one in page), default="")
