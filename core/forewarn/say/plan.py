"""The plan: what we would say where, and what we hold back and why. Pure: it asks nobody anything."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forewarn.model import Audience, Finding, Severity, TicketRef, about
from forewarn.say.acts import Act, ActKind, Held, Past, Place, Plan, Policy, SourceFacts
from forewarn.say.audience import Approvals, approvals, held_back, is_older, speaking
from forewarn.say.budgets import Purse, news_of, stop_news, why_broken, within_budgets
from forewarn.say.ladder import climbing, raise_held
from forewarn.say.lifecycle import Present, by_subject, is_dismissed, next_act
from forewarn.say.merge import shadows
from forewarn.say.refusals import once_a_day, still_refused
from forewarn.store import DraftState, Reason, Said, State

_NO_SURGE = frozenset({Reason.BUDGET, Reason.REFUSED})
"""What was to be said before and could not be: it makes no day an unusual one."""


def make_plan(
    findings: Iterable[Finding],
    undecided: Collection[tuple[str, str]],
    past: Past,
    sources: Mapping[str, SourceFacts],
    policy: Policy,
    now: datetime,
    *,
    override_breaker: bool = False,
) -> Plan:
    """What to say now. The result depends on the arguments alone.

    `undecided` are (rule, subject) that could not be evaluated this time: what was said of them is not taken back.
    """
    found = sorted(findings, key=lambda f: (-f.severity, f.since, f.identity))
    standing = speaking(past.said)
    known = approvals(past.drafts, past.said, past.unasked)
    wanted, held = _sorted_out(found, past.said, known, sources, policy, now)
    spoken_of, quiet = by_subject(finding.identity for finding in found), by_subject(past.quiet)
    replacing = {*(f.identity for f in found if f.replaces), *past.superseding}
    replaced = {about(identity) for identity in replacing if identity in known.standing}
    awaited = {about(identity) for identity in replacing} - replaced
    replaced |= {*past.undone}
    present = Present(spoken_of, quiet, undecided, past.unasked, replaced, awaited, past.replies, policy, now)
    acts: list[Act] = []
    for place in [*wanted, *sorted(standing.keys() - wanted.keys())]:
        here, old = wanted.get(place, []), standing.get(place)
        on, project = (here[0].on, here[0].project) if here else (standing[place].ticket, standing[place].project)
        act = next_act(place, here, _silent(place[2], here, known), old, present)
        if act is not None and _may_write(on, project, sources):
            acts.append(_with_approved_words(act, known, policy))
        elif act is not None:  # what is said of a whole project must not wait for the ticket on which it would stand
            held += news_of(act, "the ticket that it would be said on could not be read", Reason.NO_TICKET)
    acts += _on_older(past.said, standing, sources, present)
    acts, stopped, breaker = _within_limits(acts, past, policy, now, override_breaker=override_breaker)
    before = {item.key: item for item in past.held}
    held = raise_held([*held, *stopped], before, policy, now)
    return Plan(tuple(acts), tuple(held), tuple(climbing(acts, past.replies, before, policy, now)), breaker)


def _on_older(
    said: Sequence[Said], standing: Mapping[Place, Said], sources: Mapping[str, SourceFacts], present: Present
) -> Iterator[Act]:
    """What to strike in the comments for clients above those that speak for us."""
    for old in said:
        if old.audience is Audience.TEAM or not is_older(old, standing):
            continue
        act = next_act((*old.ticket.place, old.audience), (), {}, old, present)
        if act is not None and _may_write(old.ticket, old.project, sources):
            yield act


def _may_write(on: TicketRef | None, project: str, sources: Mapping[str, SourceFacts]) -> bool:
    """Whether what we know of a ticket is fresh enough to change a word there, and anybody can."""
    source = sources.get(on.source) if on else None
    if on is None or source is None or on.id in source.unread or project in source.stale:
        return False
    return on.container not in source.ended


def _sorted_out(
    found: Sequence[Finding],
    said: Sequence[Said],
    known: Approvals,
    sources: Mapping[str, SourceFacts],
    policy: Policy,
    now: datetime,
) -> tuple[dict[Place, list[Finding]], list[Held]]:
    """What may be spoken of at each place, and what is held back."""
    red = {f.project for f in found if f.severity >= Severity.HIGH and not f.positive}
    standing = speaking(said)
    deleted = {
        (part.identity, comment.audience): comment
        for comment in said
        if comment.state is State.DISMISSED
        for part in comment.open_parts
    }
    wanted: dict[Place, list[Finding]] = {}
    held: list[Held] = []
    for finding in found:
        for audience in sorted(finding.audiences):
            why = held_back(finding, audience, sources, policy, known, red)
            place = _place(finding, audience)
            old = [deleted.get((finding.identity, audience)), standing.get(place) if place else None]
            if why is None and any(is_dismissed(one, finding, policy, now) for one in old):
                why = Held(finding, audience, "a person deleted our comment there; we do not insist", Reason.DISMISSED)
            if why is not None:
                held.append(why)
            elif place is not None:
                wanted.setdefault(place, []).append(finding)
    held += _told_elsewhere(held, wanted, known)
    return wanted, _one_draft_an_event(held, wanted, known)


def _told_elsewhere(held: Sequence[Held], wanted: dict[Place, list[Finding]], known: Approvals) -> list[Held]:
    """What is wanted for a client and other words tell of that they have read already; it is taken out of `wanted`."""
    told: dict[Place, list[Finding]] = {}
    for one in held:
        if one.reason is Reason.TOLD and (place := _place(one.finding, one.audience)) in wanted:
            assert place is not None
            told.setdefault(place, []).append(one.finding)
    silent: list[Held] = []
    for place, read in told.items():
        here = wanted[place]
        under = shadows([*read, *here], {f.identity for f in here if known.is_by_person(f)})
        leaders = {finding.identity: finding.rule for finding in read}
        left = [finding for finding in here if under.get(finding.identity) not in leaders]
        if left:
            wanted[place] = left  # where it stood: the gravest comes first, and budgets go by that
        else:
            del wanted[place]
        for finding in here:
            if (leader := under.get(finding.identity)) in leaders and leader is not None:
                why = f"{leaders[leader]} has told the client the same event"
                silent.append(Held(finding, place[2], why, Reason.TOLD))
    return silent


def _silent(audience: Audience, here: Sequence[Finding], known: Approvals) -> dict[str, str]:
    """By identity, in whose shadow a finding stays silent. What clients are told, and people approved, goes first."""
    if audience is Audience.TEAM:
        return shadows(here)
    ordered = sorted(here, key=lambda f: (not known.is_told(f), not known.is_by_person(f)))
    return shadows(ordered, {f.identity for f in here if known.is_by_person(f)})


def _one_draft_an_event(held: Sequence[Held], wanted: Mapping[Place, list[Finding]], known: Approvals) -> list[Held]:
    """`held`, where of several findings about one event only one waits for a person's approval."""
    waiting: dict[Place | None, list[Finding]] = {}
    for one in held:
        if one.reason is Reason.APPROVAL:
            waiting.setdefault(_place(one.finding, one.audience), []).append(one.finding)
    rules: dict[str, str] = {}
    for place, findings in waiting.items():
        spoken = wanted.get(place, []) if place else []
        under = _silent(Audience.CLIENT, [*spoken, *findings], known)
        rules |= {f.identity: about(under[f.identity])[0] for f in findings if f.identity in under}

    def folded(one: Held) -> Held:
        rule = rules.get(one.finding.identity) if one.reason is Reason.APPROVAL else None
        return replace(one, why=f"{rule} tells the client the same event", reason=Reason.TOLD) if rule else one

    return [folded(one) for one in held]


