"""What is there at all: the pass that notices deletions and moves, which no listing of changes shows."""

from collections.abc import Iterable, Sequence

from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, RefusedError, ServerFault
from forewarn.model import TicketRef
from forewarn_jira.fetch import Fetch
from forewarn_jira.page_payload import Stub
from forewarn_jira.search import Search
from forewarn_jira.site import Site
from forewarn_jira.site_payload import Version
from forewarn_jira.versions import is_version, version_id


class Presence:
    """Lists the ids of everything, for all projects of a run in one search."""

    def __init__(self, fetch: Fetch, search: Search, site: Site) -> None:
        self._fetch = fetch
        self._search = search
        self._site = site
        self._wanted: tuple[str, ...] = ()
        self._listed: dict[str, set[str]] | None = None
        self._versions: dict[str, frozenset[str]] = {}

    def expect(self, projects: Iterable[str]) -> None:
        """The projects that will be asked about."""
        self._wanted, self._listed = tuple(projects), None

    def versions(self, project: str) -> tuple[Version, ...]:
        """The versions of a project, whose ids are kept: reading asks for all of them anyway."""
        found = self._fetch.versions(project)
        self._versions[project] = frozenset(version_id(version.id or "") for version in found)
        return found

    def of(self, project: str) -> frozenset[str]:
        """Ids of all issues and versions of a project."""
        return self._issues(project) | self._version_ids(project)

    def is_gone(self, ticket: TicketRef) -> bool:
        """Whether a ticket is deleted, archived, moved to another project, or closed to us."""
        if is_version(ticket.id):
            return ticket.id not in self._version_ids(ticket.container)
        try:
            found = self._fetch.get(Stub, f"issue/{ticket.id}", {"fields": "created,archiveddate"})
        except (GoneError, PermissionDenied):  # Data Center tells the two apart, and both of one issue alone
            return True
        if found.fields and found.fields.archiveddate:
            return True  # it can still be opened, but nobody can work or comment on it
        # The project may be written in the config by an old key, under which its issues are found all the same.
        return _project(found.key) not in (ticket.container, _project(ticket.key))

    def _issues(self, project: str) -> frozenset[str]:
        if len(self._wanted) > 1 and project in self._wanted:
            if self._listed is None:
                self._listed = self._list()
            if project in self._listed:
                return frozenset(self._listed[project])
        return frozenset(stub.id for stub in self._ids([project]))

    def _version_ids(self, project: str) -> frozenset[str]:
        if project not in self._versions:
            self.versions(project)
        return self._versions[project]

    def _list(self) -> dict[str, set[str]]:
        """Ids by project; empty where the projects can be asked about only one by one."""
        listed: dict[str, set[str]] = {project: set() for project in self._wanted}
        try:
            for stub in self._ids(self._wanted):
                listed[_project(stub.key)].add(stub.id)
        except (GoneError, PermissionDenied, RefusedError, MalformedAnswer, ServerFault, KeyError):
            return {}  # it may be the answer about one of them alone, as in `Dealing`
        return listed

    def _ids(self, projects: Sequence[str]) -> list[Stub]:
        return self._site.ask(lambda cloud: list(self._search.ids(projects, cloud=cloud)))


def _project(key: str) -> str:
    return key.rpartition("-")[0]
