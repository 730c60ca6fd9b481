"""What the project waits for the client to decide, to answer or to send."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.askers import Asker
from forewarn.facts.dates.impact import told_of_impact
from forewarn.facts.dates.promises import State
from forewarn.facts.talk.announcements import FARTHEST
from forewarn.facts.talk.questions import open_question
from forewarn.language import Language
from forewarn.model import Role, Ticket, TicketRef
from forewarn.portrait import Addition, Portrait
from forewarn.show.letter.changes import Place


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing the client is asked, or has promised."""

    title: str
    url: str
    since: datetime
    """When it was asked, or came on top."""
    question: str = ""
    """In the words in which we asked; empty where nobody has asked yet."""
    promise: str = ""
    """In the client's own words, what they said they would do by a day that has passed."""
    is_scope: bool = False
    """Whether it came on top of what was agreed."""
    theirs: bool = False
    """Whether the client asked for it."""
    impact: str = ""
    """The sentence in which they were told what it means for cost and date, unless that is the question itself."""
    weighed: bool = True
    """Whether they were told; a client cannot decide about an addition before."""


def decisions(portrait: Portrait, visible: Sequence[Ticket], language: Language) -> tuple[Decision, ...]:
    """Questions that wait for the client, additions to the scope that they have not decided about, and what they
    promised and nobody has seen; oldest first, one a ticket."""
    additions = {one.ticket: one for one in portrait.scope.undecided} if portrait.scope else {}
    asked = dict(_asked(portrait, visible, additions, language))
    expected = ((place, one) for place, one in _expected(portrait, visible) if place not in asked)
    return tuple(sorted([*asked.values(), *dict(expected).values()], key=lambda one: (one.since, one.title)))


def _expected(portrait: Portrait, visible: Sequence[Ticket]) -> Iterator[tuple[Place, Decision]]:
    """What the client promised on open work lately, and nobody has seen; the last of several on one ticket."""
    by_place = {ticket.place: ticket for ticket in visible if ticket.is_open and not ticket.is_milestone}
    lately = (one for one in portrait.promised(Role.CLIENT, State.BROKEN) if portrait.at - one.deadline <= FARTHEST)
    for one in sorted(lately, key=lambda one: one.said):
        ticket = by_place.get(one.ticket.place)
        if ticket is not None and one.sign is None and one.renewed is None and not one.contact:
            yield ticket.place, Decision(ticket.title, ticket.url, one.said, promise=one.words)


def _asked(
    portrait: Portrait, visible: Sequence[Ticket], additions: Mapping[TicketRef, Addition], language: Language
) -> Iterator[tuple[Place, Decision]]:
    for ticket in visible:
        if not ticket.is_open or ticket.is_milestone:
            continue
        question = open_question(ticket, portrait.project, language)
        # Who said when the answer will come is not asked for it before.
        waits = question is not None and not question.doubtful and question.start <= portrait.at
        words = question.sentence if question is not None and waits else ""
        added = additions.get(ticket.ref)
        if added is not None:
            theirs = added.asker is Asker.CLIENT
            impact = told_of_impact(ticket, language)
            repeated = "" if impact == words else impact
            yield ticket.place, Decision(
                ticket.title, ticket.url, added.at, words,
                is_scope=True, theirs=theirs, impact=repeated, weighed=bool(impact),
            )  # fmt: skip
        elif question is not None and words:
            yield ticket.place, Decision(ticket.title, ticket.url, question.message.at, words)
