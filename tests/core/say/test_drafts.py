"""Drafts: what a person approves is what is posted, word for word, once; what a person rejects stays unsaid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_audience import draft
from tests.core.say.test_plan import CLIENT, NOW, OFFICE, finding, said

from forewarn.errors import NotFoundError, UnfitError
from forewarn.model import Finding
from forewarn.say.drafts import Wording, approve, edit, open_drafts, reject, renewed
from forewarn.say.render import voice
from forewarn.store import Draft, DraftState, State, Store, open_store

A = finding(source="helpdesk", audiences=frozenset({CLIENT}))
LATER = NOW + timedelta(hours=1)
MARKDOWN = voice("markdown", 200, OFFICE)
KEY = A.identity


def wording(about: Finding = A, words: str = "We are late.") -> Wording:
    return Wording(about, words, words)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        opened.drafts.put(renewed((), [wording()], {KEY}, (), NOW))
        yield opened


def states(drafts: list[Draft]) -> list[DraftState]:
    return [one.state for one in drafts]


# What a run does with drafts.


def test_a_finding_that_waits_for_approval_gets_one_draft_and_keeps_it() -> None:
    (new,) = renewed((), [wording()], {KEY}, (), NOW)
    assert (new.state, new.words, new.ticket) == (DraftState.WAITING, "We are late.", A.on)
    assert renewed([new], [wording()], {KEY}, (), LATER) == []


def test_words_that_read_differently_today_are_another_draft_so_that_nobody_approves_what_they_have_not_read() -> None:
    old, new = renewed([draft(A)], [wording(words="We are very late.")], {KEY}, (), LATER)
    assert (old.id, old.state) == (1, DraftState.LAPSED)
    assert (new.id, new.words, new.state) == (0, "We are very late.", DraftState.WAITING)


@pytest.mark.parametrize("state", [DraftState.WAITING, DraftState.APPROVED])
def test_what_a_person_wrote_or_approved_is_never_filled_in_anew(state: DraftState) -> None:
    theirs = draft(A, state, edited=state is DraftState.WAITING)
    assert renewed([theirs], [wording(words="Something else.")], {KEY}, (), LATER) == []


@pytest.mark.parametrize("state", [DraftState.WAITING, DraftState.APPROVED])
def test_a_draft_whose_finding_is_gone_lapses_unless_nobody_knows(state: DraftState) -> None:
    assert states(renewed([draft(A, state)], [], set(), (), LATER)) == [DraftState.LAPSED]
    assert renewed([draft(A, state)], [], set(), {KEY}, LATER) == []
    assert renewed([draft(A, state)], [], {KEY}, (), LATER) == []


def test_a_draft_lapses_where_other_words_tell_the_event_unless_a_person_wrote_or_approved_it() -> None:
    assert states(renewed([draft(A)], [], {KEY}, (), LATER, {KEY})) == [DraftState.LAPSED]
    for theirs in (draft(A, edited=True), draft(A, DraftState.APPROVED)):
        assert renewed([theirs], [], {KEY}, (), LATER, {KEY}) == []


def test_a_rejected_draft_stays_rejected_after_its_finding_is_gone() -> None:
    assert renewed([draft(A, DraftState.REJECTED)], [], set(), (), LATER) == []


def test_a_finding_that_comes_back_needs_a_new_approval() -> None:
    (new,) = renewed([draft(A, DraftState.LAPSED)], [wording()], {KEY}, (), LATER)
    assert (new.id, new.state) == (0, DraftState.WAITING)


def test_a_finding_that_moved_to_another_ticket_needs_a_new_approval() -> None:
    assert A.on is not None
    moved = replace(A, on=replace(A.on, id="2"))
    approved = draft(A, DraftState.APPROVED, words="We are late.")
    assert states(renewed([approved], [wording(moved)], {KEY}, (), LATER)) == [DraftState.LAPSED, DraftState.WAITING]


# What a person does with them.


def test_approving_and_rejecting_remember_who_and_why(store: Store) -> None:
    approve(store, 1, "Mara", LATER)
    assert [(d.state, d.decided_by, d.changed_at) for d in store.drafts.all()] == [(DraftState.APPROVED, "Mara", LATER)]
    reject(store, 1, "Ida", "Ruth knows", LATER)
    (last,) = store.drafts.all()
    assert (last.state, last.decided_by, last.because) == (DraftState.REJECTED, "Ida", "Ruth knows")


def test_an_edit_keeps_every_word_and_line_and_is_harmless_in_its_markup(store: Store) -> None:
    theirs = "Dear Ruth,\n\nwe are *late*, see https://evil.example @everyone\u202e\n"
    edited = edit(store, 1, theirs, MARKDOWN, LATER)
    assert edited.text == "Dear Ruth,\n\nwe are *late*, see https://evil.example @everyone"
    assert edited.words.splitlines()[0] == "Dear Ruth,"
    assert "\\*late\\*" in edited.words and "https://" not in edited.words and "@everyone" not in edited.words
    assert (edited.edited, edited.state) == (True, DraftState.WAITING)


def test_an_edit_takes_an_approval_back_and_with_it_the_name_of_who_gave_it(store: Store) -> None:
    approve(store, 1, "Mara", NOW)
    edited = edit(store, 1, "Other words.", MARKDOWN, LATER)
    assert (edited.state, edited.decided_by, edited.changed_at) == (DraftState.WAITING, "", LATER)


@pytest.mark.parametrize(
    ("text", "words"), [("", "no words"), (" \n\u200b\n", "no words"), ("x" * 201, "the tracker takes 200")]
)
def test_an_edit_that_cannot_be_posted_is_refused(store: Store, text: str, words: str) -> None:
    with pytest.raises(UnfitError, match=words) as error:
        edit(store, 1, text, MARKDOWN, LATER)
    assert error.value.next_step


def test_what_is_over_decided_or_said_cannot_be_decided_again(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no draft 7"):
        approve(store, 7, "", NOW)
    store.said.put(said(A, audience=CLIENT))
    with pytest.raises(UnfitError, match="stands on ACME-1 already"):
        reject(store, 1, "", "x", NOW)
    store.drafts.put([replace(store.drafts.all()[0], state=DraftState.LAPSED)])
    with pytest.raises(UnfitError, match="has lapsed"):
        approve(store, 1, "", NOW)
    store.drafts.put([replace(store.drafts.all()[0], state=DraftState.REJECTED)])
    with pytest.raises(UnfitError, match="rejected already"):
        approve(store, 1, "", NOW)


def test_drafts_that_clients_can_read_are_listed_no_more(store: Store) -> None:
    approve(store, 1, "", NOW)
    assert [one.id for one in open_drafts(store)] == [1]
    comment = said(other := replace(A, anchor="b1"), A, audience=CLIENT)
    silent = replace(comment.parts[1], under=other.identity)
    store.said.put(replace(comment, parts=(comment.parts[0], silent)))
    assert [one.id for one in open_drafts(store)] == [1]  # nobody can read it in the shadow of another
    store.said.put(comment)
    assert open_drafts(store) == ()


def test_what_was_struck_in_the_comment_that_repeated_it_can_be_approved_again(store: Store) -> None:
    replaced = said(A, days_ago=20, state=State.SUPERSEDED, audience=CLIENT, marker="old")
    store.said.put(replaced)
    assert open_drafts(store) == ()  # the client has read it there
    newer = said(A, days_ago=10, state=State.RESOLVED, audience=CLIENT, marker="new")
    store.said.put(replace(newer, parts=(replace(newer.parts[0], resolved_on=NOW),)))
    assert [one.id for one in open_drafts(store)] == [1]
    assert approve(store, 1, "Mara", LATER).state is DraftState.APPROVED
