"""Keeps what a run held back: drafts for whoever approves them, and held findings for the digest."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forewarn.model import Audience, Finding, about
from forewarn.say.acts import Held, Past, Plan, SourceFacts
from forewarn.say.drafts import Wording, renewed
from forewarn.store import HeldItem, Part, Reason, Said, State, Store


def keep_drafts(
    store: Store,
    plan: Plan,
    found: Collection[Finding],
    unknown: Collection[str],
    wording: Callable[[Finding], Wording],
    now: datetime,
) -> None:
    """A draft for each finding that waits for approval; those whose finding is over, or the team's alone by now, lapse.

    Of findings in `unknown`, by identity, nobody knows whether they are over.
    """
    wanted = [wording(held.finding) for held in plan.held if held.reason is Reason.APPROVAL]
    here = {finding.identity for finding in found if Audience.CLIENT in finding.audiences}
    told = {held.finding.identity for held in plan.held if held.reason is Reason.TOLD}
    store.drafts.put(renewed(store.drafts.all(), wanted, here, unknown, now, told))


def keep_held(
    store: Store, plan: Plan, refused: Sequence[Held], said: Iterable[Said], unknown: Collection[str], now: datetime
) -> None:
    """What is off its ticket, what climbs, and what a tracker `refused`.

    What a person rejected and what other words tell is settled and bothers nobody. Nor does what the client cannot see
    where the team reads of it on the ticket. What was held before, or `said` on its ticket, is no news because its
    source cannot be read today.
    """
    on_ticket = {finding.identity for act in plan.acts if act.audience is Audience.TEAM for finding in act.findings}
    standing = {part.identity for comment in said if comment.state is State.SAID for part in comment.open_parts}

    def is_kept(one: Held) -> bool:
        match one.reason:
            case Reason.REJECTED | Reason.TOLD:
                return False
            case Reason.UNSEEN:
                return one.finding.identity not in on_ticket
            case Reason.STALE:
                return one.finding.identity not in standing and one.finding.identity not in unknown
            case _:
                return True

    held = [_item(one, now) for one in (*plan.held, *plan.climbing, *refused) if is_kept(one)]
    store.held.keep(held, unknown, now)


def keep_replaced(
    store: Store, found: Collection[Finding], undecided: Collection[tuple[str, str]], now: datetime
) -> None:
    """Mark what clients read in comments that were replaced as over, once it is: what is true again may be told again.

    `found` is everything found, kept quiet or not; of the (rule, subject) in `undecided` nobody knows.
    """
    here = {finding.identity for finding in found}

    def is_over(part: Part) -> bool:
        return part.resolved_on is None and part.identity not in here and part.about not in undecided

    for comment in store.said.all(State.SUPERSEDED):
        if comment.audience is Audience.CLIENT and any(map(is_over, comment.parts)):
            parts = tuple(replace(part, resolved_on=now) if is_over(part) else part for part in comment.parts)
            store.said.put(replace(comment, parts=parts))


def unknown_now(past: Past, undecided: Collection[tuple[str, str]], sources: Mapping[str, SourceFacts]) -> set[str]:
    """The identities of what was drafted or held before and could not be looked at this time.

    `undecided` are (rule, subject) that could not be evaluated.
    """
    places = {draft.identity: (draft.ticket.source, draft.project) for draft in past.drafts}
    held = ((item.finding, item.finding.on) for item in past.held)
    places |= {finding.identity: (on.source, finding.project) for finding, on in held if on}
    identities = places.keys() | {item.finding.identity for item in past.held}
    stale = {(name, project) for name, source in sources.items() for project in source.stale}
    return {one for one in identities if places.get(one) in stale or about(one) in undecided}


def _item(held: Held, now: datetime) -> HeldItem:
    return HeldItem(
        held.finding, held.audience, held.reason, held.why, held.rung, held.addressee, now, now, held.raised_at
    )
