"""Up the ladder: what stays open goes from the ticket to the digest, then to the lead, then to the owner."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from forewarn.model import Audience, Severity
from forewarn.say.acts import Act, ActKind, Held, Policy, Reply
from forewarn.store import HeldItem, Reason, Rung

_ORDER = tuple(Rung)

_CLIMBING = frozenset(
    {
        Reason.NO_TICKET, Reason.EXPOSED, Reason.UNSEEN, Reason.APPROVAL, Reason.DISMISSED, Reason.REFUSED,
        Reason.BUDGET, Reason.BREAKER,
    }
)  # fmt: skip
"""Reasons that time does not mend; what a person rejected, and good news, bothers nobody further up."""

_STANDING = frozenset({ActKind.KEEP, ActKind.ACKNOWLEDGED, ActKind.EDIT, ActKind.REPOST})


Before = Mapping[tuple[str, Audience], HeldItem]
"""What was held by the run before, by its key."""


def climbing(
    acts: Collection[Act], replies: Mapping[str, Reply], before: Before, policy: Policy, now: datetime
) -> list[Held]:
    """What was said, is still so, and has been left on its ticket for longer than agreed.

    What the client reads of it as well goes along with what the team reads, who answer it and put it off.
    """
    found: list[Held] = []
    for_team = {finding.identity for act in acts if act.audience is Audience.TEAM for finding in act.findings}
    for act in acts:
        if act.old is None or act.kind not in _STANDING:
            continue
        told = {part.identity: part.told for part in act.old.open_parts}
        for finding in act.findings:
            known = before.get((finding.identity, act.audience))
            if known is not None and known.reason is not Reason.STILL_OPEN:
                known = None
            is_new = finding.identity in act.news and known is None  # what has climbed comes not down by growing graver
            if is_new or finding.identity in act.under or finding.positive:
                continue
            if act.audience is Audience.CLIENT and finding.identity in for_team:
                continue
            since = told.get(finding.identity) or act.old.said_at or act.old.intended_at
            what, reply = "it was said on the ticket on", replies.get(act.old.marker)
            if reply is not None and reply.at > since:  # an earlier word is no answer to it
                since, what = reply.at, f"{reply.by} answered on"
            day = policy.calendars(act.project).day_of(since)
            why = f"{what} {day.day} {day:%b %Y}, and it is still open"
            held = Held(finding, act.audience, why, Reason.STILL_OPEN, Rung.TICKET)
            if known is not None and reply is not None and reply.at > known.on_rung_since:
                known = None
            raised = _raised(held, since, known, policy, now)
            if raised.rung is not Rung.TICKET:
                found.append(raised)
    return found


def raise_held(held: Iterable[Held], before: Before, policy: Policy, now: datetime) -> list[Held]:
    """What was never said, each on its rung."""
    return [
        _raised(one, now, before.get((one.finding.identity, one.audience)), policy, now)
        if one.reason in _CLIMBING
        else replace(one, raised_at=now)
        for one in held
    ]


def _raised(held: Held, since: datetime, before: HeldItem | None, policy: Policy, now: datetime) -> Held:
    """`held` on its rung: that of `before`, or else the one it begins on, or the next where its days there are over.

    One rung at a time, however long no run came by: nobody is passed over. What matters little stays in the digest.
    """
    calendar = policy.calendars(held.finding.project)
    top = Rung.OWNER if held.finding.severity >= Severity.MEDIUM and not held.finding.positive else Rung.DIGEST
    rung, at = (before.rung, before.on_rung_since) if before else (held.rung, since)
    if _ORDER.index(rung) >= _ORDER.index(top):
        rung = top
    elif now >= (due := calendar.add_days(at, policy.ladder[rung])):
        rung = _ORDER[_ORDER.index(rung) + 1]
        at = due if now < calendar.add_days(due, 1) else now  # not the hour of a run, or each rung would last longer
    return replace(held, rung=rung, addressee=policy.addressee(held.finding.project, rung), raised_at=at)
