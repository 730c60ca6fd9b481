"""What stays open climbs: from the ticket to the digest, to the lead, to the owner; never twice onto the ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_plan import CLIENT, NOW, OPEN, TEAM, finding, kinds, plan, said

from forewarn.model import Audience, Severity
from forewarn.say import ActKind, Held, Plan, Reply
from forewarn.store import HeldItem, Reason, Rung, State

A = finding("a1")


def climbed(result: Plan) -> list[tuple[Rung, str]]:
    return [(held.rung, held.addressee) for held in result.climbing]


def still_open(rung: Rung, days: int, reason: Reason = Reason.STILL_OPEN) -> HeldItem:
    """As the run before left it: on that rung for so many days."""
    since = NOW - timedelta(days=days)
    return HeldItem(A, TEAM, reason, "", rung, "", since, since, since)


@pytest.mark.parametrize(
    ("days", "before", "rungs"),
    [
        (6, (), []),  # Thursday of last week: four business days
        (7, (), [(Rung.DIGEST, "")]),
        (13, (still_open(Rung.DIGEST, 6),), [(Rung.DIGEST, "")]),
        (14, (still_open(Rung.DIGEST, 7),), [(Rung.LEAD, "Mara Lind")]),
        (21, (still_open(Rung.LEAD, 7),), [(Rung.OWNER, "Ida Nord")]),
        (100, (still_open(Rung.OWNER, 60),), [(Rung.OWNER, "Ida Nord")]),
    ],
)
def test_what_was_said_and_never_answered_climbs_one_rung_after_the_other(
    days: int, before: tuple[HeldItem, ...], rungs: list[tuple[Rung, str]]
) -> None:
    result = plan(A, old=(said(A, days_ago=days),), held=before)
    assert climbed(result) == rungs
    assert (kinds(result), result.writes) == ([ActKind.KEEP], ())


@pytest.mark.parametrize(
    ("before", "rung"), [((), Rung.DIGEST), ((still_open(Rung.DIGEST, 60),), Rung.LEAD)], ids=["said", "in the digest"]
)
def test_nobody_is_passed_over_after_weeks_without_a_run(before: tuple[HeldItem, ...], rung: Rung) -> None:
    [held] = plan(A, old=(said(A, days_ago=100),), held=before).climbing
    assert (held.rung, held.raised_at) == (rung, NOW)


@pytest.mark.parametrize("audiences", [{TEAM, CLIENT}, {CLIENT}])
def test_what_the_client_reads_climbs_by_itself_only_where_the_team_reads_nothing_of_it(
    audiences: set[Audience],
) -> None:
    both = finding("a1", source="helpdesk", audiences=frozenset(audiences))
    old = [said(both, days_ago=30, audience=CLIENT)]
    if TEAM in audiences:
        old.append(said(both, marker="m2"))
    assert climbed(plan(both, old=tuple(old))) == ([] if TEAM in audiences else [(Rung.DIGEST, "")])


@pytest.mark.parametrize(
    ("before", "rungs"),
    [((still_open(Rung.LEAD, 2),), [(Rung.LEAD, "Mara Lind")]), ((), [])],
    ids=["has climbed", "has not"],
)
def test_what_grows_graver_is_told_anew_and_stays_on_its_rung(
    before: tuple[HeldItem, ...], rungs: list[tuple[Rung, str]]
) -> None:
    graver = replace(A, severity=Severity.CRITICAL)
    result = plan(graver, old=(said(A, days_ago=20),), held=before)
    assert (climbed(result), kinds(result)) == (rungs, [ActKind.REPOST])
    told = said(graver, parts=(replace(said(A).parts[0], severity=Severity.CRITICAL, told=NOW),))
    assert climbed(plan(graver, old=(told,), held=before)) == rungs


@pytest.mark.parametrize(
    "more", [{"severity": Severity.LOW}, {"severity": Severity.CRITICAL, "positive": True}], ids=str
)
def test_what_matters_little_by_now_comes_down_to_the_digest(more: dict[str, object]) -> None:
    item = replace(still_open(Rung.OWNER, 60, Reason.NO_TICKET), finding=replace(A, on=None))
    [held] = plan(replace(A, on=None, **more), held=(item,)).held  # type: ignore[arg-type]
    assert (held.rung, held.addressee) == (Rung.DIGEST, "")


def test_a_rung_lasts_its_days_and_no_longer_although_no_run_comes_by_on_the_hour() -> None:
    [held] = plan(A, old=(said(A, days_ago=14),), held=(still_open(Rung.DIGEST, 7),)).climbing
    assert held.raised_at == NOW
    late = NOW + timedelta(hours=5)
    [again] = plan(A, old=(said(A, days_ago=14),), held=(still_open(Rung.DIGEST, 7),), now=late).climbing
    assert again.raised_at == NOW


@pytest.mark.parametrize(("rung", "next_one"), [(Rung.DIGEST, Rung.LEAD), (Rung.LEAD, Rung.LEAD)])
def test_an_update_hurries_nothing_to_the_owner_that_has_just_come_to_the_lead(rung: Rung, next_one: Rung) -> None:
    """Versions that knew no `raised_at` told only since when it is held, which is when it came into the digest."""
    old = replace(still_open(rung, 8), last_held=NOW - timedelta(hours=1), raised_at=None)
    [held] = plan(A, old=(said(A, days_ago=15),), held=(old,)).climbing
    assert held.rung == next_one


def test_what_was_kept_off_its_ticket_begins_on_the_first_rung_once_it_was_said() -> None:
    result = plan(A, old=(said(A, days_ago=6),), held=(still_open(Rung.LEAD, 30, Reason.BUDGET),))
    assert climbed(result) == []


def test_what_was_said_long_ago_climbs_also_when_something_is_added_to_its_comment() -> None:
    result = plan(A, finding("b1"), old=(said(A, days_ago=14),), quiet_days=30)
    assert kinds(result) == [ActKind.EDIT]
    assert [(held.finding, held.rung) for held in result.climbing] == [(A, Rung.DIGEST)]


@pytest.mark.parametrize(("answered", "why"), [(15, "said on the ticket on 4 Nov"), (9, "Ana answered on 9 Nov")])
def test_only_an_answer_to_what_is_open_counts_from_then_on(answered: int, why: str) -> None:
    old = said(A, days_ago=20)
    told = NOW - timedelta(days=14)
    old = replace(old, parts=tuple(replace(part, told=told) for part in old.parts))
    reply = Reply(NOW - timedelta(days=answered), "Ana")
    assert [why in held.why for held in plan(A, old=(old,), replies={"m1": reply}).climbing] == [True]


@pytest.mark.parametrize(("answered", "rungs"), [(2, []), (20, [(Rung.LEAD, "Mara Lind")])])
def test_an_answer_brings_down_what_had_climbed_before_it_and_not_what_climbed_since(
    answered: int, rungs: list[tuple[Rung, str]]
) -> None:
    reply = Reply(NOW - timedelta(days=answered), "Ana")
    result = plan(A, old=(said(A, days_ago=30),), replies={"m1": reply}, held=(still_open(Rung.LEAD, 3),))
    assert climbed(result) == rungs


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


@pytest.mark.parametrize(
    ("days", "was", "rung"),
    [
        (0, Rung.DIGEST, Rung.DIGEST),
        (6, Rung.DIGEST, Rung.DIGEST),
        (7, Rung.DIGEST, Rung.LEAD),
        (7, Rung.LEAD, Rung.OWNER),
        (60, Rung.DIGEST, Rung.LEAD),
    ],
)
def test_what_could_never_be_said_climbs_from_the_digest_on(days: int, was: Rung, rung: Rung) -> None:
    exposed = finding(source="open")
    first = NOW - timedelta(days=days)
    item = HeldItem(exposed, TEAM, Reason.EXPOSED, "", was, "", first, first)
    (held,) = plan(exposed, held=(item,), sources={"open": OPEN}).held
    assert (held.reason, held.rung) == (Reason.EXPOSED, rung)


def test_what_waits_for_a_source_to_answer_does_not_climb() -> None:
    first = NOW - timedelta(days=60)
    item = HeldItem(A, TEAM, Reason.STALE, "", Rung.DIGEST, "", first, first)
    (held,) = plan(A, held=(item,), sources={"closed": replace(OPEN, stale={"acme": "closed: ACME"})}).held
    assert (held.reason, held.rung) == (Reason.STALE, Rung.DIGEST)


def test_a_comment_that_a_person_deleted_is_in_the_digest_at_once() -> None:
    (held,) = plan(A, old=(said(A, state=State.DISMISSED),)).held
    assert held == Held(A, TEAM, held.why, Reason.DISMISSED, Rung.DIGEST, raised_at=NOW)
