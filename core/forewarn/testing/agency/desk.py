"""The desk at which one project is written: its people, its calendar, its tickets and what is true of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import Any

from forewarn.model import MILESTONE, Person, Role, StatusCategory, Ticket
from forewarn.testing import builders
from forewarn.testing.agency.acts import Act
from forewarn.testing.agency.places import AGENCY
from forewarn.testing.agency.speech import Speech, grammar
from forewarn.testing.agency.truth import Truth
from forewarn.worktime import Calendar


@dataclass(slots=True)
class Desk:
    """Everything that is written about one project; an engagement is what comes of it."""

    name: str
    tracker: str
    language: str
    rng: Random
    start: date
    """The Monday on which the project begins."""
    end: datetime
    """Where its story stops."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the config says of the project, beyond the usual."""
    calendar: Calendar = AGENCY
    team: Sequence[Person] = ()
    clients: Sequence[Person] = ()
    tickets: list[Ticket] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)
    logs: list[tuple[Act, ...]] = field(default_factory=list)
    """What happened on each ticket."""
    subjects: list[str] = field(default_factory=list)
    """The tickets that `logs` tells of, in the same order."""
    release: Ticket | None = None
    """The milestone that holds what was agreed, where the tracker has milestones."""
    joined: list[datetime] = field(default_factory=list)
    """When something came on top of it."""
    _numbers: int = 0

    def __post_init__(self) -> None:
        names = self.rng.sample(grammar(self.language)["names"], 6)
        self.team = [builders.person(name) for name in names[:4]]
        self.clients = [builders.person(name, Role.CLIENT) for name in names[4:]]

    @property
    def source(self) -> str:
        """One tracker account for all projects of a tracker."""
        return self.tracker

    @property
    def container(self) -> str:
        """Where the project's tickets lie."""
        return self.name

    @property
    def subject(self) -> str:
        """As a finding about the project names it."""
        return f"project:{self.name}"

    def speech(self) -> Speech:
        """A voice for a new ticket."""
        thing = self.rng.choice(grammar(self.language)["things"])
        return Speech(self.rng, self.language, thing, f"{self.name}.example")

    def at(self, week: int, weekday: int = 0, hour: float | None = None) -> datetime:
        """An instant in a week of the project; a day off becomes the next working day."""
        day = self.calendar.workday_from(date.fromordinal(self.start.toordinal() + 7 * week + weekday))
        opening = self.calendar.opening(day)
        hours = self.rng.uniform(0.2, 6.5) if hour is None else hour
        return self.calendar.add_hours(opening, hours)

    def number(self) -> int:
        """That of the next ticket."""
        self._numbers += 1
        return self._numbers

    def milestone(self, at: datetime, title: str, due: date | None, **state: Any) -> Ticket:
        """A milestone with a date, made by the team; replaced in `tickets` when it changes."""
        state |= {"type": MILESTONE, "due": due and due.isoformat()}
        state |= {"title": title, "description": "## Goal\n\nWhat visitors look for is found at the first try."}
        opened = builders.opened(at, self.team[0])
        ticket = builders.ticket(f"{self.name}-m{self.number()}", opened, source=self.source, **state)
        ticket = replace(ticket, container=self.container)
        self.tickets.append(ticket)
        return ticket

    def change(self, ticket: Ticket, *steps: builders.Step) -> Ticket:
        """Something more happens to a ticket that is already written."""
        after = ticket
        for step in steps:
            after = step(after)
        self.tickets[self.tickets.index(ticket)] = after
        return after

    def close(self, milestone: Ticket, at: datetime) -> Ticket:
        """The milestone is reached."""
        done = replace(builders.moved(at, self.team[0], "closed")(milestone), category=StatusCategory.DONE)
        self.tickets[self.tickets.index(milestone)] = done
        return done

    def truth(
        self, check: str, since: datetime, until: datetime, *, asked: bool = True, positive: bool | None = None
    ) -> None:
        """`check` is right about the project in that time."""
        if since < until:
            self.truths.append(Truth(check, self.subject, since, until, asked, positive=positive))
