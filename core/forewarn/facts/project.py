"""What the agency says of a project, because no tracker holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from forewarn.facts.corrections import Correction
from forewarn.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Baseline:
    """The instant at which the scope was agreed, and by whom."""

    at: datetime
    approved_by: str


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; an open end goes on."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies in it."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Project:
    """One engagement for one client, over all its sources."""

    name: str
    client: str
    agency_calendar: Calendar
    client_calendar: Calendar
    language: str = "en"
    """Of the words on its tickets."""
    client_language: str = "en"
    """Of what we write to the client."""
    visible_sources: frozenset[str] = frozenset()
    """Names of the sources whose tickets the client can see."""
    baselines: tuple[Baseline, ...] = ()
    """The agreed baseline and every later one, oldest first; empty where the config names none."""
    parked: tuple[Period, ...] = ()
    parked_labels: frozenset[str] = frozenset()
    ignore_labels: frozenset[str] = frozenset()
    leave: Mapping[str, tuple[Period, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By a person's id, handle or name, in small letters."""
    cadence_days: int | None = None
    """A fixed rhythm of contact: a word to the client at least every so many business days; None where none is set."""
    contact_labels: frozenset[str] = frozenset()
    """A ticket that gets one of these records a contact outside the trackers, such as a call, at that instant."""
    launch: frozenset[str] = frozenset({"launch", "go-live"})
    """Labels, types and statuses that mean going live."""
    events: frozenset[str] = frozenset()
    """Titles or labels of milestones and dated tickets that are outside events: their date cannot move."""
    needs_approval: frozenset[str] = frozenset({"launch", "design", "content"})
    """Types and labels of work that the client has to approve."""
    auto_approve_under: float | None = None
    """Changes estimated at less, in the unit of the source, are approved in advance; None: none are."""
    private_labels: frozenset[str] = frozenset()
    """Labels of issues that are kept from the client on purpose, with the owner's approval."""
    allow: frozenset[str] = frozenset()
    """Phrases that are meant where they stand, such as a product called "Draft"."""
    hosts: frozenset[str] = frozenset()
    """Hosts whose pages may be looked at."""
    pages: tuple[str, ...] = ()
    """Addresses to look at besides those in descriptions."""
    glossary: frozenset[str] = frozenset()
    """Words of the trade that this client knows."""
    corrections: Mapping[str, Correction] = field(default_factory=lambda: MappingProxyType({}))
    """By the identity of a promise, what somebody corrected in the ledger; from the store and not from the config."""

    def agreed_on(self, baseline: Baseline) -> date:
        """The day of a baseline as the agency names it: another time zone must not make another day of it."""
        return self.agency_calendar.day_of(baseline.at)
