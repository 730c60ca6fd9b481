"""The plan: the table of a comment's life, who may be told what, and how much."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.config.speaking import Breaker, Budgets
from forewarn.connect import Guarantee
from forewarn.model import Audience, Finding, Severity, TicketRef
from forewarn.say import ActKind, Past, Plan, Policy, Reply, SourceFacts, make_plan
from forewarn.say.journal import decisions
from forewarn.store import Draft, HeldItem, Part, Reason, Rung, Said, State
from forewarn.worktime import Calendar, Hours

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)  # a Wednesday
OFFICE = Calendar("office", ZoneInfo("UTC"), dict.fromkeys(range(5), Hours(time(9), time(17))))
TEAM, CLIENT = Audience.TEAM, Audience.CLIENT
CLOSED = SourceFacts(client_visible=False, team_only=Guarantee.DECLARED)
OPEN = SourceFacts(client_visible=True, team_only=Guarantee.NONE)
JOINED = replace(CLOSED, joined={"acme": "Ruth Baker"})
LEAKING = replace(OPEN, leaks=True)
HELPDESK = SourceFacts(client_visible=True, team_only=Guarantee.INTERNAL)
SOURCES = {"closed": CLOSED, "open": OPEN, "helpdesk": HELPDESK, "joined": JOINED, "leaking": LEAKING}
PLENTY = Budgets(1000, 1000, 1000, 1000, 1000, 1000)
NEVER = Breaker(floor=1000)
PEOPLE = {Rung.LEAD: "Mara Lind", Rung.OWNER: "Ida Nord"}


def finding(anchor: str = "a1", **more: object) -> Finding:
    source = str(more.pop("source", "closed"))
    ticket = str(more.pop("ticket", "1"))
    values: dict[str, object] = {
        "rule": "silence", "check": "relationship/silence", "project": "acme", "subject": f"{source}:{ticket}",
        "anchor": anchor, "severity": Severity.MEDIUM, "since": NOW - timedelta(days=2),
        "audiences": frozenset({TEAM}), "on": TicketRef(source, "ACME", ticket, f"ACME-{ticket}"),
    }  # fmt: skip
    return Finding(**{**values, **more})  # type: ignore[arg-type]


def said(*findings: Finding, days_ago: float = 1, state: State = State.SAID, **more: object) -> Said:
    on = findings[0].on
    assert on is not None
    at = NOW - timedelta(days=days_ago)
    parts = tuple(Part(f.identity, f.severity, f"words of {f.anchor}", f.positive) for f in findings)
    values: dict[str, object] = {
        "marker": "m1", "project": "acme", "ticket": on, "audience": TEAM, "state": state, "parts": parts,
        "body": "words", "intended_at": at, "changed_at": at, "comment": "c1", "said_at": at,
    }  # fmt: skip
    return Said(**{**values, **more})  # type: ignore[arg-type]


def plan(
    *findings: Finding,
    old: tuple[Said, ...] = (),
    replies: dict[str, Reply] | None = None,
    undecided: frozenset[tuple[str, str]] = frozenset(),
    sources: dict[str, SourceFacts] | None = None,
    approval: bool = False,
    drafts: tuple[Draft, ...] = (),
    held: tuple[HeldItem, ...] = (),
    people: dict[tuple[str, str], tuple[str, ...]] | None = None,
    budgets: Budgets = PLENTY,
    breaker: Breaker = NEVER,
    override: bool = False,
    now: datetime = NOW,
    past: dict[str, object] | None = None,
    **policy: int,
) -> Plan:
    rules = Policy(
        lambda project: OFFICE, lambda project, rule: approval, OFFICE, budgets=budgets, breaker=breaker,
        client_of=lambda project: "one client", addressee=lambda project, rung: PEOPLE.get(rung, ""), **policy,
    )  # fmt: skip
    before = Past(old, replies or {}, drafts, held, people or {}, **(past or {}))  # type: ignore[arg-type]
    return make_plan(findings, undecided, before, sources or SOURCES, rules, now, override_breaker=override)


def kinds(result: Plan) -> list[ActKind]:
    return [act.kind for act in result.acts]


A, B, C = finding("a1"), finding("b1"), finding("c1")


# The rows of the table, in its order.


def test_nothing_said_and_something_found_is_posted() -> None:
    assert kinds(plan(A, B)) == [ActKind.POST]
    assert plan(A, B).acts[0].findings == (A, B)


def test_what_was_said_and_still_is_so_costs_nothing() -> None:
    assert kinds(plan(A, old=(said(A),))) == [ActKind.KEEP]
    assert plan(A, old=(said(A),)).writes == ()


def test_more_within_the_quiet_period_is_edited_into_the_same_comment() -> None:
    assert kinds(plan(A, B, old=(said(A),))) == [ActKind.EDIT]


def test_more_after_the_quiet_period_is_posted_anew() -> None:
    assert kinds(plan(A, B, old=(said(A, days_ago=8),))) == [ActKind.REPOST]


def test_another_side_of_what_is_open_calls_nobody_anew_whatever_else_is_open_there() -> None:
    grave = finding("missed:2026-11-13", rule="other", severity=Severity.HIGH)
    known = finding("due:2026-11-13")
    for before, kind in (((known, A), ActKind.EDIT), ((known,), ActKind.REPOST)):
        assert kinds(plan(grave, known, A, old=(said(*before, days_ago=8),))) == [kind]


def test_the_quiet_period_is_counted_in_business_days() -> None:
    # Six calendar days before Wednesday is Thursday: four business days.
    assert kinds(plan(A, B, old=(said(A, days_ago=6),), quiet_days=5)) == [ActKind.EDIT]
    assert kinds(plan(A, B, old=(said(A, days_ago=6),), quiet_days=4)) == [ActKind.REPOST]


def test_a_graver_finding_counts_as_more_and_a_milder_one_does_not() -> None:
    grave, mild = replace(A, severity=Severity.HIGH), replace(A, severity=Severity.LOW)
    assert kinds(plan(grave, old=(said(A),))) == [ActKind.EDIT]
    assert kinds(plan(mild, old=(said(A),))) == [ActKind.KEEP]


def test_fewer_strikes_what_is_settled() -> None:
    act = plan(A, old=(said(A, B),)).acts[0]
    assert (act.kind, act.settled) == (ActKind.EDIT, {B.identity})


def test_none_resolves_the_comment_and_never_deletes_it() -> None:
    act = plan(old=(said(A),)).acts[0]
    assert (act.kind, act.settled) == (ActKind.RESOLVE, {A.identity})


def test_an_answer_by_a_person_leaves_the_ticket_in_peace() -> None:
    result = plan(A, old=(said(A),), replies={"m1": Reply(NOW, "Ana")})
    assert kinds(result) == [ActKind.ACKNOWLEDGED]
    assert result.writes == ()


def test_a_word_from_before_something_was_added_is_no_answer_to_it() -> None:
    old = said(A, days_ago=3)
    added = replace(old, parts=tuple(replace(part, told=NOW - timedelta(days=1)) for part in old.parts))
    early, late = Reply(NOW - timedelta(days=2), "Ana"), Reply(NOW, "Ana")
    assert kinds(plan(A, old=(added,), replies={"m1": early})) == [ActKind.KEEP]
    assert kinds(plan(A, old=(added,), replies={"m1": late})) == [ActKind.ACKNOWLEDGED]
    assert kinds(plan(A, old=(old,), replies={"m1": early})) == [ActKind.ACKNOWLEDGED]


def test_what_grew_graver_since_an_answer_is_not_called_answered() -> None:
    graver = replace(A, severity=Severity.HIGH)
    [act] = plan(graver, B, old=(said(A, B, days_ago=8),), replies={"m1": Reply(NOW, "Ana")}).acts
    assert (act.kind, act.answered.keys()) == (ActKind.REPOST, {B.identity})


def test_a_new_letter_repeats_neither_what_the_client_answered_nor_what_stays_true() -> None:
    theirs = {"source": "helpdesk", "audiences": frozenset({CLIENT})}
    asked, good, news = finding("a1", **theirs), finding("g", positive=True, **theirs), finding("b1", **theirs)
    old = said(asked, good, days_ago=8, audience=CLIENT)
    old = replace(old, parts=(old.parts[0], replace(old.parts[1], told=NOW)))
    reply = Reply(NOW - timedelta(hours=1), "Ruth")
    for replies, left, dropped in (({"m1": reply}, (news,), (asked, good)), ({}, (asked, news), (good,))):
        [act] = plan(asked, news, old=(old,), replies=replies).acts
        assert (act.kind, act.findings) == (ActKind.REPOST, left)
        assert act.dropped == {one.identity for one in dropped}


@pytest.mark.parametrize("known", [True, False], ids=["silent before", "found now"])
def test_a_new_letter_tells_no_other_side_of_what_the_client_answered(known: bool) -> None:
    theirs = {"source": "helpdesk", "audiences": frozenset({CLIENT})}
    asked, news = finding("due:2026-11-13", **theirs), finding("b1", **theirs)
    side = finding("c9:2026-11-13", rule="promise-broken", severity=Severity.LOW, **theirs)
    old = said(asked, side, days_ago=8, audience=CLIENT)
    leader, silent = old.parts
    old = replace(old, parts=(leader, replace(silent, under=asked.identity)) if known else (leader,))
    [act] = plan(asked, side, news, old=(old,), replies={"m1": Reply(NOW, "Ruth")}).acts
    assert (act.kind, act.findings) == (ActKind.REPOST, (news,))


def test_a_new_letter_tells_no_other_side_of_what_the_client_answered_and_is_over_by_now() -> None:
    theirs = {"source": "helpdesk", "audiences": frozenset({CLIENT})}
    asked, news = finding("due:2026-11-13", **theirs), finding("b1", rule="other", **theirs)
    side = finding("c9:2026-11-13", rule="promise-broken", severity=Severity.LOW, **theirs)
    old = said(asked, side, days_ago=8, audience=CLIENT)
    old = replace(old, parts=(old.parts[0], replace(old.parts[1], under=asked.identity)))
    [act] = plan(side, news, old=(old,), replies={"m1": Reply(NOW, "Ruth")}).acts
    assert (act.kind, act.findings) == (ActKind.REPOST, (news,))


@pytest.mark.parametrize(("days_ago", "kind"), [(1, ActKind.EDIT), (8, ActKind.REPOST)])
def test_what_stood_in_the_shadow_of_a_date_goes_with_it_when_the_next_date_takes_its_place(
    days_ago: int, kind: ActKind
) -> None:
    """Whatever nobody could look at: the team has not read it here."""
    first, second, news = finding("due:2026-11-13"), finding("missed:2026-11-13"), finding("b1", rule="other")
    silent = finding("c9:2026-11-13", rule="promise-broken")
    old = said(first, silent, days_ago=days_ago)
    old = replace(old, parts=(old.parts[0], replace(old.parts[1], under=first.identity)))
    [act] = plan(second, news, old=(old,), undecided=frozenset({(silent.rule, silent.subject)})).acts
    assert (act.kind, act.settled, act.dropped) == (kind, frozenset(), {first.identity, silent.identity})


@pytest.mark.parametrize("news", [(), (A,)], ids=["no news", "news that wait"])
def test_what_stood_in_the_shadow_of_what_is_over_goes_with_it(news: tuple[Finding, ...]) -> None:
    """Although nobody could look at it now: nobody has read it there."""
    leader, silent = finding("due:2026-11-13"), finding("c9:2026-11-13", rule="promise-broken")
    old = said(leader, silent)
    old = replace(old, parts=(old.parts[0], replace(old.parts[1], under=leader.identity)))
    unknown = frozenset({(silent.rule, silent.subject)})
    [act] = plan(*news, old=(old,), undecided=unknown, breaker=Breaker(floor=0, times=0)).acts
    assert (act.kind, act.settled, act.dropped) == (ActKind.RESOLVE, {leader.identity}, {silent.identity})
    assert (act.news, act.why) == (frozenset(), "nothing of it is open any more")


def test_a_client_is_asked_again_for_what_came_in_after_their_answer_with_its_other_sides() -> None:
    theirs = {"source": "helpdesk", "audiences": frozenset({CLIENT})}
    asked, later, news = (
        finding("due:2026-11-12", **theirs),
        finding("due:2026-11-13", **theirs),
        finding("n", **theirs),
    )
    side = finding("c9:2026-11-13", rule="promise-broken", severity=Severity.LOW, **theirs)
    old = said(asked, later, days_ago=8, audience=CLIENT)
    old = replace(old, parts=(old.parts[0], replace(old.parts[1], told=NOW)))
    [act] = plan(asked, later, side, news, old=(old,), replies={"m1": Reply(NOW - timedelta(hours=1), "Ruth")}).acts
    assert (act.kind, act.findings) == (ActKind.REPOST, (later, news, side))


def test_the_log_says_who_answered_where_a_ticket_is_left_in_peace() -> None:
    result = plan(A, old=(said(A),), replies={"m1": Reply(NOW, "Ana")})
    (entry,) = decisions(result, (), OFFICE, NOW)
    assert entry.text == "silence (medium, for the team) left in peace: Ana answered on 18 Nov 2026"


def test_a_deleted_comment_is_not_said_again_within_the_quiet_period() -> None:
    result = plan(A, old=(said(A, state=State.DISMISSED),))
    assert result.acts == ()
    assert "deleted" in result.held[0].why
    [anew] = plan(A, old=(said(A, B, state=State.DISMISSED, days_ago=20),)).acts
    assert (anew.kind, anew.findings, anew.old) == (ActKind.POST, (A,), None)  # it begins without what stood there


def test_where_a_comment_was_deleted_nothing_else_is_said_within_the_quiet_period_either() -> None:
    result = plan(B, old=(said(A, state=State.DISMISSED),))
    assert (result.acts, [one.reason for one in result.held]) == ((), [Reason.DISMISSED])
    assert kinds(plan(B, old=(said(A, state=State.DISMISSED, days_ago=20),))) == [ActKind.POST]


def test_a_comment_that_was_deleted_when_all_of_it_was_closed_keeps_nothing_back() -> None:
    tidied = said(A, state=State.DISMISSED)
    tidied = replace(tidied, parts=tuple(replace(part, resolved_on=NOW) for part in tidied.parts))
    result = plan(B, old=(tidied,))
    assert (kinds(result), result.held) == ([ActKind.POST], ())


def test_an_intent_without_an_id_is_looked_for_before_anything_else() -> None:
    assert kinds(plan(A, B, old=(said(A, state=State.INTENDED, comment=None, said_at=None),))) == [ActKind.LOOK]


def test_words_that_nobody_knows_are_written_once_more_and_close_nothing_that_is_open() -> None:
    lost = said(A, body="")
    assert kinds(plan(A, old=(lost,))) == [ActKind.EDIT]
    assert kinds(plan(old=(lost,), undecided=frozenset({(A.rule, A.subject)}))) == [ActKind.EDIT]
    over = replace(lost, parts=tuple(replace(part, resolved_on=NOW) for part in lost.parts))
    assert kinds(plan(old=(over,))) == [ActKind.RESOLVE]


# What must not be taken back.


@pytest.mark.parametrize("anchor", ["a1", "2026-11-12T09:00:00+00:00", "due:2026-11-13"])
def test_what_is_kept_quiet_is_not_called_settled_whatever_names_its_event(anchor: str) -> None:
    quiet = finding(anchor)
    assert plan(old=(said(quiet),), past={"quiet": {quiet.identity}}).acts == ()
    assert kinds(plan(old=(said(quiet),), past={"quiet": {finding("z").identity}})) == [ActKind.RESOLVE]


def test_what_is_kept_quiet_is_not_said_anew_with_what_is_new() -> None:
    [act] = plan(A, B, old=(said(A, C, days_ago=8),), past={"quiet": {C.identity}}).acts
    assert (act.kind, act.settled, act.dropped) == (ActKind.REPOST, frozenset(), {C.identity})


@pytest.mark.parametrize("audience", [TEAM, CLIENT])
def test_of_what_nobody_looks_at_any_more_only_the_words_for_clients_stay(audience: Audience) -> None:
    """They are not repeated either; a note for the team is struck."""
    read, news = (finding(a, rule=a, source="helpdesk", audiences=frozenset({audience})) for a in ("off", "new"))
    past = {"unasked": {(read.rule, read.subject)}}
    for days_ago, kind in ((1, ActKind.EDIT), (8, ActKind.REPOST)):
        [act] = plan(news, old=(said(read, audience=audience, days_ago=days_ago),), past=past).acts
        stays = audience is CLIENT
        assert (act.kind, act.settled) == (kind, frozenset() if stays else {read.identity})
        assert act.dropped == ({read.identity} if stays and kind is ActKind.REPOST else frozenset())


def test_what_could_not_be_evaluated_this_time_is_not_taken_back() -> None:
    assert plan(old=(said(A),), undecided=frozenset({(A.rule, A.subject)})).acts == ()


def test_what_is_found_but_held_back_is_not_called_settled() -> None:
    good = finding("g", positive=True, source="helpdesk", audiences=frozenset({CLIENT}))
    red = finding("r", severity=Severity.HIGH, ticket="9")
    result = plan(good, red, old=(said(good, audience=CLIENT),))
    assert [act.ticket.id for act in result.acts] == ["9"]
    assert [held.reason for held in result.held] == [Reason.TOLD]
    assert [held.reason for held in plan(good, red).held] == [Reason.GOOD_NEWS]


def test_good_news_stays_true_and_is_never_struck() -> None:
    assert plan(old=(said(finding("g", positive=True)),)).acts == ()


def test_what_could_not_be_read_of_a_project_is_left_exactly_as_it_is() -> None:
    stale = {"closed": replace(CLOSED, stale={"acme": "closed: ACME"})}
    result = plan(A, old=(said(B),), sources=stale)
    assert result.acts == ()
    assert result.held[0].why == "closed: ACME could not be read, so this may be out of date"


def test_another_project_of_the_same_source_is_spoken_of() -> None:
    stale = {"closed": replace(CLOSED, stale={"harbour": "closed: HARBOUR"})}
    assert [act.kind for act in plan(A, sources=stale).acts] == [ActKind.POST]


def test_a_lapsed_or_superseded_comment_speaks_for_nobody() -> None:
    for state in (State.LAPSED, State.SUPERSEDED):
        assert kinds(plan(A, old=(said(A, state=state),))) == [ActKind.POST]


def test_a_resolved_comment_comes_to_life_again_only_within_the_quiet_period() -> None:
    struck = replace(said(A, state=State.RESOLVED), parts=())
    assert kinds(plan(A, old=(struck,))) == [ActKind.EDIT]
    assert kinds(plan(A, old=(replace(struck, said_at=NOW - timedelta(days=20)),))) == [ActKind.POST]
    assert plan(old=(struck,)).acts == ()


# Who may be told.


@pytest.mark.parametrize(
    ("source", "audience", "approval", "spoken", "word"),
    [
        ("closed", TEAM, False, True, ""),
        ("helpdesk", TEAM, False, True, ""),
        ("open", TEAM, False, False, "clients can read every comment"),
        ("joined", TEAM, False, False, "Ruth Baker of the client wrote there lately"),
        ("leaking", TEAM, False, False, "a note for the team came out visible"),
        ("closed", CLIENT, False, False, "cannot see"),
        ("open", CLIENT, False, True, ""),
        ("open", CLIENT, True, False, "approval"),
        ("gone", TEAM, False, False, "no longer in the config"),
    ],
)
def test_a_finding_is_spoken_of_only_where_its_audience_and_nobody_else_reads_it(
    source: str, audience: Audience, approval: bool, spoken: bool, word: str
) -> None:
    result = plan(finding(source=source, audiences=frozenset({audience})), approval=approval)
    assert bool(result.writes) is spoken
    assert all(word in held.why for held in result.held)
    assert len(result.held) == (0 if spoken else 1)


def test_a_finding_on_no_ticket_is_held_with_the_reason() -> None:
    assert plan(finding(on=None)).held[0].why == "it belongs to no single ticket"


def test_one_ticket_has_one_comment_for_each_audience() -> None:
    both = finding(source="helpdesk", audiences=frozenset({TEAM, CLIENT}))
    assert [act.audience for act in plan(both).acts] == [CLIENT, TEAM]


def test_whose_words_tell_an_event_to_the_team_does_not_depend_on_what_a_client_has_read() -> None:
    both = {"source": "helpdesk", "audiences": frozenset({TEAM, CLIENT})}
    grave = finding("missed:2026-11-13", rule="other", severity=Severity.HIGH, **both)
    read = finding("due:2026-11-13", **both)
    acts = plan(grave, read, old=(said(read, audience=CLIENT),)).acts
    assert {act.audience: dict(act.under) for act in acts} == {
        CLIENT: {grave.identity: read.identity},
        TEAM: {read.identity: grave.identity},
    }


def test_good_news_waits_while_the_project_is_red_and_is_told_otherwise() -> None:
    good = finding("g", positive=True)
    assert kinds(plan(good)) == [ActKind.POST]
    assert kinds(plan(replace(good, severity=Severity.HIGH))) == [ActKind.POST]  # which makes no project red
    assert plan(good, finding("m", severity=Severity.MEDIUM, ticket="2")).held == ()
    held = plan(good, finding("r", severity=Severity.HIGH, ticket="2")).held
    assert [(h.finding, h.why.split()[0]) for h in held] == [(good, "good")]
    elsewhere = finding("r", severity=Severity.HIGH, ticket="2", project="other")
    assert plan(good, elsewhere).held == ()


# Over all that can happen.

some_findings = st.lists(
    st.builds(
        lambda anchor, ticket, source, severity, audiences, positive: finding(
            anchor, ticket=ticket, source=source, severity=severity, audiences=audiences, positive=positive
        ),
        st.sampled_from("xyz"), st.sampled_from("123"), st.sampled_from(["closed", "open", "helpdesk", "gone"]),
        st.sampled_from(Severity), st.frozensets(st.sampled_from(Audience), min_size=1), st.booleans(),
    ),
    max_size=12, unique_by=lambda f: f.identity,
)  # fmt: skip


@given(some_findings, st.integers(0, 6), st.integers(0, 6), st.booleans())
def test_nothing_is_lost_doubled_or_told_to_the_wrong_people(
    findings: list[Finding], per_run: int, per_project: int, approval: bool
) -> None:
    result = plan(*findings, approval=approval, budgets=replace(PLENTY, run=per_run, project=per_project))
    told = [(f.identity, act.audience) for act in result.acts for f in act.findings]
    held = [(h.finding.identity, h.audience) for h in result.held]
    assert sorted(told + held) == sorted((f.identity, a) for f in findings for a in f.audiences)
    assert len(result.writes) <= per_run
    assert sum(act.audience is TEAM for act in result.writes) <= per_project
    for act in result.acts:
        facts = SOURCES[act.ticket.source]
        assert act.audience is CLIENT or facts.team_only is not Guarantee.NONE
        assert act.audience is TEAM or (facts.client_visible and not approval)
    places = [(act.ticket.source, act.ticket.id, act.audience) for act in result.acts]
    assert len(places) == len(set(places))


@given(some_findings)
def test_the_plan_does_not_depend_on_the_order_of_the_findings(findings: list[Finding]) -> None:
    assert plan(*findings) == plan(*reversed(findings))


def test_the_gravest_is_said_first_also_beside_something_that_the_client_has_read() -> None:
    theirs = {"source": "open", "audiences": frozenset({CLIENT})}
    read = finding("old", ticket="1", severity=Severity.LOW, **theirs)
    grave = finding("grave", ticket="1", severity=Severity.CRITICAL, **theirs)
    minor = finding("minor", ticket="2", severity=Severity.LOW, **theirs)
    old = said(read, days_ago=30, audience=CLIENT, state=State.SUPERSEDED)
    result = plan(grave, minor, read, old=(old,), budgets=replace(PLENTY, run=1))
    assert [act.ticket.id for act in result.writes] == ["1"]


@pytest.mark.parametrize("audience", [TEAM, CLIENT])
@pytest.mark.parametrize("replaces", [True, False])
def test_what_stays_true_goes_only_with_what_takes_its_place(replaces: bool, audience: Audience) -> None:
    """For clients it is struck; the team reads the new side in its place."""
    first, second = (
        finding(a, source="helpdesk", audiences=frozenset({audience}), replaces=replaces) for a in ("a1", "a2")
    )
    parts = (Part(first.identity, first.severity, "words of a1", True),)
    [act] = plan(second, old=(said(first, audience=audience, parts=parts),)).acts
    gone = {first.identity} if replaces else set()
    assert act.settled == gone
    assert act.dropped == (gone if audience is TEAM else set())


@pytest.mark.parametrize("lasting", [True, False])
def test_what_is_told_and_is_not_so_by_now_is_struck_also_where_it_was_to_last(lasting: bool) -> None:
    theirs = finding("a1", positive=lasting, source="helpdesk", audiences=frozenset({CLIENT}))
    old = (said(theirs, audience=CLIENT),)
    assert kinds(plan(old=old, past={"undone": {(theirs.rule, theirs.subject)}})) == [ActKind.RESOLVE]
    assert kinds(plan(old=old)) == ([] if lasting else [ActKind.RESOLVE])


@pytest.mark.parametrize(("audience", "kept"), [(TEAM, [ActKind.RESOLVE]), (CLIENT, [])])
def test_what_is_over_waits_for_clients_to_read_what_takes_its_place_and_not_in_a_note_for_the_team(
    audience: Audience, kept: list[ActKind]
) -> None:
    first, second = (finding(a, source="helpdesk", audiences=frozenset({audience}), replaces=True) for a in "ab")
    result = plan(old=(said(first, audience=audience),), past={"superseding": {second.identity}})
    assert kinds(result) == kept


@pytest.mark.parametrize("lasting", [True, False])
@pytest.mark.parametrize(("replaces", "undone", "kept"), [(True, False, []), (False, True, [ActKind.RESOLVE])])
def test_words_for_clients_wait_while_the_breaker_stops_only_for_what_is_to_take_their_place(
    lasting: bool, replaces: bool, undone: bool, kept: list[ActKind]
) -> None:
    first, second = (
        finding(a, source="helpdesk", audiences=frozenset({CLIENT}), replaces=replaces) for a in ("a1", "a2")
    )
    parts = (Part(first.identity, first.severity, "words of a1", lasting),)
    past = {"undone": {(first.rule, first.subject)} if undone else set()}
    stopped = Breaker(floor=0, times=0)
    result = plan(second, old=(said(first, audience=CLIENT, parts=parts),), past=past, breaker=stopped)
    assert [act.kind for act in result.writes] == kept
    assert [one.reason for one in result.held] == [Reason.BREAKER]


def test_what_clients_have_read_in_its_place_lets_it_be_struck_although_other_news_wait() -> None:
    theirs = {"source": "helpdesk", "audiences": frozenset({CLIENT})}
    first, second = finding("a1", replaces=True, **theirs), finding("a2", replaces=True, **theirs)
    news = finding("n", rule="other", **theirs)
    result = plan(second, news, old=(said(first, second, audience=CLIENT),), breaker=Breaker(floor=0, times=0))
    [act] = result.acts
    assert (act.kind, act.findings, act.settled) == (ActKind.EDIT, (second,), {first.identity})


@pytest.mark.parametrize("replaces", [True, False])
def test_what_is_over_stands_until_clients_read_what_takes_its_place_and_no_longer(replaces: bool) -> None:
    theirs = {"source": "helpdesk", "audiences": frozenset({CLIENT}), "replaces": replaces}
    first, second = (finding(a, **theirs) for a in ("a1", "a2"))
    result = plan(second, approval=True, old=(said(first, audience=CLIENT),))
    assert [one.reason for one in result.held] == [Reason.APPROVAL]
    assert kinds(result) == ([] if replaces else [ActKind.RESOLVE])


@pytest.mark.parametrize(("audience", "kept"), [(TEAM, [ActKind.RESOLVE]), (CLIENT, [])])
def test_only_what_clients_read_waits_to_be_struck_while_the_breaker_stops_what_takes_its_place(
    audience: Audience, kept: list[ActKind]
) -> None:
    first, second = (
        finding(a, source="helpdesk", audiences=frozenset({audience}), replaces=True) for a in ("a1", "a2")
    )
    result = plan(second, old=(said(first, audience=audience),), breaker=Breaker(floor=0, times=0))
    assert ([one.reason for one in result.held], [act.kind for act in result.writes]) == (
        [Reason.BREAKER],
        kept,
    )


@pytest.mark.parametrize("facts", [{"unread": {"1"}}, {"ended": {"ACME"}}, {"stale": {"acme": "the board"}}], ids=str)
def test_where_nobody_could_look_or_can_write_an_older_comment_is_left_alone_as_well(facts: dict[str, object]) -> None:
    told, other = (finding(one, source="open", audiences=frozenset({CLIENT})) for one in ("a1", "b1"))
    old = (
        said(told, audience=CLIENT, days_ago=20),
        said(other, audience=CLIENT, days_ago=10, marker="m2", comment="c2"),
    )
    assert len(plan(old=old).writes) == 2
    sources = {"open": replace(OPEN, **facts)}  # type: ignore[arg-type]
    assert plan(old=old, sources=sources).writes == ()


def test_what_stood_in_the_shadow_of_what_is_over_does_not_come_out_of_it_beside_a_newer_comment() -> None:
    shadowed = replace(said(A, B), audience=CLIENT)
    leader, silent = shadowed.parts
    older = replace(shadowed, parts=(leader, replace(silent, under=A.identity)))
    newer = said(finding("c1"), marker="m2")
    assert len(older.beside(newer)) == 2
    assert [part.identity for part in older.struck({A.identity}, NOW).beside(newer)] == [A.identity]
