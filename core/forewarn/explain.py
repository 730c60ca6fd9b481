"""Why a rule fired on a ticket, did not, or could not be evaluated; asked afresh, from what was last read."""

from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.agency import Agency
from forewarn.checks import Check
from forewarn.checks.check import Subject
from forewarn.engine import Answer, ask_project, ask_ticket, views_of
from forewarn.errors import NotFoundError
from forewarn.facts.mentions import Mention, mentioned_in, mentions_of
from forewarn.model import Finding, Ticket
from forewarn.rulebook import Rule
from forewarn.rulebook.packs import is_pack
from forewarn.run import Pass, run_pass
from forewarn.say import Plan
from forewarn.say.journal import why
from forewarn.waivers.recall import places


@dataclass(frozen=True, slots=True)
class Explained:
    """One rule's answer about one subject, and what became of each finding."""

    rule: Rule
    project: str
    subject: str
    """A ticket's key and title, or the project's name."""
    answer: Answer
    fates: tuple[str, ...]
    """One for each finding: said, would be said, or held back and why."""
    named_by: tuple[Mention, ...] = ()
    """Tickets of the project that name this one,"""
    names: tuple[Mention, ...] = ()
    """and those that it names."""


def explain_subject(agency: Agency, rule_id: str, name: str, now: datetime) -> tuple[Explained, ...]:
    """The rule's answer about the ticket or project called `name`, once for each project that holds it.

    Raises NotFoundError when there is no such ticket or project, or the rule is off there.
    """
    done = run_pass(agency, now, lambda: now, lambda what, count: None, fetch=False, apply=False)
    return tuple(
        _explain(agency, rule_id, project, (source, ident) if source else None, done, now)
        for project, source, ident in places(agency.config, agency.store, name)
    )


def _explain(
    agency: Agency, rule_id: str, project: str, place: tuple[str, str] | None, done: Pass, now: datetime
) -> Explained:
    view = views_of(agency.config, agency.store, now, [project])[project]
    rules = {rule.id: rule for rule in agency.rules(project, place[0] if place else None)}
    if rule_id not in rules:
        raise _switched_off(agency, rule_id, project, place[0] if place else None)
    rule = rules[rule_id]
    context = view.context(now, place[0] if place else "")
    if rule.check.subject is Subject.PROJECT:
        # A ticket was asked about, and the rule speaks of projects: its project's answer is the helpful one.
        answer, subject = ask_project(rule, context), f"project {project}"
        ticket = None
    else:
        ticket = view.ticket(*place) if place else None
        if ticket is None:
            raise NotFoundError(
                f"the rule {rule_id!r} looks at tickets, and {project!r} is a project.",
                next_step="Name a ticket by its key.",
            )
        answer, subject = ask_ticket(rule, ticket, context), _called(rule.check, ticket)
    silenced = {one.finding.identity: one for one in done.considered.quiet.silenced}
    quiet = [silenced[finding.identity] for finding in answer.findings if finding.identity in silenced]
    if quiet and len(quiet) == len(answer.findings):
        answer = replace(answer, outcome=quiet[0].outcome)
    fates = tuple(
        f"not at all; {why(silenced[finding.identity], agency.config.calendar)}"
        if finding.identity in silenced
        else _fate(done.plan, finding)
        for finding in answer.findings
    )
    if ticket is None:
        return Explained(rule, project, subject, answer, fates)
    named_by, names = mentioned_in(ticket, view.all()), mentions_of(ticket, view.all())
    return Explained(rule, project, subject, answer, fates, named_by, names)


def _switched_off(agency: Agency, rule_id: str, project: str, source: str | None) -> NotFoundError:
    """Which line switched it off, and what to write to switch it on."""
    config = agency.config
    where = config.rules.every(project, config.projects[project].client, source)[rule_id].origin["enabled"]
    step = (
        f"Write {rule_id}: {{enabled: true}} under rules in your rules file"
        if is_pack(where.rpartition(":")[0])
        else ("Write enabled: true there, or take the line out")
    )
    return NotFoundError(
        f"the rule {rule_id!r} is switched off in the project {project!r}.",
        next_step=f"{where} says so. {step}, and it is looked for.",
    )


def _called(check: Check, ticket: Ticket) -> str:
    kind = "milestone" if ticket.is_milestone else "ticket"
    if ticket.is_milestone and check.subject is Subject.TICKET:
        raise NotFoundError(f"{ticket.key} is a milestone, and {check.slug} looks at tickets.")
    if check.subject is Subject.PAGE:
        raise NotFoundError(
            f"{ticket.key} is a {kind}, and {check.slug} looks at pages.",
            next_step="forewarn run lists what was found on them.",
        )
    return f"{kind} {ticket.key} ({ticket.title})"


def _fate(plan: Plan, finding: Finding) -> str:
    fates = [
        f"on {act.ticket.key}, for the {act.audience}: {act.kind.intention}; {act.why}"
        for act in plan.acts
        if any(f.identity == finding.identity for f in act.findings)
    ]
    fates += [
        f"held back from the {held.audience}, because {held.why}"
        for held in plan.held
        if held.finding.identity == finding.identity
    ]
    return "; ".join(fates) or "said before, and left as it stands"
