"""Bad news the team knew of: dates that moved or passed, work that stood still; and when the client heard of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain

from forewarn.facts.activity import spoken, work_of
from forewarn.facts.dates.ledger import date_ledger
from forewarn.facts.dates.slips import for_client, slips, why_unseen
from forewarn.facts.deadlines import after_days, counted, faded, is_parked, passing
from forewarn.facts.marks import is_one_of
from forewarn.facts.messages import Message, called
from forewarn.facts.project import Project
from forewarn.facts.talk.about import said_about
from forewarn.facts.wording import MOVING, tells_of_delay
from forewarn.facts.work.theirs import is_theirs
from forewarn.language import Language
from forewarn.model import Due, Event, Evidence, Fact, Field, Kind, Role, Ticket, due_to_text

_ABOUT_THE_LAST_MOVE = timedelta(hours=24)
"""So soon after a date was given, words of delay are about the date before it."""
_BEFORE_A_HALT = timedelta(hours=48)
"""What was said so shortly before work was marked as held up is about it too."""


class How(StrEnum):
    """What the bad news is."""

    MOVED = "moved"
    PASSED = "passed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class BadNews:
    """One piece of bad news."""

    how: How
    at: datetime
    """When the team knew."""
    since: datetime
    """A word to the client counts from here on: when the date that was not held was given."""
    date: Due | None
    """The date that was not held."""
    evidence: Evidence


def bad_news(
    subject: Ticket,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
    reached: Callable[[datetime], bool],
    blocked: Iterable[str],
    within: tuple[datetime, datetime] | None = None,
) -> list[BadNews]:
    """The bad news about a ticket or milestone so far, oldest first.

    What the client, a bot or somebody of unknown side did is none of the team's knowledge, and no news is a move for
    which the client asked. Where moves of the date
    cannot be seen, only halts are told. Where a span is given, what does not lie `within` it may be left out.
    """
    found = [*_standstills(subject, tuple(blocked), reached, project)]
    if why_unseen(subject) is None:
        dated = (e.at for e in subject.history if e.field in (Field.DUE, Field.MILESTONE))
        changed = any(within is None or at >= within[0] for at in dated)
        found += [
            BadNews(How.MOVED, slip.at, slip.given, slip.old, slip.evidence)
            for slip in (slips(subject, tickets, project, reached) if changed else ())
            if (slip.by is None or slip.by.role is Role.TEAM)
            and not for_client(slip, subject, tickets, project, language)
        ]
        found += _passings(subject, project, reached, within)
    return sorted(found, key=lambda news: news.at)


def _passings(
    subject: Ticket,
    project: Project,
    reached: Callable[[datetime], bool],
    within: tuple[datetime, datetime] | None,
) -> Iterator[BadNews]:
    """Dates that passed while they stood and the work was open."""
    ledger = date_ledger(subject)
    if ledger is None:
        return
    stood: list[tuple[datetime, Due | None]] = [(ledger.given, ledger.first)]
    stood += [(move.at, move.new) for move in ledger.moves]
    for (given, due), ended in zip(stood, [*(at for at, _ in stood[1:]), None], strict=True):
        passed = passing(project, due) if due is not None else None
        if passed is None or due is None or passed < given or (ended is not None and ended <= passed):
            continue
        if within is not None and not within[0] <= passed < within[1]:
            continue
        then = subject.as_of(passed) if reached(passed) else None
        if then is not None and then.is_open and not (is_parked(then, project) or is_theirs(then.title)):
            yield BadNews(How.PASSED, passed, given, due, Evidence(passed, due_to_text(due) or "", subject.url))


def _standstills(
    subject: Ticket, words: tuple[str, ...], reached: Callable[[datetime], bool], project: Project
) -> Iterator[BadNews]:
    """Labels and statuses that say that work is held up, unless that was over within a business day."""
    for event in subject.history:
        ours = event.actor is not None and event.actor.role is Role.TEAM
        if not ours or not _is_mark(event, event.new, Kind.ADDED, words):
            continue
        soon = after_days(project, event.at, 1)
        lifted = (e.at for e in subject.history if e.at > event.at and _is_mark(e, e.old, Kind.REMOVED, words))
        end = next(lifted, None)
        if soon is not None and reached(soon) and (end is None or end > soon):
            evidence = Evidence(event.at, f"{called(event.actor)}: {event.new or ''}", event.url)
            yield BadNews(How.BLOCKED, event.at, event.at - _BEFORE_A_HALT, None, evidence)


def _is_mark(event: Event, value: str | None, kind: Kind, words: tuple[str, ...]) -> bool:
    is_label = event.kind is kind and event.field is Field.LABELS
    return (is_label or event.field is Field.STATUS) and is_one_of(value or "", words)


@dataclass(frozen=True, slots=True)
class LateWord:
    """The first word of bad news to the client, when it came late."""

    news: BadNews
    message: Message
    sentence: str

    def facts(self, subject: Ticket, project: Project) -> dict[str, Fact]:
        """As a template names it."""
        calendar = counted(project)
        days = calendar.workdays_between(calendar.day_of(self.news.at), calendar.day_of(self.message.at))
        told = {"how": self.news.how.value, "known": self.news.at, "date": self.news.date, "days": days}
        return self.message.facts | told | {"words": self.sentence, "title": subject.title}

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the team knew, and what it said."""
        return self.news.evidence, self.message.evidence()


