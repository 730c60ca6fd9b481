"""What to say of it, where, and in which words. Asks no tracker."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forewarn.agency import Agency
from forewarn.connect import Guarantee
from forewarn.connect.trouble import some_of
from forewarn.engine import View
from forewarn.model import Audience, Finding, Kind, Role, about, without_rule
from forewarn.run.judging import Judged
from forewarn.run.unasked import unasked
from forewarn.say import Plan, SourceFacts, make_plan
from forewarn.say.acts import Act, Past
from forewarn.say.asides import with_asides, with_notes
from forewarn.say.commands import Replies, Settled, replies_to
from forewarn.say.drafts import Wording
from forewarn.say.markup import PLAIN
from forewarn.say.notice import look_back
from forewarn.say.planfile import PlanFile, Refused, matched
from forewarn.say.render import Voice, Words, compose, words_of
from forewarn.store import Draft, DraftState, Said
from forewarn.waivers import Waiver

_LATELY = timedelta(days=90)
"""Whoever wrote nothing for so long may have left."""
_AWAITED = 2
"""Working days: with one run a day, that which finds a ticket unreadable waits for the next."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Everything that is to be said, with its words."""

    past: Past
    sources: Mapping[str, SourceFacts]
    plan: Plan
    worded: Sequence[tuple[Act, Words]]
    refused: Sequence[Refused]
    """What a plan in a file was to say and is not said, because the ticket moved."""
    revisions: Mapping[tuple[str, str], int]
    """By source and ticket id, what the store knows of the tickets that are to be written on."""
    replies: Replies
    """Answers to commands on tickets."""
    settled: Settled
    noticed: Sequence[Said]
    """Those of our comments that people have deleted or brought back, as they are to be remembered."""


def decide(
    agency: Agency,
    judged: Judged,
    answered: Collection[str],
    now: datetime,
    *,
    override_breaker: bool,
    planned: PlanFile | None,
) -> Decided:
    """The plan for what was judged; with a plan from a file, only its words, where they still fit.

    `answered` are the commands that need no answer any more.
    """
    findings, considered, sources = judged.findings, judged.considered, _sources(agency, now)
    quiet = considered.quiet.waivers
    past, noticed = _past(agency, judged, now)
    policy = agency.policy()
    plan = make_plan(findings, judged.undecided, past, sources, policy, now, override_breaker=override_breaker)
    plan = with_asides(plan, past.said, quiet, sources)
    revisions = _revisions(judged.views, plan, planned)
    worded: Sequence[tuple[Act, Words]] = ()
    refused: Sequence[Refused] = ()
    if planned:
        worded, refused = matched(planned, plan, revisions)
    else:
        worded = [(act, _words(agency, act, quiet, sources, now)) for act in plan.writes]
    longest = agency.config.speaking.longest_snooze

    def voice_at(project: str, source: str) -> Voice:
        return agency.voice(project, source, Audience.TEAM)

    replies, settled = replies_to(considered, findings, past.said, answered, sources, agency.rule_of, voice_at, longest)
    return Decided(past, sources, plan, worded, refused, revisions, replies, settled, noticed)


def _past(agency: Agency, judged: Judged, now: datetime) -> tuple[Past, Sequence[Said]]:
    """What was said, answered and decided before `now`; and those of our comments that people have deleted or brought
    back since, as they are to be remembered."""
    findings = judged.findings
    places = {finding.on.place for finding in findings if finding.on}
    past, noticed = look_back(agency.store, judged.views, places, now)
    nobody_asks, undone = unasked(agency, judged, past.said, now)
    whole = replace(
        past,
        drafts=(*_rejected_by_another_name(agency, past.drafts, findings), *past.drafts),
        quiet=frozenset(judged.considered.quiet.waivers),
        superseding=frozenset(o.finding.identity for o in judged.considered.quiet.silenced if o.finding.replaces),
        freed=frozenset(one.identity for one in agency.store.baseline.all() if one.until <= now),
        unasked=nobody_asks,
        undone=undone,
    )
    return whole, noticed


