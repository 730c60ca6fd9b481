"""Keeps what a run held back: drafts for whoever approves them, and held findings for the digest."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from forewarn.model import Audience, Finding, TicketRef, about
from forewarn.say.acts import Held, Past, Plan, SourceFacts
from forewarn.say.audience import unread_of
from forewarn.say.drafts import Wording, renewed
from forewarn.store import HeldItem, Part, Reason, State, Store


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


def keep_held(store: Store, plan: Plan, refused: Sequence[Held], unknown: Collection[str], now: datetime) -> None:
    """What is off its ticket, what climbs, and what a tracker `refused`.

    What a person rejected and what other words tell is settled and bothers nobody. Nor does what the client cannot see
    where the team reads of it on the ticket, and what follows from nothing but that its source cannot be read today:
    what was held of it before is `unknown`, and stays as it is.
    """
    on_ticket = {finding.identity for act in plan.acts if act.audience is Audience.TEAM for finding in act.findings}

    def is_kept(one: Held) -> bool:
        match one.reason:
            case Reason.REJECTED | Reason.TOLD | Reason.STALE:
                return False
            case Reason.UNSEEN:
                return one.finding.identity not in on_ticket
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
            store.said.put(comment.struck({part.identity for part in comment.parts if is_over(part)}, now))


def unknown_now(past: Past, undecided: Collection[tuple[str, str]], sources: Mapping[str, SourceFacts]) -> set[str]:
    """The identities of what was drafted or held before and could not be looked at this time.

    `undecided` are (rule, subject) that could not be evaluated.
    """
    places: dict[str, tuple[TicketRef | None, str]] = {
        draft.identity: (draft.ticket, draft.project) for draft in past.drafts
    }
    places |= {item.finding.identity: (item.finding.on, item.finding.project) for item in past.held}
    return {one for one, place in places.items() if unread_of(one, *place, sources) or about(one) in undecided}


def _item(held: Held, now: datetime) -> HeldItem:
    return HeldItem(
        held.finding, held.audience, held.reason, held.why, held.rung, held.addressee, now, now, held.raised_at
    )
