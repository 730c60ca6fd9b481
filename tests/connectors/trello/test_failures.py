"""Everything that can go wrong becomes one of our errors, with place, reason and next step, and without the token."""

import json
import logging
import re
from datetime import timedelta

import pytest
from tests.connectors.trello.conftest import Tale

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
from forewarn.model import Audience, TicketRef
from forewarn_trello.sandbox import TrelloSandbox

LIMITED = json.dumps({"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"})
WINDOW = (
    ("x-rate-limit-api-token-interval-ms", "10000"),
    ("x-rate-limit-api-token-remaining", "0"),
    ("x-rate-limit-api-key-interval-ms", "90000"),
    ("x-rate-limit-api-key-remaining", "7"),
)


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (Fault("status", status=401, body="invalid token", times=9), AuthError, "invalid token"),
        (Fault("status", status=401, body="invalid key", times=9), AuthError, "invalid key"),
        (Fault("status", status=401, body="unauthorized permission requested", times=9), PermissionDenied, "may not"),
        (Fault("status", status=404, body="board not found", times=9), GoneError, "board not found"),
        (Fault("status", status=400, body="invalid id", times=9), GoneError, "invalid id"),
        (Fault("status", status=400, body="invalid value for limit", times=9), RefusedError, "invalid value"),
        (Fault("status", status=301, times=9), RefusedError, "301"),
        (Fault("status", status=500, times=9), ServerFault, "500"),
        (Fault("status", status=429, body=LIMITED, times=9), RateLimited, "API_TOKEN_LIMIT_EXCEEDED"),
        (Fault("cut", times=9), UnavailableError, "no answer from Trello"),
        (Fault("garbage", times=9), MalformedAnswer, "not JSON"),
    ],
    ids=lambda value: f"{value.kind}-{value.status}-{value.body[:13]}" if isinstance(value, Fault) else None,
)
def test_every_failure_names_the_board_and_hides_the_token(tale, fault, error, says):
    tale.open()
    tale.sandbox.misbehave(fault)
    with pytest.raises(error, match=says) as caught:
        tale.read()
    assert type(caught.value) is error
    assert caught.value.place == f"source shop, board {tale.board}"
    _assert_hides_secrets(tale, caught.value)


@pytest.mark.parametrize(
    ("wrong", "says", "step"),
    [
        ("FOREWARN_SANDBOX_TRELLO_KEY", "the key .*invalid key", "Copy the API key"),
        ("FOREWARN_SANDBOX_TRELLO_TOKEN", "the token .*invalid token", "Make a new token"),
    ],
)
def test_a_wrong_key_or_token_is_not_accepted_and_named(tale, wrong, says, step):
    environ = {**tale.sandbox.environ(), wrong: "stolen"}
    with pytest.raises(AuthError, match=says) as caught:
        tale.reader(environ=environ).account()
    assert caught.value.next_step.startswith(step)


def test_a_missing_token_is_an_error_of_the_config(tale):
    with pytest.raises(ConfigError, match=r"sources\.shop\.token"):
        tale.connector(environ={"FOREWARN_SANDBOX_TRELLO_KEY": "k"})


@pytest.mark.parametrize("board", ["UnknownB", "0" * 24, "Acme website", "../members/me", "b?fields=all"])
def test_an_unknown_board_is_named(tale, board):
    tale.open()
    with pytest.raises(GoneError, match=re.escape(f"board {board}")):
        list(tale.reader().read(board, None))


@pytest.mark.parametrize("kind", ["cut", "status", "garbage"])
def test_a_read_that_failed_for_a_moment_is_repeated(tale, kind):
    card = tale.open()
    tale.sandbox.misbehave(Fault(kind, status=502, times=2))
    assert set(tale.read()[0]) == {card}
    assert len(tale.waits) == 2


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ((("Retry-After", "7"),), 8),
        ((("Retry-After", "7"), *WINDOW), 11),
        (WINDOW, 11),
    ],
    ids=["Retry-After", "both", "window of the limit that is used up"],
)
def test_a_rate_limit_is_waited_out_in_full(tale, headers, wait):
    card = tale.open()
    tale.sandbox.misbehave(Fault("status", status=429, headers=headers, body=LIMITED))
    assert set(tale.read()[0]) == {card}
    assert sum(tale.waits) == wait


@pytest.mark.parametrize(
    ("word", "least", "most"),
    [("API_TOKEN_LIMIT_EXCEEDED", 11, 11), ("API_KEY_LIMIT_EXCEEDED", 11, 11), ("SOME_OTHER_LIMIT", 1, 2)],
)
def test_a_rate_limit_without_a_time_is_waited_out_by_the_documented_window(tale, word, least, most):
    card = tale.open()
    body = json.dumps({"error": word, "message": "Rate limit exceeded"})
    tale.sandbox.misbehave(Fault("status", status=429, body=body))
    assert set(tale.read()[0]) == {card}
    assert len(tale.waits) == 1
    assert least <= tale.waits[0] <= most


def test_the_limit_on_database_time_is_left_for_the_next_run(tale):
    """Its window of ten minutes is longer than the patience of a run."""
    tale.open()
    body = json.dumps({"error": "API_TOKEN_DB_LIMIT_EXCEEDED", "message": "Rate limit exceeded"})
    tale.sandbox.misbehave(Fault("status", status=429, body=body))
    with pytest.raises(RateLimited, match="API_TOKEN_DB_LIMIT_EXCEEDED") as caught:
        tale.read()
    assert caught.value.until == tale.sandbox.now + timedelta(minutes=10)
    assert tale.waits == []


