"""What may stand under `speaking` in the config: how much may be said, and what becomes of what is not."""

from dataclasses import dataclass, field

from pydantic import Field

from forewarn.rulebook.entries import Entry


@dataclass(frozen=True, slots=True)
class Budgets:
    """How many new comments; but for the first, a day of the agency's calendar."""

    run: int = 20
    day: int = 40
    project: int = 7
    """For the team, in one project."""
    ticket: int = 1
    """On one ticket, counted apart for the team and for the client."""
    person: int = 3
    """For the team, on the tickets of one person."""
    client: int = 2
    """For one client, over all their projects."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Business days on each rung before the next one."""

    ticket: int = 5
    digest: int = 5
    lead: int = 5


@dataclass(frozen=True, slots=True)
class Breaker:
    """When a run is stopped that would say far more than usual."""

    floor: int = 25
    """New things to say up to which no run is stopped."""
    times: float = 3
    """Usual days' worth of new things up to which none is stopped."""


@dataclass(frozen=True, slots=True)
class InCharge:
    """Who looks at what stays open, by name; empty where nobody is named."""

    lead: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Speaking:
    """How much may be said."""

    quiet_days: int = 5
    """Business days in which more findings are edited into the same comment rather than posted anew."""
    budgets: Budgets = field(default_factory=Budgets)
    escalation: Escalation = field(default_factory=Escalation)
    breaker: Breaker = field(default_factory=Breaker)
    baseline_days: int = 20
    """Business days in which a project's first findings are kept quiet."""
    longest_snooze: int = 60
    """Business days for which a reply on a ticket may keep something quiet."""


class EscalationEntry(Entry):
    """How long something stays on each rung before it goes up; the owner is the last."""

    ticket: int = Field(default=5, ge=0, le=250, description="Business days after it was said, or last answered.")
    digest: int = Field(default=5, ge=0, le=250, description="Business days in the digest before the lead is named.")
    lead: int = Field(default=5, ge=0, le=250, description="Business days with the lead before the owner is named.")


class BreakerEntry(Entry):
    """When a run says nothing new because it would say far more than usual."""

    floor: int = Field(default=25, ge=0, le=100_000, description="New things to say up to which no run is stopped.")
    times: float = Field(
        default=3, ge=1, le=1000, description="Usual days' worth of new things up to which none is stopped."
    )


class SpeakingEntry(Entry):
    """How much may be said."""

    quiet_days: int = Field(
        default=5,
        ge=0,
        le=60,
        description="Business days in which more is edited into a comment rather than posted anew.",
    )
    comments_per_run: int = Field(
        default=20, ge=0, le=1000, description="New comments a run; the rest waits, with the reason."
    )
    comments_per_day: int = Field(default=40, ge=0, le=1000, description="New comments a day, all in all.")
    comments_per_project: int = Field(default=7, ge=0, le=1000, description="New notes a day for a project's team.")
    comments_per_ticket: int = Field(
        default=1, ge=0, le=1000, description="New comments a day on one ticket, each for the team and for the client."
    )
    comments_per_person: int = Field(
        default=3, ge=0, le=1000, description="New notes a day on the tickets that one person works on."
    )
    comments_per_client: int = Field(default=2, ge=0, le=1000, description="New comments a day that a client reads.")
    escalation: EscalationEntry = Field(
        default_factory=EscalationEntry, description="What stays open climbs: ticket, digest, lead, owner."
    )
    breaker: BreakerEntry = Field(
        default_factory=BreakerEntry, description="Stops a run that would say far more than usual."
    )
    baseline_days: int = Field(
        default=20,
        ge=0,
        le=250,
        description="Business days in which a project's first findings are kept quiet; 0 speaks of them at once.",
    )
    longest_snooze: int = Field(
        default=60,
        ge=1,
        le=250,
        description="Business days for which a reply on a ticket may keep something quiet; a dismissal lasts so long.",
    )

    def speaking(self) -> Speaking:
        """As a value."""
        return Speaking(
            quiet_days=self.quiet_days,
            budgets=Budgets(
                run=self.comments_per_run,
                day=self.comments_per_day,
                project=self.comments_per_project,
                ticket=self.comments_per_ticket,
                person=self.comments_per_person,
                client=self.comments_per_client,
            ),
            escalation=Escalation(**self.escalation.model_dump()),
            breaker=Breaker(**self.breaker.model_dump()),
            baseline_days=self.baseline_days,
            longest_snooze=self.longest_snooze,
        )
