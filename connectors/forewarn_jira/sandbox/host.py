"""The sandbox as a whole: the story comes in at one side, the REST interface goes out at the other."""

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Self

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route, SandboxHost, json_response
from forewarn.model import Event, Ticket
from forewarn_jira.sandbox.answers import answer, problem
from forewarn_jira.sandbox.commenting import Commenting
from forewarn_jira.sandbox.opening import Opening
from forewarn_jira.sandbox.playing import Playing
from forewarn_jira.sandbox.searching import Searching
from forewarn_jira.sandbox.state import ACCOUNT, STORY_POINTS, TEAM_ROLE, State
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
        self._cloud = cloud
        self._service_management = service_management
        self._state = State()
        self._wire = Wire(self._state, cloud=cloud)
        self._opening = Opening(self._state)
        self._playing = Playing(self._state, self._opening, cloud=cloud, service_management=service_management)
        self.searching = Searching(self._state, self._wire, cloud=cloud)
        self.commenting = Commenting(
            self._state, self._wire, lambda: self.now, cloud=cloud, service_management=service_management
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
            "team_visibility": {"role": TEAM_ROLE},
            "service_management": self._service_management,
        }
        return keys | ({"email": ACCOUNT.email} if self._cloud else {})

    def environ(self) -> dict[str, str]:
        """The token."""
        return {_VARIABLE: _ADMITTED}

    def open(self, ticket: Ticket) -> str:
        """As `Sandbox.open`."""
        with self._lock:
            return self._opening.open(ticket)

    def play(self, ticket_id: str, event: Event) -> str:
        """As `Sandbox.play`."""
        with self._lock:
            return self._playing.play(ticket_id, event)

    def routes(self) -> Iterable[Route]:
        """The REST interface, version 2."""
        here: tuple[Route, ...] = (
            ("GET", "/serverInfo", self._server_info),
            ("GET", "/myself", lambda request: answer(self._wire.user(ACCOUNT.id))),
            ("GET", "/status", self._statuses),
            ("GET", "/mypermissions", self._permissions),
            ("GET", "/project/<key>", self._project),
            ("GET", "/project/<key>/versions", self._versions),
        )
        for method, path, handler in (*here, *self.searching.routes(), *self.commenting.routes()):
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

    def _server_info(self, request: Request) -> Response:
        version = "1001.0.0-SNAPSHOT" if self._cloud else "10.3.2"
        return answer(
            {
                "baseUrl": self.url,
                "version": version,
                "versionNumbers": [int(part) for part in version.split("-")[0].split(".")],
                "deploymentType": "Cloud" if self._cloud else "Server",
                "buildNumber": 100_287,
                "serverTime": self._wire.instant(self.now),
                "serverTitle": "Jira",
            }
        )

    def _statuses(self, request: Request) -> Response:
        return answer([self._wire.status(status) for status in self._state.statuses])

    def _permissions(self, request: Request) -> Response:
        named = [name for name in request.args.get("permissions", "").split(",") if name]
        if not named and self._cloud:
            return problem(400, "The 'permissions' query parameter is required.")
        may = {name: name != "ADD_COMMENTS" or self.commenting.may_comment for name in named}
        permissions = {
            name: {"id": str(number), "key": name, "name": name, "type": "PROJECT", "havePermission": may[name]}
            for number, name in enumerate(named)
        }
        return answer({"permissions": permissions})

    def _project(self, request: Request, key: str) -> Response:
        if key not in self._state.projects:
            return _no_project(key)
        kind = "service_desk" if self._service_management else "software"
        return answer({"id": self._state.projects[key], "key": key, "name": key, "projectTypeKey": kind})

    def _versions(self, request: Request, key: str) -> Response:
        if key not in self._state.projects:
            return _no_project(key)
        return answer([self._wire.version(v) for v in self._state.versions.values() if v.project == key])


def _no_project(key: str) -> Response:
    return problem(404, f"No project could be found with key '{key}'.")
