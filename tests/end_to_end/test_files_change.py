"""People act, cron comes by, and somebody edits the files in between: nothing is said twice or to the wrong people."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.end_to_end.test_many_runs import SAYINGS, STATUSES
from tests.end_to_end.world import CLARA, CLIENT, LATE, MONDAY, TOM, World

from forewarn.connect import Guarantee
from forewarn.model import Event, Kind
from forewarn.run import Exit
from forewarn.say.drafts import approve, open_drafts, reject
from forewarn.store import Said, State, open_store
from forewarn.testing.builders import opened, ticket

RULES = ("process/date-missed", "expectations/promise-broken", "relationship/unanswered-client-message")
FOR_CLIENTS = RULES[:2]
tickets, checks = st.sampled_from("ABC"), st.sampled_from(RULES)


class ChangingFiles(RuleBasedStateMachine):
    """A small agency that cannot make up its mind."""

    @initialize(guarantee=st.sampled_from(Guarantee))
    def begin(self, guarantee: Guarantee) -> None:
        """Three tickets; on two of them a date has passed."""
        self.folder = TemporaryDirectory()
        self.own_names: dict[str, str] = {}
        self.told: dict[str, dict[str, Any]] = {check: {} for check in RULES}
        self.world = World(Path(self.folder.name) / "agency", {})
        self.world.tracker.guarantee = guarantee
        self.world.now = LATE
        self.approved: set[str] = set()
        for number, key in enumerate("ABC"):
            state = {"due": "2026-11-05", "assignees": (TOM,)} if number else {}
            self.world.put(ticket(key, opened(MONDAY, CLARA if number == 1 else TOM), source="tracker", **state))

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    # What people do.

    @rule(key=tickets, saying=st.sampled_from(SAYINGS), public=st.booleans())
    def say(self, key: str, saying: tuple[Any, str], public: bool) -> None:
        """Somebody writes."""
        self.world.say(key, *saying, public=public)

    @rule(key=tickets, status=st.sampled_from(list(STATUSES)))
    def move(self, key: str, status: str) -> None:
        """Somebody moves a ticket."""
        self.world.move(key, status, STATUSES[status])

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Somebody deletes a comment of ours."""
        tracker = self.world.tracker
        if tracker.comments:
            ident = data.draw(st.sampled_from(sorted(tracker.comments)))
            where, _ = tracker.comments.pop(ident)
            self.world.now += timedelta(minutes=1)
            tracker.happen(where.id, Event(f"gone-{ident}", self.world.now, Kind.DELETED, TOM, ref=ident))

    @rule()
    def reject(self) -> None:
        """Tom rejects all words for clients."""
        with open_store(self.world.database) as store:
            for draft in open_drafts(store):
                reject(store, draft.id, "Tom", "we called them", self.world.now)

    # What becomes of the files.

    @rule(check=checks, enabled=st.booleans(), severity=st.sampled_from(["low", "critical"]))
    def weigh(self, check: str, enabled: bool, severity: str) -> None:
        """A rule is switched on or off, or weighs more or less."""
        self.told[check] |= {"enabled": enabled, "severity": severity}

    @rule(check=st.sampled_from(FOR_CLIENTS), audience=st.sampled_from(["team", "client", "both"]))
    def address(self, check: str, audience: str) -> None:
        """A rule speaks to others."""
        self.told[check]["audience"] = audience

    @rule(check=checks, name=st.sampled_from(["", "our-own"]))
    def call(self, check: str, name: str) -> None:
        """A rule gets another name."""
        self.own_names[check] = name and f"{name}-{check.partition('/')[2]}"

    @rule(name=st.sampled_from(["website", "relaunch"]), container=st.sampled_from(["shop", "blog"]), key=tickets)
    def reorganise(self, name: str, container: str, key: str) -> None:
        """Projects get other names, and a ticket goes to another one."""
        self.world.projects = {name: {"tracker": ["shop"]}, "blog": {"tracker": ["blog"]}}
        self.world.put(self.world.tracker.tickets[key], container=container)

    # What forewarn does.

    @rule(hours=st.sampled_from([1, 5, 24, 72]))
    def run(self, hours: int) -> None:
        """Cron comes by, and once more before anything has happened."""
        self._run(timedelta(hours=hours))
        posts, edits = self.world.tracker.posts, self.world.tracker.edits
        self._run(timedelta())
        assert (self.world.tracker.posts, self.world.tracker.edits) == (posts, edits)

    @rule(hours=st.sampled_from([1, 24]))
    def approve(self, hours: int) -> None:
        """Cron comes by, Tom approves all words for clients, and cron comes by again."""
        self._run(timedelta(hours=hours))
        with open_store(self.world.database) as store:
            for draft in open_drafts(store):
                self.approved.add(_event(draft.identity))
                approve(store, draft.id, "Tom", self.world.now)
        self._run(timedelta(hours=1))

    def _run(self, later: timedelta) -> None:
        self.world.rules = {self.own_names.get(c) or c.partition("/")[2]: {"check": c, **self.told[c]} for c in RULES}
        done = self.world.run(self.world.now + later)
        assert done.exit_code in (Exit.DONE, Exit.BREAKER), done.spoken

    # What is always true.

    @invariant()
    def what_we_remember_is_what_stands_there(self) -> None:
        """Word for word; and no two comments of ours speak to the same people on one ticket."""
        ours = self._ours()
        standing = {i: p.body for i, (_, p) in self._comments().items() if not p.marker.startswith("r")}
        assert standing.keys() <= ours.keys()
        live = {ident: said for ident, said in ours.items() if ident in standing}
        assert all(said.body in ("", standing[ident]) for ident, said in live.items())
        speaking = Counter((s.ticket.id, s.audience) for s in live.values() if s.state is State.SAID)
        assert max(speaking.values(), default=0) <= 1

    @invariant()
    def a_client_reads_of_each_thing_in_one_place_and_only_what_was_approved(self) -> None:
        """However rules, projects and tickets are called by now."""
        standing = self._comments()
        theirs = [
            s for i, s in self._ours().items() if s.audience is CLIENT and s.state is State.SAID and i in standing
        ]
        told = Counter(_event(part.identity) for one in theirs for part in one.open_parts)
        assert max(told.values(), default=0) <= 1
        assert told.keys() <= self.approved

    @invariant()
    def what_is_for_the_team_stands_only_where_clients_cannot_read_it(self) -> None:
        """The client sees this tracker, so that it has to hide a note."""
        hides = not hasattr(self, "world") or self.world.tracker.guarantee is not Guarantee.NONE
        assert hides or all(posted.audience is CLIENT for _, posted in self._comments().values())

    def _comments(self) -> dict[str, Any]:
        return self.world.tracker.comments if hasattr(self, "world") else {}

    def _ours(self) -> dict[str, Said]:
        if not hasattr(self, "world") or not Path(self.world.folder / "store.db").exists():
            return {}
        with open_store(self.world.database) as store:
            return {said.comment: said for said in store.said.all() if said.comment}


def _event(identity: str) -> str:
    """What an identity is about, whatever its rule is called."""
    return identity.partition("|")[2]


ChangingFiles.TestCase.settings = settings(
    max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestChangingFiles = ChangingFiles.TestCase
