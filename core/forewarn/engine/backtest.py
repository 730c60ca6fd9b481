"""Leaps through the past of a project, from one look to the next at which an answer may have changed."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from forewarn.checks import Context
from forewarn.engine.ask import Answer, ask_project, ask_ticket
from forewarn.engine.stock import RulesFor, Sort, looks_at
from forewarn.engine.view import View
from forewarn.facts.remembered import forget
from forewarn.model import Ticket, project_subject
from forewarn.rulebook import Rule
from forewarn.worktime import Calendar, Clock

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule answered about a subject at a look."""

    rule: Rule
    subject: str
    answer: Answer


def looks_between(calendar: Calendar, start: datetime, end: datetime, *, daily: bool) -> tuple[datetime, ...]:
    """When runs from cron would have looked: every hour of work from the opening on and when it closes, as dates pass
    then, or at that time alone; and at `end`, for what stands by then."""
    found: list[datetime] = []
    days = (calendar.day_of(start) + timedelta(days=n) for n in range((end - start).days + 2))
    for day in filter(calendar.is_workday, days):
        opening, closing = calendar.opening(day), calendar.closing(day)
        hours = [] if daily else [opening + _HOUR * n for n in range(-((opening - closing) // _HOUR))]
        found += [at for at in (*hours, closing) if start <= at < end]
    return (*found, end)


@dataclass(slots=True)
class _Subject:
    """A subject, and what is known of it at the instant the walk has come to."""

    name: str
    rules: Sequence[Rule]
    stored: Ticket | None = None
    """With all its history; None for the project itself."""
    ticket: Ticket | None = None
    """As it stood; None before it existed."""
    wakes: dict[str, datetime] = field(default_factory=dict)
    """By rule, when its answer may change by itself."""
    wide: set[str] = field(default_factory=set)
    """The rules whose answers rest on more than the subject."""
    next_wake: datetime | None = None
    """The earliest of the wakes."""

    def due(self, at: datetime, *, moved: bool, changed: bool) -> list[Rule]:
        """The rules to ask, where the subject moved, or something in its project changed."""
        awake = self.next_wake is not None and self.next_wake <= at
        if moved or not (awake or (changed and self.wide)):
            return list(self.rules) if moved else []
        names = {name for name, wake in self.wakes.items() if wake <= at} | (self.wide if changed else set())
        return [rule for rule in self.rules if rule.id in names]

    def note(self, rule: str, wake: datetime | None, *, wide: bool) -> None:
        """Remember until when an answer holds."""
        self.wakes.pop(rule, None)
        if wake is not None:
            self.wakes[rule] = wake
        (self.wide.add if wide else self.wide.discard)(rule)


class Walk:
    """The answers of rules about a project, look by look, each as a run at that instant would have given it.

    Only what may have changed since the look before is asked: what moved, what wakes, and what rests on the whole
    project where anything in it moved. All that it needs of the store is read when it is made, and nothing is written.
    """

    def __init__(self, view: View, rules: RulesFor) -> None:
        def asked(source: str | None, sort: Sort) -> list[Rule]:
            return [rule for rule in rules(source) if looks_at(rule, sort)]

        self._view = view
        starts = (datetime.min.replace(tzinfo=UTC), *view.corrected_at())
        as_corrected = ((at, view.project_at(at)) for at in starts)
        self._projects = deque(next(several) for _, several in groupby(as_corrected, key=lambda pair: pair[1]))
        """As it was after each correction of a promise, from then on; what is over is let go."""
        self._itself = _Subject(project_subject(view.project.name), asked(None, Sort.PROJECT))
        stored = sorted(view.stored(view.heads), key=lambda one: (one.created, one.source, one.id))
        sorts = {True: Sort.MILESTONE, False: Sort.TICKET}
        self._tickets = [_Subject(one.subject, asked(one.source, sorts[one.is_milestone]), one) for one in stored]
        self._pages = [_Subject(one.subject, asked(None, Sort.PAGE), one) for one in view.stored(view.pages)]
        self.whole: tuple[Ticket, ...] = ()
        """The tickets and milestones as of the instant to which the walk has come."""
        self._milestones: dict[str, dict[str, Ticket]] = {}

    def through(self, looks: Sequence[datetime]) -> Iterator[tuple[datetime, list[Given]]]:
        """Those of `looks`, in order, at which something had to be asked, each with what was answered."""
        known = [*self._tickets, *self._pages]
        moves = deque(sorted((at, n) for n, one in enumerate(known) for at in _moves(one)))
        place = 0
        while place < len(looks):
            at, fresh = looks[place], set[int]()
            while moves and moves[0][0] <= at:
                fresh.add(moves.popleft()[1])
            yield at, self._look(at, [known[n] for n in sorted(fresh)], first=place == 0)
            wakes = (one.next_wake for one in (self._itself, *known))
            changes = (rest[0][0] for rest in (moves, [*self._projects][1:]) if rest)
            ends = [end for end in (*wakes, *changes) if end is not None]
            place = max(place + 1, bisect_left(looks, min(ends))) if ends else len(looks)
        forget()

    def _look(self, at: datetime, fresh: Sequence[_Subject], *, first: bool) -> list[Given]:
        """Ask what has to be asked at an instant, after the subjects in `fresh` moved."""
        anew = first
        while len(self._projects) > 1 and self._projects[1][0] <= at:
            self._projects.popleft()
            anew = True
        moved = self._move(fresh, at)
        given: list[Given] = []
        for one in (*self._tickets, *self._pages, self._itself):
            if one.stored is None or one.ticket is not None:
                rules = one.due(at, moved=anew or one.name in moved, changed=bool(fresh))
                given += [self._ask(rule, one, at) for rule in rules]
                if rules:
                    one.next_wake = min(one.wakes.values(), default=None)
        return given

    def _move(self, fresh: Sequence[_Subject], at: datetime) -> frozenset[str]:
        """Bring what moved to an instant; its names, with those of the tickets whose milestone moved."""
        if not fresh:
            return frozenset()
        before = {one.name for one in fresh}
        for one in fresh:
            assert one.stored is not None, "the project itself has no history"
            one.ticket = self._view.as_it_stood(one.stored, at)
        self.whole = tuple(one.ticket for one in self._tickets if one.ticket is not None)
        self._milestones = {ticket.source: {} for ticket in self.whole}
        for ticket in self.whole:
            if ticket.is_milestone:
                self._milestones[ticket.source][ticket.id] = ticket
        forget()  # what was worked out about the project as it was
        parts = {ticket.subject for ticket in self.whole if f"{ticket.source}:{ticket.milestone}" in before}
        return frozenset(before | parts)

    def _ask(self, rule: Rule, one: _Subject, at: datetime) -> Given:
        milestones = self._milestones.get(one.ticket.source, {}) if one.ticket else {}
        ctx = Context(Clock(at), self._projects[0][1], self._view.language, milestones, lambda: self.whole)
        answer = ask_ticket(rule, one.ticket, ctx) if one.ticket else ask_project(rule, ctx)
        one.note(rule.id, answer.wake, wide=ctx.read_project or one.ticket is None)
        return Given(rule, one.name, answer)


def _moves(one: _Subject) -> set[datetime]:
    """The instants at which a ticket came to be or changed."""
    return {one.stored.created, *(event.at for event in one.stored.history)} if one.stored else set()
