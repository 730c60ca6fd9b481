"""The life of one managed comment: what was said, what is found now, and so what to do."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from forewarn.model import Finding
from forewarn.say.acts import Act, ActKind, Place, Policy, Reply
from forewarn.store import Part, Said, State


def next_act(
    place: Place,
    findings: Sequence[Finding],
    old: Said | None,
    still_found: Collection[str],
    undecided: Collection[tuple[str, str]],
    replies: Mapping[str, Reply],
    policy: Policy,
    now: datetime,
) -> Act | None:
    """What to do at `place`, where `old` stands (None: nothing) and `findings` may be spoken of.

    `still_found` are the identities of all findings, also of those held back: only what is found nowhere and was
    not left undecided counts as settled. None means that there is nothing to do and nothing to report.
    """
    if old is None or (old.state is State.DISMISSED and findings):
        return _post(place, findings, old)
    if old.state is State.DISMISSED:
        return None

    def act(kind: ActKind, why: str, settled: frozenset[str] = frozenset()) -> Act:
        return Act(kind, old.project, old.ticket, old.audience, tuple(findings), why, settled, old)

    if old.state is State.INTENDED:
        return act(ActKind.LOOK, "a run was stopped while it spoke here; look for its comment first")
    known = {part.identity: part.severity for part in old.open_parts}
    news = [f for f in findings if f.identity not in known or f.severity > known[f.identity]]
    settled = frozenset(
        part.identity
        for part in old.open_parts
        if not part.positive and part.identity not in still_found and not _is_undecided(part, undecided)
    )
    if news:
        if now < _quiet_until(old, policy):
            return act(ActKind.EDIT, "more was found within the quiet period", settled)
        if old.state is State.RESOLVED:
            return _post(place, findings, None)
        return act(ActKind.REPOST, "more was found, and the old comment is out of sight by now", settled)
    if settled and len(settled) < len(old.open_parts):
        return act(ActKind.EDIT, "part of it is no longer open", settled)
    if settled:
        return act(ActKind.RESOLVE, "nothing of it is open any more", settled)
    if not old.body:
        kind = ActKind.EDIT if findings or old.open_parts else ActKind.RESOLVE
        return act(kind, "the answer to an edit was lost, so nobody knows which words stand there")
    if old.state is State.RESOLVED or not findings:
        return None
    reply = replies.get(old.marker)
    if reply is not None:
        day = policy.calendars(old.project).day_of(reply.at)
        return act(ActKind.ACKNOWLEDGED, f"{reply.by} answered on {day.day} {day:%b %Y}")
    return act(ActKind.KEEP, "said, and nothing has changed")


def is_dismissed(old: Said | None, finding: Finding, policy: Policy, now: datetime) -> bool:
    """Whether a person deleted our comment so lately that we do not speak there again."""
    if old is None or old.state is not State.DISMISSED:
        return False
    return now < policy.calendars(finding.project).add_days(old.changed_at, policy.quiet_days)


def _post(place: Place, findings: Sequence[Finding], old: Said | None) -> Act:
    first = findings[0]
    assert first.on is not None  # a finding without a ticket has been held back
    return Act(ActKind.POST, first.project, first.on, place[2], tuple(findings), "found now", old=old)


def _quiet_until(old: Said, policy: Policy) -> datetime:
    return policy.calendars(old.project).add_days(old.said_at or old.intended_at, policy.quiet_days)


def _is_undecided(part: Part, undecided: Collection[tuple[str, str]]) -> bool:
    rule, subject, _ = part.identity.split("|", 2)
    return (rule, subject) in undecided