def _rejected_by_another_name(
    agency: Agency, drafts: Collection[Draft], findings: Collection[Finding]
) -> Iterator[Draft]:
    """What a person rejected of a rule that is no more, as drafts of what says the same of the same event today."""
    rules = {rule.id for rule in agency.config.rules.all_rules()}
    rejected = {
        without_rule(draft.identity): draft
        for draft in drafts
        if draft.state is DraftState.REJECTED and about(draft.identity)[0] not in rules
    }
    for finding in findings:
        draft = rejected.get(without_rule(finding.identity))
        if draft is None or finding.on is None or Audience.CLIENT not in finding.audiences:
            continue
        if draft.edited or draft.words == wording(agency, finding).words:
            yield replace(draft, identity=finding.identity)


def wording(agency: Agency, finding: Finding) -> Wording:
    """What a client would read of a finding, for people and for its tracker."""
    assert finding.on is not None  # whatever belongs to no ticket is held for that reason
    how = agency.voice(finding.project, finding.on.source, Audience.CLIENT)
    plain = Voice(PLAIN, how.longest, how.calendar, how.tongue)
    rule = agency.rule_of(finding)
    words = [words_of(finding, rule, Audience.CLIENT, one) for one in (plain, how)]
    return Wording(finding, *words)


def _words(
    agency: Agency, act: Act, quiet: Mapping[str, Waiver | None], sources: Mapping[str, SourceFacts], now: datetime
) -> Words:
    """What an act says, in the markup of its tracker. Reasons are for the team alone."""
    rules = {(f.rule, f.subject): agency.rule_of(f) for f in act.findings}
    how = agency.voice(act.project, act.ticket.source, act.audience)
    told = quiet if sources[act.ticket.source].keeps_from_clients(act.project) else {}
    return with_notes(compose(act, rules, how, now), act, told, how)


def _revisions(views: Mapping[str, View], plan: Plan, planned: PlanFile | None) -> dict[tuple[str, str], int]:
    """By source and ticket id, of the tickets that are to be written on."""
    wanted = {act.ticket for act in plan.writes} | {entry.ticket for entry in (planned.acts if planned else ())}
    places = {ticket.place for ticket in wanted}
    return {head.place: head.revision for view in views.values() for head in view.at(places)}


def _sources(agency: Agency, now: datetime) -> dict[str, SourceFacts]:
    """What each source lets us do."""
    stale: dict[str, dict[str, str]] = {}
    unread: dict[str, set[str]] = {}
    awaited: dict[str, dict[str, str]] = {}
    ended: dict[str, set[str]] = {}
    for project, pairs in agency.config.containers.items():
        for source, container in pairs:
            scope = agency.store.seen.scope(source, container)
            if scope.error:
                stale.setdefault(source, {})[project] = f"{source}: {container}"
            unread.setdefault(source, set()).update(scope.unread)
            add_days = agency.config.calendar.add_days
            lately = [one for one, since in scope.unread.items() if add_days(since, _AWAITED) > now]
            if lately:
                awaited.setdefault(source, {})[project] = some_of([scope.called.get(one, one) for one in lately])
            if scope.ended:
                ended.setdefault(source, set()).add(container)
    leaks, joined = agency.store.said.leaks(), _joined(agency, now)

    def facts(name: str, *, client_visible: bool) -> SourceFacts:
        team_only = Guarantee.NONE if name in leaks else agency.capabilities[name].team_only
        alone, over = unread.get(name, set()), ended.get(name, set())
        leaky, who, late = name in leaks, joined.get(name, {}), awaited.get(name, {})
        return SourceFacts(
            client_visible, team_only, stale.get(name, {}), leaky, who, unread=alone, awaited=late, ended=over
        )

    return {name: facts(name, client_visible=one.client_visible) for name, one in agency.config.sources.items()}


def _joined(agency: Agency, now: datetime) -> dict[str, dict[str, str]]:
    """By source and project, who of the client wrote lately where nothing but the config says that no client reads."""
    seen, roles = agency.store.seen, agency.store.groups.join(agency.config.roles)
    found: dict[str, dict[str, str]] = {}
    for project, pairs in agency.config.containers.items():
        for source, container in pairs:
            if agency.capabilities[source].team_only is not Guarantee.DECLARED:
                continue
            for person in seen.people(source, container, Kind.COMMENTED, since=now - _LATELY):
                if roles.side(source, person) is Role.CLIENT:
                    found.setdefault(source, {})[project] = person.name
    return found
