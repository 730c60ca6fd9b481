"""Up the ladder: what stays open goes from the ticket to the digest, then to the lead, then to the owner."""

from collections.abc import Iterable, Mapping
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

_STANDING = frozenset({ActKind.KEEP, ActKind.ACKNOWLEDGED, ActKind.EDIT})


def climbing(acts: Iterable[Act], replies: Mapping[str, Reply], policy: Policy, now: datetime) -> list[Held]:
    """What was said, is still so, and has been left on its ticket for longer than agreed."""
    found: list[Held] = []
    for act in acts:
        if act.old is None or act.kind not in _STANDING:
            continue
        told = {part.identity: part.told for part in act.old.open_parts}
        for finding in act.findings:
            if finding.identity in act.news or finding.identity in act.under or finding.positive:
                continue
            since = told.get(finding.identity) or act.old.said_at or act.old.intended_at
            what, reply = "it was said on the ticket on", replies.get(act.old.marker)
            if reply is not None and reply.at > since:  # an earlier word is no answer to it
                since, what = reply.at, f"{reply.by} answered on"
            day = policy.calendars(act.project).day_of(since)
            why = f"{what} {day.day} {day:%b %Y}, and it is still open"
            held = Held(finding, act.audience, why, Reason.STILL_OPEN, Rung.TICKET)
            raised = _raised(held, since, policy, now)
            if raised.rung is not Rung.TICKET:
                found.append(raised)
    return found


def raise_held(
    held: Iterable[Held], before: Mapping[tuple[str, Audience], HeldItem], policy: Policy, now: datetime
) -> list[Held]:
    """What was never said, each on the rung that the time since it was first held has brought it to."""
    raised = []
    for one in held:
        known = before.get((one.finding.identity, one.audience))
        since = known.first_held if known else now
        raised.append(_raised(one, since, policy, now) if one.reason in _CLIMBING else one)
    return raised


def _raised(held: Held, since: datetime, policy: Policy, now: datetime) -> Held:
    """`held` on the rung it has reached by now, from its own; what matters little stays in the digest."""
    calendar, rung = policy.calendars(held.finding.project), held.rung
    top = Rung.OWNER if held.finding.severity >= Severity.MEDIUM and not held.finding.positive else Rung.DIGEST
    days = 0
    while rung is not top:
        days += policy.ladder[rung]
        if now < calendar.add_days(since, days):
            break
        rung = _ORDER[_ORDER.index(rung) + 1]
    addressee = policy.addressee(held.finding.project, rung)
    return Held(held.finding, held.audience, held.why, held.reason, rung, addressee)
