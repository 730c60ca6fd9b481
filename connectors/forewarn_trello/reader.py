"""Reads a board: everything the first time, what moved after that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from forewarn.connect import Batch, Capabilities, Patience
from forewarn.connect.retry import Reads
from forewarn.model import Person
from forewarn_trello.client import Client
from forewarn_trello.fetch import Fetch
from forewarn_trello.footer import marker_of
from forewarn_trello.normalize import is_work, ticket_of
from forewarn_trello.payloads import Action, Board, Card, Instant, born
from forewarn_trello.standing import Meaning
from forewarn_trello.view import BoardView, person

_STEP = 200
"""Cards in one batch."""
_CARD_BY_CARD = 100
"""Moved cards up to which their actions are asked for card by card, ten in a request."""
_OVERLAP = timedelta(minutes=2)
"""Read again from so long before the last time: Trello's machines do not share one clock."""

Histories = Mapping[str, Sequence[Action]]
"""Actions by card, newest first."""


class Cursor(BaseModel):
    """How far a board has been read."""

    model_config = ConfigDict(frozen=True)

    activity: Instant | None = None
    """The board's last activity when its cards were read."""
    action: str = ""
    """Id of the newest action read."""

    @classmethod
    def parse(cls, text: str | None) -> "Cursor | None":
        """None for a board never read, and for the text of another version, which reads it anew."""
        try:
            return cls.model_validate_json(text) if text else None
        except ValidationError:
            return None

    @property
    def since(self) -> datetime | None:
        """Where to begin reading actions; None for the beginning."""
        return born(self.action) - _OVERLAP if self.action else None

    def has_moved(self, card: Card, recent: Iterable[Action]) -> bool:
        """Whether something may have happened to `card` since, by itself or by what happened to its list."""
        moments = [card.date_last_activity, born(card.id)]
        if self.activity is None or any(at is None or at > self.activity - _OVERLAP for at in moments):
            return True
        return any(
            action.card_id == card.id or (_is_of_list(action) and action.list_id == card.id_list) for action in recent
        )


class TrelloReader:
    """Reads boards of one source; see `forewarn.connect.protocols.Reader`.

    Only the last batch of a fetch carries a cursor, so that a fetch which died in between begins again.
    """

    def __init__(
        self, source: str, client: Client, meaning: Meaning, capabilities: Capabilities, patience: Patience
    ) -> None:
        self.capabilities = capabilities
        self._source = source
        self._client = client
        self._meaning = meaning
        self._reads = Reads(patience)
        self._account: Person | None = None

    def account(self) -> Person:
        """Whom the token belongs to."""
        if self._account is None:
            self._account = person(self._fetch("account").account())
        return self._account

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        """The board's cards, each with its whole history: all of them, or those that moved since `cursor`."""
        fetch = self._fetch(f"board {container}")
        last = Cursor.parse(cursor)
        if last and last.activity and fetch.last_activity(container) == last.activity:
            return
        board = fetch.board(container)
        cards = [card for card in board.cards or () if is_work(card)]
        recent = fetch.actions(board.id, last.since if last else None)
        if last is None:
            histories = _all_histories(fetch, cards, recent)
        else:
            cards = [card for card in cards if last.has_moved(card, recent)]
            histories = _some_histories(fetch, board, cards)
        newest = max((last.action if last else "", *(action.id for action in recent)))
        view = self._view(board, container, histories)
        yield from _batches(
            [card for card in cards if card.id in histories],
            _with_lists(histories, recent),
            view,
            Cursor(activity=board.date_last_activity, action=newest),
        )

    def _fetch(self, what: str) -> Fetch:
        return Fetch(self._client, self._reads, f"source {self._source}, {what}")

    def _view(self, board: Board, container: str, histories: Histories) -> BoardView:
        view = BoardView.of(board, self._source, container, self._meaning)
        texts = (action.data.text for actions in histories.values() for action in actions)
        if any(text and marker_of(text) for text in texts):  # may be our own: only then ask who we are
            view = replace(view, me=self.account().id)
        return view


def _all_histories(fetch: Fetch, cards: Sequence[Card], everything: Sequence[Action]) -> Histories:
    by_card: dict[str, list[Action]] = {card.id: [] for card in cards}
    for action in everything:
        if action.card_id in by_card:
            by_card[action.card_id].append(action)
    # What happened to a card on another board is not among the actions of this one.
    moved_lists = {action.list_id for action in everything if action.type == "moveListToBoard"}
    strangers = [
        card
        for card in cards
        if card.id_list in moved_lists or any(action.type == "moveCardToBoard" for action in by_card[card.id])
    ]
    return by_card | fetch.card_actions(strangers)


def _some_histories(fetch: Fetch, board: Board, cards: Sequence[Card]) -> Histories:
    """Whole ones again: edited and deleted comments leave no action of their own."""
    if len(cards) > _CARD_BY_CARD:
        return _all_histories(fetch, cards, fetch.actions(board.id))
    return fetch.card_actions(cards)


def _with_lists(histories: Histories, recent: Iterable[Action]) -> Histories:
    """Renaming or archiving a list happens to its cards as well, and stands in none of their own histories."""
    of_lists = [action for action in recent if action.type == "updateList" and action.data.old]
    if not of_lists:
        return histories
    return {
        card: sorted([*actions, *of_lists], key=lambda action: (action.date, action.id), reverse=True)
        for card, actions in histories.items()
    }


def _is_of_list(action: Action) -> bool:
    return action.type in ("updateList", "moveListToBoard")


def _batches(cards: Sequence[Card], histories: Histories, view: BoardView, done: Cursor) -> Iterator[Batch]:
    last = max(0, len(cards) - 1) // _STEP
    for number in range(last + 1):
        tickets = tuple(
            ticket_of(card, histories[card.id], view) for card in cards[number * _STEP : (number + 1) * _STEP]
        )
        yield Batch(
            tickets=tickets,
            whole=frozenset(ticket.id for ticket in tickets),
            cursor=done.model_dump_json() if number == last else None,
        )
