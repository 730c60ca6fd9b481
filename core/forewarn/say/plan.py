"""The plan: what we would say where, and what we hold back and why. Pure: it asks nobody anything."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from forewarn.model import Audience, Finding, Severity
from forewarn.say.acts import Act, ActKind, Held, Place, Plan, Policy, Reply, SourceFacts
from forewarn.say.audience import why_not
from forewarn.say.lifecycle import is_dismissed, next_act
from forewarn.store import Said, State


def make_plan(
    findings: Iterable[Finding],
    undecided: Collection[tuple[str, str]],
    said: Sequence[Said],
    replies: Mapping[str, Reply],
    sources: Mapping[str, SourceFacts],
    policy: Policy,
    now: datetime,
) -> Plan:
    """What to say now. The result depends on the arguments alone.

    `undecided` are (rule, subject) that could not be evaluated this time: what was said of them is not taken
    back. `said` are our comments of every state, oldest first. `replies` holds, by marker, the first human
    comment after ours.
    """
    found = sorted(findings, key=lambda f: (-f.severity, f.since, f.identity))
    red = {f.project for f in found if f.severity >= Severity.HIGH and not f.positive}
    standing = _standing(said)
    wanted: dict[Place, list[Finding]] = {}
    held: list[Held] = []
    for finding in found:
        for audience in sorted(finding.audiences):
            why = why_not(finding, audience, sources, policy, red)
            place = _place(finding, audience)
            if why is None and place is not None and is_dismissed(standing.get(place), finding, policy, now):
                why = "a person deleted our comment there; we do not insist"
            if why is not None or place is None:
                held.append(Held(finding, audience, why or ""))
            else:
                wanted.setdefault(place, []).append(finding)
    still_found = frozenset(f.identity for f in found)
    acts: list[Act] = []
    for place in [*wanted, *sorted(standing.keys() - wanted.keys())]:
        source = sources.get(place[0])
        if source is None or source.stale is not None:
            continue  # nothing we know about it is fresh enough to change a word there
        old = standing.get(place)
        act = next_act(place, wanted.get(place, []), old, still_found, undecided, replies, policy, now)
        if act is not None:
            acts.append(act)
    return _within_budget(acts, held, policy)


def _place(finding: Finding, audience: Audience) -> Place | None:
    return (finding.on.source, finding.on.id, audience) if finding.on else None


def _standing(said: Sequence[Said]) -> dict[Place, Said]:
    """The comment that speaks for us at each place: the newest that is not superseded or lapsed."""
    return {
        (comment.ticket.source, comment.ticket.id, comment.audience): comment
        for comment in said
        if comment.state not in (State.SUPERSEDED, State.LAPSED)
    }


def _within_budget(acts: Sequence[Act], held: list[Held], policy: Policy) -> Plan:
    """Hold back new comments beyond the budget, the least grave first. Edits disturb nobody and are free."""
    spent: Counter[str] = Counter()
    kept: list[Act] = []
    for act in acts:
        if act.kind in (ActKind.POST, ActKind.REPOST):
            why = None
            if spent.total() >= policy.comments_per_run:
                why = f"this run has said its {policy.comments_per_run} new comments"
            elif spent[act.project] >= policy.comments_per_project:
                why = f"this run has said its {policy.comments_per_project} new comments in this project"
            if why is not None:
                held.extend(Held(finding, act.audience, why) for finding in act.findings)
                continue
            spent[act.project] += 1
        kept.append(act)
    return Plan(tuple(kept), tuple(held))
