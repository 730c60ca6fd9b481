"""What the client wrote and nobody has answered."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.deadlines import is_parked
from forewarn.facts.gist import wants_nothing
from forewarn.facts.project import Project
from forewarn.facts.talk.turns import Side, Turn, whose_turn
from forewarn.facts.talk.unanswered import let_go
from forewarn.language import Language
from forewarn.model import StatusCategory, Ticket
from forewarn.show.letter.changes import Place

_FINISHED_DAYS = 20
"""Business days after which finished work is let go; as the check of unanswered messages has it."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What a client wrote on one ticket and waits for an answer to."""

    title: str
    url: str
    since: datetime
    words: str
    """In their own words; empty where they did no more than open the ticket."""


def unanswered(
    visible: Sequence[Ticket], project: Project, language: Language, told: Collection[Place], at: datetime
) -> tuple[Unanswered, ...]:
    """The words of the client that wait for ours, oldest first, but for those on what is `told` as a decision."""
    found = (one for ticket in visible if ticket.place not in told for one in _on(ticket, project, language, at))
    return tuple(sorted(found, key=lambda one: (one.since, one.title)))


def _on(ticket: Ticket, project: Project, language: Language, at: datetime) -> Iterator[Unanswered]:
    turn, over = whose_turn(ticket, project, language), let_go(ticket, project, _FINISHED_DAYS)
    quiet = is_parked(ticket, project) or (over is not None and over <= at)
    if turn.side is not Side.US or turn.doubtful or quiet or not turn.waiting or _is_taken_up(turn, ticket, language):
        return
    asking = next((one for one in turn.waiting if language.question(one.words)), turn.waiting[0])
    bare = asking.opening and asking.words == ticket.title
    yield Unanswered(ticket.title, ticket.url, turn.waiting[0].at, "" if bare else asking.words)


def _is_taken_up(turn: Turn, ticket: Ticket, language: Language) -> bool:
    """Whether a client asked us for nothing but the work itself, which is under way."""
    [first, *more] = turn.waiting
    bare = first.opening and not more and wants_nothing(first.text, language)
    return bare and ticket.category is not StatusCategory.TODO
