"""Ahead of GitHub's limits: nothing is asked for that is refused, and nothing written faster than it is taken."""

from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import pytest
from tests.connectors.github.desk import SHOP, START, Desk, ref, said, ticket

from forewarn.connect.stage import Fault
from forewarn.errors import RateLimited
from forewarn.model import Audience
from forewarn_github.quota import Quota

CLIENT = Audience.CLIENT


def told(left: str, limit: str = "5000", reset: float = 60) -> dict[str, str]:
    at = str(int((START + timedelta(seconds=reset)).timestamp()))
    return {"x-ratelimit-remaining": left, "x-ratelimit-limit": limit, "x-ratelimit-reset": at}


HEADERS: dict[str, tuple[dict[str, str], float | None]] = {
    "enough": (told("251"), None),
    "a twentieth": (told("250"), 60),
    "none": (told("0"), 60),
    "a small quota": (told("3", "60"), 60),
    "over already": (told("0", reset=-1), None),
    "not told": ({}, None),
    "without the end of the hour": ({"x-ratelimit-remaining": "0", "x-ratelimit-limit": "5000"}, None),
    "no number": (told("many"), None),
}


@pytest.mark.parametrize(("headers", "seconds"), HEADERS.values(), ids=HEADERS.keys())
def test_the_last_twentieth_of_the_quota_is_left_to_others(headers: dict[str, str], seconds: float | None) -> None:
    quota = Quota()
    quota.heed(headers)
    assert quota.resumes(START) == (START + timedelta(seconds=seconds) if seconds else None)


def test_what_an_answer_does_not_tell_is_as_before() -> None:
    quota = Quota()
    quota.heed(told("0"))
    quota.heed({})
    assert quota.resumes(START) is not None
    quota.heed(told("4000"))
    assert quota.resumes(START) is None


class Passing(Desk):
    """Time passes for GitHub too while the connector sleeps."""

    def sleep(self, seconds: float) -> None:
        self.clock.slept.append(seconds)
        self.clock.now += timedelta(seconds=seconds)
        self.sandbox.now = self.clock.now


@pytest.fixture
def passing(desk: Desk) -> Passing:
    together = Passing(desk.sandbox)
    together.clock.sleep = together.sleep  # type: ignore[method-assign]
    return together


def test_a_long_fetch_never_meets_the_limit(passing: Passing) -> None:
    quirks = passing.sandbox.quirks
    quirks.quota, quirks.enforced = 40, True
    issue = passing.sandbox.open(ticket())
    reader = passing.connector(budget=timedelta(hours=3)).reader()
    for _ in range(100):
        assert not reader.is_gone(ref(issue))
    assert {request.status for request in passing.sandbox.requests} == {200}
    assert passing.clock.slept == [3601, 3601]


def test_who_does_not_heed_the_limit_is_refused_by_the_sandbox(passing: Passing) -> None:
    issue = passing.sandbox.open(ticket())
    quirks = passing.sandbox.quirks
    quirks.quota, quirks.enforced = 3, True
    with pytest.raises(RateLimited, match="API rate limit exceeded") as error:
        for _ in range(4):
            passing.connector().reader().is_gone(ref(issue))
    assert error.value.until == START + timedelta(hours=1)
    passing.sandbox.now = START + timedelta(hours=1)
    assert not passing.connector().reader().is_gone(ref(issue))


