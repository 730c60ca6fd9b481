"""As much of Jira's query language as readers of a project speak."""

import re
from dataclasses import dataclass
from datetime import datetime

from forewarn_jira.instants import from_milliseconds, milliseconds
from forewarn_jira.sandbox.state import Issue, State

_PROJECT = re.compile(r'project\s*(?:=\s*(?P<one>"[^"]+"|\w+)|in\s*\((?P<many>[^)]+)\))\s*$', re.IGNORECASE)
_UPDATED = re.compile(r"updated\s*>=\s*(?P<since>\d+)\s*$", re.IGNORECASE)
_ORDER = re.compile(r"\s*\border\s+by\s+(?P<order>.+)$", re.IGNORECASE)
_SORTABLE = ("updated", "created", "key")


class BadQuery(ValueError):
    """The message is what Jira would say."""


@dataclass(frozen=True, slots=True)
class Query:
    """A bounded query over the issues of some projects."""

    projects: frozenset[str]
    since: datetime | None
    order: tuple[str, ...]

    def run(self, state: State) -> list[Issue]:
        """The issues that fit, in order. BadQuery for a project that is not there."""
        for project in sorted(self.projects - set(state.projects)):
            raise BadQuery(f"The value '{project}' does not exist for the field 'project'.")
        found = [
            issue
            for issue in state.issues.values()
            if issue.project in self.projects and (self.since is None or issue.updated >= self.since)
        ]
        return sorted(found, key=self.rank)

    def rank(self, issue: Issue) -> list[int]:
        """The place of an issue in the order; the id decides where nothing else does."""
        ranks = {
            "updated": milliseconds(issue.updated),
            "created": milliseconds(issue.created),
            "key": int(issue.key.rpartition("-")[2]),
        }
        return [*(ranks[name] for name in self.order), int(issue.id)]


def parse(jql: str, *, bounded: bool) -> Query:
    """Read a query. Raises BadQuery with Jira's words; `bounded` as Cloud demands it since 2025."""
    found = _ORDER.search(jql)
    order = tuple(_direction(part) for part in found["order"].split(",")) if found else ()
    where = jql[: found.start()] if found else jql
    projects: frozenset[str] | None = None
    since: datetime | None = None
    for clause in filter(None, (part.strip() for part in re.split(r"\s+and\s+", where, flags=re.IGNORECASE))):
        if match := _PROJECT.match(clause):
            names = match["one"] or match["many"]
            projects = frozenset(name.strip().strip('"') for name in names.split(","))
        elif match := _UPDATED.match(clause):
            since = from_milliseconds(int(match["since"]))
        else:
            raise BadQuery(f"Error in the JQL Query: the clause '{clause}' could not be understood.")
    if projects is None and since is None and bounded:
        raise BadQuery("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
    if projects is None:
        raise BadQuery("This sandbox searches within named projects only.")
    return Query(projects, since, order)


def _direction(part: str) -> str:
    name, _, direction = part.strip().lower().partition(" ")
    if name not in _SORTABLE or direction.strip() not in ("", "asc"):
        raise BadQuery(f"Not able to sort using field '{part.strip()}'.")
    return name
