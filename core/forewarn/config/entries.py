"""What may stand in the config: where things are, and how much may be said."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from forewarn.config.calendars import CalendarEntry, PeriodEntry
from forewarn.config.digest import DigestEntry
from forewarn.config.letter import LetterEntry, LetterPlace
from forewarn.config.names import CalendarName, ClientName, SourceName
from forewarn.config.sides import RelayEntry, RolesEntry
from forewarn.config.speaking import SpeakingEntry
from forewarn.connect import Patience
from forewarn.language.pack import pack_codes
from forewarn.model import Due, due_from_text
from forewarn.rulebook.entries import Entry
from forewarn.rulebook.mistakes import Mistake


def _empty_if_nothing(value: Any) -> Any:
    return {} if value is None else value


def _language(value: str) -> str:
    if not value.replace("-", "").isalpha() or len(value.partition("-")[0]) != 2:
        known = " and ".join(pack_codes())
        raise Mistake(f"{value!r} is no language", f"Use the two letters of ISO 639. forewarn knows {known}.")
    return value


def _due(value: Any) -> Any:
    try:
        return due_from_text(value)
    except (TypeError, ValueError):
        raise Mistake("this is no date", "Write a day (2026-03-02) or an instant with its offset.") from None


def _store(value: str) -> str:
    if "://" in value and urlsplit(value).password:
        raise Mistake(
            "a password must not stand in the file itself",
            "Leave it out of the URL and put it where PostgreSQL looks for it: ~/.pgpass or PGPASSFILE.",
        )
    return value


LanguageCode = Annotated[str, AfterValidator(_language)]
Moment = Annotated[Due, BeforeValidator(_due)]


class AgencyEntry(Entry):
    """Who we are."""

    name: str = Field(description="The agency's name, as people know it.")
    formerly: str = Field("", description="Its name until now, where that changes: its database knows it by that one.")
    calendar: CalendarName = Field(description="The calendar by which the agency keeps its word.")
    language: LanguageCode = Field("en", description="Language of the agency, and of clients that name no other.")
    lead: str = Field("", description="Who looks at what stays open too long, where a project names nobody.")
    owner: str = Field("", description="Who looks at it when the lead has not, where a project names nobody.")


class ClientEntry(Entry):
    """Somebody we work for."""

    calendar: CalendarName | None = Field(None, description="When the client works; the agency's calendar if left out.")
    language: LanguageCode | None = Field(None, description="Language we write in; the agency's if left out.")


class SourceEntry(BaseModel):
    """A tracker account we read; the other keys are the connector's own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    connector: str = Field(description="Which tracker it is: jira, github, trello or files.")
    client_visible: bool = Field(
        description="Say whether clients can open these tickets: it decides whether a word for the team may stand "
        "there, so forewarn never guesses it."
    )


class BaselineEntry(Entry):
    """When a scope was agreed, and by whom."""

    at: Moment = Field(description="A day (its end counts) or an instant with its offset.")
    approved_by: str = Field(description="Who agreed to it.")


class PrivateEntry(Entry):
    """What is kept from the client on purpose."""

    label: str = Field(description="The label.")
    approved_by: str = Field(description="The owner who agreed to it.")


class LeaveEntry(PeriodEntry):
    """Days on which somebody is away."""

    person: str = Field(description="The person's id, handle or name.")


