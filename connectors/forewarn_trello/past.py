"""Changes of a card, told by walking back from how it stands. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from forewarn.errors import MalformedAnswer
from forewarn.model import Event, Field, Kind, due_from_text, due_to_text
from forewarn_trello.actions import event_of
from forewarn_trello.payloads import Action, Card, Named, born
from forewarn_trello.standing import Standing
from forewarn_trello.view import BoardView

_WORDS = {"name": Field.TITLE, "desc": Field.DESCRIPTION, "due": Field.DUE}


class Past:
    """What a card was like before the actions undone so far.

    An action holds the old values of what it changed, not always the new ones, and never the status, which follows
    from several fields. So what an action led to is known from what came after it.
    """

    def __init__(self, card: Card, view: BoardView) -> None:
        self._card = card
        self._view = view
        self._standing = view.standing(card)
        self._words: dict[str, Any] = {"name": card.name, "desc": card.desc, "due": card.due}

    def undo(self, action: Action, older: Sequence[Action]) -> Iterator[Event]:
        """The changes `action` made; from then on this is the card as it was before. `older` is newest first."""
        match action.type:
            case "updateCard":
                yield from self._undo_move(action)
                yield from self._undo_words(action, action.data.old or {}, action.data.card or {})
            case "updateList" if action.list_id == self._standing.list_id and action.date > born(self._card.id):
                yield from self._undo_list_change(action)
            case "moveCardToBoard":
                yield from self._undo_arrival(action, older)

    def _undo_words(self, action: Action, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Event]:
        for key, field in _WORDS.items():
            if key in old:
                after = new.get(key, self._words[key])
                self._words[key] = old[key]
                yield self._changed(action, field, old=_text(key, old[key]), new=_text(key, after))

    def _undo_move(self, action: Action) -> Iterator[Event]:
        old, new = action.data.old or {}, action.data.card or {}
        if not old.keys() & {"idList", "dueComplete", "closed"}:
            return
        data = action.data
        here, came_from, went_to = data.list or {}, data.list_before or {}, data.list_after or {}
        after = replace(
            self._standing,
            list_id=went_to.get("id") or self._standing.list_id,
            # The name of that time: the list may have been renamed since.
            list_name=went_to.get("name") or here.get("name") or self._standing.list_name,
            complete=bool(new.get("dueComplete", self._standing.complete)),
            closed=bool(new.get("closed", self._standing.closed)),
        )
        before = replace(
            after,
            complete=bool(old.get("dueComplete", after.complete)),
            closed=bool(old.get("closed", after.closed)),
        )
        if "idList" in old:
            name = came_from.get("name") or self._view.lists.get(old["idList"], Named()).name
            before = replace(before, list_id=old["idList"] or "", list_name=name or "", list_closed=False)
        yield from self._stood(action, before, after)

    def _undo_list_change(self, action: Action) -> Iterator[Event]:
        """A renamed list gives its cards a new status; an archived one hides them."""
        old, new = action.data.old or {}, action.data.list or {}
        after = replace(
            self._standing,
            list_name=new.get("name") or self._standing.list_name,
            list_closed=bool(new.get("closed", self._standing.list_closed)),
        )
        before = replace(
            after,
            list_name=old.get("name") or after.list_name,
            list_closed=bool(old.get("closed", after.list_closed)),
        )
        yield from self._stood(action, before, after)

    def _undo_arrival(self, action: Action, older: Sequence[Action]) -> Iterator[Event]:
        """A card from another board. Only an older action tells the list it stood in there."""
        names = ((one.data.list_after or one.data.list or {}).get("name") for one in older)
        left = next((name for name in names if name), None)
        after = replace(self._standing, list_name=(action.data.list or {}).get("name") or self._standing.list_name)
        before = replace(after, list_id="", list_name=left or "", list_closed=False)
        if left:
            yield from self._stood(action, before, after)

    def _stood(self, action: Action, before: Standing, after: Standing) -> Iterator[Event]:
        self._standing = before
        if before.status != after.status:
            meaning = self._view.meaning
            yield self._changed(
                action,
                Field.STATUS,
                old=before.status,
                new=after.status,
                old_category=before.category(meaning),
                category=after.category(meaning),
            )

    def _changed(self, action: Action, field: Field, **values: Any) -> Event:
        values |= {"id": f"{action.id}.{field}", "field": field, "batch": action.id}
        return event_of(self._card, action, Kind.CHANGED, self._view, **values)


def _text(key: str, value: Any) -> str | None:
    """A value as events carry it: None when empty, due dates as instants in UTC. Raises MalformedAnswer."""
    if not value:
        return None
    if key != "due":
        return str(value)
    try:
        return due_to_text(value if isinstance(value, datetime) else due_from_text(str(value)))
    except ValueError:
        raise MalformedAnswer(f"an action tells of a due date that is no instant: {value!r}") from None
