"""Random work on a repository, random runs, faults and kills: in the end nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.github.desk import ANA, SHOP, START, Desk, moved, ticket

from forewarn.connect.stage import Fault
from forewarn.facts.roles import Roles
from forewarn.model import Event, Field, Kind, StatusCategory
from forewarn.store import Store, open_store
from forewarn.sync import sync
from forewarn_github.sandbox import GitHubSandbox

_FAULTS = (
    Fault("cut", path="/issues", times=2),
    Fault("status", path="/events", status=502, times=4),
    Fault("status", path="/comments", status=500, times=4),
    Fault("garbage", path="/issues", times=4),
    Fault("status", path="/milestones", status=503, times=4),
)
_LONGEST_LAG = timedelta(seconds=110)

_issues = st.integers(0, 4)
_acts = st.one_of(
    st.tuples(st.sampled_from(["say", "edit", "unsay", "close", "reopen", "label", "delete"]), _issues),
    st.tuples(st.just("say, not yet in the lists"), _issues),
    st.tuples(st.sampled_from(["open", "run"]), st.just(0)),
    st.tuples(st.just("killed run"), st.integers(1, 4)),
    st.tuples(st.just("fault"), st.integers(0, len(_FAULTS) - 1)),
    st.tuples(st.just("wait"), st.sampled_from([1, 50, 130, 3600])),
)


class Killed(BaseException):
    """Nobody handles it."""


@dataclass
class Life:
    """A repository, its people, and the runs over it."""

    desk: Desk
    store: Store
    issues: list[str] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    lag: timedelta = timedelta()
    words: int = 0

    def act(self, what: str, which: int) -> None:
        match what:
            case "open":
                issue = self.desk.sandbox.open(ticket(f"Page {self.words}", created=self.desk.sandbox.now))
                self.issues.append(issue)
                self.said[issue] = []
            case "run":
                self.run()
            case "killed run":
                self.run(batches=which)
            case "fault":
                self.desk.sandbox.misbehave(_FAULTS[which])
            case "wait":
                self.wait(which)
            case _ if which < len(self.issues):
                self.work(what, self.issues[which])
        self.wait(0.3)

    def work(self, what: str, issue: str) -> None:
        now, said = self.desk.sandbox.now, self.said[issue]
        self.words += 1
        match what.partition(",")[0]:
            case "say":
                said.append(self.play(issue, Event("", now, Kind.COMMENTED, ANA, text=f"Word {self.words}")))
                if what != "say":
                    self.desk.sandbox.quirks.lagging.setdefault(int(issue.rpartition("#")[2]), now)
            case "edit" if said:
                self.play(issue, Event("", now, Kind.EDITED, ANA, ref=said[-1], new=f"Word {self.words}"))
            case "unsay" if said:
                self.play(issue, Event("", now, Kind.DELETED, ANA, ref=said.pop()))
            case "close":
                self.play(issue, moved("closed", StatusCategory.DONE, 0, ANA))
            case "reopen":
                self.play(issue, moved("open", StatusCategory.TODO, 0, ANA))
            case "label":
                self.play(issue, Event("", now, Kind.ADDED, ANA, Field.LABELS, new=f"label-{self.words}"))
            case "delete":
                self.desk.sandbox.delete(issue, now)
                self.issues.remove(issue)

    def play(self, issue: str, event: Event) -> str:
        return self.desk.sandbox.play(issue, replace(event, at=self.desk.sandbox.now))

    def wait(self, seconds: float) -> None:
        time, lagging = timedelta(seconds=seconds), self.desk.sandbox.quirks.lagging
        self.lag = self.lag + time if lagging else timedelta()
        if self.lag > _LONGEST_LAG:
            lagging.clear()
        self.desk.sandbox.now += time
        self.desk.clock.now = self.desk.sandbox.now

    def run(self, batches: int | None = None) -> None:
        left = batches

        def progress(what: str, count: int) -> None:
            nonlocal left
            left = None if left is None else left - 1
            if left == 0:
                raise Killed

        try:
            connector = self.desk.connector(attempts=2, budget=timedelta(0))
            sync([("hub", SHOP)], {"hub": connector}, Roles({}), self.store, lambda: self.desk.clock.now, progress)
        except Killed:
            pass

    def known(self) -> dict[str, object]:
        """What the store holds of each ticket; who only came later cannot know how things changed that are gone."""
        heads = self.store.seen.heads(("hub", SHOP))
        found = self.store.seen.load("hub", [head.id for head in heads if not head.gone])
        passing = {Kind.EDITED, Kind.DELETED, Kind.COMMENTED}
        return {
            one.id: (
                one.status,
                sorted(one.labels),
                sorted(comment.text for comment in one.comments()),
                {(e.kind, e.at, e.field, e.new) for e in one.history if e.kind not in passing},
            )
            for one in found
        }


@pytest.fixture(scope="module")
def server() -> Iterator[GitHubSandbox]:
    with GitHubSandbox(START) as sandbox:
        yield sandbox


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_acts, min_size=4, max_size=30))
def test_whatever_happens_nothing_is_lost(server: GitHubSandbox, acts: list[tuple[str, int]]) -> None:
    desk = Desk(GitHubSandbox(START).instead_of(server))
    with open_store("sqlite://") as store, open_store("sqlite://") as anew:
        life = Life(desk, store)
        for what, which in (("open", 0), ("open", 0), ("run", 0), *acts):
            life.act(what, which)
        desk.sandbox.forgive()
        for _ in range(3):  # what is gone is set aside when it was missed on two days
            life.wait(24 * 3600)
            life.run()
        fresh = Life(desk, anew)
        fresh.run()
        assert life.known() == fresh.known()
        assert set(life.known()) == set(life.issues)
