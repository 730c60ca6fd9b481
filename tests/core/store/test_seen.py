"""What was seen is stored once, with the history that trackers do not tell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.connect import Batch
from forewarn.model import (
    MILESTONE,
    Event,
    Field,
    Item,
    Kind,
    Link,
    Need,
    Person,
    Role,
    StatusCategory,
    Ticket,
)
from forewarn.store import LetterState, PublishedLetter, Scope, Store, open_store

T0 = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANA = Person("u1", "Ana", Role.CLIENT, "ana")
TOLD = frozenset(Field) - {Field.DESCRIPTION}


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def comment(ref: str, hours: float, text: str, **more: object) -> Event:
    return Event(f"c{ref}", at(hours), Kind.COMMENTED, ANA, text=text, ref=ref, **more)  # type: ignore[arg-type]


def ticket(ident: str = "1", **more: object) -> Ticket:
    created = Event("created", T0, Kind.CREATED, ANA)
    values: dict[str, object] = {
        "source": "jira", "container": "ACME", "id": ident, "key": f"ACME-{ident}", "title": "Booking form",
        "created": T0, "history": (created,),
    }  # fmt: skip
    return Ticket(**{**values, **more})  # type: ignore[arg-type]


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def absorb(store: Store, *tickets: Ticket, hours: float = 10, whole: bool = True, cursor: str = "c") -> int:
    ids = frozenset(t.id for t in tickets) if whole else frozenset()
    return store.seen.absorb("jira", "ACME", Batch(tickets, whole=ids, cursor=cursor), TOLD, at(hours)).events


def load(store: Store, ident: str = "1") -> Ticket:
    return next(iter(store.seen.load("jira", [ident])))


def test_a_ticket_comes_back_as_it_was_stored() -> None:
    full = ticket(
        description="Die Buchung — 預約 🎉",
        type="Task",
        status="In Progress",
        category=StatusCategory.DOING,
        priority="High",
        reporter=ANA,
        assignees=(Person("u2", "Bo", Role.TEAM, "bo"),),
        labels=("design", "a b"),
        due=date(2026, 11, 30),
        estimate=3.5,
        milestone="m1",
        parent="ACME-9",
        links=(Link("blocks", "ACME-3"),),
        checklist=(Item("i1", "Copy", True, datetime(2026, 11, 20, 12, tzinfo=UTC)),),
        attachments=("draft.pdf",),
        absent={Need.DUE_HISTORY: "this tracker forgets"},
        history=(
            Event("created", T0, Kind.CREATED, ANA),
            Event("s", at(1), Kind.CHANGED, ANA, Field.STATUS, "To Do", "In Progress",
                  category=StatusCategory.DOING, old_category=StatusCategory.TODO, batch="b1"),
            comment("9", 2, "Hello", public=False, url="https://x/9", edited=at(3)),
        ),
    )  # fmt: skip
    with open_store("sqlite://") as store:
        absorb(store, full)
        assert load(store) == full


def test_storing_a_batch_twice_changes_nothing(store: Store) -> None:
    both = (ticket(history=(*ticket().history, comment("1", 1, "Hi"))), ticket("2"))
    assert absorb(store, *both) == 3
    revisions = store.seen.heads(("jira", "ACME"))
    assert absorb(store, *both, hours=11) == 0
    assert store.seen.heads(("jira", "ACME")) == revisions


def test_a_change_raises_the_revision_of_its_ticket_only(store: Store) -> None:
    absorb(store, ticket(), ticket("2"))
    before = {head.id: head.revision for head in store.seen.heads(("jira", "ACME"))}
    absorb(store, ticket(title="Booking form v2"), ticket("2"), hours=11)
    after = {head.id: head.revision for head in store.seen.heads(("jira", "ACME"))}
    assert after["1"] > before["1"]
    assert after["2"] == before["2"]


def test_events_may_come_before_or_after_the_ticket_in_batches_of_their_own(store: Store) -> None:
    absorb(store, ticket())
    late = Batch(events=(("1", comment("7", 5, "Any news?")),), cursor="d")
    store.seen.absorb("jira", "ACME", late, TOLD, at(6))
    assert [c.text for c in load(store).comments()] == ["Any news?"]
    assert store.seen.scope("jira", "ACME").cursor == "d"


def test_a_field_without_a_told_history_gets_one_by_comparison(store: Store) -> None:
    absorb(store, ticket(description="Short"))
    absorb(store, ticket(description="Long"), hours=24)
    event = load(store).history[-1]
    assert (event.kind, event.field, event.old, event.new) == (Kind.CHANGED, Field.DESCRIPTION, "Short", "Long")
    assert (event.at, event.actor) == (at(24), None)
    earlier = load(store).as_of(at(23))
    assert earlier is not None
    assert earlier.description == "Short"


def test_a_told_field_gets_no_second_event_by_comparison(store: Store) -> None:
    absorb(store, ticket(title="Old"))
    told = Event("t", at(12), Kind.CHANGED, ANA, Field.TITLE, "Old", "New")
    absorb(store, ticket(title="New", history=(*ticket().history, told)), hours=24)
    assert [e.id for e in load(store).history] == ["created", "t"]


def test_the_dates_of_a_milestone_are_kept_by_comparison_whatever_the_tracker_tells(store: Store) -> None:
    milestone = ticket("m1", type=MILESTONE, due=date(2026, 11, 20))
    absorb(store, milestone)
    absorb(store, replace(milestone, due=date(2026, 12, 4)), hours=24)
    event = load(store, "m1").history[-1]
    assert (event.field, event.old, event.new) == (Field.DUE, "2026-11-20", "2026-12-04")


def test_new_words_of_a_comment_become_an_edit_that_keeps_the_old_ones(store: Store) -> None:
    absorb(store, ticket(history=(*ticket().history, comment("1", 1, "by Friday"))))
    absorb(store, ticket(history=(*ticket().history, comment("1", 1, "by Monday", edited=at(20)))), hours=24)
    now = load(store)
    assert [c.text for c in now.comments()] == ["by Monday"]
    before = now.as_of(at(19))
    assert before is not None
    assert [c.text for c in before.comments()] == ["by Friday"]


def test_words_that_are_only_written_out_another_way_are_no_edit(store: Store) -> None:
    """As where a new version of a tracker, or of ours, leaves out the colours."""
    told = [
        (24, "*by* Friday", at(1)),
        (25, "by Friday", at(1)),
        (26, "by Monday", at(25)),
        (27, "by _Monday_", at(25)),
    ]
    for hours, text, edited in told:
        absorb(store, ticket(history=(*ticket().history, comment("1", 1, text, edited=edited))), hours=hours)
    [edit] = [e for e in load(store).history if e.kind is Kind.EDITED]
    assert (edit.at, edit.old, edit.new) == (at(25), "*by* Friday", "by Monday")


def test_an_edit_back_to_the_first_words_is_an_edit_too(store: Store) -> None:
    for hours, text in ((24, "A"), (25, "B"), (26, "A"), (27, "A")):
        absorb(store, ticket(history=(*ticket().history, comment("1", 1, text))), hours=hours)
    kinds = [e.kind for e in load(store).history]
    assert kinds.count(Kind.EDITED) == 2
    assert [c.text for c in load(store).comments()] == ["A"]


def test_a_comment_missing_from_a_whole_ticket_was_deleted_once(store: Store) -> None:
    absorb(store, ticket(history=(*ticket().history, comment("1", 1, "Oops"))))
    for hours in (24, 25):
        absorb(store, ticket(), hours=hours)
    assert load(store).comments() == ()
    assert [e.kind for e in load(store).history].count(Kind.DELETED) == 1


def test_a_comment_missing_from_a_partial_answer_was_not_deleted(store: Store) -> None:
    absorb(store, ticket(history=(*ticket().history, comment("1", 1, "Still here"))))
    absorb(store, ticket(), hours=24, whole=False)
    assert [c.text for c in load(store).comments()] == ["Still here"]


def test_a_comment_that_comes_back_was_never_deleted(store: Store) -> None:
    with_comment = ticket(history=(*ticket().history, comment("1", 1, "Here")))
    for hours, state in ((24, with_comment), (25, ticket()), (26, with_comment)):
        absorb(store, state, hours=hours)
    assert [c.text for c in load(store).comments()] == ["Here"]


def test_the_cursor_is_committed_with_its_batch_and_a_failed_fetch_leaves_it(store: Store) -> None:
    absorb(store, ticket(), cursor="page-2")
    store.seen.mark(Scope("jira", "ACME", error="no answer"), at(30))
    scope = store.seen.scope("jira", "ACME")
    assert (scope.cursor, scope.error, scope.synced_at) == ("page-2", "no answer", None)


def test_a_batch_that_cannot_be_stored_whole_is_not_stored_at_all(store: Store) -> None:
    broken = replace(ticket("2"), created=None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match="isoformat"):
        absorb(store, ticket(), broken, cursor="lost")
    assert store.seen.heads(("jira", "ACME")) == ()
    assert store.seen.scope("jira", "ACME").cursor is None


def test_events_of_one_instant_keep_their_order_of_arrival_and_creation_comes_first(store: Store) -> None:
    same = [comment(str(n), 0, f"no {n}") for n in range(12)]
    absorb(store, ticket(history=(*same, Event("created", T0, Kind.CREATED, ANA))))
    assert [e.ref for e in load(store).history] == ["", *map(str, range(12))]


def test_moves_that_mean_something_else_by_now_keep_their_order(store: Store) -> None:
    todo, doing, done = StatusCategory
    started = Event("a", at(1), Kind.CHANGED, ANA, Field.STATUS, "To do", "QA", category=doing, old_category=todo)
    ended = Event("b", at(1), Kind.CHANGED, ANA, Field.STATUS, "QA", "Done", category=done, old_category=doing)
    absorb(store, ticket(history=(*ticket().history, started, ended)))
    before = store.seen.heads(("jira", "ACME"))
    now = (replace(started, old_category=doing), ended)
    assert absorb(store, ticket(history=(*ticket().history, *now)), hours=11) == 0
    assert load(store).history[1:] == now
    assert store.seen.heads(("jira", "ACME")) != before


def test_what_a_deleted_status_meant_is_not_forgotten(store: Store) -> None:
    _, doing, done = StatusCategory
    reopened = Event("a", at(1), Kind.CHANGED, ANA, Field.STATUS, "Live", "QA", category=doing, old_category=done)
    absorb(store, ticket(history=(*ticket().history, reopened)))
    for told in (replace(reopened, old_category=None), replace(reopened, category=None)):
        absorb(store, ticket(history=(*ticket().history, told)), hours=11)
        assert load(store).history[1:] == (reopened,)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), max_size=12))
def test_however_often_and_in_whatever_pieces_comments_arrive_each_is_stored_once(
    arrivals: list[tuple[int, str]],
) -> None:
    with open_store("sqlite://") as store:
        absorb(store, ticket())
        latest: dict[str, str] = {}
        for hour, (ref, text) in enumerate(arrivals):
            batch = Batch(events=(("1", comment(str(ref), 1, text)),))
            store.seen.absorb("jira", "ACME", batch, TOLD, at(10 + hour))
            latest[str(ref)] = text
        assert {c.id: c.text for c in load(store).comments()} == latest
        assert sum(e.kind is Kind.COMMENTED for e in load(store).history) == len(latest)


def test_tickets_are_found_by_key_in_any_case_or_by_id(store: Store) -> None:
    absorb(store, ticket("77"))
    assert store.seen.find("acme-77") == (("jira", "77"),) == store.seen.find("77")
    assert store.seen.find("ACME-78") == ()


def test_a_key_in_letters_beyond_ascii_is_found_as_it_is_written(store: Store) -> None:
    absorb(store, replace(ticket("77"), key="САЙТ-77"))
    assert store.seen.find("САЙТ-77") == (("jira", "77"),)


def test_more_tickets_than_one_statement_can_name_are_all_loaded(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'f.db'}") as store:
        many = tuple(ticket(str(n)) for n in range(1000))
        absorb(store, *many)
        assert {t.id for t in store.seen.load("jira", [t.id for t in many])} == {t.id for t in many}


def test_the_comments_that_stand_are_those_that_were_not_deleted(store: Store) -> None:
    both = (*ticket().history, comment("1", 1, "One"), comment("2", 2, "Two"))
    absorb(store, ticket(history=both))
    assert store.seen.standing("jira", "1") == {"1", "2"}
    absorb(store, ticket(history=both[:-1]), hours=24)
    assert store.seen.standing("jira", "1") == {"1"}
    absorb(store, ticket(history=both), hours=25)
    assert store.seen.standing("jira", "1") == {"1", "2"}
    assert store.seen.standing("jira", "nothing") == frozenset()


def test_whoever_wrote_nothing_but_our_letters_is_nobody_of_the_tickets(store: Store) -> None:
    us = Person("u9", "Forewarn")
    absorb(store, ticket(history=(*ticket().history, replace(comment("7", 1, "Dear Ana, ..."), actor=us))))
    assert us in store.seen.people("jira", "ACME")
    letter = PublishedLetter(
        "m", "Shop", "2026-W45", ticket().ref, LetterState.POSTED, "Dear Ana, ...", "Tom", at(1), at(1), comment="7"
    )
    store.letters.put(letter)
    assert store.seen.people("jira", "ACME") == (ANA,)
