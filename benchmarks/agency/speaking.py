"""What would be said under the default pack: the real plan and the real mouth, on a tracker in memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from forewarn.connect import Guarantee
from forewarn.engine import View
from forewarn.model import Finding
from forewarn.rulebook import Rule
from forewarn.say import Policy, SourceFacts, make_plan
from forewarn.say.acts import Past
from forewarn.say.render import compose, voice
from forewarn.say.speak import Mouth
from forewarn.store import Store
from forewarn.testing.agency import Engagement
from forewarn.testing.memory import MemoryTracker


@dataclass(slots=True)
class Talk:
    """What was said in one project."""

    days: list[int] = field(default_factory=list)
    """New comments of each working day."""
    ticket_weeks: float = 0
    """Open tickets, added up over the weeks."""
    edits: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    """How often a new comment spoke of each rule."""


class Listener:
    """Hears every morning what was found, and says it as a run would. Nobody answers it: the worst case.

    Every source has internal comments, so nothing is held back for being in sight of the client. What is found on the
    first morning is the baseline that a first run adopts and never speaks of.
    """

    def __init__(self, engagement: Engagement, rules: Sequence[Rule]) -> None:
        self.talk = Talk()
        self._engagement = engagement
        self._rules = {rule.id: rule for rule in rules if rule.enabled}
        self._baseline: frozenset[str] | None = None
        calendar = engagement.project.agency_calendar
        self._tracker = MemoryTracker(datetime.min.replace(tzinfo=UTC))
        self._voice = voice("markdown", 30_000, calendar)
        self._policy = Policy(lambda project: calendar, lambda project, rule: True, calendar)
        self._sources = {engagement.source: SourceFacts(client_visible=True, team_only=Guarantee.INTERNAL)}

    def __call__(self, store: Store, view: View, findings: Sequence[Finding], now: datetime) -> None:
        """One morning."""
        on = [finding for finding in findings if finding.rule in self._rules]
        if self._baseline is None:
            self._baseline = frozenset(finding.identity for finding in on)
        fresh = [finding for finding in on if finding.identity not in self._baseline]
        self._tracker.now = now
        past = Past(said=store.said.all(), quiet=self._baseline)
        plan = make_plan(fresh, frozenset(), past, self._sources, self._policy, now)
        rules = {(f.rule, f.subject): self._rules[f.rule] for act in plan.writes for f in act.findings}
        worded = [(act, compose(act, rules, self._voice, now)) for act in plan.writes]
        for act in plan.writes:
            if act.ticket.id not in self._tracker.tickets:
                ticket = next(t for t in self._engagement.tickets if t.id == act.ticket.id)
                self._tracker.put(replace(ticket, history=()))
        before = self._tracker.posts, self._tracker.edits
        speakers = {self._engagement.source: self._tracker.speaker()}
        Mouth(store, speakers, lambda said: self._voice, lambda: now).carry_out(worded)
        self.talk.days.append(self._tracker.posts - before[0])
        self.talk.edits += self._tracker.edits - before[1]
        self.talk.ticket_weeks += sum(not head.is_milestone for head in view.heads) / 5
        self.talk.rules.update(finding.rule for act in plan.writes if act.old is None for finding in act.findings)
