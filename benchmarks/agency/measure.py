"""Lets forewarn look at a made-up agency every working morning, and holds what it found against what is true."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forewarn.connect import Batch
from forewarn.engine import View, evaluate_project
from forewarn.facts.roles import Roles
from forewarn.model import Finding, Ticket
from forewarn.rulebook import Rule, load_rulebook
from forewarn.store import Outcome, Store, open_store
from forewarn.testing.agency import Engagement, Truth, shown, told

PACK = "web-agency@1"
_SLACK = timedelta(hours=2)
"""By so much a finding may be early or late: a meeting, not a mistake."""


@dataclass(slots=True)
class Score:
    """What came of one check."""

    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0
    uncounted: int = 0
    """Findings that are a matter of degree, or follow from another fault."""
    blind: int = 0
    """Questions that could not be evaluated, the last time they were asked."""
    errors: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Count the other too."""
        for name in ("found", "missed", "right", "wrong", "uncounted", "blind"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.errors += other.errors

    @property
    def precision(self) -> float | None:
        """Of the findings that can be right or wrong, the share that is right."""
        judged = self.right + self.wrong
        return self.right / judged if judged else None

    @property
    def recall(self) -> float | None:
        """Of what should be found, the share that is."""
        true = self.found + self.missed
        return self.found / true if true else None


@dataclass(slots=True)
class Life:
    """A finding from the first to the last morning on which it stood."""

    finding: Finding
    first: datetime
    last: datetime


def every_rule() -> tuple[Rule, ...]:
    """The rules of the pack, those that are switched off included."""
    return load_rulebook(PACK).all_rules()


def mornings(engagement: Engagement, start: datetime, end: datetime) -> Iterator[datetime]:
    """Half past eight of each working day."""
    calendar = engagement.project.agency_calendar
    day = calendar.day_of(start)
    while day <= calendar.day_of(end):
        if calendar.is_workday(day):
            yield calendar.opening(day) - timedelta(minutes=30)
        day += timedelta(days=1)


Listen = Callable[[Store, View, Sequence[Finding], datetime], None]


def measure(
    engagement: Engagement, rules: Sequence[Rule], start: datetime, end: datetime, listen: Listen
) -> Mapping[str, Score]:
    """Look at a project every morning; what was found of each check, by name. `listen` hears of each morning."""
    lives: dict[str, Life] = {}
    blind: Counter[str] = Counter()
    seen = [*mornings(engagement, start, end)]
    with open_store("sqlite://") as store:
        before: datetime | None = None
        for now in seen:
            _sync(engagement, store, before, now)
            before = now
            view = View(store, engagement.project, [(engagement.source, engagement.container)], Roles(), now)
            result = evaluate_project(view, lambda source: rules, store, now)
            broken = result.reasons(Outcome.BROKEN)
            if broken:
                raise RuntimeError(f"a check broke: {broken}")
            for finding in result.findings:
                lives.setdefault(finding.identity, Life(finding, now, now)).last = now
            listen(store, view, result.findings, now)
        blind.update(e.rule for e in result.evaluations if e.outcome is Outcome.CANNOT_EVALUATE)
    scores = judge(engagement, rules, [*lives.values()], seen)
    for rule, number in blind.items():
        scores[rule].blind += number
    return scores


def _sync(engagement: Engagement, store: Store, before: datetime | None, now: datetime) -> None:
    """What changed since the last morning, as the tracker tells it."""
    batches: dict[tuple[str, str], list[Ticket]] = defaultdict(list)
    for ticket in engagement.tickets:
        fresh = before is None or ticket.created > before or any(before < e.at <= now for e in ticket.history)
        state = shown(ticket, engagement.tracker, now) if fresh else None
        if state is not None:
            batches[ticket.source, ticket.container].append(state)
    for (source, container), tickets in batches.items():
        batch = Batch(tuple(tickets), whole=frozenset(ticket.id for ticket in tickets))
        fields = told(engagement.tracker)
        store.seen.absorb(source, container, batch, fields, now)


def judge(
    engagement: Engagement, rules: Sequence[Rule], lives: Sequence[Life], seen: Sequence[datetime]
) -> dict[str, Score]:
    """Hold findings against the truth: each is right, wrong or not counted; each truth is found or missed."""
    scores = {rule.id: Score() for rule in rules}
    true: dict[tuple[str, str], list[Truth]] = defaultdict(list)
    for truth in engagement.truths:
        true[truth.check, truth.subject].append(truth)
    hit: set[Truth] = set()
    for life in lives:
        name, subject = life.finding.rule, life.finding.subject
        score = scores[name]
        fitting = [t for t in true[name, subject] if _fits(t, life, seen)]
        if fitting:  # a finding that stood already when the fault became grave has found it too
            hit.update(
                t for t in true[name, subject] if t.since <= life.last + _SLACK and life.first <= t.until + _SLACK
            )
        if any(t.asked or _became_plain(t, true[name, subject], life) for t in fitting):
            score.right += 1
        elif fitting:
            score.uncounted += 1
        else:
            score.wrong += 1
            score.errors.append(f"wrong  {_told(life)}")
    for truth in engagement.truths:
        if truth.asked and truth.owed and any(truth.covers(at) for at in seen):
            if truth in hit:
                scores[truth.check].found += 1
            else:
                scores[truth.check].missed += 1
                scores[truth.check].errors.append(
                    f"missed {truth.subject} {truth.since:%a %m-%d %H:%M} to {truth.until:%a %m-%d %H:%M}"
                )
    return scores


def _fits(truth: Truth, life: Life, seen: Sequence[datetime]) -> bool:
    """Whether the finding stood while the truth held, and began no earlier."""
    if truth.positive is not None and truth.positive is not life.finding.positive:
        return False
    begun = max(life.finding.since, seen[0])
    early = begun < truth.since - _SLACK and life.first < truth.since - _SLACK
    return not early and life.first <= truth.until + _SLACK and life.last >= truth.since - _SLACK


def _became_plain(grey: Truth, known: Sequence[Truth], life: Life) -> bool:
    """Whether what began as a matter of degree grew into a plain fault, and the finding still stood by then."""
    plain = (t for t in known if t.asked and t.positive is grey.positive and grey.covers(t.since))
    return any(t.since <= life.last + _SLACK and life.first <= t.until + _SLACK for t in plain)


def _told(life: Life) -> str:
    found = life.finding
    seen = f"since {found.since:%a %m-%d %H:%M}, seen {life.first:%m-%d} to {life.last:%m-%d}"
    return f"{found.subject} {seen}, {found.severity.word} {dict(found.facts)}"
