"""One pass: trackers -> store -> answers -> plan -> comments."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from forewarn.agency import Agency
from forewarn.connect import Speaker
from forewarn.engine import ProjectResult, View, basis, evaluate_project
from forewarn.model import Audience, Finding, Role
from forewarn.pages import look_at_pages
from forewarn.say import Plan, SourceFacts, make_plan
from forewarn.say.acts import Act
from forewarn.say.answering import Answering
from forewarn.say.asides import with_asides, with_notes
from forewarn.say.commands import Replies, Settled, log_decisions, log_deeds, replies_to, settle
from forewarn.say.drafts import Wording
from forewarn.say.keep import keep_drafts, keep_held, unknown_now
from forewarn.say.markup import PLAIN
from forewarn.say.notice import look_back
from forewarn.say.planfile import PlanFile, Refused, matched
from forewarn.say.render import Voice, Words, compose, words_of
from forewarn.say.speak import Deed, Mouth, Spoken
from forewarn.store import Outcome, RunRecord, Said
from forewarn.sync import Progress, Synced, nothing_collected, sync
from forewarn.waivers import Considered, consider, take_baselines

Clock = Callable[[], datetime]


class Exit(IntEnum):
    """What the process tells cron."""

    DONE = 0
    BUG = 1
    USAGE = 2
    NOTHING_COLLECTED = 3
    PARTIAL = 4
    BREAKER = 5


@dataclass(frozen=True, slots=True)
class Pass:
    """Everything one pass found and did."""

    now: datetime
    synced: tuple[Synced, ...]
    results: tuple[ProjectResult, ...]
    plan: Plan
    worded: tuple[tuple[Act, Words], ...]
    """The plan's writes, each with what it says."""
    spoken: tuple[Spoken, ...]
    unmapped: Mapping[str, tuple[str, ...]]
    """By project, the names of people of whom nobody knows which side they stand on."""
    revisions: Mapping[tuple[str, str], int]
    """By source and ticket id, what the store knew of it."""
    considered: Considered
    """What is kept quiet on purpose, and the commands on tickets."""
    replies: Replies = ()
    """Answers to commands."""
    refused: tuple[Refused, ...] = ()
    """What a plan in a file was to say and is not said, because the ticket moved."""

    @property
    def exit_code(self) -> Exit:
        """The worst that happened."""
        if any(result.outcomes[Outcome.BROKEN] for result in self.results):
            return Exit.BUG
        if nothing_collected(self.synced):
            return Exit.NOTHING_COLLECTED
        trouble = (Deed.FAILED, Deed.UNKNOWN, Deed.WITHDRAWN, Deed.EXPOSED)
        if any(s.error for s in self.synced) or any(s.deed in trouble for s in self.spoken) or self.refused:
            return Exit.PARTIAL
        return Exit.BREAKER if self.plan.breaker else Exit.DONE


def collect(agency: Agency, clock: Clock, progress: Progress) -> tuple[Synced, ...]:
    """Bring the store up to date."""
    wanted = [pair for pairs in agency.config.containers.values() for pair in pairs]
    synced = sync(wanted, agency.connectors, agency.config.roles, agency.store, clock, progress)
    if not nothing_collected(synced):  # where no tracker answers, our own line may be down, and no page would either
        for name, project in agency.config.projects.items():
            pairs = agency.config.containers[name]
            look_at_pages(project, pairs, agency.store, clock(), agency.network, progress=progress)
    return synced


def run_pass(
    agency: Agency,
    now: datetime,
    clock: Clock,
    progress: Progress,
    *,
    fetch: bool,
    apply: bool,
    override_breaker: bool = False,
    planned: PlanFile | None = None,
) -> Pass:
    """One pass, everything judged as of `now`, everything done at the time `clock` tells.

    Nothing is written to a tracker unless `apply`; with a plan from a file, only what it says, word for word.
    """
    synced = collect(agency, clock, progress) if fetch else ()
    with ExitStack() as stack:
        speakers = _speakers(agency, stack) if apply else {}
        mouth = _mouth(agency, clock, speakers)
        answering = Answering(agency.store, speakers, clock)
        # First of all, so that a comment of an interrupted run is known as ours before anything is judged.
        recovered = (*mouth.recover(), *answering.recover()) if apply else ()
        views = {
            name: View(agency.store, project, agency.config.containers[name], agency.config.roles, now)
            for name, project in agency.config.projects.items()
        }
        asked = tuple(_evaluate(agency, view, now) for view in views.values())
        considered = consider(agency.config, agency.store, views, asked, now)
        if apply:
            take_baselines(agency.config, agency.store, considered, now)
        results, quiet = considered.quiet.results, considered.quiet.waivers
        findings = [finding for result in results for finding in result.findings]
        past = look_back(agency.store, views, {(f.on.source, f.on.id) for f in findings if f.on}, now)
        past = replace(past, quiet=frozenset(quiet))
        undecided, sources = _undecided(results), _sources(agency)
        plan = make_plan(findings, undecided, past, sources, agency.policy(), now, override_breaker=override_breaker)
        plan = with_asides(plan, past.said, quiet, sources)
        revisions = _revisions(views, plan, planned)
        worded, refused = (
            matched(planned, plan, revisions)
            if planned
            else ([(act, _words(agency, act, considered, now)) for act in plan.writes], [])
        )
        replies, settled = _replies(agency, answering, considered, findings, past.said, sources)
        if apply:
            log_decisions(agency.store, plan, considered, findings, undecided, now)
        said = mouth.carry_out(worded) if apply else ()
        if apply and not planned:
            said = (*said, *settle(agency.store, answering, considered, replies, settled, now))
    if apply:
        unknown = unknown_now(past, undecided, sources)
        keep_drafts(agency.store, plan, findings, unknown, lambda f: _wording(agency, f), now)
        keep_held(agency.store, plan, unknown, now)
        log_deeds(agency.store, (*recovered, *said))
    unmapped = {name: _unmapped(agency, name) for name in views}
    spoken = (*recovered, *said)
    done = Pass(
        now, synced, results, plan, tuple(worded), spoken, unmapped, revisions, considered, replies, tuple(refused)
    )
    if fetch:
        kept = len(considered.quiet.silenced)
        summary = f"{len(findings)} findings, {len(plan.writes)} to say, {len(plan.held)} held back, {kept} kept quiet"
        agency.store.runs.add(RunRecord(now, apply, done.exit_code, summary))
    return done


