"""How far a board has been read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from forewarn_trello.actions import COMMENTS
from forewarn_trello.fetch import PAGE
from forewarn_trello.payloads import Board, Card, Instant, born

_OVERLAP = timedelta(minutes=2)
"""Read again from so long before the last time: Trello's machines do not share one clock."""


class Begun(BaseModel):
    """What the next fetch of a board must know of one that did not come to its end."""

    model_config = ConfigDict(frozen=True)

    left: Mapping[str, str] = {}
    """Names, by id, of cards that could not be read."""

    @classmethod
    def of(cls, text: str | None) -> "Begun":
        """From whatever cursor there is."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            return cls()


class Cursor(Begun):
    """What the next fetch of a board must know of the last one."""

    activity: Instant
    """The board's last activity when its cards were read."""
    action: str = ""
    """Id of the newest action read."""
    comments: Mapping[int, int] = {}
    """How many comments each card had, by its number on the board; cards without any are left out."""
    marks: tuple[str, ...]
    """Ids of comments on the board, newest first: from any of them to the next, and before the last, lie a thousand.

    So it is as long as no comment arrives with an id below `action`, and no card from another board brings some: these
    are not counted, and as many of the oldest are then not in any list of a thousand that ends at a mark.
    """
    unmarked: int
    """How many comments there are from the first of them on; all, where none is."""
    copied: bool
    """Whether cards ever came with copies of comments, which are a kind of their own and not marked."""
    reading: tuple[str, ...] = ()
    """What the config said of the meaning of lists and fields."""

    @classmethod
    def parse(cls, text: str | None, reading: tuple[str, ...] = ()) -> "Cursor | None":
        """None for a board never read, and for what reads it anew: the text of another version, and another `reading`
        in the config now, which holds for all cards."""
        try:
            cursor = cls.model_validate_json(text) if text else None
        except ValidationError:
            return None
        return cursor if cursor is None or cursor.reading == reading else None

    @property
    def since(self) -> datetime:
        """From when on cards and actions are read."""
        return (min(self.activity, born(self.action)) if self.action else self.activity) - _OVERLAP

    def comments_of(self, card: Card) -> int | None:
        """How many comments the card had; None when that was not written down."""
        return None if card.id_short is None else self.comments.get(card.id_short, 0)

    def has_moved(self, card: Card) -> bool:
        """Whether the card itself says that something may have happened to it since."""
        moments = [card.date_last_activity, born(card.id)]
        if any(at is None or at > self.activity - _OVERLAP for at in moments):
            return True
        return card.comments is not None and card.comments != self.comments_of(card)


def cursor_after(board: Board, last: Cursor | None) -> Cursor:
    """The cursor once `board`, with the actions since `last`, is stored."""
    comments = dict(last.comments) if last else {}
    for card in board.cards or ():
        if card.id_short is not None:
            comments[card.id_short] = card.comments or 0
    known = last.action if last else ""
    newest = max((known, *(action.id for action in board.actions or ())))
    counts = {number: count for number, count in comments.items() if count}
    marks, unmarked, copied = (last.marks, last.unmarked, last.copied) if last else ((), 0, False)
    for comment in sorted(one.id for one in board.actions or () if one.type == COMMENTS[0] and one.id > known):
        if unmarked == PAGE:
            marks, unmarked = (comment, *marks), 0
        unmarked += 1
    copied = copied or any(one.type == COMMENTS[1] for one in board.actions or ())
    return Cursor(
        activity=board.activity, action=newest, comments=counts, marks=marks, unmarked=unmarked, copied=copied
    )
