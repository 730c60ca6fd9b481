"""Held against recorded answers of the real Trello, where these are at hand."""

import base64
import csv
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from ruamel.yaml import YAML

from forewarn.model import Event, Field, Item, Kind, StatusCategory
from forewarn_trello.actions import CREATIONS, KINDS
from forewarn_trello.config import TrelloOptions
from forewarn_trello.history import history
from forewarn_trello.normalize import ticket_of
from forewarn_trello.payloads import (
    Action,
    Board,
    Card,
    Checklist,
    CustomField,
    CustomFieldItem,
    Member,
    Named,
    Payload,
    born,
)
from forewarn_trello.view import BoardView

ROOT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("FOREWARN_CONTRACTS", ROOT.parent / "shared" / "contracts"))
if not FOLDER.is_dir():
    pytest.skip(f"no recorded answers in {FOLDER}; name their folder in FOREWARN_CONTRACTS", allow_module_level=True)

NOT_READ = {
    # of boards, lists and organisations
    *("createBoard", "copyBoard", "updateBoard", "addMemberToBoard", "createList", "createOrganization"),
    *("addToOrganizationBoard", "removeFromOrganizationBoard", "enablePlugin", "createCustomField"),
    # of cards: gone ones, which are noticed by their absence
    "deleteCard",
    # a notification, not an action
    "mentionedOnCard",
}
ONLY_EXPLAINS = {"addChecklistToCard"}
"""Of these nothing is told: the lines of a new checklist are known by their ids."""
NAMES = {Field.ESTIMATE: "Point"}
OPTIONS = TrelloOptions.model_validate({"key": {"env": "K"}, "token": {"env": "T"}})

# Most of a cassette, and most of the time to read one, is headers that nobody compares.
OTHER_HEADERS = re.compile(r"^ {6}(?!X-Rate)[A-Z][\w-]+:\n(?: {6}- .*\n(?: {8}.*\n)*)+", re.MULTILINE)


def _exchanges() -> Iterator[dict[str, Any]]:
    yaml = YAML(typ="safe")
    yaml.constructor.add_constructor("!binary", lambda _, node: base64.b64decode(node.value).decode())
    for path in sorted((FOLDER / "trello-cassettes").glob("*.yml")):
        yield from yaml.load(OTHER_HEADERS.sub("", path.read_text(encoding="utf-8")))["http_interactions"]


def _objects(answer: Any) -> Iterator[dict[str, Any]]:
    if isinstance(answer, dict):
        yield answer
        answer = list(answer.values())
    if isinstance(answer, list):
        for part in answer:
            yield from _objects(part)


def _model(one: dict[str, Any]) -> type[Payload] | None:
    """What a recorded object is, by its keys."""
    keys = one.keys()
    if {"id", "type", "date", "data", "idMemberCreator"} <= keys:
        return Action
    if {"id", "idList", "idShort", "shortLink", "labels"} <= keys:
        return Card
    if {"id", "prefs", "labelNames"} <= keys:
        return Board
    if {"id", "checkItems"} <= keys:
        return Checklist
    return Member if {"id", "username", "fullName"} <= keys else None


@pytest.fixture(scope="module")
def exchanges() -> list[dict[str, Any]]:
    return list(_exchanges())


@pytest.fixture(scope="module")
def recorded(exchanges) -> dict[type[Payload], list[dict[str, Any]]]:
    """Every recorded object we have a model for."""
    found: dict[type[Payload], list[dict[str, Any]]] = defaultdict(list)
    for exchange in exchanges:
        try:
            answer = json.loads(exchange["response"]["body"]["string"])
        except ValueError:
            continue
        for one in _objects(answer):
            model = _model(one)
            if model is not None:
                found[model].append(one)
    return found


def test_every_recorded_object_can_be_read(recorded):
    assert {model: len(found) for model, found in recorded.items()}.keys() == {Action, Card, Board, Checklist, Member}
    for model, found in recorded.items():
        for one in found:
            assert model.model_validate(one).id == one["id"]


def test_every_recorded_kind_of_action_is_known_or_left_out_on_purpose(recorded):
    kinds = {one["type"] for one in recorded[Action]}
    assert kinds - set(KINDS) == NOT_READ & kinds
    assert {"createCard", "copyCard", "updateCard", "commentCard", "copyCommentCard", "addMemberToCard"} <= kinds