def _words(agency: Agency, act: Act, considered: Considered, now: datetime) -> Words:
    """What an act says, in the markup of its tracker."""
    rules = {(f.rule, f.subject): agency.rule_of(f) for f in act.findings}
    how = agency.voice(act.project, act.ticket.source, act.audience)
    return with_notes(compose(act, rules, how, now), act, considered.quiet.waivers, how)


def _replies(
    agency: Agency,
    answering: Answering,
    considered: Considered,
    findings: Sequence[Finding],
    said: Sequence[Said],
    sources: Mapping[str, SourceFacts],
) -> tuple[Replies, Settled]:
    """What is to be answered to commands on tickets."""
    answered = answering.answered() | agency.store.waivers.heard()
    longest = agency.config.speaking.longest_snooze

    def voice_at(project: str, source: str) -> Voice:
        return agency.voice(project, source, Audience.TEAM)

    return replies_to(considered, findings, said, answered, sources, agency.rule_of, voice_at, longest)


def _wording(agency: Agency, finding: Finding) -> Wording:
    """What a client would read of a finding, for people and for its tracker."""
    assert finding.on is not None  # whatever belongs to no ticket is held for that reason
    how = agency.voice(finding.project, finding.on.source, Audience.CLIENT)
    plain = Voice(PLAIN, how.longest, how.calendar, how.tongue)
    rule = agency.rule_of(finding)
    words = [words_of(finding, rule, Audience.CLIENT, one) for one in (plain, how)]
    return Wording(finding, *words)


def _evaluate(agency: Agency, view: View, now: datetime) -> ProjectResult:
    name = view.project.name
    world = basis(agency.config.roles)
    return evaluate_project(view, lambda source: agency.rules(name, source), agency.store, now, world=world)


def _speakers(agency: Agency, stack: ExitStack) -> dict[str, Speaker]:
    return {name: stack.enter_context(closing(connector.speaker())) for name, connector in agency.connectors.items()}


def _mouth(agency: Agency, clock: Clock, speakers: Mapping[str, Speaker]) -> Mouth:
    def voice_of(comment: Said) -> Voice:
        return agency.voice(comment.project, comment.ticket.source, comment.audience)

    return Mouth(agency.store, speakers, voice_of, clock)


def _revisions(views: Mapping[str, View], plan: Plan, planned: PlanFile | None) -> dict[tuple[str, str], int]:
    """By source and ticket id, of the tickets that are to be written on."""
    wanted = {act.ticket for act in plan.writes} | {entry.ticket for entry in (planned.acts if planned else ())}
    places = {(ticket.source, ticket.id) for ticket in wanted}
    heads = (head for view in views.values() for head in view.heads if (head.source, head.id) in places)
    return {(head.source, head.id): head.revision for head in heads}


def _undecided(results: tuple[ProjectResult, ...]) -> set[tuple[str, str]]:
    """(rule, subject) that could not be evaluated this time."""
    open_questions = (Outcome.CANNOT_EVALUATE, Outcome.BROKEN)
    return {(e.rule, e.subject) for result in results for e in result.evaluations if e.outcome in open_questions}


def _sources(agency: Agency) -> dict[str, SourceFacts]:
    """What each source lets us do."""
    scopes = [agency.store.seen.scope(*pair) for pairs in agency.config.containers.values() for pair in pairs]
    errors = {scope.source: scope.error for scope in scopes if scope.error}
    return {
        name: SourceFacts(source.client_visible, agency.capabilities[name].team_only, errors.get(name))
        for name, source in agency.config.sources.items()
    }


def _unmapped(agency: Agency, project: str) -> tuple[str, ...]:
    roles = agency.config.roles
    people = [
        person
        for source, container in agency.config.containers[project]
        for person in agency.store.seen.people(source, container)
        if roles.side(source, person) is Role.UNKNOWN
    ]
    return tuple(sorted({person.name or person.handle or person.id for person in people}))
