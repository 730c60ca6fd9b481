"""One search for several projects, dealt out to whoever reads them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, RefusedError, ServerFault
from forewarn_jira.client import NoSuchProject
from forewarn_jira.cursor import Window
from forewarn_jira.portions import Portion, project_of

_MOST_KEPT = 1_000
"""Issues kept for projects that are read later."""


class Dealing:
    """Serves several projects from one search as long as that pays.

    What is found for another project is kept until that one is read. Where that grows too much, or a project cannot
    be told from its issues' keys, or the search fails, each project goes on with a search of its own.
    """

    def __init__(
        self, read: Callable[[Mapping[str, Window]], Iterator[Portion]], windows: Mapping[str, Window]
    ) -> None:
        self._read = read
        self._windows = dict(windows)
        self._is_open = len(windows) > 1
        """Whether the common search is still to be begun."""
        self._stream: Iterator[Portion] | None = None
        self._sharing: frozenset[str] = frozenset()
        """The projects it serves."""
        self._kept: dict[str, list[Portion]] = {}
        self._reached: int | None = None

    def of(self, project: str) -> Iterator[Portion]:
        """What changed in one project."""
        if self._is_open:
            self._begin()
        yield from self._kept.pop(project, ())
        while self._stream is not None and project in self._sharing:
            portion = self._next(self._stream, project)
            if portion is not None:
                yield portion
        if project not in self._sharing:
            window = self._windows[project]
            if self._reached is not None:
                window.reach(self._reached)  # only now that all before it was handed out
            yield from self._read({project: window})

    def _begin(self) -> None:
        """Start the common search, without projects that make Jira refuse it."""
        windows = dict(self._windows)
        while len(windows) > 1:
            stream = self._read(windows)
            try:
                first = next(stream)
            except NoSuchProject as error:
                left = {name: window for name, window in windows.items() if name not in error.projects}
                windows = left if len(left) < len(windows) else {}
            except (GoneError, PermissionDenied, RefusedError, MalformedAnswer, ServerFault):
                windows = {}
            else:
                self._stream = chain((first,), stream)
                self._sharing = frozenset(windows)
                break
        self._is_open = False

    def _next(self, stream: Iterator[Portion], project: str) -> Portion | None:
        """The share of one project in the next portion; the others' is kept."""
        try:
            portion = next(stream)
        except (MalformedAnswer, ServerFault):
            self._stop()
            return None  # it may be the answer about another project: a search of its own tells
        except Exception:
            self._stop()
            raise
        projects = portion.projects()
        if not projects <= self._sharing:
            self._stop()
            return None
        for other in projects - {project}:
            self._kept.setdefault(other, []).append(_share(portion, other))
        self._reached = portion.reached or self._reached
        if portion.is_last:
            self._stream = None
        elif sum(len(kept.issues()) for portions in self._kept.values() for kept in portions) > _MOST_KEPT:
            self._stop()
        return _share(portion, project)

    def _stop(self) -> None:
        """Share no more."""
        self._stream, self._sharing = None, frozenset()


def _share(portion: Portion, project: str) -> Portion:
    pages = tuple(tuple(f for f in page if project_of(f.issue) == project) for page in portion.pages)
    return replace(portion, pages=pages, unread=tuple(one for one in portion.unread if project_of(one) == project))
