"""Why a rule fired on a ticket, did not, or could not be evaluated; asked afresh, from what was last read."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forewarn.agency import Agency
from forewarn.checks import Check
from forewarn.checks.check import Subject
from forewarn.connect.trouble import some_of
from forewarn.engine import Answer, Sort, View, ask_project, ask_ticket, looks_at, views_of
from forewarn.errors import NotFoundError
from forewarn.facts.mentions import Mention, mentioned_in, mentions_of
from forewarn.model import Finding, Ticket
from forewarn.portrait import Read
from forewarn.rulebook import Rule
from forewarn.rulebook.packs import is_pack
from forewarn.run import Pass, look
from forewarn.run.wordless import Wordless
from forewarn.say import Plan
from forewarn.say.journal import why
from forewarn.store import QUIET, Store
from forewarn.waivers.recall import places

_AHEAD = timedelta(days=60)
"""How far ahead it is told what will be found if nothing happens, ..."""
_MOST_STEPS = 60
"""... and how often a rule is asked for that at most."""


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
    ahead: tuple[datetime, Finding] | None = None
    """When something will be found if nothing happens until then, and what."""
    named_by: tuple[Mention, ...] = ()
    """Tickets of the project that name this one,"""
    names: tuple[Mention, ...] = ()
    """and those that it names."""


def explain_subject(agency: Agency, rule_id: str, name: str, now: datetime) -> tuple[Explained, ...]:
    """The rule's answer about the ticket or project called `name`, once for each project that holds it.

    Raises NotFoundError when there is no such ticket or project, or the rule is off there.
    """
    return tuple(one.answer_of(rule_id) for one in _inquiries(agency, name, now))


def explain_all(agency: Agency, name: str, now: datetime) -> tuple[tuple[Explained, ...], ...]:
    """What every rule says that looks at the ticket or project called `name`, for each project that holds it.

    Raises NotFoundError when there is no such ticket or project, or nothing of it was read so far: that no rule finds
    anything would be no news then.
    """
    pairs = agency.config.containers.get(name)
    if pairs and not any(agency.store.seen.scope(*pair).synced_at for pair in pairs):
        raise NotFoundError(f"nothing of {name!r} was read so far.", next_step="forewarn sync reads it.")
    return tuple(tuple(map(one.explained, one.rules)) for one in _inquiries(agency, name, now))


def unread(agency: Agency, project: str, sources: Container[str] | None = None) -> tuple[str, ...]:
    """What of a project (in some of its sources) nobody has read so far, or could not be read when it was last tried,
    each with its state."""
    pairs = agency.config.containers[project]
    return tuple(_unread(agency.store, [pair for pair in pairs if sources is None or pair[0] in sources]))


def _unread(store: Store, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for source, container in pairs:
        read = Read.of(store.seen.scope(source, container))
        if read.is_missing:
            yield f"{source}: {container} {'could not be read' if read.error else 'was not read so far'}"
        if read.alone:
            yield f"{source}: {some_of(read.alone)} could not be read"


def all_unread(agency: Agency) -> tuple[str, ...]:
    """The same of all projects, each container once."""
    return tuple(dict.fromkeys(line for project in agency.config.projects for line in unread(agency, project)))


def _inquiries(agency: Agency, name: str, now: datetime) -> "tuple[_Inquiry, ...]":
    held = places(agency.config, agency.store, name)
    done = look(agency, now)
    views = views_of(agency.config, agency.store, now, [project for project, _, _ in held])
    there: list[_Inquiry] = []
    for project, source, ident in held:
        ticket = views[project].ticket(source, ident) if source else None
        if ticket is not None or not source:
            there.append(_Inquiry(agency, views[project], ticket, done, now))
    ended = [
        f"{pair[1]} {why}"
        for project, source, _ in held
        for pair in agency.config.containers[project]
        if pair[0] == source and (why := agency.store.seen.scope(*pair).ended)
    ]
    if not there and ended:
        raise NotFoundError(
            f"nothing is looked for on {name!r}: {', '.join(ended)}.",
            next_step="Once it is open again, forewarn sees it within a day.",
        )
    if not there:
        raise NotFoundError(f"{name!r} was not there at that time.", next_step="Name a later one with --now.")
    return tuple(there)


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """What is asked about: a ticket, or the project itself, in the light of one pass."""

    agency: Agency
    view: View
    ticket: Ticket | None
    done: Pass
    now: datetime

    @property
    def source(self) -> str | None:
        return self.ticket.source if self.ticket else None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that look at it."""
        sort = Sort.PROJECT if self.ticket is None else Sort.MILESTONE if self.ticket.is_milestone else Sort.TICKET
        known = self.agency.rules(self.view.project.name, self.source)
        return tuple(rule for rule in known if looks_at(rule, sort))

    def answer_of(self, rule_id: str) -> Explained:
        """One rule's answer. Raises NotFoundError where it is off or does not look at such things."""
        project = self.view.project.name
        rules = {rule.id: rule for rule in self.agency.rules(project, self.source)}
        if rule_id not in rules:
            raise _switched_off(self.agency, rule_id, project, self.source)
        one, ticket = self.explained(rules[rule_id]), self.ticket
        if ticket is None or one.rule.check.subject is Subject.PROJECT:
            return one
        named_by, names = mentioned_in(ticket, self.view.all()), mentions_of(ticket, self.view.all())
        return replace(one, named_by=named_by, names=names)

    def explained(self, rule: Rule) -> Explained:
        """Its answer, what became of each finding, and what will be found by itself."""
        subject, answer = self._subject(rule), self._ask(rule, self.now)
        ahead = self._ahead(rule, answer)
        silenced = {one.finding.identity: one for one in self.done.considered.quiet.silenced}
        quiet = [silenced[finding.identity] for finding in answer.findings if finding.identity in silenced]
        if quiet and len(quiet) == len(answer.findings):
            answer = replace(answer, outcome=quiet[0].outcome)
        fates = tuple(
            f"not at all; {why(silenced[finding.identity], self.agency.config.calendar)}"
            if finding.identity in silenced
            else _fate(self.agency, self.done.plan, finding)
            for finding in answer.findings
        )
        return Explained(rule, self.view.project.name, subject, answer, fates, ahead)

    def _subject(self, rule: Rule) -> str:
        project = self.view.project.name
        if rule.check.subject is Subject.PROJECT:
            return f"project {project}"
        if self.ticket is None:
            raise NotFoundError(
                f"the rule {rule.id!r} looks at tickets, and {project!r} is a project.",
                next_step="Name a ticket by its key.",
            )
        return _called(rule.check, self.ticket)

    def _ask(self, rule: Rule, at: datetime) -> Answer:
        # Where a ticket was asked about, and the rule speaks of projects, its project's answer is the helpful one.
        if self.ticket is None or rule.check.subject is Subject.PROJECT:
            return ask_project(rule, self.view.context(at))
        return ask_ticket(rule, self.ticket, self.view.context(at, self.ticket.source))

    def _ahead(self, rule: Rule, answer: Answer) -> tuple[datetime, Finding] | None:
        """When the rule finds something if nothing happens, and what: asked from wake to wake, as runs to come will."""
        for _ in range(_MOST_STEPS):
            if answer.outcome not in QUIET or answer.wake is None or answer.wake > self.now + _AHEAD:
                return None
            at = answer.wake
            answer = self._ask(rule, at)
            if answer.findings:
                return at, answer.findings[0]
        return None


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


def _fate(agency: Agency, plan: Plan, finding: Finding) -> str:
    sayable, broken = Wordless(agency).sayable(finding)
    if sayable is None:
        return f"not at all; {broken}"
    fates = [broken] if broken else []
    fates += [
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
