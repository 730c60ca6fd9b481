"""The sandbox behaves as Trello does where that matters to clients."""

import pytest
import requests

from forewarn.connect.stage import Fault
from forewarn.model import Field, Kind


@pytest.fixture
def get(tale):
    key, token = tale.sandbox.environ().values()
    auth = {"key": key, "token": token}

    def get(path, method="GET", data=None, **params):
        return requests.request(method, f"{tale.sandbox.url}/1{path}", params={**auth, **params}, data=data, timeout=5)

    return get


@pytest.mark.parametrize(
    ("params", "words"),
    [({"key": "x"}, "invalid key"), ({"token": "x"}, "invalid token"), ({"key": "x", "token": "x"}, "invalid key")],
)
def test_a_wrong_key_or_token_is_answered_in_plain_words(get, params, words):
    answer = get("/members/me", **params)
    assert (answer.status_code, answer.text) == (401, words)
    assert answer.headers["content-type"].startswith("text/plain")


def test_key_and_token_may_stand_in_the_query(get):
    assert get("/members/me").json()["username"] == "forewarn"


def test_actions_come_fifty_at_a_time_newest_first_and_only_comments_and_moves(tale, get):
    card = tale.open()
    for number in range(60):
        tale.say(card, number + 1, f"note {number}")
    tale.move(card, 100, "Doing")
    tale.play(card, 101, Kind.CHANGED, field=Field.TITLE, new="other")
    page = get(f"/boards/{tale.board}/actions").json()
    assert len(page) == 50
    assert page[0]["data"]["listAfter"]["name"] == "Doing"
    assert [one["data"].get("text") for one in page[1:3]] == ["note 59", "note 58"]


def test_before_and_since_leave_their_bounds_out(tale, get):
    card = tale.open()
    ids = [tale.say(card, hour, f"note {hour}") for hour in range(1, 6)]
    page = get(f"/cards/{card}/actions", filter="commentCard", since=ids[0], before=ids[4]).json()
    assert [one["id"] for one in page] == ids[3:0:-1]
    page = get(f"/cards/{card}/actions", filter="commentCard", since="2026-03-02T12:30:00Z").json()
    assert [one["id"] for one in page] == [ids[4], ids[3]]


@pytest.mark.parametrize("limit", ["1001", "-1", "many"])
def test_more_than_a_thousand_may_not_be_asked_for(tale, get, limit):
    tale.open()
    answer = get(f"/boards/{tale.board}/actions", limit=limit)
    assert (answer.status_code, answer.text) == (400, "invalid value for limit")


def test_ids_hold_their_second_and_grow(tale):
    card = tale.open()
    ids = [card, *(tale.say(card, hour, "x") for hour in (1, 1, 1, 2, 30))]
    assert ids == sorted(ids)
    assert [int(one[:8], 16) for one in ids] == [int(tale.at(hour).timestamp()) for hour in (0, 1, 1, 1, 2, 30)]
    assert {len(one) for one in ids} == {24}


def test_people_have_the_same_id_in_every_sandbox(tale):
    member = tale.sandbox.world.member(tale.client)
    with type(tale.sandbox)(tale.start) as other:
        assert other.world.member(tale.client)["id"] == member["id"]
    assert (member["username"], len(member["id"])) == ("anna", 24)


def test_a_batch_answers_each_question_by_itself(tale, get):
    card = tale.open()
    answer = get("/batch", urls=f"/cards/{card}?fields=name,/actions/{'0' * 24},/boards/x y").json()
    assert answer[0] == {"200": {"id": card, "name": "Build the shop"}}
    assert [part["statusCode"] for part in answer[1:]] == [404, 400]
    assert get("/batch", urls=",".join(["/members/me"] * 11)).status_code == 400


def test_commas_within_a_batch_are_escaped_twice(tale, get):
    card = tale.open()
    (answer,) = get("/batch", urls=f"/cards/{card}?fields=name%2Cclosed").json()
    assert answer["200"].keys() == {"id", "name", "closed"}


@pytest.mark.parametrize("data", [{"text": ""}, {"text": "x" * 16_385}, {}])
def test_a_comment_has_between_one_and_16384_characters(tale, get, data):
    card = tale.open()
    answer = get(f"/cards/{card}/actions/comments", "POST", data)
    assert (answer.status_code, answer.text) == (400, "invalid value for text")


def test_a_line_may_be_ticked_over_the_wire(tale, get):
    card = tale.open()
    line = tale.play(card, 1, Kind.ADDED, field=Field.CHECKLIST, new="Logo")
    assert get(f"/cards/{card}/checkItem/{line}", "PUT", {"state": "complete"}).json()["state"] == "complete"
    ticket = tale.read()[0][card]
    assert ticket.checklist[0].done
    assert ticket.history[-1].kind is Kind.TICKED


def test_a_fault_that_comes_after_the_deed_leaves_the_deed_done(tale, get):
    card = tale.open()
    tale.sandbox.misbehave(Fault("status-after", method="POST", status=429, body="API_TOKEN_LIMIT_EXCEEDED"))
    assert get(f"/cards/{card}/actions/comments", "POST", {"text": "Hello"}).status_code == 429
    assert [one["data"]["text"] for one in get(f"/cards/{card}/actions", filter="commentCard").json()] == ["Hello"]
