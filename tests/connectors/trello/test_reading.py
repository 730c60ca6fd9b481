"""How much is asked for, what a later fetch brings, and what becomes of a fetch that dies."""

import pytest

from forewarn.model import Event, Field, Item, Kind, Need, Person, StatusCategory


def board_id(tale):
    return tale.sandbox.world.board(tale.board)["id"]


def comments(ticket):
    return [(event.text, event.edited) for event in ticket.history if event.kind is Kind.COMMENTED]


def test_a_first_fetch_asks_once(tale):
    tale.say(tale.open(), 1, "Hello")
    tale.read()
    assert len(tale.sandbox.requests) == 1


def test_an_unmoved_board_costs_one_request(tale):
    tale.open()
    _, cursor = tale.read()
    before = len(tale.sandbox.requests)
    assert tale.read(cursor) == ({}, cursor)
    assert len(tale.sandbox.requests) == before + 1


def test_a_later_fetch_brings_the_cards_that_moved(tale):
    quiet, busy = tale.open("quiet"), tale.open("busy", 1)
    _, cursor = tale.read()
    tale.move(busy, 10, "Doing")
    before = len(tale.sandbox.requests)
    tickets, cursor = tale.read(cursor)
    assert set(tickets) == {busy}
    assert [event.kind for event in tickets[busy].history] == [Kind.CREATED, Kind.CHANGED]
    assert tickets[busy].reporter is not None, "or it would be forgotten"
    assert len(tale.sandbox.requests) == before + 2
    assert quiet not in tickets
    assert tale.read(cursor)[0] == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": Kind.EDITED, "new": "Ready?"}, "Ready?"),
        ({"kind": Kind.DELETED}, None),
    ],
    ids=["edited", "deleted"],
)
def test_an_edited_or_deleted_comment_is_seen_although_no_action_tells_it(tale, change, expected):
    card = tale.open()
    comment = tale.say(card, 1, "When?", actor=tale.client)
    _, cursor = tale.read()
    tale.play(card, 5, ref=comment, actor=tale.client, **change)
    batches = list(tale.reader().read(tale.board, cursor))
    assert batches[-1].whole == {card}, "or a missing comment would not count as deleted"
    assert comments(batches[-1].tickets[0]) == ([(expected, tale.at(5))] if expected else [])


def test_a_label_brings_the_card_although_no_action_tells_it(tale):
    card = tale.open()
    _, cursor = tale.read()
    tale.play(card, 5, Kind.ADDED, field=Field.LABELS, new="urgent")
    assert tale.read(cursor)[0][card].labels == ("urgent",)


def test_more_than_a_thousand_actions_come_in_pages(tale):
    card = tale.open()
    for number in range(1205):
        tale.say(card, 1 + number / 100, f"note {number}")
    ticket = tale.read()[0][card]
    assert [event.text for event in ticket.history[1:]] == [f"note {number}" for number in range(1205)]
    assert tale.paths() == [f"/1/boards/{tale.board}", f"/1/boards/{board_id(tale)}/actions"]


def test_of_a_card_with_more_than_a_thousand_comments_the_new_ones_are_told(tale, books):
    card = tale.open()
    for number in range(1100):
        tale.say(card, 1 + number / 100, f"note {number}")
    tale.keep(books)
    tale.say(card, 20, "one more")
    assert tale.keep(books) == 3
    assert len(books.histories()[card]) == 1102


def test_more_than_a_thousand_cards_come_in_pages_with_their_checklists(tale):
    first = tale.open("first", checklist=(Item("one", "Logo"),))
    for number in range(1050):
        tale.open(f"card {number}", 1)
    tickets, _ = tale.read()
    assert len(tickets) == 1051
    assert [item.text for item in tickets[first].checklist] == ["Logo"]


def test_many_moved_cards_cost_no_more_than_one(tale):
    cards = [tale.open(f"card {number}") for number in range(130)]
    _, cursor = tale.read()
    for card in cards:
        tale.move(card, 10, "Doing")
    before = len(tale.sandbox.requests)
    tickets, _ = tale.read(cursor)
    assert len(tale.sandbox.requests) == before + 2
    assert {ticket.status for ticket in tickets.values()} == {"Doing"}
    assert all(len(ticket.history) == 2 for ticket in tickets.values())


def test_a_fetch_that_dies_after_any_batch_loses_no_event(tale):
    """Each attempt is cut one batch later; the next begins at the last cursor that was stored."""
    cards = [tale.open(f"card {number}", number / 60) for number in range(401)]
    for number, card in enumerate(cards, 500):
        tale.say(card, number / 60, f"on {card}")
    stored: dict[str, set[Event]] = {}
    cursor, whole = None, tale.read()[0]

    def run(cut_after: int | None) -> str | None:
        last = cursor
        for number, batch in enumerate(tale.reader().read(tale.board, cursor), 1):
            for ticket in batch.tickets:
                stored.setdefault(ticket.id, set()).update(ticket.history)
            last = batch.cursor or last
            if number == cut_after:
                break
        return last

    for cut_after in (1, 2):
        cursor = run(cut_after)
        assert cursor is None, "no cursor may stand before everything is stored"
    assert stored != {card: set(ticket.history) for card, ticket in whole.items()}
    cursor = run(None)
    assert stored == {card: set(ticket.history) for card, ticket in whole.items()}
    tale.say(cards[0], 30, "later")
    tale.say(cards[5], 31, "later still")
    run(1)
    cursor = run(None)
    assert stored == {card: set(ticket.history) for card, ticket in tale.read()[0].items()}


