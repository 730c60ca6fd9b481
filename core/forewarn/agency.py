"""A config brought to life: its store open, its connectors made, its rules at hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.config import Config
from forewarn.connect import Connector
from forewarn.model import Audience, Finding
from forewarn.pages import INTERNET, Network
from forewarn.rulebook import Rule
from forewarn.say import Policy
from forewarn.store import Store, open_store
from forewarn.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Agency:
    """Everything a pass works with."""

    config: Config
    store: Store
    connectors: Mapping[str, Connector]
    network: Network = INTERNET
    """The way to the pages of clients; no config can change it."""

    def rules(self, project: str, source: str | None) -> Sequence[Rule]:
        """The rules for the tickets of a source in a project; None for those about the project itself."""
        return self.config.rules.for_project(project, self.config.projects[project].client, source)

    def rule_of(self, finding: Finding) -> Rule:
        """The rule that made a finding."""
        source, _, _ = finding.subject.partition(":")
        rules = self.rules(finding.project, source if source in self.config.sources else None)
        return next(rule for rule in rules if rule.id == finding.rule)

    def calendar(self, project: str) -> Calendar:
        """The agency's calendar for a project; its own for one that is no longer in the config."""
        known = self.config.projects.get(project)
        return known.agency_calendar if known else self.config.calendar

    def language(self, project: str, audience: Audience) -> str:
        """The language in which `audience` is written to."""
        known = self.config.projects.get(project)
        return known.client_language if known and audience is Audience.CLIENT else self.config.language

    def policy(self) -> Policy:
        """How much may be said, and when."""
        approvals = {
            (project, rule.id): rule.approval
            for project in self.config.projects
            for source in (None, *self.config.sources)
            for rule in self.rules(project, source)
        }
        speaking = self.config.speaking
        return Policy(
            calendars=self.calendar,
            needs_approval=lambda project, rule: approvals.get((project, rule), True),
            quiet_days=speaking.quiet_days,
            comments_per_run=speaking.comments_per_run,
            comments_per_project=speaking.comments_per_project,
        )


@contextmanager
def open_agency(config: Config, environ: Mapping[str, str], now: Callable[[], datetime]) -> Iterator[Agency]:
    """Make the connectors and open the store. Raises ConfigError or StoreError before the first request."""
    patience = replace(config.patience, now=now)
    connectors = {name: source.connect(environ, patience) for name, source in config.sources.items()}
    with open_store(config.store) as store:
        yield Agency(config, store, connectors)
