"""Patience with reads: what is repeated, how long is waited, and when it ends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.connect import Patience
from forewarn.connect.retry import Reads
from forewarn.connect.transport import come_back_at, error_for, redact
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    RefusedError,
    ServerFault,
    TrackerError,
    UnavailableError,
)

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


class World:
    """A clock that goes on only while somebody waits, and a read that fails as told."""

    def __init__(self, *failures: TrackerError) -> None:
        self.now = NOW
        self.failures = list(failures)
        self.reads = 0

    def patience(self, minutes: float = 5, attempts: int = 4) -> Patience:
        return Patience(timedelta(minutes=minutes), attempts, lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def read(self) -> str:
        self.reads += 1
        if self.failures:
            raise self.failures.pop(0)
        return "answer"


def limited(seconds: float | None) -> RateLimited:
    return RateLimited("slow down", until=None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("error", [UnavailableError("down"), MalformedAnswer("half an answer"), limited(None)])
def test_a_passing_trouble_is_waited_out(error: TrackerError) -> None:
    world = World(error, error)
    assert Reads(world.patience())(world.read) == "answer"
    assert world.reads == 3


@pytest.mark.parametrize("error", [AuthError("x"), PermissionDenied("x"), GoneError("x"), RefusedError("x")])
def test_what_will_not_change_is_not_repeated(error: TrackerError) -> None:
    world = World(error)
    with pytest.raises(type(error)):
        Reads(world.patience())(world.read)
    assert world.reads == 1


def test_the_instant_a_tracker_names_is_waited_for_in_full() -> None:
    world = World(limited(120))
    Reads(world.patience())(world.read)
    assert world.now >= NOW + timedelta(seconds=120)


@pytest.mark.parametrize("value", ["90", "Mon, 16 Nov 2026 09:01:30 GMT"])
def test_a_site_in_maintenance_is_asked_again_when_it_said_so(value: str) -> None:
    """503 with Retry-After, as Jira sends it while a node restarts."""
    world = World(error_for(503, {"Retry-After": value}, "", place="p", now=NOW))
    Reads(world.patience())(world.read)
    assert timedelta(seconds=90) <= world.now - NOW <= timedelta(seconds=92)


def test_a_maintenance_longer_than_the_budget_is_left_for_the_next_run() -> None:
    world = World(error_for(503, {"retry-after": "7200"}, "", place="p", now=NOW))
    with pytest.raises(UnavailableError):
        Reads(world.patience())(world.read)
    assert (world.now, world.reads) == (NOW, 1)


def test_a_wait_that_the_budget_cannot_pay_is_not_begun() -> None:
    world = World(limited(3600))
    with pytest.raises(RateLimited):
        Reads(world.patience(minutes=5))(world.read)
    assert world.now == NOW


def test_the_budget_is_for_all_reads_together() -> None:
    world = World(*[limited(100)] * 10)
    reads = Reads(world.patience(minutes=5))
    with pytest.raises(RateLimited):
        for _ in range(10):
            world.failures = [limited((world.now - NOW).total_seconds() + 100)]
            reads(world.read)
    assert world.now - NOW <= timedelta(minutes=5)


def test_after_the_last_try_the_tracker_s_own_error_comes_out() -> None:
    world = World(*[UnavailableError("still down")] * 9)
    with pytest.raises(UnavailableError, match="still down"):
        Reads(world.patience(attempts=3))(world.read)
    assert world.reads == 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), ("1.5", 1.5), ("Mon, 16 Nov 2026 09:02:00 GMT", 120), ("", None), ("soon", None),
        ("Mon, 99 Foo 2026 09:02:00 GMT", None),
    ],
)  # fmt: skip
def test_both_forms_of_retry_after_are_read_and_nonsense_is_none(value: str, seconds: float | None) -> None:
    wanted = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert come_back_at({"Retry-After": value}, NOW) == wanted


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RefusedError), (401, AuthError), (403, PermissionDenied), (404, GoneError), (410, GoneError),
        (413, RefusedError), (422, RefusedError), (429, RateLimited), (500, ServerFault), (503, ServerFault),
    ],
)  # fmt: skip
def test_every_status_has_its_error_with_place_reason_and_the_tracker_s_words(
    status: int, kind: type[TrackerError]
) -> None:
    error = error_for(status, {}, "No\n such   thing", place="sources.jira", now=NOW)
    assert type(error) is kind
    assert error.place == "sources.jira"
    assert f"HTTP {status}: No such thing" in error.reason


def test_long_words_of_a_tracker_are_cut() -> None:
    assert len(error_for(500, {}, "x" * 10_000, place="p", now=NOW).reason) < 300


@given(st.text("0123456789abcdef", min_size=8), st.text(), st.text())
def test_a_secret_never_survives(secret: str, before: str, after: str) -> None:
    assert secret not in redact(before + secret + after, [secret, ""])
