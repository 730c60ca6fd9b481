"""What people did with our comments: who answered, and which were deleted; and who works on their tickets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from forewarn.engine import View
from forewarn.facts.remembered import worked_out
from forewarn.facts.work.hands import workers
from forewarn.language.commands import is_only_for_us
from forewarn.model import Audience, Event, Kind, Role, Ticket
from forewarn.say.acts import Past, Reply
from forewarn.store import DraftState, Said, State, Store

_TODAY = timedelta(days=2)
"""Within it lies today in any time zone."""


def look_back(
    store: Store, views: Mapping[str, View], spoken_of: Collection[tuple[str, str]], now: datetime
) -> tuple[Past, Sequence[Said]]:
    """What was said, answered, approved and held before `now`; and those of our comments that people have deleted or
    brought back since the store was written, as they are to be remembered. Writes nothing.

    `views` are by project; `spoken_of` are the tickets (source, id) of which something may be said now.
    """
    said = store.said.all()
    # What is closed wants nobody's answer any more, and there is more of it every month: those tickets need no reading.
    lately = [c for c in said if (_may_stand(c) and c.state is not State.RESOLVED) or c.changed_at > now - _TODAY]
    wanted = {*spoken_of, *(comment.ticket.place for comment in lately)}
    tickets = {ticket.place: ticket for view in views.values() for ticket in view.tickets(view.at(wanted))}
    letters = {source: idents for view in views.values() for source, idents in view.letters.items()}
    replies: dict[str, Reply] = {}
    changed: dict[str, Said] = {}
    for comment in said:
        ticket = tickets.get(comment.ticket.place)
        if ticket is None or not _may_stand(comment):
            continue
        state = _state_now(comment, ticket)
        if state is not comment.state:
            # Without known words: where it is back, the next plan writes them once more.
            at = _deleted(ticket).get(comment.comment or "", now)
            changed[comment.marker] = replace(comment, state=state, body="", changed_at=at)
        elif reply := reply_to(comment, ticket, letters[ticket.source]):
            replies[comment.marker] = reply
    people = {place: workers(ticket) for place, ticket in tickets.items()}
    drafts = store.drafts.all(DraftState.WAITING, DraftState.APPROVED, DraftState.REJECTED)
    known = [changed.get(comment.marker, comment) for comment in said]
    return Past(known, replies, drafts, store.held.open(), people), tuple(changed.values())


def reply_to(comment: Said, ticket: Ticket, letters: frozenset[str] = frozenset()) -> Reply | None:
    """The last comment a person wrote after ours; bots, ourselves included, never count, and no letter of ours does.

    What a client writes is no answer to a note that they cannot see, and whoever stands on no known side may be one.
    """
    if comment.said_at is None:
        return None
    silent = {Role.BOT, Role.CLIENT, Role.UNKNOWN} if comment.audience is Audience.TEAM else {Role.BOT}
    answers = [
        Reply(event.at, event.actor.name)
        for event in _comments(ticket)
        if event.at > comment.said_at
        and event.ref not in letters
        and event.actor is not None
        and event.actor.role not in silent
        and not (event.actor.role is Role.TEAM and is_only_for_us(event.text))
    ]
    return answers[-1] if answers else None


def _state_now(comment: Said, ticket: Ticket) -> State:
    """Deleted where the tracker showed it once and does not any more; said where it was missing and is back."""
    if comment.comment in _deleted(ticket):
        return State.DISMISSED
    is_back = comment.state is State.DISMISSED and any(event.ref == comment.comment for event in _comments(ticket))
    return State.SAID if is_back else comment.state


def _may_stand(comment: Said) -> bool:
    """Whether people may read it: one that was missing when its ticket was read may be back."""
    missing = comment.state is State.DISMISSED and not comment.body
    return missing or comment.state in (State.SAID, State.RESOLVED)


def _comments(ticket: Ticket) -> Iterable[Event]:
    gone = _deleted(ticket)
    return (event for event in ticket.history if event.kind is Kind.COMMENTED and event.ref not in gone)


@worked_out
def _deleted(ticket: Ticket) -> Mapping[str, datetime]:
    """When comments were deleted, by their ids."""
    return {event.ref: event.at for event in ticket.history if event.kind is Kind.DELETED}
