"""How a step of work compares with such steps before: when it takes longer than usual, when it has to begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.deadlines import after_days, counted, passing
from forewarn.facts.project import Project
from forewarn.facts.work.flow import (
    Stay,
    cycle_times,
    day_hours,
    exceeds,
    hours_before,
    in_days,
    spans,
    times_in_status,
    usual,
    work_stays,
)
from forewarn.model import Due, Fact, Field, Need, Ticket

_SHORTEST = 1
"""Business days below which nothing takes long, however quick such work usually is."""
_NOTICE = 1
"""Business days that whoever is given a date has to begin."""
_LONGEST = 366 * 24
"""Hours that no ticket takes: an estimate beyond them is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """When work on a ticket takes longer than such work usually does."""

    stay: Stay
    """With which the work began."""
    at: datetime
    days: float
    """The limit, in working days."""
    share: float | None
    """The share of such work that stays within the limit; None where there was too little to compare with."""
    samples: int = 0
    status: str = ""
    """Where it is one status that takes long."""

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        share = round(100 * self.share) if self.share is not None else None
        facts: dict[str, Fact] = {"days": self.days, "share": share, "samples": self.samples}
        return facts | {"status": self.status, "started": self.stay.start}


def overruns(
    ticket: Ticket, tickets: Sequence[Ticket], project: Project, shares: Sequence[float], fewest: int, days: int
) -> list[Overrun]:
    """When the work on `ticket` passes each of `shares` of such work before, and its status the last of them.

    `days` business days where there are fewer than `fewest` pieces of such work to compare with, or its own date where
    that is later. Empty where nobody works on it now.
    """
    worked = work_stays(ticket)
    if not worked or worked[-1].end is not None:
        return []
    calendar = counted(project)
    floor = _SHORTEST * day_hours(calendar)
    times = cycle_times(tickets, project).get(ticket.type.casefold(), ())
    stood = times_in_status(tickets, project).get(ticket.status.casefold(), ())
    limits: list[tuple[float | None, float | None, Sequence[float], str]] = [
        (usual(times, share, fewest), share, times, "") for share in shares
    ]
    limits.append((usual(stood, shares[-1], fewest), shares[-1], stood, ticket.status))
    if len(times) < fewest:
        limits.append((days * day_hours(calendar), None, (), ""))
    found = []
    for hours, share, sample, status in limits:
        mine = [stay for stay in worked if status in ("", stay.status)]
        limit = max(hours, floor) if hours is not None else 0
        at = exceeds(spans(mine, ticket, project), calendar, limit) if hours is not None else None
        if share is None and at is not None and ticket.due is not None:
            at = max(at, passing(project, ticket.due) or at)  # its plan says how long it takes
        if at is not None:
            found.append(Overrun(worked[0], at, in_days(limit, calendar), share, len(sample), status))
    return found


@dataclass(frozen=True, slots=True)
class LatestStart:
    """The last moment at which work can begin and still be done in time, by what such work takes."""

    due: Due
    at: datetime
    passed: datetime
    """When the date has passed."""
    hours: float
    basis: str
    """`history`, `estimate` or `default`."""
    samples: int
    days: float
    short: bool
    """Whether the date was given with less time before it than that."""

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        what: dict[str, Fact] = {"due": self.due, "latest": self.at, "days": self.days, "basis": self.basis}
        return what | {"samples": self.samples, "short": self.short}


def latest_start(
    ticket: Ticket, due: Due, tickets: Sequence[Ticket], project: Project, share: float, fewest: int, days: int
) -> LatestStart | None:
    """When `ticket` has to be begun to meet `due`; None while the project is parked with no end.

    By the time in which `share` of such work was done, failing that twice its estimate in hours, failing that `days`.
    Never within a business day of its being made or dated.
    """
    calendar = counted(project)
    times = cycle_times(tickets, project).get(ticket.type.casefold(), ())
    known, basis = usual(times, share, fewest), "history"
    if known is None and ticket.estimate and Need.HOURS not in ticket.absent:
        known, basis = min(2 * ticket.estimate, _LONGEST), "estimate"
    if known is None:
        known, basis = days * day_hours(calendar), "default"
    dated = max((e.at for e in ticket.history if e.field in (Field.DUE, Field.MILESTONE)), default=ticket.created)
    notice, passed = after_days(project, dated, _NOTICE), passing(project, due)
    if notice is None or passed is None:
        return None
    needed = hours_before(passed, known, calendar, dated)
    at, short = max(needed or notice, notice), needed is None
    return LatestStart(due, at, passed, known, basis, len(times), in_days(known, calendar), short)
