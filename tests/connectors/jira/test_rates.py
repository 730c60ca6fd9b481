"""Limits: we slow down before the tracker makes us, and no write comes too soon."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict
from tests.connectors.jira.harness import DEPLOYMENTS, NOW, START, Deployment, Site, Waiting, a_site, by_id, said

from forewarn.connect.stage import Fault
from forewarn.errors import RateLimited
from forewarn.model import Audience, TicketRef
from forewarn_jira.meter import Meter, WritePace

BUCKET: dict[str, str] = {"X-RateLimit-Limit": "100", "X-RateLimit-FillRate": "5", "X-RateLimit-Interval-Seconds": "10"}


def waits(headers: Mapping[str, str], path: str = "search/jql", of: str = "search/jql") -> float:
    """How long the next request to `path` is held back after an answer of `of` with these headers."""
    waiting = Waiting()
    meter = Meter(lambda: waiting.now)
    meter.heed("GET", of, CaseInsensitiveDict(headers))
    return meter.delay("GET", path)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"X-RateLimit-Remaining": "90", "X-RateLimit-Limit": "100"}, 0),
        ({"X-RateLimit-Remaining": "15", "X-RateLimit-Limit": "100", "X-RateLimit-NearLimit": "true"}, 1),
        ({"X-RateLimit-Remaining": "5", "X-RateLimit-Limit": "100"}, 1),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "100", "X-RateLimit-Reset": "2026-05-01T09:02Z"}, 120),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "100", "X-RateLimit-Reset": "2026-05-01T08:59Z"}, 1),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, 1),
        (BUCKET | {"X-RateLimit-Remaining": "6"}, 0),
        (BUCKET | {"X-RateLimit-Remaining": "5"}, 2),
        (BUCKET | {"X-RateLimit-Remaining": "0"}, 10),
        (BUCKET | {"x-ratelimit-remaining": "5"}, 2),
        (BUCKET | {"X-RateLimit-Remaining": "0", "X-RateLimit-FillRate": "0"}, 1),
        (BUCKET | {"X-RateLimit-Remaining": "0", "X-RateLimit-Interval-Seconds": "9" * 30}, 1),
        ({"X-RateLimit-Remaining": "many", "X-RateLimit-Limit": "-1"}, 0),
    ],
)
def test_the_headers_decide_how_long_the_next_request_waits(headers: dict[str, str], seconds: float) -> None:
    assert waits({"Date": "Fri, 01 May 2026 09:00:00 GMT"} | headers) == seconds


def test_cloud_counts_by_address_and_data_center_by_account() -> None:
    cloud = {"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "100"}
    assert waits(cloud, path="changelog/bulkfetch") == 0
    assert waits(cloud, path="issue/7/comment", of="issue/8/comment") == 1
    assert waits(BUCKET | {"X-RateLimit-Remaining": "0"}, path="anything/else") == 10


def test_a_reset_is_seen_on_the_sites_own_clock() -> None:
    """A machine that is an hour late would wait an hour too long."""
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-05-01T10:02Z"}
    assert waits({"Date": "Fri, 01 May 2026 10:00:00 GMT"} | headers) == 120


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_reading_a_lot_on_a_small_budget_never_meets_the_limit(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        rates = site.sandbox.rates
        rates.limit, rates.fill, rates.interval = 6, 2, timedelta(seconds=1 if deployment == "cloud" else 4)
        site.sandbox.searching.largest_page = 5
        numbers = {site.open(n) for n in range(1, 101)}
        assert set(by_id(site.read())) == numbers
        assert rates.refusals == 0
        assert len(site.sandbox.requests) > rates.limit and site.waiting.slept


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_wait_that_patience_cannot_pay_for_leaves_the_source_for_the_next_run(deployment: Deployment) -> None:
    with a_site(deployment, patience={"budget": timedelta(seconds=30)}) as site:
        site.open()
        spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "100", "X-RateLimit-FillRate": "1"}
        headers = tuple((spent | {"X-RateLimit-Interval-Seconds": "3600"}).items())
        site.sandbox.misbehave(Fault("status", path="/myself", status=200, body='{"key": "x"}', headers=headers))
        reader = site.connector.reader()
        reader.account()
        with pytest.raises(RateLimited, match="nearly used up") as caught:
            list(reader.read("ACME", None))
        assert caught.value.until == NOW + timedelta(hours=1)
        assert site.waiting.slept == [] and len(site.sandbox.requests) == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("headers", [(("Retry-After", "7"),), ()], ids=["says when", "does not"])
def test_a_limit_that_is_met_all_the_same_is_waited_out(
    deployment: Deployment, headers: tuple[tuple[str, str], ...]
) -> None:
    """Others use the same account, and the budget is gone between two of our requests."""
    with a_site(deployment) as site:
        number = site.open()
        for path in ("/field", "/search", "/versions"):
            site.sandbox.misbehave(Fault("status", path=path, status=429, headers=headers))
        assert set(by_id(site.read())) == {number}
        assert len(site.waiting.slept) == 3
        assert all(seconds >= 7 for seconds in site.waiting.slept) or not headers


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ((("X-RateLimit-Reset", "2026-05-01T09:03Z"),), NOW + timedelta(minutes=3)),
        ((("X-RateLimit-Interval-Seconds", "60"),), NOW + timedelta(minutes=1)),
        ((("Retry-After", "9223372036854775807"),), datetime.max.replace(tzinfo=UTC)),
        ((), None),
    ],
)
def test_a_refusal_tells_when_to_come_back_where_jira_says_so_at_all(
    headers: tuple[tuple[str, str], ...], until: datetime | None
) -> None:
    with a_site(patience={"attempts": 1}) as site:
        site.open()
        site.sandbox.misbehave(Fault("status", path="/search", status=429, headers=headers))
        with pytest.raises(RateLimited) as caught:
            site.read()
    assert caught.value.until == until


def spoken(site: Site) -> tuple[list[float], int]:
    """Many edits of one comment, as fast as they are let through: waits, and refusals."""
    number = site.open()
    ref = TicketRef("jira", "ACME", number, "ACME-1")
    speaker = site.connector.speaker()
    posted = speaker.post(ref, "Words", marker="m", audience=Audience.TEAM)
    for n in range(109):
        speaker.edit(ref, posted.id, f"Words {n}", marker="m", audience=Audience.TEAM)
    return site.waiting.slept, site.sandbox.rates.refusals


def test_one_issue_is_not_written_to_more_often_than_cloud_takes() -> None:
    with a_site() as site:
        site.sandbox.rates.counts_writes = True
        slept, refusals = spoken(site)
    assert refusals == 0
    assert slept == [2, 2, 2, 2, 22]


def test_writes_to_different_issues_need_not_wait_for_each_other() -> None:
    with a_site() as site:
        speaker = site.connector.speaker()
        for n in range(1, 31):
            ref = TicketRef("jira", "ACME", site.open(n), f"ACME-{n}")
            speaker.post(ref, "Words", marker="m", audience=Audience.TEAM)
        assert site.waiting.slept == []


def test_a_write_that_would_have_to_wait_too_long_is_not_sent() -> None:
    with a_site(patience={"budget": timedelta(seconds=1)}) as site:
        with pytest.raises(RateLimited):
            spoken(site)
        assert len(site.asked(method="PUT")) == 19


@given(st.lists(st.floats(0, 5), max_size=250))
def test_however_writes_come_the_limits_are_kept(pauses: list[float]) -> None:
    waiting = Waiting(START)
    pace = WritePace(lambda: waiting.now)
    written: list[datetime] = []
    for pause in pauses:
        waiting.now += timedelta(seconds=pause)
        waiting.sleep(pace.delay("7"))
        pace.note("7")
        written.append(waiting.now)
    for most, span in ((20, timedelta(seconds=2)), (100, timedelta(seconds=30))):
        assert all(later - earlier >= span for earlier, later in zip(written, written[most:], strict=False))


def test_the_sandbox_counts_writes_to_an_issue() -> None:
    with a_site() as site:
        site.sandbox.rates.counts_writes = True
        number = site.open()
        said_by_us = [
            site.connector.speaker().post(  # a new speaker each time knows nothing of the others' writes
                TicketRef("jira", "ACME", number, "ACME-1"), "Words", marker=str(n), audience=Audience.TEAM
            )
            for n in range(20)
        ]
        assert len(said_by_us) == 20
        with pytest.raises(RateLimited):
            site.connector.speaker().post(
                TicketRef("jira", "ACME", number, "ACME-1"), "Words", marker="x", audience=Audience.TEAM
            )
        site.sandbox.play(number, said("A person may", NOW))


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_after_a_refusal_for_being_too_fast_nothing_is_sent_until_jira_says(deployment: Deployment) -> None:
    with a_site(deployment, client_visible=False) as site:
        number = site.open()
        ref = TicketRef("jira", "ACME", number, "ACME-1")
        site.sandbox.misbehave(Fault("status", "POST", "/comment", 429, (("Retry-After", "30"),)))
        speaker = site.connector.speaker()
        with pytest.raises(RateLimited):
            speaker.post(ref, "Words", marker="m1", audience=Audience.TEAM)
        assert site.waiting.slept == []
        speaker.post(ref, "Words", marker="m1", audience=Audience.TEAM)
        assert sum(site.waiting.slept) >= 30
