"""What is found now: every project's answers, and what of them is kept quiet on purpose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from forewarn.agency import Agency
from forewarn.engine import ProjectResult, View, evaluate_project, views_of
from forewarn.model import Finding, Ticket, TicketRef, place_named
from forewarn.run.wordless import Wordless
from forewarn.say.drafts import OPEN
from forewarn.say.staying import stay
from forewarn.store import Outcome
from forewarn.waivers import Considered, consider, have_begun


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers as of one instant."""

    views: Mapping[str, View]
    """By project."""
    considered: Considered

    @property
    def results(self) -> tuple[ProjectResult, ...]:
        """The answers, with what is kept quiet counted as such."""
        return self.considered.quiet.results

    @property
    def findings(self) -> list[Finding]:
        """What may be spoken of."""
        return [finding for result in self.results for finding in result.findings]

    @property
    def undecided(self) -> set[tuple[str, str]]:
        """(rule, subject) that could not be evaluated this time."""
        open_questions = (Outcome.CANNOT_EVALUATE, Outcome.BROKEN)
        return {(e.rule, e.subject) for r in self.results for e in r.evaluations if e.outcome in open_questions}


def judge(agency: Agency, now: datetime, *, remember: bool) -> Judged:
    """Ask every rule about everything, and see what people want kept quiet; a mere look does not `remember` it."""
    views, begun = views_of(agency.config, agency.store, now), have_begun(agency.config, agency.store)
    wordless = Wordless(agency)
    asked = tuple(wordless.sift(_evaluate(agency, view, now, remember=remember)) for view in views.values())
    said, drafts = agency.store.said.all(), agency.store.drafts.all(*OPEN)
    placed = stay(asked, said, drafts, partial(_ticket, views), _milestones(views, asked))
    return Judged(views, consider(agency.config, agency.store, views, placed, begun, now))


def _ticket(views: Mapping[str, View], project: str, was: TicketRef) -> Ticket | None:
    return views[project].ticket(*was.place)


def _milestones(views: Mapping[str, View], asked: Iterable[ProjectResult]) -> Mapping[str, str]:
    """The subjects of milestones, by those of their tickets of which something was found."""
    found: dict[str, str] = {}
    for result in asked:
        places = {place_named(finding.subject) for finding in result.findings}
        for head in views[result.project.name].at(places):
            if head.milestone is not None:
                found[head.subject] = f"{head.source}:{head.milestone}"
    return found


def _evaluate(agency: Agency, view: View, now: datetime, *, remember: bool) -> ProjectResult:
    name = view.project.name
    result = evaluate_project(view, lambda source: agency.rules(name, source), agency.store, now, remember=remember)
    view.let_go()  # the views of all projects live as long as the pass; what else it asks for are a few tickets
    return result
