"""Whatever the config: a finding for the team never reaches a place that clients can read, and no client reads words
that nobody approved."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.say.test_plan import CLIENT, HELPDESK, NOW, OFFICE, TEAM, finding, kinds, plan, said

from forewarn.connect import Guarantee
from forewarn.model import Audience, Finding, Severity
from forewarn.rulebook import Rule, Texts, load_rulebook
from forewarn.say import ActKind, SourceFacts
from forewarn.say.audience import approvals
from forewarn.say.render import compose, voice
from forewarn.store import Draft, DraftState, Part, Reason, Said, State

RULE = next(rule for rule in load_rulebook("web-agency@1").all_rules() if rule.id == "silence")
TEXTS = Texts("TEAM {{ anchor }}", "CLIENT {{ anchor }}", "ADVICE")
TOLD = finding(source="helpdesk", audiences=frozenset({CLIENT}))


def draft(about: Finding, state: DraftState = DraftState.WAITING, **more: object) -> Draft:
    assert about.on is not None
    values: dict[str, object] = {"text": "APPROVED", "words": "APPROVED", "made_at": NOW, "changed_at": NOW, "id": 1}
    return Draft(about.project, about.identity, about.on, state=state, **{**values, **more})  # type: ignore[arg-type]


def test_words_for_a_client_wait_for_a_person_and_are_said_once_approved() -> None:
    assert plan(TOLD, approval=True).held[0].reason is Reason.APPROVAL
    assert plan(TOLD, approval=True, drafts=(draft(TOLD),)).held[0].reason is Reason.APPROVAL
    (act,) = plan(TOLD, approval=True, drafts=(draft(TOLD, DraftState.APPROVED),)).acts
    assert (act.kind, act.approved) == (ActKind.POST, {TOLD.identity: "APPROVED"})
    standing = said(TOLD, audience=CLIENT)
    assert kinds(plan(TOLD, approval=True, old=(standing,), drafts=(draft(TOLD, DraftState.APPROVED),))) == [
        ActKind.KEEP
    ]


def test_the_log_names_who_approved_what_is_said_now_and_nobody_else() -> None:
    other = replace(TOLD, anchor="b1")
    by = {"Mara": draft(TOLD, DraftState.APPROVED, decided_by="Mara"), "": draft(other, DraftState.APPROVED)}
    whys = {
        names: plan(*news, approval=True, old=old, drafts=tuple(by.values())).acts[0].why
        for names, news, old in (
            ("Mara", (TOLD, other), ()),
            ("nobody", (other,), ()),
            ("nobody new", (TOLD, other), (said(TOLD, audience=CLIENT),)),
        )
    }
    assert whys == {
        "Mara": "approved by Mara",
        "nobody": "found now",
        "nobody new": "more was found within the quiet period",
    }


def test_what_a_person_rejected_stays_unsaid_even_where_it_would_be_said_elsewhere_by_now() -> None:
    rejected = draft(TOLD, DraftState.REJECTED, because="Ruth knows")
    for now in (TOLD, replace(TOLD, on=replace(TOLD.on, id="2"), severity=Severity.CRITICAL)):  # type: ignore[type-var]
        (held,) = plan(now, approval=True, drafts=(rejected,)).held
        assert (held.reason, held.why) == (Reason.REJECTED, "a person rejected its words: Ruth knows")


def test_what_a_person_wrote_anew_waits_for_them_although_its_rule_asks_for_no_approval() -> None:
    for edited in (True, False):
        result = plan(TOLD, drafts=(draft(TOLD, edited=edited),))
        assert [one.reason for one in result.held] == ([Reason.APPROVAL] if edited else [])


def test_an_approval_holds_for_no_other_ticket() -> None:
    moved = replace(TOLD, on=replace(TOLD.on, id="2"))  # type: ignore[type-var]
    approved = draft(TOLD, DraftState.APPROVED)
    assert plan(moved, approval=True, drafts=(approved,)).held[0].reason is Reason.APPROVAL


def test_what_a_client_can_read_already_needs_no_second_approval_until_it_was_settled_or_deleted() -> None:
    standing = said(TOLD, audience=CLIENT)
    assert kinds(plan(TOLD, approval=True, old=(standing,))) == [ActKind.KEEP]
    struck = replace(standing, parts=tuple(replace(part, resolved_on=NOW) for part in standing.parts))
    deleted = said(TOLD, audience=CLIENT, state=State.DISMISSED, days_ago=30)
    for old in (struck, replace(struck, state=State.RESOLVED), deleted):
        result = plan(TOLD, approval=True, old=(old,))
        assert (result.writes, result.held[0].reason) == ((), Reason.APPROVAL)


@pytest.mark.parametrize("state", [DraftState.WAITING, DraftState.LAPSED])
def test_no_words_but_approved_ones_take_the_place_of_what_a_client_can_read(state: DraftState) -> None:
    news = replace(TOLD, anchor="b1")
    drafts = (draft(TOLD, state, words="NOBODY READ THIS"), draft(news, DraftState.APPROVED))
    (act,) = plan(TOLD, news, approval=True, old=(said(TOLD, audience=CLIENT),), drafts=drafts).acts
    assert (act.findings, act.approved) == ((TOLD, news), {news.identity: "APPROVED"})


def test_what_stands_in_the_shadow_of_other_words_was_told_to_nobody() -> None:
    other = replace(TOLD, anchor="b1")
    standing = said(TOLD, other, audience=CLIENT)
    standing = replace(standing, parts=(standing.parts[0], replace(standing.parts[1], under=TOLD.identity)))
    known = approvals((), (standing,))
    assert (known.is_told(TOLD), known.is_told(other)) == (True, False)


def test_what_a_rule_told_that_is_off_is_not_told_again_by_another_one_on_that_ticket() -> None:
    standing = said(TOLD, audience=CLIENT)
    known = approvals((), (standing,), {(TOLD.rule, TOLD.subject)})
    renamed, elsewhere = replace(TOLD, rule="quiet"), replace(TOLD.on, id="2")  # type: ignore[type-var]
    for found, reason in (
        (renamed, Reason.TOLD),
        (replace(renamed, anchor="b1"), None),
        (replace(renamed, on=elsewhere), None),
    ):
        why = known.held(found, gated=False)
        assert (why.reason if why else None) is reason
    approved = approvals((draft(renamed, DraftState.APPROVED),), (standing,), {(TOLD.rule, TOLD.subject)})
    assert approved.held(renamed, gated=True) is None


def test_a_client_is_not_told_again_because_it_weighs_more_with_us() -> None:
    standing = said(TOLD, audience=CLIENT)
    assert kinds(plan(replace(TOLD, severity=Severity.CRITICAL), old=(standing,))) == [ActKind.KEEP]


@pytest.mark.parametrize("guarantee", [g for g in Guarantee if g is not Guarantee.NONE])
def test_with_any_guarantee_the_team_is_told_on_the_ticket(guarantee: Guarantee) -> None:
    facts = {"helpdesk": replace(HELPDESK, team_only=guarantee)}
    assert kinds(plan(finding(source="helpdesk"), sources=facts)) == [ActKind.POST]


# Over all that can happen.

configs = st.fixed_dictionaries(
    {
        name: st.builds(
            SourceFacts,
            st.booleans(),
            st.sampled_from(Guarantee),
            st.sampled_from([{}, {}, {}, {"acme": "closed: ACME"}]),
        )
        for name in ("a", "b")
    }
)
findings = st.lists(
    st.builds(
        lambda anchor, source, ticket, severity, audiences, rule: finding(
            anchor, source=source, ticket=ticket, severity=severity, audiences=audiences, rule=rule,
            facts={"anchor": anchor},
        ),
        st.sampled_from("xyz"), st.sampled_from(["a", "b", "gone"]), st.sampled_from("12"), st.sampled_from(Severity),
        st.frozensets(st.sampled_from(Audience), min_size=1), st.sampled_from(["silence", "late"]),
    ),
    max_size=8, unique_by=lambda f: f.identity,
)  # fmt: skip


@settings(max_examples=60)
@given(configs, findings, st.data())
def test_a_team_finding_never_reaches_a_client_and_a_client_reads_nothing_that_was_not_approved(
    config: Mapping[str, SourceFacts], found: list[Finding], data: st.DataObject
) -> None:
    states = st.sampled_from([None, *DraftState])
    drafts = tuple(draft(f, state) for f in found if (state := data.draw(states)) is not None)
    approval = data.draw(st.booleans())
    old = tuple(_standing(f, n, data) for n, f in enumerate(found) if f.on and data.draw(st.booleans()))
    result = plan(*found, sources=dict(config), approval=approval, drafts=drafts, old=old)
    approved = {d.identity for d in drafts if d.state is DraftState.APPROVED}
    for act in result.writes:
        facts = config[act.ticket.source]
        assert act.project not in facts.stale
        rules = {(f.rule, f.subject): _rule(approval) for f in act.findings}
        body = compose(act, rules, voice("markdown", 9_000, OFFICE), NOW).body
        if act.audience is TEAM:
            assert facts.team_only is not Guarantee.NONE or not act.news
            assert all(TEAM in f.audiences for f in act.findings)
        else:
            assert facts.client_visible or not act.news
            assert all(CLIENT in f.audiences for f in act.findings)
            assert "TEAM" not in body and "ADVICE" not in body
            assert not approval or act.news <= approved
            assert not approval or "CLIENT" not in body


def _rule(approval: bool) -> Rule:
    return replace(RULE, approval=approval, texts=TEXTS, translations={})


def _standing(about: Finding, number: int, data: st.DataObject) -> Said:
    state, audience = data.draw(st.sampled_from(State)), data.draw(st.sampled_from(sorted(about.audiences)))
    parts = (Part(about.identity, Severity.LOW, "said before"),)
    days = data.draw(st.sampled_from([1, 30]))
    return replace(said(about, days_ago=days, state=state, audience=audience), marker=str(number), parts=parts)