def test_a_wait_beyond_the_patience_leaves_the_repository_for_the_next_run(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.quirks.quota = 21
    reader = desk.connector().reader()
    for _ in range(20):
        reader.is_gone(ref(issue))
    with pytest.raises(RateLimited, match="all but used up") as error:
        reader.is_gone(ref(issue))
    assert error.value.until == START + timedelta(hours=1)
    assert (desk.clock.slept, len(desk.sandbox.requests)) == ([], 20)


def test_an_hour_of_comments_is_taken_without_a_refusal(passing: Passing) -> None:
    passing.sandbox.quirks.enforced = True
    issue = passing.sandbox.open(ticket())
    speaker = passing.connector(budget=timedelta(hours=2)).speaker()
    for _ in range(480):
        speaker._client._writes.note(START - timedelta(minutes=10))
        passing.sandbox.quirks.writes.append(START - timedelta(minutes=10))
    for number in range(40):
        speaker.post(ref(issue), "Due.", marker=f"m{number}", audience=CLIENT)
    posted = [request.status for request in passing.sandbox.requests if request.method == "POST"]
    assert posted == [201] * 40
    assert len(speaker.find(ref(issue))) == 40
    assert passing.clock.now - START >= timedelta(minutes=50)


def test_a_faster_writer_is_refused_by_the_sandbox(desk: Desk) -> None:
    desk.sandbox.quirks.enforced = True
    issue = desk.sandbox.open(ticket())
    with pytest.raises(RateLimited, match="secondary rate limit"):
        for number in range(81):  # each with a session of its own, which knows nothing of the others
            desk.connector().speaker().post(ref(issue), "Due.", marker=f"m{number}", audience=CLIENT)


def test_a_comment_for_which_the_patience_is_too_short_is_not_sent(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector(budget=timedelta(0)).speaker()
    for _ in range(499):
        speaker._client._writes.note(START - timedelta(minutes=30))
    speaker.post(ref(issue), "Due.", marker="a", audience=CLIENT)
    with pytest.raises(RateLimited, match="takes no more comments") as error:
        speaker.post(ref(issue), "Due.", marker="b", audience=CLIENT)
    assert error.value.until == START + timedelta(minutes=30)
    assert (desk.sent("POST"), desk.clock.slept) == (1, [])


def test_a_comment_is_not_sent_when_the_quota_is_all_but_used_up(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector().speaker()
    speaker.find(ref(issue))
    headers = tuple({"X-RateLimit-Remaining": "9", **told("9", reset=3000)}.items())[1:]
    desk.sandbox.misbehave(Fault("status", "GET", status=200, body="[]", headers=headers))
    speaker.find(ref(issue))
    with pytest.raises(RateLimited, match="all but used up"):
        speaker.post(ref(issue), "Due.", marker="b", audience=CLIENT)
    assert desk.sent("POST") == 0


def test_requests_say_who_sends_them(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    desk.read()
    agents = {request.agent for request in desk.sandbox.requests}
    assert agents == {f"forewarn/{version('forewarn')} PyGithub/{version('PyGithub')}"}


def test_limits_that_are_not_told_hold_nothing_back(desk: Desk) -> None:
    desk.sandbox.quirks.older = True
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said("Hello"))
    assert len(desk.read().ticket(issue).comments()) == 1
    assert desk.connector().reader().examine([SHOP]).budget_left is None
    assert desk.clock.slept == []


def test_the_limits_are_told_free_of_charge(desk: Desk) -> None:
    client = desk.connector().reader()._client
    for _ in range(2):
        rate = client.get("/rate_limit")["rate"]
    assert (rate["remaining"], rate["limit"]) == (5000, 5000)
    assert datetime.fromtimestamp(rate["reset"], UTC) == START + timedelta(hours=1)


def test_after_a_refusal_for_being_too_fast_nothing_is_sent_until_github_says(desk: Desk) -> None:
    """Who goes on all the same is shut out."""
    issue = desk.sandbox.open(ticket())
    desk.sandbox.misbehave(Fault("status", "POST", status=403, headers=(("Retry-After", "60"),)))
    speaker = desk.connector().speaker()
    for number in range(3):
        with pytest.raises(RateLimited):
            speaker.post(ref(issue), "Hello", marker=f"v1:{number}", audience=Audience.CLIENT)
    assert desk.sent("POST") == 1
    desk.clock.now += timedelta(seconds=60)
    assert speaker.post(ref(issue), "Hello", marker="v1:3", audience=Audience.CLIENT).body == "Hello"
