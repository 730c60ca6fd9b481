"""Writes comments to Jira: one request each, never repeated."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from forewarn.connect import Guarantee, Patience, Posted
from forewarn.errors import GoneError, MalformedAnswer, RefusedError, TrackerError, UnavailableError
from forewarn.model import Audience, Person, TicketRef
from forewarn_jira.client import JiraClient
from forewarn_jira.config import JiraOptions
from forewarn_jira.fetch import Fetch
from forewarn_jira.meter import WritePace
from forewarn_jira.normalize import INTERNAL, comment_url, is_internal
from forewarn_jira.payload import Comment, parse
from forewarn_jira.people import person
from forewarn_jira.site_payload import SERVICE_DESK
from forewarn_jira.versions import is_version

MARKER_PROPERTY = "forewarn"
"""Comment property that holds our marker; nobody sees it."""


class JiraSpeaker:
    """The Speaker of one Jira site."""

    def __init__(
        self, source: str, options: JiraOptions, client: JiraClient, patience: Patience, *, client_visible: bool
    ) -> None:
        self._source = source
        self._options = options
        self._client = client
        self._client_visible = client_visible
        self._guarantee = options.guarantee(client_visible=client_visible)
        self._fetch = Fetch(source, client, patience)
        self._pace = WritePace(patience.now)
        self._kinds: dict[str, str | None] = {}
        """Of each project, as it was when first asked about."""

    @cached_property
    def _account(self) -> Person:
        return self._fetch.myself()

    def find(self, ticket: TicketRef, marker: str | None = None) -> tuple[Posted, ...]:
        """Our own comments by author and hidden marker, oldest first."""
        if is_version(ticket.id):
            return ()
        found: list[Posted] = []
        for comment in self._fetch.comments(ticket.id, properties=True):
            author = person(comment.author)
            if author is None or author.id != self._account.id:
                continue
            ours = self._marker(comment)
            if ours is not None and marker in (None, ours):
                found.append(self._posted(ticket, comment, ours))
        return tuple(sorted(found, key=lambda posted: posted.at))

    def post(self, ticket: TicketRef, body: str, *, marker: str, audience: Audience) -> Posted:
        """One POST that carries words, marker and restriction together, so that no instant lacks one of them."""
        if is_version(ticket.id):
            raise RefusedError("nobody can comment on a Jira version", place=self._place(ticket))
        path = f"issue/{ticket.id}/comment"
        sent = self._body(ticket, body, marker, audience)
        self._take_turn("POST", path, ticket)
        return self._written(ticket, self._client.post(path, sent, {"expand": "properties"}), marker)

    def edit(self, ticket: TicketRef, comment: str, body: str, *, marker: str, audience: Audience) -> Posted:
        """One PUT; restriction and marker are sent again, since Jira drops a restriction that is left out."""
        path = f"issue/{ticket.id}/comment/{comment}"
        sent = self._body(ticket, body, marker, audience)
        self._take_turn("PUT", path, ticket)
        return self._written(ticket, self._client.put(path, sent, {"expand": "properties"}), marker)

    def withdraw(self, ticket: TicketRef, comment: str) -> None:
        """Delete a comment of ours."""
        path = f"issue/{ticket.id}/comment/{comment}"
        self._take_turn("DELETE", path, ticket)
        self._client.delete(path)

    def close(self) -> None:
        """Give back connections."""
        self._client.close()

    def _take_turn(self, method: str, path: str, ticket: TicketRef) -> None:
        """Wait until this issue may be written to. RateLimited, with nothing sent, when that takes too long."""
        self._fetch.pause(method, path, self._pace.delay(ticket.id))
        self._pace.note(ticket.id)

    def _body(self, ticket: TicketRef, body: str, marker: str, audience: Audience) -> dict[str, Any]:
        sent: dict[str, Any] = {
            "body": body.replace("\x00", ""),  # Jira refuses the whole comment for one of these
            "properties": [{"key": MARKER_PROPERTY, "value": {"marker": marker}}],
        }
        if audience is Audience.CLIENT:
            return sent
        self._refuse_where_nothing_is_kept(ticket)
        visibility = self._options.team_visibility
        match self._guarantee:
            case Guarantee.INTERNAL:
                sent["properties"].append({"key": INTERNAL, "value": {"internal": True}})
            case Guarantee.RESTRICTED if visibility:
                kind = "role" if visibility.role else "group"
                sent["visibility"] = {"type": kind, "value": visibility.role or visibility.group}
            case Guarantee.NONE:
                raise RefusedError(
                    "this comment is for the team, and clients can read every comment here",
                    place=self._place(ticket),
                    next_step="Set team_visibility or service_management for this source.",
                )
        return sent

    def _written(self, ticket: TicketRef, answer: Any, marker: str) -> Posted:
        """What stands there now. Where we are kept from reading it back, nobody knows who can see it, and it stands
        all the same: a refusal would be taken for a comment that was never written."""
        try:
            return self._posted(ticket, self._read(answer, ticket), marker)
        except MalformedAnswer:
            raise
        except TrackerError as error:
            raise UnavailableError(error.reason, place=error.place, next_step=error.next_step) from error

    def _posted(self, ticket: TicketRef, comment: Comment, marker: str) -> Posted:
        issue_url = ticket.url or f"{self._options.url}/browse/{ticket.key}"
        return Posted(
            id=comment.id,
            marker=marker,
            body=comment.body or "",
            audience=self._audience(ticket, comment),
            at=comment.created,
            url=comment_url(issue_url, comment.id),
        )

    def _audience(self, ticket: TicketRef, comment: Comment) -> Audience:
        """Who can see it. A role or group hides nothing from the portal of a service project."""
        if not self._client_visible:
            return Audience.TEAM
        restricted = bool(comment.visibility) and not self._options.service_management
        is_kept = (restricted or self._is_internal(comment)) and self._is_as_configured(ticket)
        return Audience.TEAM if is_kept else Audience.CLIENT

    def _is_as_configured(self, ticket: TicketRef) -> bool:
        """Whether the project is a service project, or none, as the config says. The project is asked, once a run:
        projects are converted, and added to a source that was made for others."""
        project = ticket.container
        if project not in self._kinds:
            self._kinds[project] = self._fetch.project(project).project_type_key
        kind = self._kinds[project]
        return kind is None or (kind == SERVICE_DESK) == self._options.service_management

    def _refuse_where_nothing_is_kept(self, ticket: TicketRef) -> None:
        if self._guarantee not in (Guarantee.INTERNAL, Guarantee.RESTRICTED) or not self._client_visible:
            return
        if not self._is_as_configured(ticket):
            told, said = ("no", "true") if self._options.service_management else ("a", "false")
            raise RefusedError(
                f"this comment is for the team, and {ticket.container} is {told} service project, but "
                f"service_management is {said}: clients could read it",
                place=self._place(ticket),
                next_step="forewarn doctor says what to do.",
            )

    def _is_internal(self, comment: Comment) -> bool:
        """As `is_internal`, and never wrong because an answer to a write shows no properties."""
        told = comment.jsd_public is not None or not self._options.service_management
        return is_internal(comment if told else self._with(INTERNAL, comment))

    def _marker(self, comment: Comment) -> str | None:
        known = self._with(MARKER_PROPERTY, comment).properties or ()
        values = [p.value for p in known if p.key == MARKER_PROPERTY]
        return _marker_in(values[0]) if values else None

    def _with(self, key: str, comment: Comment) -> Comment:
        """The comment with this property, which is asked for where a site shows none at all."""
        if comment.properties is not None:
            return comment
        try:
            held = (self._fetch.comment_property(comment.id, key),)
        except GoneError:
            return comment.model_copy(update={"properties": ()})
        return comment.model_copy(update={"properties": held})

    def _read(self, answer: Any, ticket: TicketRef) -> Comment:
        return parse(Comment, answer, self._place(ticket))

    def _place(self, ticket: TicketRef) -> str:
        return f"{self._source} ({ticket.key})"


def _marker_in(value: Any) -> str | None:
    marker = value.get("marker") if isinstance(value, Mapping) else None
    return marker if isinstance(marker, str) else None
