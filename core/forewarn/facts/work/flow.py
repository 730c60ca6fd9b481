"""How work flows: how long a ticket has been worked on and stood in a status, and how long that usually takes.

All hours are business hours of the agency. Parked days, the time under a parking label and the time in a status that
means waiting for somebody else do not count, and containers are no work of their own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Final

from forewarn.facts.activity import opened_last
from forewarn.facts.deadlines import counted
from forewarn.facts.items import items
from forewarn.facts.marks import status_changes
from forewarn.facts.messages import at_birth
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered, worked_out
from forewarn.facts.work.forecast import quantile
from forewarn.model import Event, Field, Kind, StatusCategory, Ticket
from forewarn.worktime import Calendar

_WAITING: Final = frozenset(
    {
        "waiting", "waiting for support", "client review", "with client", "on hold", "blocked", "pending", "parked",
        "paused", "ждет", "ожидание", "у клиента", "на паузе", "отложено", "заблокировано",
    }
)  # fmt: skip
"""Statuses in which work waits for somebody else, in small letters."""

_GIVEN = (
    r"(?:content|texts?|copy|photos?|images?|assets?|materials?|info(?:rmation)?|inputs?|data|access|feedback|approval|"
    r"sign-?off|answers?|repl(?:y|ies)|responses?|decisions?|контента?|текст(?:а|ы|ов)?|фото(?:графи[ий])?|"
    r"материал(?:а|ы|ов)?|информаци[юи]|данны[ех]|доступ(?:а|ы|ов)?|ответа?|согласовани[ея]|решени[ея])"
)
_WAITS_FOR: Final = re.compile(
    r"(?:awaiting|waiting (?:for|on)|ждем|ждет|ожида\w+) (?:the )?"
    r"(?:(?:от )?(?:client|customer|клиент|заказчик)(?:s|а|ов)?\b.*"
    rf"|{_GIVEN}(?:(?:,|/| and| &| и) ?{_GIVEN})*(?: (?:from (?:the )?|от )?(?:client|customer|клиента|заказчика))?)"
)
"""A status that names who is outside, or what they have to give and no more: "waiting for content review" and "waiting
for deployment" are our own."""

_RELEASE: Final = frozenset(
    {
        "ready for release", "ready to release", "ready for deployment", "ready for deploy", "ready to deploy",
        "ready for production", "ready for prod", "ready to ship", "awaiting release", "awaiting deployment",
        "waiting for release", "waiting for deployment", "pending release", "pending deployment", "to be released",
        "to be deployed", "готово к релизу", "готов к релизу", "готова к релизу", "готово к выкладке", "ждет релиза",
        "ожидает релиза", "ожидание релиза",
    }
)  # fmt: skip
"""Statuses in which work is finished and goes out with others, in small letters. It is ours to send it out, so that its
date passes as ever."""


@dataclass(frozen=True, slots=True)
class Stay:
    """The time a ticket spent in one status."""

    status: str
    category: StatusCategory
    event: Event
    """The one that brought it there."""
    start: datetime
    end: datetime | None
    """None while it is there."""


Span = tuple[datetime, datetime | None]
"""From when until when; an open end goes on."""


@worked_out
def stays(ticket: Ticket) -> tuple[Stay, ...]:
    """Every status a ticket stood in, oldest first."""
    born = at_birth(ticket)
    if born is None or not ticket.history:
        return ()
    first = ticket.history[0]
    moves = ((e.new or "", e.category or born.category, e) for e in status_changes(ticket))
    states = [(born.status, born.category, first), *moves]
    ends = [*(event.at for _, _, event in states[1:]), None]
    return tuple(
        Stay(status, category, event, event.at, end)
        for (status, category, event), end in zip(states, ends, strict=True)
        if end is None or end > event.at  # opened and moved in the same second, it stood nowhere before
    )


@lru_cache(maxsize=1024)
def is_waiting(status: str) -> bool:
    """Whether work in that status waits for somebody else."""
    plain = _plain(status)
    return plain in _WAITING or _WAITS_FOR.fullmatch(plain) is not None


def is_for_release(status: str) -> bool:
    """Whether work in that status is finished, and goes out with other work."""
    return _plain(status) in _RELEASE


def _plain(status: str) -> str:
    return status.casefold().replace("ё", "е")


def work_stays(ticket: Ticket) -> tuple[Stay, ...]:
    """Those stays in which the ticket was in progress and waited for nobody, since it was reopened last."""
    worked = [s for s in stays(ticket) if s.category is StatusCategory.DOING and not is_waiting(s.status)]
    if not ticket.is_open:
        return tuple(worked)
    opened = opened_last(ticket)
    return tuple(stay for stay in worked if stay.start >= opened)


