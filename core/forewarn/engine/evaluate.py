"""Evaluates a project: remembers what was answered, asks again only where it may have changed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.checks import Context
from forewarn.checks.check import Subject
from forewarn.engine.ask import Answer, ask_project, ask_ticket
from forewarn.engine.basis import basis
from forewarn.engine.view import View
from forewarn.facts.project import Project
from forewarn.language import Language, language_for
from forewarn.model import Finding, Ticket
from forewarn.pages import PAGES
from forewarn.rulebook import Rule
from forewarn.store import Evaluation, Head, Outcome, Store
from forewarn.worktime import Clock

Key = tuple[str, str]
"""(rule id, subject)."""

RulesFor = Callable[[str | None], Sequence[Rule]]
"""The rules of the project, as they are for the tickets of a source; None asks for those about the project itself."""


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """The answers of all rules about one project at one instant."""

    project: Project
    evaluations: tuple[Evaluation, ...]
    asked: int
    """How many of them had to be asked now; the others still held."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, the gravest first, then the oldest."""
        found = [finding for evaluation in self.evaluations for finding in evaluation.findings]
        return tuple(sorted(found, key=lambda f: (-f.severity, f.since, f.identity)))

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many subjects had each outcome."""
        return Counter(evaluation.outcome for evaluation in self.evaluations)

    def reasons(self, outcome: Outcome) -> Counter[tuple[str, str]]:
        """(rule, reason) and how many subjects have it, for one outcome."""
        return Counter((e.rule, e.reason) for e in self.evaluations if e.outcome is outcome)


@dataclass(slots=True)
class _Work:
    """One pass over one project."""

    project: Project
    view: View
    now: datetime
    language: Language | None
    previous: dict[Key, Evaluation]
    answers: dict[Key, Evaluation]
    asked: list[Evaluation]

    def settle(self, rule: Rule, subject: str, digest: str, revision: int) -> bool:
        """Keep the remembered answer where it holds; whether it did."""
        known = self.previous.get((rule.id, subject))
        if known is None or not known.holds(digest, revision, self.now):
            return False
        self.answers[rule.id, subject] = known
        return True

    def record(self, rule: Rule, subject: str, digest: str, revision: int, answer: Answer) -> None:
        wakes = [wake for wake in (answer.wake, self.view.upcoming) if wake is not None]
        evaluation = Evaluation(
            project=self.project.name,
            rule=rule.id,
            subject=subject,
            basis=digest,
            revision=revision,
            outcome=answer.outcome,
            evaluated_at=self.now,
            reason=answer.reason,
            wake=min(wakes, default=None),
            findings=answer.findings,
        )
        self.answers[rule.id, subject] = evaluation
        self.asked.append(evaluation)

    def context(self, rule: Rule, source: str = "") -> Context:
        whole: Callable[[], tuple[Ticket, ...]] | None = None
        if rule.check.reads_project or rule.check.subject is Subject.PROJECT:
            whole = self.view.all
        return Context(Clock(self.now), self.project, self.language, self.view.milestones(source), whole)


def evaluate_project(view: View, rules: RulesFor, store: Store, now: datetime, *, world: str) -> ProjectResult:
    """Every rule's answer about every subject of the view's project as of `now`.

    Answers that still hold are taken from the store; new ones are put there. A look back (a `now` before answers
    already given) asks everything anew and leaves the memory alone. `world` is a digest of what is outside the
    project and still matters, such as the roles of people.
    """
    project = view.project
    remembered = store.evaluated.of(project.name)
    looking_back = any(e.evaluated_at > now for e in remembered.values())
    work = _Work(project, view, now, language_for(project.language), {} if looking_back else remembered, {}, [])
    facts = basis(project, world)
    milestone_revisions = {(h.source, h.id): h.revision for h in view.heads if h.is_milestone}
    due: dict[str, list[tuple[Rule, str, int]]] = {}
    heads: list[Head] = []
    for head in (*view.heads, *view.pages):
        subject = f"{head.source}:{head.id}"
        own = max(head.revision, milestone_revisions.get((head.source, head.milestone or ""), 0))
        questions = [
            (rule, digest, revision)
            for rule in rules(None if _is_page(head) else head.source)
            if _is_about(rule, head)
            for digest in [basis(facts, rule.fingerprint)]
            for revision in [max(view.revision, own) if rule.check.reads_project else own]
            if not work.settle(rule, subject, digest, revision)
        ]
        if questions:
            due[subject] = questions
            heads.append(head)
    for ticket in view.tickets(heads):
        subject = f"{ticket.source}:{ticket.id}"
        for rule, digest, revision in due[subject]:
            answer = ask_ticket(rule, ticket, work.context(rule, ticket.source))
            work.record(rule, subject, digest, revision, answer)
    _ask_about_project(work, rules, facts, view.revision)
    if not looking_back:
        gone = [key for key in remembered if key not in work.answers]
        store.evaluated.save(project.name, work.asked, gone)
    return ProjectResult(project, tuple(work.answers.values()), len(work.asked))


def _ask_about_project(work: _Work, rules: RulesFor, facts: str, revision: int) -> None:
    subject = f"project:{work.project.name}"
    for rule in rules(None):
        if rule.check.subject is Subject.PROJECT:
            digest = basis(facts, rule.fingerprint)
            if not work.settle(rule, subject, digest, revision):
                work.record(rule, subject, digest, revision, ask_project(rule, work.context(rule)))


def _is_about(rule: Rule, head: Head) -> bool:
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
