"""A plan in a file is applied word for word, and neither when somebody changed it nor where something moved."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.say.test_audience import draft
from tests.core.say.test_plan import CLIENT, NOW, PLENTY, A, B, finding, plan, said

from forewarn.errors import UnfitError
from forewarn.model import Finding, Severity
from forewarn.say import Plan
from forewarn.say.planfile import PlanFile, from_text, matched, to_file, to_text
from forewarn.say.render import Words
from forewarn.store import DraftState, Part, State

REVISIONS = {("closed", "1"): 7, ("closed", "2"): 8}
OPEN = {("open", "1"): 7}
MEDIUM = Severity.MEDIUM
C = finding("c1")


def words(result: Plan) -> list[Any]:
    return [
        (act, Words(f"words for {act.ticket.key}", tuple(Part(f.identity, f.severity, "w") for f in act.findings)))
        for act in result.writes
    ]


def written(result: Plan, revisions: dict[tuple[str, str], int] | None = None) -> PlanFile:
    return to_file("Northlight", NOW, words(result), revisions or REVISIONS)


ONE = plan(A)


def test_a_plan_read_back_is_the_plan_that_was_written() -> None:
    made = written(plan(A, finding(ticket="2"), old=(said(B),)))
    assert from_text(to_text(made), "plan.json") == made
    assert len(made.acts) == 2


@pytest.mark.parametrize("beside", [(), (finding("p", on=None, ticket="9"),)], ids=["alone", "what has no ticket"])
def test_what_was_read_is_what_is_said(beside: tuple[Finding, ...]) -> None:
    worded, refused = matched(written(ONE), plan(A, *beside), REVISIONS)
    assert [(act.ticket.key, said_words.body) for act, said_words in worded] == [("ACME-1", "words for ACME-1")]
    assert refused == []


def test_of_two_comments_at_one_place_each_is_struck_as_planned() -> None:
    theirs = [finding(a, source="open", audiences=frozenset({CLIENT})) for a in ("a1", "b1")]
    old = tuple(said(one, audience=CLIENT, marker=one.anchor, days_ago=20 - n) for n, one in enumerate(theirs))
    worded, refused = matched(written(plan(old=old), OPEN), plan(old=old), OPEN)
    assert ([act.old and act.old.marker for act, _ in worded], refused) == (["b1", "a1"], [])


OLD = said(A)
MORE = plan(A, B, old=(OLD,))


@pytest.mark.parametrize(
    ("made", "present", "revisions", "why"),
    [
        (ONE, plan(A), {("closed", "1"): 8}, "the ticket changed since the plan was made"),
        (ONE, plan(A), {}, "the ticket changed since the plan was made"),
        (ONE, plan(), REVISIONS, "it would not be said any more"),
        (ONE, plan(A, budgets=replace(PLENTY, run=0)), REVISIONS, "because this run has said its 0 new comments"),
        (ONE, plan(A, old=(OLD,)), REVISIONS, "it would not be said any more"),
        (ONE, plan(A, B), REVISIONS, "something else would be said by now"),
        (MORE, plan(A, B, old=(replace(OLD, changed_at=NOW),)), REVISIONS, "our comment there changed"),
        (MORE, plan(A, B, old=(replace(OLD, marker="other"),)), REVISIONS, "our comment there changed"),
        (MORE, plan(old=(OLD,)), REVISIONS, "something else would be said by now"),
    ],
)
def test_what_moved_is_refused_and_named_with_the_reason(
    made: Plan, present: Plan, revisions: dict[tuple[str, str], int], why: str
) -> None:
    worded, refused = matched(written(made), present, revisions)
    assert worded == []
    assert [(one.ticket.key, why in one.why) for one in refused] == [("ACME-1", True)]


def test_a_plan_to_speak_anew_after_a_deleted_comment_is_applied() -> None:
    present = plan(A, old=(said(A, B, state=State.DISMISSED, days_ago=20),))
    worded, refused = matched(written(present), present, REVISIONS)
    assert (len(worded), refused) == (1, [])


def test_a_plan_of_one_project_is_not_applied_in_another() -> None:
    worded, refused = matched(written(plan(A)), plan(replace(A, project="other")), REVISIONS)
    assert (worded, [one.why for one in refused]) == ([], ["something else would be said by now"])


def test_words_that_nobody_approved_are_not_applied_once_their_rule_asks_for_approval() -> None:
    free = plan(finding("a", source="open", audiences=frozenset({CLIENT})))
    gated = replace(free, acts=tuple(replace(act, gated=act.news) for act in free.acts))
    assert len(matched(written(free, OPEN), free, OPEN)[0]) == 1
    assert matched(written(free, OPEN), gated, OPEN)[0] == []


def test_one_ticket_that_moved_does_not_stop_the_others() -> None:
    both = plan(A, finding(ticket="2"))
    worded, refused = matched(written(both), both, REVISIONS | {("closed", "2"): 9})
    assert [act.ticket.key for act, _ in worded] == ["ACME-1"]
    assert [one.ticket.key for one in refused] == ["ACME-2"]


def test_what_is_found_since_is_left_for_the_next_run() -> None:
    worded, refused = matched(written(ONE), plan(A, finding(ticket="2")), REVISIONS)
    assert ([act.ticket.key for act, _ in worded], refused) == (["ACME-1"], [])


TEXT = to_text(written(ONE))


def changed(**values: Any) -> str:
    return json.dumps({**json.loads(TEXT), **values})


def with_body(body: str) -> str:
    data = json.loads(TEXT)
    data["acts"][0]["body"] = body
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("[]", "no plan of forewarn"),
        ('{"a": 1}', "no plan of forewarn"),
        (changed(forewarn_plan=2), "has version 2"),
        (changed(forewarn_plan="1"), "has version '1'"),
        (changed(extra=1), "extra: Extra inputs are not permitted"),
        (changed(acts=[{}]), "acts.0.act: Field required"),
        (changed(acts=[]), "changed after it was written"),
        (changed(digest=""), "changed after it was written"),
        (changed(made_at="2026-11-18"), "made_at"),
        (with_body("You are all idiots."), "changed after it was written"),
    ],
)
def test_a_file_that_is_no_plan_or_was_changed_is_refused_with_the_place_and_the_next_step(
    text: str, words: str
) -> None:
    with pytest.raises(UnfitError) as error:
        from_text(text, "plan.json")
    assert words in error.value.reason
    assert (error.value.place, "forewarn plan --out" in error.value.next_step) == ("plan.json", True)


@given(st.data())
def test_any_change_of_a_value_is_noticed(data: st.DataObject) -> None:
    content = json.loads(to_text(written(plan(A, B, old=(said(A, days_ago=1),)))))
    act = content["acts"][0]
    where: dict[str, Any] = data.draw(st.sampled_from([act, act["ticket"], act["comment"], *act["parts"]]))
    key = data.draw(st.sampled_from(sorted(k for k, v in where.items() if isinstance(v, str | int))))
    where[key] = where[key] + (1 if isinstance(where[key], int) else "x")
    with pytest.raises(UnfitError):
        from_text(json.dumps(content), "plan.json")


def test_a_day_later_the_same_plan_still_fits_where_nothing_moved() -> None:
    worded, refused = matched(written(ONE), plan(A, now=NOW + timedelta(days=1)), REVISIONS)
    assert (len(worded), refused) == (1, [])


def approved_words(result: Plan) -> list[Any]:
    """What the acts say to a client: for each finding the words that a person approved."""
    return [
        (act, Words("; ".join(act.approved.values()), tuple(Part(i, MEDIUM, w) for i, w in act.approved.items())))
        for act in result.writes
    ]


def test_a_finding_that_was_waived_since_the_plan_was_made_is_not_said_by_it() -> None:
    worded, refused = matched(written(plan(A, B)), plan(A), REVISIONS)
    assert (worded, [one.why for one in refused]) == ([], ["something else would be said by now"])


def test_words_that_were_rejected_or_written_anew_since_the_plan_was_made_are_not_said_by_it() -> None:
    first, second = (finding(name, source="open", audiences=frozenset({CLIENT})) for name in "ab")
    both = (draft(first, DraftState.APPROVED, words="A"), draft(second, DraftState.APPROVED, words="B"))
    made = to_file("Northlight", NOW, approved_words(plan(first, second, approval=True, drafts=both)), OPEN)
    same = plan(first, second, approval=True, drafts=both)
    assert [words.body for _, words in matched(made, same, OPEN)[0]] == ["A; B"]
    rejected = (both[0], replace(both[1], state=DraftState.REJECTED))
    rewritten = (replace(both[0], words="A, corrected", edited=True), both[1])
    for decided in (rejected, rewritten):
        worded, refused = matched(made, plan(first, second, approval=True, drafts=decided), OPEN)
        assert (worded, [one.why for one in refused]) == ([], ["something else would be said by now"])


def test_what_stands_there_and_stays_open_is_a_part_of_what_the_file_says() -> None:
    present = plan(A, C, old=(said(A, B),), undecided=frozenset({(B.rule, B.subject)}))
    (act,) = present.writes
    kept = (Part(B.identity, MEDIUM, "words of b1"), *(Part(f.identity, MEDIUM, "new") for f in act.findings))
    for parts, fits in ((kept, True), (kept[1:], False), ((replace(kept[0], words="others"), *kept[1:]), False)):
        made = to_file("Northlight", NOW, [(act, Words("all of it", parts))], REVISIONS)
        assert bool(matched(made, present, REVISIONS)[0]) is fits
