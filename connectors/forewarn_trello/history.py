"""The events of a card, from its actions. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from forewarn.model import Event, Field, Kind, Person
from forewarn_trello.actions import CREATIONS, actor_of, link_event, plain_event
from forewarn_trello.past import Past
from forewarn_trello.payloads import Action, Card, born
from forewarn_trello.view import BoardView


def history(card: Card, newest_first: Sequence[Action], view: BoardView) -> tuple[Event, ...]:
    """What happened to a card, oldest first, CREATED first of all (made up where no action tells it)."""
    created = born(card.id)
    creation = creation_of(newest_first)
    told: list[Event] = []
    past = Past(card, view)
    for index, action in enumerate(newest_first):
        if action is creation:
            continue
        plain = [event for event in (link_event(card, action, view), plain_event(card, action, view)) if event]
        told.extend(plain or past.undo(action, newest_first[index + 1 :]))
    opening = Event("created", created, Kind.CREATED, _opener(card, creation, view), url=card.short_url or "")
    later = sorted([*reversed(told), *_new_lines(card, view, created)], key=lambda event: event.at)
    return (opening, *later)


def creation_of(newest_first: Sequence[Action]) -> Action | None:
    """What put the card on the board. The move of a card from another board is that only where nothing else is."""
    births = [action for action in reversed(newest_first) if action.type in CREATIONS]
    return next((action for action in births if action.type != "moveCardToBoard"), next(iter(births), None))


def _opener(card: Card, creation: Action | None, view: BoardView) -> Person | None:
    if creation is not None:
        return actor_of(creation, view)
    return view.known(card.id_member_creator) if card.id_member_creator else None


def _new_lines(card: Card, view: BoardView, created: datetime) -> Iterator[Event]:
    """Lines that joined a checklist after the card was opened: no action tells it, but their ids hold the second."""
    for item in view.items.get(card.id, ()):
        if born(item.id) > created:
            yield Event(
                f"line:{item.id}",
                born(item.id),
                Kind.ADDED,
                field=Field.CHECKLIST,
                new=item.name or "",
                ref=item.id,
                url=card.short_url or "",
            )
