"""What changes by itself within a day is asked while the tickets are at hand, so that a quiet hour reads none."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from tests.core.engine.test_evaluate import CLARA, CONTAINERS, SHOP, START, TOM, absorb, rule

from forewarn.checks import Check, Context
from forewarn.checks.check import Subject
from forewarn.connect import Batch
from forewarn.engine import ProjectResult, View, evaluate_project
from forewarn.engine.asking import AHEAD, MOST_AHEAD
from forewarn.facts.roles import Roles
from forewarn.model import Field, Found, Ticket
from forewarn.store import Head, Outcome, Store, open_store
from forewarn.testing.builders import opened, said, ticket

HOUR = timedelta(hours=1)


class Ripening(Check):
    """Finds something two and again nine hours after a ticket was opened, unless somebody has spoken on it."""

    team = advice = "x"

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if len(ctx.tickets) == len(subject.history) == 1:
            yield from (Found(f"{n}", subject.created) for n in (2, 9) if ctx.clock.reached(subject.created + n * HOUR))


class Brewing(Check):
    """Finds something about the project two hours after its first ticket was opened."""

    subject = Subject.PROJECT
    team = advice = "x"

    def check_project(self, ctx: Context) -> Iterator[Found]:
        first = min(ticket.created for ticket in ctx.tickets)
        if ctx.clock.reached(first + 2 * HOUR):
            yield Found("p", first)


class Popping(Check):
    """Finds one thing more each second after a ticket was opened, up to five thousand."""

    team = advice = "x"

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        for number in range(5_000):
            if not ctx.clock.reached(subject.created + HOUR + timedelta(seconds=number)):
                return
            yield Found(f"{number}", subject.created)


class Slow(Check):
    """Finds something more than a day after a ticket was opened."""

    team = advice = "x"

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if ctx.clock.reached(subject.created + AHEAD + 2 * HOUR):
            yield Found("a", subject.created)


class Watched(View):
    """Counts the tickets that are read."""

    read = 0

    def tickets(self, heads: Sequence[Head]) -> Iterator[Ticket]:
        self.read += len(heads)
        return super().tickets(heads)


def look(store: Store, hours: float, check: Check | None = None) -> tuple[ProjectResult, int]:
    """The answers so many hours after the ticket was opened, and how many tickets were read for them."""
    now = START + hours * HOUR
    view = Watched(store, SHOP, CONTAINERS, Roles(), now)
    result = evaluate_project(view, lambda source: [rule(check or Ripening())], store, now)
    return result, view.read


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened_store:
        absorb(opened_store, [ticket("S-1", opened(START, TOM))], START + HOUR)
        yield opened_store


@pytest.mark.parametrize(("hours", "found"), [(1.5, []), (2, ["2"]), (8.9, ["2"]), (9, ["2", "9"]), (200, ["2", "9"])])
def test_what_was_asked_ahead_is_what_asking_then_would_have_told(store: Store, hours: float, found: list[str]) -> None:
    look(store, 1)
    later, read = look(store, hours)
    assert ([f.anchor for f in later.findings], later.asked, read) == (found, 0, 0)
    again, read = look(store, hours + 1)
    assert (again.asked, read) == (0, 0)


def test_what_the_answer_about_a_project_will_be_is_asked_ahead_too(store: Store) -> None:
    assert look(store, 1, Brewing())[0].findings == ()
    later, read = look(store, 2, Brewing())
    assert ([f.anchor for f in later.findings], later.asked, read) == (["p"], 0, 0)


def test_what_lies_beyond_a_day_is_left_to_the_run_that_comes_then(store: Store) -> None:
    now = START + HOUR
    evaluate_project(View(store, SHOP, CONTAINERS, Roles(), now), lambda source: [rule(Slow())], store, now)
    [one] = store.evaluated.of(SHOP.name).values()
    assert (one.outcome, one.wake, one.later) == (Outcome.OK, now + AHEAD + HOUR, None)


def test_of_answers_that_change_each_second_no_more_than_a_few_are_asked_ahead(store: Store) -> None:
    first, _ = look(store, 0.5, Popping())
    [one] = store.evaluated.of(SHOP.name).values()
    chain = []
    while one.later is not None:
        chain.append(one := one.later)
    assert len(chain) == MOST_AHEAD
    soon, read = look(store, 1 + (MOST_AHEAD - 1) / 3600, Popping())
    assert (len(soon.findings), soon.asked, read) == (MOST_AHEAD, 0, 0)
    late, _ = look(store, 1.5, Popping())
    assert (len(first.findings), len(late.findings), late.asked) == (0, 1801, 1)


def test_whatever_changes_makes_an_answer_that_was_asked_ahead_void(store: Store) -> None:
    look(store, 1)
    absorb(store, [ticket("S-1", opened(START, TOM), said(START + HOUR, CLARA, "Hello."))], START + 2 * HOUR)
    later, read = look(store, 3)
    assert (later.findings, later.asked) == ((), 1)
    assert read > 0


def test_another_ticket_voids_what_was_asked_ahead_about_the_whole_project(store: Store) -> None:
    look(store, 1)
    absorb(store, [ticket("S-2", opened(START + HOUR, TOM))], START + 2 * HOUR)
    assert look(store, 3)[0].findings == ()


def test_an_event_that_is_to_come_is_not_foreseen() -> None:
    """A tracker whose clock is ahead: nobody can tell today what its event will change."""
    ahead = ticket("S-1", opened(START, TOM), said(START + 2 * HOUR, CLARA, "Hello."))
    with open_store("sqlite://") as store:
        store.seen.absorb("site", "shop", Batch((ahead,)), frozenset(Field), START)
        look(store, 1)
        later, _ = look(store, 3)
        assert (later.findings, later.asked) == ((), 1)


def test_answers_survive_the_store_with_all_that_was_asked_ahead(store: Store) -> None:
    look(store, 1)
    [one] = store.evaluated.of(SHOP.name).values()
    chain = [one, one.later, one.later and one.later.later]
    assert [known and (known.outcome, known.wake, len(known.findings)) for known in chain] == [
        (Outcome.OK, START + 2 * HOUR, 0), (Outcome.FINDING, START + 9 * HOUR, 1), (Outcome.FINDING, None, 2)
    ]  # fmt: skip
    assert one.as_of(datetime(2026, 11, 2, 9, tzinfo=UTC)) is one
