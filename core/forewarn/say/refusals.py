"""Tickets that do not take our comments, and comments that do not take our edits: tried once a day, comments after all
others, and held for the digest meanwhile."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from forewarn.errors import (
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    RefusedError,
    TrackerError,
    UnavailableError,
)
from forewarn.model import Audience
from forewarn.say.acts import NEW_COMMENTS, Act, ActKind, Held, Past, Policy
from forewarn.say.budgets import left_of, news_of
from forewarn.say.spoken import Deed, Spoken
from forewarn.store import HeldItem, Reason, Said

_EDITS = frozenset({ActKind.EDIT, ActKind.RESOLVE})
_REFUSALS = (PermissionDenied, RefusedError, GoneError)
"""What an edit is refused with that another try within the day would not change."""
_MENDING = timedelta(days=1)
"""For how long after the first refusal each run tries, as somebody may be mending an account, ..."""
_A_DAY = timedelta(hours=20)
"""... and how long later ones leave it: until the same run of the next day."""


def refusals(spoken: Iterable[Spoken]) -> list[Held]:
    """What was to be told and was refused. What got no answer is none: the next run tries again."""
    return [
        held
        for one in spoken
        if one.deed is Deed.FAILED and one.act is not None
        if not isinstance(one.error, UnavailableError | RateLimited | MalformedAnswer)
        for held in news_of(one.act, f"the tracker did not take our comment: {one.error}", Reason.REFUSED)
    ]


def of_edit(error: TrackerError, said: Said) -> TrackerError:
    """What an edit was refused with, and what to do where another account of ours wrote the comment."""
    if not isinstance(error, _REFUSALS):
        return error
    advice = f"If another account wrote {said.url or 'our comment there'}, use its token, or delete the comment there."
    return type(error)(error.reason, place=error.place, next_step=f"{error.next_step} {advice}".strip())


def after_edit(error: TrackerError, said: Said, now: datetime) -> Said:
    """A comment that an edit has left as it was, with when that was refused."""
    if not isinstance(error, _REFUSALS):
        return said
    return replace(said, refused_since=said.refused_since or now, refused_at=now)


def rests(said: Said | None, now: datetime) -> bool:
    """Whether a comment takes no edits, and was tried today."""
    if said is None or said.refused_since is None or said.refused_at is None:
        return False
    return said.refused_since + _MENDING <= now < said.refused_at + _A_DAY


def once_a_day(acts: Iterable[Act], past: Past, policy: Policy, now: datetime) -> tuple[list[Act], list[Held]]:
    """The acts, those that were refused before at the end, so that they spend only what others leave; and what is held
    because it was tried today. On the first day each run tries, as somebody may be mending an account."""
    refused, day_of = _refused(past), policy.calendar.day_of
    today = day_of(now)
    tried = {
        (*comment.ticket.place, comment.audience)
        for comment in past.said
        if day_of(comment.intended_at) == today  # what came through is refused no longer
    }
    first: list[Act] = []
    last: list[Act] = []
    held: list[Held] = []
    for act in acts:
        if act.kind in _EDITS and rests(act.old, now):
            first.append(_kept(act))
            held += news_of(act, "our comment there takes no edits", Reason.REFUSED)
            continue
        known = [refused[key] for f in act.findings if (key := (f.identity, act.audience)) in refused]
        if not known or act.kind not in NEW_COMMENTS:
            first.append(act)
        elif day_of(known[0].first_held) < today and (*act.ticket.place, act.audience) in tried:
            first += left_of(act)
            held += news_of(act, known[0].why, Reason.REFUSED)
        else:
            last.append(act)
    return [*first, *last], held


def _kept(act: Act) -> Act:
    findings = tuple(finding for finding in act.findings if finding.identity not in act.untold)
    why = "the tracker refuses to change our comment, and was asked today"
    return replace(act, kind=ActKind.KEEP, why=why, findings=findings, news=frozenset())


def still_refused(held: Iterable[Held], past: Past) -> list[Held]:
    """What no budget was left for, with the reason that it was held for before where that was a refusal."""
    refused = _refused(past)
    known = ((one, refused.get((one.finding.identity, one.audience))) for one in held)
    return [replace(one, reason=Reason.REFUSED, why=before.why) if before else one for one, before in known]


def _refused(past: Past) -> dict[tuple[str, Audience], HeldItem]:
    return {item.key: item for item in past.held if item.reason is Reason.REFUSED}
