"""One event is told once; what stays silent is not lost."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.core.say.test_audience import draft
from tests.core.say.test_plan import CLIENT, NOW, OFFICE, finding, kinds, plan, said

from forewarn.model import Evidence, Finding, Severity
from forewarn.rulebook import load_rulebook
from forewarn.say import ActKind, Held
from forewarn.say.merge import shadows
from forewarn.say.render import compose, voice
from forewarn.store import Draft, DraftState, Reason, State

MISSED = finding("due:2026-11-17", rule="date-missed", severity=Severity.HIGH)
NO_DATE = finding("missed:2026-11-17", rule="slip-without-new-eta", severity=Severity.HIGH, since=NOW)
PROMISE = finding("c9:2026-11-17", rule="promise-broken", severity=Severity.MEDIUM)
OTHER = finding("c12", rule="unanswered", severity=Severity.LOW)


def test_the_same_date_flagged_by_three_rules_is_told_by_the_gravest_and_then_oldest() -> None:
    assert shadows([MISSED, NO_DATE, PROMISE, OTHER]) == {
        NO_DATE.identity: MISSED.identity,
        PROMISE.identity: MISSED.identity,
    }


def test_the_same_event_of_the_same_subject_is_one() -> None:
    again = finding("c12", rule="no-acknowledgement", severity=Severity.LOW)
    assert shadows([OTHER, again]) == {again.identity: OTHER.identity}
    elsewhere = replace(again, subject="closed:2")
    assert shadows([OTHER, elsewhere]) == {}


def test_an_instant_is_no_event_and_no_promised_date_so_that_rules_of_the_agency_s_own_are_never_merged_by_it() -> None:
    instant = "2026-11-17T08:00:00+00:00"
    first, second = (finding(instant, rule=rule, check=f"custom/{rule}") for rule in ("no-owner", "no-text"))
    assert shadows([MISSED, first, second]) == {}
    (act,) = plan(first, second, old=(said(first, days_ago=30),)).acts
    assert (act.kind, act.news) == (ActKind.REPOST, {second.identity})


def test_a_finding_that_shows_nothing_but_what_another_shows_is_silent_and_one_that_shows_more_is_not() -> None:
    first, second = (Evidence(NOW - timedelta(days=n), "x", f"https://t/{n}") for n in (1, 2))
    all_of_it = finding("a", rule="changes", severity=Severity.HIGH, evidence=(first, second), subject="project:acme")
    part = finding("b", rule="moved", evidence=(first,))
    assert shadows([all_of_it, part]) == {part.identity: all_of_it.identity}
    assert shadows([replace(part, severity=Severity.CRITICAL), all_of_it]) == {}
    nothing = finding("c", rule="other")
    assert shadows([all_of_it, nothing]) == {}
    nowhere = Evidence(NOW, "a number", "")  # which can be pointed at by nobody
    assert shadows([replace(all_of_it, evidence=(nowhere,)), replace(nothing, evidence=(nowhere,))]) == {}


def test_good_news_is_never_silenced_by_bad_news_nor_the_other_way_round() -> None:
    assert shadows([MISSED, replace(NO_DATE, positive=True)]) == {}


def test_what_is_silent_is_a_part_of_the_comment_all_the_same() -> None:
    (act,) = plan(MISSED, PROMISE).acts
    assert act.findings == (MISSED, PROMISE)
    assert act.under == {PROMISE.identity: MISSED.identity}


def test_another_side_of_an_event_that_was_told_is_no_reason_to_write() -> None:
    assert kinds(plan(MISSED, PROMISE, old=(said(MISSED),))) == [ActKind.KEEP]


def test_what_was_silent_speaks_in_place_when_the_graver_side_is_settled_however_late() -> None:
    """Whether it came before or after the comment was written: nobody is called a second time for one event."""
    shadowed = replace(said(MISSED, PROMISE, days_ago=30))
    shadowed = replace(shadowed, parts=(shadowed.parts[0], replace(shadowed.parts[1], under=MISSED.identity)))
    for old in (shadowed, said(MISSED, days_ago=30)):
        (act,) = plan(PROMISE, old=(old,)).acts
        assert (act.kind, act.settled, act.findings) == (ActKind.EDIT, {MISSED.identity}, (PROMISE,))


def test_a_silent_part_that_is_settled_changes_nothing_that_anybody_sees() -> None:
    old = said(MISSED, PROMISE)
    old = replace(old, parts=(old.parts[0], replace(old.parts[1], under=MISSED.identity)))
    assert kinds(plan(MISSED, old=(old,))) == [ActKind.KEEP]
    (act,) = plan(old=(old,)).acts
    assert (act.kind, act.settled) == (ActKind.RESOLVE, {MISSED.identity, PROMISE.identity})


def test_a_graver_finding_about_a_told_event_is_told() -> None:
    assert kinds(plan(MISSED, PROMISE, old=(said(PROMISE),))) == [ActKind.EDIT]


def test_a_settled_comment_knows_no_event_any_more() -> None:
    old = replace(said(MISSED, days_ago=30, state=State.RESOLVED), parts=())
    assert kinds(plan(PROMISE, old=(old,))) == [ActKind.POST]


def test_what_leaves_the_shadow_of_a_finding_that_still_speaks_is_told() -> None:
    old = said(MISSED, OTHER)
    old = replace(old, parts=(old.parts[0], replace(old.parts[1], under=MISSED.identity)))
    (act,) = plan(MISSED, OTHER, old=(old,)).acts
    assert (act.kind, act.news) == (ActKind.EDIT, {OTHER.identity})


# Words for a client, which wait for a person.

LATE, BROKEN, APART = (
    replace(one, audiences=frozenset({CLIENT}), on=replace(one.on, source="helpdesk"))  # type: ignore[type-var]
    for one in (MISSED, PROMISE, OTHER)
)


def waits(*drafts: Draft, found: tuple[Finding, ...] = (LATE, BROKEN, APART)) -> dict[str, Reason]:
    """By rule, why its words are held back."""
    return {one.finding.rule: one.reason for one in _held(found, drafts)}


def _held(found: tuple[Finding, ...], drafts: tuple[Draft, ...]) -> tuple[Held, ...]:
    return plan(*found, approval=True, drafts=drafts).held


def test_of_one_event_a_person_is_asked_to_approve_one_draft() -> None:
    assert waits() == {"date-missed": Reason.APPROVAL, "promise-broken": Reason.TOLD, "unanswered": Reason.APPROVAL}
    (folded,) = (one for one in _held((LATE, BROKEN), ()) if one.reason is Reason.TOLD)
    assert folded.why == "date-missed tells the client the same event"


def test_once_the_words_are_approved_or_stand_there_no_other_words_for_the_event_wait() -> None:
    assert waits(draft(BROKEN, DraftState.APPROVED)) == {"date-missed": Reason.TOLD, "unanswered": Reason.APPROVAL}
    (held,) = plan(LATE, BROKEN, approval=True, old=(said(BROKEN, audience=CLIENT),)).held
    assert (held.finding, held.reason) == (LATE, Reason.TOLD)


def test_what_a_client_read_of_the_event_in_a_comment_that_was_replaced_is_told_by_no_other_rule() -> None:
    replaced = said(LATE, days_ago=20, audience=CLIENT, state=State.SUPERSEDED)
    result = plan(LATE, BROKEN, APART, old=(replaced,))
    assert [act.findings for act in result.writes] == [(APART,)]
    assert {one.finding.rule: one.why for one in result.held} == {
        "date-missed": "the client has read it in an earlier comment",
        "promise-broken": "date-missed has told the client the same event",
    }


def test_what_a_person_wrote_waits_beside_whatever_else_is_found() -> None:
    theirs = draft(BROKEN, edited=True)
    assert waits(theirs) == {
        "date-missed": Reason.TOLD,
        "promise-broken": Reason.APPROVAL,
        "unanswered": Reason.APPROVAL,
    }
    assert waits(theirs, draft(LATE, DraftState.APPROVED))["promise-broken"] is Reason.APPROVAL


def test_where_a_person_rejected_the_words_of_one_side_the_other_is_offered() -> None:
    assert waits(draft(LATE, DraftState.REJECTED))["promise-broken"] is Reason.APPROVAL


def test_all_that_a_person_approved_is_said_even_of_one_event() -> None:
    approved = [draft(one, DraftState.APPROVED, words=f"words of {one.rule}") for one in (LATE, BROKEN)]
    rule = next(rule for rule in load_rulebook("web-agency@1").all_rules() if rule.id == "silence")
    rules = {(one.rule, one.subject): replace(rule, approval=True) for one in (LATE, BROKEN)}
    silent = said(LATE, BROKEN, audience=CLIENT)
    silent = replace(silent, parts=(silent.parts[0], replace(silent.parts[1], under=LATE.identity)))
    for old, kind in (((), ActKind.POST), ((said(LATE, audience=CLIENT),), ActKind.EDIT), ((silent,), ActKind.EDIT)):
        (act,) = plan(LATE, BROKEN, approval=True, drafts=tuple(approved), old=old).acts
        body = compose(act, rules, voice("markdown", 9_000, OFFICE), NOW).body
        assert (act.kind, act.under) == (kind, {})
        assert len(body.split("\n\n")) == 2


def test_words_that_need_no_approval_are_silent_where_a_person_approved_others_for_the_event() -> None:
    (act,) = plan(LATE, BROKEN, drafts=(draft(BROKEN, DraftState.APPROVED),)).acts
    assert act.under == {LATE.identity: BROKEN.identity}


@given(
    st.lists(
        st.builds(
            lambda anchor, rule, severity, positive: finding(anchor, rule=rule, severity=severity, positive=positive),
            st.sampled_from(["due:2026-11-17", "c1:2026-11-17", "c1", "c2", "never"]),
            st.sampled_from("pqr"), st.sampled_from(Severity), st.booleans(),
        ),
        unique_by=lambda f: f.identity, max_size=8,
    )
)  # fmt: skip
def test_whoever_is_silent_is_so_beside_one_that_speaks(findings: list[Finding]) -> None:
    ordered = sorted(findings, key=lambda f: -f.severity)
    under = shadows(ordered)
    assert not under.keys() & set(under.values())
    assert set(under.values()) <= {f.identity for f in ordered}
