"""Trello's REST API over HTTP, as far as forewarn needs it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Handler, Route, SandboxHost
from forewarn.connect.stage import Request as Logged
from forewarn.model import Event, Person, StatusCategory, Ticket
from forewarn_trello.config import WELL_KNOWN
from forewarn_trello.sandbox.answers import NOT_FOUND, Refusal, answered, chosen, words
from forewarn_trello.sandbox.boards import Boards
from forewarn_trello.sandbox.cards import Cards
from forewarn_trello.sandbox.limits import Limits
from forewarn_trello.sandbox.quirks import Quirks
from forewarn_trello.sandbox.shapes import Json
from forewarn_trello.sandbox.story import CUSTOM_FIELDS, Story
from forewarn_trello.sandbox.token import Token
from forewarn_trello.sandbox.world import World

_ACCOUNT = Person("forewarn", "Forewarn", handle="forewarn")
_HEADER = re.compile(r'OAuth oauth_consumer_key="([^"]*)", ?oauth_token="([^"]*)"')
_ENVIRON = {
    "FOREWARN_SANDBOX_TRELLO_KEY": "5a0db0c5" * 4,
    "FOREWARN_SANDBOX_TRELLO_TOKEN": "ATTA" + "5a0db0c5" * 8,
}
_TOKEN = _ENVIRON["FOREWARN_SANDBOX_TRELLO_TOKEN"]
_MOST_IN_BATCH = 10


class TrelloSandbox(SandboxHost):
    """A Trello in memory; see `forewarn.connect.stage.Sandbox`."""

    def __init__(self, now: datetime) -> None:
        self.world = World(_ACCOUNT)
        self.quirks = Quirks()
        self.limits = Limits()
        self.token = Token(_TOKEN, self.world.me["id"])
        self._story = Story(self.world)
        self._boards = Boards(self.world, self.quirks)
        self._cards = Cards(self.world, self._boards, _ACCOUNT, lambda: self.now)
        self._meanwhile: list[tuple[str, Callable[[], object]]] = []
        super().__init__(now)

    def options(self) -> dict[str, Any]:
        """Also says what the story's lists mean, where their names alone say something else."""
        key, token = _ENVIRON
        lists = {
            name: meaning.value
            for name, meaning in self._story.meanings.items()
            if WELL_KNOWN.get(name.casefold(), StatusCategory.TODO) is not meaning
        }
        fields = {f"{field}_field": name for field, (name, _) in CUSTOM_FIELDS.items()}
        return {"url": self.url, "key": {"env": key}, "token": {"env": token}, "lists": lists, **fields}

    def environ(self) -> dict[str, str]:
        """Where the sandbox's own key and token are."""
        return dict(_ENVIRON)

    def open(self, ticket: Ticket) -> str:
        """See `forewarn.connect.stage.Sandbox.open`."""
        return self._story.open(ticket)

    def play(self, ticket_id: str, event: Event) -> str:
        """See `forewarn.connect.stage.Sandbox.play`."""
        return self._story.play(ticket_id, event)

    def delete(self, ticket_id: str, at: datetime) -> None:
        """See `forewarn.connect.stage.Deleting.delete`."""
        self.world.remove_card(self.world.cards[ticket_id], at)

    def move(self, ticket_id: str, container: str, at: datetime) -> str:
        """See `forewarn.connect.stage.Moving.move`."""
        world, card = self.world, self.world.cards[ticket_id]
        board = self._story.board(container, at)
        column = world.column(board, world.lists[card["idList"]]["name"], at)
        world.move_to_board(card, board, column, _ACCOUNT, at)
        return ticket_id

    def join(self, group: str, person: Person, container: str) -> None:
        """See `forewarn.connect.stage.Gathering.join`. ValueError for what nobody can be on a board."""
        board = self._story.board(container, self.now)
        place = board["id"], self.world.join(board, person)["id"]
        match group:
            case "guests":
                self.world.guests.add(place)
            case "members":
                self.world.guests.discard(place)
            case "observers":
                self.world.member_types[place] = "observer"
            case _:
                raise ValueError(f"nobody can be one of the {group} of a board")

    def leave(self, group: str, person: Person, container: str) -> None:
        """See `forewarn.connect.stage.Gathering.leave`: the board."""
        board = self._story.board(container, self.now)
        self.world.on_board[board["id"]].remove(self.world.member(person)["id"])

    def meanwhile(self, path: str, act: Callable[[], object]) -> None:
        """Let somebody act right after the next request with `path` in its path was answered."""
        self._meanwhile.append((path, act))

    @property
    def requests(self) -> tuple[Logged, ...]:
        """Every request so far, oldest first; without the token, which has to stand in one path."""
        return tuple(replace(one, path=one.path.replace(_TOKEN, "***")) for one in super().requests)

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
            ("GET", "/boards/<board>/memberships", boards.memberships),
            ("GET", "/boards/<board>/checklists", boards.checklists),
            ("GET", "/boards/<board>/customFields", boards.custom_fields),
            ("GET", "/lists/<column>", boards.list_),
            ("GET", "/cards/<card>", cards.card),
            ("GET", "/cards/<card>/actions", cards.actions),
            ("GET", "/cards/<card>/checklists", cards.checklists),
            ("GET", "/cards/<card>/customFieldItems", cards.field_items),
            ("PUT", "/cards/<card>/checkItem/<item>", cards.tick),
            ("POST", "/cards/<card>/actions/comments", cards.comment),
            ("PUT", "/cards/<card>/actions/<action>/comments", cards.edit_comment),
            ("DELETE", "/cards/<card>/actions/<action>/comments", cards.delete_comment),
            ("GET", "/actions/<action>", cards.action),
            ("PUT", "/actions/<action>", cards.edit_comment),
            ("DELETE", "/actions/<action>", cards.delete_comment),
            ("GET", "/checklists/<checklist>", cards.checklist),
            ("GET", "/members/<name>", self._member),
            ("GET", "/members/<name>/boards", self._boards_of),
            ("GET", "/tokens/<token>", self.token.answer),
            ("GET", "/batch", self._batch),
        ]
        return [(method, f"/1{path}", self._with_headers(answered(question))) for method, path, question in table]

    def refuse(self, request: Request) -> Response | None:
        """Key and token stand in the header or in the query, and there is a limit to the requests."""
        found = _HEADER.search(request.headers.get("Authorization", ""))
        key, token = found.groups() if found else (request.args.get("key"), request.args.get("token"))
        for name, given, right in zip(("key", "token"), (key, token), _ENVIRON.values(), strict=True):
            if given != right:
                return words(f"invalid {name}", 401)
        exceeded = self.limits.count(self.now)
        return self._stamped(words(exceeded, 429)) if exceeded else None

    def not_found(self, request: Request) -> Response:
        """Trello says so in plain words."""
        return self._stamped(words(NOT_FOUND, 404))

    def _with_headers(self, handler: Handler) -> Handler:
        def with_headers(request: Request, **parts: str) -> Response:
            response = self._stamped(handler(request, **parts))
            due = [one for one in self._meanwhile if one[0] in request.path]
            self._meanwhile = [one for one in self._meanwhile if one not in due]
            for _, act in due:
                act()
            return response

        return with_headers

    def _stamped(self, response: Response) -> Response:
        response.headers.update({**self.limits.headers(), "Date": format_datetime(self.now, usegmt=True)})
        return response

    def _member(self, request: Request, name: str) -> Json:
        return chosen(self._whole_member(name), request.args.get("fields"))

    def _whole_member(self, name: str) -> Json:
        known = {one["username"]: one for one in self.world.members.values()}
        member = self.world.me if name == "me" else self.world.members.get(name) or known.get(name)
        if member is None:
            raise Refusal(NOT_FOUND)
        boards = [board for board, members in self.world.on_board.items() if member["id"] in members]
        return {**member, "memberType": "normal", "idBoards": boards, "url": f"https://trello.com/{name}"}

    def _boards_of(self, request: Request, name: str) -> list[Json]:
        mine = self._whole_member(name)["idBoards"]
        return self._boards.several([one for one in mine if one not in self.world.hidden], request)

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
