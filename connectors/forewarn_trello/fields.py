"""What stands in the custom fields that the config names. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forewarn.model import Field, Need
from forewarn_trello.payloads import Board, Card, CustomField, CustomFieldItem

_NEEDS: Mapping[Field, Need] = {
    Field.ESTIMATE: Need.ESTIMATE,
    Field.CRITERIA: Need.CRITERIA,
    Field.REASON: Need.REASON,
}

FieldNames = Mapping[Field, str]
"""The names that the config gives for estimate, criteria and reason."""


def is_called(field: CustomField, name: str) -> bool:
    """Whether people know the field by this name."""
    return (field.name or "").strip().casefold() == name.strip().casefold()


@dataclass(frozen=True, slots=True)
class CustomFields:
    """The named fields of one board."""

    meanings: Mapping[str, Field]
    """By the id of the custom field."""
    choices: Mapping[str, str]
    """The words of all dropdowns, by the id of the choice."""
    absent: Mapping[Need, str]
    """What the board has no field for although the config names one, with the reason."""

    @classmethod
    def of(cls, board: Board, names: FieldNames) -> "CustomFields":
        """Those of the board that have the names."""
        known = board.custom_fields or ()
        return cls(
            {field.id: meaning for meaning, name in names.items() for field in known if is_called(field, name)},
            {one.id: _said(one.value) or "" for field in known for one in field.options or ()},
            {
                _NEEDS[meaning]: f"The board has no custom field {name!r}."
                for meaning, name in names.items()
                if not any(is_called(field, name) for field in known)
            },
        )

    def values(self, card: Card) -> dict[Field, str]:
        """What stands in them on a card."""
        found: dict[Field, str] = {}
        for item in card.custom_field_items or ():
            meaning = self.meanings.get(item.id_custom_field or "")
            value = self._value(meaning, item.id_value, item.value)
            if meaning is not None and value is not None:
                found[meaning] = value
        return found

    def change(self, old: Mapping[str, Any], new: CustomFieldItem | None, field: str) -> dict[str, Any]:
        """The part of an event that tells a change of the field with this id; empty when it is not a named one."""
        meaning = self.meanings.get(field)
        if meaning is None:
            return {}
        before = self._value(meaning, old.get("idValue"), old.get("value"))
        after = self._value(meaning, new.id_value, new.value) if new else None
        return {"field": meaning, "old": before, "new": after}

    def _value(self, meaning: Field | None, choice: str | None, value: Mapping[str, Any] | None) -> str | None:
        """None when empty, and for an estimate that is no number."""
        text = self.choices.get(choice) if choice else _said(value)
        return None if meaning is Field.ESTIMATE and not _is_number(text) else text or None


def _said(value: Any) -> str | None:
    """`{"number": "5"}`, `{"text": "..."}`: whatever the type, the one value."""
    return next((str(one) for one in value.values() if one is not None), None) if isinstance(value, Mapping) else None


def _is_number(text: str | None) -> bool:
    try:
        return text is not None and float(text) >= 0
    except ValueError:
        return False
