"""Whether the client heard from us before they had to ask, month by month."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from forewarn.facts.activity import finish_of, spoken, work_of
from forewarn.facts.client.badnews import Telling, bad_news
from forewarn.facts.dates.ledger import date_ledger
from forewarn.facts.deadlines import midnight
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.about import said_about
from forewarn.facts.talk.chases import is_chase
from forewarn.facts.talk.turns import turns
from forewarn.model import Fact, Role, Ticket

_AROUND = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the agency."""

    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its start and its end."""
        return self.start, self.end

    def holds(self, instant: datetime) -> bool:
        """Whether `instant` lies in it."""
        return self.start <= instant < self.end


def month_before(day: date, project: Project) -> Month:
    """The last full month before `day`."""
    after = day.replace(day=1)
    last = after - timedelta(days=1)
    first = last.replace(day=1)
    return Month(first, last, midnight(project, first), midnight(project, after))


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something the client had to hear: a slip, a question for them, a dated piece of work that was finished."""

    subject: Ticket
    at: datetime
    told: Message | None
    """Our first message about it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the client heard of something from us first."""

    month: Month
    first: tuple[Occasion, ...]
    asked: tuple[Occasion, ...]
    """Where a client had to ask."""
    chases: int
    """How often a client asked for news in the month, about anything."""
    last_chase: datetime | None

    @property
    def total(self) -> int:
        """All occasions of which it is known who spoke first."""
        return len(self.first) + len(self.asked)

    @property
    def perfect(self) -> bool:
        """Whether the client never had to ask."""
        return self.total > 0 and not self.asked and not self.chases

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        asked = tuple(dict.fromkeys(occasion.subject.name for occasion in self.asked))
        told: dict[str, Fact] = {"told": len(self.first), "occasions": self.total, "asked": asked}
        days: dict[str, Fact] = {"first": self.month.first, "last": self.month.last, "last_chase": self.last_chase}
        return told | days | {"chases": self.chases, "perfect": self.perfect}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tally of a month is read from."""

    tickets: Sequence[Ticket]
    project: Project
    telling: Telling
    month: Month
    reached: Callable[[datetime], bool]

    def tally(self) -> Tally:
        """Count the occasions of the month on tickets the client can see.

        We were first where our message was no answer to a client who asked for news; the client was where they asked
        afterwards and we had said nothing. Where neither said anything, nobody knows, and it does not count.
        """
        visible = (t for t in self.tickets if t.source in self.project.visible_sources)
        subjects = (t for t in visible if self.project.ignore_labels.isdisjoint(t.labels))
        verdicts = [(occasion, self._was_first(occasion)) for t in subjects for occasion in self._occasions(t)]
        first = tuple(occasion for occasion, verdict in verdicts if verdict is True)
        asked = tuple(occasion for occasion, verdict in verdicts if verdict is False)
        language = self.telling.language
        words = _clients_words(self.tickets)
        last = next((message.at for message in words if is_chase(message, language)), None)
        chases = sum(self.month.holds(message.at) and is_chase(message, language) for message in words)
        return Tally(self.month, first, asked, chases, last)

    def _occasions(self, subject: Ticket) -> Iterator[Occasion]:
        """Those of one ticket or milestone; what one message told counts once."""
        known: set[str] = set()
        for occasion in chain(self._slipped(subject), self._finished(subject), self._asked(subject)):
            event = occasion.told.event if occasion.told else f"untold at {occasion.at}"
            if event not in known:
                known.add(event)
                yield occasion

    def _slipped(self, subject: Ticket) -> Iterator[Occasion]:
        language = self.telling.language
        for news in bad_news(subject, self.tickets, self.project, language, self.reached, (), self.month.span):
            if self.month.holds(news.at):
                said = said_about(subject, self.tickets, self.project, language, news.since)
                words = [m for m in said if m.at > news.since and self.telling.tells(m, news)]
                yield Occasion(subject, news.at, min(words, key=lambda m: m.at, default=None))

    def _finished(self, subject: Ticket) -> Iterator[Occasion]:
        finish = finish_of(subject)
        if finish is None or not self.month.holds(finish.at) or subject.declined or date_ledger(subject) is None:
            return
        said = (m for place in work_of(subject, self.tickets) for m in spoken(place, self.telling.language))
        words = [m for m in said if m.at >= finish.at - _AROUND]
        yield Occasion(subject, finish.at, min(words, key=lambda m: m.at, default=None))

    def _asked(self, subject: Ticket) -> Iterator[Occasion]:
        """The first question to the client in the month."""
        if any(self.month.holds(event.at) for event in subject.history):
            for message, turn in turns(subject, self.project, self.telling.language):
                if message is turn.asked and self.month.holds(message.at):
                    yield Occasion(subject, message.at, message)
                    return

    def _was_first(self, occasion: Occasion) -> bool | None:
        """Whether we spoke before the client asked; None where nobody spoke."""
        language, places = self.telling.language, work_of(occasion.subject, self.tickets)
        chases = [m.at for place in places for m in messages(place) if is_chase(m, language)]
        if occasion.told is None:
            return False if any(at > occasion.at for at in chases) else None
        told = occasion.told.at
        before = max((m.at for place in places for m in spoken(place, language) if m.at < told), default=None)
        return not any((before is None or at > before) and at < told for at in chases)


def _clients_words(tickets: Sequence[Ticket]) -> list[Message]:
    """What clients wrote, the latest first."""
    theirs = (m for ticket in tickets for m in messages(ticket) if m.role is Role.CLIENT and m.public)
    return sorted(theirs, key=lambda m: m.at, reverse=True)
