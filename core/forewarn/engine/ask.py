"""One rule, one subject, one instant: a pure question with one of five answers."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.checks import CannotEvaluate, Context, NotApplicable
from forewarn.language import ForeignWords
from forewarn.model import Audience, Finding, Found, Ticket
from forewarn.rulebook import Rule
from forewarn.store import Outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says about a subject, until `wake` at the latest."""

    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    wake: datetime | None = None


def ask_ticket(rule: Rule, ticket: Ticket, ctx: Context) -> Answer:
    """Ask about a ticket, milestone or page, as it stands at the context's instant."""
    ignored = sorted(ctx.project.ignore_labels & set(ticket.labels))
    if ignored:
        return Answer(Outcome.NOT_APPLICABLE, f"the label {ignored[0]!r} is ignored in this project")
    subject = f"{ticket.source}:{ticket.id}"
    place = None if ticket.is_milestone or ticket.is_page else ticket

    def check() -> Iterator[Found]:
        rule.admit(ticket, ctx)
        for need in sorted(rule.check.needs):
            if need in ticket.absent:
                raise CannotEvaluate(ticket.absent[need])
        return rule.check.check(ticket, ctx)

    return _answer(rule, subject, place, ctx, check, ticket.key)


def ask_project(rule: Rule, ctx: Context) -> Answer:
    """Ask about the project of the context."""

    def check() -> Iterator[Found]:
        rule.admit(None, ctx)
        return rule.check.check_project(ctx)

    return _answer(rule, f"project:{ctx.project.name}", None, ctx, check)


def _answer(
    rule: Rule, subject: str, ticket: Ticket | None, ctx: Context, check: Callable[[], Iterator[Found]], name: str = ""
) -> Answer:
    try:
        found = tuple(check())
    except NotApplicable as reason:
        return Answer(Outcome.NOT_APPLICABLE, str(reason), wake=ctx.clock.wake)
    except (CannotEvaluate, ForeignWords) as reason:
        return Answer(Outcome.CANNOT_EVALUATE, str(reason), wake=ctx.clock.wake)
    except Exception as error:  # one broken check must not silence the others
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        return Answer(Outcome.BROKEN, f"{rule.check.slug} raised {type(error).__name__}: {error} ({place})")
    findings = tuple(_finding(rule, subject, ticket, ctx.project.name, _titled(one, name)) for one in found)
    return Answer(Outcome.FINDING if findings else Outcome.OK, "", findings, ctx.clock.wake)


def _titled(found: Found, name: str) -> Found:
    """A ticket without a title is called by its key."""
    return replace(found, facts={**found.facts, "title": name}) if found.facts.get("title") == "" else found


def _finding(rule: Rule, subject: str, ticket: Ticket | None, project: str, found: Found) -> Finding:
    audiences = rule.audiences - {Audience.CLIENT} if found.team_only else rule.audiences
    return Finding(
        rule=rule.id,
        check=rule.check.slug,
        project=project,
        subject=subject,
        anchor=found.anchor,
        severity=rule.severity if found.severity is None else found.severity,
        since=found.since,
        audiences=audiences,
        facts=found.facts,
        evidence=found.evidence,
        on=found.on or (ticket.ref if ticket else None),
        positive=rule.check.positive if found.positive is None else found.positive,
    )
