"""The sandbox: who may ask, what a story does, and the headers and errors every answer shares."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route, SandboxHost, json_response
from forewarn.model import Event, Field, Person, Role, Ticket
from forewarn_github.sandbox import stage, views_pulls
from forewarn_github.sandbox.groups import Groups
from forewarn_github.sandbox.lists import Asked, by_number
from forewarn_github.sandbox.quirks import Quirks
from forewarn_github.sandbox.views import LISTS, SINGLES, Answer, Refusal, Visit
from forewarn_github.sandbox.wire import Wire
from forewarn_github.sandbox.world import Mention, Repository, World

ACCOUNT = Person("9001", "forewarn-agent", Role.TEAM, "forewarn-agent")
"""Whom the sandbox's token belongs to."""
TOKEN = "ghp_sandbox0000000000000000000000000000"  # noqa: S105 (opens nothing but the sandbox)
_VARIABLE = "FOREWARN_SANDBOX_GITHUB_TOKEN"
_HOUR = timedelta(hours=1)


class GitHubSandbox(SandboxHost):
    """A GitHub in memory. `prefix` is the path of an Enterprise Server's API (`/api/v3`)."""

    def __init__(self, now: datetime, prefix: str = "") -> None:
        self.quirks = Quirks()
        self._prefix = prefix
        self._resets = now + _HOUR
        self._world = World()
        self._groups = Groups(self._world, self.quirks)
        account = self._world.user(ACCOUNT)
        assert account is not None
        self._account = account
        self._former: dict[str, Repository] = {}
        """Repositories by the names that they had."""
        self._served = 0
        self._used = 0
        super().__init__(now)

    def options(self) -> dict[str, Any]:
        """The keys of a source in the config that reach this sandbox."""
        return {"url": self.url + self._prefix, "token": {"env": _VARIABLE}}

    def environ(self) -> dict[str, str]:
        """The environment variable that `options` refers to."""
        return {_VARIABLE: TOKEN}

    def open(self, ticket: Ticket) -> str:
        """A new issue, pull request or milestone. ValueError for what GitHub's cannot have."""
        with self._lock:
            repository = self._world.repository(ticket.container, ticket.created)
            if ticket.is_milestone:
                return f"{repository.name}!milestone-{stage.open_milestone(self._world, repository, ticket).number}"
            return f"{repository.name}#{stage.open_issue(self._world, repository, ticket).number}"

    def play(self, ticket_id: str, event: Event) -> str:
        """Let somebody do something. ValueError for what nobody can do on GitHub."""
        with self._lock:
            repository, number = self._find(ticket_id)
            if "!" in ticket_id:
                return stage.play_milestone(repository.milestones[number], event)
            if self.quirks.older and event.field in (Field.PARENT, Field.TYPE):
                raise ValueError(f"this server knows no {event.field} of an issue")
            return stage.play_issue(self._world, repository, repository.issues[number], event)

    def delete(self, ticket_id: str, at: datetime) -> None:
        """Somebody deletes an issue or milestone; its number is never given again."""
        with self._lock:
            repository, number = self._find(ticket_id)
            if "!" in ticket_id:
                repository.delete_milestone(number)
            else:
                repository.delete_issue(number)

    def move(self, ticket_id: str, container: str, at: datetime) -> str:
        """Somebody transfers an issue: it has another id there."""
        with self._lock:
            repository, number = self._find(ticket_id)
            target = self._world.repository(container, at)
            return f"{target.name}#{repository.transfer(number, target, at).number}"

    def rename(self, container: str, name: str) -> None:
        """Somebody gives a repository another name or owner; under the old one GitHub redirects to it."""
        with self._lock:
            repository = self._former[container.casefold()] = self._world.repositories.pop(container.casefold())
            repository.name = name
            self._world.repositories[name.casefold()] = repository

    def join(self, group: str, person: Person, container: str) -> None:
        """Somebody comes into an organisation, or into a team of it."""
        with self._lock:
            self._groups.join(group, person)

    def leave(self, group: str, person: Person, container: str) -> None:
        """Somebody leaves it."""
        with self._lock:
            self._groups.leave(group, person)

    def remark(self, ticket_id: str, event: Event) -> str:
        """Let somebody comment on a line of a pull request; returns the id of the comment."""
        with self._lock:
            repository, number = self._find(ticket_id)
            actor = self._world.user(event.actor)
            return f"line:{repository.remark(repository.issues[number], actor, event.text, event.at).id}"

    def draft_review(self, ticket_id: str, text: str) -> None:
        """Our own account begins a review that it does not send."""
        with self._lock:
            repository, number = self._find(ticket_id)
            repository.review(repository.issues[number], self._account, "PENDING", text, self.now)

    def mention(self, ticket_id: str, source_id: str, by: Person, at: datetime) -> None:
        """Somebody mentions an issue in another one; no list of the repository tells that."""
        with self._lock:
            (repository, number), (where, source) = self._find(ticket_id), self._find(source_id)
            issue = repository.issues[number]
            issue.touch(at)
            repository.mentions.append(Mention(issue, self._world.user(by), at, where, where.issues[source]))

    def routes(self) -> Iterable[Route]:
        """What it serves of the API; lists also by the repository's number, as GitHub's own links name them."""
        yield "GET", f"{self._prefix}/user", self._user
        yield "GET", f"{self._prefix}/user/repos", self._repositories
        yield "GET", f"{self._prefix}/rate_limit", self._rate_limit
        yield "GET", f"{self._prefix}/orgs/<org>/members", self._members
        yield "GET", f"{self._prefix}/orgs/<org>/teams/<team>/members", self._members
        lists = (*LISTS, *views_pulls.LISTS)
        for method, path, view in (*lists, *SINGLES, *views_pulls.SINGLES):
            yield method, f"{self._prefix}/repos/<owner>/<name>{path}", partial(self._in_repository, view)
        for method, path, view in (*lists, SINGLES[0]):
            yield method, f"{self._prefix}/repositories/<int:repository_id>{path}", partial(self._in_repository, view)

    def refuse(self, request: Request) -> Response | None:
        """401 without the token."""
        given = request.headers.get("Authorization", "")
        if given in (f"token {TOKEN}", f"Bearer {TOKEN}"):
            return self._refuse_more_than_the_quota(request)
        return self._finish(request, Refusal("Bad credentials" if given else "Requires authentication", 401).answer())

    def _refuse_more_than_the_quota(self, request: Request) -> Response | None:
        if self.now >= self._resets:
            self._used, self._resets = 0, self.now + _HOUR
        if not self.quirks.enforced or self._used < self.quirks.quota:
            return None
        return self._finish(request, Refusal("API rate limit exceeded for user ID 9001.", 403).answer(), cost=0)

    def not_found(self, request: Request) -> Response:
        """404 as GitHub words it."""
        return self._finish(request, Refusal("Not Found", 404).answer())

    def _user(self, request: Request) -> Response:
        return self._finish(request, Answer(self._wire(request).account(self._account, self.now)))

    def _repositories(self, request: Request) -> Response:
        known = sorted(self._world.repositories.values(), key=lambda one: one.name.casefold())
        seen = [one for one in known if one.name not in self.quirks.closed]
        page, link = by_number(Asked(request, request.base_url, self.quirks.largest_page), seen)
        wire = self._wire(request)
        return self._finish(request, Answer([wire.repository(one) for one in page], link=link))

    def _rate_limit(self, request: Request) -> Response:
        rate = {name: int(value) for name, value in self._rate().items() if name != "Resource"}
        core = {name.lower(): value for name, value in rate.items()}
        return self._finish(request, Answer({"resources": {"core": core, "search": core}, "rate": core}), cost=0)

    def _members(self, request: Request, org: str, team: str = "") -> Response:
        try:
            return self._finish(request, self._groups.members(request, self._wire(request), org, team))
        except Refusal as refusal:
            return self._finish(request, refusal.answer())

    def _in_repository(
        self,
        view: Callable[..., Answer],
        request: Request,
        owner: str = "",
        name: str = "",
        repository_id: int = 0,
        **parts: int,
    ) -> Response:
        known = f"{owner}/{name}".casefold()
        if known in self._former and known not in self._world.repositories:
            words, status = ("Moved Permanently", 301) if request.method == "GET" else ("Temporary Redirect", 307)
            address = self._address(request, self._former[known]).removesuffix("/")
            return self._finish(request, Refusal(words, status, location=address).answer())
        repository = self._world.repositories.get(known) or next(
            (each for each in self._world.repositories.values() if each.id == repository_id), None
        )
        if repository is None or repository.name in self.quirks.closed:
            return self.not_found(request)
        if request.method == "GET":
            self.quirks.before_list(request.path)
        address = self._address(request, repository)
        visit = Visit(request, repository, self._wire(request), self._account, self.now, self.quirks, address)
        try:
            return self._finish(request, view(visit, **parts))
        except Refusal as refusal:
            return self._finish(request, refusal.answer())

    def _find(self, ticket_id: str) -> tuple[Repository, int]:
        """(repository, number) of an issue or milestone."""
        name, number = re.split(r"#|!milestone-", ticket_id)
        return self._world.repositories[name.casefold()], int(number)

    def _wire(self, request: Request) -> Wire:
        return Wire(request.host_url.rstrip("/") + self._prefix, older=self.quirks.older)

    def _address(self, request: Request, repository: Repository) -> str:
        """The address of a list in links: with the repository's number, whatever it was asked by."""
        path = request.path.removeprefix(self._prefix).split("/")
        tail = path[3 if path[1] == "repositories" else 4 :]
        return "/".join([request.host_url.rstrip("/") + self._prefix, "repositories", str(repository.id), *tail])

    def _rate(self) -> Mapping[str, str]:
        return {
            "Limit": str(self.quirks.quota),
            "Remaining": str(max(self.quirks.quota - self._used, 0)),
            "Used": str(self._used),
            "Reset": str(int(self._resets.timestamp())),
            "Resource": "core",
        }

    def _finish(self, request: Request, answer: Answer, cost: int = 1) -> Response:
        """With the headers GitHub sends, and 304 for what the client has already, which is free."""
        response = (
            json_response(answer.data, answer.status) if answer.data is not None else Response(status=answer.status)
        )
        etag = f'W/"{sha256(response.get_data()).hexdigest()}"'
        if answer.status == 200 and request.headers.get("If-None-Match") == etag:
            response = Response(status=304)
        else:
            self._used += cost
        self._served += 1
        if not self.quirks.older:
            response.headers.update({f"X-RateLimit-{name}": value for name, value in self._rate().items()})
        response.headers.update({"X-GitHub-Request-Id": f"F0E:{self._served:08X}", "X-OAuth-Scopes": "repo"})
        if answer.status == 200:
            response.headers["ETag"] = etag
        for name, value in (("Link", answer.link), ("Location", answer.location)):
            if value:
                response.headers[name] = value
        return response
