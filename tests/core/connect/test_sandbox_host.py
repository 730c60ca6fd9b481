"""The host of the sandboxes: answers, log and misbehaviour, over a real socket."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
import requests
from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route, SandboxHost, json_response
from forewarn.connect.stage import Fault


class Counter(SandboxHost):
    """Counts what it is sent."""

    count = 0

    def routes(self) -> Iterable[Route]:
        return (("GET", "/count", self.show), ("POST", "/count/<int:by>", self.add))

    def refuse(self, request: Request) -> Response | None:
        return json_response({"message": "who?"}, 401) if "Authorization" not in request.headers else None

    def show(self, request: Request) -> Response:
        return json_response({"count": self.count})

    def add(self, request: Request, by: int) -> Response:
        self.count += by
        return json_response({"count": self.count}, 201)


@pytest.fixture
def host() -> Iterator[Counter]:
    with Counter(datetime(2026, 11, 16, tzinfo=UTC)) as serving:
        yield serving


def ask(host: Counter, method: str, path: str, **more: object) -> requests.Response:
    return requests.request(method, host.url + path, headers={"Authorization": "x"}, timeout=5, **more)  # type: ignore[arg-type]


def test_it_answers_and_logs(host: Counter) -> None:
    assert ask(host, "POST", "/count/3").json() == {"count": 3}
    assert ask(host, "GET", "/count?a=b").json() == {"count": 3}
    assert [(r.method, r.path, r.query, r.status) for r in host.requests] == [
        ("POST", "/count/3", "", 201), ("GET", "/count", "a=b", 200),
    ]  # fmt: skip


def test_strangers_and_unknown_addresses_are_answered_as_a_tracker_would(host: Counter) -> None:
    assert requests.get(host.url + "/count", timeout=5).status_code == 401
    assert ask(host, "GET", "/nothing").status_code == 404
    assert ask(host, "DELETE", "/count").status_code == 404


@pytest.mark.parametrize(("kind", "counted"), [("cut", 0), ("cut-after", 1)])
def test_a_cut_connection_happens_before_or_after_the_deed(host: Counter, kind: str, counted: int) -> None:
    host.misbehave(Fault(kind, method="POST"))
    with pytest.raises(requests.ConnectionError):
        ask(host, "POST", "/count/1")
    assert host.count == counted
    assert host.requests[-1].status == 0


@pytest.mark.parametrize(("kind", "counted"), [("status", 0), ("status-after", 1)])
def test_a_status_is_given_before_or_after_the_deed(host: Counter, kind: str, counted: int) -> None:
    host.misbehave(Fault(kind, status=429, headers=(("Retry-After", "7"),), body='{"slow": 1}'))
    answer = ask(host, "POST", "/count/1")
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()) == (429, "7", {"slow": 1})
    assert host.count == counted


@pytest.mark.parametrize(("kind", "counted"), [("slow", 0), ("slow-after", 1)])
def test_slowness_comes_before_or_after_the_deed(host: Counter, kind: str, counted: int) -> None:
    host.misbehave(Fault(kind, seconds=1))
    with pytest.raises(requests.ReadTimeout):
        requests.post(host.url + "/count/1", headers={"Authorization": "x"}, timeout=0.3)
    assert host.count == counted


def test_garbage_is_no_json(host: Counter) -> None:
    host.misbehave(Fault("garbage"))
    with pytest.raises(requests.JSONDecodeError):
        ask(host, "GET", "/count").json()


def test_a_fault_meets_only_what_it_was_meant_for_and_only_so_often(host: Counter) -> None:
    host.misbehave(Fault("status", method="GET", path="/count", times=2))
    assert ask(host, "POST", "/count/1").status_code == 201
    assert [ask(host, "GET", "/count").status_code for _ in range(3)] == [503, 503, 200]


def test_a_misspelt_misbehaviour_is_refused() -> None:
    """A test that asks for it would otherwise be about nothing."""
    with pytest.raises(ValueError, match="'statsu'"):
        Counter(datetime(2026, 11, 16, tzinfo=UTC)).misbehave(Fault("statsu"))