def test_a_cursor_of_another_version_reads_the_board_anew(tale):
    card = tale.open()
    assert set(tale.read('{"action": 7, "activity": "yesterday"}')[0]) == {card}
    assert set(tale.read("page-3")[0]) == {card}


def test_an_empty_board_gives_a_cursor_and_no_tickets(tale):
    tale.sandbox.world.new_board(tale.board, tale.start)
    batches = list(tale.reader().read(tale.board, None))
    assert [(batch.tickets, batch.cursor is not None) for batch in batches] == [((), True)]


def test_templates_separators_and_mirrors_are_no_tickets(tale):
    work, template, separator = tale.open("work"), tale.open("template"), tale.open("---")
    tale.sandbox.world.cards[template]["isTemplate"] = True
    tale.sandbox.world.cards[separator]["cardRole"] = "separator"
    assert set(tale.read()[0]) == {work}


def test_a_renamed_list_is_a_new_status_for_the_cards_in_it(tale):
    card = tale.open("old")
    _, cursor = tale.read()
    column = tale.sandbox.world.lists[tale.sandbox.world.cards[card]["idList"]]
    tale.sandbox.world.update_list(column, {"name": "Done"}, tale.colleague, tale.at(5))
    newer = tale.open("new", 6, status="Done", category=StatusCategory.DONE)
    tickets, _ = tale.read(cursor)
    change = tickets[card].history[-1]
    assert (change.old, change.new, change.category, change.at) == ("To do", "Done", StatusCategory.DONE, tale.at(5))
    assert [event.kind for event in tickets[newer].history] == [Kind.CREATED], "it was never in a list of the old name"
    assert tale.read()[0][card].history == tickets[card].history


def test_archiving_a_list_archives_the_cards_in_it(tale):
    """Trello leaves the cards open but hides them; they would be overdue for ever otherwise."""
    card, finished = tale.open("unfinished"), tale.open("finished", status="Done", category=StatusCategory.DONE)
    world = tale.sandbox.world
    for one in (card, finished):
        column = world.lists[world.cards[one]["idList"]]
        world.update_list(column, {"closed": True}, tale.colleague, tale.at(5))
    tickets, _ = tale.read()
    assert [(tickets[one].status, tickets[one].declined) for one in (card, finished)] == [
        ("archived", True),
        ("archived", False),
    ]
    before = tickets[card].as_of(tale.at(4))
    assert before is not None and (before.status, before.is_open) == ("To do", True)


def test_a_card_moved_from_another_board_brings_its_older_history(tale):
    card = tale.open(status="Ideas")
    tale.say(card, 1, "Said on the old board", actor=tale.client)
    world = tale.sandbox.world
    target = world.new_board("NewBoard", tale.start)
    column = world.column(target, "Doing", tale.start)
    tale.board = "NewBoard"
    tale.open("already there")
    _, cursor = tale.read()
    world.move_to_board(world.cards[card], target, column, tale.colleague, tale.at(5))
    for ticket in (tale.read()[0][card], tale.read(cursor)[0][card]):
        assert [event.kind for event in ticket.history] == [Kind.CREATED, Kind.COMMENTED, Kind.CHANGED]
        assert ticket.reporter is not None and ticket.reporter.handle == "anna"
        change = ticket.history[-1]
        assert (change.field, change.old, change.new) == (Field.STATUS, "Ideas", "Doing")


@pytest.mark.parametrize("creator", [True, False])
def test_a_card_without_an_opening_action_has_a_made_up_one(tale, creator):
    """Cards of a copied board have none; the card itself may know who made it."""
    card = tale.open()
    tale.sandbox.world.actions.clear()
    if not creator:
        tale.sandbox.world.cards[card]["idMemberCreator"] = None
    ticket = tale.read()[0][card]
    assert [(event.id, event.at) for event in ticket.history] == [("created", tale.start)]
    assert ticket.reporter == ticket.history[0].actor
    assert (ticket.reporter.handle if ticket.reporter else None) == ("anna" if creator else None)


def test_somebody_who_left_the_board_keeps_their_name_in_the_history(tale):
    card = tale.open()
    tale.say(card, 1, "Bye", actor=Person("p-eve", "Eve Gone", handle="eve"))
    board = tale.sandbox.world.board(tale.board)
    tale.sandbox.world.on_board[board["id"]].clear()
    assert tale.read()[0][card].history[-1].actor.name == "Eve Gone"


def test_automation_has_no_actor(tale):
    card = tale.open()
    tale.play(card, 1, Kind.CHANGED, field=Field.STATUS, new="Doing", actor=None)
    assert tale.read()[0][card].history[-1].actor is None


def test_a_card_deleted_between_two_requests_is_left_out(tale):
    card = tale.open()
    tale.say(card, 1, "Hello")
    paths = [f"/cards/{one}/actions?filter=all" for one in ("0" * 24, card)]
    missing, found = tale.wire().batch(paths, place="here")
    assert missing is None
    assert [action["type"] for action in found] == ["commentCard", "createCard"]


def test_the_account_is_one_cheap_request(tale):
    assert tale.reader().account().handle == "forewarn"
    assert [request.path for request in tale.sandbox.requests] == ["/1/members/me"]


def test_the_capabilities_say_what_trello_cannot_give(tale):
    capabilities = tale.reader().capabilities
    assert set(capabilities.absent) == {Need.PRIORITY, Need.MILESTONES, Need.SPRINT}
    card = tale.open()
    assert tale.read()[0][card].absent == capabilities.absent
