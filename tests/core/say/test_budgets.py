"""How much may be said: no budget is ever exceeded, and a run that would say far too much says nothing new."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.say.test_plan import CLIENT, NOW, OFFICE, PLENTY, SOURCES, TEAM, finding, kinds, plan, said

from forewarn.config.speaking import Breaker, Budgets
from forewarn.model import Audience, Finding, Severity
from forewarn.say import ActKind, Past, Plan, Policy, make_plan
from forewarn.store import HeldItem, Reason, Rung, Said, State


def spoken(number: int, ticket: str = "9", *, hours: float = 1, source: str = "closed", **more: object) -> Said:
    """A comment that another run of the day has said."""
    given = {"state": State.SAID, **more}
    at = NOW - timedelta(hours=hours)
    one = said(finding(f"old{number}", ticket=ticket, source=source), **given)  # type: ignore[arg-type]
    return replace(one, marker=f"old{number}", intended_at=at, said_at=at)


def reasons(result: Plan) -> set[str]:
    return {held.why for held in result.held if held.reason is Reason.BUDGET}


def test_beyond_the_budget_the_gravest_are_said_then_the_oldest_and_the_rest_is_held_with_the_reason() -> None:
    grave = finding(ticket="1", severity=Severity.HIGH)
    young, old = finding(ticket="2"), finding(ticket="3", since=NOW - timedelta(days=30))
    result = plan(young, old, grave, budgets=replace(PLENTY, run=2))
    assert [act.findings[0] for act in result.acts] == [grave, old]
    assert [(held.finding, held.reason, held.why) for held in result.held] == [
        (young, Reason.BUDGET, "this run has said its 2 new comments")
    ]


@pytest.mark.parametrize(
    ("budget", "old", "people", "words"),
    [
        ("run", (), (), "this run has said its 1 new comments"),
        ("day", (spoken(1),), (), "the agency has had its 1 new comments today"),
        ("project", (spoken(1),), (), "this project has had its 1 new notes today"),
        ("person", (spoken(1),), ("Ivo",), "Ivo has had 1 new notes today"),
    ],
)
def test_each_budget_is_named_when_it_holds_something_back(
    budget: str, old: tuple[Said, ...], people: tuple[str, ...], words: str
) -> None:
    works_on = {("closed", number): people for number in "1239"}
    several = [finding("x", ticket=number) for number in "123"]
    quiet = replace(old[0], parts=()) if old else None  # nothing of it is open, so it asks for no act
    result = plan(*several, old=(quiet,) if quiet else (), people=works_on, budgets=replace(PLENTY, **{budget: 1}))
    assert words in reasons(result)
    assert len(result.writes) == (0 if old else 1)


def test_a_client_reads_no_more_a_day_than_agreed_over_all_their_projects() -> None:
    told = [finding(ticket=n, project=f"p{n}", source="open", audiences=frozenset({CLIENT})) for n in "123"]
    result = plan(*told, budgets=replace(PLENTY, client=2))
    assert len(result.writes) == 2
    assert reasons(result) == {"this client has had 2 new comments today"}


def test_notes_for_the_team_are_no_part_of_what_a_client_reads() -> None:
    both = finding(source="helpdesk", audiences=frozenset({TEAM, CLIENT}))
    result = plan(both, people={("helpdesk", "1"): ("Ivo",)}, budgets=replace(PLENTY, client=1, person=1, ticket=1))
    assert len(result.writes) == 2


def test_the_budgets_of_a_day_are_whole_again_on_the_next_day_of_the_agency_s_calendar() -> None:
    yesterday = replace(spoken(1, hours=11), parts=())  # 23:00 the evening before
    assert len(plan(finding(), old=(yesterday,), budgets=replace(PLENTY, day=1)).writes) == 1
    today = replace(spoken(1, hours=9.5), parts=())  # half past midnight
    assert plan(finding(), old=(today,), budgets=replace(PLENTY, day=1)).writes == ()


def test_what_may_have_been_said_counts_and_what_surely_was_not_does_not() -> None:
    lapsed = spoken(1, state=State.LAPSED)
    assert len(plan(finding(), old=(lapsed,), budgets=replace(PLENTY, day=1)).writes) == 1
    intended = replace(spoken(1), state=State.INTENDED, said_at=None)
    assert plan(finding(), old=(intended,), budgets=replace(PLENTY, day=1)).writes == ()


def test_something_graver_passes_the_budget_of_its_ticket_and_no_other() -> None:
    mild = finding("a1", severity=Severity.LOW)
    standing = said(mild, days_ago=8)
    spent = replace(spoken(2, ticket="1"), state=State.SUPERSEDED)
    grave = replace(mild, severity=Severity.HIGH)
    budgets = replace(PLENTY, ticket=1)
    assert kinds(plan(grave, old=(spent, standing), budgets=budgets)) == [ActKind.REPOST]
    other = finding("b1", severity=Severity.LOW)
    held = plan(mild, other, old=(spent, standing), budgets=budgets)
    assert kinds(held) == [ActKind.KEEP]
    assert reasons(held) == {"this ticket has had its 1 new comments today"}
    assert plan(grave, old=(spent, standing), budgets=replace(budgets, run=0)).writes == ()


def test_what_a_client_reads_already_is_no_reason_to_exceed_a_budget_because_it_weighs_more_by_now() -> None:
    mild, news = (finding(a, severity=Severity.LOW, source="open", audiences=frozenset({CLIENT})) for a in ("a1", "b1"))
    spent = replace(spoken(2, ticket="1", source="open", audience=CLIENT), state=State.SUPERSEDED)
    grave = replace(mild, severity=Severity.HIGH)
    result = plan(grave, news, old=(spent, said(mild, days_ago=8, audience=CLIENT)), budgets=replace(PLENTY, ticket=1))
    assert reasons(result) == {"this ticket has had its 1 new comments today"}


def test_what_is_held_of_a_comment_leaves_the_rest_of_it_as_it_stands_and_strikes_what_is_settled() -> None:
    a, b, news = finding("a1"), finding("b1"), finding("c1")
    standing = said(a, b, days_ago=8)
    result = plan(a, news, old=(standing,), budgets=Budgets(run=0))
    assert [(act.kind, act.findings, act.settled) for act in result.acts] == [
        (ActKind.EDIT, (a,), frozenset({b.identity}))
    ]
    assert [held.finding for held in result.held] == [news]


def test_where_nothing_but_good_news_stands_there_is_nothing_to_report_while_what_is_new_waits() -> None:
    good, news = finding("g", positive=True), finding("b1")
    assert plan(news, old=(said(good, days_ago=8),), budgets=Budgets(run=0)).acts == ()


def test_what_is_silent_beside_a_finding_is_held_with_it() -> None:
    a = finding("a1")
    leader, silent = finding("due:2026-11-02"), finding("missed:2026-11-02", rule="slip", severity=Severity.LOW)
    for old in (said(a, days_ago=8), said(a, finding("over"), days_ago=8)):
        result = plan(a, leader, silent, old=(old,), budgets=Budgets(run=0))
        assert [held.finding for held in result.held] == [leader, silent]
        assert [act.findings for act in result.acts] == [(a,)]
    known = plan(leader, silent, a, old=(said(leader, days_ago=8),), budgets=Budgets(run=0))
    assert [held.finding for held in known.held] == [a]  # what tells the event stands there
    stands = plan(a, leader, silent, old=(said(a, silent, days_ago=8),), breaker=Breaker(floor=0, times=0))
    assert [held.finding for held in stands.held] == [leader]
    assert [act.findings for act in stands.acts] == [(a, silent)]


# The breaker.

SMALL = Breaker(floor=3, times=3)


def many(number: int) -> list[Finding]:
    return [finding(ticket=str(n)) for n in range(number)]


def test_a_run_that_would_say_far_more_than_usual_says_nothing_new_and_says_why() -> None:
    result = plan(*many(4), breaker=SMALL)
    assert result.writes == ()
    assert result.breaker == "this run wants to say 4 new things, where 0 a day are usual and 3 are the limit"
    assert {(held.reason, held.why) for held in result.held} == {(Reason.BREAKER, result.breaker)}
    assert len(result.held) == 4
    assert plan(*many(3), breaker=SMALL).breaker == ""


def test_the_breaker_can_be_overridden_and_the_budgets_still_hold() -> None:
    result = plan(*many(4), breaker=SMALL, override=True, budgets=replace(PLENTY, run=2))
    assert (result.breaker, len(result.writes)) == ("", 2)


def test_what_is_usual_is_the_middle_of_the_days_of_the_past_month_on_which_anything_was_said() -> None:
    days = {1: 2, 2: 2, 40: 60, 41: 60, 42: 60}
    busy = [spoken(n, ticket="99", hours=24 * day + n / 100) for day, count in days.items() for n in range(count)]
    history = tuple(replace(one, marker=str(n), state=State.SUPERSEDED) for n, one in enumerate(busy))
    tried = [spoken(n, ticket="98", hours=24 * day + n / 100) for day in (3, 4, 5) for n in range(60)]
    history += tuple(replace(one, marker=f"t{n}", state=State.LAPSED, said_at=None) for n, one in enumerate(tried))
    assert plan(*many(6), old=history, breaker=SMALL).breaker == ""
    assert "2 a day are usual and 6 are the limit" in plan(*many(7), old=history, breaker=SMALL).breaker


def test_old_comments_are_still_closed_while_the_breaker_stops_what_is_new() -> None:
    gone = said(finding(ticket="77"))
    result = plan(*many(4), old=(gone,), breaker=SMALL)
    assert kinds(result) == [ActKind.RESOLVE]


def test_news_that_are_edited_into_a_comment_count_and_are_stopped_too() -> None:
    a = [finding("a1", ticket=str(n)) for n in range(4)]
    news = [finding("b1", ticket=str(n)) for n in range(4)]
    old = tuple(replace(said(one, days_ago=0.1), marker=str(n)) for n, one in enumerate(a))
    result = plan(*a, *news, old=old, breaker=SMALL)
    assert kinds(result) == [ActKind.KEEP] * 4
    assert sorted(held.finding.identity for held in result.held) == sorted(f.identity for f in news)


def test_what_only_a_budget_held_back_before_is_no_surge() -> None:
    waiting = tuple(HeldItem(f, TEAM, Reason.BUDGET, "", Rung.DIGEST, "", NOW, NOW) for f in many(3))
    assert plan(*many(5), held=waiting, breaker=SMALL).breaker == ""
    stopped = tuple(replace(item, reason=Reason.BREAKER) for item in waiting)
    assert plan(*many(5), held=stopped, breaker=SMALL).breaker


def test_what_leaves_a_baseline_that_is_over_comes_out_by_the_budgets_and_is_no_surge() -> None:
    found = many(5)
    policy = Policy(lambda project: OFFICE, lambda *rule: False, OFFICE, budgets=replace(PLENTY, run=2), breaker=SMALL)
    freed = Past(freed=frozenset(one.identity for one in found))
    result = make_plan(found, (), freed, SOURCES, policy, NOW)
    assert (result.breaker, len(result.writes), {held.reason for held in result.held}) == ("", 2, {Reason.BUDGET})
    assert make_plan(found, (), Past(), SOURCES, policy, NOW).breaker


# Over all that can happen.

sizes = st.builds(Budgets, *[st.integers(0, 3)] * len(fields(Budgets)))
pasts = st.lists(
    st.builds(
        lambda ticket, hours, audience, state: (ticket, hours, audience, state),
        st.sampled_from("123"), st.integers(0, 30), st.sampled_from(Audience), st.sampled_from(State),
    ),
    max_size=6,
)  # fmt: skip
presents = st.lists(
    st.builds(
        lambda anchor, ticket, project, severity, audiences: finding(
            anchor, ticket=ticket, project=project, source="helpdesk", severity=severity, audiences=audiences
        ),
        st.sampled_from("xy"), st.sampled_from("123456"), st.sampled_from(["acme", "other"]),
        st.sampled_from(Severity), st.frozensets(st.sampled_from(Audience), min_size=1),
    ),
    max_size=10, unique_by=lambda f: f.identity,
)  # fmt: skip


@given(presents, pasts, sizes)
def test_no_budget_is_ever_exceeded(
    findings: list[Finding], before: list[tuple[str, int, Audience, State]], budgets: Budgets
) -> None:
    old = tuple(
        replace(
            spoken(n, ticket=ticket, hours=hours, state=state), audience=audience, marker=f"m{n}", parts=(),
            ticket=finding(ticket=ticket, source="helpdesk").on,
        )
        for n, (ticket, hours, audience, state) in enumerate(before)
    )  # fmt: skip
    people = {("helpdesk", n): ("Ivo",) if int(n) % 2 else ("Ivo", "Ana") for n in "123456"}
    result = plan(*findings, old=old, people=people, budgets=budgets)
    new = [act for act in result.acts if act.kind in (ActKind.POST, ActKind.REPOST)]
    today = [
        (one.project, one.ticket.id, one.audience)
        for one in old
        if (one.said_at or NOW).date() == NOW.date() and one.state is not State.LAPSED
    ]
    assert len(new) <= budgets.run
    spent = [*today, *((act.project, act.ticket.id, act.audience) for act in new)]
    for act in new:  # only where something was added can anything have been exceeded
        assert len(spent) <= budgets.day
        here = [one for one in spent if one[1:] == (act.ticket.id, act.audience)]
        assert len(here) <= budgets.ticket or act.is_escalation
        if act.audience is CLIENT:
            assert sum(audience is CLIENT for _, _, audience in spent) <= budgets.client
            continue
        notes = [one for one in spent if one[2] is TEAM]
        assert sum(project == act.project for project, _, _ in notes) <= budgets.project
        for name in people["helpdesk", act.ticket.id]:
            assert sum(name in people["helpdesk", ticket] for _, ticket, _ in notes) <= budgets.person
