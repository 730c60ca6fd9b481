"""What the project waits for the client to decide or to answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.askers import Asker
from forewarn.facts.impact import told_of_impact
from forewarn.facts.questions import open_question
from forewarn.language import Language
from forewarn.model import Ticket, TicketRef
from forewarn.portrait import Addition, Portrait


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing the client is asked."""

    title: str
    url: str
    since: datetime
    """When it was asked, or came on top."""
    question: str = ""
    """In the words in which we asked; empty where nobody has asked yet."""
    is_scope: bool = False
    """Whether it came on top of what was agreed."""
    theirs: bool = False
    """Whether the client asked for it."""
    impact: str = ""
    """The sentence in which they were told what it means for cost and date, unless that is the question itself."""
    weighed: bool = True
    """Whether they were told; a client cannot decide about an addition before."""


def decisions(portrait: Portrait, visible: Sequence[Ticket], language: Language) -> tuple[Decision, ...]:
    """Questions that wait for the client, and additions to the scope that they have not decided about; oldest first."""
    additions = {one.ticket: one for one in portrait.scope.undecided} if portrait.scope else {}
    asked = _asked(portrait, visible, additions, language)
    return tuple(sorted(asked, key=lambda one: (one.since, one.title)))


def _asked(
    portrait: Portrait, visible: Sequence[Ticket], additions: Mapping[TicketRef, Addition], language: Language
) -> Iterator[Decision]:
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
            yield Decision(ticket.title, ticket.url, added.at, words, True, theirs, repeated, bool(impact))
        elif question is not None and words:
            yield Decision(ticket.title, ticket.url, question.message.at, words)
