"""What GitHub and the network may do to a reader."""

import json
import traceback
from collections.abc import Mapping
from datetime import timedelta

import pytest
from tests.connectors.github.desk import SHOP, START, Desk, ref, said, ticket

from forewarn.connect import Patience
from forewarn.connect.stage import Fault
from forewarn.errors import (
    AuthError,
    ConfigError,
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    RefusedError,
    ServerFault,
    TrackerError,
    UnavailableError,
)
from forewarn.model import Audience
from forewarn_github.client import GitHubClient
from forewarn_github.sandbox import GitHubSandbox
from forewarn_github.sandbox.server import TOKEN

SECONDARY = json.dumps({"message": "You have exceeded a secondary rate limit. Please wait a few minutes."})


def reset_after(seconds: int) -> tuple[tuple[str, str], ...]:
    return (
        ("X-RateLimit-Remaining", "0"),
        ("X-RateLimit-Limit", "5000"),
        ("X-RateLimit-Reset", str(int(START.timestamp()) + seconds)),
    )


def answer(
    status: int, body: str = "", headers: Mapping[str, str] | tuple[tuple[str, str], ...] = (), times: int = 1
) -> Fault:
    pairs = tuple(headers.items()) if isinstance(headers, Mapping) else headers
    return Fault("status", status=status, body=body, headers=pairs, times=times)


WAITS = {
    "primary limit": (answer(403, json.dumps({"message": "API rate limit exceeded"}), reset_after(90)), 91),
    "primary limit as 429": (answer(429, headers=reset_after(90)), 91),
    "secondary limit, 403, with a time": (answer(403, SECONDARY, {"Retry-After": "30"}), 31),
    "secondary limit, 403, without a time": (answer(403, SECONDARY, {"X-RateLimit-Remaining": "4000"}), 61),
    "secondary limit, 429, with a time": (answer(429, SECONDARY, {"Retry-After": "30"}), 31),
    "secondary limit, 429, without a time": (answer(429, SECONDARY), 61),
    "primary limit until the end of time": (
        answer(403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 30}),
        61,
    ),
    "a date to come back": (answer(429, headers={"Retry-After": "Mon, 02 Nov 2026 09:02:00 GMT"}), 121),
}


@pytest.mark.parametrize(("fault", "seconds"), WAITS.values(), ids=WAITS.keys())
def test_a_limit_is_waited_for_as_long_as_it_says(desk: Desk, fault: Fault, seconds: float) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.misbehave(fault)
    assert issue in desk.read().tickets
    assert desk.clock.slept == [seconds]


