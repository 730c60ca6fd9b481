"""Trello's limits are kept ahead of, by waiting within the patience of the run."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from forewarn.connect.stage import Fault
from forewarn.errors import RateLimited
from forewarn.model import Audience
from forewarn_trello.pace import Pace, refused_until

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def told(limit="api-token", left=99, most=100, interval=10_000):
    numbers = {"remaining": left, "max": most, "interval-ms": interval}
    return {f"X-Rate-Limit-{limit.title()}-{what.title()}": str(number) for what, number in numbers.items()}


def after(*answers):
    """When to go on after answers that came each so many seconds after the start."""
    pace = Pace()
    for seconds, headers in answers:
        pace.learn(headers, NOW + timedelta(seconds=seconds))
    last = answers[-1][0]
    until = pace.resumes(NOW + timedelta(seconds=last))
    return (until - NOW).total_seconds() if until else None


@pytest.mark.parametrize(
    ("answers", "until"),
    [
        ([(0, told(left=99))], None),
        ([(0, told(left=6))], None),
        ([(0, told(left=5))], 10),
        ([(0, told(left=0))], 10),
        ([(0, told(left=50)), (4, told(left=5))], 10),
        ([(0, told(left=50)), (11, told(left=5))], 21),
        ([(0, told(left=5)), (4, told(left=99)), (5, told(left=5))], 14),
        ([(0, told("api-key", left=16, most=300))], None),
        ([(0, told("api-key", left=15, most=300))], 10),
        ([(0, {**told(left=5), **told("db-query-time", 10, 7200, 600_000)})], 600),
        ([(0, told(left=0, interval=0))], None),
        ([(0, {"x-rate-limit-api-token-remaining": "0"})], None),
        ([(0, {"x-rate-limit-api-token-remaining": "0", "x-rate-limit-api-token-interval-ms": "soon"})], None),
        ([(0, {"X-Rate-Limit-Api-Token-Remaining": "1", "x-rate-limit-api-token-interval-ms": "10000"})], None),
    ],
)
def test_it_waits_for_the_end_of_the_window_of_a_limit_that_is_all_but_used_up(answers, until):
    assert after(*answers) == until


def test_a_window_that_is_over_needs_no_waiting():
    pace = Pace()
    pace.learn(told(left=0), NOW)
    assert pace.resumes(NOW + timedelta(seconds=10)) is None


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ('{"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"}', 10),
        ('{"error": "API_KEY_LIMIT_EXCEEDED"}', 10),
        ('{"error": "API_TOKEN_DB_LIMIT_EXCEEDED"}', 600),
        ("MEMBER_LIMIT_EXCEEDED", 900),
        ("Rate limit exceeded", None),
    ],
)
def test_a_refusal_names_its_window(words, seconds):
    assert refused_until(words, NOW) == (NOW + timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize("limit", ["api-token", "api-key"])
def test_a_long_fetch_never_meets_the_limit(tale, limit):
    tale.sandbox.limits.most[limit] = 40
    tale.sandbox.limits.enforced = True
    tale.open()
    reader = tale.reader()
    for _ in range(100):
        tale.sandbox.now += timedelta(milliseconds=20)
        assert len(reader.present(tale.board)) == 1
    assert [request.status for request in tale.sandbox.requests] == [200] * 100
    assert len(tale.waits) == 2
    assert max(tale.waits) <= 11


def test_what_others_use_of_the_same_token_counts(tale):
    tale.sandbox.limits.enforced = True
    tale.open()
    reader, others = tale.reader(), tale.wire()
    reader.present(tale.board)
    for _ in range(93):
        others.get("/members/me", place="elsewhere")
    reader.present(tale.board)
    assert tale.waits == []
    reader.present(tale.board)
    assert len(tale.waits) == 1
    assert {request.status for request in tale.sandbox.requests} == {200}


def test_a_wait_beyond_the_patience_leaves_the_board_for_the_next_run(tale):
    tale.open()
    reader = tale.reader(budget=timedelta(seconds=5))
    tale.sandbox.misbehave(Fault("status", status=200, body="[]", headers=tuple(told(left=0).items())))
    reader.present(tale.board)
    sent = len(tale.sandbox.requests)
    with pytest.raises(RateLimited, match="all but used up") as caught:
        reader.present(tale.board)
    assert caught.value.until == tale.sandbox.now + timedelta(seconds=10)
    assert caught.value.place == f"source shop, board {tale.board}"
    assert (tale.waits, len(tale.sandbox.requests)) == ([], sent)


def test_comments_are_paced_like_everything_else(tale):
    card = tale.open()
    ref = tale.read()[0][card].ref
    tale.sandbox.limits.most["api-token"] = 40
    tale.sandbox.limits.enforced = True
    speaker = tale.connector().speaker()
    for number in range(60):
        speaker.post(ref, f"note {number}", marker=f"m{number}", audience=Audience.TEAM)
    assert len(tale.waits) == 1
    assert [r.status for r in tale.sandbox.requests if r.method == "POST"] == [200] * 60
    assert len(speaker.find(ref)) == 60


def test_a_comment_that_was_held_back_for_lack_of_room_was_never_sent(tale):
    card = tale.open()
    ref = tale.read()[0][card].ref
    speaker = tale.connector(budget=timedelta(seconds=5)).speaker()
    refused = json.dumps({"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"})
    headers = tuple(told(left=0).items())
    tale.sandbox.misbehave(Fault("status", method="POST", status=429, body=refused, headers=headers))
    for _ in range(2):
        with pytest.raises(RateLimited):
            speaker.post(ref, "Hello", marker="aa", audience=Audience.TEAM)
    assert len(tale.paths("POST")) == 1
    tale.sleep(10)
    assert speaker.find(ref) == ()
    assert speaker.post(ref, "Hello", marker="aa", audience=Audience.TEAM).body == "Hello"


def test_after_a_refusal_for_being_too_fast_nothing_is_sent_until_trello_says(tale):
    """It shuts out a key that is refused too often."""
    card = tale.open()
    ref = tale.read()[0][card].ref
    tale.sandbox.misbehave(Fault("status", "POST", status=429, body="API_TOKEN_LIMIT_EXCEEDED"))
    speaker = tale.connector().speaker()
    with pytest.raises(RateLimited):
        speaker.post(ref, "Hello", marker="aa", audience=Audience.TEAM)
    assert tale.waits == []
    assert speaker.post(ref, "Hello", marker="aa", audience=Audience.TEAM).body == "Hello"
    assert sum(tale.waits) >= 10
