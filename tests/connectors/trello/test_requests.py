"""How many requests each situation costs. The floor is one probe for ten boards, and two for each that changed."""

import pytest

from forewarn.model import Field, Kind


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
def test_an_old_comment_changed_behind_the_newest_thousand_costs_one_request_more(tale, books, kind):
    cards = of_a_hundred(tale, books)
    old = tale.say(cards[3], 2, "When?")
    tale.say(cards[3], 2.1, "Please tell me.")
    for number in range(1100):
        tale.say(cards[4], 3 + number / 1000, "noise")
    assert changed(tale, books, lambda: tale.play(cards[3], 10, kind, ref=old, new="Ready?")) == 4


def test_an_old_comment_deleted_before_something_else_happened_to_its_card_is_missed_in_the_count(tale, books):
    cards = of_a_hundred(tale, books)
    old = tale.say(cards[3], 2, "When?")
    tale.say(cards[3], 2.1, "Please tell me.")
    for number in range(1100):
        tale.say(cards[4], 3 + number / 1000, "noise")

    def act():
        tale.play(cards[3], 10, Kind.DELETED, ref=old)
        tale.move(cards[3], 11, "Doing")

    assert changed(tale, books, act) == 4


def test_labels_on_many_cards_cost_a_page_of_comments_and_not_a_look_at_each_card(tale, books):
    cards = of_a_hundred(tale, books, comments=1100)
    label = {"kind": Kind.ADDED, "field": Field.LABELS, "new": "urgent"}
    assert changed(tale, books, lambda: [tale.play(card, 10, **label) for card in cards]) == 4


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
