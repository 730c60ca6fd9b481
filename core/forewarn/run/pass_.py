"""One pass: trackers -> store -> answers -> plan -> comments."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from forewarn.agency import Agency
from forewarn.connect.stumbling import steady_speaker
from forewarn.facts.roles import Roles
from forewarn.model import Role
from forewarn.pages import look_at_pages
from forewarn.run.deciding import Decided, decide, wording
from forewarn.run.judging import Judged, judge
from forewarn.run.outcome import Pass
from forewarn.say.answering import Answering
from forewarn.say.commands import log_decisions, log_deeds, settle
from forewarn.say.keep import keep_drafts, keep_held, keep_replaced, unknown_now
from forewarn.say.ladder import raise_held
from forewarn.say.planfile import PlanFile
from forewarn.say.publishing import Publishing
from forewarn.say.refusals import refusals
from forewarn.say.render import Voice
from forewarn.say.speak import Mouth
from forewarn.say.spoken import Spoken
from forewarn.store import RunRecord, Said
from forewarn.sync import Progress, Synced, nothing_collected, sync
from forewarn.waivers import take_baselines

Clock = Callable[[], datetime]


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
    now: datetime | None,
    clock: Clock,
    progress: Progress,
    *,
    fetch: bool,
    apply: bool,
    override_breaker: bool = False,
    planned: PlanFile | None = None,
) -> Pass:
    """One pass, everything judged as of `now`, everything done at the time `clock` tells.

    Without `now` it is judged as of the end of the reading, which may take a while: what people did meanwhile counts.
    Nothing is written to a tracker unless `apply`; with a plan from a file, only what it says, word for word.
    """
    synced = collect(agency, clock, progress) if fetch else ()
    # Only once the trackers were read: what they show without saying since when is dated by the reading.
    now = now or clock()
    with _writers(agency, clock, apply=apply) as writers:
        # First of all, so that a comment of an interrupted run is known as ours before anything is judged.
        recovered = writers.recover() if apply else ()
        judged = judge(agency, now, remember=fetch and now <= clock())
        if apply:
            take_baselines(agency.config, agency.store, judged.considered, now)
        answered = writers.answering.answered() | agency.store.waivers.heard()
        decided = decide(agency, judged, answered, now, override_breaker=override_breaker, planned=planned)
        said = _speak(agency, writers, judged, decided, now, only_planned=planned is not None) if apply else ()
    spoken = (*recovered, *said)
    if apply:
        _keep(agency, judged, decided, spoken, now)
    done = _told(agency, now, synced, judged, decided, spoken)
    if fetch:
        agency.store.runs.add(RunRecord(now, apply, done.exit_code, _summary(judged, decided)))
    return done


def look(agency: Agency, now: datetime) -> Pass:
    """What there is to say as of `now` by what was last read. Nobody is asked, and nothing is written."""
    return run_pass(agency, now, lambda: now, lambda what, count: None, fetch=False, apply=False)


@dataclass(frozen=True, slots=True)
class _Writers:
    """Everything that writes to trackers."""

    mouth: Mouth
    answering: Answering
    publishing: Publishing

    def recover(self) -> tuple[Spoken, ...]:
        """Settle what interrupted runs left open."""
        self.publishing.recover()
        return *self.mouth.recover(), *self.answering.recover()


@contextmanager
def _writers(agency: Agency, clock: Clock, *, apply: bool) -> Iterator[_Writers]:
    def voice_of(comment: Said) -> Voice:
        return agency.voice(comment.project, comment.ticket.source, comment.audience)

    with ExitStack() as stack:
        speakers = {
            name: stack.enter_context(steady_speaker(name, connector))
            for name, connector in (agency.connectors if apply else {}).items()
        }
        store = agency.store
        yield _Writers(
            Mouth(store, speakers, voice_of, clock),
            Answering(store, speakers, clock),
            Publishing(store, speakers, clock),
        )


def _speak(
    agency: Agency, writers: _Writers, judged: Judged, decided: Decided, now: datetime, *, only_planned: bool
) -> tuple[Spoken, ...]:
    """Write it down, then say it. Commands on tickets are answered by a pass that makes its own plan."""
    for comment in decided.noticed:
        agency.store.said.put(comment)
    considered = judged.considered
    calendar = agency.config.calendar
    log_decisions(agency.store, decided.plan, considered, judged.findings, judged.undecided, calendar, now)
    said = writers.mouth.carry_out(decided.worded)
    if only_planned:
        return said
    return *said, *settle(agency.store, writers.answering, considered, decided.replies, decided.settled, now)


def _keep(agency: Agency, judged: Judged, decided: Decided, spoken: tuple[Spoken, ...], now: datetime) -> None:
    """Remember what waits for a person, what is held for the digest, and what was written."""
    store, plan = agency.store, decided.plan
    unknown = unknown_now(decided.past, judged.undecided, decided.sources)
    silenced = judged.considered.quiet.silenced
    by_reply = ((one.waiver, one.finding.identity) for one in silenced if one.waiver and one.waiver.place)
    store.waivers.cover((waiver.key, identity) for waiver, identity in by_reply)
    found = [*judged.findings, *(one.finding for one in silenced)]  # not over: what people wrote of it is kept
    keep_drafts(store, plan, found, unknown, lambda finding: wording(agency, finding), now)
    past = decided.past
    keep_replaced(store, found, {*judged.undecided, *past.unasked}, now)
    refused = raise_held(refusals(spoken), {item.key: item for item in past.held}, agency.policy(), now)
    keep_held(store, plan, refused, unknown, now)
    log_deeds(store, spoken)


def _told(
    agency: Agency,
    now: datetime,
    synced: tuple[Synced, ...],
    judged: Judged,
    decided: Decided,
    spoken: tuple[Spoken, ...],
) -> Pass:
    return Pass(
        now=now,
        synced=synced,
        results=judged.results,
        plan=decided.plan,
        worded=tuple(decided.worded),
        spoken=spoken,
        unmapped={name: _unmapped(agency, view.roles, name) for name, view in judged.views.items()},
        revisions=decided.revisions,
        considered=judged.considered,
        replies=decided.replies,
        refused=tuple(decided.refused),
    )


def _summary(judged: Judged, decided: Decided) -> str:
    said, held, kept = len(decided.plan.writes), len(decided.plan.held), len(judged.considered.quiet.silenced)
    return f"{len(judged.findings)} findings, {said} to say, {held} held back, {kept} kept quiet"


def _unmapped(agency: Agency, roles: Roles, project: str) -> tuple[str, ...]:
    people = [
        person
        for source, container in agency.config.containers[project]
        for person in agency.store.seen.people(source, container)
        # What a relay passes on has its own author.
        if roles.side(source, person) is Role.UNKNOWN and not any(one.is_by(source, person) for one in roles.relays)
    ]
    return tuple(sorted({person.name or person.handle or person.id for person in people}))
