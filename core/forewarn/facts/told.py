"""What the client was told: a new date, a problem, the reason of a change."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from forewarn.facts.activity import recorded_contacts, spoken, tickets_of
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Role, Ticket

_AROUND = timedelta(hours=24)
_SHORTEST_NAME = 4
"""Letters from which on a title in somebody's words means the ticket."""


def told_date(
    subject: Ticket, old: datetime, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether the team, after `since`, told the client a date for `subject` that is later than `old`.

    A public message on the ticket or its family, or elsewhere in the project where it calls the ticket by its name.
    A contact outside the trackers that was recorded counts as well.
    """
    return any(
        message.at > since and (message.text in project.contact_labels or _names_date(message, old, project, language))
        for message in said_about(subject, tickets, project, language)
    )


def told(subject: Ticket, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether the client has known of something about `subject` from `since` on.

    By whatever the team said publicly on the ticket, on its family, or elsewhere naming it; by a recorded contact; or
    because a client wrote on the ticket themselves.
    """
    theirs = (message for message in messages(subject) if message.role is Role.CLIENT)
    return any(m.at >= since for m in (*said_about(subject, tickets, project, language), *theirs))


def reason_for(subject: Ticket, at: datetime, tickets: Sequence[Ticket], language: Language) -> str:
    """The sentence in which the team told the client why `subject` changed at `at`, within a day; else empty."""
    places = tickets_of(subject, tickets) if subject.is_milestone else (subject,)
    near = (m for ticket in places for m in spoken(ticket, language) if abs(m.at - at) <= _AROUND)
    sentences = (sentence for message in near for sentence in language.sentences(message.text))
    return next((sentence for sentence in sentences if language.gives_reason(sentence)), "")


def family_of(subject: Ticket, tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """The ticket with its parts, its parent and what is linked to it either way; a milestone with its tickets."""
    if subject.is_milestone:
        return (subject, *tickets_of(subject, tickets))
    named = {link.target for link in subject.links} | {subject.parent}

    def is_kin(other: Ticket) -> bool:
        naming = {link.target for link in other.links} | {other.parent}
        return not named.isdisjoint(_names(other, subject)) or not naming.isdisjoint(_names(subject, other))

    kin = (other for other in tickets if not other.is_milestone and other.ref != subject.ref and is_kin(other))
    return (subject, *kin)


def said_about(subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language) -> Iterator[Message]:
    """Public messages of the team on `subject` and its family, those elsewhere that name it, and recorded contacts.

    Not in the order of time.
    """
    family = {ticket.ref for ticket in family_of(subject, tickets)}
    for ticket in tickets:
        is_family = ticket.ref in family
        yield from (m for m in spoken(ticket, language) if is_family or _is_named(subject, m.text))
        if is_family:
            yield from recorded_contacts(ticket, project.contact_labels)


def _names(ticket: Ticket, other: Ticket) -> set[str]:
    """What `other` may call a ticket; by its id only in the same source, as every source has its own."""
    return {ticket.key, ticket.url, ticket.id if ticket.source == other.source else ""} - {""}


def _is_named(subject: Ticket, words: str) -> bool:
    said = f" {' '.join(words.casefold().split())} "
    title = subject.title.casefold()
    if len(title) >= _SHORTEST_NAME and title in said:
        return True
    return bool(subject.key) and not subject.is_milestone and f" {subject.key.casefold()} " in said.translate(_STOPS)


def _names_date(message: Message, old: datetime, project: Project, language: Language) -> bool:
    dates = language.dates(message.text, message.at, project.agency_calendar)
    return any(date.deadline > old for date in dates)


_STOPS = str.maketrans(dict.fromkeys(",.;:!?()[]\"'", " "))
