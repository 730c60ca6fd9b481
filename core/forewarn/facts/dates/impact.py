"""What a change means for cost and date, as far as the team has said so where the client can read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import spoken
from forewarn.facts.dates.ledger import date_ledger
from forewarn.facts.messages import messages
from forewarn.facts.project import Project
from forewarn.facts.wording import listed, sentence_with
from forewarn.facts.work.outcomes import sections
from forewarn.language import Language
from forewarn.model import Field, Role, Ticket

COST = listed("""
    # h, # hour*, # d, # day*, # week*, # point*, # pt, # pts, # sp, # €, € #, # eur, eur #, # euro*, # $, $ #, # usd,
    # dollar*, # £, £ #, # gbp, # pound*, # chf, chf #, no extra cost, no additional cost, no extra effort,
    no extra work, free of charge, at no cost, at no charge, costs nothing,
    # ч, # час*, # день, # дня, # дней, # недел*, # балл*, # ₽, # руб*, бесплатно, без доплат*, ничего не стоит
""")
"""What states effort or money; see `sentence_with` for the notation."""

DATE = listed("""
    + # day*, + # week*, # more day*, # more week*, # extra day*, # extra week*, # additional day*, # additional week*,
    # day* more, # week* more, # day* later, # week* later, # day* longer, # week* longer, by # day*, by # week*,
    by # month*, delay* # day*, delay* # week*,
    no effect on the date, no effect on the schedule, no effect on the launch, no impact on the date,
    no impact on the schedule, no impact on the deadline, date stays, dates stay, date does not move,
    date does not change, date will not change, date will not move, same date, still make the date,
    not change the date, not move the date, not affect the date, without moving the date,
    not change the launch, not move the launch, not affect the launch, not delay the launch, not hold up the launch,
    not change the deadline, not move the deadline, not affect the deadline, not affect the schedule,
    not affect the timeline, not affect the go-live, not move the go-live, not delay the go-live,
    not delay the release, not affect the release, not move the release, not change the release, release stays,
    release date stays, release does not move, launch does not move,
    no effect on ... date, no effect on ... launch, not affect ... date, not affect ... launch,
    date would move, launch would move, release would move,
    еще # день, еще # дня, еще # дней, еще # недел*, # день позже, # дня позже, # дней позже, # недел* позже,
    на # день, на # дня, на # дней, на # недел*, на день позже, на неделю, на месяц, не влияет на срок*,
    на срок* не влияет, срок* не меня*, срок* не измен*, срок* не сдвин*, дата не меняется, без изменения срок*,
    не сдви* срок*, не сдви* запуск*, запуск не сдви*, не влияет на запуск, на запуск не влияет, не перен* запуск,
    не сдви* релиз*, релиз не сдви*, не влияет на релиз, на релиз не влияет,
    на ... срок* ... не влияет, на срок* ... не влияет, не влияет на ... срок*,
    не задерж* запуск, запуск не задерж*, на дату не влияет, не влияет на дату, дата запуска не
""") | {f"move* from # to # {month}*" for month in listed("jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec")}
"""What states an effect on the date, or that there is none."""

HEADINGS = listed("impact, влияние")


@dataclass(frozen=True, slots=True)
class Terms:
    """By which words an impact is recognised."""

    cost: frozenset[str] = COST
    date: frozenset[str] = DATE
    headings: frozenset[str] = HEADINGS
    """Beginnings of words in a heading under which the whole impact stands."""


@dataclass(frozen=True, slots=True)
class Impact:
    """Since when each half of it has been stated; None where it is not."""

    cost: datetime | None
    """Effort, hours or money."""
    date: datetime | None
    """What becomes of the date."""
    told: datetime | None = None
    """Since when what is stated in words has been; a field that is set later may note what was agreed."""

    @property
    def at(self) -> datetime | None:
        """Since when both halves have been stated."""
        return max(self.cost, self.date) if self.cost is not None and self.date is not None else None


def impact_of(ticket: Ticket, project: Project, language: Language, terms: Terms) -> Impact:
    """Read the impact of a change from its fields and from the team's words on it, each half as it came first.

    An estimate states the cost, a date of its own the date. On tickets the client can see they must be able to read
    the words.
    """
    ledger = date_ledger(ticket) if ticket.due is not None else None
    fields = (_estimated_at(ticket), ledger.given if ledger else None)
    words: tuple[list[datetime], list[datetime]] = ([], [])
    for at, text in _told(ticket, project):
        for half, is_stated in zip(words, _halves(text, at, project, language, terms), strict=True):
            half += [at] if is_stated else []
    cost, date = (_first([field, *half]) for field, half in zip(fields, words, strict=True))
    told = (at for at, half in zip((cost, date), words, strict=True) if at is not None and at in half)
    return Impact(cost, date, max(told, default=None))


def impact_told(ticket: Ticket, since: datetime, project: Project, language: Language) -> datetime | None:
    """When our public comments since then, taken together, have told the client both halves of an impact."""
    said = [
        (m.at, _halves(m.text, m.at, project, language, Terms())) for m in spoken(ticket, language) if m.at >= since
    ]
    return Impact(_first([at for at, (cost, _) in said if cost]), _first([at for at, (_, date) in said if date])).at


def told_of_impact(ticket: Ticket, language: Language) -> str:
    """The last sentence in which the client was told of cost or date; empty where there is none."""
    said = (sentence_with(message.text, COST | DATE, language) for message in reversed(spoken(ticket, language)))
    return next((sentence for sentence in said if sentence), "")


def _halves(text: str, at: datetime, project: Project, language: Language, terms: Terms) -> tuple[bool, bool]:
    """Whether a text states the cost, and whether it states what becomes of the date."""
    if any(section.strip() for section in sections(text, terms.headings)):
        return True, True
    named = language.dates(text, at, project.agency_calendar) or sentence_with(text, terms.date, language)
    return bool(sentence_with(text, terms.cost, language)), bool(named)


def _first(instants: Sequence[datetime | None]) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


def _estimated_at(ticket: Ticket) -> datetime | None:
    if ticket.estimate is None:
        return None
    changes = [e for e in ticket.history if e.field is Field.ESTIMATE]
    if not changes or changes[0].old is not None:
        return ticket.created
    return next((event.at for event in changes if event.new is not None), ticket.created)


def _told(ticket: Ticket, project: Project) -> Iterator[tuple[datetime, str]]:
    """When the team wrote what on a ticket: its comments, its opening and its versions of the description."""
    public = ticket.source in project.visible_sources
    yield from ((m.at, m.text) for m in messages(ticket) if m.role is Role.TEAM and (m.public or not public))
    for event in ticket.history:
        if event.field is Field.DESCRIPTION and (event.actor is None or event.actor.role is Role.TEAM):
            yield event.at, event.new or ""
