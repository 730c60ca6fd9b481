"""One rule, one subject, one instant: a pure question with one of five answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.checks import CannotEvaluate, Context, NotApplicable, Over, Undone
from forewarn.errors import spot
from forewarn.language import ForeignWords
from forewarn.model import Audience, Evidence, Finding, Found, Ticket, project_subject
from forewarn.rulebook import Rule
from forewarn.store import Outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says about a subject, until `wake` at the latest."""

    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    wake: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    """What shows the reason."""
    undone: bool = False
    """Whether what it said before, and was to last, is not so by now."""


def ask_ticket(rule: Rule, ticket: Ticket, ctx: Context) -> Answer:
    """Ask about a ticket, milestone or page, as it stands at the context's instant."""
    if ignored := ctx.project.ignore_labels.intersection(ticket.labels):
        return Answer(Outcome.NOT_APPLICABLE, f"the label {min(ignored)!r} is ignored in this project")
    return _answer(rule, ticket, ctx)


def ask_project(rule: Rule, ctx: Context) -> Answer:
    """Ask about the project of the context."""
    return _answer(rule, None, ctx)


def _answer(rule: Rule, ticket: Ticket | None, ctx: Context) -> Answer:
    try:
        found = tuple(_found(rule, ticket, ctx))
    except NotApplicable as reason:
        return Answer(Outcome.NOT_APPLICABLE, str(reason), wake=ctx.clock.wake, evidence=reason.evidence)
    except Over as reason:
        undone = isinstance(reason, Undone)
        return Answer(Outcome.OK, str(reason), wake=ctx.clock.wake, evidence=reason.evidence, undone=undone)
    except (CannotEvaluate, ForeignWords) as reason:
        return Answer(Outcome.CANNOT_EVALUATE, str(reason), wake=ctx.clock.wake)
    except Exception as error:  # one broken check must not silence the others
        words = f"{rule.check.slug} raised {type(error).__name__}: {error} ({spot(error)})"
        return Answer(Outcome.BROKEN, words)
    findings = tuple(_finding(rule, ticket, ctx.project.name, one) for one in found)
    return Answer(Outcome.FINDING if findings else Outcome.OK, "", findings, ctx.clock.wake)


def _found(rule: Rule, ticket: Ticket | None, ctx: Context) -> Iterator[Found]:
    rule.admit(ticket, ctx)
    if ticket is None:
        return rule.check.check_project(ctx)
    if ticket.absent and (lacking := rule.check.needs & ticket.absent.keys()):
        raise CannotEvaluate(ticket.absent[min(lacking)])
    return rule.check.check(ticket, ctx)


def _titled(found: Found, name: str) -> Found:
    """A ticket without a title is called by its key."""
    return replace(found, facts={**found.facts, "title": name}) if found.facts.get("title") == "" else found


def _finding(rule: Rule, ticket: Ticket | None, project: str, untitled: Found) -> Finding:
    found = _titled(untitled, ticket.key if ticket else "")
    place = None if ticket is None or ticket.is_milestone or ticket.is_page else ticket.ref
    audiences = rule.audiences - {Audience.CLIENT} if found.team_only else rule.audiences
    return Finding(
        rule=rule.id,
        check=rule.check.slug,
        project=project,
        subject=ticket.subject if ticket else project_subject(project),
        anchor=found.anchor,
        severity=rule.severity if found.severity is None else found.severity,
        since=found.since,
        audiences=audiences,
        facts=found.facts,
        evidence=found.evidence,
        on=found.on or place,
        positive=rule.check.positive if found.positive is None else found.positive,
        replaces=rule.check.replaces,
    )
