"""What is held is remembered while it is held, drafts are read back whole, and only our own plans are known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from forewarn.model import Audience, Evidence, Finding, Severity, TicketRef
from forewarn.store import Draft, DraftState, HeldItem, Part, Reason, Rung, Said, State, Store, open_store
from forewarn.store.schema import held

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ON = TicketRef("jira", "HRB", "7", "HRB-7", "https://jira/HRB-7", "Booking form")


def item(anchor: str = "a", project: str = "harbour", severity: Severity = Severity.HIGH, **more: object) -> HeldItem:
    finding = Finding(
        "silence", "relationship/silence", project, "jira:7", anchor, severity, NOW, frozenset(Audience),
        {"last": NOW, "names": ("a", "b")}, (Evidence(NOW, "seen", "https://jira/1"),), ON,
    )  # fmt: skip
    held = HeldItem(finding, Audience.TEAM, Reason.EXPOSED, "clients can read it", Rung.DIGEST, "", NOW, NOW)
    return replace(held, **more)  # type: ignore[arg-type]


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def test_what_is_held_is_read_back_whole(store: Store) -> None:
    store.held.keep([item(rung=Rung.LEAD, addressee="Mara", raised_at=NOW)], (), NOW)
    assert store.held.open() == (item(rung=Rung.LEAD, addressee="Mara", raised_at=NOW),)


def test_it_keeps_the_instant_it_was_first_held_and_takes_everything_else_anew(store: Store) -> None:
    store.held.keep([item()], (), NOW)
    later = NOW + HOUR
    store.held.keep([item(first_held=later, reason=Reason.BUDGET, why="enough", rung=Rung.LEAD)], (), later)
    (kept,) = store.held.open()
    assert (kept.first_held, kept.last_held) == (NOW, later)
    assert (kept.reason, kept.why, kept.rung) == (Reason.BUDGET, "enough", Rung.LEAD)


def test_what_is_held_no_more_is_forgotten_and_begins_anew_when_it_comes_back(store: Store) -> None:
    store.held.keep([item()], (), NOW)
    store.held.keep([], (), NOW + HOUR)
    with store.database.reading() as connection:
        assert connection.execute(sa.select(held)).all() == []
    again = NOW + 3 * HOUR
    store.held.keep([item(first_held=again)], (), again)
    assert [one.first_held for one in store.held.open()] == [again]


def test_what_nobody_knows_stays_held(store: Store) -> None:
    store.held.keep([item("a"), item("b")], (), NOW)
    store.held.keep([], {item("a").finding.identity}, NOW + HOUR)
    assert [one.finding.anchor for one in store.held.open()] == ["a"]


def test_what_is_held_goes_with_its_ticket_from_project_to_project_and_back(store: Store) -> None:
    for hour, project in enumerate(("harbour", "bank", "harbour")):
        store.held.keep([item(project=project)], (), NOW + hour * HOUR)
        [kept] = store.held.open(project)
        assert (kept.first_held, store.held.open()) == (NOW, (kept,))


def test_the_open_ones_of_a_project_come_the_gravest_first_then_the_longest_held(store: Store) -> None:
    low = item("low", severity=Severity.LOW, first_held=NOW - HOUR)
    young, old, other = item("young"), item("old", first_held=NOW - HOUR), item("x", project="other")
    store.held.keep([low, young, old, other], (), NOW)
    assert [one.finding.anchor for one in store.held.open("harbour")] == ["old", "young", "low"]
    assert len(store.held.open()) == 4


def test_team_and_client_are_held_apart(store: Store) -> None:
    store.held.keep([item(), item(audience=Audience.CLIENT, reason=Reason.APPROVAL)], (), NOW)
    assert {one.audience for one in store.held.open()} == set(Audience)


def test_drafts_are_read_back_whole_and_get_an_id(store: Store) -> None:
    draft = Draft("harbour", "r|jira:7|a", ON, "We are *late*", "We are \\*late\\*", NOW, NOW)
    store.drafts.put([draft])
    assert store.drafts.all() == (replace(draft, id=1),)
    decided = replace(draft, id=1, state=DraftState.REJECTED, edited=True, decided_by="Mara", because="told by phone")
    store.drafts.put([decided, draft])
    assert store.drafts.get(1) == decided
    assert store.drafts.all(DraftState.WAITING) == (replace(draft, id=2),)
    assert store.drafts.get(3) is None


def test_only_plans_that_were_made_here_are_known(store: Store) -> None:
    store.plans.add("abc", NOW)
    store.plans.add("abc", NOW + HOUR)
    assert (store.plans.knows("abc"), store.plans.knows("abd")) == (True, False)


def test_a_part_in_the_shadow_of_another_is_read_back_so(store: Store) -> None:
    parts = (Part("r|s|a", Severity.LOW, "words", under="r|s|b"), Part("r|s|b", Severity.HIGH, "more", resolved_on=NOW))
    said = Said("m", "harbour", ON, Audience.TEAM, State.SAID, parts, "body", NOW, NOW)
    store.said.put(said)
    assert store.said.all() == (said,)
