"""What a reader makes of a Jira that fails: typed errors with a next step, patience with a budget, and no token."""

import base64
import json
import traceback
from datetime import timedelta
from email.utils import format_datetime

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, Site, a_site, by_id, said

from forewarn.connect.stage import Fault
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PartlyRead,
    PermissionDenied,
    RateLimited,
    RefusedError,
    TrackerError,
    UnavailableError,
)

TOKEN = "ATATT-nobody-may-see-this"


def status(code: int, path: str = "search/jql", times: int = 1, body: str = "", **headers: str) -> Fault:
    spelled = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault("status", path=path, status=code, times=times, body=body, headers=spelled)


def failing(site: Site, *faults: Fault) -> TrackerError:
    """The error of a read under these faults."""
    for fault in faults:
        site.sandbox.misbehave(fault)
    with pytest.raises(TrackerError) as caught:
        site.read()
    return caught.value


def test_a_wrong_token_is_an_auth_error_at_once() -> None:
    for deployment in ("cloud", "server"):
        with a_site(deployment, environ={"JIRA_SANDBOX_TOKEN": TOKEN}) as site:
            error = failing(site)
            assert isinstance(error, AuthError) and "new token" in error.next_step
            assert site.waiting.slept == []
            with pytest.raises(AuthError):
                site.connector.reader().account()


def test_a_wrong_token_that_jira_answers_as_if_nobody_had_asked_is_an_auth_error() -> None:
    page = '{"issues": [], "isLast": true}'
    with a_site() as site:
        site.open()
        error = failing(site, status(200, body=page, X_Seraph_LoginReason="AUTHENTICATED_FAILED"))
        assert isinstance(error, AuthError)


@pytest.mark.parametrize("reason", ["OK", "AUTHENTICATED_FAILED"])
@pytest.mark.parametrize("is_cloud_site", [True, False])
def test_who_may_have_a_token_with_scopes_is_told_where_it_is_accepted(
    monkeypatch: pytest.MonkeyPatch, reason: str, is_cloud_site: bool
) -> None:
    """At the address of the site it is refused like a wrong one."""
    monkeypatch.setattr("forewarn_jira.config.JiraOptions.is_cloud_site", property(lambda options: is_cloud_site))
    with a_site() as site:
        error = failing(site, status(401, X_Seraph_LoginReason=reason))
        assert isinstance(error, AuthError)
        assert ("https://api.atlassian.com/ex/jira/CLOUD-ID" in error.next_step) is is_cloud_site


def test_an_email_too_many_or_too_few_is_told_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_site("server", email="forewarn@agency.example") as site:
        assert "where email is left out" in failing(site).next_step
    with a_site("server", environ={"JIRA_SANDBOX_TOKEN": TOKEN}) as site:
        assert "email" not in failing(site).next_step
    monkeypatch.setattr("forewarn_jira.config.JiraOptions.is_cloud_site", property(lambda options: True))
    with a_site(email=None) as site:
        assert "write that as email" in failing(site).next_step


def test_an_unsafe_connection_is_told_with_what_to_do() -> None:
    with a_site() as plain, a_site(url=plain.sandbox.url.replace("http:", "https:"), patience={"attempts": 1}) as site:
        error = failing(site)
        assert isinstance(error, UnavailableError) and "REQUESTS_CA_BUNDLE" in error.next_step


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (status(403, body='{"errorMessages": ["Forbidden"], "errors": {}}'), PermissionDenied),
        (status(404), GoneError),
        (status(404, path=""), GoneError),
        (status(404, path="versions"), GoneError),
        (
            status(400, body="{\"errorMessages\": [\"The value 'ACME' does not exist for the field 'project'.\"]}"),
            GoneError,
        ),
        (status(400, body='{"errorMessages": ["Error in the JQL Query"], "errors": {}}'), RefusedError),
        (status(410, body='{"errorMessages": ["The requested API has been removed."]}'), GoneError),
        (status(302, Location="https://login.example/"), RefusedError),
        (status(500, times=9, body="null"), TrackerError),
        (status(500, times=9, body="[]"), TrackerError),
        (status(500, times=9, body='{"errorMessages": null}'), TrackerError),
        (status(503, times=9), UnavailableError),
        (status(502, times=9, body="<html>Bad Gateway</html>"), UnavailableError),
        (Fault("cut", path="search", times=9), UnavailableError),
        (Fault("garbage", path="search", times=9), MalformedAnswer),
        (status(200, times=9, body='{"issues": [{"id": "1"}]}'), MalformedAnswer),
        (status(200, times=9, body="[]"), MalformedAnswer),
        (status(200, path="field", times=9, body='{"no": "list"}'), MalformedAnswer),
    ],
    ids=lambda value: f"{value.kind} {value.status} {value.body[:25]}" if isinstance(value, Fault) else value.__name__,
)
def test_every_failure_is_a_typed_error_that_names_the_source(fault: Fault, kind: type[TrackerError]) -> None:
    with a_site() as site:
        site.open()
        error = failing(site, fault)
    assert isinstance(error, kind)
    assert error.place.startswith("jira")
    assert error.reason


@pytest.mark.parametrize(
    "fault",
    [
        Fault("cut", path="search"),
        Fault("cut-after", path="bulkfetch"),
        Fault("garbage", path="versions"),
        Fault("status", path="search", status=503),
        Fault("status-after", path="field", status=502),
    ],
    ids=lambda fault: fault.kind,
)
def test_a_read_that_fails_once_is_repeated(fault: Fault) -> None:
    with a_site() as site:
        number = site.open()
        site.sandbox.misbehave(fault)
        assert set(site.tickets()) == {number}
        assert len(site.waiting.slept) == 1