def test_a_rate_limit_beyond_the_budget_is_left_for_the_next_run(tale):
    tale.open()
    tale.sandbox.misbehave(Fault("status", status=429, headers=(("Retry-After", "3600"),), body=LIMITED))
    with pytest.raises(RateLimited) as caught:
        tale.read()
    assert caught.value.until == tale.sandbox.now + timedelta(hours=1)
    assert tale.waits == []


def test_a_limit_within_a_batch_is_a_limit(tale):
    """A part of a batch that failed must not pass for a card without history."""
    card = tale.open()
    _, cursor = tale.read()
    tale.say(card, 5, "Hello")
    limited = json.dumps([{"statusCode": 429, "name": "Error", "message": "API_TOKEN_LIMIT_EXCEEDED"}])
    tale.sandbox.misbehave(Fault("status", path="/batch", status=200, body=limited))
    assert len(tale.read(cursor)[0][card].history) == 2
    assert len(tale.waits) == 1


@pytest.mark.parametrize(
    "answer",
    ["[]", "{}", '[{"statusCode": 500, "message": "later"}]', '[{"200": [{"id": "x", "type": "commentCard"}]}]', "[7]"],
)
def test_a_batch_that_does_not_fit_is_not_taken_for_an_empty_one(tale, answer):
    card = tale.open()
    _, cursor = tale.read()
    tale.say(card, 5, "Hello")
    tale.sandbox.misbehave(Fault("status", path="/batch", status=200, body=answer, times=9))
    with pytest.raises((MalformedAnswer, UnavailableError)):
        tale.read(cursor)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("[]", "Board"),
        ('{"id": "5e93ba403f1ab3603ba81a09", "cards": [{"id": "../../x"}]}', "Card id"),
        ('{"id": "5e93ba403f1ab3603ba81a09", "dateLastActivity": "soon"}', "dateLastActivity"),
        (
            '{"id": "5e93ba403f1ab3603ba81a09", "actions": [{"id": "5e93ba403f1ab3603ba81a0a", "date": "soon"}]}',
            r"Action type: .* \(5e93ba403f1ab3603ba81a0a\)",
        ),
        ("null", "Board"),
    ],
)
def test_an_answer_of_another_shape_says_where(tale, answer, says):
    tale.open()
    tale.sandbox.misbehave(Fault("status", status=200, body=answer, times=9))
    with pytest.raises(MalformedAnswer, match=says):
        tale.read()


def test_a_server_that_never_answers_is_not_waited_for(tale):
    tale.open()
    tale.sandbox.misbehave(Fault("slow", seconds=1.5))
    with pytest.raises(UnavailableError, match=r"no answer from Trello \(ReadTimeout\)"):
        tale.wire(read_timeout=0.2).get("/members/me", place="here")


def test_nobody_listening_is_unavailable():
    with TrelloSandbox(Tale.start) as sandbox:
        tale = Tale(sandbox)
        client = tale.wire()
    with pytest.raises(UnavailableError, match="no answer from Trello") as caught:
        client.get("/members/me", place="here")
    _assert_hides_secrets(tale, caught.value)


def test_the_token_is_in_no_address_log_or_message(tale, caplog):
    """Even a tracker that repeats the token in its answer must not make us show it."""
    caplog.set_level(logging.DEBUG)
    key, token = tale.sandbox.environ().values()
    card = tale.open()
    ref = TicketRef("shop", tale.board, card, "key")
    _, cursor = tale.read()
    tale.say(card, 1, "Hello")
    tale.read(cursor)
    speaker = tale.connector().speaker()
    posted = speaker.post(ref, "Hello", marker="aa", audience=Audience.TEAM)
    speaker.edit(ref, posted.id, "Hello again", marker="aa", audience=Audience.TEAM)
    tale.sandbox.misbehave(Fault("status", method="PUT", status=400, body=f"no such token {token} for {key}"))
    with pytest.raises(RefusedError, match=r"no such token \*\*\*") as caught:
        speaker.edit(ref, posted.id, "x", marker="aa", audience=Audience.TEAM)
    _assert_hides_secrets(tale, caught.value)
    shown = caplog.text + repr(tale.sandbox.requests)
    assert "/1/batch" in shown
    assert token not in shown
    assert key not in shown


def _assert_hides_secrets(tale, error: TrackerError) -> None:
    chain: BaseException | None = error
    while chain is not None:
        for secret in tale.sandbox.environ().values():
            assert secret not in f"{chain} {chain!r} {vars(chain)}"
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)


def test_boards_of_which_trello_cannot_tell_together_are_asked_for_one_by_one(tale, books):
    """One of ten that it cannot serve must not hide the others."""
    card = tale.open()
    tale.keep(books)
    tale.say(card, 5, "Hello")
    tale.sandbox.misbehave(Fault("status", path="/batch", status=500, times=Patience().attempts))
    reader = tale.reader()
    reader.expect({tale.board: books.cursor, "Board001": books.cursor})
    assert [ticket.id for batch in reader.read(tale.board, books.cursor) for ticket in batch.tickets] == [card]
