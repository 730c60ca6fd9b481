"""Who did what last: when work was done, when the team last spoke, since when a project has been going on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from forewarn.facts.deadlines import is_parked, unparked
from forewarn.facts.messages import Message, at_birth, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered, worked_out
from forewarn.language import Language
from forewarn.model import Event, Field, Kind, Need, Role, StatusCategory, Ticket, TicketRef
from forewarn.worktime import Calendar


@worked_out
def finish_of(ticket: Ticket) -> Event | None:
    """The event that made a ticket done which is done now; None while it is open or where history does not tell."""
    finishing = [event for event in ticket.history if finishes(event)]
    return finishing[-1] if finishing and not ticket.is_open else None


def done_at(ticket: Ticket) -> datetime | None:
    """When a ticket that is done now became so."""
    finish = finish_of(ticket)
    return finish.at if finish else None


AT_REST = "the work is done, and nobody has written on it since"
"""Of a ticket that is laid to rest."""


@worked_out
def is_laid_to_rest(ticket: Ticket) -> bool:
    """Whether a ticket is done and nobody wrote on it since: what was open in words ended with the work."""
    done = done_at(ticket)
    return done is not None and all(e.at < done for e in ticket.history if e.kind is Kind.COMMENTED)


def finishes(event: Event) -> bool:
    """Whether an event turned open work into done work."""
    return event.category is StatusCategory.DONE and event.old_category is not StatusCategory.DONE


def reopens(event: Event) -> bool:
    """Whether an event turned done work into open work."""
    return event.old_category is StatusCategory.DONE and event.category is not StatusCategory.DONE


def opened_last(ticket: Ticket) -> datetime:
    """When a ticket was reopened last, or else opened."""
    return max((event.at for event in ticket.history if reopens(event)), default=ticket.created)


def hands_over(event: Event) -> bool:
    """Whether an event added a file, or a link to an address; that to another ticket hands nothing over."""
    is_link = event.field is Field.LINKS and "://" in (event.new or "")
    return event.kind is Kind.ADDED and (event.field is Field.ATTACHMENTS or is_link)


def by_client(event: Event) -> bool:
    """Whether a client did it."""
    return event.actor is not None and event.actor.role is Role.CLIENT


def active_since(tickets: Iterable[Ticket], project: Project) -> datetime | None:
    """Since when there has been open, unparked work without a break; None where there is none now.

    Milestones and tickets with an ignored label are no work.
    """
    spans = [span for ticket in tickets if is_work(ticket, project) for span in _open_spans(ticket, project)]
    since = min((start for start, end in spans if end is None), default=None)
    for start, end in sorted(spans, key=lambda span: span[0], reverse=True):
        if since is not None and end is not None and end >= since > start:
            since = start
    return since


def is_work(ticket: Ticket, project: Project) -> bool:
    """Whether a ticket counts as work of the project at all."""
    return not ticket.is_milestone and project.ignore_labels.isdisjoint(ticket.labels)


def _open_spans(ticket: Ticket, project: Project) -> list[tuple[datetime, datetime | None]]:
    """When `ticket` was open; a ticket that is parked now is not open at all, and its last span begins unparked."""
    if is_parked(ticket, project):
        return []
    spans: list[tuple[datetime, datetime | None]] = []
    opened: datetime | None = ticket.created
    for event in ticket.history:
        if finishes(event) and opened is not None:
            spans.append((opened, event.at))
            opened = None
        elif reopens(event):
            opened = event.at
    if opened is not None and ticket.is_open:
        spans.append((unparked(ticket, project, opened), None))
    return spans


@dataclass(frozen=True, slots=True)
class Contact:
    """A public message of the team, or the record of a contact elsewhere, and the ticket it stands on."""

    ticket: Ticket
    message: Message

    @property
    def anchor(self) -> str:
        """Unique within the project."""
        return f"{self.ticket.source}:{self.ticket.id}:{self.message.event}"


def last_contact(
    tickets: Sequence[Ticket], language: Language, labels: frozenset[str] = frozenset(), before: datetime | None = None
) -> Contact | None:
    """The last time the client heard from us, before an instant where one is given.

    It is a public comment by a person of the team, automatic replies being none, or a contact recorded by a label.
    """
    heard = (one for one in _contacts(tickets, labels) if before is None or one.message.at < before)
    return next((contact for contact in heard if not language.is_automatic(contact.message.text)), None)


def first_contact(
    tickets: Sequence[Ticket], language: Language, labels: frozenset[str], since: datetime
) -> Contact | None:
    """The first time the client heard from us after an instant; see `last_contact`."""
    later = takewhile(lambda one: one.message.at > since, _contacts(tickets, labels))
    heard = [contact for contact in later if not language.is_automatic(contact.message.text)]
    return heard[-1] if heard else None


@remembered
def days_of_contact(
    tickets: Sequence[Ticket], language: Language, labels: frozenset[str], calendar: Calendar
) -> frozenset[date]:
    """The days on which the client heard from us; see `last_contact`."""
    heard = (one.message for one in _contacts(tickets, labels))
    return frozenset(calendar.day_of(message.at) for message in heard if not language.is_automatic(message.text))


@remembered
def _contacts(tickets: Sequence[Ticket], labels: frozenset[str]) -> Sequence[Contact]:
    """Every time the client heard from us, automatic replies included, the latest first."""
    contacts = (
        Contact(ticket, message)
        for ticket in tickets
        for message in (*public_words(ticket), *recorded_contacts(ticket, labels))
    )
    return sorted(contacts, key=lambda contact: contact.message.at, reverse=True)


def public_words(ticket: Ticket) -> Iterator[Message]:
    return (m for m in messages(ticket) if m.role is Role.TEAM and m.public and not m.opening)


def why_in_doubt(tickets: Sequence[Ticket], since: datetime) -> str | None:
    """Why nobody can tell whether the client heard from us after an instant; None where it is known."""
    unknown = (m for ticket in tickets for m in messages(ticket) if m.role is Role.UNKNOWN and not m.opening)
    in_doubt = any(message.public and message.at > since for message in unknown)
    return "somebody of whom nobody knows the side wrote since" if in_doubt else None


@worked_out
def spoken(ticket: Ticket, language: Language) -> tuple[Message, ...]:
    """The public comments by people of the team on `ticket`, oldest first; automatic replies are none."""
    return tuple(message for message in public_words(ticket) if not language.is_automatic(message.text))


def recorded_contacts(ticket: Ticket, labels: frozenset[str]) -> Iterator[Message]:
    """The contacts outside the trackers that one of `labels` records, at the instant the ticket got it."""
    born = at_birth(ticket) if labels else None
    if born is not None and born.history:
        first = born.history[0]
        yield from (
            Message(first.id, first.at, first.actor, label, True, ticket.url) for label in labels & {*born.labels}
        )
    for event in ticket.history:
        if records_contact(event, labels):
            yield Message(event.id, event.at, event.actor, event.new or "", True, event.url)


def records_contact(event: Event, labels: frozenset[str]) -> bool:
    """Whether an event is the label that records a contact outside the trackers."""
    return event.kind is Kind.ADDED and event.field is Field.LABELS and event.new in labels


@remembered
def unheard(tickets: Sequence[Ticket], project: Project) -> str | None:
    """Why what is said on the client's tickets cannot be heard; None where it can."""
    if not project.visible_sources:
        return "the client can see none of this project's sources"
    theirs = (t for t in tickets if is_work(t, project) and t.source in project.visible_sources)
    return next((t.absent[Need.COMMENTS] for t in theirs if Need.COMMENTS in t.absent), None)


