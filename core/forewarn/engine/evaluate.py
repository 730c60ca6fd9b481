"""Evaluates a project: remembers what was answered, asks again only where it may have changed."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.checks.check import Subject
from forewarn.engine.asking import Asking, Inquiry, Questions
from forewarn.engine.basis import basis
from forewarn.engine.view import View
from forewarn.facts.project import Project
from forewarn.facts.remembered import forget
from forewarn.model import Finding
from forewarn.pages import PAGES
from forewarn.rulebook import Rule
from forewarn.store import QUIET, Evaluation, Head, Outcome, Standing, Store

RulesFor = Callable[[str | None], Sequence[Rule]]
"""The rules of the project, as they are for the tickets of a source; None asks for those about the project itself."""


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


def evaluate_project(view: View, rules: RulesFor, store: Store, now: datetime) -> ProjectResult:
    """Every rule's answer about every subject of the view's project as of `now`.

    Answers that still hold are taken from the store; new ones are put there. A look back (a `now` before answers
    already given) asks everything anew and leaves the memory alone.
    """
    name = view.project.name
    remembered = store.evaluated.standings(name)
    looking_back = any(known.evaluated_at > now for known in remembered.values())
    memory = {} if looking_back else remembered
    holding: dict[str, Standing] = {}
    due: list[Inquiry] = []
    for one in _subjects(view, rules, basis(view.project, view.roles, view.letters)):
        known = memory.get(one.subject)
        if known is not None and known.holds(one.questions.basis, one.revision, view.revision, now):
            holding[one.subject] = known
        else:
            due.append(one)
    still = store.evaluated.noteworthy(name, {subject for subject, known in holding.items() if known.noteworthy})
    before = store.evaluated.of(name, {one.subject for one in due if one.subject in memory})
    asking = Asking(view, now, before)
    unknown = [one for one in due if not asking.recall(one)]
    _ask(asking, unknown, most=len(unknown) > len(holding))
    forget()  # the tickets of this project, before those of the next are read
    if not looking_back:
        judged = {short.subject for short, _ in asking.judged}
        store.evaluated.save(name, asking.judged, remembered.keys() - holding.keys() - judged)
    quiet: Counter[Outcome] = Counter()
    for short in (*holding.values(), *(short for short, _ in asking.judged)):
        quiet[Outcome.OK] += short.ok
        quiet[Outcome.NOT_APPLICABLE] += short.not_applicable
    new = [one for _, given in asking.judged for one in given]
    loud = tuple(one for one in (*still, *new) if one.outcome not in QUIET)
    return ProjectResult(view.project, loud, quiet, asking.asked)


def _subjects(view: View, rules: RulesFor, facts: str) -> Iterator[Inquiry]:
    """Everything that rules are asked about: tickets, milestones, pages, and the project itself."""
    known: dict[tuple[str | None, bool], Questions] = {}

    def questions(source: str | None, head: Head | None) -> Questions:
        kind = (head.source if head else None, head is not None and head.is_milestone)
        if kind not in known:
            known[kind] = _questions([rule for rule in rules(source) if _is_about(rule, head)], facts)
        return known[kind]

    for head in (*view.heads, *view.pages):
        asked = questions(None if _is_page(head) else head.source, head)
        revision = max(head.revision, view.milestone_revisions.get((head.source, head.milestone or ""), 0))
        if asked.rules:
            yield Inquiry(f"{head.source}:{head.id}", asked, revision, head)
    if (asked := questions(None, None)).rules:
        yield Inquiry(f"project:{view.project.name}", asked, view.revision, None)


def _questions(rules: Sequence[Rule], facts: str) -> Questions:
    digests = tuple(basis(facts, rule.fingerprint) for rule in rules)
    return Questions(tuple(zip(rules, digests, strict=True)), basis(digests))


def _ask(asking: Asking, due: Sequence[Inquiry], *, most: bool) -> None:
    """Ask what has to be asked; where that is `most` of a project, all of it is read at once."""
    places = {(one.head.source, one.head.id): one for one in due if one.head is not None}
    if most:
        asking.view.all()
    for ticket in asking.view.tickets([one.head for one in due if one.head is not None]):
        asking.about_ticket(places[ticket.source, ticket.id], ticket)
    for one in due:
        if one.head is None:
            asking.about_project(one)


def _is_about(rule: Rule, head: Head | None) -> bool:
    if head is None:
        return rule.check.subject is Subject.PROJECT
    match rule.check.subject:
        case Subject.TICKET:
            return not head.is_milestone and not _is_page(head)
        case Subject.DELIVERABLE:
            return not _is_page(head)
        case Subject.PAGE:
            return _is_page(head)
        case Subject.PUBLISHED:
            return not head.is_milestone
        case Subject.PROJECT:
            return False


def _is_page(head: Head) -> bool:
    return head.source == PAGES
