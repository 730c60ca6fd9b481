"""Weighs what was found against everything that is to be kept quiet: waivers, replies on tickets, and the baseline."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forewarn.config import Config
from forewarn.engine import ProjectResult, View
from forewarn.model import Finding, place_named, without_rule
from forewarn.store import Adopted, Store
from forewarn.waivers.gather import heard_on_tickets, waivers_of
from forewarn.waivers.replies import Heard
from forewarn.waivers.silence import Quiet, keep_quiet
from forewarn.worktime import Calendar, Clock

_HISTORY = timedelta(days=365)
"""How long an old matter is left in peace: whoever takes over a project goes through its hundreds of tickets once."""


@dataclass(frozen=True, slots=True)
class Considered:
    """What is kept quiet in this pass, and why."""

    quiet: Quiet
    heard: tuple[Heard, ...]
    """The commands that stand on tickets."""
    adopting: Mapping[str, tuple[Adopted, ...]]
    """By project whose baseline is being taken, what joins it now. Nothing at all is written there."""
    wake: datetime | None
    """When the first of the waivers in force ends."""

    @property
    def first_found(self) -> tuple[Finding, ...]:
        """What is kept quiet because it was there before, in the projects whose baseline is being taken: the gravest
        first, then the oldest."""
        known = [
            one.finding for one in self.quiet.silenced if one.waiver is None and one.finding.project in self.adopting
        ]
        return tuple(sorted(known, key=lambda finding: (finding.positive, -finding.severity, finding.since)))


def consider(
    config: Config,
    store: Store,
    views: Mapping[str, View],
    results: Sequence[ProjectResult],
    begun: Collection[str],
    now: datetime,
) -> Considered:
    """What to keep quiet as of `now`, where projects have `begun` before. Writes nothing."""
    heard = heard_on_tickets(config, store, views)
    adopted = store.baseline.all()
    adopting = _adopting(config, store, results, adopted, begun, now)
    clock = Clock(now)
    joined = [one for found in adopting.values() for one in found]
    known = [*_renamed(config, adopted, results), *adopted, *joined]
    quiet = keep_quiet(results, waivers_of(config, store, heard), known, clock)
    return Considered(quiet, heard, adopting, clock.wake)


def _renamed(config: Config, adopted: Sequence[Adopted], results: Sequence[ProjectResult]) -> list[Adopted]:
    """What joined a baseline by a rule that is no more, as it is found today: the rule may have another name."""
    rules = {rule.id for rule in config.rules.all_rules()}
    before = {without_rule(one.identity): one for one in adopted if one.rule not in rules}
    identities = (finding.identity for result in results for finding in result.findings) if before else ()
    return [
        replace(before[event], identity=identity)
        for identity in identities
        if (event := without_rule(identity)) in before
    ]


def _adopting(
    config: Config,
    store: Store,
    results: Sequence[ProjectResult],
    adopted: Sequence[Adopted],
    begun: Collection[str],
    now: datetime,
) -> dict[str, tuple[Adopted, ...]]:
    days = config.speaking.baseline_days
    known = {one.identity for one in adopted}
    return {
        result.project.name: adopt(
            [finding for finding in result.findings if finding.identity not in known],
            now,
            result.project.agency_calendar,
            days,
            read_at(config, store, result.project.name, now),
        )
        for result in results
        if days and result.project.name not in begun
    }


def have_begun(config: Config, store: Store) -> frozenset[str]:
    """The projects whose baseline was taken, under this name or another: most of their tickets were judged there.
    Nothing in them is new to anybody, and a second baseline would hush it.

    To be asked before rules are: a project that goes on without a container then forgets what it answered there."""
    complete, seen = store.baseline.complete(), store.seen

    def has_begun(project: str) -> bool:
        heads = (head for pair in config.containers[project] for head in seen.heads(pair) if not head.gone)
        subjects = [head.subject for head in heads]
        return 2 * store.evaluated.count(complete, subjects) > len(subjects)

    return frozenset(name for name in config.projects if name in complete or (complete and has_begun(name)))


def read_at(config: Config, store: Store, project: str, now: datetime) -> datetime:
    """Up to when all of a project was read: what happened since may have been missed."""
    scopes = (store.seen.scope(*pair) for pair in config.containers[project])
    return min((scope.synced_at for scope in scopes if scope.synced_at is not None), default=now)


def adopt(
    findings: Sequence[Finding], now: datetime, calendar: Calendar, days: int, read_at: datetime
) -> tuple[Adopted, ...]:
    """What joins a baseline now, for so many business days; what is history on its ticket by now, for a year.

    What happened after `read_at` and is not among its evidence was not known yet, and is news when it is read.
    """
    until = calendar.add_days(now, days)

    def end(finding: Finding) -> datetime:
        about_ticket = finding.on is not None and place_named(finding.subject) == finding.on.place
        return now + _HISTORY if about_ticket and calendar.add_days(finding.since, days) < now else until

    def known(finding: Finding) -> datetime:
        return min(now, max((read_at, *(evidence.at for evidence in finding.evidence))))

    return tuple(
        Adopted(f.project, f.identity, f.on.key if f.on else f"project {f.project}", f.severity, known(f), end(f))
        for f in findings
    )


def take_baselines(config: Config, store: Store, considered: Considered, now: datetime) -> None:
    """Write down the baselines that are being taken. One is complete once all of its sources have been read."""
    complete = store.baseline.complete()
    for project in config.projects:
        if project not in complete:
            read = all(store.seen.scope(*pair).synced_at is not None for pair in config.containers[project])
            store.baseline.adopt(project, considered.adopting.get(project, ()), now, complete=read)
