"""What bots wrote for a client to read; our own words are among them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from forewarn.facts.activity import work_of
from forewarn.facts.items import due_day
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Due, Role, Ticket

Span = tuple[datetime, datetime | None]
"""After which instant, and up to which one; None where it has no end."""

SHORTEST_NAME = 4
"""Letters from which on a title in somebody's words means the ticket."""


def is_named_by_bot(
    subject: Ticket, new: Due, span: Span, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether a bot named the date `new` on the work of `subject` within `span`."""
    calendar = project.agency_calendar
    dates = (d for m in _said(subject, span, tickets) for d in language.named_dates(m.text, m.at, calendar))
    return any(calendar.day_of(date.deadline) == due_day(new, calendar) for date in dates)


def is_told_by_bot(subject: Ticket, span: Span, tickets: Sequence[Ticket]) -> bool:
    """Whether a bot spoke of `subject` by its title within `span`."""
    title = subject.title.casefold()
    said = _said(subject, span, tickets) if len(title) >= SHORTEST_NAME else ()
    return any(title in message.text.casefold() for message in said)


def is_within(message: Message, span: Span) -> bool:
    """Whether it was written within `span`."""
    since, until = span
    return since < message.at <= (until or message.at)


def _said(subject: Ticket, span: Span, tickets: Sequence[Ticket]) -> Iterator[Message]:
    words = (message for place in work_of(subject, tickets) for message in messages(place) if message.public)
    return (message for message in words if message.role is Role.BOT and is_within(message, span))
