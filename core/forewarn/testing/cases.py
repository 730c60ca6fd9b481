"""Runs the cases of a check, and holds each to more than it says.

Whatever a case expects, its answer must also last until its wake (asked a second before, nothing has changed), must
not depend on what happens later (cutting the history equals never having played it), and its texts must be fillable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from forewarn.checks import Check, Context
from forewarn.checks.check import Subject
from forewarn.engine import Answer, ask_project, ask_ticket
from forewarn.facts.items import known_by
from forewarn.facts.project import Baseline, Period, Project
from forewarn.language import language_for
from forewarn.model import Audience, Finding, Person, Severity, Ticket, due_to_text
from forewarn.rulebook import Rule, Texts
from forewarn.rulebook.translations import translations_of
from forewarn.say.markup import MARKUPS
from forewarn.say.phrasebook import DEFAULT
from forewarn.say.tongue import tongue_for
from forewarn.say.words import facts_of, sentence
from forewarn.store import Outcome
from forewarn.testing import builders
from forewarn.testing.casefile import Case, FoundSpec, PeriodSpec, ProjectSpec, TicketSpec
from forewarn.testing.script import instant, play
from forewarn.worktime import Clock

_OUTCOMES = {
    "flags": Outcome.FINDING,
    "passes": Outcome.OK,
    "not-applicable": Outcome.NOT_APPLICABLE,
    "cannot-evaluate": Outcome.CANNOT_EVALUATE,
}
_FAR = timedelta(days=400)
"""Where nothing is said to change by itself, nothing may have changed so much later."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A case with everything read: the project, its tickets with all that ever happens, and when to ask about what."""

    case: Case
    project: Project
    tickets: tuple[Ticket, ...]
    now: datetime
    subject: str

    def instant(self, text: str) -> datetime:
        """An instant of the case, in the agency's hours."""
        return instant(text, self.project.agency_calendar.zone)

    def tickets_by(self, now: datetime) -> tuple[Ticket, ...]:
        """The tickets as they stood at `now`."""
        return known_by(self.tickets, now)


def set_stage(case: Case, until: datetime | None = None) -> Stage:
    """Read a case and play its scripts, to the end or as far as `until`."""
    project = _project(case.project)
    tickets = tuple(_ticket(key, spec, project, until) for key, spec in case.tickets.items())
    now = instant(case.now, project.agency_calendar.zone)
    return Stage(case, project, tuple(t for t in tickets if t.history), now, case.subject or next(iter(case.tickets)))


def rule_for(kind: type[Check], options: Mapping[str, Any] | None = None) -> Rule:
    """The rule that a check makes with nothing but `options` set."""
    check = kind(kind.Options.model_validate(options or {}))
    texts = Texts(kind.team, kind.client, kind.advice)
    others = translations_of(kind.slug)
    return Rule(kind.slug, check, True, kind.severity, kind.audiences, True, texts, others, "", {})


def ask(rule: Rule, project: Project, tickets: Iterable[Ticket], now: datetime, subject: str = "") -> Answer:
    """What a rule says at `now` about the ticket with the key `subject`, or about the project if it asks for that."""
    known = sorted(tickets, key=lambda ticket: (ticket.created, ticket.source, ticket.id))
    about = next((ticket for ticket in known if ticket.key == subject), None)
    milestones = {t.id: t for t in known if t.is_milestone and about is not None and t.source == about.source}
    seen = tuple(ticket for ticket in known if not ticket.is_page)
    ctx = Context(Clock(now), project, language_for(project.language), milestones, lambda: seen)
    if rule.check.subject is Subject.PROJECT:
        return ask_project(rule, ctx)
    assert about is not None, f"there is no ticket {subject} at {now}"
    return ask_ticket(rule, about, ctx)


def verify(kind: type[Check], case: Case) -> Answer:
    """Hold a check's answer to what the case expects. Raises AssertionError saying what differs."""
    stage, rule = set_stage(case), rule_for(kind, case.options)
    then = stage.tickets_by(stage.now)
    answer = ask(rule, stage.project, then, stage.now, stage.subject)
    said = f"{answer.outcome}: {answer.reason or [f.anchor for f in answer.findings]}"
    assert answer.outcome is _OUTCOMES[case.expect], f"expected {case.expect}, but the answer is {said}"
    assert case.reason is None or case.reason in answer.reason, f"expected the reason {case.reason!r}, got {said}"
    if case.found:
        assert len(case.found) == len(answer.findings), f"expected {len(case.found)} findings, got {said}"
    for expected, finding in zip(case.found, answer.findings, strict=False):
        _compare(expected, finding, rule, stage)
    for finding in answer.findings:
        _fill(finding, rule, stage.project)
    _lasts(rule, stage, then, answer)
    _does_not_foresee(rule, stage, then, answer)
    return answer


