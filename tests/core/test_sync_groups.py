"""Groups: read once a day before the tickets, tried again after a failure, and never in the way of a source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forewarn.config import load_config
from forewarn.connect import Patience
from forewarn.errors import AuthError, GoneError, PermissionDenied, TrackerError, UnavailableError
from forewarn.facts.roles import Roles
from forewarn.model import Event, Kind, Person, Role, Ticket
from forewarn.store import Store, open_store
from forewarn.sync import Synced, nothing_collected, sync
from forewarn.testing.memory import MemoryReader, MemoryTracker
from forewarn_files.connector import FilesConnector

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
MARA, RUTH = Person("1", "Mara"), Person("2", "Ruth", email="ruth@harbour.example")
STAFF, GUESTS = ("a", "staff"), ("a", "guests")
ROLES = Roles(groups={STAFF: Role.TEAM, GUESTS: Role.CLIENT})


@dataclass
class Tracker(MemoryTracker):
    """Notes in which order it is asked."""

    now: datetime = NOW
    asked: list[str] = field(default_factory=list)
    errors: dict[str, TrackerError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fail = self._note
        self.groups = {"staff": (MARA,), "guests": (RUTH,)}
        created = Event("created", NOW, Kind.CREATED, MARA)
        self.put(Ticket("a", "ACME", "1", "ACME-1", "Page", NOW, reporter=MARA, history=(created,)))

    def _note(self, step: str) -> None:
        self.asked.append(step)
        if step in self.errors:
            raise self.errors[step]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'f.db'}") as opened:
        yield opened


def fetch(
    store: Store,
    tracker: object,
    hours: float = 0,
    roles: Roles = ROLES,
    wanted: tuple[tuple[str, str], ...] = (("a", "ACME"),),
) -> tuple[Synced, ...]:
    now = NOW + timedelta(hours=hours)
    return sync(wanted, {"a": tracker}, roles, store, lambda: now)  # type: ignore[dict-item]


def sides(store: Store, roles: Roles = ROLES) -> Mapping[str, Role]:
    joined = store.groups.join(roles)
    return {who.name: joined.side("a", who) for who in (MARA, Person("2", "Ruth"))}


BOTH = {"Mara": Role.TEAM, "Ruth": Role.CLIENT}


def test_groups_are_read_before_the_tickets_and_told_with_their_size(store: Store) -> None:
    tracker = Tracker()
    results = fetch(store, tracker)
    assert tracker.asked[:3] == ["members", "members", "read"]
    assert [(one.group, one.people, one.container, one.error) for one in results] == [
        ("guests", 1, "", None),
        ("staff", 1, "", None),
        ("", 0, "ACME", None),
    ]
    assert sides(store) == BOTH


def test_groups_are_read_once_a_day(store: Store) -> None:
    tracker = Tracker()
    reads = []
    for hours in (0, 1, 19, 20, 21, 40):
        tracker.asked.clear()
        fetch(store, tracker, hours)
        reads.append(tracker.asked.count("members"))
    assert reads == [2, 0, 0, 2, 0, 2]


def test_a_clock_that_was_a_year_ahead_stops_no_group_from_being_read(store: Store) -> None:
    tracker = Tracker()
    for hours in (24 * 365, 0, 1):
        tracker.asked.clear()
        fetch(store, tracker, hours)
        assert tracker.asked.count("members") == (0 if hours == 1 else 2)


def test_groups_are_read_again_when_there_is_another_container_to_ask_them_for(store: Store) -> None:
    """On Trello a group is one of each board."""
    tracker = Tracker()
    fetch(store, tracker)
    results = fetch(store, tracker, 1, wanted=(("a", "ACME"), ("a", "NEW")))
    assert [one.group for one in results] == ["guests", "staff", "", ""]


def test_a_group_that_the_config_names_anew_is_read_at_once(store: Store) -> None:
    tracker = Tracker()
    fetch(store, tracker, roles=Roles(groups={STAFF: Role.TEAM}))
    assert [one.group for one in fetch(store, tracker, 1)] == ["guests", ""]


@pytest.mark.parametrize(
    "error", [AuthError("no"), UnavailableError("down"), GoneError("where"), PermissionDenied("not you")]
)
def test_a_group_that_cannot_be_read_keeps_its_members_and_stops_nothing(store: Store, error: TrackerError) -> None:
    tracker = Tracker()
    fetch(store, tracker)
    tracker.errors["members"] = error
    results = fetch(store, tracker, 20)
    assert [(one.group, one.error) for one in results] == [("guests", error), ("staff", error), ("", None)]
    assert {one.synced_at for one in results if one.group} == {NOW}, "the last good reading is not forgotten"
    assert sides(store) == BOTH
    assert store.groups.last(*STAFF).error == str(error)


def test_after_a_failure_the_next_run_asks_again(store: Store) -> None:
    tracker = Tracker(errors={"members": PermissionDenied("not you")})
    assert fetch(store, tracker)[0].error is not None
    tracker.errors.clear()
    assert [(one.group, one.error) for one in fetch(store, tracker, 1)] == [
        ("guests", None),
        ("staff", None),
        ("", None),
    ]
    assert sides(store) == BOTH
    assert [one.group for one in fetch(store, tracker, 2)] == [""]


@pytest.mark.parametrize(
    ("error", "times"), [(AuthError("no"), 1), (UnavailableError("down"), 1), (GoneError("where"), 2)]
)
def test_a_host_that_is_down_is_asked_for_one_group_only(store: Store, error: TrackerError, times: int) -> None:
    tracker = Tracker(errors={"members": error})
    fetch(store, tracker)
    assert tracker.asked.count("members") == times


def test_one_group_that_is_not_there_leaves_the_other_alone(store: Store) -> None:
    tracker = Tracker()
    del tracker.groups["guests"]
    results = fetch(store, tracker)
    assert [(one.group, one.error is None) for one in results] == [("guests", False), ("staff", True), ("", True)]
    assert sides(store) == {"Mara": Role.TEAM, "Ruth": Role.UNKNOWN}


def test_whoever_leaves_a_group_keeps_their_side(store: Store) -> None:
    tracker = Tracker()
    fetch(store, tracker)
    tracker.groups["staff"] = ()
    fetch(store, tracker, 20)
    assert [one.is_current for one in store.groups.members()] == [True, False]
    assert sides(store) == BOTH


def test_a_reader_that_cannot_be_made_fails_groups_and_tickets_alike(store: Store) -> None:
    class Broken:
        def reader(self) -> MemoryReader:
            raise AuthError("no token")

    results = fetch(store, Broken())
    assert [one.group for one in results if one.error] == ["guests", "staff", ""]
    assert nothing_collected(results)


def test_only_tickets_make_something_collected(store: Store) -> None:
    tracker = Tracker(errors={"read": UnavailableError("down")})
    assert nothing_collected(fetch(store, tracker))
    assert not nothing_collected(fetch(store, Tracker(errors={"members": UnavailableError("down")}), 20))


def test_a_connector_without_groups_says_so_every_time_and_reads_its_tickets(store: Store, tmp_path: Path) -> None:
    with FilesConnector.sandbox(NOW) as sandbox:
        sandbox.open(Ticket("a", "ACME", "1", "ACME-1", "Page", NOW, reporter=MARA))
        connector = FilesConnector(
            "a",
            FilesConnector.Options.model_validate(sandbox.options()),
            client_visible=False,
            environ={},
            patience=Patience(),
        )
        for hours in (0, 1):
            results = fetch(store, connector, hours)
            assert [(one.group, one.error is None) for one in results] == [
                ("guests", False),
                ("staff", False),
                ("", True),
            ]
            error = results[0].error
            assert error is not None
            assert "knows no groups" in error.reason
            assert "Name the people themselves" in error.next_step


def test_the_domain_of_a_members_address_is_remembered_and_the_address_is_not(store: Store, tmp_path: Path) -> None:
    roles = Roles({"@harbour.example": Role.BOT}, groups=ROLES.groups)
    fetch(store, Tracker(), roles=roles)
    assert sides(store, roles) == {"Mara": Role.TEAM, "Ruth": Role.BOT}
    assert all(b"ruth@" not in path.read_bytes() for path in tmp_path.glob("f.db*"))


def test_a_source_that_is_named_for_its_groups_alone_is_asked_for_them(store: Store) -> None:
    results = fetch(store, Tracker(), wanted=())
    assert [one.group for one in results] == ["guests", "staff"]


def test_nothing_is_judged_by_roles_that_do_not_know_the_groups() -> None:
    """Whoever takes the config's roles joins them with the members; only a sync needs them as they stand."""
    core = Path(load_config.__code__.co_filename).parents[1]
    taken = {
        (path.relative_to(core).as_posix(), line.strip())
        for path in core.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "config.roles" in line and "groups.join(" not in line and "import" not in line
    }
    assert {path for path, _ in taken} <= {"run/pass_.py", "doctor.py"}, taken
    assert all("sync(" in line or "config.roles.groups" in line for _, line in taken), taken
