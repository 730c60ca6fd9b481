"""What people are on boards makes groups: guests, members, observers."""

import pytest

from forewarn.connect import Grouping
from forewarn.errors import GoneError, PermissionDenied, RefusedError, TrackerError
from forewarn.model import Person

OLGA = Person("p-olga", "Olga Observer", handle="olga")


@pytest.fixture
def peopled(tale):
    """A board on which Anna is a guest, Ben and our account are in the workspace, and Olga only looks on."""
    tale.sandbox.join("guests", tale.client, tale.board)
    tale.sandbox.join("members", tale.colleague, tale.board)
    tale.sandbox.join("observers", OLGA, tale.board)
    return tale


def members(tale, group, *boards, reader=None):
    reader = reader or tale.reader()
    assert isinstance(reader, Grouping)
    return [who.handle for who in reader.members(group, boards or (tale.board,))]


@pytest.mark.parametrize(
    ("group", "people"),
    [("guests", ["anna"]), ("members", ["forewarn", "ben", "olga"]), ("observers", ["olga"])],
)
def test_guests_are_those_who_are_not_in_the_workspace(peopled, group, people):
    assert members(peopled, group) == people


def test_somebody_may_be_a_guest_and_an_observer(peopled):
    peopled.sandbox.join("guests", OLGA, peopled.board)
    assert members(peopled, "guests") == ["anna", "olga"]
    assert members(peopled, "observers") == ["olga"]


def test_a_member_is_the_person_who_acts_on_cards(peopled):
    card = peopled.open()
    assert peopled.reader().members("guests", [peopled.board]) == (peopled.read()[0][card].reporter,)


def test_all_groups_of_ten_boards_are_one_request(peopled):
    boards = [f"Board{number:03}" for number in range(10)]
    for board in boards:
        peopled.sandbox.join("guests", peopled.client, board)
    reader, before = peopled.reader(), len(peopled.sandbox.requests)
    for group in ("guests", "members", "observers"):
        members(peopled, group, *boards, reader=reader)
    assert len(peopled.sandbox.requests) == before + 1
    assert members(peopled, "guests", *boards, peopled.board, reader=reader) == ["anna"]
    assert len(peopled.sandbox.requests) == before + 2


def test_another_name_is_an_error_that_lists_the_three(peopled):
    with pytest.raises(GoneError, match="no group 'clients'") as caught:
        members(peopled, "clients")
    assert caught.value.next_step == "Name one of these: guests, members, observers."


@pytest.mark.parametrize("hide", [False, True])
def test_a_board_that_is_not_shown_is_named(peopled, hide):
    other = "UnknownB"
    if hide:
        peopled.sandbox.join("guests", peopled.client, other)
        peopled.sandbox.world.hidden.add(peopled.sandbox.world.board(other)["id"])
    with pytest.raises(PermissionDenied, match="board UnknownB") as caught:
        members(peopled, "guests", peopled.board, other)
    assert caught.value.next_step


@pytest.mark.parametrize("group", ["guests", "members"])
def test_on_a_board_without_a_workspace_nobody_is_taken_for_a_guest(tale, group):
    """There the agency's own people would be guests too, and its words a client's."""
    tale.open()
    world = tale.sandbox.world
    board = world.board(tale.board)
    world.guests |= {(board["id"], one) for one in world.on_board[board["id"]]}
    with pytest.raises(RefusedError, match="nobody on board AcmeSite is in its workspace") as caught:
        members(tale, group)
    assert "name the people themselves" in caught.value.next_step
    assert members(tale, "observers") == []


def test_an_answer_without_members_is_no_empty_group(peopled, monkeypatch):
    """Trello tells who it is only when asked; a place of nobody must not stop the others."""
    boards = peopled.sandbox._boards
    told = boards._memberships
    monkeypatch.setattr(boards, "_memberships", lambda board, asked: [*told(board, asked), {"id": "1" * 24}])
    assert members(peopled, "guests") == ["anna"]
    monkeypatch.setattr(boards, "_memberships", lambda board, asked: {"message": "no list"})
    with pytest.raises(TrackerError):
        members(peopled, "guests")