def test_every_recorded_action_that_is_read_becomes_an_event(recorded):
    fields = [one["data"]["customField"] for one in recorded[Action] if "customField" in one["data"]]
    board = Board.model_validate({"id": "0" * 24, "customFields": fields})
    view = BoardView.of(board, "s", "b", OPTIONS.category, NAMES)
    told = 0
    for one in recorded[Action]:
        action = Action.model_validate(one)
        if action.type not in KINDS or action.type in ONLY_EXPLAINS or action.card_id is None:
            continue
        events = history(Card(id=action.card_id), [action], view)
        assert [event.kind for event in events[:1]] == [Kind.CREATED]
        if action.type in CREATIONS:
            assert events[0].actor is not None and events[0].actor.id == action.id_member_creator
        else:
            assert len(events) == 2
            assert _is_told(events[1], action), action
        told += 1
    assert told >= 17


def _is_told(event: Event, action: Action) -> bool:
    values = {*(action.data.old or {}), action.data.text, action.data.id_member}
    if action.type == "updateCustomFieldItem":
        return (event.field, event.old, event.new) == (Field.ESTIMATE, None, "1")
    return bool({event.field and str(event.field).replace("title", "name"), event.text or None, event.new} & values)


def test_a_copied_comment_is_not_older_than_its_card(recorded):
    """Trello gives it the date of the original."""
    (copied,) = {
        one["id"]: Action.model_validate(one) for one in recorded[Action] if one["type"] == "copyCommentCard"
    }.values()
    card = Card(id=str(copied.card_id))
    assert copied.date < born(card.id)
    view = BoardView.of(Board(id="0" * 24), "s", "b", OPTIONS.category)
    assert history(card, [copied], view)[1].at == born(card.id)