@dataclass(frozen=True, slots=True)
class Telling:
    """What counts as telling the client bad news, and how soon it is in time."""

    project: Project
    language: Language
    words: frozenset[str]
    days: int = 1
    """Business days after the team knew."""

    def late_words(
        self,
        subject: Ticket,
        known: Sequence[BadNews],
        tickets: Sequence[Ticket],
        reached: Callable[[datetime], bool],
    ) -> list[LateWord]:
        """The fresh messages in which the client first heard of bad news, and heard it late; one for each message."""
        if not known:
            return []
        places = work_of(subject, tickets)
        said = sorted(chain(*(spoken(place, self.language) for place in places)), key=lambda m: m.at)
        fresh = [message for message in said if not reached(faded(self.project, message.at))]
        late: dict[str, LateWord] = {}
        for news in known if fresh else ():
            limit = after_days(self.project, news.at, self.days)
            after = [m for m in fresh if limit is not None and m.at > limit]
            word = next((m for m in after if self._breaks(m, news, subject)), None)
            if word is not None and word.event not in late and not self._knew(news, word.at, subject, tickets):
                late[word.event] = LateWord(news, word, self._bad_words(word, news) or word.text)
        return list(late.values())

    def tells(self, message: Message, news: BadNews) -> bool:
        """Whether a client could learn of the news: by words of delay, a later date, or in a contact elsewhere."""
        if message.text in self.project.contact_labels or self._names_later(message, news):
            return True
        too_early = news.how is not How.BLOCKED and message.at <= news.since + _ABOUT_THE_LAST_MOVE
        return not too_early and tells_of_delay(message.text, self.words, self.language) is not None

    def _knew(self, news: BadNews, at: datetime, subject: Ticket, tickets: Sequence[Ticket]) -> bool:
        """Whether the client had been told before `at`."""
        said = said_about(subject, tickets, self.project, self.language, news.since)
        return any(news.since < m.at < at and self.tells(m, news) for m in said)

    def _breaks(self, message: Message, news: BadNews, subject: Ticket) -> bool:
        """Whether a message breaks the news; about a milestone it must name it, or a later date."""
        if self._bad_words(message, news) is None:
            return False
        named = subject.title.casefold() in message.text.casefold()
        return not subject.is_milestone or named or self._names_later(message, news)

    def _bad_words(self, message: Message, news: BadNews) -> str | None:
        """The sentence that tells of a delay; that something moved to somewhere tells of one only beside a date."""
        told = tells_of_delay(message.text, self.words - MOVING, self.language)
        if told is not None or not self.words & MOVING:
            return told
        if self._names_later(message, news):
            return tells_of_delay(message.text, self.words & MOVING, self.language)
        dates = self.language.dates(message.text, message.at, self.project.agency_calendar)
        dated = (tells_of_delay(date.sentence, self.words & MOVING, self.language) for date in dates)
        return next((sentence for sentence in dated if sentence), None)

    def _names_later(self, message: Message, news: BadNews) -> bool:
        passed = passing(self.project, news.date) if news.date is not None else None
        dates = self.language.dates(message.text, message.at, self.project.agency_calendar)
        return passed is not None and any(date.deadline > passed for date in dates)
