"""Random work on a site, random runs, faults and kills: in the end nothing is lost."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.connectors.jira.diary import Diary
from tests.connectors.jira.harness import DEPLOYMENTS, Site, a_site, an_issue, said

from forewarn.connect.stage import Fault

_FAULTS = (
    Fault("cut", path="/search"),
    Fault("status", path="/search", status=503, times=4),
    Fault("status", path="/versions", status=500, times=4),
    Fault("garbage", path="bulkfetch", times=4),
    Fault("status", path="/search", status=429),
    Fault("status", path="/field", status=403),
)
_LONGEST_LAG = timedelta(seconds=110)

_issues = st.integers(0, 4)
_acts = st.one_of(
    st.tuples(st.just("comment"), _issues),
    st.tuples(st.just("comment, not yet in the index"), _issues),
    st.tuples(st.just("open"), st.none()),
    st.tuples(st.just("delete"), _issues),
    st.tuples(st.sampled_from(["garble", "garble the changes of"]), _issues),
    st.tuples(st.just("mend"), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([1, 50, 130, 3600])),
    st.tuples(st.just("fault"), st.sampled_from(_FAULTS)),
    st.tuples(st.just("run"), st.one_of(st.none(), st.integers(0, 3))),
    st.tuples(st.just("run while somebody comments"), _issues),
)


@dataclass
class Life:
    """A project, its people, and the runs over it."""

    site: Site
    container: str
    issues: list[str] = field(default_factory=list)
    lag: timedelta = timedelta()
    words: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.diary = Diary(self.site, self.container)

    def act(self, what: str, which: object) -> None:
        now = self.site.sandbox.now
        match what, which:
            case "open", _:
                number = len(self.issues) + 1
                self.issues.append(self.site.sandbox.open(an_issue(number, container=self.container, created=now)))
            case "wait", int(seconds):
                self.wait(timedelta(seconds=seconds))
            case "fault", Fault() as fault:
                self.site.sandbox.misbehave(fault)
            case "mend", _:
                self.mend()
            case "garble", int(n) if n < len(self.issues):
                self.site.sandbox.quirks.garbled.add(self.issues[n])
            case "garble the changes of", int(n) if n < len(self.issues):
                self.site.sandbox.quirks.garbled_changes.add(self.issues[n])
            case "run", None | int():
                self.diary.run(which if isinstance(which, int) else None)
            case "delete", int(n) if n < len(self.issues):
                self.site.sandbox.delete(self.issues.pop(n), now)
            case _, int(n) if n < len(self.issues):
                self.comment(what, self.issues[n])

    def mend(self) -> None:
        self.site.sandbox.quirks.garbled.clear()
        self.site.sandbox.quirks.garbled_changes.clear()

    def comment(self, how: str, number: str) -> None:
        def comment(search: int = 0) -> None:
            with suppress(ValueError):  # deleted meanwhile
                self.site.sandbox.play(number, said(f"Word {next(self.words)}", self.site.sandbox.now))

        if how == "run while somebody comments":
            self.site.sandbox.quirks.before_search = comment
            self.diary.run()
            self.site.sandbox.quirks.before_search = lambda search: None
            return
        comment()
        if how.endswith("not yet in the index"):
            self.site.sandbox.quirks.lagging.add(number)
        self.wait(timedelta(milliseconds=300))

    def wait(self, time: timedelta) -> None:
        lagging = self.site.sandbox.quirks.lagging
        self.lag = self.lag + time if lagging else timedelta()
        if self.lag > _LONGEST_LAG:
            lagging.clear()
        self.site.passes(time)
        self.site.waiting.now += time


@pytest.fixture(scope="module", params=DEPLOYMENTS)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with a_site(request.param, patience={"attempts": 2}) as running:
        yield running


_containers = (f"LIFE{number}X" for number in count())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.integers(1, 4), acts=st.lists(_acts, min_size=4, max_size=25))
@example(page=1, acts=[("comment", 0), ("wait", 130), ("comment, not yet in the index", 1), ("run", None)])
@example(page=1, acts=[("comment", 0), ("wait", 130), ("comment, not yet in the index", 1), ("run", 1)])
def test_whatever_happens_nothing_is_lost(site: Site, page: int, acts: list[tuple[str, object]]) -> None:
    site.sandbox.searching.largest_page = page
    life = Life(site, next(_containers))
    for _ in range(4):
        life.act("open", None)
        life.wait(timedelta(seconds=1))
    for what, which in acts:
        life.act(what, which)
    life.wait(timedelta(hours=1))
    site.sandbox.forgive()
    life.mend()
    life.diary.run()
    for gone in life.diary.tickets.keys() - set(life.issues):  # the pass over everything there is would notice
        del life.diary.tickets[gone]
        life.diary.events = {key: event for key, event in life.diary.events.items() if key[0] != gone}
    assert life.diary.is_complete()
