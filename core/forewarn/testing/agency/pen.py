"""The pen that writes one ticket: a moment that moves on in working time, and what people do at it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from forewarn.model import Event, Field, Kind, Person, StatusCategory, Ticket
from forewarn.testing import builders
from forewarn.testing.agency.acts import Act, What
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.trackers import STATUSES
from forewarn.testing.agency.truth import Truth
from forewarn.testing.builders import Step
from forewarn.worktime import Calendar

_CATEGORIES = {
    "todo": StatusCategory.TODO,
    "doing": StatusCategory.DOING,
    "review": StatusCategory.DOING,
    "done": StatusCategory.DONE,
}


class Pen:
    """One ticket in the making; `now` is the moment at which the next thing happens."""

    def __init__(self, desk: Desk, start: datetime, **state: Any) -> None:
        number = desk.number()
        self.desk, self.key, self.now, self.rng = desk, f"{desk.name}-{number}", start, desk.rng
        self.speech = desk.speech()
        self.state: dict[str, Any] = {"title": f"{self.speech.thing} {number}"} | state
        self.client, self.team = self.rng.choice(desk.clients), self.rng.choice(desk.team)
        self.steps: list[Step] = []
        self.log: list[Act] = []

    @property
    def calendar(self) -> Calendar:
        """The agency's."""
        return self.desk.calendar

    @property
    def today(self) -> date:
        """The agency's day of this moment."""
        return self.calendar.day_of(self.now)

    @property
    def subject(self) -> str:
        """As a finding names it."""
        return f"{self.desk.source}:{self.key}"

    @property
    def due(self) -> date | None:
        """The date that stands."""
        return next((act.day for act in reversed(self.log) if act.what is What.DATES), None)

    # Time.

    def wait(self, *, days: float = 0, hours: float = 0) -> "Pen":
        """Let business time pass, and a few minutes."""
        self.now = self.after(days=days, hours=hours) + timedelta(minutes=self.rng.randrange(1, 9))
        return self

    def after(self, at: datetime | None = None, *, days: float = 0, hours: float = 0) -> datetime:
        """An instant so much business time after `at`, or after this moment."""
        whole = int(days)
        later = self.calendar.add_days(at or self.now, whole) if whole else (at or self.now)
        return self.calendar.add_hours(later, (days - whole) * 8.5 + hours)

    def day(self, days: int) -> date:
        """The working day so many working days from today; negative ones lie before."""
        day = self.today
        for _ in range(abs(days)):
            day += timedelta(days=1 if days > 0 else -1)
            while not self.calendar.is_workday(day):
                day += timedelta(days=1 if days > 0 else -1)
        return day

    def go_to(self, day: date, hour: float) -> "Pen":
        """Be at that hour after the opening of a working day, unless that has passed."""
        then = self.calendar.opening(day) + timedelta(hours=hour, minutes=self.rng.randrange(1, 25))
        self.now = max(self.now + timedelta(minutes=2), then)
        return self

    # What people do.

    def opens(self, who: Person, meaning: str = "request", *, goal: bool = False) -> None:
        """The ticket is made; its description is what it means."""
        words = self.speech.say(meaning, self.today)
        self.state.setdefault("description", words + ("\n\n" + self.speech.say("goal", self.today) if goal else ""))
        self._do(builders.opened(self.now, who), Act(self.now, What.OPENS, who, meaning))

    def says(self, who: Person, meaning: str, day: date | None = None, *, public: bool = True) -> None:
        """A comment; what it means is decided here, its words are drawn."""
        words = self.speech.say(meaning, self.today, day)
        act = Act(self.now, What.SAYS, who, meaning, day, public)
        self._do(builders.said(self.now, who, words, public=public), act)

    def moves(self, status: str, who: Person | None = None) -> None:
        """To do, in progress, in review or done."""
        at, by = self.now, who or self.team
        name, category = STATUSES[self.desk.tracker][status], _CATEGORIES[status]

        def step(ticket: Ticket) -> Ticket:
            number = len(ticket.history) + 1
            event = Event(
                f"{ticket.key}.{number}",
                at,
                Kind.CHANGED,
                by,
                Field.STATUS,
                old=ticket.status,
                new=name,
                url=f"https://tracker.example/{ticket.key}/{number}",
                category=category,
                old_category=ticket.category,
            )
            return replace(ticket, status=name, category=category, history=(*ticket.history, event))

        self._do(step, Act(at, What.MOVES, by, status))

    def assigns(self, who: Person | None = None) -> None:
        """Give it to somebody, by default to whoever of the team it is about."""
        at, owner = self.now, who or self.team
        change = builders.changed(at, self.team, Field.ASSIGNEE, owner.id)
        act = Act(at, What.ASSIGNS, self.team, owner.id)
        self._do(lambda ticket: replace(change(ticket), assignees=(owner,)), act)

    def dates(self, day: date, who: Person | None = None) -> None:
        """Give it a due date, or another one."""
        by = who or self.team
        self._do(builders.changed(self.now, by, Field.DUE, day.isoformat()), Act(self.now, What.DATES, by, day=day))

    def rewrites(self, text: str) -> None:
        """The team writes another description."""
        self._do(
            builders.changed(self.now, self.team, Field.DESCRIPTION, text), Act(self.now, What.REWRITES, self.team)
        )

    def adds(self, field: Field, value: str, who: Person | None = None) -> None:
        """A label, file, link or checklist item comes."""
        by = who or self.team
        self._do(builders.added(self.now, by, field, value), Act(self.now, What.ADDS, by, field.value))

    def removes(self, field: Field, value: str) -> None:
        """A label, file, link or checklist item goes."""
        change = builders.removed(self.now, self.team, field, value)
        self._do(change, Act(self.now, What.ADDS, self.team, field.value))

    def ticks(self, item: str) -> None:
        """A checklist item is done."""
        self._do(builders.ticked(self.now, self.team, item), Act(self.now, What.TICKS, self.team, item))

    def truth(self, check: str, since: datetime, until: datetime, *, asked: bool = True) -> None:
        """`check` is right about this ticket in that time; not `asked`: nobody counts it."""
        if since < until:
            self.desk.truths.append(Truth(check, self.subject, since, until, asked))

    def written(self) -> Ticket:
        """The ticket with everything that happened to it."""
        state = {"status": STATUSES[self.desk.tracker]["todo"], "type": "Task"} | self.state
        state |= {"url": f"https://tracker.example/{self.key}"}
        ticket = builders.ticket(self.key, *self.steps, source=self.desk.source, **state)
        return replace(ticket, container=self.desk.container)

    def _do(self, step: Step, act: Act) -> None:
        if self.log and act.at < self.log[-1].at:
            raise ValueError(f"{self.key}: {act.what} comes before what is already written")
        self.steps.append(step)
        self.log.append(act)
