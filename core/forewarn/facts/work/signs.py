"""Visible signs of work on a ticket: what anybody could point at who asks whether something happens."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from forewarn.facts.activity import finish_of
from forewarn.facts.mentions import Where, mentioned_in, mentions_of
from forewarn.facts.remembered import remembered
from forewarn.facts.talk.about import family_of
from forewarn.language.commands import is_only_for_us
from forewarn.model import Event, Field, Kind, Role, Ticket

_ELSEWHERE = re.compile(r"/(?:pulls?|merge_requests|commits?|tree)/|(?i:pull request|commit|branch|merge request)")
_MADE = frozenset({Field.STATUS, Field.DESCRIPTION, Field.CRITERIA})
_ADDED = frozenset({Field.ATTACHMENTS, Field.LINKS, Field.CHECKLIST, Field.REVIEW})


def is_sign(event: Event) -> bool:
    """Whether an event shows work: words of the team, a move, a tick, a file, a link, a review, a text written out.

    A bot may carry out a move or tie a commit to the ticket, but its words are no sign; what the client does is none.
    Changes of dates, people, labels and priorities are arrangements, not work.
    """
    role = event.actor.role if event.actor else Role.UNKNOWN
    if role is Role.CLIENT:
        return False
    match event.kind:
        case Kind.COMMENTED:
            return role is not Role.BOT and not is_only_for_us(event.text)
        case Kind.CHANGED:
            return event.field in _MADE
        case Kind.ADDED:
            return event.field in _ADDED
        case Kind.TICKED | Kind.UNTICKED:
            return True
        case _:
            return False


def signs(ticket: Ticket, tickets: Sequence[Ticket]) -> Iterator[Event]:
    """The signs of work on `ticket`, its parts, what is linked to it, and pull requests that name it."""
    yield from (event for event in ticket.history if is_sign(event))
    for other in work_on(ticket, tickets):
        yield from (event for event in other.history if is_sign(event) or event.kind is Kind.CREATED)


def pulls_for(ticket: Ticket, tickets: Sequence[Ticket]) -> Iterator[Ticket]:
    """The pull requests whose title or branch names `ticket`."""
    meant = mentioned_in(ticket, tickets) if _pulls(tickets) else ()
    yield from (one.by for one in meant if one.by.branch and one.where in (Where.TITLE, Where.BRANCH))


def is_for_another(ticket: Ticket, tickets: Sequence[Ticket], since: datetime) -> bool:
    """Whether `ticket` is a pull request that only says how something is done: of a bot, or for a ticket that it names
    and that was still to do at an instant."""
    if not ticket.branch:
        return False
    if ticket.reporter is not None and ticket.reporter.role is Role.BOT:
        return True
    meant = {mention.of.ref for mention in mentions_of(ticket, tickets) if mention.where is not Where.COMMENT}
    done = {one.ref: finish_of(one) for one in tickets if one.ref in meant}
    return any(finish is None or finish.at > since for finish in done.values())


def tracked_elsewhere(ticket: Ticket, tickets: Sequence[Ticket]) -> bool:
    """Whether the ticket is linked to code in a place that is not read, so that nobody can tell whether work stands."""
    foreign = (link for link in ticket.links if link.target not in _known(tickets))
    return any(_ELSEWHERE.search(f"{link.kind} {link.target}") for link in foreign)


@remembered
def _known(tickets: Sequence[Ticket]) -> frozenset[str]:
    """What links may call the tickets of a project."""
    return frozenset(name for t in tickets for name in (t.id, t.key, t.url) if name)


@remembered
def _pulls(tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    return tuple(ticket for ticket in tickets if ticket.branch)


def work_on(ticket: Ticket, tickets: Sequence[Ticket]) -> Iterator[Ticket]:
    """Where else work on `ticket` shows: its parts, what is linked to it, and pull requests that name it."""
    kin = [other for other in family_of(ticket, tickets)[1:] if ticket.parent not in (other.id, other.key)]
    yield from kin
    name = re.compile(rf"(?<![\w-]){re.escape(ticket.key)}(?!\d)", re.IGNORECASE)
    pulls = [other for other in _pulls(tickets) if other not in kin]
    mentions = mentioned_in(ticket, tickets) if pulls else ()
    meant = {mention.by.ref for mention in mentions if mention.where is not Where.COMMENT}
    for other in pulls:
        if other.ref in meant or name.search(other.branch) or name.search(other.title):
            yield other