def _compare(expected: FoundSpec, finding: Finding, rule: Rule, stage: Stage) -> None:
    wanted: dict[str, Any] = {
        "anchor": expected.anchor,
        "since": stage.instant(expected.since) if expected.since else None,
        "severity": Severity[expected.severity.upper()] if expected.severity else None,
        "evidence": expected.evidence,
        "on": expected.on,
        "team_only": expected.team_only,
        "positive": expected.positive,
    }
    got = {
        "anchor": finding.anchor,
        "since": finding.since,
        "severity": finding.severity,
        "evidence": tuple(evidence.text for evidence in finding.evidence),
        "on": finding.on.key if finding.on else "nowhere",
        "team_only": Audience.CLIENT not in finding.audiences,
        "positive": finding.positive,
    }
    for name, value in wanted.items():
        assert value is None or got[name] == value, f"expected {name} {value}, got {got[name]}"
    for name, value in expected.facts.items():
        value = _plain(value, stage)
        assert finding.facts.get(name) == value, f"expected fact {name} {value!r}, got {finding.facts.get(name)!r}"
    texts = _fill(finding, rule, stage.project)
    for name, text in (("team", expected.team), ("advice", expected.advice), ("client", expected.client)):
        assert text is None or texts[name] == text, f"expected the {name} text\n{text}\nbut it is\n{texts[name]}"


def _plain(value: Any, stage: Stage) -> Any:
    if isinstance(value, list):
        return tuple(value)
    try:
        return stage.instant(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _fill(finding: Finding, rule: Rule, project: Project) -> dict[str, str]:
    """The English texts of the rule as plain words, after those of every language have been filled.

    A text that names a missing fact raises ConfigError.
    """
    filled: dict[str, str] = {}
    for language, texts in (*rule.translations.items(), (DEFAULT, rule.texts)):
        for name in ("team", "advice", "client"):
            template: str = getattr(texts, name) or ""
            tongue = tongue_for(language)
            calendar = project.client_calendar if name == "client" else project.agency_calendar
            words = sentence(rule, template, facts_of(finding), MARKUPS["markdown"], calendar, tongue)
            filled[name] = words.replace("\\", "")
    return filled


def _lasts(rule: Rule, stage: Stage, then: tuple[Ticket, ...], answer: Answer) -> None:
    if stage.case.wake is not None:
        wanted = None if stage.case.wake == "never" else stage.instant(stage.case.wake)
        assert answer.wake == wanted, f"expected the wake {wanted}, got {answer.wake}"
    late = answer.wake - timedelta(seconds=1) if answer.wake else stage.now + _FAR
    again = replace(ask(rule, stage.project, then, late, stage.subject), wake=answer.wake)
    assert again == answer, f"the wake is {answer.wake}, but at {late} the answer is already {again}"


def _does_not_foresee(rule: Rule, stage: Stage, then: tuple[Ticket, ...], answer: Answer) -> None:
    cut = set_stage(stage.case, until=stage.now).tickets
    assert [_comparable(t) for t in cut] == [_comparable(t) for t in then], "as_of differs from what was played"
    again = ask(rule, stage.project, cut, stage.now, stage.subject)
    assert again == answer, f"with later events never played the answer is {again}"


def _comparable(ticket: Ticket) -> Ticket:
    """Without what the history cannot tell of the past: names of people by id, and the order of labels and such."""
    return replace(
        ticket,
        assignees=tuple(sorted((Person(p.id, "") for p in ticket.assignees), key=lambda p: p.id)),
        labels=tuple(sorted(ticket.labels)),
        attachments=tuple(sorted(ticket.attachments)),
        links=tuple(sorted(ticket.links, key=lambda link: (link.target, link.kind))),
        checklist=tuple(sorted(ticket.checklist, key=lambda item: item.id)),
    )


def _project(spec: ProjectSpec) -> Project:
    agency = builders.calendar(country=spec.country, closed=spec.closed)
    return builders.project(
        agency_calendar=agency,
        client_calendar=builders.calendar("client", spec.client_zone, closed=spec.client_closed),
        language=spec.language,
        visible_sources=spec.visible,
        baselines=tuple(Baseline(instant(at, agency.zone), "Clara") for at in spec.baseline),
        parked=_periods(spec.parked),
        parked_labels=spec.parked_labels,
        ignore_labels=spec.ignore_labels,
        leave={who: _periods(away) for who, away in spec.leave.items()},
        cadence_days=spec.cadence,
        contact_labels=spec.contact_labels,
        auto_approve_under=spec.auto_approve_under,
        events=spec.events,
        private_labels=spec.private_labels,
        launch=spec.launch,
        needs_approval=spec.needs_approval,
        allow=spec.allow,
        pages=spec.pages,
    )


def _periods(specs: Iterable[PeriodSpec]) -> tuple[Period, ...]:
    return tuple(Period(spec.start, spec.until) for spec in specs)


def _ticket(key: str, spec: TicketSpec, project: Project, until: datetime | None) -> Ticket:
    opening = spec.model_dump(exclude={"script", "absent", "title", "due"})
    return play(
        key,
        spec.script,
        project.agency_calendar.zone,
        until,
        visible=spec.source in project.visible_sources,
        title=spec.title or key,
        due=due_to_text(spec.due),
        absent={need: f"this tracker keeps no {need}" for need in spec.absent},
        **opening,
    )
