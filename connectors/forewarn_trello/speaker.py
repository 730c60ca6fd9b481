"""Comments on cards. Nothing here is ever tried twice."""

from collections.abc import Mapping
from typing import Any

from forewarn.connect import Guarantee, Patience, Posted
from forewarn.connect.retry import Reads
from forewarn.errors import RefusedError
from forewarn.model import Audience, TicketRef
from forewarn_trello.client import Client
from forewarn_trello.footer import LARGEST_COMMENT, marker_of, sign, unsigned
from forewarn_trello.parse import read_many, read_one
from forewarn_trello.payloads import Action, Member

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
        self._seen_by = Audience.TEAM if team_only is Guarantee.DECLARED else Audience.CLIENT
        self._me = ""

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        """Our own comments, oldest first: written by our account and with the footer."""
        place = self._place(ticket)
        ours = [
            self._posted(action, ticket)
            for action in self._comments(ticket, place)
            if marker_of(action.data.text or "") and action.id_member_creator == self._account(place)
        ]
        return tuple(posted for posted in reversed(ours) if marker in (None, posted.marker))

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        """One new comment, one request."""
        text = self._text(ticket, body, marker, audience)
        return self._write("POST", f"/cards/{ticket.id}/actions/comments", text, ticket)

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        """Replace the words of a comment of ours."""
        text = self._text(ticket, body, marker, audience)
        return self._write("PUT", f"/actions/{comment}", text, ticket)

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        """Delete a comment of ours."""
        self._send("DELETE", f"/actions/{comment}", None, self._place(ticket))

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def _write(self, method: str, path: str, text: str, ticket: TicketRef) -> Posted:
        place = self._place(ticket)
        answer = self._send(method, path, {"text": text}, place)
        return self._posted(read_one(Action, answer, place=place), ticket)

    def _text(self, ticket: TicketRef, body: str, marker: str, audience: Audience) -> str:
        if audience is Audience.TEAM and self._seen_by is not Audience.TEAM:
            raise RefusedError(
                "clients can see this board, and Trello has no internal comments",
                place=self._place(ticket),
                next_step="Leave it to the digest, or say in the config that no client can see this source.",
            )
        text = sign(body, marker)
        if len(text) > LARGEST_COMMENT:
            raise RefusedError(
                f"the comment has {len(text)} characters and Trello takes {LARGEST_COMMENT}",
                place=self._place(ticket),
                next_step="Say less on the card and the rest in the digest.",
            )
        return text

    def _posted(self, action: Action, ticket: TicketRef) -> Posted:
        text = action.data.text or ""
        return Posted(
            id=action.id,
            marker=marker_of(text) or "",
            body=unsigned(text),
            audience=self._seen_by,
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
