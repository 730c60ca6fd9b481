"""Trello's REST API over HTTP, as far as forewarn needs it."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route, SandboxHost
from forewarn.model import Event, Person, StatusCategory, Ticket
from forewarn_trello.config import WELL_KNOWN
from forewarn_trello.sandbox.answers import NOT_FOUND, Refusal, answered, chosen, words
from forewarn_trello.sandbox.boards import Boards
from forewarn_trello.sandbox.cards import Cards
from forewarn_trello.sandbox.shapes import Json
from forewarn_trello.sandbox.story import Story
from forewarn_trello.sandbox.world import World

_ACCOUNT = Person("forewarn", "Forewarn", handle="forewarn")
_HEADER = re.compile(r'OAuth oauth_consumer_key="([^"]*)", ?oauth_token="([^"]*)"')
_ENVIRON = {
    "FOREWARN_SANDBOX_TRELLO_KEY": "5a0db0c5" * 4,
    "FOREWARN_SANDBOX_TRELLO_TOKEN": "ATTA" + "5a0db0c5" * 8,
}
_MOST_IN_BATCH = 10


class TrelloSandbox(SandboxHost):
    """A Trello in memory; see `forewarn.connect.stage.Sandbox`."""

    def __init__(self, now: datetime) -> None:
        self.world = World(_ACCOUNT)
        self._story = Story(self.world)
        self._boards = Boards(self.world)
        self._cards = Cards(self.world, _ACCOUNT, lambda: self.now)
        super().__init__(now)

    def options(self) -> dict[str, Any]:
        """Also says what the story's lists mean, where their names alone say something else."""
        key, token = _ENVIRON
        lists = {
            name: meaning.value
            for name, meaning in self._story.meanings.items()
            if WELL_KNOWN.get(name.casefold(), StatusCategory.TODO) is not meaning
        }
        return {"url": self.url, "key": {"env": key}, "token": {"env": token}, "lists": lists}

    def environ(self) -> dict[str, str]:
        """Where the sandbox's own key and token are."""
        return dict(_ENVIRON)

    def open(self, ticket: Ticket) -> str:
        """See `forewarn.connect.stage.Sandbox.open`."""
        return self._story.open(ticket)

    def play(self, ticket_id: str, event: Event) -> str:
        """See `forewarn.connect.stage.Sandbox.play`."""
        return self._story.play(ticket_id, event)

    def routes(self) -> Iterable[Route]:
        """The endpoints, each under the version."""
        boards, cards = self._boards, self._cards
        table: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/boards/<board>", boards.board),
            ("GET", "/boards/<board>/actions", boards.actions),
            ("GET", "/boards/<board>/cards", boards.cards),
            ("GET", "/boards/<board>/cards/<which>", boards.cards),
            ("GET", "/boards/<board>/lists", boards.lists),
            ("GET", "/boards/<board>/members", boards.members),
            ("GET", "/boards/<board>/checklists", boards.checklists),
            ("GET", "/lists/<column>", boards.list_),
            ("GET", "/cards/<card>", cards.card),
            ("GET", "/cards/<card>/actions", cards.actions),
            ("GET", "/cards/<card>/checklists", cards.checklists),
            ("PUT", "/cards/<card>/checkItem/<item>", cards.tick),
            ("POST", "/cards/<card>/actions/comments", cards.comment),
            ("PUT", "/cards/<card>/actions/<action>/comments", cards.edit_comment),
            ("DELETE", "/cards/<card>/actions/<action>/comments", cards.delete_comment),
            ("GET", "/actions/<action>", cards.action),
            ("PUT", "/actions/<action>", cards.edit_comment),
            ("DELETE", "/actions/<action>", cards.delete_comment),
            ("GET", "/checklists/<checklist>", cards.checklist),
            ("GET", "/members/<name>", self._member),
            ("GET", "/tokens/<token>", self._token),
            ("GET", "/batch", self._batch),
        ]
        return [(method, f"/1{path}", answered(question)) for method, path, question in table]

    def refuse(self, request: Request) -> Response | None:
        """Key and token stand in the header or in the query."""
        found = _HEADER.search(request.headers.get("Authorization", ""))
        key, token = found.groups() if found else (request.args.get("key"), request.args.get("token"))
        for name, given, right in zip(("key", "token"), (key, token), _ENVIRON.values(), strict=True):
            if given != right:
                return words(f"invalid {name}", 401)
        return None

    def not_found(self, request: Request) -> Response:
        """Trello says so in plain words."""
        return words(NOT_FOUND, 404)

    def _member(self, request: Request, name: str) -> Json:
        known = {one["username"]: one for one in self.world.members.values()}
        member = self.world.me if name == "me" else self.world.members.get(name) or known.get(name)
        if member is None:
            raise Refusal(NOT_FOUND)
        boards = [board for board, members in self.world.on_board.items() if member["id"] in members]
        whole = {**member, "memberType": "normal", "idBoards": boards, "url": f"https://trello.com/{name}"}
        return chosen(whole, request.args.get("fields"))

    def _token(self, request: Request, token: str) -> Json:
        if token != list(_ENVIRON.values())[1]:
            raise Refusal("invalid token", 401)
        me = self.world.me["id"]
        everything = {"idModel": "*", "read": True, "write": True}
        return {
            "id": "5a0db0c5" * 3,
            "identifier": "forewarn",
            "idMember": me,
            "dateCreated": "2020-01-01T00:00:00.000Z",
            "dateExpires": None,
            "permissions": [
                {**everything, "modelType": "Member", "idModel": me},
                {**everything, "modelType": "Board"},
                {**everything, "modelType": "Organization"},
            ],
        }

    def _batch(self, request: Request) -> list[Json]:
        addresses = request.args.get("urls", "").split(",")
        if not 0 < len(addresses) <= _MOST_IN_BATCH:
            raise Refusal("invalid value for urls", 400)
        return [self._one_of_batch(unquote(address)) for address in addresses]

    def _one_of_batch(self, address: str) -> Json:
        parts = urlsplit(address)
        inner = Request(EnvironBuilder(path=f"/1{parts.path}", query_string=parts.query).get_environ())
        response = self._dispatch(inner)
        if response.status_code == 200:
            return {"200": response.get_json()}
        return {"statusCode": response.status_code, "message": response.get_data(as_text=True), "name": "Error"}