def spans(several: Sequence[Stay], ticket: Ticket, project: Project) -> tuple[Span, ...]:
    """When those stays lasted, without the time under a parking label."""
    parked = parked_spans(ticket, project)
    return tuple(piece for stay in several for piece in _cut((stay.start, stay.end), parked))


def hours_in(several: Sequence[Span], calendar: Calendar) -> float:
    """Business hours of the spans that have ended."""
    return sum(calendar.hours_between(start, end) for start, end in several if end is not None)


def exceeds(several: Sequence[Span], calendar: Calendar, hours: float) -> datetime | None:
    """When the spans together last longer than `hours`; None where they ended before, or parked for good."""
    left = hours
    for start, end in several:
        if end is None:
            try:
                return calendar.add_hours(start, left)
            except ValueError:  # no working day for a year: parked, and no end in sight
                return None
        within = calendar.hours_between(start, end)
        if within > left:
            return calendar.add_hours(start, left)
        left -= within
    return None


@remembered
def cycle_times(tickets: Sequence[Ticket], project: Project) -> Mapping[str, Sequence[float]]:
    """Hours in progress of the delivered items by their type in small letters, shortest first."""
    calendar = counted(project)
    times: dict[str, list[float]] = {}
    for ticket in items(tickets, project):
        if not ticket.is_open and not ticket.declined:
            hours = hours_in(spans(work_stays(ticket), ticket, project), calendar)
            if hours > 0:
                times.setdefault(ticket.type.casefold(), []).append(hours)
    return {kind: tuple(sorted(hours)) for kind, hours in times.items()}


@remembered
def times_in_status(tickets: Sequence[Ticket], project: Project) -> Mapping[str, Sequence[float]]:
    """Hours that items stood in each status that they have left, all stays of an item together, shortest first."""
    calendar = counted(project)
    times: dict[str, list[float]] = {}
    for ticket in items(tickets, project):
        history = stays(ticket)
        for status in {stay.status for stay in history[:-1]} - {ticket.status}:
            mine = [stay for stay in history if stay.status == status]
            times.setdefault(status.casefold(), []).append(hours_in(spans(mine, ticket, project), calendar))
    return {status: tuple(sorted(hours)) for status, hours in times.items()}


def usual(times: Sequence[float], share: float, fewest: int) -> float | None:
    """The hours within which `share` of such work was done; None below `fewest` samples."""
    return quantile(times, share) if len(times) >= fewest else None


def day_hours(calendar: Calendar) -> float:
    """The hours of an average working day."""
    return sum(hours.length.total_seconds() for hours in calendar.week.values()) / len(calendar.week) / 3600


def in_days(hours: float, calendar: Calendar) -> float:
    """Business hours as working days, rounded up to half a day."""
    return ceil(2 * hours / day_hours(calendar)) / 2


def hours_before(instant: datetime, hours: float, calendar: Calendar, since: datetime) -> datetime | None:
    """The latest instant from which `hours` business hours end by `instant`; None where that is before `since`."""
    left = timedelta(hours=hours)
    day, first = calendar.day_of(instant), calendar.day_of(since)
    while day >= first:
        if calendar.is_workday(day):
            closing = min(instant, calendar.closing(day))
            length = max(closing - calendar.opening(day), timedelta())
            if left <= length:
                return closing - left if closing - left >= since else None
            left -= length
        day -= timedelta(days=1)
    return None


@worked_out
def parked_spans(ticket: Ticket, project: Project) -> tuple[Span, ...]:
    """When a ticket carried a parking label."""
    born = at_birth(ticket)
    standing = set(born.labels) & project.parked_labels if born else set()
    found: list[Span] = []
    since = ticket.created if standing else None
    for event in ticket.history:
        if event.field is not Field.LABELS or {event.new, event.old}.isdisjoint(project.parked_labels):
            continue
        standing.add(event.new or "") if event.kind is Kind.ADDED else standing.discard(event.old or "")
        if standing and since is None:
            since = event.at
        elif not standing and since is not None:
            found.append((since, event.at))
            since = None
    return (*found, (since, None)) if since is not None else tuple(found)


def _cut(span: Span, away: Sequence[Span]) -> list[Span]:
    """A span without the parts that are away, which come in their order."""
    start, end = span
    pieces: list[Span] = []
    for off, on in away:
        if (end is not None and off >= end) or (on is not None and on <= start):
            continue
        if off > start:
            pieces.append((start, off))
        if on is None or (end is not None and on >= end):
            return pieces
        start = on
    return [*pieces, (start, end)]
