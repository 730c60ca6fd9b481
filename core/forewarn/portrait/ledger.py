"""The promise ledger of an agency as people read and correct it: every promise with a short name."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from forewarn.config import Config
from forewarn.engine import View, views_of
from forewarn.errors import NotFoundError, UnfitError
from forewarn.facts.corrections import Correction, Verdict
from forewarn.facts.project import Project
from forewarn.language import language_for
from forewarn.portrait.promises import Promise, promises
from forewarn.store import Store
from forewarn.worktime import Clock

_LETTERS = 6
"""Of the short name: among thousands of promises two rarely share one, and then both are asked for in full."""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise in the ledger of its project."""

    project: Project
    promise: Promise

    @property
    def ident(self) -> str:
        """A short name, the same in every run."""
        return hashlib.sha256(self.promise.identity.encode()).hexdigest()[:_LETTERS]


def ledger(config: Config, store: Store, now: datetime, only: str | None = None) -> tuple[Row, ...]:
    """Every promise of every project (or of one) as of `now`, from what was last read; the latest deadline first."""
    return tuple(
        row
        for view in views_of(config, store, now, [only] if only else None).values()
        for row in _rows(view, view.project, now)
    )


def to_correct(config: Config, store: Store, now: datetime, ident: str) -> Row:
    """The promise of that name, also where it was corrected before. Raises NotFoundError and UnfitError."""
    found: dict[str, Row] = {}
    for view in views_of(config, store, now).values():
        bare = replace(view.project, corrections=MappingProxyType({}))
        for row in (*_rows(view, bare, now), *_rows(view, view.project, now)):
            if ident in (row.ident, row.promise.identity):
                found[row.promise.identity] = row
    if not found:
        raise NotFoundError(f"there is no promise {ident!r}.", next_step="forewarn promises lists them with their IDs.")
    if len(found) > 1:
        raise UnfitError(f"{ident!r} may be one of several.", next_step=f"Name it in full: {' or '.join(found)}")
    return next(iter(found.values()))


def correction(
    row: Row, verdict: Verdict, now: datetime, by: str, because: str, until: date | None = None
) -> Correction:
    """A verdict on a promise, to be remembered. Raises UnfitError where the new day is no later one."""
    promise, calendar = row.promise, row.project.agency_calendar
    if until is not None and calendar.passes(until) <= promise.deadline:
        day = calendar.day_of(promise.deadline)
        raise UnfitError(f"it was promised for {day} already.", next_step="Name a later day with --to.")
    return Correction(promise.identity, verdict, now, " ".join(by.split()), " ".join(because.split()), until)


def _rows(view: View, project: Project, now: datetime) -> Iterable[Row]:
    language = language_for(project.language)
    found = promises(view.all(), project, language, Clock(now).reached) if language else ()
    return (Row(project, one) for one in found)
