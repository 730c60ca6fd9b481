"""What came later on a ticket: whether its date was missed, the client asked for news, or the work came back."""

from datetime import datetime
from enum import StrEnum

from forewarn.facts.activity import reopens
from forewarn.facts.deadlines import passing
from forewarn.facts.messages import messages
from forewarn.facts.project import Project
from forewarn.facts.talk.chases import is_chase
from forewarn.language import Language
from forewarn.model import Field, Ticket, due_from_text


class Later(StrEnum):
    """What an agency would have wanted to be warned of."""

    MISSED = "missed"
    """A date passed that stood on the ticket, and the work was not done."""
    ASKED = "asked"
    """The client asked for news."""
    REOPENED = "reopened"
    """Work that was done was opened again."""


def aftermath(
    ticket: Ticket, project: Project, language: Language | None, start: datetime, end: datetime
) -> frozenset[Later]:
    """What of it happened on `ticket` after `start`, up to `end`."""
    found = {Later.REOPENED for event in ticket.history if start < event.at <= end and reopens(event)}
    if was_missed(ticket, project, start, end):
        found.add(Later.MISSED)
    if language is not None and was_asked(ticket, language, start, end):
        found.add(Later.ASKED)
    return frozenset(found)


def was_asked(ticket: Ticket, language: Language, start: datetime, end: datetime) -> bool:
    """Whether a client asked for news on `ticket` in that time."""
    return any(start < message.at <= end and is_chase(message, language) for message in messages(ticket))


def was_missed(ticket: Ticket, project: Project, start: datetime, end: datetime) -> bool:
    """Whether a date passed in that time which stood on `ticket`, while it was open."""
    moves = [event for event in ticket.history if event.field is Field.DUE]
    dates = {ticket.due, *(due_from_text(text) for event in moves for text in (event.old, event.new))}
    for due in dates:
        passed = passing(project, due) if due is not None else None
        then = ticket.as_of(passed) if passed is not None and start < passed <= end else None
        if then is not None and then.is_open and then.due == due:
            return True
    return False
