"""Custom fields that the config names, and attachments that are links."""

import pytest

from forewarn.model import Field, Item, Kind, Link, Need
from forewarn_trello.config import TrelloOptions
from forewarn_trello.fields import CustomFields
from forewarn_trello.payloads import Board, Card

ID = "69a551905a0db0c5000000{:02x}".format
NAMES = {Field.ESTIMATE: "points", Field.REASON: "Why"}


def test_named_custom_fields_are_read(tale):
    card = tale.open(estimate=3.0, criteria="It loads in a second.", reason="The client asked.")
    ticket = tale.read()[0][card]
    assert (ticket.estimate, ticket.criteria, ticket.reason) == (3.0, "It loads in a second.", "The client asked.")


def test_empty_custom_fields_are_empty(tale):
    card = tale.open()
    ticket = tale.read()[0][card]
    assert (ticket.estimate, ticket.criteria, ticket.reason) == (None, "", "")


def test_a_field_that_the_board_lacks_is_absent_and_not_empty(tale):
    card = tale.open(criteria="It loads in a second.")
    world = tale.sandbox.world
    del world.fields[world.fields_of(world.board(tale.board))[0]["id"]]
    ticket = tale.read()[0][card]
    assert ticket.absent[Need.ESTIMATE] == "The board has no custom field 'Estimate'."
    assert not {Need.CRITERIA, Need.REASON} & ticket.absent.keys()


def test_their_changes_are_told_with_old_new_and_author(tale, books):
    card = tale.open(estimate=3.0)
    tale.keep(books)
    tale.play(card, 4, Kind.CHANGED, field=Field.ESTIMATE, new="5")
    tale.play(card, 5, Kind.CHANGED, field=Field.REASON, new="It grew.", actor=tale.client)
    tale.play(card, 6, Kind.CHANGED, field=Field.ESTIMATE, new=None)
    tale.keep(books)
    assert [(e.field, e.old, e.new, e.actor.handle) for e in books.histories()[card][1:]] == [
        (Field.ESTIMATE, "3.0", "5", "ben"),
        (Field.REASON, None, "It grew.", "anna"),
        (Field.ESTIMATE, "5", None, "ben"),
    ]
    before = tale.afresh().tickets[card]
    assert (before.estimate, before.reason) == (None, "It grew.")


def test_fields_that_the_config_does_not_name_are_left_alone(tale, monkeypatch):
    card = tale.open(estimate=3.0)
    tale.play(card, 4, Kind.CHANGED, field=Field.ESTIMATE, new="5")
    options = {**tale.sandbox.options(), "estimate_field": None, "criteria_field": None, "reason_field": None}
    monkeypatch.setattr(tale.sandbox, "options", lambda: options)
    ticket = tale.read()[0][card]
    assert ticket.estimate is None
    assert len(ticket.history) == 1


def board(*fields):
    return Board.model_validate({"id": ID(0), "customFields": list(fields)})


def values(shown, *items):
    card = Card.model_validate({"id": ID(1), "customFieldItems": list(items)})
    return CustomFields.of(shown, NAMES).values(card)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"value": {"number": "5"}}, {Field.ESTIMATE: "5"}),
        ({"value": {"number": "0.5"}}, {Field.ESTIMATE: "0.5"}),
        ({"value": {"text": "8"}}, {Field.ESTIMATE: "8"}),
        ({"value": {"text": "huge"}}, {}),
        ({"value": {"number": "-1"}}, {}),
        ({"value": {"number": "nan"}}, {}),
        ({"value": None, "idValue": ID(9)}, {Field.ESTIMATE: "13"}),
        ({"value": None, "idValue": ID(8)}, {}),
        ({"value": None}, {}),
        ({"value": {}}, {}),
    ],
)
def test_an_estimate_is_a_number_whatever_the_type_of_the_field(item, expected):
    shown = board({"id": ID(2), "name": " Points ", "options": [{"id": ID(9), "value": {"text": "13"}}]})
    assert values(shown, {"idCustomField": ID(2), **item}) == expected


def test_a_field_of_another_name_is_not_read():
    shown = board({"id": ID(2), "name": "Points of contact"}, {"id": ID(3), "name": None})
    assert values(shown, {"idCustomField": ID(2), "value": {"number": "5"}}) == {}


def test_a_name_must_not_be_empty():
    with pytest.raises(ValueError, match="estimate_field"):
        TrelloOptions.model_validate({"key": {"env": "K"}, "token": {"env": "T"}, "estimate_field": ""})


PULL = "https://github.com/acme/site/pull/12"


def test_attachments_that_are_links_tie_the_card_to_what_they_point_at(tale):
    card = tale.open(attachments=("brief.pdf", PULL))
    tale.play(card, 3, Kind.ADDED, field=Field.ATTACHMENTS, new="https://trello.com/c/AbCd1234/7-the-other-card")
    ticket = tale.read()[0][card]
    assert ticket.links == (Link("attachment", PULL), Link("attachment", "https://trello.com/c/AbCd1234"))
    assert ticket.attachments[:2] == ("brief.pdf", PULL)
    before = ticket.as_of(tale.at(2))
    assert before is not None and before.links == (Link("attachment", PULL),)


def test_the_lines_of_a_checklist_keep_their_own_due_dates_in_a_later_fetch(tale, books):
    card = tale.open(checklist=(Item("one", "Logo", False, tale.at(400)),))
    tale.keep(books)
    tale.play(card, 4, Kind.ADDED, field=Field.CHECKLIST, new="Imprint")
    tale.keep(books)
    assert [(item.text, item.due) for item in books.tickets[card].checklist] == [
        ("Logo", tale.at(400)),
        ("Imprint", None),
    ]
