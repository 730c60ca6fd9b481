"""The sandbox as a whole: the story comes in at one side, the REST interface goes out at the other."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal, Self

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route, SandboxHost, json_response
from forewarn.model import Event, Person, Ticket
from forewarn_jira.sandbox.administering import Administering
from forewarn_jira.sandbox.commenting import Commenting
from forewarn_jira.sandbox.fields import CRITERIA, REASON, STORY_POINTS
from forewarn_jira.sandbox.opening import Opening
from forewarn_jira.sandbox.playing import Playing
from forewarn_jira.sandbox.quirks import Quirks
from forewarn_jira.sandbox.rates import Rates
from forewarn_jira.sandbox.searching import Searching
from forewarn_jira.sandbox.state import ACCOUNT, TEAM_ROLE, State
from forewarn_jira.sandbox.wire import Wire

_ROOT = "/rest/api/2"
_VARIABLE = "JIRA_SANDBOX_TOKEN"
_ADMITTED = "ATATT-sandbox-9d41c7"


class JiraSandbox(SandboxHost):
    """One Jira site; a project exists from the first ticket opened in it."""

    def __init__(
        self,
        now: datetime,
        deployment: Literal["cloud", "server"] = "cloud",
        *,
        service_management: bool = False,
    ) -> None:
        cloud = deployment == "cloud"
        desk = service_management
        self._cloud = cloud
        self._service_management = desk
        self._state = State()
        self.quirks = Quirks(sorts_by_second=not cloud)
        self.rates = Rates(cloud=cloud)
        self._wire = Wire(self._state, self.quirks, cloud=cloud)
        self._opening = Opening(self._state)
        self._playing = Playing(self._state, self._opening, cloud=cloud, service_management=desk)
        self.searching = Searching(self._state, self._wire, self.quirks, cloud=cloud)

        def clock() -> datetime:
            return self.now

        self.commenting = Commenting(self._state, self._wire, self.quirks, clock, cloud=cloud, service_management=desk)
        self.administering = Administering(
            self._state, self._wire, self.commenting, self.quirks, clock, cloud=cloud, service_management=desk
        )
        super().__init__(now)

    def __enter__(self) -> Self:
        super().__enter__()
        self._wire.base = self.url
        return self

    def options(self) -> dict[str, Any]:
        """The keys of a source that reach this site."""
        keys: dict[str, Any] = {
            "url": self.url,
            "token": {"env": _VARIABLE},
            "story_points_field": STORY_POINTS[0],
            "criteria_field": CRITERIA[1],
            "reason_field": REASON[1],
            "team_visibility": {"role": TEAM_ROLE},
            "service_management": self._service_management,
        }
        return keys | ({"email": ACCOUNT.email} if self._cloud else {})

    def environ(self) -> dict[str, str]:
        """The token."""
        return {_VARIABLE: _ADMITTED}

    def open(self, ticket: Ticket) -> str:
        """As `Sandbox.open`."""
        with self._changing():
            return self._opening.open(ticket)

    def play(self, ticket_id: str, event: Event) -> str:
        """As `Sandbox.play`."""
        with self._changing():
            return self._playing.play(ticket_id, event)

    def delete(self, ticket_id: str, at: datetime) -> None:
        """As `Deleting.delete`."""
        with self._changing():
            self._opening.delete(ticket_id)

    def move(self, ticket_id: str, container: str, at: datetime) -> str:
        """As `Moving.move`; the id stays, the key is new, and the old one still leads here."""
        with self._changing():
            return self._playing.move(ticket_id, container, at)

    def join(self, group: str, person: Person, container: str) -> None:
        """As `Gathering.join`; a group is the whole site's."""
        with self._changing():
            self._state.meet(person)
            people = self._state.groups.setdefault(group, [])
            if person.id not in people:
                people.append(person.id)

    def leave(self, group: str, person: Person, container: str) -> None:
        """As `Gathering.leave`."""
        with self._changing():
            self._state.groups[group].remove(person.id)

    def rename(self, project: str, key: str) -> None:
        """A project gets another key; it is still found by the old one, as are its issues."""
        with self._changing():
            for issue in self._state.issues.values():
                if issue.project == project:
                    self._state.call(issue, f"{key}-{issue.key.rpartition('-')[2]}")

    def end_sprint(self, name: str) -> None:
        """A sprint is over; its issues keep it."""
        with self._changing():
            self._state.sprint(name).is_over = True

    def routes(self) -> Iterable[Route]:
        """The REST interface, version 2."""
        for part in (self.administering, self.searching, self.commenting):
            for method, path, handler in part.routes():
                yield method, _ROOT + path, handler

    def refuse(self, request: Request) -> Response | None:
        """Anybody may ask what kind of site this is; everything else needs the token."""
        pair = base64.b64encode(f"{ACCOUNT.email}:{_ADMITTED}".encode()).decode()
        admitted = f"Basic {pair}" if self._cloud else f"Bearer {_ADMITTED}"
        if request.headers.get("Authorization") == admitted or request.path == f"{_ROOT}/serverInfo":
            return None
        words = "Client must be authenticated to access this resource."
        headers = {"WWW-Authenticate": 'OAuth realm="http%3A%2F%2F127.0.0.1"'}
        return json_response({"message": words, "status-code": 401}, 401, headers)

    def not_found(self, request: Request) -> Response:
        """An address that is none."""
        return json_response({"message": f"null for uri: {request.url}", "status-code": 404}, 404)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            self._state.revision += 1
            yield

    def _dispatch(self, request: Request) -> Response:
        response = self.rates.refuse(request, self.now) or super()._dispatch(request)
        for name, value in self.rates.headers(request, self.now).items():
            response.headers.setdefault(name, value)
        return response
