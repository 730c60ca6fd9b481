"""What stays open climbs: from the ticket to the digest, to the lead, to the owner; never twice onto the ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_plan import NOW, OPEN, TEAM, finding, kinds, plan, said

from forewarn.model import Severity
from forewarn.say import ActKind, Held, Plan, Reply
from forewarn.store import HeldItem, Reason, Rung, State

A = finding("a1")


def climbed(result: Plan) -> list[tuple[Rung, str]]:
    return [(held.rung, held.addressee) for held in result.climbing]


@pytest.mark.parametrize(
    ("days", "rungs"),
    [
        (6, []),  # Thursday of last week: four business days
        (7, [(Rung.DIGEST, "")]),
        (13, [(Rung.DIGEST, "")]),
        (14, [(Rung.LEAD, "Mara Lind")]),
        (21, [(Rung.OWNER, "Ida Nord")]),
        (100, [(Rung.OWNER, "Ida Nord")]),
    ],
)
def test_what_was_said_and_never_answered_climbs_one_rung_after_the_other(
    days: int, rungs: list[tuple[Rung, str]]
) -> None:
    result = plan(A, old=(said(A, days_ago=days),))
    assert climbed(result) == rungs
    assert (kinds(result), result.writes) == ([ActKind.KEEP], ())


def test_what_was_said_long_ago_climbs_also_when_something_is_added_to_its_comment() -> None:
    result = plan(A, finding("b1"), old=(said(A, days_ago=14),), quiet_days=30)
    assert kinds(result) == [ActKind.EDIT]
    assert [(held.finding, held.rung) for held in result.climbing] == [(A, Rung.LEAD)]


def test_an_answer_is_respected_for_the_quiet_days_and_then_the_digest_speaks_not_the_ticket() -> None:
    standing = said(A, days_ago=30)
    fresh = plan(A, old=(standing,), replies={"m1": Reply(NOW - timedelta(days=2), "Ivo")})
    assert (kinds(fresh), climbed(fresh)) == ([ActKind.ACKNOWLEDGED], [])
    stale = plan(A, old=(standing,), replies={"m1": Reply(NOW - timedelta(days=8), "Ivo")})
    assert (kinds(stale), climbed(stale), stale.writes) == ([ActKind.ACKNOWLEDGED], [(Rung.DIGEST, "")], ())
    assert stale.climbing[0].why == "Ivo answered on 10 Nov 2026, and it is still open"
    assert stale.climbing[0].reason is Reason.STILL_OPEN


@pytest.mark.parametrize("severity", [Severity.INFO, Severity.LOW])
def test_what_matters_little_stays_in_the_digest(severity: Severity) -> None:
    small = replace(A, severity=severity)
    assert climbed(plan(small, old=(said(small, days_ago=100),))) == [(Rung.DIGEST, "")]


def test_good_news_bothers_nobody_further_up() -> None:
    good = replace(A, positive=True)
    assert climbed(plan(good, old=(said(good, days_ago=100),))) == []


def test_what_is_silent_beside_a_graver_finding_climbs_with_it_and_not_beside_it() -> None:
    leader, silent = finding("due:2026-11-02"), finding("missed:2026-11-02", rule="slip", severity=Severity.LOW)
    result = plan(leader, silent, old=(said(leader, silent, days_ago=100),))
    assert [held.finding for held in result.climbing] == [leader]


@pytest.mark.parametrize(("days", "rung"), [(0, Rung.DIGEST), (6, Rung.DIGEST), (7, Rung.LEAD), (14, Rung.OWNER)])
def test_what_could_never_be_said_climbs_from_the_digest_on(days: int, rung: Rung) -> None:
    exposed = finding(source="open")
    first = NOW - timedelta(days=days)
    item = HeldItem(exposed, TEAM, Reason.EXPOSED, "", Rung.DIGEST, "", first, first)
    (held,) = plan(exposed, held=(item,), sources={"open": OPEN}).held
    assert (held.reason, held.rung) == (Reason.EXPOSED, rung)


def test_what_waits_for_a_source_to_answer_does_not_climb() -> None:
    first = NOW - timedelta(days=60)
    item = HeldItem(A, TEAM, Reason.STALE, "", Rung.DIGEST, "", first, first)
    (held,) = plan(A, held=(item,), sources={"closed": replace(OPEN, stale={"acme": "closed: ACME"})}).held
    assert (held.reason, held.rung) == (Reason.STALE, Rung.DIGEST)


def test_a_comment_that_a_person_deleted_is_in_the_digest_at_once() -> None:
    (held,) = plan(A, old=(said(A, state=State.DISMISSED),)).held
    assert held == Held(A, TEAM, held.why, Reason.DISMISSED, Rung.DIGEST)
