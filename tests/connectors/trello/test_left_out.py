"""Cards that cannot be read: they are named and asked for again, and hide none of the others."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from tests.connectors.trello.conftest import BOARD, Tale

from forewarn.errors import ServerFault
from forewarn.facts.roles import Roles
from forewarn.store import Store, open_store
from forewarn.sync import Synced, sync


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def synced(tale: Tale, store: Store) -> tuple[Synced, int]:
    """How it went an hour later, and how many requests that took."""
    before = len(tale.sandbox.requests)
    tale.sandbox.now += timedelta(hours=1)
    (done,) = sync([("shop", BOARD)], {"shop": tale.connector()}, Roles(), store, lambda: tale.sandbox.now)
    return done, len(tale.sandbox.requests) - before


def settle(tale: Tale, store: Store) -> int:
    """The first runs; how many requests a quiet one takes after them."""
    return [synced(tale, store)[1] for _ in range(2)][-1]


def unread(store: Store) -> set[str]:
    return set(store.seen.scope("shop", BOARD).unread)


def words(store: Store, card: str) -> list[str | None]:
    (read,) = store.seen.load("shop", [card])
    return [comment.text for comment in read.comments()]


def now(tale: Tale) -> float:
    return (tale.sandbox.now - tale.start) / timedelta(hours=1)


def garble(tale: Tale, card: str) -> None:
    tale.sandbox.quirks.garbled.add(card)


def break_action(tale: Tale, card: str) -> None:
    """One thing that happened to it is told as nobody has ever seen it."""
    for action in tale.sandbox.world.actions.values():
        if action["data"].get("card", {}).get("id") == card:
            action["data"]["text"] = {"html": "Hm"}


def mend(tale: Tale) -> None:
    tale.sandbox.quirks.garbled.clear()
    tale.sandbox.quirks.failing.clear()
    for action in tale.sandbox.world.actions.values():
        if "text" in action["data"]:
            action["data"]["text"] = "Hm"


@pytest.mark.parametrize("how", [garble, break_action])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_card_that_cannot_be_read_spoils_it_for_no_other_one(
    tale: Tale, store: Store, how: Callable[[Tale, str], None], *, is_new: bool
) -> None:
    broken, fine = tale.open(), tale.open()
    if not is_new:
        settle(tale, store)
    for card in (broken, fine):
        tale.say(card, now(tale), "Hm")
    how(tale, broken)
    for _ in range(3):
        done, requests = synced(tale, store)
        address = tale.sandbox.world.cards[broken]["shortUrl"]
        assert done.error is None and f"what happened to {address} is not known" in str(done.lacking)
        assert unread(store) == {broken}
        assert words(store, fine) == ["Hm"]
    assert requests <= 2 + 4, "what moved, and the card with what happened to it"
    tale.say(fine, now(tale), "And more")
    synced(tale, store)
    assert words(store, fine) == ["Hm", "And more"]
    mend(tale)
    assert (synced(tale, store)[0].lacking, unread(store), words(store, broken)) == (None, set(), ["Hm"])
    quiet = [synced(tale, store)[1] for _ in range(2)]
    assert quiet == [1, 1], "and then it goes on as ever"


def test_no_page_ends_early_over_a_card_that_cannot_be_read(
    tale: Tale, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forewarn_trello.fetch.PAGE", 4)
    tale.sandbox.quirks.largest_answer = 4  # so that the cards come by themselves
    cards = [tale.open(f"Card {n}") for n in range(10)]
    garble(tale, cards[-2])
    assert synced(tale, store)[0].tickets == 9
    assert unread(store) == {cards[-2]}


def arrived(tale: Tale, count: int) -> list[str]:
    """Cards from another board: what happened to them there, only their own actions tell."""
    cards = [tale.open(f"Card {n}", container="Elsewhr1") for n in range(count)]
    for card in cards:
        tale.say(card, 2, "Hm")
        tale.sandbox.move(card, BOARD, tale.sandbox.now)
    return cards


def test_a_card_of_which_trello_cannot_give_the_actions_spoils_it_for_no_other_one(tale: Tale, store: Store) -> None:
    tale.open()
    settle(tale, store)
    broken, fine = arrived(tale, 2)
    tale.sandbox.quirks.failing.add(broken)
    for _ in range(2):
        assert synced(tale, store)[0].error is None
        assert (unread(store), words(store, fine), list(store.seen.load("shop", [broken]))) == ({broken}, ["Hm"], [])
    mend(tale)
    synced(tale, store)
    assert (unread(store), words(store, broken)) == (set(), ["Hm"])


@pytest.mark.parametrize("is_first", [True, False])
def test_cards_that_fail_side_by_side_hide_the_others_once_at_most(tale: Tale, store: Store, *, is_first: bool) -> None:
    tale.open()
    if not is_first:
        settle(tale, store)
    one, two, *fine = arrived(tale, 4)
    tale.sandbox.quirks.failing.update((one, two))
    assert isinstance(synced(tale, store)[0].error, ServerFault), "nobody can know better the first time"
    for _ in range(2):
        assert synced(tale, store)[0].error is None
        assert (unread(store), [words(store, card) for card in fine]) == ({one, two}, [["Hm"], ["Hm"]])
    mend(tale)
    tale.sandbox.delete(two, tale.sandbox.now)
    assert (synced(tale, store)[0].lacking, unread(store), words(store, one)) == (None, set(), ["Hm"])


def test_a_card_that_failed_at_first_and_is_gone_is_not_asked_for_again(tale: Tale, store: Store) -> None:
    tale.open()
    one, two = arrived(tale, 2)
    tale.sandbox.quirks.failing.update((one, two))
    assert isinstance(synced(tale, store)[0].error, ServerFault)
    tale.sandbox.delete(one, tale.sandbox.now)
    tale.sandbox.move(two, "OtherOne", tale.sandbox.now)
    assert (synced(tale, store)[0].lacking, unread(store)) == (None, set())


def test_cards_that_fail_among_others_hide_none(tale: Tale, store: Store) -> None:
    tale.open()
    settle(tale, store)
    one, fine, two = arrived(tale, 3)
    tale.sandbox.quirks.failing.update((one, two))
    assert synced(tale, store)[0].error is None
    assert (unread(store), words(store, fine)) == ({one, two}, ["Hm"])


def test_a_board_of_which_no_card_can_be_read_is_not(tale: Tale, store: Store) -> None:
    for number in range(4):
        garble(tale, tale.open(f"Card {number}"))
    for _ in range(2):
        assert synced(tale, store)[0].error is not None


def test_a_card_that_cannot_be_read_is_forgotten_where_it_is_gone(tale: Tale, store: Store) -> None:
    deleted, moved, _ = (tale.open(f"Card {n}") for n in range(3))
    garble(tale, deleted)
    garble(tale, moved)
    synced(tale, store)
    assert unread(store) == {deleted, moved}
    tale.sandbox.delete(deleted, tale.sandbox.now)
    tale.sandbox.move(moved, "OtherOne", tale.sandbox.now)
    mend(tale)
    assert (synced(tale, store)[0].lacking, unread(store)) == (None, set())
