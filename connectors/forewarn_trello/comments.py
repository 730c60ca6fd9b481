"""Which comments are known, and which cards must be looked at again because some may have changed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from forewarn_trello.actions import COMMENTS
from forewarn_trello.cursor import Cursor
from forewarn_trello.payloads import Action, Card

_SOON_AFTER = timedelta(seconds=2)
"""A card's last activity may be noted a moment after the action that caused it."""

Histories = Mapping[str, Sequence[Action]]
"""Actions by card, newest first."""


def by_card(cards: Iterable[Card], *readings: Iterable[Action]) -> dict[str, list[Action]]:
    """The actions of each card, newest first; of an action read twice the later reading counts."""
    latest = {action.id: action for reading in readings for action in reading}
    found: dict[str, list[Action]] = {card.id: [] for card in cards}
    for action in sorted(latest.values(), key=lambda one: (one.date, one.id), reverse=True):
        if action.card_id in found:
            found[action.card_id].append(action)
    return found


def has_all(card: Card, actions: Iterable[Action]) -> bool:
    """Whether as many comments as the card counts are among `actions`."""
    return card.comments is not None and card.comments <= sum(action.type in COMMENTS for action in actions)


def is_suspicious(card: Card, actions: Sequence[Action], last: Cursor) -> bool:
    """Whether an old comment may have been edited or deleted, of which Trello tells nothing.

    Either their number is not what it was plus the new ones, or something moved the card that no action explains.
    """
    new = sum(action.type in COMMENTS and action.id > last.action for action in actions)
    before = last.comments_of(card)
    if before is None or card.comments != before + new:
        return True
    explained = max((action.date for action in actions), default=None)
    moved = card.date_last_activity
    return explained is None or moved is None or moved > explained + _SOON_AFTER
