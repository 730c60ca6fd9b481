"""Fetching: side by side, nothing lost when something fails, deletions noticed without haste."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forewarn.connect import Batch
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PartlyRead,
    PermissionDenied,
    RateLimited,
    RefusedError,
    ServerFault,
    TrackerError,
    UnavailableError,
)
from forewarn.facts.roles import Roles
from forewarn.model import MILESTONE, Event, Kind, Person, Role, Ticket
from forewarn.store import Store, open_store
from forewarn.sync import Synced, nothing_collected, sync
from forewarn.testing.memory import MemoryReader, MemoryTracker, failing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def ticket(ident: str, source: str = "a", container: str = "ACME", **more: object) -> Ticket:
    created = Event("created", NOW - timedelta(days=9), Kind.CREATED)
    return Ticket(source, container, ident, f"ACME-{ident}", f"No {ident}", created.at, history=(created,), **more)  # type: ignore[arg-type]


def tracker(*idents: str, source: str = "a") -> MemoryTracker:
    made = MemoryTracker(NOW)
    for ident in idents:
        made.put(ticket(ident, source))
    return made


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'f.db'}") as opened:
        yield opened


def fetch(store: Store, hours: float = 0, roles: Roles | None = None, **trackers: MemoryTracker) -> tuple[Synced, ...]:
    wanted = [(name, "ACME") for name in trackers]
    now = NOW + timedelta(hours=hours)
    return sync(wanted, trackers, roles or Roles(), store, lambda: now)  # type: ignore[arg-type]


def known(store: Store, source: str = "a") -> list[str]:
    return [head.id for head in store.seen.heads((source, "ACME")) if not head.gone]


def test_sources_are_read_side_by_side(store: Store) -> None:
    """Two sources that each wait for the other to have begun: one after the other would never end."""
    both = threading.Barrier(2, timeout=10)
    waited: set[str] = set()

    def wait(step: str, name: str) -> None:
        if name not in waited:
            waited.add(name)
            both.wait()

    one, two = tracker("1", source="a"), tracker("2", source="b")
    one.fail = lambda step: wait(step, "a")
    two.fail = lambda step: wait(step, "b")
    assert [r.error for r in fetch(store, a=one, b=two)] == [None, None]
    assert (known(store, "a"), known(store, "b")) == (["1"], ["2"])


@pytest.mark.parametrize(
    "error", [AuthError("no"), UnavailableError("down"), GoneError("where"), PermissionDenied("x")]
)
def test_a_failing_source_is_marked_stale_and_the_other_is_read(store: Store, error: TrackerError) -> None:
    fetch(store, a=tracker("1"), b=tracker("9", source="b"))
    bad = tracker("1", "2")
    bad.fail = failing({"read": error})
    results = fetch(store, 1, a=bad, b=tracker("8", "9", source="b"))
    assert [r.error for r in results] == [error, None]
    assert known(store, "a") == ["1"]
    assert known(store, "b") == ["8", "9"]
    scope = store.seen.scope("a", "ACME")
    assert scope.error == str(error)
    assert scope.synced_at == NOW  # the last good fetch is not forgotten


@pytest.mark.parametrize(
    ("error", "others"),
    [
        (GoneError("where"), True), (PermissionDenied("x"), True), (MalformedAnswer("html"), True),
        (RefusedError("too big"), True), (ServerFault("500"), True), (AuthError("no"), False),
        (UnavailableError("down"), False), (RateLimited("slower", until=None), False),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one_container_keeps_nobody_from_reading_the_next(
    store: Store, error: TrackerError, others: bool
) -> None:
    made = tracker("1")
    made.put(ticket("2", container="BLOG"))
    failed: list[str] = []

    def fail(step: str) -> None:
        if step == "read" and not failed:
            failed.append(step)
            raise error

    made.fail = fail
    results = sync([("a", "ACME"), ("a", "BLOG")], {"a": made}, Roles(), store, lambda: NOW)  # type: ignore[dict-item]
    assert [r.error for r in results] == [error, None if others else error]


@pytest.mark.parametrize("step", ["read", "present", "is gone", "members"])
def test_a_connector_that_stumbles_ends_neither_the_run_nor_its_other_containers(store: Store, step: str) -> None:
    made, other = tracker("1", "2", "3"), tracker("9", source="b")
    made.put(ticket("4", container="BLOG"))
    made.groups["clients"] = ()
    wanted = [("a", "ACME"), ("a", "BLOG"), ("b", "ACME")]
    roles = Roles(groups={("a", "clients"): Role.CLIENT})
    for hours in (0, 30):  # the second pass misses a ticket for the second time
        del made.tickets["1" if hours else "3"]
        sync(wanted, {"a": made, "b": other}, Roles(), store, lambda h=hours: NOW + timedelta(hours=h))  # type: ignore[dict-item,misc]
    stumbled: list[str] = []

    def fail(now: str) -> None:
        if now == step and not stumbled:
            stumbled.append(now)
            {}["a secret of a ticket"]

    made.fail = fail
    results = sync(wanted, {"a": made, "b": other}, roles, store, lambda: NOW + timedelta(hours=60))  # type: ignore[dict-item]
    [error] = [result.error or result.lacking for result in results if result.error or result.lacking]
    assert isinstance(error, PartlyRead if step == "is gone" else MalformedAnswer)
    assert "KeyError in test_sync.py:" in str(error) and "sources.a" in str(error)
    assert "secret" not in str(error)
    assert len([result for result in results if not result.group]) == 3


def test_a_good_fetch_takes_the_stale_mark_away(store: Store) -> None:
    bad = tracker("1")
    bad.fail = failing({"read": UnavailableError("down")})
    fetch(store, a=bad)
    fetch(store, 1, a=bad)
    assert store.seen.scope("a", "ACME").error is None


def test_when_every_source_fails_nothing_was_collected(store: Store) -> None:
    bad = tracker("1")
    bad.fail = failing({"read": UnavailableError("down")})
    assert nothing_collected(fetch(store, a=bad))
    assert not nothing_collected(fetch(store, 1, a=bad))
    assert not nothing_collected(())


def test_a_fetch_that_dies_in_the_middle_keeps_what_came_and_goes_on_next_time(store: Store) -> None:
    class Dying(MemoryReader):
        def read(self, container: str, cursor: str | None) -> Iterator[object]:  # type: ignore[override]
            yield from list(super().read(container, cursor))[:1]
            raise UnavailableError("the line went dead")

    @dataclass
    class Connector:
        made: MemoryTracker

        def reader(self) -> MemoryReader:
            return Dying(self.made)

    many = tracker("1", "2", "3")
    fetch(store, a=Connector(many))  # type: ignore[arg-type]
    assert known(store) == ["1"]
    assert store.seen.scope("a", "ACME").cursor == "0"
    fetch(store, 1, a=many)
    assert known(store) == ["1", "2", "3"]


def test_people_are_given_their_side_by_their_address_which_is_then_forgotten(store: Store, tmp_path: Path) -> None:
    helen = Person("h1", "Helen", email="helen@harbour.example")
    made = tracker()
    made.put(replace(ticket("1"), reporter=helen, history=(Event("created", NOW, Kind.CREATED, helen),)))
    fetch(store, roles=Roles({"@harbour.example": Role.CLIENT}), a=made)
    (loaded,) = store.seen.load("a", ["1"])
    assert loaded.reporter is not None
    assert loaded.reporter.role is Role.CLIENT
    assert loaded.history[0].actor == replace(helen, role=Role.CLIENT, email="")
    assert all(b"helen@" not in path.read_bytes() for path in tmp_path.glob("f.db*"))


class Onward(MemoryReader):
    """Reads what lies beyond the cursor alone, as trackers do, and stops after `most` tickets."""

    most = 9

    def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
        left = list(super().read(container, cursor))[0 if cursor is None else int(cursor) + 1 :]
        yield from left[: self.most]
        if len(left) > self.most:
            raise UnavailableError("the line went dead")


@dataclass
class Going:
    """A connector to a tracker whose readers go on."""

    made: MemoryTracker
    most: int = 9

    def reader(self) -> MemoryReader:
        reader = Onward(self.made)
        reader.most = self.most
        return reader


HELEN = Person("h1", "Helen", email="helen@harbour.example")
TOM = Person("t1", "Tom", Role.CLIENT)


def reported(*reporters: Person) -> MemoryTracker:
    made = tracker()
    for number, who in enumerate(reporters):
        made.put(replace(ticket(str(number)), reporter=who, history=(Event("created", NOW, Kind.CREATED, who),)))
    return made


def sides_of(store: Store) -> list[tuple[Role | None, Role | None]]:
    """Of the reporter and of who opened it, by ticket."""
    read = sorted(store.seen.load("a", known(store)), key=lambda one: one.id)
    return [tuple(who and who.role for who in (one.reporter, one.history[0].actor)) for one in read]  # type: ignore[misc]


def test_people_with_addresses_change_sides_when_the_config_does(store: Store) -> None:
    """On every ticket, although only reading shows their addresses and nothing happened there; nobody else does."""
    going = Going(reported(HELEN, HELEN, TOM))
    team, client = {"@harbour.example": Role.TEAM}, {"@harbour.example": Role.CLIENT}
    steps = [
        ({}, Role.UNKNOWN, 3), (team, Role.TEAM, 2), (client, Role.CLIENT, 2),
        (client | {"x": Role.BOT}, Role.CLIENT, 0), ({}, Role.UNKNOWN, 2),
    ]  # fmt: skip
    for hours, (entries, side, changed) in enumerate(steps):
        [result] = fetch(store, hours, roles=Roles(entries), a=going)  # type: ignore[arg-type]
        assert (result.tickets, sides_of(store)) == (changed, [(side, side), (side, side), (Role.CLIENT, Role.CLIENT)])


def test_a_container_without_addresses_is_not_read_again_for_them(store: Store) -> None:
    going = Going(reported(TOM, TOM))
    for hours, entries in enumerate(({}, {"@harbour.example": Role.CLIENT})):
        fetch(store, hours, roles=Roles(entries), a=going)  # type: ignore[arg-type]
        assert store.seen.scope("a", "ACME").cursor == "1"
    going.most = 0  # nothing is left to be read
    assert [r.error for r in fetch(store, 2, roles=Roles({"@x.example": Role.TEAM}), a=going)] == [None]  # type: ignore[arg-type]


def test_a_reading_for_new_sides_that_is_interrupted_goes_on_where_it_stopped(store: Store) -> None:
    made, roles = reported(HELEN, HELEN, HELEN), Roles({"@harbour.example": Role.CLIENT})
    fetch(store, a=Going(made))  # type: ignore[arg-type]
    assert [r.tickets for r in fetch(store, 1, roles=roles, a=Going(made, most=2))] == [0]  # type: ignore[arg-type]
    assert store.seen.scope("a", "ACME").cursor == "1"
    assert [r.tickets for r in fetch(store, 2, roles=roles, a=Going(made, most=2))] == [1]  # type: ignore[arg-type]
    assert set(sides_of(store)) == {(Role.CLIENT, Role.CLIENT)}


def test_somebody_with_an_address_is_no_change_when_read_again(store: Store) -> None:
    helen = Person("h1", "Helen", email="helen@harbour.example")
    made = tracker()
    made.put(replace(ticket("1"), reporter=helen, assignees=(helen,)))
    roles = Roles({"@harbour.example": Role.CLIENT})
    assert [r.tickets for r in fetch(store, roles=roles, a=made)] == [1]
    before = store.seen.heads(("a", "ACME"))
    assert [r.tickets for r in fetch(store, 1, roles=roles, a=made)] == [0]
    assert store.seen.heads(("a", "ACME")) == before
    made.put(replace(ticket("1"), reporter=helen))
    assert [r.tickets for r in fetch(store, 2, roles=roles, a=made)] == [1]


@pytest.mark.parametrize(("error", "times"), [(ServerFault("503"), 2), (UnavailableError("down"), 1)])
def test_a_tracker_that_is_down_is_not_asked_for_every_container(store: Store, error: TrackerError, times: int) -> None:
    """Once more where it answers, since there are containers that a tracker cannot serve."""
    made, names = tracker(), ["ACME", "BLOG", "CMS", "DOCS"]
    for name in names:
        made.put(ticket(name, container=name))
    asked: list[str] = []

    def fail(step: str) -> None:
        if step == "read":
            asked.append(step)
            raise error

    made.fail = fail
    results = sync([("a", name) for name in names], {"a": made}, Roles(), store, lambda: NOW)  # type: ignore[dict-item]
    assert all(result.error for result in results) and len(results) == 4
    assert len(asked) == times


# Deletions.

DAY = 24


def test_a_deleted_ticket_is_set_aside_after_two_passes_and_not_before(store: Store) -> None:
    made = tracker("1", "2", "3", "4")
    fetch(store, a=made)
    del made.tickets["2"]
    assert [r.gone for r in fetch(store, DAY, a=made)] == [0]
    assert "2" in known(store)
    assert [r.gone for r in fetch(store, 2 * DAY, a=made)] == [1]
    assert known(store) == ["1", "3", "4"]


def test_deletions_are_noticed_after_a_clock_was_a_year_ahead(store: Store) -> None:
    made = tracker("1", "2", "3", "4")
    fetch(store, 365 * DAY, a=made)
    del made.tickets["2"]
    assert [r.gone for hours in (0, 1, DAY) for r in fetch(store, hours, a=made)] == [0, 0, 1]


def test_a_deleted_ticket_stays_set_aside(store: Store) -> None:
    made = tracker("1", "2", "3", "4")
    fetch(store, a=made)
    del made.tickets["2"]
    assert [fetch(store, day * DAY, a=made)[0].gone for day in range(1, 8)] == [0, 1, 0, 0, 0, 0, 0]
    assert known(store) == ["1", "3", "4"]


def test_deletions_are_looked_for_once_a_day_only(store: Store) -> None:
    made = tracker("1", "2")
    fetch(store, a=made)
    made.fail = failing({"present": AssertionError})
    fetch(store, 1, a=made)
    fetch(store, 19, a=made)


def test_a_deleted_milestone_is_set_aside_and_judged_again_once_it_is_listed(store: Store) -> None:
    made = tracker("1", "2")
    made.put(ticket("M", type=MILESTONE))
    fetch(store, a=made)
    launch = made.tickets.pop("M")
    assert [fetch(store, day * DAY, a=made)[0].gone for day in range(1, 5)] == [0, 1, 0, 0]
    assert known(store) == ["1", "2"]
    made.put(launch)
    fetch(store, 5 * DAY, a=made)
    assert known(store) == ["1", "2", "M"]


def test_a_milestone_that_no_reading_gives_again_comes_back_with_the_listing(store: Store) -> None:
    """As on GitHub, which does not send a list again that has not changed."""

    class Unchanged(MemoryReader):
        def read(self, container: str, cursor: str | None) -> Iterator[Batch]:
            return iter(())

    @dataclass
    class Connector:
        made: MemoryTracker

        def reader(self) -> MemoryReader:
            return Unchanged(self.made)

    made = tracker("1")
    made.put(ticket("M", type=MILESTONE))
    fetch(store, a=made)
    launch = made.tickets.pop("M")
    for day in (1, 2):
        fetch(store, day * DAY, a=made)
    made.put(launch)
    fetch(store, 3 * DAY, a=Connector(made))  # type: ignore[arg-type]
    assert known(store) == ["1", "M"]


def test_tickets_that_all_vanish_are_lost_access_although_milestones_are_still_listed(store: Store) -> None:
    made = tracker("1", "2", "3")
    made.put(ticket("M", type=MILESTONE))
    fetch(store, a=made)
    for ident in "123":
        del made.tickets[ident]
    (result,) = fetch(store, DAY, a=made)
    assert isinstance(result.error, PermissionDenied)
    assert known(store) == ["1", "2", "3", "M"]


def test_a_ticket_that_a_listing_overlooked_stays(store: Store) -> None:
    """Missing from two listings, and yet there when asked for by itself."""

    class Overlooking(MemoryReader):
        def present(self, container: str) -> frozenset[str]:
            return super().present(container) - {"2"}

    @dataclass
    class Connector:
        made: MemoryTracker

        def reader(self) -> MemoryReader:
            return Overlooking(self.made)

    made = tracker("1", "2", "3")
    for day in range(4):
        fetch(store, day * DAY, a=Connector(made))  # type: ignore[arg-type]
    assert known(store) == ["1", "2", "3"]


def test_a_project_that_vanishes_as_a_whole_is_lost_access_and_nothing_is_forgotten(store: Store) -> None:
    fetch(store, a=tracker("1", "2", "3"))
    for day in (1, 2, 3):
        (result,) = fetch(store, day * DAY, a=tracker())
        assert isinstance(result.error, PermissionDenied)
        assert "vanished" in str(result.error)
    assert known(store) == ["1", "2", "3"]


def test_a_ticket_that_comes_back_is_judged_again(store: Store) -> None:
    made = tracker("1", "2", "3", "4")
    fetch(store, a=made)
    kept = made.tickets.pop("2")
    for day in (1, 2):
        fetch(store, day * DAY, a=made)
    assert "2" not in known(store)
    made.put(kept)
    fetch(store, 3 * DAY, a=made)
    assert "2" in known(store)


def test_a_deletion_raises_the_revision_of_its_project(store: Store) -> None:
    made = tracker("1", "2", "3", "4")
    fetch(store, a=made)
    before = max(head.revision for head in store.seen.heads(("a", "ACME")))
    del made.tickets["4"]
    for day in (1, 2):
        fetch(store, day * DAY, a=made)
    assert max(head.revision for head in store.seen.heads(("a", "ACME"))) > before


UNLISTED = [ServerFault("500"), MalformedAnswer("html"), RefusedError("no"), RateLimited("slower", until=None)]


@pytest.mark.parametrize("error", UNLISTED, ids=lambda error: type(error).__name__)
def test_where_deletions_cannot_be_looked_for_what_was_read_is_current(store: Store, error: TrackerError) -> None:
    made = tracker("1", "2", "3", "4")
    fetch(store, a=made)
    del made.tickets["2"]
    made.fail = failing({"present": error})
    [result] = fetch(store, DAY, a=made)
    assert (result.error, result.lacking, result.synced_at) == (None, error, NOW + timedelta(hours=DAY))
    assert store.seen.scope("a", "ACME").error is None
    assert [fetch(store, DAY + hours, a=made)[0].gone for hours in (1, 22)] == [0, 1], "looked for in the next run"


@pytest.mark.parametrize("error", [GoneError("where"), PermissionDenied("x")])
def test_a_container_that_may_not_be_listed_is_stale_since_it_was_read_last(store: Store, error: TrackerError) -> None:
    made = tracker("1", "2", "3", "4")
    fetch(store, a=made)
    made.fail = failing({"present": error})
    [result] = fetch(store, DAY, a=made)
    assert (result.error, result.synced_at) == (error, NOW)
    scope = store.seen.scope("a", "ACME")
    assert (scope.error, scope.synced_at) == (str(error), NOW)


def test_a_tracker_that_is_used_up_by_looking_for_deletions_was_read_before(store: Store) -> None:
    """Else the deletions of one container would leave the changes of the next unread, every day."""
    made, wanted = tracker("1"), [("a", "ACME"), ("a", "BLOG"), ("a", "CMS")]
    for name in ("BLOG", "CMS"):
        made.put(ticket(name, container=name))
    asked: list[str] = []

    def fail(step: str) -> None:
        asked.append(step)
        if step == "present":
            raise RateLimited("slower", until=None)

    made.fail = fail
    results = sync(wanted, {"a": made}, Roles(), store, lambda: NOW)  # type: ignore[dict-item]
    assert [result.error for result in results] == [None, None, None]
    assert [isinstance(result.lacking, RateLimited) for result in results] == [True, False, False]
    assert asked.count("present") == 1


@pytest.mark.parametrize("error", [ServerFault("500"), MalformedAnswer("html"), PermissionDenied("x")])
def test_a_ticket_that_cannot_be_asked_for_is_named_and_the_others_are_set_aside(
    store: Store, error: TrackerError
) -> None:
    made = tracker("1", "2", "3", "4", "5")
    fetch(store, a=made)
    for ident in ("2", "3"):
        del made.tickets[ident]
    fetch(store, DAY, a=made)
    made.fail = failing({"is gone": error})
    [result] = fetch(store, 2 * DAY, a=made)
    assert (result.gone, result.error, known(store)) == (1, None, ["1", "2", "4", "5"])
    assert "ACME-2" in str(result.lacking)
    [result] = fetch(store, 3 * DAY, a=made)
    assert (result.gone, result.lacking, known(store)) == (1, None, ["1", "4", "5"])


def test_whether_a_container_is_over_is_asked_once_a_day(store: Store) -> None:
    made = tracker("1", "2", "3")
    asked: list[str] = []
    made.fail = asked.append
    made.ended["ACME"] = "is archived"
    assert [fetch(store, hours, a=made)[0].ended for hours in (0, 1, 19)] == ["is archived"] * 3
    assert asked.count("ended") == 1
    assert known(store) == ["1", "2", "3"], "nothing is forgotten"
    made.ended.clear()
    assert [fetch(store, hours, a=made)[0].ended for hours in (20, 21)] == ["", ""]
    assert store.seen.scope("a", "ACME").ended is None


def test_where_nobody_can_say_whether_a_container_is_over_it_is_as_before(store: Store) -> None:
    made = tracker("1")
    made.ended["ACME"] = "is archived"
    fetch(store, a=made)
    made.fail = failing({"ended": ServerFault("500")})
    [result] = fetch(store, DAY, a=made)
    assert (result.ended, result.error) == ("is archived", None) and result.lacking
