"""As much of Jira's query language as readers of projects speak."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from forewarn_jira.instants import from_milliseconds, milliseconds
from forewarn_jira.sandbox.quirks import Quirks
from forewarn_jira.sandbox.state import Issue, State

_TOKEN = re.compile(r'\(|\)|,|>=|=|"(?:\\.|[^"\\])*"|[^\s(),=<>"]+')
_ORDER = re.compile(r"\s*\border\s+by\s+(?P<order>.+)$", re.IGNORECASE)
_SORTABLE = ("updated", "created", "key")

Test = Callable[[Issue], bool]


class BadQuery(ValueError):
    """The message is what Jira would say."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query over the issues of some projects."""

    projects: frozenset[str]
    fits: Test
    order: tuple[str, ...]
    quirks: Quirks

    def run(self, state: State) -> list[Issue]:
        """The issues that fit, in order. BadQuery for projects that are not there or not visible."""
        unknown = sorted(p for p in self.projects if p not in state.projects or p in self.quirks.closed)
        if unknown:
            raise BadQuery(" ".join(f"The value '{p}' does not exist for the field 'project'." for p in unknown))
        hidden = self.quirks.archived
        seen = (one for one in state.issues.values() if not self.quirks.hides(one) and one.id not in hidden)
        return sorted(filter(self.fits, seen), key=self.rank)

    def rank(self, issue: Issue) -> list[int]:
        """The place of an issue in the order; the id decides where nothing else does."""
        grain = 1_000 if self.quirks.sorts_by_second else 1
        ranks = {
            "updated": milliseconds(self.quirks.updated(issue)) // grain,
            "created": milliseconds(issue.created) // grain,
            "key": int(issue.key.rpartition("-")[2]),
        }
        return [*(ranks[name] for name in self.order), int(issue.id)]


def parse(jql: str, quirks: Quirks, *, bounded: bool) -> Query:
    """Read a query. Raises BadQuery with Jira's words; `bounded` as Cloud demands it since 2025."""
    found = _ORDER.search(jql)
    order = tuple(_direction(part) for part in found["order"].split(",")) if found else ()
    parser = _Parser(jql[: found.start()] if found else jql, quirks)
    if not parser.tokens:
        if bounded:
            raise BadQuery("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
        raise BadQuery("This sandbox searches within named projects only.")
    return Query(frozenset(parser.projects), parser.whole, order, quirks)


class _Parser:
    """Clauses with `and`, `or` and parentheses."""

    def __init__(self, where: str, quirks: Quirks) -> None:
        self._quirks = quirks
        self.tokens = _TOKEN.findall(where)
        self._left: Iterator[str] = iter(self.tokens)
        self._next = next(self._left, "")
        self.projects: set[str] = set()
        self.whole: Test = self._either() if self.tokens else lambda issue: True
        if self._next:
            raise self._not_understood()

    def _take(self, wanted: str = "") -> str:
        token = self._next
        if wanted and token.lower() != wanted:
            raise self._not_understood()
        self._next = next(self._left, "")
        return token

    def _either(self) -> Test:
        tests = [self._both()]
        while self._next.lower() == "or":
            self._take()
            tests.append(self._both())
        return lambda issue: any(test(issue) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._next.lower() == "and":
            self._take()
            tests.append(self._one())
        return lambda issue: all(test(issue) for test in tests)

    def _one(self) -> Test:
        name = self._take().lower()
        if name == "(":
            inner = self._either()
            self._take(")")
            return inner
        if name == "project":
            return self._in_projects()
        if name not in ("updated", "created"):
            raise self._not_understood(name)
        self._take(">=")
        since = self._instant(self._take().strip('"'))
        if name == "created":
            return lambda issue: issue.created >= since
        return lambda issue: self._quirks.updated(issue) >= since

    def _in_projects(self) -> Test:
        names = {self._value()} if self._take().lower() == "=" else set(self._list())
        self.projects |= names
        return lambda issue: issue.project in names

    def _list(self) -> Iterator[str]:
        self._take("(")
        yield self._value()
        while self._next == ",":
            self._take()
            yield self._value()
        self._take(")")

    def _value(self) -> str:
        return re.sub(r"\\(.)", r"\1", self._take().strip('"'))

    def _instant(self, value: str) -> datetime:
        if value.isdigit():
            return from_milliseconds(int(value))
        try:
            return datetime.fromisoformat(value.replace("/", "-")).replace(tzinfo=self._quirks.zone)
        except ValueError:
            raise BadQuery(f"Date value '{value}' for field 'updated' is invalid.") from None

    def _not_understood(self, name: str = "") -> BadQuery:
        return BadQuery(f"Error in the JQL Query: the clause '{name or self._next}' could not be understood.")


def _direction(part: str) -> str:
    name, _, direction = part.strip().lower().partition(" ")
    if name not in _SORTABLE or direction.strip() not in ("", "asc"):
        raise BadQuery(f"Not able to sort using field '{part.strip()}'.")
    return name
