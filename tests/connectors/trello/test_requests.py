"""How many requests each situation costs. The floor is one probe for ten boards, and two for each that changed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.model import Field, Kind
from forewarn_trello.cursor import Cursor, cursor_after
from forewarn_trello.payloads import Action, Board, born


def changed(tale, books, act):
    """Read a board, let `act` happen, read it again: what the second time cost, and that it found everything."""
    tale.keep(books)
    act()
    cost = tale.keep(books)
    afresh = tale.afresh()
    assert books.histories() == afresh.histories()
    assert books.states() == afresh.states()
    return cost


def of_a_hundred(tale, books, comments=0):
    cards = [tale.open(f"card {number}", number / 100) for number in range(100)]
    for number in range(comments):
        tale.say(cards[number % 100], 2 + number / 500, f"note {number}")
    return cards


def test_a_fresh_comment_on_a_card_without_older_ones_costs_one_request_and_the_probe(tale, books):
    cards = of_a_hundred(tale, books)
    assert changed(tale, books, lambda: tale.say(cards[3], 10, "Hello")) == 2


def test_a_card_with_older_comments_costs_two_requests_and_the_probe(tale, books):
    cards = of_a_hundred(tale, books, comments=100)
    assert changed(tale, books, lambda: tale.move(cards[3], 10, "Doing")) == 3


def test_every_card_changed_costs_no_more_than_one_did(tale, books):
    cards = of_a_hundred(tale, books, comments=100)
    assert changed(tale, books, lambda: [tale.move(card, 10, "Doing") for card in cards]) == 3


def test_what_actions_explain_needs_no_second_look_however_many_comments_there_are(tale, books):
    """The old comments of these cards lie behind the newest thousand."""
    cards = of_a_hundred(tale, books, comments=1100)
    assert changed(tale, books, lambda: [tale.move(card, 10, "Doing") for card in cards]) == 3


@pytest.mark.parametrize("kind", [Kind.EDITED, Kind.DELETED])
def test_an_old_comment_changed_behind_the_newest_thousand_costs_no_more_than_a_new_one(tale, books, kind):
    cards = of_a_hundred(tale, books)
    old = tale.say(cards[3], 2, "When?")
    tale.say(cards[3], 2.1, "Please tell me.")
    for number in range(1100):
        tale.say(cards[4], 3 + number / 1000, "noise")
    assert changed(tale, books, lambda: tale.play(cards[3], 10, kind, ref=old, new="Ready?")) == 3


def test_an_old_comment_deleted_before_something_else_happened_to_its_card_is_missed_in_the_count(tale, books):
    cards = of_a_hundred(tale, books)
    old = tale.say(cards[3], 2, "When?")
    tale.say(cards[3], 2.1, "Please tell me.")
    for number in range(1100):
        tale.say(cards[4], 3 + number / 1000, "noise")

    def act():
        tale.play(cards[3], 10, Kind.DELETED, ref=old)
        tale.move(cards[3], 11, "Doing")

    assert changed(tale, books, act) == 3


def label(tale, cards, hours):
    """What leaves no action: each of `cards` has moved, and nothing says why."""
    for card in cards:
        tale.play(card, hours, Kind.ADDED, field=Field.LABELS, new=f"label {hours}")


@pytest.mark.parametrize("comments", [100, 1001, 2500])
@pytest.mark.parametrize("labelled", [1, 11, 100])
def test_labels_cost_two_requests_and_the_probe_however_many_cards_and_comments(tale, books, comments, labelled):
    cards = of_a_hundred(tale, books, comments)
    assert changed(tale, books, lambda: label(tale, cards[:labelled], 10)) == 3


def said(number):
    """The comment with that number, on a card of its own hour."""
    ident = f"{0x69A55F50 + number:08x}{number:016x}"
    return Action.model_validate({"id": ident, "type": "commentCard", "date": born(ident), "data": {}})


@given(sizes=st.lists(st.integers(0, 2500), max_size=4))
@settings(max_examples=20, deadline=None)
def test_marks_lie_a_thousand_comments_apart_however_they_arrive(sizes):
    """So that ten lists of a batch hold ten thousand comments."""
    position, told = None, 0
    for size in sizes:
        # What is read again each time is not counted twice.
        actions = [said(number) for number in range(max(told - 50, 0), told + size)]
        position, told = cursor_after(Board(id=f"{0:024x}", actions=tuple(actions)), position), told + size
    if position:
        assert [int(mark[8:], 16) for mark in position.marks] == list(range(1000, told, 1000))[::-1]
        assert position.unmarked == told - 1000 * len(position.marks)


def test_comments_that_came_since_the_first_fetch_are_as_quickly_looked_through(tale, books):
    cards = of_a_hundred(tale, books, comments=950)
    tale.keep(books)
    for hours in range(10, 20):
        for card in cards[:60]:
            tale.say(card, hours, "And now?")
        label(tale, cards, hours + 0.5)
        assert tale.keep(books) == 3
    assert books.histories() == tale.afresh().histories()


def test_an_old_comment_edited_under_the_cover_of_labels_is_found(tale, books):
    """Its card looks like ninety-nine others on which nothing but the label is new."""
    cards = of_a_hundred(tale, books, comments=2500)
    old = next(event.ref for event in tale.afresh().histories()[cards[3]] if event.kind is Kind.COMMENTED)

    def act():
        tale.play(cards[3], 9, Kind.EDITED, ref=old, new="Not on Friday after all")
        label(tale, cards, 10)

    assert changed(tale, books, act) == 3
    assert "Not on Friday after all" in [event.text for event in books.histories()[cards[3]]]


COVERS = {
    "a move": lambda tale, card: tale.move(card, 11, "Doing"),
    "a new comment": lambda tale, card: tale.say(card, 11, "Any news?"),
}
"""What happens to a card after an old comment of it was edited, and explains why it moved."""


@pytest.mark.parametrize("cover", COVERS.values(), ids=COVERS)
def test_an_old_comment_edited_before_its_card_and_ten_others_moved_is_found(tale, books, cover):
    cards = of_a_hundred(tale, books)
    old = tale.say(cards[3], 1.5, "On Friday")
    for number in range(1100):
        tale.say(cards[number % 100], 2 + number / 500, "note")

    def act():
        tale.play(cards[3], 10, Kind.EDITED, ref=old, new="Not on Friday after all")
        cover(tale, cards[3])
        for card in cards[10:20]:
            tale.move(card, 11, "Doing")

    assert changed(tale, books, act) == 3


def test_an_old_comment_edited_on_a_card_that_then_moved_a_thousand_times_is_found(tale, books):
    """It is not among the newest thousand actions of its card."""
    cards = of_a_hundred(tale, books)
    old = tale.say(cards[3], 1.5, "On Friday")
    for number in range(1000):
        tale.say(cards[4], 2 + number / 500, "note")
        tale.move(cards[3], 5 + number / 500, f"List {number % 2}")

    def act():
        tale.play(cards[3], 10, Kind.EDITED, ref=old, new="Not on Friday after all")
        tale.move(cards[3], 11, "Doing")

    assert changed(tale, books, act) == 3


def test_a_comment_deleted_after_a_fetch_that_stopped_is_gone_although_another_took_its_place(tale, books):
    cards = [tale.open(f"card {number}", number / 300) for number in range(210)]
    for number in range(1250):  # of each card one lies behind the newest thousand
        tale.say(cards[number % 210], 2 + number / 500, "note")
    tale.keep(books)
    for card in cards:
        tale.move(card, 10, "Doing")
    fresh = {card: tale.say(card, 10.5, "Fresh") for card in (cards[0], cards[-1])}
    first, *_ = tale.reader().read(tale.board, books.cursor)
    books.absorb(first)
    card = next(ticket.id for ticket in first.tickets if ticket.id in fresh)
    tale.play(card, 11, Kind.DELETED, ref=fresh[card])
    tale.say(card, 12, "Instead")
    assert tale.keep(books) == 3
    assert books.histories() == tale.afresh().histories()


def copy(tale, card, hours):
    """A comment that came along with a copied card."""
    copied = tale.say(card, hours, "Copied along")
    tale.sandbox.world.actions[copied]["type"] = "copyCommentCard"
    return copied


@pytest.mark.parametrize(
    ("written", "copies", "moved", "cost"),
    [
        (520, 520, 1, 3),  # together more than one list holds
        (520, 520, 30, 3),
        (50, 1010, 1, 3),
        (50, 1010, 30, 4),  # of copies alone there is more than one list
    ],
)
def test_old_comments_are_found_behind_copies(tale, books, written, copies, moved, cost):
    cards = of_a_hundred(tale, books)
    old = copy(tale, cards[3], 1.2), tale.say(cards[3], 1.4, "On Friday")
    for number in range(written):
        tale.say(cards[number % 50], 2 + number / 500, "note")
    for number in range(copies):
        copy(tale, cards[50 + number % 50], 5 + number / 500)
    tale.open("the last that happened, which is read again", 9)

    def act():
        for comment in old:
            tale.play(cards[3], 10, Kind.EDITED, ref=comment, new="Not on Friday after all")
        for card in cards[3 : 3 + moved]:
            tale.move(card, 11, "Doing")

    assert changed(tale, books, act) == cost


def test_copied_comments_cost_no_more(tale, books):
    cards = of_a_hundred(tale, books, comments=1100)
    for card in cards:
        copy(tale, card, 7)
    assert changed(tale, books, lambda: label(tale, cards, 10)) == 3


def test_a_fetch_stopped_amid_labelled_cards_is_made_again_for_the_same_price(tale, books):
    cards = [tale.open(f"card {number}", number / 300) for number in range(300)]
    for number in range(1200):
        tale.say(cards[number % 300], 2 + number / 500, "note")
    tale.keep(books)
    label(tale, cards, 10)
    first, *_ = tale.reader().read(tale.board, books.cursor)
    books.absorb(first)
    assert len(first.tickets) < len(cards)
    assert tale.keep(books) == 3
    assert books.states() == tale.afresh().states()


def test_a_cursor_without_marks_reads_the_board_anew(tale, books):
    tale.open()
    tale.keep(books)
    old = json.loads(books.cursor)
    del old["marks"]
    assert Cursor.parse(json.dumps(old)) is None


def test_a_renamed_list_costs_one_more_since_it_moves_cards_without_a_word(tale, books):
    cards = of_a_hundred(tale, books)
    world = tale.sandbox.world
    column = world.lists[world.cards[cards[0]]["idList"]]
    rename = {"name": "Now"}
    assert changed(tale, books, lambda: world.update_list(column, rename, tale.colleague, tale.at(10))) == 3
    assert {ticket.status for ticket in books.tickets.values()} == {"Now"}


def test_ten_boards_are_probed_at_once_and_only_the_changed_ones_read(tale, books):
    boards = [f"Board{number:03}" for number in range(10)]
    cards = {}
    for tale.board in boards:
        cards[tale.board] = tale.open()
    shelf = {board: type(books)() for board in boards}

    def sync():
        before = len(tale.sandbox.requests)
        reader = tale.reader()
        reader.expect({board: shelf[board].cursor for board in boards})
        for board in boards:
            for batch in reader.read(board, shelf[board].cursor):
                shelf[board].absorb(batch)
        return len(tale.sandbox.requests) - before

    assert sync() == 10, "a first fetch of a small board is one request, and needs no probe"
    assert sync() == 1
    for board in boards[:2]:
        tale.say(cards[board], 10, "Hello")
    assert sync() == 3
    assert [len(shelf[board].histories()[cards[board]]) for board in boards] == [2, 2, *[1] * 8]


def test_eleven_boards_need_two_probes_and_new_ones_none(tale):
    tale.reader().expect(dict.fromkeys([f"Board{number:03}" for number in range(30)]))
    assert len(tale.sandbox.requests) == 0
    tale.open()
    _, cursor = tale.read()
    before = len(tale.sandbox.requests)
    tale.reader().expect(dict.fromkeys([f"Board{number:03}" for number in range(11)], cursor))
    assert len(tale.sandbox.requests) == before + 2


def test_our_own_comments_are_known_without_asking_who_we_are(tale, books):
    card = tale.open()
    tale.keep(books)
    tale.say(card, 5, "Due on Friday\n\n*forewarn #aa*", actor=tale.account)
    assert tale.keep(books) == 2
    assert books.histories()[card][-1].actor.role == "bot"


def test_a_large_board_costs_a_page_for_a_thousand_cards_once_and_then_no_more(tale, books):
    cards = [tale.open(f"card {number}", number / 100) for number in range(1050)]
    assert tale.keep(books) == 1 + 1 + 1, "with 1,050 cards and 1,050 actions"
    tale.move(cards[0], 20, "Doing")
    assert tale.keep(books) == 2
    assert books.tickets[cards[0]].status == "Doing"
    assert len(tale.reader().present(tale.board)) == 1050
    assert tale.paths()[-2:] == ["/1/boards/AcmeSite/cards/all"] * 2


def test_where_trello_ignores_since_when_nothing_is_lost_and_nothing_told_twice(tale, books):
    cards = of_a_hundred(tale, books)
    tale.sandbox.quirks.ignores_modified_since = True
    tale.keep(books)
    tale.move(cards[3], 10, "Doing")
    (batch,) = tale.reader().read(tale.board, books.cursor)
    told = {ticket.id for ticket in batch.tickets}
    assert cards[3] in told
    assert len(told) <= 5, "what moved within the two minutes that are read again"


def test_more_than_a_thousand_moved_cards_are_read_page_by_page(tale, books):
    cards = [tale.open(f"card {number}", number / 1000) for number in range(1010)]

    def act():
        for card in cards:
            tale.play(card, 10, Kind.ADDED, field=Field.LABELS, new="urgent")

    assert changed(tale, books, act) == 2 + 2
