"""A ticket that does not take our comments is tried once a day, after all others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_plan import CLIENT, NOW, PLENTY, TEAM, finding, kinds, plan, said

from forewarn.config.speaking import Budgets
from forewarn.say import ActKind
from forewarn.store import HeldItem, Reason, Rung, Said, State

LOCKED, FREE = finding("a1"), finding("b1", ticket="2")
WHY = "the tracker did not take our comment: locked"


def refused(days_ago: float) -> HeldItem:
    """Since when it is."""
    since = NOW - timedelta(days=days_ago)
    return HeldItem(LOCKED, TEAM, Reason.REFUSED, WHY, Rung.DIGEST, "", since, since, since)


def tried(days_ago: float, **more: object) -> Said:
    """The last that we tried to say there."""
    return said(LOCKED, state=State.LAPSED, days_ago=days_ago, **more)


@pytest.mark.parametrize(
    ("since", "last", "again"),
    [
        (3, tried(1), True),
        (3, tried(0.1), False),
        (0.2, tried(0.1), True),  # on the first day somebody may be mending an account
        (3, tried(0.1, audience=CLIENT), True),
        (3, tried(0.1, ticket=FREE.on), True),
    ],
)
def test_what_was_refused_before_is_tried_once_a_day(since: float, last: Said, again: bool) -> None:
    result = plan(LOCKED, old=(last,), held=(refused(since),))
    assert kinds(result) == ([ActKind.POST] if again else [])
    assert [(one.reason, one.why) for one in result.held] == ([] if again else [(Reason.REFUSED, WHY)])


def test_it_spends_only_what_others_leave_and_is_held_as_refused_still() -> None:
    result = plan(LOCKED, FREE, held=(refused(3),), budgets=Budgets(run=1))
    assert [act.findings for act in result.acts] == [(FREE,)]
    assert [(one.finding, one.reason, one.why) for one in result.held] == [(LOCKED, Reason.REFUSED, WHY)]
    assert [act.findings for act in plan(LOCKED, FREE, held=(refused(3),), budgets=PLENTY).acts] == [(FREE,), (LOCKED,)]


def test_what_only_a_budget_held_waits_for_nobody() -> None:
    held = replace(refused(3), reason=Reason.BUDGET)
    result = plan(LOCKED, FREE, old=(tried(0.1),), held=(held,), budgets=Budgets(run=1))
    assert [act.findings for act in result.acts] == [(LOCKED,)]
    assert [(one.finding, one.reason) for one in result.held] == [(FREE, Reason.BUDGET)]


def test_what_can_be_added_to_a_comment_that_stands_waits_for_no_day() -> None:
    stands = said(finding("c1"), days_ago=0.1)
    assert kinds(plan(finding("c1"), LOCKED, old=(stands,), held=(refused(3),))) == [ActKind.EDIT]


def test_what_was_to_be_added_to_a_comment_that_takes_no_edits_is_held_and_said() -> None:
    since, lately = NOW - timedelta(days=3), NOW - timedelta(hours=2)
    stands = said(finding("c1"), finding("d1"), refused_since=since, refused_at=lately)
    result = plan(finding("c1"), LOCKED, old=(stands,))
    assert [(act.kind, [f.anchor for f in act.findings]) for act in result.acts] == [(ActKind.KEEP, ["c1"])]
    assert [(one.finding, one.reason) for one in result.held] == [(LOCKED, Reason.REFUSED)]
