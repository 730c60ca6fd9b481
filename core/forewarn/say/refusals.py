"""Tickets that do not take our comments: tried once a day, after all others, and held for the digest meanwhile."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

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
from forewarn.say.acts import NEW_COMMENTS, Act, Held, Past, Policy
from forewarn.say.budgets import left_of, news_of
from forewarn.say.spoken import Deed, Spoken
from forewarn.store import HeldItem, Reason, Said


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
    if not isinstance(error, PermissionDenied | RefusedError | GoneError):
        return error
    advice = f"If another account wrote {said.url or 'our comment there'}, use its token, or delete the comment there."
    return type(error)(error.reason, place=error.place, next_step=f"{error.next_step} {advice}".strip())


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
        known = [refused[key] for f in act.findings if (key := (f.identity, act.audience)) in refused]
        if not known or act.kind not in NEW_COMMENTS:
            first.append(act)
        elif day_of(known[0].first_held) < today and (*act.ticket.place, act.audience) in tried:
            first += left_of(act)
            held += news_of(act, known[0].why, Reason.REFUSED)
        else:
            last.append(act)
    return [*first, *last], held


def still_refused(held: Iterable[Held], past: Past) -> list[Held]:
    """What no budget was left for, with the reason that it was held for before where that was a refusal."""
    refused = _refused(past)
    known = ((one, refused.get((one.finding.identity, one.audience))) for one in held)
    return [replace(one, reason=Reason.REFUSED, why=before.why) if before else one for one, before in known]


def _refused(past: Past) -> dict[tuple[str, Audience], HeldItem]:
    return {item.key: item for item in past.held if item.reason is Reason.REFUSED}
