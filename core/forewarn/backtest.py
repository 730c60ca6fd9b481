"""What rules would have said over the past weeks, from what was last read. Nobody is asked, and nothing is written."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forewarn.agency import Agency
from forewarn.engine import Given, Walk, looks_between, views_of
from forewarn.errors import NotFoundError
from forewarn.facts.client.aftermath import Later, aftermath, was_asked
from forewarn.facts.project import Project
from forewarn.model import Finding, place_named, project_subject
from forewarn.say.phrasebook import DEFAULT
from forewarn.say.tongue import tongue_for
from forewarn.store import Outcome

AFTER = timedelta(days=30)
"""How long after a finding it is looked for what came of it."""

_HOUR = timedelta(hours=1)

Progress = Callable[[str, int], None]
"""Told the project and how many of a hundred parts of the time are done."""


@dataclass(slots=True)
class Heard:
    """One finding over the time that was looked at: what the first look found that found it, and what became of it."""

    finding: Finding
    first: datetime
    """The look that found it first."""
    before: bool
    """It stood at the first look of all, so that nobody knows since when it would have been said."""
    over: datetime | None = None
    """The look from which on it was found no longer; None while it stands."""
    again: int = 0
    """How often it was found anew after it had been over."""
    later: frozenset[Later] = frozenset()
    """What came in the weeks after it."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What rules would have said of one project."""

    project: Project
    since: datetime
    """The first look, or when the first of its tickets was opened."""
    until: datetime
    """Now, or when the oldest of its sources was last read."""
    rules: frozenset[str]
    """Those that are on."""
    asked: frozenset[str]
    """Those of them that had anything to look at."""
    heard: tuple[Heard, ...]
    """The newest first."""
    unknown: Mapping[tuple[str, Outcome, str], int]
    """(rule, cannot evaluate or broken, reason) and about how many subjects it was so at the end."""
    gone: int
    """Tickets that were deleted or went elsewhere since, of which nothing was heard."""


@dataclass(slots=True)
class Record:
    """What was heard so far."""

    heard: dict[str, Heard] = field(default_factory=dict)
    standing: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    unknown: dict[tuple[str, str], tuple[str, Outcome, str]] = field(default_factory=dict)

    def note(self, one: Given, at: datetime, *, first: bool) -> None:
        """Take down an answer. One that could not be given ends nothing, as a run would take nothing back."""
        key = (one.rule.id, one.subject)
        self.unknown.pop(key, None)
        if one.answer.outcome in (Outcome.CANNOT_EVALUATE, Outcome.BROKEN):
            self.unknown[key] = (one.rule.id, one.answer.outcome, one.answer.reason)
            return
        found = {finding.identity: finding for finding in one.answer.findings}
        for identity in self.standing.pop(key, set()) - found.keys():
            self.heard[identity].over = at
        for identity, finding in found.items():
            known = self.heard.setdefault(identity, Heard(finding, at, first))
            known.again, known.over = known.again + (known.over is not None), None
        if found:
            self.standing[key] = set(found)


class Backtest:
    """One project over a time. All that it needs of the store is read when it is made."""

    def __init__(self, agency: Agency, project: str, since: datetime, until: datetime, *, daily: bool) -> None:
        view = views_of(agency.config, agency.store, until, [project])[project]
        self._project, self._language = view.project, view.language
        self._looks = looks_between(view.project.agency_calendar, since, until, daily=daily)
        self._walk = Walk(view, lambda source: agency.rules(project, source))
        sources = (None, *(source for source, _ in view.containers))
        self._rules = frozenset(rule.id for source in sources for rule in agency.rules(project, source))
        self._gone = sum(head.gone for pair in view.containers for head in agency.store.seen.heads(pair))

    def run(self, progress: Progress) -> Tested:
        """Look by look, what would have been said."""
        since, until, asked, record = self._looks[0], self._looks[-1], set[str](), Record()
        progress(self._project.name, 0)
        for at, given in self._walk.through(self._looks):
            for one in given:
                record.note(one, at, first=at == since)
                asked.add(one.rule.id)
            progress(self._project.name, int(100 * ((at - since) / max(until - since, _HOUR))))
        heard = sorted(record.heard.values(), key=lambda one: (one.first, one.finding.identity), reverse=True)
        self._see_what_came(heard, until)
        unknown = Counter(record.unknown.values())
        begun = min((ticket.created for ticket in self._walk.whole), default=since)
        begun = min(max(since, begun), until)  # weeks before the first ticket would make the rest look quiet
        return Tested(self._project, begun, until, self._rules, frozenset(asked), tuple(heard), unknown, self._gone)

    def _see_what_came(self, heard: Sequence[Heard], until: datetime) -> None:
        """Look on the ticket of each finding, or on all where it is about the project, for what came after it."""
        tickets = {ticket.place: ticket for ticket in self._walk.whole}
        for one in heard:
            end = min(one.first + AFTER, until)
            if places := _places(one.finding):
                own = [tickets[place] for place in places if place in tickets]
                found = [aftermath(ticket, self._project, self._language, one.first, end) for ticket in own]
                one.later = frozenset[Later]().union(*found)
            elif self._language and any(was_asked(t, self._language, one.first, end) for t in tickets.values()):
                one.later = frozenset({Later.ASKED})


def read_until(agency: Agency, projects: Sequence[str], since: datetime, now: datetime) -> dict[str, datetime]:
    """Up to when it is known what happened, of those of the projects where that is later than `since`.

    NotFoundError where it is so of none.
    """
    ends: dict[str, datetime] = {}
    for name in projects:
        reads = (agency.store.seen.scope(*pair).synced_at for pair in agency.config.containers[name])
        if known := [min(at, now) for at in reads if at is not None]:
            ends[name] = min(known)
    if not ends:
        raise NotFoundError("nothing was read so far.", next_step="forewarn sync reads it.")
    if max(ends.values()) <= since:
        last = tongue_for(DEFAULT).moment(max(ends.values()), agency.config.calendar.zone)
        raise NotFoundError(
            f"nothing was read since then; the last time was {last}.", next_step="forewarn sync reads on."
        )
    return {name: end for name, end in ends.items() if end > since}


def _places(finding: Finding) -> tuple[tuple[str, str], ...]:
    """The ticket it was found on, and that on which it would be said; none where it is about the project."""
    if finding.subject == project_subject(finding.project):
        return ()
    return tuple(dict.fromkeys((place_named(finding.subject), *((finding.on.place,) if finding.on else ()))))