def why_past_unknown(tickets: Iterable[Ticket], project: Project) -> str | None:
    """Why nobody can tell how the project's work stood at an earlier time; None where the history tells."""
    work = (ticket for ticket in tickets if is_work(ticket, project))
    return next((t.absent[Need.STATUS_HISTORY] for t in work if Need.STATUS_HISTORY in t.absent), None)


def where_the_client_looks(tickets: Iterable[Ticket], project: Project) -> TicketRef | None:
    """The open ticket the client can see and touched last, or failing that the newest one they can see."""
    visible = [t for t in tickets if is_work(t, project) and t.is_open and t.source in project.visible_sources]
    best = max(visible, key=_client_touch, default=None)
    return best.ref if best else None


def _client_touch(ticket: Ticket) -> tuple[bool, datetime, str]:
    touches = [event.at for event in ticket.history if by_client(event)]
    return bool(touches), max(touches, default=ticket.created), ticket.id


def open_ticket_of(milestone: Ticket, tickets: Sequence[Ticket]) -> TicketRef | None:
    """The open ticket of a milestone that people worked on last: the place to speak about it. A ticket has none."""
    mine = [t for t in tickets_of(milestone, tickets) if t.is_open]
    best = max(mine, key=lambda t: (_worked_on(t), t.id), default=None)
    return best.ref if best else None


def _worked_on(ticket: Ticket) -> datetime:
    """When anybody but a bot did something last; our own comments are a bot's."""
    by_people = (e.at for e in reversed(ticket.history) if e.actor is None or e.actor.role is not Role.BOT)
    return next(by_people, ticket.created)


def tickets_of(milestone: Ticket, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """The tickets that belong to a milestone."""
    place = (milestone.source, milestone.container, milestone.id)
    return _members(tickets).get(place, ()) if milestone.is_milestone else ()


def work_of(subject: Ticket, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """The tickets that belong to a milestone; a ticket by itself."""
    return tickets_of(subject, tickets) if subject.is_milestone else (subject,)


@remembered
def _members(tickets: Sequence[Ticket]) -> Mapping[tuple[str, str, str], tuple[Ticket, ...]]:
    """Which tickets belong to which milestone."""
    found: dict[tuple[str, str, str], list[Ticket]] = {}
    for ticket in tickets:
        if ticket.milestone is not None and not ticket.is_milestone:
            found.setdefault((ticket.source, ticket.container, ticket.milestone), []).append(ticket)
    return {place: tuple(members) for place, members in found.items()}