class ProjectEntry(Entry):
    """One engagement for one client."""

    client: ClientName = Field(description="For whom it is.")
    sources: dict[SourceName, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(
        min_length=1,
        description="Where its tickets are: a source with its Jira project keys, GitHub owner/name, Trello board ids.",
    )
    calendar: CalendarName | None = Field(None, description="Calendar of the people on it; the agency's if left out.")
    language: LanguageCode | None = Field(
        None,
        description="Of what people write on its tickets; the client's if left out. Notes for the team are in the "
        "agency's.",
    )
    lead: str = Field("", description="Who looks at what stays open too long; the agency's lead if left out.")
    owner: str = Field("", description="Who looks at it when the lead has not; the agency's owner if left out.")
    baseline: BaselineEntry | None = Field(None, description="The agreed scope: what comes later is growth.")
    rebaseline: tuple[BaselineEntry, ...] = Field((), description="Later agreements that took its place.")
    parked: tuple[PeriodEntry, ...] = Field((), description="When nobody was to work on it; such days do not count.")
    parked_labels: frozenset[str] = Field(frozenset(), description="A ticket with one of these labels is parked.")
    ignore_labels: frozenset[str] = Field(frozenset(), description="A ticket with one of these is not looked at.")
    cadence: int | None = Field(
        None, ge=1, le=60, description="A rhythm of contact: business days in which the client hears from us."
    )
    contact_labels: frozenset[str] = Field(
        frozenset(), description="Labels that record a contact outside the trackers, such as a call."
    )
    launch: frozenset[str] = Field(
        frozenset({"launch", "go-live"}), description="Labels, types and statuses that mean going live."
    )
    events: frozenset[str] = Field(
        frozenset(),
        description="Titles or labels of milestones and dated tickets that are outside events: their date cannot move.",
    )
    needs_approval: frozenset[str] = Field(
        frozenset({"launch", "design", "content"}), description="Types and labels of work that the client approves."
    )
    auto_approve_under: float | None = Field(
        None, ge=0, description="Changes estimated at less are approved in advance, in the unit of the source."
    )
    private_label: PrivateEntry | None = Field(
        None, description="Label of issues that are kept from the client on purpose, and who agreed to that."
    )
    allow: frozenset[str] = Field(
        frozenset(), description="Phrases that are meant where they stand, such as a product called Draft."
    )
    hosts: frozenset[str] = Field(frozenset(), description="Hosts whose pages may be looked at.")
    pages: tuple[str, ...] = Field((), description="Addresses to look at besides those in descriptions.")
    glossary: frozenset[str] = Field(frozenset(), description="Words of the trade that this client knows.")
    letter_on: LetterPlace = Field("", description="Where letters to the client are posted, as SOURCE:KEY.")

    @model_validator(mode="after")
    def _was_agreed_before_it_was_agreed_anew(self) -> "ProjectEntry":
        if self.rebaseline and self.baseline is None:
            raise Mistake("there is a rebaseline and no baseline", "Say in baseline when the first scope was agreed.")
        return self


class WaitingEntry(Entry):
    """How long a run waits for a tracker that is slow or asks to slow down."""

    budget_minutes: int = Field(default=5, ge=0, le=240, description="Waiting for one source in one run, all in all.")
    attempts: int = Field(default=4, ge=1, le=20, description="Tries a read.")
    answer_seconds: float = Field(default=30, gt=0, le=600, description="The longest wait for an answer.")

    def patience(self) -> Patience:
        """As connectors have it."""
        budget = timedelta(minutes=self.budget_minutes)
        return Patience(budget=budget, attempts=self.attempts, read_timeout=self.answer_seconds)


class ConfigFile(Entry):
    """Where things are."""

    agency: AgencyEntry = Field(description="Who we are: a name and a calendar.")
    store: Annotated[str, AfterValidator(_store)] = Field(
        "",
        description="The agency's own database: a file, seen from the config's folder, or a SQLAlchemy URL. Left out, "
        "it is a file named like the config.",
    )
    rules: str = Field(description="What is looked for: a rules file, seen from the config's folder, or a pack.")
    calendars: dict[str, CalendarEntry] = Field(min_length=1, description="When people work, by name.")
    clients: dict[str, Annotated[ClientEntry, BeforeValidator(_empty_if_nothing)]] = Field(
        min_length=1, description="For whom the agency works, by name."
    )
    roles: RolesEntry = Field(
        default_factory=RolesEntry, description="Which side people stand on, where the tracker cannot know."
    )
    people: dict[str, tuple[str, ...]] = Field(
        {}, description="People with accounts on several trackers: a name, and what each tracker calls them."
    )
    relays: tuple[RelayEntry, ...] = Field((), description="Bots that pass on what people wrote somewhere else.")
    leave: tuple[LeaveEntry, ...] = Field((), description="Who is away when.")
    sources: dict[str, SourceEntry] = Field(min_length=1, description="The tracker accounts we read, by name.")
    projects: dict[str, ProjectEntry] = Field(min_length=1, description="The engagements, by name.")
    speaking: SpeakingEntry = Field(default_factory=SpeakingEntry, description="How much may be said.")
    digest: DigestEntry | None = Field(None, description="Where it goes what is not said on tickets, and when.")
    letter: LetterEntry | None = Field(None, description="Letters to clients: how they are written, and how often.")
    waiting: WaitingEntry = Field(default_factory=WaitingEntry, description="How patient a run is.")
