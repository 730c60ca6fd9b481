"""Oddities of Trello's answers, one case each, without a server."""

from datetime import UTC, datetime
from typing import Any

import pytest

from forewarn.errors import MalformedAnswer
from forewarn.model import Field, Kind, Person, Role, StatusCategory
from forewarn_trello.config import TrelloOptions
from forewarn_trello.history import history
from forewarn_trello.normalize import ticket_of
from forewarn_trello.payloads import Action, Board, Card
from forewarn_trello.view import BoardView

OPTIONS = TrelloOptions.model_validate({"key": {"env": "K"}, "token": {"env": "T"}})
CARD = "69a551905a0db0c500000001"  # 2026-03-02 09:00
LIST, OTHER = "69a551905a0db0c5000000aa", "69a551905a0db0c5000000bb"
ANNA = {"id": "69a551905a0db0c5000000cc", "fullName": "Anna", "username": "anna"}
BOARD = Board.model_validate(
    {
        "id": "69a551905a0db0c500000000",
        "lists": [{"id": LIST, "name": "Doing", "closed": False}, {"id": OTHER, "name": "Done", "closed": None}],
    }
)
VIEW = BoardView.of(BOARD, "s", "b", OPTIONS.category)


def card(**state: Any) -> Card:
    return Card.model_validate({"id": CARD, "idList": LIST, "name": "Shop", **state})


def action(kind: str, minute: int = 1, **data: Any) -> Action:
    date = datetime(2026, 3, 2, 10, minute, tzinfo=UTC)
    return Action.model_validate(
        {
            "id": f"{int(date.timestamp()):08x}5a0db0c500000000",
            "type": kind,
            "date": date.isoformat(),
            "memberCreator": ANNA,
            "data": {"card": {"id": CARD}, **data},
        }
    )


def test_a_card_of_nulls_is_a_ticket():
    nothing = dict.fromkeys((field.alias for field in Card.model_fields.values()), None)
    ticket = ticket_of(Card.model_validate({**nothing, "id": CARD}), [], VIEW)
    assert (ticket.title, ticket.key, ticket.due, ticket.category) == ("", CARD, None, StatusCategory.TODO)
    assert ticket.created == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_an_action_of_nulls_is_no_obstacle():
    nothing = Action.model_validate({"id": CARD, "type": "updateCard", "date": "2026-03-02T10:00:00.000Z", "data": {}})
    assert [event.kind for event in history(card(), [nothing], VIEW)] == [Kind.CREATED]


def test_a_label_without_a_name_goes_by_its_colour():
    labels = [{"id": None, "name": "", "color": "red"}, {"id": None, "name": "", "color": None}, {"name": "shop"}]
    assert ticket_of(card(labels=labels), [], VIEW).labels == ("red", "", "shop")


def test_due_dates_are_instants_in_utc():
    ticket = ticket_of(card(due="2026-03-20T14:00:00.000+02:00"), [], VIEW)
    assert ticket.due == datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
    assert isinstance(ticket.due, datetime) and ticket.due.utcoffset().total_seconds() == 0


def test_what_an_action_leaves_out_is_known_from_what_came_later():
    """The new description is missing here; the next change holds it as its old one."""
    later = action("updateCard", 2, old={"desc": "second"})
    first = action("updateCard", 1, old={"desc": "first"})
    events = history(card(desc="third"), [later, first], VIEW)
    assert [(event.old, event.new) for event in events[1:]] == [("first", "second"), ("second", "third")]


def test_one_action_may_change_several_fields():
    both = action("updateCard", old={"due": None, "dueComplete": False, "name": "Site"}, due="2026-03-20T12:00:00.000Z")
    state = card(due="2026-03-20T12:00:00.000Z", dueComplete=True)
    events = history(state, [both], VIEW)[1:]
    assert {event.field for event in events} == {Field.STATUS, Field.TITLE, Field.DUE}
    assert len({event.id for event in events}) == 3
    assert {event.batch for event in events} == {both.id}


def test_a_due_date_that_is_none_is_a_malformed_answer():
    with pytest.raises(MalformedAnswer, match="next week"):
        history(card(), [action("updateCard", old={"due": "next week"})], VIEW)


def test_positions_covers_and_reminders_are_no_events():
    noise = action("updateCard", old={"pos": 1, "cover": {"color": None}, "dueReminder": -1})
    assert len(history(card(), [noise], VIEW)) == 1


def test_an_action_newer_than_the_card_that_was_read_tells_its_own_new_values():
    """Somebody acted between the two requests; the next run reads the card anew."""
    state = {"listBefore": {"id": LIST, "name": "Doing"}, "listAfter": {"id": OTHER, "name": "Done"}}
    moved = action("updateCard", old={"idList": LIST}, **state)
    (event,) = history(card(), [moved], VIEW)[1:]
    assert (event.old, event.new, event.category) == ("Doing", "Done", StatusCategory.DONE)


def test_the_old_name_of_a_list_stands_in_older_moves():
    state = {"listBefore": {"id": OTHER, "name": "Ideas"}, "listAfter": {"id": LIST, "name": "Build"}}
    moved = action("updateCard", 1, old={"idList": OTHER}, **state)
    renamed = Action.model_validate(
        {
            **action("updateList", 2).model_dump(by_alias=True),
            "data": {"old": {"name": "Build"}, "list": {"id": LIST, "name": "Doing"}},
        }
    )
    events = history(card(), [renamed, moved], VIEW)[1:]
    assert [(event.old, event.new) for event in events] == [("Ideas", "Build"), ("Build", "Doing")]


@pytest.mark.parametrize(
    ("original", "expected"), [(None, ANNA["id"]), ("69a551905a0db0c5000000dd", "69a551905a0db0c5000000dd")]
)
def test_a_copied_comment_is_by_whoever_wrote_it(original, expected):
    copied = action("copyCommentCard", text="When?", idOriginalCommenter=original)
    assert history(card(), [copied], VIEW)[1].actor.id == expected


def test_a_person_without_a_name_goes_by_their_user_name():
    nameless = Action.model_validate(
        {**action("commentCard", text="Hi").model_dump(by_alias=True), "memberCreator": {**ANNA, "fullName": None}}
    )
    assert history(card(), [nameless], VIEW)[1].actor == Person(ANNA["id"], "anna", Role.UNKNOWN, "anna")


def test_the_edit_of_a_comment_is_told_with_its_moment():
    edited = action("commentCard", text="Now", dateLastEdited="2026-03-03T10:00:00.000Z")
    assert history(card(), [edited], VIEW)[1].edited == datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def test_a_card_made_from_a_checklist_line_was_opened_by_whoever_did_it():
    events = history(card(), [action("convertToCardFromCheckItem", cardSource={"id": CARD})], VIEW)
    assert [(event.kind, event.actor.handle) for event in events] == [(Kind.CREATED, "anna")]


def test_a_due_date_that_was_ticked_off_is_done_in_any_list():
    ticket = ticket_of(card(dueComplete=True), [], VIEW)
    assert (ticket.status, ticket.category, ticket.declined) == ("Doing (complete)", StatusCategory.DONE, False)