def _within_limits(
    acts: list[Act], past: Past, policy: Policy, now: datetime, *, override_breaker: bool
) -> tuple[list[Act], list[Held], str]:
    """The acts that the breaker and the budgets let pass, what they hold, and why the breaker stopped anything."""
    known = {item.finding.identity for item in past.held if item.reason in _NO_SURGE} | set(past.freed)
    breaker = "" if override_breaker else why_broken(acts, past.said, known, policy, now)
    if breaker:
        return *stop_news(acts, breaker), breaker
    acts, refused = once_a_day(acts, past, policy, now)
    kept, held = within_budgets(acts, Purse(past.said, past.people, policy, now))
    return kept, [*refused, *still_refused(held, past)], ""


def _with_approved_words(act: Act, known: Approvals, policy: Policy) -> Act:
    """The act with the words that a person approved; no others ever reach a client of a rule that asks for it."""
    if act.audience is Audience.TEAM or act.kind is ActKind.LOOK:
        return act
    drafts = {f.identity: known.of(f) for f in act.findings}
    approved = {i: draft for i, draft in drafts.items() if draft and draft.state is DraftState.APPROVED}
    words = {identity: draft.words for identity, draft in approved.items()}
    gated = frozenset(f.identity for f in act.findings if policy.needs_approval(f.project, f.rule))
    people = sorted({draft.decided_by for i, draft in approved.items() if i in act.news and draft.decided_by})
    why = f"approved by {' and '.join(people)}" if people else act.why
    return replace(act, approved=words, gated=gated, why=why)


def _place(finding: Finding, audience: Audience) -> Place | None:
    return (*finding.on.place, audience) if finding.on else None
