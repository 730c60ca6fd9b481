"""Whole passes over one tracker in memory: what people decided holds, and what clients may not read stays away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.end_to_end.test_many_runs import CLARA, CONTAINER, MONDAY, PROJECT, TOM, MemoryConnector

from forewarn.agency import Agency
from forewarn.config import load_config
from forewarn.connect import Guarantee
from forewarn.errors import UnavailableError
from forewarn.model import Event, Kind
from forewarn.run import Exit, Pass, run_pass
from forewarn.say.drafts import approve, edit
from forewarn.say.render import voice
from forewarn.say.spoken import Deed
from forewarn.store import DraftState, Reason, State, Store, open_store
from forewarn.testing.builders import opened, ticket
from forewarn.testing.memory import MemoryTracker, failing

FRIDAY = datetime(2026, 11, 6, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE_FOR_THE_TEAM = {"date-missed": {"audience": "team"}}


@dataclass
class Stage:
    """An agency whose tracker is in memory; it lasts as long as its store."""

    store: Store
    tracker: MemoryTracker
    agency: Agency
    number: int = 0

    def put(self, key: str) -> None:
        """A ticket that was due on Thursday."""
        made = ticket(key, opened(MONDAY, CLARA), source=next(iter(self.agency.connectors)), due="2026-11-05")
        self.tracker.put(replace(made, container=CONTAINER))

    def happens(self, key: str, kind: Kind, **what: Any) -> None:
        self.number += 1
        self.tracker.now += timedelta(seconds=1)
        event = Event(f"e{self.number}", self.tracker.now, kind, TOM, **{"ref": f"c{self.number}", **what})
        self.tracker.happen(key, event)

    def run(self, now: datetime) -> Pass:
        self.tracker.now = now
        return run_pass(self.agency, now, lambda: self.tracker.now, lambda w, c: None, fetch=True, apply=True)

    def states(self) -> list[State]:
        return [comment.state for comment in self.store.said.all()]

    def words(self) -> str:
        """All that stands on the tracker from us."""
        return "\n".join(posted.body for _, posted in self.tracker.comments.values())


def stage(
    store: Store, folder: Path, rules: dict[str, Any] = LATE_FOR_THE_TEAM, *, source: str = "tracker", **speaking: int
) -> Stage:
    files: dict[str, Any] = {
        "forewarn.yaml": {
            "agency": {"name": "Northlight Studio", "calendar": "studio"},
            "rules": "rules.yaml",
            "calendars": {"studio": {"time_zone": "Europe/Berlin", "hours": "09:00-17:30"}},
            "clients": {"harbour": {}},
            "sources": {source: {"connector": "memory", "client_visible": True}},
            "projects": {PROJECT: {"client": "harbour", "sources": {source: [CONTAINER]}}},
            "speaking": {"baseline_days": 0, **speaking},
        },
        "rules.yaml": {"version": 1, "rules": rules},
    }
    for name, data in files.items():
        with (folder / name).open("w", encoding="utf-8") as file:
            YAML().dump(data, file)
    config = load_config(folder / "forewarn.yaml", connectors={"memory": lambda: MemoryConnector})
    connector = config.sources[source].connect({}, config.patience)
    assert isinstance(connector, MemoryConnector)
    return Stage(store, connector.tracker, Agency(config, store, {source: connector}))


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened_store:
        yield opened_store


def test_the_end_of_a_large_baseline_comes_out_by_the_budgets_and_never_trips_the_breaker(
    store: Store, tmp_path: Path
) -> None:
    play = stage(store, tmp_path, baseline_days=5)
    for number in range(30):
        play.put(f"A-{number}")
    assert play.run(FRIDAY).plan.writes == ()
    for day in (10, 11, 12, 13, 14, 17, 18):
        done = play.run(FRIDAY + day * DAY)
        assert (done.exit_code, {held.reason for held in done.plan.held} <= {Reason.BUDGET}) == (Exit.DONE, True)
    assert len(play.tracker.comments) == 30


def test_a_note_that_came_out_public_is_mailed_once_and_nothing_internal_follows(store: Store, tmp_path: Path) -> None:
    play = stage(store, tmp_path)
    play.tracker.comes_out_public = True
    play.put("A-1")
    play.put("A-2")
    first = play.run(FRIDAY)
    assert [one.deed for one in first.spoken] == [Deed.WITHDRAWN, Deed.FAILED]
    play.happens("A-1", Kind.COMMENTED, text="forewarn: explain", public=False)
    for day in range(1, 9):
        done = play.run(FRIDAY + day * DAY)
        assert (done.spoken, {held.reason for held in done.plan.held}) == ((), {Reason.EXPOSED})
    assert (play.tracker.posts, play.tracker.comments) == (1, {})
    assert "forewarn doctor says what to do" in done.plan.held[0].why
    play.tracker.comes_out_public = False
    store.said.mend("tracker")
    assert [one.deed for one in play.run(FRIDAY + 10 * DAY).spoken] == [Deed.POSTED, Deed.POSTED]


def test_where_the_guarantee_is_gone_no_reason_of_the_team_is_written_into_an_old_note(
    store: Store, tmp_path: Path
) -> None:
    play = stage(store, tmp_path)
    play.put("A-1")
    play.run(FRIDAY)
    before = play.words()
    play.tracker.guarantee = Guarantee.NONE
    play.happens("A-1", Kind.COMMENTED, text="forewarn: snooze 8 days because Helen never pays", public=False)
    play = replace(play, agency=Agency(play.agency.config, store, play.agency.connectors))
    play.run(FRIDAY + HOUR)
    assert play.words() == before


@pytest.mark.parametrize("step", ["find", "before post", "after post"])
def test_a_connector_that_stumbles_while_it_speaks_ends_no_run_and_says_nothing_twice(
    store: Store, tmp_path: Path, step: str
) -> None:
    play = stage(store, tmp_path)
    for key in ("A-1", "A-2"):
        play.put(key)
    play.tracker.fail = failing({step: KeyError})
    first = play.run(FRIDAY)
    assert [one.deed for one in first.spoken if one.error is None].count(Deed.POSTED) == 1
    for hours in (1, 2):
        play.run(FRIDAY + hours * HOUR)
    assert play.states().count(State.SAID) == len(play.tracker.comments) == 2


def test_a_comment_that_came_along_with_a_transferred_ticket_is_ours_there(store: Store, tmp_path: Path) -> None:
    """On GitHub it has another id in the other repository."""
    play = stage(store, tmp_path)
    for key in ("A-1", "A-2"):
        play.put(key)
    play.run(FRIDAY)
    del play.tracker.tickets["A-1"]
    play.put("B-7")
    there = play.tracker.tickets["B-7"].ref
    play.tracker.comments = {
        number: (there if ref.id == "A-1" else ref, posted) for number, (ref, posted) in play.tracker.comments.items()
    }
    deeds = [one.deed for hours in (1, 2, 30) for one in play.run(FRIDAY + hours * HOUR).spoken]
    assert deeds == [Deed.ADOPTED]
    assert len(play.tracker.comments) == 2
    [moved] = [comment for comment in store.said.all(State.SAID) if comment.ticket.id == "B-7"]
    assert {posted.marker for ref, posted in play.tracker.comments.values() if ref.id == "B-7"} == {moved.marker}


def test_an_intent_in_a_source_that_was_renamed_stops_no_run(store: Store, tmp_path: Path) -> None:
    play = stage(store, tmp_path)
    play.put("A-1")
    play.tracker.fail = failing({"before post": UnavailableError("lost")})
    assert [one.deed for one in play.run(FRIDAY).spoken] == [Deed.UNKNOWN]
    renamed = stage(store, tmp_path, source="desk")
    renamed.put("A-1")
    assert [one.deed for one in renamed.run(FRIDAY + HOUR).spoken] == [Deed.POSTED]
    assert renamed.run(FRIDAY + 2 * HOUR).spoken == ()


def test_words_that_a_person_wrote_and_approved_outlast_a_snooze(store: Store, tmp_path: Path) -> None:
    play = stage(store, tmp_path, {"date-missed": {"audience": "both", "approval": True}}, comments_per_client=0)
    play.put("A-1")
    play.run(FRIDAY)
    (draft,) = store.drafts.all()
    edit(store, draft.id, "Dear Helen, my own words.", voice("markdown", 9_000, play.agency.config.calendar), FRIDAY)
    approve(store, draft.id, "Mara", FRIDAY)
    play.happens("A-1", Kind.COMMENTED, text="forewarn: snooze 1 day because I call her", public=False)
    for later in (HOUR, 5 * DAY):
        play.run(FRIDAY + later)
        (draft,) = store.drafts.all()
        assert (draft.state, draft.text) == (DraftState.APPROVED, "Dear Helen, my own words.")


def test_a_comment_of_ours_that_is_missing_in_one_reading_and_there_in_the_next_is_ours_again(
    store: Store, tmp_path: Path
) -> None:
    play = stage(store, tmp_path)
    play.put("A-1")
    play.run(FRIDAY)
    play.run(FRIDAY + HOUR)
    whole = play.tracker.tickets["A-1"]
    play.tracker.put(replace(whole, history=tuple(e for e in whole.history if not e.ref.startswith("ours"))))
    play.run(FRIDAY + 2 * HOUR)
    assert play.states() == [State.DISMISSED]
    play.tracker.put(whole)
    for later in (3 * HOUR, 9 * DAY):
        play.run(FRIDAY + later)
        assert (play.states(), len(play.tracker.comments)) == ([State.SAID], 1)
    assert "was promised" in play.words()


def test_a_comment_of_ours_that_a_person_deleted_stays_deleted(store: Store, tmp_path: Path) -> None:
    play = stage(store, tmp_path)
    play.put("A-1")
    play.run(FRIDAY)
    play.run(FRIDAY + HOUR)
    (ident,) = play.tracker.comments
    del play.tracker.comments[ident]
    there = play.tracker.tickets["A-1"]
    play.tracker.put(replace(there, history=tuple(e for e in there.history if e.ref != ident)))
    for hour in range(2, 6):
        assert play.run(FRIDAY + hour * HOUR).plan.writes == ()
        assert play.states() == [State.DISMISSED]


def test_after_an_answer_was_deleted_nobody_has_answered(store: Store, tmp_path: Path) -> None:
    play = stage(store, tmp_path)
    play.put("A-1")
    play.run(FRIDAY)
    play.happens("A-1", Kind.COMMENTED, text="I look into it.", ref="answer", public=False)
    assert [act.kind for act in play.run(FRIDAY + HOUR).plan.acts] == ["acknowledged"]
    play.happens("A-1", Kind.DELETED, ref="answer")
    assert [act.kind for act in play.run(FRIDAY + 2 * HOUR).plan.acts] == ["keep"]
