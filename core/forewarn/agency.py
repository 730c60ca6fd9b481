"""A config brought to life: its store open, its connectors made, its rules at hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from forewarn.config import Config
from forewarn.config.speaking import InCharge
from forewarn.connect import Access, Capabilities, Patience
from forewarn.connect.locked import Locked
from forewarn.connect.secrets import Offline
from forewarn.errors import AuthError, ConfigError
from forewarn.model import Audience, Finding, place_named
from forewarn.pages import INTERNET, Network
from forewarn.rulebook import Rule
from forewarn.say import Policy
from forewarn.say.render import Voice, voice
from forewarn.store import Rung, Store, open_store
from forewarn.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Agency:
    """Everything a pass works with."""

    config: Config
    store: Store
    connectors: Mapping[str, Access]
    network: Network = INTERNET
    """The way to the pages of clients; no config can change it."""
    _capabilities: dict[str, Capabilities] = field(default_factory=dict, repr=False, compare=False)

    @property
    def capabilities(self) -> Mapping[str, Capabilities]:
        """What each source can give. Asks no tracker."""
        for name, connector in self.connectors.items():
            if name not in self._capabilities:
                with closing(connector.reader()) as reader:
                    self._capabilities[name] = reader.capabilities
        return self._capabilities

    def rules(self, project: str, source: str | None) -> Sequence[Rule]:
        """The rules for the tickets of a source in a project; None for those about the project itself."""
        return self.config.rules.for_project(project, self.config.projects[project].client, source)

    def rule(self, project: str, ident: str, subject: str) -> Rule | None:
        """The rule of that name that is asked about a subject; None where none is, or the project is no more."""
        if project not in self.config.projects:
            return None
        source, _ = place_named(subject)
        rules = self.rules(project, source if source in self.config.sources else None)
        return next((rule for rule in rules if rule.id == ident), None)

    def rule_of(self, finding: Finding) -> Rule:
        """The rule that made a finding."""
        rule = self.rule(finding.project, finding.rule, finding.subject)
        assert rule is not None  # what its rule is off for is not found any more
        return rule

    def calendar(self, project: str) -> Calendar:
        """The agency's calendar for a project; its own for one that is no longer in the config."""
        known = self.config.projects.get(project)
        return known.agency_calendar if known else self.config.calendar

    def language(self, project: str, audience: Audience) -> str:
        """The language in which `audience` is written to."""
        known = self.config.projects.get(project)
        return known.client_language if known and audience is Audience.CLIENT else self.config.language

    def voice(self, project: str, source: str, audience: Audience) -> Voice:
        """How `audience` is spoken to on the tickets of a source: a client by the clock of their own."""
        known, engaged = self.capabilities[source], self.config.projects.get(project)
        theirs = engaged.client_calendar if engaged and audience is Audience.CLIENT else None
        calendar = theirs or self.calendar(project)
        return voice(known.markup, known.largest_comment, calendar, self.language(project, audience))

    def policy(self) -> Policy:
        """How much may be said, and when."""
        known = {
            ((project, rule.id), rule.approval)
            for project in self.config.projects
            for source in (None, *self.config.sources)
            for rule in self.rules(project, source)
        }
        # Where a rule asks for approval in one of a project's sources, it does in all; so does one that nobody knows.
        free = {key for key, _ in known} - {key for key, approval in known if approval}
        speaking = self.config.speaking
        days = speaking.escalation
        return Policy(
            calendars=self.calendar,
            needs_approval=lambda project, rule: (project, rule) not in free,
            calendar=self.config.calendar,
            quiet_days=speaking.quiet_days,
            budgets=speaking.budgets,
            breaker=speaking.breaker,
            ladder={Rung.TICKET: days.ticket, Rung.DIGEST: days.digest, Rung.LEAD: days.lead},
            client_of=self.client,
            addressee=self.addressee,
        )

    def client(self, project: str) -> str:
        """The client of a project; the project itself where it is no longer in the config."""
        known = self.config.projects.get(project)
        return known.client if known else project

    def addressee(self, project: str, rung: Rung) -> str:
        """Who is to look at what has gone up to `rung`; empty where the config names nobody."""
        people = self.config.in_charge.get(project, InCharge())
        return {Rung.LEAD: people.lead, Rung.OWNER: people.owner or people.lead}.get(rung, "")


@contextmanager
def open_agency(config: Config, environ: Mapping[str, str], now: Callable[[], datetime]) -> Iterator[Agency]:
    """Make the connectors and open the store. Raises ConfigError or StoreError before the first request.

    A source whose secret is missing leaves the others alone; it is an error where that is so of all of them.
    """
    connectors = _connected(config, environ, replace(config.patience, now=now))
    with open_store(config.store) as store:
        own(config, store)
        yield Agency(config, store, connectors)


def own(config: Config, store: Store) -> None:
    """Have the database belong to the agency of the config. Raises ConfigError where it is another's."""
    if (other := store.owner.claim(config.agency, config.formerly)) != config.agency:
        raise ConfigError(
            f"this database is that of {other!r}",
            place=f"{config.path}: store",
            next_step="Name another file: each agency has its own. Is it the same agency under a new name, write "
            f"agency: {{formerly: {other}}}.",
        )


def _connected(config: Config, environ: Mapping[str, str], patience: Patience) -> dict[str, Access]:
    connectors: dict[str, Access] = {}
    locked: list[ConfigError] = []
    for name, source in config.sources.items():
        try:
            connectors[name] = source.connect(environ, patience)
        except ConfigError as error:
            locked.append(error)
            refused = AuthError(error.reason, place=error.place, next_step=error.next_step)
            connectors[name] = Locked(source.connect(Offline(), patience), refused)
    if locked and len(locked) == len(connectors):
        raise ConfigError("no source has its secret", problems=tuple(one for each in locked for one in each.problems))
    return connectors
