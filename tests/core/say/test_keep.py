"""What is held back for the digest, and what bothers nobody there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.core.say.test_audience import draft
from tests.core.say.test_plan import CLIENT, CLOSED, NOW, TEAM, finding, plan, said

from forewarn.errors import MalformedAnswer, PermissionDenied, RateLimited, TrackerError, UnavailableError
from forewarn.model import Audience, Finding
from forewarn.say import Past, Plan
from forewarn.say.drafts import Wording
from forewarn.say.keep import keep_drafts, keep_held, keep_replaced, unknown_now
from forewarn.say.refusals import refusals
from forewarn.say.spoken import Deed, Spoken
from forewarn.store import DraftState, HeldItem, Reason, Rung, State, Store, open_store

BOTH = finding(audiences=frozenset({TEAM, CLIENT}))
LATE = finding("due:2026-11-17", rule="date-missed", source="helpdesk", audiences=frozenset({CLIENT}))
BROKEN = replace(LATE, rule="promise-broken", anchor="c9:2026-11-17")


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def kept(store: Store, result: Plan) -> set[tuple[str, Audience, Reason]]:
    keep_held(store, result, (), (), NOW)
    return {(one.finding.rule, one.audience, one.reason) for one in store.held.open()}


def test_what_the_client_cannot_see_is_held_unless_the_team_reads_it_on_the_ticket(store: Store) -> None:
    for result in (plan(BOTH), plan(BOTH, old=(said(BOTH),))):
        assert [one.reason for one in result.held] == [Reason.UNSEEN]
        assert kept(store, result) == set()
    alone = plan(replace(BOTH, audiences=frozenset({CLIENT})))
    assert kept(store, alone) == {("silence", CLIENT, Reason.UNSEEN)}
    deleted = plan(BOTH, old=(said(BOTH, state=State.DISMISSED),))
    assert kept(store, deleted) == {("silence", CLIENT, Reason.UNSEEN), ("silence", TEAM, Reason.DISMISSED)}


def test_what_other_words_tell_is_neither_drafted_nor_held(store: Store) -> None:
    def words(about: Finding) -> Wording:
        return Wording(about, "We are late.", "We are late.")

    store.drafts.put([draft(BROKEN, id=0)])
    result = plan(LATE, BROKEN, approval=True, drafts=store.drafts.all())
    keep_drafts(store, result, (LATE, BROKEN), (), words, NOW)
    assert [(one.identity, one.state) for one in store.drafts.all()] == [
        (BROKEN.identity, DraftState.LAPSED),
        (LATE.identity, DraftState.WAITING),
    ]
    assert kept(store, result) == {("date-missed", CLIENT, Reason.APPROVAL)}


@pytest.mark.parametrize(
    ("deed", "error", "refused"),
    [
        (Deed.FAILED, PermissionDenied("the ticket is locked"), True),
        (Deed.FAILED, UnavailableError("503"), False),
        (Deed.FAILED, RateLimited("slow down", until=None), False),
        (Deed.FAILED, MalformedAnswer("no JSON"), False),
        (Deed.UNKNOWN, PermissionDenied("no"), False),
        (Deed.POSTED, None, False),
    ],
)
def test_only_what_a_tracker_refused_is_held_as_refused(deed: Deed, error: TrackerError | None, refused: bool) -> None:
    [act] = plan(BOTH).acts
    held = refusals([Spoken(deed, said(BOTH), act, error), Spoken(deed, said(BOTH), None, error)])
    assert [one.reason for one in held] == ([Reason.REFUSED] if refused else [])


@pytest.mark.parametrize("state", [DraftState.WAITING, DraftState.APPROVED])
@pytest.mark.parametrize(("now", "becomes"), [({TEAM}, DraftState.LAPSED), ({TEAM, CLIENT}, None)])
def test_what_is_for_the_team_alone_by_now_waits_for_no_approval_and_has_none(
    store: Store, state: DraftState, now: set[Audience], becomes: DraftState | None
) -> None:
    store.drafts.put([draft(LATE, state, id=0)])
    found = replace(LATE, audiences=frozenset(now))
    keep_drafts(store, Plan((), ()), (found,), (), lambda about: Wording(about, "", ""), NOW)
    assert [one.state for one in store.drafts.all()] == [becomes or state]


def test_what_a_client_read_in_a_comment_that_was_replaced_counts_until_it_is_over(store: Store) -> None:
    over, open_still, unknown = (replace(LATE, anchor=a, subject=f"helpdesk:{a}") for a in "abc")
    for audience in (CLIENT, TEAM):
        old = said(over, open_still, unknown, state=State.SUPERSEDED, audience=audience, marker=audience)
        store.said.put(old)
    keep_replaced(store, (open_still,), {(unknown.rule, unknown.subject)}, NOW)
    theirs, ours = store.said.all()
    assert [part.resolved_on for part in theirs.parts] == [NOW, None, None]
    assert ours.parts == old.parts


def test_of_a_source_that_could_not_be_read_nobody_knows_what_was_drafted_or_held() -> None:
    a, b = finding("a"), finding("b")
    item = HeldItem(b, TEAM, Reason.BUDGET, "", Rung.DIGEST, "", NOW, NOW)
    past = Past(drafts=(draft(a),), held=(item,))
    stale = {"closed": replace(CLOSED, stale={"acme": "closed: ACME"})}
    assert unknown_now(past, (), stale) == {a.identity, b.identity}
    assert unknown_now(past, (), {"closed": CLOSED}) == set()
    assert unknown_now(past, {(a.rule, a.subject)}, {"closed": CLOSED}) == {a.identity, b.identity}
