"""A correction of the ledger, and a letter that turns out to be ours, change the answers although no ticket changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from forewarn.connect import Batch
from forewarn.engine import View, evaluate_project
from forewarn.facts.corrections import Correction, Verdict
from forewarn.facts.roles import Roles
from forewarn.model import Field, Role, Ticket
from forewarn.rulebook import load_rulebook
from forewarn.store import LetterState, PublishedLetter, Store, open_store
from forewarn.testing.builders import moved, opened, person, project, said, ticket

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TOM, CLARA, ROBOT = person("Tom"), person("Clara", Role.CLIENT), person("Robot", Role.BOT)
RULES = load_rulebook("web-agency@1").all_rules()
SHOP = project()


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened_store:
        yield opened_store


def read(store: Store, *tickets: Ticket) -> None:
    batch = Batch(tickets, whole=frozenset(one.id for one in tickets))
    store.seen.absorb("site", "shop", batch, frozenset(Field), MONDAY + 20 * DAY)


def found(store: Store, at: datetime) -> dict[str, str]:
    view = View(store, SHOP, (("site", "shop"),), Roles(), at)
    result = evaluate_project(view, lambda source: RULES, store, at)
    return {finding.rule: finding.anchor for finding in result.findings}


def test_a_corrected_promise_is_asked_about_anew_and_nobody_knew_before(store: Store) -> None:
    promise = said(MONDAY + DAY, TOM, "I'll send you the sketches by Friday.")
    read(store, ticket("A-1", opened(MONDAY, CLARA), moved(MONDAY, TOM, "Doing"), promise))
    monday = MONDAY + 7 * DAY
    anchor = found(store, monday + timedelta(hours=5))["promise-broken"]
    corrected = monday + timedelta(hours=6)
    store.corrections.add("Shop", Correction(f"site:A-1|{anchor}", Verdict.KEPT, corrected, "Tom"))
    assert "promise-broken" not in found(store, corrected)
    assert found(store, monday + timedelta(hours=5))["promise-broken"] == anchor
    store.corrections.add("Elsewhere", Correction(f"site:A-1|{anchor}", Verdict.KEPT, corrected))
    assert "promise-broken" not in found(store, corrected + timedelta(hours=1))


def test_a_comment_that_turns_out_to_be_a_letter_ends_the_silence(store: Store) -> None:
    card = ticket(
        "A-1", opened(MONDAY, CLARA), moved(MONDAY, TOM, "Doing"), said(MONDAY, TOM, "We begin today."),
        said(MONDAY + 8 * DAY, ROBOT, "Hello, the start page is done."),
    )  # fmt: skip
    read(store, card)
    late = MONDAY + 9 * DAY
    assert "silence" in found(store, late)
    letter = PublishedLetter("r1", "Shop", "2026-W46", card.ref, LetterState.INTENDED, "Hello", "Mara", late)
    store.letters.put(letter)
    assert "silence" in found(store, late)
    known = PublishedLetter(
        "r1", "Shop", "2026-W46", card.ref, LetterState.POSTED, "Hello", "Mara", late, MONDAY + 8 * DAY, "c2"
    )
    store.letters.put(known)
    assert "silence" not in found(store, late)
