"""Who did what last: when work was done, when the team last spoke, since when a project has been going on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.deadlines import is_parked, unparked
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.language import Language
from forewarn.model import Event, Field, Kind, Need, Role, StatusCategory, Ticket, TicketRef


def finish_of(ticket: Ticket) -> Event | None:
    """The event that made a ticket done which is done now; None while it is open or where history does not tell."""
    finishing = [event for event in ticket.history if finishes(event)]
    return finishing[-1] if finishing and not ticket.is_open else None


def done_at(ticket: Ticket) -> datetime | None:
    """When a ticket that is done now became so."""
    finish = finish_of(ticket)
    return finish.at if finish else None


def finishes(event: Event) -> bool:
    """Whether an event turned open work into done work."""
    is_status = event.kind is Kind.CHANGED and event.field is Field.STATUS
    return is_status and event.category is StatusCategory.DONE and event.old_category is not StatusCategory.DONE


def reopens(event: Event) -> bool:
    """Whether an event turned done work into open work."""
    is_status = event.kind is Kind.CHANGED and event.field is Field.STATUS
    return is_status and event.old_category is StatusCategory.DONE and event.category is not StatusCategory.DONE


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
    """A public message of the team, and the ticket it stands on."""

    ticket: Ticket
    message: Message

    @property
    def anchor(self) -> str:
        """Unique within the project."""
        return f"{self.ticket.source}:{self.ticket.id}:{self.message.event}"


def last_contact(tickets: Iterable[Ticket], language: Language) -> Contact | None:
    """The last public comment by a person of the team; automatic replies are none."""
    contacts = (
        Contact(ticket, message)
        for ticket in tickets
        for message in messages(ticket)
        if message.role is Role.TEAM and message.public and not message.opening
    )
    latest_first = sorted(contacts, key=lambda contact: contact.message.at, reverse=True)
    return next((contact for contact in latest_first if not language.is_automatic(contact.message.text)), None)


def unheard(tickets: Iterable[Ticket], project: Project) -> str | None:
    """Why what is said on the client's tickets cannot be heard; None where it can."""
    theirs = (t for t in tickets if is_work(t, project) and t.source in project.visible_sources)
    return next((t.absent[Need.COMMENTS] for t in theirs if Need.COMMENTS in t.absent), None)


def where_the_client_looks(tickets: Iterable[Ticket], project: Project) -> TicketRef | None:
    """The open ticket the client can see and touched last, or failing that the newest one they can see."""
    visible = [t for t in tickets if is_work(t, project) and t.is_open and t.source in project.visible_sources]
    best = max(visible, key=_client_touch, default=None)
    return best.ref if best else None


def _client_touch(ticket: Ticket) -> tuple[bool, datetime, str]:
    touches = [event.at for event in ticket.history if event.actor and event.actor.role is Role.CLIENT]
    return bool(touches), max(touches, default=ticket.created), ticket.id


def open_ticket_of(milestone: Ticket, tickets: Iterable[Ticket]) -> TicketRef | None:
    """The open ticket of a milestone that was worked on last: the place to speak about it. A ticket has none."""
    mine = [t for t in tickets_of(milestone, tickets) if t.is_open]
    best = max(mine, key=lambda t: (t.history[-1].at if t.history else t.created, t.id), default=None)
    return best.ref if best else None


def tickets_of(milestone: Ticket, tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """The tickets that belong to a milestone."""
    place = (milestone.source, milestone.container, milestone.id)
    return tuple(t for t in tickets if not t.is_milestone and (t.source, t.container, t.milestone) == place)
