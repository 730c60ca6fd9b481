"""What of the answers given earlier still holds, and which subjects have to be asked about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from forewarn.checks.check import Subject
from forewarn.engine.basis import basis, version_of
from forewarn.engine.view import View
from forewarn.model import project_subject
from forewarn.pages import PAGES
from forewarn.rulebook import Rule
from forewarn.store import Evaluation, Head, Standing, Stock, Store

RulesFor = Callable[[str | None], Sequence[Rule]]
"""The rules of the project, as they are for the tickets of a source; None asks for those about the project itself."""


class Sort(StrEnum):
    """What a subject is."""

    TICKET = "ticket"
    MILESTONE = "milestone"
    PAGE = "page"
    PROJECT = "project"


_ASKED = {
    Subject.TICKET: (Sort.TICKET,),
    Subject.DELIVERABLE: (Sort.TICKET, Sort.MILESTONE),
    Subject.PAGE: (Sort.PAGE,),
    Subject.PUBLISHED: (Sort.TICKET, Sort.PAGE),
    Subject.PROJECT: (Sort.PROJECT,),
}


def looks_at(rule: Rule, sort: Sort) -> bool:
    """Whether a rule is asked about subjects of a sort."""
    return sort in _ASKED[rule.check.subject]


def _package(rule: Rule) -> str:
    return type(rule.check).__module__.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Questions:
    """The rules that are asked about subjects of one sort, each with the digest of what its answers rest on."""

    rules: tuple[tuple[Rule, str], ...]
    basis: str
    """Digest of all of them, and of the sort."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A subject, and what is asked about it."""

    subject: str
    questions: Questions
    revision: int


@dataclass(frozen=True, slots=True)
class Holding:
    """What is known before anybody is asked."""

    due: Sequence[Inquiry]
    """Whatever has an answer that may have changed."""
    remembered: frozenset[str]
    """Those of them about which there are answers."""
    subjects: int
    """How many others there are, whose answers all hold."""
    ok: int
    not_applicable: int
    loud: Sequence[Evaluation]
    """Their answers that are not quiet."""
    gone: frozenset[str]
    """Subjects about which there are answers, and nothing is asked any more."""


class Catalogue:
    """The questions about the subjects of a view."""

    def __init__(self, view: View, rules: RulesFor) -> None:
        self._view = view
        facts = basis(view.project, view.roles, view.letters, version_of("forewarn"))

        @cache
        def questions(source: str | None, sort: Sort) -> Questions:
            asked = [rule for rule in rules(source) if looks_at(rule, sort)]
            digests = tuple(basis(facts, rule.fingerprint, version_of(_package(rule))) for rule in asked)
            # The project's stands for the whole view: it tells whether other containers are read than before.
            place = view.containers if sort is Sort.PROJECT else source
            # Findings bear the names of rules: one by another name is asked anew, whatever else it shares.
            names = [rule.id for rule in asked]
            return Questions(tuple(zip(asked, digests, strict=True)), basis(sort, place, names, digests))

        self.questions = questions

    def inquiries(self) -> Iterator[Inquiry]:
        """Everything that rules are asked about: tickets, milestones, pages, and the project itself."""
        view = self._view
        for head in (*view.heads, *view.pages):
            asked = self._about(head)
            revision = max(head.revision, view.milestone_revisions.get((head.source, head.milestone or ""), 0))
            if asked.rules:
                yield Inquiry(head.subject, asked, revision)
        if (asked := self.questions(None, Sort.PROJECT)).rules:
            yield Inquiry(project_subject(view.project.name), asked, view.revision)

    def _about(self, head: Head) -> Questions:
        if head.source == PAGES:
            return self.questions(None, Sort.PAGE)
        return self.questions(head.source, Sort.MILESTONE if head.is_milestone else Sort.TICKET)

    def by_basis(self) -> Mapping[str, Questions]:
        """All questions about a view without pages."""
        sources = dict.fromkeys(source for source, _ in self._view.containers)
        sorts = [(source, sort) for source in sources for sort in (Sort.TICKET, Sort.MILESTONE)]
        return {asked.basis: asked for asked in (self.questions(*one) for one in (*sorts, (None, Sort.PROJECT)))}

    def subjects(self) -> int:
        """How many of them anything is asked about."""
        extents = self._view.extents.items()
        tickets = sum(e.tickets for (source, _), e in extents if self.questions(source, Sort.TICKET).rules)
        milestones = sum(e.milestones for (source, _), e in extents if self.questions(source, Sort.MILESTONE).rules)
        return tickets + milestones + bool(self.questions(None, Sort.PROJECT).rules)


def holding(view: View, catalogue: Catalogue, stock: Stock, store: Store, now: datetime) -> Holding:
    """Compare what was answered earlier with what there is; no further than needed."""
    if not view.project.hosts and stock.subjects == catalogue.subjects():
        awake = store.evaluated.standings(view.project.name, awake=now)
        itself = awake.get(project_subject(view.project.name))
        known = catalogue.by_basis()
        # The project's answers are as old as its last change, so nothing in it has changed since they were given.
        if itself is not None and itself.revision == view.revision and stock.bases <= known.keys():
            return _unmoved(view, awake, known, stock, store, now)
    return _compared(view, catalogue, store.evaluated.standings(view.project.name), store, now)


def _unmoved(
    view: View,
    awake: Mapping[str, Standing],
    known: Mapping[str, Questions],
    stock: Stock,
    store: Store,
    now: datetime,
) -> Holding:
    due = [
        Inquiry(s.subject, known[s.basis], s.revision) for s in awake.values() if s.wake is not None and s.wake <= now
    ]
    loud = store.evaluated.asleep(view.project.name, now)
    names = frozenset(one.subject for one in due)
    return Holding(due, names, stock.asleep, stock.ok, stock.not_applicable, loud, frozenset())


def _compared(view: View, catalogue: Catalogue, memory: Mapping[str, Standing], store: Store, now: datetime) -> Holding:
    due: list[Inquiry] = []
    held: list[Standing] = []
    for one in catalogue.inquiries():
        known = memory.get(one.subject)
        if known is not None and known.holds(one.questions.basis, one.revision, view.revision, now):
            held.append(known)
        else:
            due.append(one)
    loud = store.evaluated.noteworthy(view.project.name, {known.subject for known in held if known.noteworthy})
    names = frozenset(one.subject for one in due)
    return Holding(
        due,
        names & memory.keys(),
        len(held),
        sum(known.ok for known in held),
        sum(known.not_applicable for known in held),
        loud,
        frozenset(memory.keys() - names - {known.subject for known in held}),
    )


def afresh(catalogue: Catalogue) -> Holding:
    """Nothing is known, and everything has to be asked."""
    return Holding(tuple(catalogue.inquiries()), frozenset(), 0, 0, 0, (), frozenset())
