"""Comments on cards. Nothing here is ever tried twice."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from forewarn.connect import Guarantee, Patience, Posted, open_to_all
from forewarn.connect.retry import Reads
from forewarn.errors import RefusedError
from forewarn.model import Audience, TicketRef
from forewarn_trello.client import Client
from forewarn_trello.footer import LARGEST_COMMENT, marker_of, sign, unsigned
from forewarn_trello.parse import read_many, read_one
from forewarn_trello.payloads import Action, Board, Member

_PAGE = 1000


class TrelloSpeaker:
    """Writes on the cards of one source; see `forewarn.connect.protocols.Speaker`.

    Nothing is sent twice, but before anything is sent there is a wait until Trello's limits leave room for it, within
    the budget of waiting.
    """

    def __init__(self, source: str, client: Client, team_only: Guarantee, patience: Patience) -> None:
        self._source = source
        self._client = client
        self._room = Reads(patience)
        self._is_declared = team_only is Guarantee.DECLARED
        self._readers: dict[str, Audience] = {}
        """Who reads a board's comments, as it was when first asked about."""
        self._me = ""

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        """Our own comments, oldest first: written by our account and with the footer."""
        place = self._place(ticket)
        ours = [
            self._posted(action, ticket, self._readers_of(ticket))
            for action in self._comments(ticket, place)
            if marker_of(action.data.text or "") and action.id_member_creator == self._account(place)
        ]
        return tuple(posted for posted in reversed(ours) if marker in (None, posted.marker))

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        """One new comment, one request."""
        return self._write("POST", f"/cards/{ticket.id}/actions/comments", sign(body, marker), ticket, audience)

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        """Replace the words of a comment of ours."""
        return self._write("PUT", f"/actions/{comment}", sign(body, marker), ticket, audience)

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        """Delete a comment of ours."""
        self._send("DELETE", f"/actions/{comment}", None, self._place(ticket))

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def _write(self, method: str, path: str, text: str, ticket: TicketRef, audience: Audience) -> Posted:
        place = self._place(ticket)
        if len(text) > LARGEST_COMMENT:
            raise RefusedError(
                f"the comment has {len(text)} characters and Trello takes {LARGEST_COMMENT}",
                place=place,
                next_step="Say less on the card and the rest in the digest.",
            )
        readers = self._readers_of(ticket)
        if audience is Audience.TEAM and readers is not Audience.TEAM:
            raise self._refusal(ticket)
        answer = self._send(method, path, {"text": text}, place)
        return self._posted(read_one(Action, answer, place=place), ticket, readers)

    def _readers_of(self, ticket: TicketRef) -> Audience:
        """Who reads what is said there. The board is asked, once a run: people open one long after the config was
        written."""
        if not self._is_declared:
            return Audience.CLIENT
        name, place = ticket.container, self._place(ticket)
        if name not in self._readers:
            answer = self._get(f"/boards/{quote(name, safe='')}", {"fields": "prefs"}, place)
            self._readers[name] = Audience.CLIENT if read_one(Board, answer, place=place).is_public else Audience.TEAM
        return self._readers[name]

    def _refusal(self, ticket: TicketRef) -> RefusedError:
        if self._is_declared:
            words, step = open_to_all(f"board {ticket.container}")
            return RefusedError(words, place=self._place(ticket), next_step=step)
        return RefusedError(
            "clients can see this board, and Trello has no internal comments",
            place=self._place(ticket),
            next_step="Leave it to the digest, or say in the config that no client can see this source.",
        )

    def _posted(self, action: Action, ticket: TicketRef, readers: Audience) -> Posted:
        text = action.data.text or ""
        return Posted(
            id=action.id,
            marker=marker_of(text) or "",
            body=unsigned(text),
            audience=readers,
            at=action.date,
            url=f"{ticket.url}#comment-{action.id}" if ticket.url else "",
        )

    def _comments(self, ticket: TicketRef, place: str) -> list[Action]:
        """Newest first."""
        found: list[Action] = []
        asked = {"filter": "commentCard", "limit": str(_PAGE)}
        while True:
            answer = self._get(f"/cards/{ticket.id}/actions", asked, place)
            page = read_many(Action, answer, place=place)
            found += page
            if len(page) < _PAGE:
                return found
            asked["before"] = page[-1].id

    def _account(self, place: str) -> str:
        if not self._me:
            answer = self._get("/members/me", {"fields": "id,username,fullName"}, place)
            self._me = read_one(Member, answer, place=place).id
        return self._me

    def _get(self, path: str, params: Mapping[str, str], place: str) -> Any:
        self._room(lambda: self._client.make_room(place))
        return self._client.get(path, params, place=place)

    def _send(self, method: str, path: str, body: Mapping[str, str] | None, place: str) -> Any:
        self._room(lambda: self._client.make_room(place))
        return self._client.send(method, path, body, place=place)

    def _place(self, ticket: TicketRef) -> str:
        return f"source {self._source}, card {ticket.key}"