def _devlake(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    csv.field_size_limit(10_000_000)
    with (FOLDER / "devlake" / f"_raw_trello_{name}.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield json.loads(row["params"])["BoardId"], json.loads(row["data"])


def test_every_card_that_devlake_recorded_becomes_a_ticket():
    boards: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for name in ("cards", "lists", "members"):
        for board, one in _devlake(name):
            boards[board][name].append(one)
    checklists = [one for _, one in _devlake("check_items")]
    for parts in boards.values():
        for card in parts["cards"]:
            card["checklists"] = [one for one in checklists if one["idCard"] == card["id"]]
    tickets = {}
    for identifier, parts in boards.items():
        board = Board.model_validate({"id": identifier, **parts})
        view = BoardView.of(board, "s", identifier, OPTIONS.category)
        tickets |= {card.id: (ticket_of(card, [], view), card) for card in board.cards or ()}
    raw = {one["id"]: one for _, one in _devlake("cards")}
    assert len(raw) == len(tickets) == 72
    for ticket, _ in tickets.values():
        one = raw[ticket.id]
        assert (ticket.title, ticket.description, ticket.key) == (one["name"], one["desc"], one["shortLink"])
        assert (ticket.due is None) == (one["due"] is None)
        assert len(ticket.labels) == len(one["labels"])
        assert ticket.status
    lines = [line for _, checklist in _devlake("check_items") for line in checklist["checkItems"]]
    assert sum(len(ticket.checklist) for ticket, _ in tickets.values()) == len(lines) > 0
    assert {ticket.category for ticket, _ in tickets.values()} == set(StatusCategory)


def _read_keys(model: type[Payload]) -> set[str]:
    return {str(field.alias) for field in model.model_fields.values()}


@pytest.fixture
def ask(tale):
    key, token = tale.sandbox.environ().values()
    header = {"Authorization": f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"'}
    with requests.Session() as session:
        session.headers.update(header)
        yield lambda method, path, **more: session.request(method, f"{tale.sandbox.url}/1{path}", timeout=5, **more)


def test_the_sandbox_answers_with_the_keys_that_were_recorded(tale, ask, exchanges):
    """Of each endpoint's answer, the keys that our models read."""
    card = tale.open(checklist=(Item("one", "Logo"),), attachments=("a.pdf",), estimate=3)
    comment = tale.say(card, 1, "Hello", actor=tale.account)
    checklist = tale.sandbox.world.cards[card]["idChecklists"][0]
    column = tale.sandbox.world.cards[card]["idList"]
    endpoints: list[tuple[str, str, str, type[Payload]]] = [
        ("get", "/boards/ID", f"/boards/{tale.board}", Board),
        ("get", "/boards/ID/cards", f"/boards/{tale.board}/cards", Card),
        ("get", "/boards/ID/lists", f"/boards/{tale.board}/lists", Named),
        ("get", "/boards/ID/members", f"/boards/{tale.board}/members", Member),
        ("get", "/boards/ID/checklists", f"/boards/{tale.board}/checklists", Checklist),
        ("get", "/boards/ID/actions", f"/boards/{tale.board}/actions", Action),
        ("get", "/boards/ID/customFields", f"/boards/{tale.board}/customFields", CustomField),
        ("get", "/cards/ID/customFieldItems", f"/cards/{card}/customFieldItems", CustomFieldItem),
        ("get", "/lists/ID", f"/lists/{column}", Named),
        ("get", "/cards/ID", f"/cards/{card}", Card),
        ("get", "/cards/ID/actions", f"/cards/{card}/actions", Action),
        ("get", "/cards/ID/checklists", f"/cards/{card}/checklists", Checklist),
        ("get", "/checklists/ID", f"/checklists/{checklist}", Checklist),
        ("get", "/actions/ID", f"/actions/{comment}", Action),
        ("get", "/members/me", "/members/me", Member),
        ("post", "/cards/ID/actions/comments", f"/cards/{card}/actions/comments", Action),
    ]
    for method, shape, path, model in endpoints:
        expected = _first_recorded(exchanges, method, shape).keys() & _read_keys(model)
        assert expected, shape
        answer = ask(method, path, data={"text": "Hello"} if method == "post" else None).json()
        given = answer[0] if isinstance(answer, list) else answer
        assert expected <= given.keys(), (shape, expected - given.keys())


def _first_recorded(exchanges, method: str, shape: str) -> dict[str, Any]:
    for exchange in exchanges:
        asked, answered = exchange["request"], exchange["response"]
        path = asked["uri"].split("?")[0].removeprefix("https://api.trello.com/1")
        parts = ["ID" if len(part) == 24 else part for part in path.split("/")]
        if (asked["method"], "/".join(parts), answered["status"]["code"]) == (method, shape, 200):
            answer = json.loads(answered["body"]["string"])
            return answer[0] if isinstance(answer, list) else answer
    raise AssertionError(f"nothing recorded for {method} {shape}")


def test_the_sandboxs_actions_tell_what_recorded_ones_told(tale, recorded):
    card = tale.open()
    tale.play(card, 1, Kind.CHANGED, field=Field.TITLE, new="Shop")
    tale.play(card, 2, Kind.CHANGED, field=Field.DUE, new="2026-03-20T12:00:00+00:00")
    tale.play(card, 3, Kind.ADDED, field=Field.ASSIGNEE, new=tale.colleague.id)
    tale.say(card, 4, "Hello")
    for made in tale.sandbox.world.actions.values():
        old = made["data"].get("old", {}).keys()
        same = [
            one["data"]
            for one in recorded[Action]
            if one["type"] == made["type"] and one["data"].get("old", {}).keys() == old
        ]
        assert same, made["type"]
        always = set.intersection(*(set(data) for data in same))
        assert always <= made["data"].keys(), made["type"]
        assert set.intersection(*(set(data["card"]) for data in same)) <= made["data"]["card"].keys()


def test_the_sandboxs_limits_have_the_recorded_names(ask, exchanges):
    always = set.intersection(
        *(
            {name.lower() for name in exchange["response"]["headers"] if name.lower().startswith("x-rate-limit-")}
            for exchange in exchanges
        )
    )
    assert len(always) == 6
    assert always <= {name.lower() for name in ask("GET", "/members/me").headers}
    assert always <= {name.lower() for name in ask("GET", "/actions/" + "0" * 24).headers}


def test_the_sandbox_refuses_in_the_recorded_words(ask, exchanges):
    compared = 0
    for exchange in exchanges:
        if exchange["response"]["status"]["code"] == 404:
            path = exchange["request"]["uri"].split("?")[0].removeprefix("https://api.trello.com/1")
            answer = ask("GET", path)
            assert (answer.status_code, answer.text) == (404, exchange["response"]["body"]["string"])
            compared += 1
    assert compared >= 4


def test_the_token_tells_what_the_recorded_one_told(tale, ask, exchanges):
    token = list(tale.sandbox.environ().values())[1]
    expected = _first_recorded(exchanges, "get", "/tokens/MEMBER_TOKEN")
    given = ask("GET", f"/tokens/{token}").json()
    assert expected.keys() - {"webhooks"} <= given.keys()
    assert {p["modelType"] for p in expected["permissions"]} == {p["modelType"] for p in given["permissions"]}
