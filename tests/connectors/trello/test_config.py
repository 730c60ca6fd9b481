"""The keys of a source, and what lists mean."""

import pytest
from pydantic import ValidationError

from forewarn.model import StatusCategory
from forewarn_trello.config import TrelloOptions

SECRETS = {"key": {"env": "TRELLO_KEY"}, "token": {"env": "TRELLO_TOKEN"}}


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Done", "done"),
        ("  SHIPPED ", "done"),
        ("✅ Done", "done"),
        ("Completed:", "done"),
        ("Готово", "done"),
        ("In Progress", "doing"),
        ("Code Review", "doing"),
        ("To do", "todo"),
        ("Backlog", "todo"),
        ("Not done", "todo"),
        ("Definition of done", "todo"),
        ("🎉", "todo"),
        ("", "todo"),
    ],
)
def test_lists_go_by_well_known_names(name, meaning):
    assert TrelloOptions.model_validate(SECRETS).category(name) is StatusCategory(meaning)


def test_the_config_says_otherwise_in_any_case():
    options = TrelloOptions.model_validate({**SECRETS, "lists": {"done ": "doing", "At the Printer": "doing"}})
    assert options.category("DONE") is StatusCategory.DOING
    assert options.category("at the printer") is StatusCategory.DOING
    assert options.category("Shipped") is StatusCategory.DONE


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"tokn": {"env": "T"}}, "tokn"),
        ({"token": "0123456789abcdef"}, "must not stand in the file"),
        ({"lists": {"Done": "finished"}}, "todo"),
        ({"url": "api.trello.com"}, "url"),
        ({"url": "https://api.trello.com/?key=1"}, "url"),
    ],
)
def test_a_mistake_is_refused(wrong, says):
    with pytest.raises(ValidationError, match=says):
        TrelloOptions.model_validate({**SECRETS, **wrong})


def test_every_key_is_described():
    assert all(field.description for field in TrelloOptions.model_fields.values())
