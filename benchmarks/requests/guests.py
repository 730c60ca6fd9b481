"""The sandboxes, with the few more endpoints and keys that other clients ask for and our connectors do not."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Route, json_response
from forewarn.connect.stage import Sandbox
from forewarn.model import Ticket
from forewarn_github.sandbox import GitHubSandbox
from forewarn_github.sandbox.wire import Wire
from forewarn_github.sandbox.world import Comment, Issue, Repository
from forewarn_jira.sandbox import JiraSandbox
from forewarn_trello.sandbox import TrelloSandbox

_GITHUB_ROOT = "/api/v3"
"""Perceval writes it behind every address that is not GitHub's own."""


class _WordyWire(Wire):
    """Counts reactions too, of which there are none."""

    def issue(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        return super().issue(repository, issue) | {"reactions": {"total_count": 0}}

    def comment(self, repository: Repository, comment: Comment) -> dict[str, Any]:
        return super().comment(repository, comment) | {"reactions": {"total_count": 0}}


class GitHub(GitHubSandbox):
    """Tells of people and their organisations."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now, prefix=_GITHUB_ROOT)

    def routes(self) -> Iterable[Route]:
        yield from super().routes()
        yield "GET", f"{_GITHUB_ROOT}/users/<login>", lambda request, login: json_response({"login": login})
        yield "GET", f"{_GITHUB_ROOT}/users/<login>/orgs", lambda request, login: json_response([])

    def _wire(self, request: Request) -> Wire:
        return _WordyWire(request.host_url.rstrip("/") + _GITHUB_ROOT)


class Trello(TrelloSandbox):
    """Tells that no card has lines of a checklist or data of plug-ins."""

    def open(self, ticket: Ticket) -> str:
        made = super().open(ticket)
        self.world.cards[made]["badges"] |= {"checkItems": 0, "checkItemsChecked": 0}
        return made

    def routes(self) -> Iterable[Route]:
        yield from super().routes()
        yield "GET", "/1/cards/<card>/pluginData", lambda request, card: json_response([])


class _Jira(JiraSandbox):
    """Opens any number of issues quickly, and reads `updated >` in queries as `updated >=`."""

    def __init__(self, now: datetime, deployment: Any) -> None:
        super().__init__(now, deployment)
        # The keys of the benchmark's issues are free; to look at all others before each would take for ever.
        self._state.key_for = lambda project, wanted: wanted  # type: ignore[method-assign]

    def _dispatch(self, request: Request) -> Response:
        request.query_string = request.query_string.replace(b"updated+%3E+", b"updated+%3E%3D+")
        return super()._dispatch(request)


SANDBOXES: Mapping[str, Callable[[datetime], Sandbox]] = {
    "jira": lambda now: _Jira(now, "cloud"),
    "jira-dc": lambda now: _Jira(now, "server"),
    "github": GitHub,
    "trello": Trello,
}