def test_a_server_that_stays_silent_is_given_up_in_time() -> None:
    with a_site(patience={"attempts": 1, "read_timeout": 0.1}) as site:
        site.open()
        assert isinstance(failing(site, Fault("slow", path="search", seconds=0.4)), UnavailableError)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_rate_limit_is_waited_for_as_long_as_jira_says(form: str) -> None:
    until = NOW + timedelta(seconds=90)
    header = "90" if form == "seconds" else format_datetime(until, usegmt=True)
    with a_site() as site:
        number = site.open()
        site.sandbox.misbehave(status(429, Retry_After=header))
        assert set(site.tickets()) == {number}
        assert len(site.waiting.slept) == 1 and site.waiting.slept[0] >= 90


def test_a_rate_limit_beyond_the_budget_is_not_waited_for_at_all() -> None:
    with a_site(patience={"budget": timedelta(seconds=60)}) as site:
        site.open()
        error = failing(site, status(429, Retry_After="3600", RateLimit_Reason="jira-burst-based"))
        assert isinstance(error, RateLimited) and error.until == NOW + timedelta(hours=1)
        assert site.waiting.slept == []
        assert len(site.asked("/search/jql")) == 1


def test_pages_before_a_failure_are_handed_over() -> None:
    with a_site(patience={"attempts": 1}) as site:
        site.sandbox.searching.largest_page = 2
        numbers = [site.open(number) for number in range(1, 6)]
        reads = site.connector.reader()
        site.sandbox.misbehave(Fault("slow", path="search", seconds=0, times=2))  # two good pages, then the fault
        site.sandbox.misbehave(Fault("cut", path="search", times=9))
        batches = reads.read("ACME", None)
        assert [t.id for batch in (next(batches), next(batches)) for t in batch.tickets] == numbers[:4]
        with pytest.raises(UnavailableError):
            next(batches)


ENCODED = base64.b64encode(f"forewarn@agency.example:{TOKEN}".encode()).decode()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize(
    "fault",
    [
        Fault("cut", times=9),
        Fault("garbage", times=9),
        Fault("status", status=401, body=f'{{"message": "bad token {TOKEN}"}}'),
        Fault("status", status=400, body=f'{{"errorMessages": ["do not have permission to {TOKEN}"]}}'),
        Fault("status", status=403, body=f"<html>{TOKEN}</html>"),
        Fault("status", status=302, headers=(("Location", f"https://login.example/?t={TOKEN}"),)),
        Fault("status", status=500, body=f"Authorization: Bearer {TOKEN}", times=9),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status}" if isinstance(fault, Fault) else str(fault),
)
def test_no_error_shows_the_token(deployment: Deployment, fault: Fault) -> None:
    with a_site(deployment, environ={"JIRA_SANDBOX_TOKEN": TOKEN}) as site:
        error = failing(site, fault)
    assert TOKEN not in "".join(traceback.format_exception(error)) + repr(vars(error))


def test_no_error_shows_the_token_as_it_goes_over_the_wire() -> None:
    with a_site(environ={"JIRA_SANDBOX_TOKEN": TOKEN}) as site:
        error = failing(site, Fault("status", status=500, body=f"Authorization: Basic {ENCODED}", times=9))
    assert ENCODED not in "".join(traceback.format_exception(error)) + repr(vars(error))


def test_a_search_token_that_comes_again_ends_the_reading_but_keeps_what_came() -> None:
    instant = START.isoformat()
    none: dict[str, object] = {"comments": [], "total": 0}
    issue = {"id": "7", "key": "ACME-7", "fields": {"created": instant, "updated": instant, "comment": none}}
    page = json.dumps({"issues": [issue], "nextPageToken": "again"})
    with a_site() as site:
        site.open()
        site.sandbox.misbehave(Fault("status", path="search/jql", status=200, body=page, times=2))
        batches = site.connector.reader().read("ACME", None)
        assert set(by_id([next(batches)])) == {"7"}
        with pytest.raises(MalformedAnswer, match="the same page token twice"):
            next(batches)
        assert len(site.asked("/search/jql")) == 2


def test_a_history_token_that_comes_again_stores_no_half_history() -> None:
    page = json.dumps({"issueChangeLogs": [], "nextPageToken": "again"})
    with a_site() as site:
        site.open()
        site.sandbox.misbehave(Fault("status", path="bulkfetch", status=200, body=page, times=2))
        with pytest.raises(MalformedAnswer, match="the same page token twice"):
            site.read()
        assert len(site.asked("/changelog/bulkfetch")) == 2


@pytest.mark.parametrize("path", ["search/jql", "changelog/bulkfetch", "/comment"])
def test_an_object_that_is_no_page_is_no_page_without_anything_on_it(path: str) -> None:
    """As something before the site may send in its place: every comment would seem deleted."""
    with a_site(patience={"attempts": 1}) as site:
        number = site.open()
        for minute in range(25):
            site.sandbox.play(number, said("Hm", START + timedelta(hours=3, minutes=minute)))
        error = failing(site, status(200, path, body='{"message": "We are back soon."}'))
        assert isinstance(error, PartlyRead if path == "/comment" else MalformedAnswer)
        assert len(site.tickets()[number].comments()) == 25
