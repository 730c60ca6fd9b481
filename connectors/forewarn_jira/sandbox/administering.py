"""The site itself: its kind, account, fields, projects, roles and permissions."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route
from forewarn_jira.sandbox.answers import answer, problem, whole_number
from forewarn_jira.sandbox.commenting import Commenting
from forewarn_jira.sandbox.fields import fields
from forewarn_jira.sandbox.quirks import Quirks
from forewarn_jira.sandbox.state import ACCOUNT, TEAM_ROLE, State
from forewarn_jira.sandbox.wire import Wire

_MEMBERS_A_PAGE = 50
_PROJECTS_A_PAGE = 50


class Administering:
    """What people set up, as the account may see it."""

    def __init__(
        self,
        state: State,
        wire: Wire,
        commenting: Commenting,
        quirks: Quirks,
        now: Callable[[], datetime],
        *,
        cloud: bool,
        service_management: bool,
    ) -> None:
        self._state = state
        self._wire = wire
        self._commenting = commenting
        self._quirks = quirks
        self._now = now
        self._cloud = cloud
        self._service_management = service_management
        self.groups = ["developers"]
        """Those that the account is in."""
        self.base_url = ""
        """The address people open, where it is not the one that serves."""

    def routes(self) -> Iterable[Route]:
        """Addresses below the REST root."""
        yield "GET", "/serverInfo", self._server_info
        yield "GET", "/myself", self._myself
        yield "GET", "/field", lambda request: answer(list(fields()))
        yield "GET", "/status", lambda request: answer([self._wire.status(one) for one in self._state.statuses])
        yield "GET", "/mypermissions", self._permissions
        yield "GET", "/group/member", self._members
        if self._cloud:
            yield "GET", "/project/search", self._search_projects
        yield "GET", "/project", lambda request: answer(self._projects())
        yield "GET", "/project/<key>", self._project
        yield "GET", "/project/<key>/role", self._roles
        yield "GET", "/project/<key>/versions", self._versions

    def _server_info(self, request: Request) -> Response:
        version = "1001.0.0-SNAPSHOT" if self._cloud else "10.3.2"
        return answer(
            {
                "baseUrl": self.base_url or self._wire.base,
                "version": version,
                "versionNumbers": [int(part) for part in version.split("-")[0].split(".")],
                "deploymentType": "Cloud" if self._cloud else "Server",
                "buildNumber": 100_287,
                "serverTime": self._wire.instant(self._now()),
                "serverTitle": "Jira",
            }
        )

    def _myself(self, request: Request) -> Response:
        sent = self._wire.user(ACCOUNT.id) or {}
        expanded = request.args.get("expand", "").split(",")
        if "groups" in expanded:
            sent["groups"] = _several([{"name": name} for name in self.groups])
        if "applicationRoles" in expanded:
            agent = self._service_management and self._commenting.has_agent_licence
            keys = ["jira-software", *(["jira-servicedesk"] if agent else [])]
            sent["applicationRoles"] = _several([{"key": key, "name": key, "groups": []} for key in keys])
        return answer(sent)

    def _permissions(self, request: Request) -> Response:
        project = request.args.get("projectKey")
        if project is not None and not self._there(project):
            return _no_project(project)
        named = [name for name in request.args.get("permissions", "").split(",") if name]
        if not named and self._cloud:
            return problem(400, "The 'permissions' query parameter is required.")
        denied = self._quirks.denied | (set() if self._commenting.may_comment else {"ADD_COMMENTS"})
        permissions = {
            name: {"id": str(n), "key": name, "name": name, "type": "PROJECT", "havePermission": name not in denied}
            for n, name in enumerate(named)
        }
        return answer({"permissions": permissions})

    def _members(self, request: Request) -> Response:
        group = request.args.get("groupname", "")
        if not self._quirks.sees_groups:
            return problem(403, "You are not authorized to perform this action. Administrator privileges are required.")
        if group not in self._state.groups:
            return problem(404, f"The group named '{group}' does not exist.")
        people, start = self._state.groups[group], whole_number(request, "startAt", 0)
        size = min(whole_number(request, "maxResults", _MEMBERS_A_PAGE), _MEMBERS_A_PAGE)
        page = people[start : start + size]
        return answer(
            {
                "self": f"{self._wire.base}/rest/api/2/group/member?groupname={group}",
                "maxResults": size,
                "startAt": start,
                "total": len(people),
                "isLast": start + size >= len(people),
                "values": [self._wire.user(one) for one in page],
            }
        )

    def _project(self, request: Request, key: str) -> Response:
        if not self._there(key):
            return _no_project(key)
        return answer(self._shown(key))

    def _shown(self, key: str) -> dict[str, Any]:
        is_desk = self._service_management != (key in self._quirks.converted)
        kind = "service_desk" if is_desk else "software"
        return {"id": self._state.projects[key], "key": key, "name": f"The {key} project", "projectTypeKey": kind}

    def _projects(self) -> list[dict[str, Any]]:
        return [self._shown(key) for key in sorted(self._state.projects) if self._there(key)]

    def _search_projects(self, request: Request) -> Response:
        known, start = self._projects(), whole_number(request, "startAt", 0)
        size = min(whole_number(request, "maxResults", _PROJECTS_A_PAGE), _PROJECTS_A_PAGE)
        page = known[start : start + size]
        total = {"total": len(known), "isLast": start + size >= len(known)}
        return answer({"maxResults": size, "startAt": start, **total, "values": page})

    def _roles(self, request: Request, key: str) -> Response:
        if not self._there(key):
            return _no_project(key)
        if self._cloud and not self._quirks.is_administrator:
            return problem(401, "You do not have the permission to view project roles.")
        roles = {"Administrators": 10_002, TEAM_ROLE: 10_001}
        return answer({name: f"{self._wire.base}/rest/api/2/project/{key}/role/{n}" for name, n in roles.items()})

    def _versions(self, request: Request, key: str) -> Response:
        if not self._there(key):
            return _no_project(key)
        return answer([self._wire.version(v) for v in self._state.versions.values() if v.project == key])

    def _there(self, project: str) -> bool:
        return project in self._state.projects and project not in self._quirks.closed


def _several(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"size": len(items), "items": items}


def _no_project(key: str) -> Response:
    return problem(404, f"No project could be found with key '{key}'.")
