"""What was answered earlier is trusted as far as nothing has changed, and nobody lists tickets to find that out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.core.engine.test_asked_ahead import Ripening
from tests.core.engine.test_evaluate import CONTAINERS, SHOP, START, TOM, Naming, answers, rule

from forewarn.checks import Check, Context
from forewarn.checks.check import Subject
from forewarn.connect import Batch
from forewarn.engine import ProjectResult, View, evaluate_project
from forewarn.facts.roles import Roles
from forewarn.model import Field, Found, Ticket
from forewarn.rulebook import Rule
from forewarn.store import Store, open_store
from forewarn.store.missing import Missing
from forewarn.testing.builders import opened, ticket

HOUR = timedelta(hours=1)
ELSEWHERE = ("site", "blog")


class Dated(Check):
    """Finds every ticket and milestone with a date."""

    subject = Subject.DELIVERABLE
    team = advice = "x"

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if subject.due is not None:
            yield Found("d", subject.created)


class Whole(Check):
    """Finds something about each project."""

    subject = Subject.PROJECT
    team = advice = "x"

    def check_project(self, ctx: Context) -> Iterator[Found]:
        yield Found("w", START, {"count": len(ctx.tickets)})


RULES = (rule(Naming(), "naming"), rule(Whole(), "whole"))


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened_store:
        put(opened_store, ticket("S-1", opened(START, TOM)), ticket("S-2", opened(START, TOM), due="2026-11-20"))
        put(opened_store, ticket("M-1", opened(START, TOM), type="milestone", due="2026-11-20"))
        yield opened_store


def put(store: Store, *tickets: Ticket, container: str = "shop") -> None:
    there = tuple(replace(one, container=container) for one in tickets)
    store.seen.absorb("site", container, Batch(there), frozenset(Field), START + HOUR)


def look(
    store: Store,
    at: datetime,
    rules: Sequence[Rule] = RULES,
    containers: Sequence[tuple[str, str]] = CONTAINERS,
) -> tuple[ProjectResult, bool]:
    """The answers, and whether the tickets had to be listed."""
    view = View(store, SHOP, containers, Roles(), at)
    result = evaluate_project(view, lambda source: rules, store, at)
    return result, "heads" in vars(view)


def test_in_an_hour_without_news_nobody_lists_the_tickets(store: Store) -> None:
    first, listed = look(store, START + HOUR)
    assert (listed, first.asked) == (True, 3)
    again, listed = look(store, START + 2 * HOUR)
    assert (listed, again.asked) == (False, 0)
    assert answers(again) == answers(first)


def test_what_was_asked_ahead_is_told_without_listing_the_tickets(store: Store) -> None:
    rules = (*RULES, rule(Ripening(), "ripening"))
    put(store, ticket("S-3", opened(START + HOUR, TOM)))
    look(store, START + HOUR, rules)
    later, listed = look(store, START + 9 * HOUR, rules)
    assert (listed, later.asked) == (False, 0)
    with open_store("sqlite://") as fresh:
        put(fresh, *(known for known in View(store, SHOP, CONTAINERS, Roles(), START + HOUR).all()))
        assert answers(look(fresh, START + 9 * HOUR, rules)[0]) == answers(later)


def test_a_container_that_is_read_no_longer_leaves_no_answers_behind_though_nothing_changed(store: Store) -> None:
    put(store, ticket("B-1", opened(START, TOM)), container="blog")
    put(store, ticket("S-2", opened(START, TOM), due="2026-11-21"))  # so that the last change is in the other
    both, _ = look(store, START + HOUR, containers=(*CONTAINERS, ELSEWHERE))
    one, _ = look(store, START + 2 * HOUR)
    assert {f.subject for f in both.findings} - {f.subject for f in one.findings} == {"site:B-1"}
    again, _ = look(store, START + 3 * HOUR, containers=(*CONTAINERS, ELSEWHERE))
    assert answers(again) == answers(both)


def test_a_container_that_is_read_in_place_of_another_as_big_is_looked_at(store: Store) -> None:
    put(store, ticket("B-1", opened(START, TOM)), container="blog")
    put(store, ticket("N-1", opened(START, TOM)), container="news")
    put(store, ticket("S-2", opened(START, TOM), due="2026-11-21"))  # the last change is in none of the two
    look(store, START + HOUR, containers=(*CONTAINERS, ELSEWHERE))
    other, _ = look(store, START + 2 * HOUR, containers=(*CONTAINERS, ("site", "news")))
    assert {"site:B-1", "site:N-1"} & {f.subject for f in other.findings} == {"site:N-1"}


def test_a_ticket_that_changed_is_asked_about_anew(store: Store) -> None:
    look(store, START + HOUR)
    put(store, ticket("S-1", opened(START, TOM), title="Another title"))
    after, _ = look(store, START + 2 * HOUR)
    assert "Another title" in {f.facts.get("title") for f in after.findings}


def test_a_rule_that_is_switched_on_is_asked_about_tickets_though_milestones_are_asked_what_tickets_were(
    store: Store,
) -> None:
    before = (rule(Dated(), "dated"), rule(Whole(), "whole"))
    look(store, START + HOUR, before)
    after, _ = look(store, START + 2 * HOUR, (*before, rule(Naming(), "naming")))
    assert {f.subject for f in after.findings if f.rule == "naming"} == {"site:S-1", "site:S-2"}


def test_a_ticket_of_a_tracker_whose_clock_is_ahead_is_judged_once_it_is_there(store: Store) -> None:
    put(store, ticket("S-9", opened(START + 3 * HOUR, TOM)))
    assert "site:S-9" not in {f.subject for f in look(store, START + 2 * HOUR)[0].findings}
    assert "site:S-9" in {f.subject for f in look(store, START + 4 * HOUR)[0].findings}


def test_a_deleted_ticket_is_told_of_no_longer(store: Store) -> None:
    look(store, START + HOUR)
    gone = ticket("S-1", opened(START, TOM)).ref
    store.missing.record("site", "shop", Missing(2, 0, (), ()), [gone], START + 2 * HOUR)
    assert "site:S-1" not in {f.subject for f in look(store, START + 2 * HOUR)[0].findings}
