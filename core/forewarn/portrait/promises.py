"""The promise ledger of a project: what either side said it would do by when, and what became of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.facts.activity import first_contact
from forewarn.facts.corrections import Correction
from forewarn.facts.dates.promises import Entry, State, kept_elsewhere, promise_ledger
from forewarn.facts.deadlines import midnight
from forewarn.facts.project import Project
from forewarn.facts.talk.announcements import last_announcement
from forewarn.language import Language
from forewarn.model import Evidence, Person, Role, Ticket, TicketRef

GRACE_HOURS = 2.0
"""Business hours after a deadline before a promise counts as broken; as the check of broken promises has it."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One dated promise and what became of it."""

    ticket: TicketRef
    anchor: str
    """The comment and the day; unique on its ticket."""
    side: Role
    """`TEAM` or `CLIENT`: who gave it."""
    by: str
    """What people call the author. Ledgers name them beside their words, and nothing is ever summed up by person."""
    words: str
    """The sentence, in the author's own words."""
    said: datetime
    deadline: datetime
    state: State
    public: bool
    """Whether the client can read it."""
    contact: bool
    """Whether it announces when the other side will hear of it again, rather than a delivery."""
    url: str = ""
    """Of the comment."""
    sign: Evidence | None = None
    """The first sign that it was kept, be it late."""
    renewed: datetime | None = None
    """The later date that was promised instead."""
    correction: Correction | None = None
    """What somebody said of it who knows better than the ticket."""

    @property
    def identity(self) -> str:
        """Stable across runs, so that a correction can be remembered by it."""
        return f"{self.ticket.source}:{self.ticket.id}|{self.anchor}"


def promises(
    tickets: Iterable[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    grace_hours: float = GRACE_HOURS,
) -> tuple[Promise, ...]:
    """Every dated promise on the project's tickets, the latest deadline first. The client's are read like ours.

    Only what the client wrote where everybody reads it is a promise of theirs; tickets with an ignored label are
    passed over.
    """
    looked_at = tuple(ticket for ticket in tickets if project.ignore_labels.isdisjoint(ticket.labels))
    found = [
        promise
        for ticket in looked_at
        for promise in _of_both(ticket, looked_at, project, language, reached, grace_hours)
    ]
    return tuple(sorted(found, key=lambda one: (one.deadline, one.identity), reverse=True))


def _of_both(
    ticket: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    grace_hours: float,
) -> Iterator[Promise]:
    ours = promise_ledger(ticket, project, language, grace_hours)
    for entry in kept_elsewhere(ours, ticket, tickets, project, language):
        known = _in_touch(entry, tickets, project, language) if entry.pledge.contact else entry
        yield _promise(ticket, known, Role.TEAM, reached)
    theirs = replace(project, agency_calendar=project.client_calendar, client_calendar=project.agency_calendar)
    mirrored = seen_from_the_other_side(ticket)
    yield from (
        _promise(ticket, entry, Role.CLIENT, reached)
        for entry in promise_ledger(mirrored, theirs, language, grace_hours)
    )


def _in_touch(entry: Entry, tickets: Sequence[Ticket], project: Project, language: Language) -> Entry:
    """An announced contact with its signs and its new day on whichever ticket: nobody is called once for each."""
    pledge, calendar = entry.pledge, project.agency_calendar
    if not pledge.message.public:
        return entry
    since = max(pledge.message.at, midnight(project, calendar.day_of(pledge.deadline)))
    heard = first_contact(tickets, language, project.contact_labels, since)
    signs = [sign for sign in (entry.sign, heard.message.evidence() if heard else None) if sign is not None]
    later, renewed = last_announcement(tickets, project, language), entry.renewed
    if renewed is None and later and later.day > pledge.deadline and later.message.at > pledge.message.at:
        renewed = replace(pledge, message=later.message, deadline=later.day)
    return replace(entry, sign=min(signs, key=lambda sign: sign.at, default=None), renewed=renewed)


def seen_from_the_other_side(ticket: Ticket) -> Ticket:
    """`ticket` with the client in the place of the team, so that one reading of promises serves both."""
    events = (replace(event, actor=_other(event.actor)) for event in ticket.history)
    return replace(ticket, history=tuple(events), reporter=_other(ticket.reporter))


def _other(person: Person | None) -> Person | None:
    swapped = {Role.TEAM: Role.CLIENT, Role.CLIENT: Role.TEAM}
    return replace(person, role=swapped.get(person.role, person.role)) if person is not None else None


def _promise(ticket: Ticket, entry: Entry, side: Role, reached: Callable[[datetime], bool]) -> Promise:
    pledge, message, renewed = entry.pledge, entry.pledge.message, entry.renewed
    # What was said after it was kept is about something else.
    stands = renewed is not None and (entry.sign is None or renewed.message.at <= entry.sign.at)
    return Promise(
        ticket=ticket.ref,
        anchor=pledge.anchor,
        side=side,
        by=message.name,
        words=pledge.sentence,
        said=message.at,
        deadline=pledge.deadline,
        state=entry.state(reached),
        public=message.public and pledge.origin.message.public,
        contact=pledge.contact,
        url=message.url,
        sign=entry.sign,
        renewed=renewed.deadline if renewed is not None and stands else None,
        correction=entry.correction,
    )
