"""Which cards there are, and what became of those that are not."""

import pytest

from forewarn.connect import Ending
from forewarn.connect.stage import Deleting, Fault, Moving
from forewarn.errors import GoneError, UnavailableError
from forewarn.model import Kind


@pytest.fixture
def card(tale):
    tale.open("another one")
    return tale.open()


def ref(tale, card):
    return tale.read()[0][card].ref


def test_archived_cards_are_present_and_templates_are_not(tale, card):
    tale.move(card, 1, "archived")
    template = tale.open("template")
    tale.sandbox.world.cards[template]["isTemplate"] = True
    before = len(tale.sandbox.requests)
    present = tale.reader().present(tale.board)
    assert card in present
    assert len(present) == 2
    assert len(tale.sandbox.requests) == before + 1


def test_a_board_that_is_not_shown_is_an_error_and_not_an_empty_board(tale, card):
    with pytest.raises(GoneError, match="board UnknownB"):
        tale.reader().present("UnknownB")


def test_a_card_that_is_there_is_not_gone(tale, card):
    reference = ref(tale, card)
    before = len(tale.sandbox.requests)
    assert not tale.reader().is_gone(reference)
    assert len(tale.sandbox.requests) == before + 1


def test_a_card_is_at_home_by_the_id_of_its_board_and_by_its_short_link(tale, card):
    tale.board = tale.sandbox.world.board(tale.board)["id"]
    assert not tale.reader().is_gone(ref(tale, card))


def test_a_deleted_card_is_gone(tale, card):
    reference = ref(tale, card)
    assert isinstance(tale.sandbox, Deleting)
    tale.sandbox.delete(card, tale.at(5))
    assert card not in tale.reader().present(tale.board)
    assert tale.reader().is_gone(reference)


def test_a_card_on_another_board_is_gone_from_this_one(tale, card):
    reference = ref(tale, card)
    assert isinstance(tale.sandbox, Moving)
    assert tale.sandbox.move(card, "NewBoard", tale.at(5)) == card
    assert card not in tale.reader().present(tale.board)
    assert tale.reader().is_gone(reference)
    tale.board = "NewBoard"
    assert not tale.reader().is_gone(ref(tale, card))


def test_a_card_that_was_made_a_template_is_gone(tale, card):
    reference = ref(tale, card)
    tale.sandbox.world.cards[card]["isTemplate"] = True
    assert tale.reader().is_gone(reference)


def test_a_card_out_of_reach_is_gone(tale, card):
    reference = ref(tale, card)
    tale.sandbox.world.hidden.add(tale.sandbox.world.board(tale.board)["id"])
    assert tale.reader().is_gone(reference)


def test_trouble_is_not_taken_for_absence(tale, card):
    reference = ref(tale, card)
    tale.sandbox.misbehave(Fault("status", path="/cards/", status=502, times=9))
    with pytest.raises(UnavailableError):
        tale.reader().is_gone(reference)


def test_a_deleted_card_stops_no_fetch_of_the_others(tale, card, books):
    tale.keep(books)
    tale.say(card, 4, "Hello")
    tale.sandbox.delete(card, tale.at(5))
    other = tale.open("new", 6)
    tale.keep(books)
    assert other in books.tickets


def test_a_card_that_left_is_not_told_of_by_the_board_it_left(tale, card, books):
    tale.keep(books)
    tale.say(card, 4, "Hello")
    tale.sandbox.move(card, "NewBoard", tale.at(5))
    for batch in tale.reader().read(tale.board, books.cursor):
        assert card not in {ticket.id for ticket in batch.tickets}


def test_a_card_that_an_action_names_is_read_although_it_was_not_listed(tale, card, books):
    """Its own date of last activity may lag behind."""
    tale.keep(books)
    tale.say(card, 4, "Hello")
    tale.sandbox.world.cards[card]["dateLastActivity"] = "2026-03-01T00:00:00.000Z"
    tale.keep(books)
    assert [event.kind for event in books.histories()[card]] == [Kind.CREATED, Kind.COMMENTED]


@pytest.mark.parametrize("closed", [True, False])
def test_a_closed_board_is_over_although_its_cards_are_listed_as_ever(tale, card, closed):
    tale.sandbox.world.board(tale.board)["closed"] = closed
    reader, before = tale.reader(), len(tale.sandbox.requests)
    assert isinstance(reader, Ending)
    assert reader.ended(tale.board) == ("is a closed board" if closed else "")
    assert len(tale.sandbox.requests) == before + 1
    assert card in reader.present(tale.board)