def test_a_limit_longer_than_the_budget_is_not_waited_for(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    desk.sandbox.misbehave(answer(403, json.dumps({"message": "API rate limit exceeded"}), reset_after(3000)))
    with pytest.raises(RateLimited) as error:
        desk.read()
    assert error.value.until == START + timedelta(seconds=3000)
    assert (desk.clock.slept, len(desk.sandbox.requests)) == ([], 1)


PASSING = {
    "a bad gateway": answer(502, "<html>"),
    "unavailable": answer(503),
    "a dropped connection": Fault("cut"),
    "an answer lost on its way": Fault("cut-after"),
    "garbage": Fault("garbage"),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
@pytest.mark.parametrize("path", ["milestones", "issues", "issues/comments", "issues/events"])
def test_a_read_that_fails_once_is_repeated(desk: Desk, fault: Fault, path: str) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said("Hello"))
    desk.sandbox.misbehave(Fault(**{**{k: getattr(fault, k) for k in ("kind", "status", "body")}, "path": path}))
    assert len(desk.read().ticket(issue).history) == 2
    assert len(desk.sandbox.requests) == 5
    assert len(desk.clock.slept) == 1


LASTING: dict[str, tuple[Fault, type[TrackerError], int]] = {
    "401": (answer(401, json.dumps({"message": "Bad credentials"}), times=9), AuthError, 1),
    "403": (answer(403, json.dumps({"message": "Resource not accessible"}), times=9), PermissionDenied, 1),
    "404": (answer(404, json.dumps({"message": "Not Found"}), times=9), GoneError, 1),
    "410": (answer(410, json.dumps({"message": "Issues are disabled for this repo"}), times=9), GoneError, 1),
    "422": (answer(422, json.dumps({"message": "Validation Failed"}), times=9), RefusedError, 1),
    "502": (answer(502, times=9), ServerFault, 4),
    "error that is no JSON": (answer(500, "<html>", times=9), ServerFault, 4),
    "dropped": (Fault("cut", times=9), UnavailableError, 4),
    "garbage": (Fault("garbage", times=9), MalformedAnswer, 4),
    "another shape": (answer(200, '{"message": "hello"}', times=9), MalformedAnswer, 4),
    "another row": (answer(200, '[{"number": "x"}]', times=9), MalformedAnswer, 1),
    "a number": (answer(200, "[7]", times=9), MalformedAnswer, 1),
    "broken headers": (answer(200, "[]", {"X-RateLimit-Reset": "soon"}, times=9), MalformedAnswer, 4),
}


@pytest.mark.parametrize(("fault", "kind", "requests"), LASTING.values(), ids=LASTING.keys())
def test_a_failure_that_lasts_is_told_by_its_kind(
    desk: Desk, fault: Fault, kind: type[TrackerError], requests: int
) -> None:
    desk.sandbox.open(ticket())
    desk.sandbox.misbehave(fault)
    with pytest.raises(kind) as error:
        desk.read()
    assert type(error.value) is kind
    assert "hub" in error.value.place
    # Exactly as many as our own patience allows: the library repeats nothing behind our back.
    assert len(desk.sandbox.requests) == requests


def test_a_wrong_token_is_not_accepted(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    with pytest.raises(AuthError, match="does not accept the token"):
        desk.connector(token="ghp_old").reader().account()


def test_a_repository_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(GoneError, match="acme/nothing") as error:
        desk.read(container="acme/nothing")
    assert "config" in error.value.next_step


@pytest.mark.parametrize("name", ["shop", "acme/shop/issues", "../user", "acme/shop?x=1", ""])
def test_what_cannot_be_a_repository_is_never_asked_for(desk: Desk, name: str) -> None:
    with pytest.raises(GoneError, match="not the name of a repository"):
        desk.read(container=name)
    assert desk.sandbox.requests == ()
    [right] = desk.connector().reader().examine([name]).rights
    assert right.next_step == "Write owner/name.", "doctor says it as well"


def test_a_redirect_to_what_is_no_new_name_is_told_instead_of_read_without_its_query(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    target = f"{desk.sandbox.url}/repositories/1/milestones"
    desk.sandbox.misbehave(answer(301, json.dumps({"message": "Moved Permanently"}), {"Location": target}))
    with pytest.raises(GoneError, match=r"acme/shop.*renamed or moved to .*/repositories/1"):
        desk.read()
    assert [request.path for request in desk.sandbox.requests] == [f"/repos/{SHOP}/milestones", f"/repos/{SHOP}"]


def test_the_permissions_that_are_missing_are_named(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    body = json.dumps({"message": "Resource not accessible by personal access token"})
    desk.sandbox.misbehave(answer(403, body, {"X-Accepted-GitHub-Permissions": "issues=read"}))
    with pytest.raises(PermissionDenied) as error:
        desk.read()
    assert "issues=read" in error.value.next_step


def test_what_no_permission_would_mend_asks_for_none(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    body = json.dumps({"message": "Unable to create comment because issue is locked."})
    desk.sandbox.misbehave(answer(403, body, {"X-Accepted-GitHub-Permissions": "issues=write; pull_requests=write"}))
    with pytest.raises(PermissionDenied, match="issue is locked") as error:
        desk.connector().speaker().post(ref(issue), "Due on Friday.", marker="a", audience=Audience.CLIENT)
    assert "issues=write" not in error.value.next_step


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_belongs_to_nobody_is_told_apart(desk: Desk, status: int) -> None:
    desk.sandbox.misbehave(answer(status, json.dumps({"message": "Resource not accessible by integration"})))
    with pytest.raises(PermissionDenied, match="app installation") as error:
        desk.connector().reader().account()
    assert "personal access token" in error.value.next_step


def test_an_issue_deleted_while_it_is_read_takes_its_comments_along(desk: Desk) -> None:
    first = desk.sandbox.open(ticket())
    reading = desk.connector().reader().read(SHOP, None)
    next(reading)
    next(reading)  # the issues are read; now a new one comes and goes
    late = desk.sandbox.open(ticket("Oops"))
    desk.sandbox.play(late, said("Sorry"))
    desk.sandbox.play(first, said("Hello"))
    desk.sandbox.misbehave(Fault("status", status=410, path="/issues/2"))
    assert [ticket_id for batch in reading for ticket_id, _ in batch.events] == [first]


LEAKS = {
    "in the tracker's words": answer(403, json.dumps({"message": f"{TOKEN} may not do this"})),
    "in a redirect": answer(307, headers={"Location": f"https://example.org/{TOKEN}"}),
    "in garbage": answer(200, f"<html>{TOKEN}</html>"),
    "in a server's fault": answer(500, json.dumps({"message": TOKEN})),
    "in a limit": answer(429, json.dumps({"message": TOKEN})),
    "in a row": answer(200, json.dumps([{"number": TOKEN, "user": TOKEN}])),
    "in a dropped request": Fault("cut"),
    "in a refusal": answer(401, json.dumps({"message": TOKEN})),
}


@pytest.mark.parametrize("fault", LEAKS.values(), ids=LEAKS.keys())
def test_the_token_is_in_no_message(desk: Desk, fault: Fault) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.misbehave(
        Fault(**{**{k: getattr(fault, k) for k in ("kind", "status", "body", "headers")}, "times": 9})
    )
    for attempt in (desk.read, lambda: desk.connector().speaker().find(ref(issue))):
        with pytest.raises(TrackerError) as error:
            attempt()
        shown = "".join(traceback.format_exception(error.value)) + repr(error.value) + error.value.next_step
        assert TOKEN not in shown


@pytest.mark.parametrize("token", ["ghp_\nabc", "ghp_ünlaut"], ids=["line end", "not ASCII"])
def test_a_token_that_no_header_can_hold_is_refused_without_being_shown(desk: Desk, token: str) -> None:
    with pytest.raises(ConfigError, match="characters") as error:
        desk.connector(token=token).reader()
    assert "ghp_" not in str(error.value)
    assert desk.sandbox.requests == ()


def test_an_unsafe_connection_is_told_with_what_to_do() -> None:
    """As that to an Enterprise Server with a certificate of the agency's own authority."""
    with GitHubSandbox(START) as sandbox:
        url = sandbox.options()["url"].replace("http:", "https:")
        client = GitHubClient("hub", url, TOKEN, Patience(attempts=1))
        with pytest.raises(UnavailableError, match="SSLError") as caught:
            client.get("/user")
        assert "REQUESTS_CA_BUNDLE" in caught.value.next_step
