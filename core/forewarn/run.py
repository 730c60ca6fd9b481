"""One pass: trackers -> store -> answers -> plan -> comments."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from forewarn.agency import Agency
from forewarn.connect import Capabilities
from forewarn.engine import ProjectResult, View, basis, evaluate_project
from forewarn.model import Audience, Role
from forewarn.pages import look_at_pages
from forewarn.say import Plan, Reply, SourceFacts, make_plan
from forewarn.say.acts import Act
from forewarn.say.notice import reply_to, was_deleted
from forewarn.say.render import Voice, Words, compose, voice
from forewarn.say.speak import Deed, Mouth, Spoken
from forewarn.store import Outcome, RunRecord, Said, State
from forewarn.sync import Progress, Synced, nothing_collected, sync

Clock = Callable[[], datetime]


class Exit(IntEnum):
    """What the process tells cron."""

    DONE = 0
    BUG = 1
    USAGE = 2
    NOTHING_COLLECTED = 3
    PARTIAL = 4


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

    @property
    def exit_code(self) -> Exit:
        """The worst that happened."""
        if any(result.outcomes[Outcome.BROKEN] for result in self.results):
            return Exit.BUG
        if nothing_collected(self.synced):
            return Exit.NOTHING_COLLECTED
        trouble = (Deed.FAILED, Deed.UNKNOWN, Deed.WITHDRAWN, Deed.EXPOSED)
        if any(s.error for s in self.synced) or any(s.deed in trouble for s in self.spoken):
            return Exit.PARTIAL
        return Exit.DONE


def collect(agency: Agency, clock: Clock, progress: Progress) -> tuple[Synced, ...]:
    """Bring the store up to date."""
    wanted = [pair for pairs in agency.config.containers.values() for pair in pairs]
    synced = sync(wanted, agency.connectors, agency.config.roles, agency.store, clock, progress)
    if not nothing_collected(synced):  # where no tracker answers, our own line may be down, and no page would either
        for name, project in agency.config.projects.items():
            pairs = agency.config.containers[name]
            look_at_pages(project, pairs, agency.store, clock(), agency.network, progress=progress)
    return synced


def run_pass(agency: Agency, now: datetime, clock: Clock, progress: Progress, *, fetch: bool, apply: bool) -> Pass:
    """One pass, everything judged as of `now`, everything done at the time `clock` tells.

    Nothing is written to a tracker unless `apply`.
    """
    synced = collect(agency, clock, progress) if fetch else ()
    capabilities = _capabilities(agency)
    with ExitStack() as stack:
        mouth = _mouth(agency, capabilities, clock, stack) if apply else None
        # First of all, so that a comment of an interrupted run is known as ours before anything is judged.
        recovered = mouth.recover() if mouth else ()
        views = {
            name: View(agency.store, project, agency.config.containers[name], agency.config.roles, now)
            for name, project in agency.config.projects.items()
        }
        results = tuple(_evaluate(agency, view, now) for view in views.values())
        replies = _notice(agency, views, now)
        plan = _plan(agency, results, replies, capabilities, now)
        worded = tuple((act, _words(agency, capabilities, act, now)) for act in plan.writes)
        said = mouth.carry_out(worded) if mouth else ()
    unmapped = {name: _unmapped(agency, name) for name in views}
    done = Pass(now, synced, results, plan, worded, (*recovered, *said), unmapped)
    if fetch:
        findings = sum(len(result.findings) for result in results)
        summary = f"{findings} findings, {len(plan.writes)} to say, {len(plan.held)} held back"
        agency.store.runs.add(RunRecord(now, apply, done.exit_code, summary))
    return done


def _words(agency: Agency, capabilities: Mapping[str, Capabilities], act: Act, now: datetime) -> Words:
    """What an act says, in the markup of its tracker."""
    rules = {(f.rule, f.subject): agency.rule_of(f) for f in act.findings}
    return compose(act, rules, _voice(agency, capabilities, act.project, act.ticket.source, act.audience), now)


def _evaluate(agency: Agency, view: View, now: datetime) -> ProjectResult:
    name = view.project.name
    world = basis(agency.config.roles)
    return evaluate_project(view, lambda source: agency.rules(name, source), agency.store, now, world=world)


def _capabilities(agency: Agency) -> dict[str, Capabilities]:
    """What each source can give. Asks no tracker."""
    found = {}
    for name, connector in agency.connectors.items():
        with closing(connector.reader()) as reader:
            found[name] = reader.capabilities
    return found


def _voice(
    agency: Agency, capabilities: Mapping[str, Capabilities], project: str, source: str, audience: Audience
) -> Voice:
    known = capabilities[source]
    language = agency.language(project, audience)
    return voice(known.markup, known.largest_comment, agency.calendar(project), language)


def _mouth(agency: Agency, capabilities: Mapping[str, Capabilities], clock: Clock, stack: ExitStack) -> Mouth:
    speakers = {
        name: stack.enter_context(closing(connector.speaker())) for name, connector in agency.connectors.items()
    }

    def voice_of(comment: Said) -> Voice:
        return _voice(agency, capabilities, comment.project, comment.ticket.source, comment.audience)

    return Mouth(agency.store, speakers, voice_of, clock)


def _notice(agency: Agency, views: Mapping[str, View], now: datetime) -> dict[str, Reply]:
    """Who answered our comments; those that people deleted are marked so in the store."""
    replies: dict[str, Reply] = {}
    for comment in agency.store.said.all(State.SAID, State.RESOLVED):
        view = views.get(comment.project)
        ticket = view.ticket(comment.ticket.source, comment.ticket.id) if view else None
        if ticket is None:
            continue
        if was_deleted(comment, ticket):
            agency.store.said.put(replace(comment, state=State.DISMISSED, changed_at=now))
        elif reply := reply_to(comment, ticket):
            replies[comment.marker] = reply
    return replies


def _plan(
    agency: Agency,
    results: tuple[ProjectResult, ...],
    replies: Mapping[str, Reply],
    capabilities: Mapping[str, Capabilities],
    now: datetime,
) -> Plan:
    findings = [finding for result in results for finding in result.findings]
    undecided = {
        (e.rule, e.subject)
        for result in results
        for e in result.evaluations
        if e.outcome in (Outcome.CANNOT_EVALUATE, Outcome.BROKEN)
    }
    scopes = [agency.store.seen.scope(*pair) for pairs in agency.config.containers.values() for pair in pairs]
    errors = {scope.source: scope.error for scope in scopes if scope.error}
    sources = {
        name: SourceFacts(source.client_visible, capabilities[name].team_only, errors.get(name))
        for name, source in agency.config.sources.items()
    }
    return make_plan(findings, undecided, agency.store.said.all(), replies, sources, agency.policy(), now)


def _unmapped(agency: Agency, project: str) -> tuple[str, ...]:
    roles = agency.config.roles
    people = [
        person
        for source, container in agency.config.containers[project]
        for person in agency.store.seen.people(source, container)
        if roles.side(source, person) is Role.UNKNOWN
    ]
    return tuple(sorted({person.name or person.handle or person.id for person in people}))
