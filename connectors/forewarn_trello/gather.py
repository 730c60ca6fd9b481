"""Everything that the cards of one board need to become tickets, in as few requests as can be."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from forewarn.connect.left import Left
from forewarn_trello.actions import is_of_list
from forewarn_trello.client import BATCH
from forewarn_trello.comments import Histories, by_card, has_all, is_suspicious
from forewarn_trello.cursor import Cursor, cursor_after
from forewarn_trello.fetch import PAGE, Fetch
from forewarn_trello.history import creation_of
from forewarn_trello.payloads import Action, Board, Card


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one fetch of a board brought."""

    board: Board
    cards: Sequence[Card]
    """The cards to tell of."""
    histories: Histories
    """What happened to each: all of it, or what is new."""
    whole: frozenset[str]
    """Cards of which every comment is in their history."""
    cursor: Cursor


def gather_all(fetch: Fetch, name: str, left: Left) -> Gathered:
    """A board that was never read to its end, but for the cards in `left` afterwards."""
    board = fetch.board(name)
    if len(board.cards or ()) >= PAGE:  # then the list came in parts, and an action may name a card that fell between
        board = _with_strays(fetch, board, left)
    cards = [card for card in board.cards or () if card.is_work]
    for gone in left.found.keys() - {card.id for card in cards} - left.failed:
        left.is_gone(gone)
    histories = by_card(cards, board.actions or ())
    came_with = _arrived_lists(board)
    strangers = [card.id for card in cards if card.id_list in came_with or _came_from_elsewhere(histories[card.id])]
    histories |= fetch.card_actions(strangers)
    return _gathered(board, cards, histories, cursor_after(board, None), left)


def gather_changes(fetch: Fetch, name: str, last: Cursor, left: Left) -> Gathered:
    """What moved on a board since `last`, and what was in `left`: one request, and more only where that does not tell
    all. Afterwards `left` are the cards that could not be read.

    One more brings comments, where a card that moved has some from before: they may have been edited or deleted,
    which leaves no action. Cards of which that does not bring all, and which look as if something happened to their
    comments, are read again, ten in a request.
    """
    board = fetch.board(name, last.since, moved=True)
    if any(is_of_list(action) for action in board.actions or ()):
        board = fetch.board(name, last.since)  # it moves all cards in it, and Trello notes it on none of them
    board = _with_left(fetch, _with_strays(fetch, board, left), left)
    recent = board.actions or ()
    named, lists = {action.card_id for action in recent}, {one.list_id for one in recent if is_of_list(one)}
    cards = [
        card
        for card in board.cards or ()
        if card.is_work and (last.has_moved(card) or card.id in named or card.id_list in lists or card.id in last.left)
    ]
    cursor, histories = cursor_after(board, last), by_card(cards, recent)
    lacking = [card for card in cards if not has_all(card, histories[card.id])]
    if lacking:
        histories = by_card(cards, recent, _comments(fetch, board, lacking, cursor))
    came_with, members = _arrived_lists(board), {member.id for member in board.members or ()}
    must = last.left.keys() | {card.id for card in cards if card.id_list in came_with}
    again = [
        card.id for card in cards if card.id in must or _must_be_read_again(card, histories[card.id], members, last)
    ]
    for card_id in again:
        del histories[card_id]
    return _gathered(board, cards, histories | fetch.card_actions(again), cursor, left)


def _with_strays(fetch: Fetch, board: Board, left: Left) -> Board:
    """The board with the cards that an action names although they were not listed, unless they are gone."""
    known = {card.id for card in board.cards or ()} | left.failed
    named = {action.card_id: None for action in board.actions or () if action.card_id}
    found = fetch.cards([card for card in named if card not in known])
    strays = [card for card in found if card.id_board == board.id]
    return board.model_copy(update={"cards": (*(board.cards or ()), *strays)})


def _with_left(fetch: Fetch, board: Board, left: Left) -> Board:
    """The board with those cards that could not be read and now can be, unless they are gone."""
    listed = {card.id for card in board.cards or ()}
    asked = [card for card, _ in islice(left.again(), BATCH) if card not in listed]
    found = [card for card in fetch.cards(asked) if card.id_board == board.id and card.is_work]
    for gone in set(asked) - {card.id for card in found} - left.failed:
        left.is_gone(gone)
    return board.model_copy(update={"cards": (*(board.cards or ()), *found)})


def _comments(fetch: Fetch, board: Board, lacking: Sequence[Card], now: Cursor) -> Sequence[Action]:
    """Every comment of the cards `lacking` some as it stands now, in as few requests as can be.

    None is left out because its card looks as if nothing happened to it: a comment that was edited or deleted before
    its card was moved leaves no trace.
    """
    if not now.marks and not now.copied:
        return fetch.comments(board.id)
    is_one_list = all((card.comments or 0) <= PAGE for card in lacking)
    if is_one_list and len(lacking) * (1 + now.copied) <= max(BATCH, len(now.marks)):
        return fetch.comments_of([card.id for card in lacking], copied=now.copied)
    return fetch.comments(board.id, before=now.marks, copied=now.copied)


def _must_be_read_again(card: Card, actions: Sequence[Action], members: Container[str | None], last: Cursor) -> bool:
    if _came_from_elsewhere(actions) or (not has_all(card, actions) and is_suspicious(card, actions, last)):
        return True
    # Who opened it must be told each time. An old action knows it, and mostly the card and the list of members.
    return creation_of(actions) is None and card.id_member_creator not in members


def _came_from_elsewhere(actions: Iterable[Action]) -> bool:
    """Whether a card stood on another board: what happened there is not among the actions of this one."""
    return any(action.type == "moveCardToBoard" for action in actions)


def _arrived_lists(board: Board) -> set[str | None]:
    """The lists that came from another board with all their cards."""
    return {action.list_id for action in board.actions or () if action.type == "moveListToBoard"}


def _gathered(board: Board, cards: Sequence[Card], found: Histories, cursor: Cursor, left: Left) -> Gathered:
    # Renaming or archiving a list happens to its cards as well, and stands in none of their own histories.
    of_lists = [action for action in board.actions or () if action.type == "updateList" and action.data.old]
    histories = {
        card: sorted([*actions, *of_lists], key=lambda one: (one.date, one.id), reverse=True) if of_lists else actions
        for card, actions in found.items()
    }
    # The others were deleted between two requests, or some of what happened to them cannot be read.
    told = [card for card in cards if card.id in histories and card.id not in left.failed]
    whole = frozenset(card.id for card in told if has_all(card, histories[card.id]))
    return Gathered(board, told, histories, whole, cursor)
