"""Evaluates a project: remembers what was answered, asks again only where it may have changed."""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from forewarn.engine.asking import Asking
from forewarn.engine.stock import Catalogue, Inquiry, RulesFor, afresh, holding
from forewarn.engine.view import View
from forewarn.facts.project import Project
from forewarn.facts.remembered import forget
from forewarn.model import Finding, project_subject
from forewarn.store import QUIET, Evaluation, Outcome, Store

_A_BATCH = 20_000
"""New values after which Python looks for those that hold each other: there are millions here, and hardly such ones, so
that looking after each 700, as it does by itself, takes a seventh of the time and frees nothing."""


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """The answers of all rules about one project at one instant."""

    project: Project
    evaluations: tuple[Evaluation, ...]
    """The answers that somebody may want to hear of: findings, and what could not be evaluated."""
    quiet: Mapping[Outcome, int]
    """How many others there were: nothing found, or not applicable."""
    asked: int
    """How many answers had to be asked for now; the others still held."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, the gravest first, then the oldest."""
        found = [finding for evaluation in self.evaluations for finding in evaluation.findings]
        return tuple(sorted(found, key=lambda f: (-f.severity, f.since, f.identity)))

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many answers had each outcome."""
        return Counter(evaluation.outcome for evaluation in self.evaluations) + Counter(self.quiet)

    def reasons(self, outcome: Outcome) -> Counter[tuple[str, str]]:
        """(rule, reason) and how many subjects have it, for an outcome that is not quiet."""
        return Counter((e.rule, e.reason) for e in self.evaluations if e.outcome is outcome)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_A_BATCH, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_collecting_rarely()
def evaluate_project(
    view: View, rules: RulesFor, store: Store, now: datetime, *, remember: bool = True
) -> ProjectResult:
    """Every rule's answer about every subject of the view's project as of `now`.

    Answers that still hold are taken from the store; new ones are put there if they are to be remembered. A look back
    (a `now` before answers already given) asks everything anew and leaves the memory alone.
    """
    name, catalogue = view.project.name, Catalogue(view, rules)
    stock = store.evaluated.stock(name, now)
    looking_back = stock.latest is not None and stock.latest > now
    known = afresh(catalogue) if looking_back else holding(view, catalogue, stock, store, now)
    asking = Asking(view, now, store.evaluated.of(name, known.remembered))
    unknown = [one for one in known.due if not asking.recall(one)]
    _ask(asking, unknown, most=len(unknown) > known.subjects)
    forget()  # the tickets of this project, before those of the next are read
    if remember and not looking_back:
        judged = {short.subject for short, _ in asking.judged}
        store.evaluated.save(name, asking.judged, known.gone | (known.remembered - judged))
    quiet = Counter({Outcome.OK: known.ok, Outcome.NOT_APPLICABLE: known.not_applicable})
    for short, _ in asking.judged:
        quiet[Outcome.OK] += short.ok
        quiet[Outcome.NOT_APPLICABLE] += short.not_applicable
    new = [one for _, given in asking.judged for one in given]
    loud = tuple(one for one in (*known.loud, *new) if one.outcome not in QUIET)
    return ProjectResult(view.project, loud, quiet, asking.asked)


def _ask(asking: Asking, due: Sequence[Inquiry], *, most: bool) -> None:
    """Ask what has to be asked; where that is `most` of a project, all of it is read at once."""
    if not due:
        return
    view, wanted = asking.view, {one.subject: one for one in due}
    itself = wanted.pop(project_subject(view.project.name), None)
    if most:
        view.all()
    heads = (*view.heads, *view.pages) if wanted else ()
    for ticket in view.tickets([head for head in heads if head.subject in wanted]):
        asking.ask(wanted[ticket.subject], ticket)
    if itself is not None:
        asking.ask(itself)
