"""The next contacts the team announced to the client, and whether they came."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from forewarn.facts.activity import recorded_contacts
from forewarn.facts.deadlines import passing
from forewarn.facts.marks import is_marked
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Fact, Role, Ticket

PLANNED = frozenset({"next contact", "next-contact", "следующий контакт", "следующий-контакт"})
"""Labels of tickets that plan a contact."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A public message of the team that says when the client hears from them next."""

    ticket: Ticket
    message: Message
    sentence: str
    """The author's own words."""
    day: datetime
    """When that day, or hour, has passed."""

    @property
    def anchor(self) -> str:
        """Unique within the ticket, also where an edit names another day."""
        return f"{self.message.event}:{self.day:%Y-%m-%d}"

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return self.message.facts | {"words": self.sentence, "announced": self.day}


def announcements(ticket: Ticket, project: Project, language: Language) -> tuple[Announcement, ...]:
    """Every next contact that was announced on `ticket`, oldest first."""
    found = []
    for message in _spoken(ticket, language):
        day = _contact(message.text, message, project, language)
        if day is not None:
            own = (s for s in language.sentences(message.text) if _contact(s, message, project, language) == day)
            found.append(Announcement(ticket, message, next(own, message.text), day))
    return tuple(found)


def last_announcement(tickets: Iterable[Ticket], project: Project, language: Language) -> Announcement | None:
    """The announcement with the latest day in the whole project."""
    said = (announced for ticket in tickets for announced in announcements(ticket, project, language))
    return max(said, key=lambda announced: announced.day, default=None)


def _contact(words: str, message: Message, project: Project, language: Language) -> datetime | None:
    return language.next_contact(words, message.at, project.agency_calendar)


def failed(announced: Announcement, tickets: Iterable[Ticket], project: Project, language: Language) -> bool:
    """Whether nothing came on the announced day or since, and nothing before it took its place.

    Whatever the client heard counts, on any ticket of the project. What came before the day counts only where it
    names a new date for the contact or, on the same ticket, any new date or words of delivery.
    """
    morning = _morning(announced.day, project)
    for ticket in tickets:
        spoken = [message for message in _spoken(ticket, language) if message.at > announced.message.at]
        recorded = [m for m in recorded_contacts(ticket, project.contact_labels) if m.at > announced.message.at]
        if any(message.at >= morning for message in (*spoken, *recorded)):
            return False
        if any(_replaces(message, ticket, announced, project, language) for message in spoken):
            return False
    return True


def planned_contacts(tickets: Iterable[Ticket], project: Project, labels: Iterable[str]) -> tuple[datetime, ...]:
    """When the dates of the open tickets pass that plan a contact, such as a call, by one of `labels` or their type."""
    planned = (ticket for ticket in tickets if ticket.is_open and is_marked(ticket, labels))
    return tuple(day for t in planned if t.due is not None and (day := passing(project, t.due)) is not None)


def _spoken(ticket: Ticket, language: Language) -> Iterator[Message]:
    """The public comments of the team; automatic replies are none."""
    for message in messages(ticket):
        ours = message.role is Role.TEAM and message.public and not message.opening
        if ours and not language.is_automatic(message.text):
            yield message


def _replaces(message: Message, ticket: Ticket, announced: Announcement, project: Project, language: Language) -> bool:
    contact = _contact(message.text, message, project, language)
    if contact is not None and contact >= announced.day:
        return True
    if ticket.ref != announced.ticket.ref:
        return False
    dates = language.dates(message.text, message.at, project.agency_calendar)
    return language.delivers(message.text) or any(date.deadline >= announced.day for date in dates)


def _morning(day: datetime, project: Project) -> datetime:
    zone = project.agency_calendar.zone
    return datetime.combine(day.astimezone(zone).date(), time.min, zone).astimezone(UTC)
