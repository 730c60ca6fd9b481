"""Keeps what a run held back: drafts for whoever approves them, and held findings for the digest."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from forewarn.model import Audience, Finding
from forewarn.say.acts import Held, Past, Plan, SourceFacts
from forewarn.say.drafts import Wording, renewed
from forewarn.store import HeldItem, Reason, Store

Key = tuple[str, str]
"""Project, and identity of a finding."""


def keep_drafts(
    store: Store,
    plan: Plan,
    found: Collection[Finding],
    unknown: Collection[Key],
    wording: Callable[[Finding], Wording],
    now: datetime,
) -> None:
    """A draft for each finding that waits for approval; those whose finding is over lapse.

    Of findings in `unknown` nobody knows whether they are over.
    """
    wanted = [wording(held.finding) for held in plan.held if held.reason is Reason.APPROVAL]
    here = {_key(finding) for finding in found}
    told = {_key(held.finding) for held in plan.held if held.reason is Reason.TOLD}
    store.drafts.put(renewed(store.drafts.all(), wanted, here, unknown, now, told))


def keep_held(store: Store, plan: Plan, unknown: Collection[Key], now: datetime) -> None:
    """What is off its ticket, and what climbs.

    What a person rejected and what other words tell is settled and bothers nobody. Nor does what the client cannot see
    where the team reads of it on the ticket.
    """
    on_ticket = {_key(finding) for act in plan.acts if act.audience is Audience.TEAM for finding in act.findings}
    held = [
        _item(one, now)
        for one in (*plan.held, *plan.climbing)
        if one.reason not in (Reason.REJECTED, Reason.TOLD)
        and not (one.reason is Reason.UNSEEN and _key(one.finding) in on_ticket)
    ]
    store.held.keep(held, unknown, now)


def unknown_now(past: Past, undecided: Collection[tuple[str, str]], sources: Mapping[str, SourceFacts]) -> set[Key]:
    """What was drafted or held before and could not be looked at this time.

    `undecided` are (rule, subject) that could not be evaluated.
    """
    places = {(draft.project, draft.identity): draft.ticket.source for draft in past.drafts}
    places |= {item.key[:2]: item.finding.on.source for item in past.held if item.finding.on}
    keys = places.keys() | {item.key[:2] for item in past.held}
    stale = {name for name, source in sources.items() if source.stale is not None}
    return {key for key in keys if places.get(key) in stale or tuple(key[1].split("|", 2)[:2]) in undecided}


def _key(finding: Finding) -> Key:
    return finding.project, finding.identity


def _item(held: Held, now: datetime) -> HeldItem:
    return HeldItem(held.finding, held.audience, held.reason, held.why, held.rung, held.addressee, now, now)
