"""Any number of runs, at any hours, between any things that people do: stateful properties of the whole engine."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from ruamel.yaml import YAML
from tests.end_to_end.world import CLARA, IDA, MONDAY, TOM, MemoryConnector

from forewarn.agency import Agency
from forewarn.config import Config, load_config
from forewarn.connect import Guarantee
from forewarn.model import Audience, Event, Field, Finding, Kind, StatusCategory, Ticket
from forewarn.run import Exit, Pass, run_pass
from forewarn.store import State, Store, open_store
from forewarn.testing.builders import opened, ticket

SOURCE, PROJECT, CONTAINER = "tracker", "website", "shop"
SAYINGS = (
    (CLARA, "Could you tell us when this will be live? We need it for the fair."),
    (CLARA, "Any news?"),
    (CLARA, "Thank you!"),
    (TOM, "I will send you the draft by tomorrow."),
    (TOM, "It is live now, please have a look."),
    (IDA, "Next update on Thursday."),
)
STATUSES = {"Doing": StatusCategory.DOING, "Done": StatusCategory.DONE, "To do": StatusCategory.TODO}
BUDGETS = {"comments_per_run": 4, "comments_per_day": 3, "comments_per_project": 2, "comments_per_client": 1}


def agency_config(*, client_visible: bool) -> Config:
    """The files of a small agency, whose words to clients need no approval."""
    files: dict[str, Any] = {
        "forewarn.yaml": {
            "agency": {"name": "Northlight Studio", "calendar": "studio"},
            "rules": "rules.yaml",
            "calendars": {"studio": {"time_zone": "Europe/Berlin", "hours": "09:00-17:30"}},
            "clients": {"harbour": {}},
            "sources": {SOURCE: {"connector": "memory", "client_visible": client_visible}},
            "projects": {PROJECT: {"client": "harbour", "sources": {SOURCE: [CONTAINER]}}},
            "speaking": {**BUDGETS, "baseline_days": 0},
        },
        "rules.yaml": {
            "version": 1,
            "extends": ["strict@1"],
            "rules": {"on-time-arrival": {"approval": False}, "date-missed": {"approval": False}},
        },
    }
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            with (Path(folder) / name).open("w", encoding="utf-8") as file:
                YAML().dump(data, file)
        return load_config(Path(folder) / "forewarn.yaml", connectors={"memory": lambda: MemoryConnector})


class ManyRuns(RuleBasedStateMachine):
    """People act, time passes, cron comes by or does not."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.live: list[tuple[datetime, list[Finding]]] = []
        self.number = 0

    @initialize(guarantee=st.sampled_from(list(Guarantee)), client_visible=st.booleans())
    def begin(self, guarantee: Guarantee, client_visible: bool) -> None:
        """A tracker that can keep comments from clients, or cannot."""
        config = agency_config(client_visible=client_visible)
        connector = config.sources[SOURCE].connect({}, config.patience)
        assert isinstance(connector, MemoryConnector)
        self.tracker = connector.tracker
        self.tracker.guarantee = guarantee
        self.store = self.stack.enter_context(open_store("sqlite://"))
        self.agency = Agency(config, self.store, {SOURCE: connector})
        for number in range(3):
            born = opened(MONDAY + timedelta(minutes=number), CLARA if number % 2 else TOM)
            state = {"due": "2026-11-12"} if number else {}
            made = ticket(f"W-{number}", born, source=SOURCE, **state)
            self.tracker.put(replace(made, container=CONTAINER))

    def teardown(self) -> None:
        self.stack.close()

    # What people do.

    @rule(which=st.integers(0, 2), saying=st.sampled_from(SAYINGS), public=st.booleans())
    def say(self, which: int, saying: tuple[Any, str], public: bool) -> None:
        """Somebody writes."""
        who, words = saying
        self._happen(which, kind=Kind.COMMENTED, actor=who, text=words, ref=f"c{self.number}", public=public)

    @rule(which=st.integers(0, 2), status=st.sampled_from(list(STATUSES)))
    def move(self, which: int, status: str) -> None:
        """Somebody moves a ticket."""
        before = self._ticket(which)
        category = STATUSES[status]
        self.tracker.put(replace(before, status=status, category=category))
        told = {"field": Field.STATUS, "old": before.status, "new": status}
        self._happen(which, kind=Kind.CHANGED, actor=TOM, category=category, old_category=before.category, **told)

    @rule(which=st.integers(0, 2), days=st.integers(-3, 12))
    def put_off(self, which: int, days: int) -> None:
        """Somebody gives another date."""
        before = self._ticket(which)
        due = (self.tracker.now + timedelta(days=days)).date()
        self.tracker.put(replace(before, due=due))
        old = str(before.due) if before.due else None
        self._happen(which, kind=Kind.CHANGED, actor=IDA, field=Field.DUE, old=old, new=str(due))

    @rule(hours=st.sampled_from([0.1, 1, 5, 24, 72, 200]))
    def wait(self, hours: float) -> None:
        """Nothing happens, and cron may be down over a weekend."""
        self.tracker.now += timedelta(hours=hours)

    # What forewarn does.

    @rule()
    def run(self) -> None:
        """Cron comes by."""
        done = self._run(self.store)
        assert done.exit_code in (Exit.DONE, Exit.BREAKER), done.spoken
        found = _found(done)
        with open_store("sqlite://") as fresh:
            self._hand_over(fresh)
            assert _found(self._run(fresh, apply=False)) == found, "a full evaluation says something else"
        self.live.append((done.now, found))

    @rule()
    def run_twice(self) -> None:
        """Cron comes by again before anything has happened: our own words are nothing that happened."""
        first = self._run(self.store)
        posts, edits = self.tracker.posts, self.tracker.edits
        second = self._run(self.store)
        assert _found(second) == _found(first)
        # What the budget held back may be edited in nowhere, and a second run of the same day has no other budget.
        assert (self.tracker.posts, self.tracker.edits) == (posts, edits)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        """A look at an earlier instant says what the run of that instant said."""
        now, found = data.draw(st.sampled_from(self.live))
        looked = run_pass(self.agency, now, lambda: self.tracker.now, _quietly, fetch=False, apply=False)
        assert _found(looked) == found

    # What is always true.

    @invariant()
    def every_comment_stands_once(self) -> None:
        """What we believe to have said stands there, once, with those words, and nothing else of ours does."""
        if not hasattr(self, "store"):
            return
        stored = {
            said.comment: said for said in self.store.said.all() if said.comment and said.state is not State.LAPSED
        }
        assert {ident: posted.body for ident, (_, posted) in self.tracker.comments.items()} == {
            ident: one.body for ident, one in stored.items()
        }
        speaking = Counter(
            (said.ticket.id, said.audience) for said in stored.values() if said.state in (State.SAID, State.INTENDED)
        )
        assert not speaking or max(speaking.values()) == 1

    @invariant()
    def clients_read_nothing_that_is_for_the_team(self) -> None:
        """Whatever the tracker can or cannot hide."""
        if not hasattr(self, "store"):
            return
        visible = self.agency.config.sources[SOURCE].client_visible
        for said in self.store.said.all():
            if said.comment is None or said.audience is Audience.CLIENT:
                continue
            assert self.tracker.guarantee is not Guarantee.NONE or not visible
            assert self.tracker.comments[said.comment][1].audience is Audience.TEAM

    @invariant()
    def no_budget_is_exceeded(self) -> None:
        """New comments by day of the agency, all in all, for the team and for the client."""
        if not hasattr(self, "store"):
            return
        calendar = self.agency.config.calendar
        said = [one for one in self.store.said.all() if one.comment and not one.answers]
        days = Counter(calendar.day_of(one.intended_at) for one in said)
        ours = Counter(calendar.day_of(one.intended_at) for one in said if one.audience is Audience.TEAM)
        theirs = Counter(calendar.day_of(one.intended_at) for one in said if one.audience is Audience.CLIENT)
        assert max(days.values(), default=0) <= BUDGETS["comments_per_day"]
        assert max(ours.values(), default=0) <= BUDGETS["comments_per_project"]
        assert max(theirs.values(), default=0) <= BUDGETS["comments_per_client"]

    def _ticket(self, which: int) -> Ticket:
        return self.tracker.tickets[f"W-{which}"]

    def _happen(self, which: int, **what: Any) -> None:
        self.number += 1
        self.tracker.now += timedelta(seconds=1)
        self.tracker.happen(f"W-{which}", Event(id=f"e{self.number}", at=self.tracker.now, **what))

    def _run(self, store: Store, *, apply: bool = True) -> Pass:
        agency = replace(self.agency, store=store)
        self.tracker.now += timedelta(seconds=1)
        clock = self.tracker.now
        return run_pass(agency, clock, lambda: self.tracker.now, _quietly, fetch=True, apply=apply)

    def _hand_over(self, fresh: Store) -> None:
        """What was said is no matter of evaluation, except that our own comments are known as ours."""
        for said in self.store.said.all():
            fresh.said.put(said)


def _found(done: Pass) -> list[Finding]:
    return sorted((f for result in done.results for f in result.findings), key=lambda f: (f.project, f.identity))


def _quietly(what: str, count: int) -> None:
    """No progress is shown."""


ManyRuns.TestCase.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestManyRuns = ManyRuns.TestCase
