"""The forecast of a project, or why there is none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.facts.project import Project
from forewarn.facts.work.forecast import lack_of, this_week, too_little, weekly_pace
from forewarn.facts.work.outlook import Outlook, outlooks, why_silent, why_undated
from forewarn.facts.work.track import Record, record
from forewarn.language import Language
from forewarn.model import Ticket


class Silence(StrEnum):
    """Why there is no forecast, where that can be said in any language."""

    UNDATED = "no_dates"
    """No open work has a date."""
    OVER = "over"
    """No date lies ahead."""
    WEEKS = "weeks"
    """Too few weeks of work."""
    ITEMS = "items"
    """Too few finished items."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What a forecast lacks."""

    what: Silence
    needed: int = 0
    there: int = 0


@dataclass(frozen=True, slots=True)
class Forecasts:
    """When the project's dates will be met, by its own pace."""

    outlooks: tuple[Outlook, ...]
    """One a coming date, the earliest first."""
    record: Record
    """How often careful dates held in this project; none of none where there are too few to tell."""
    silent: str = ""
    """Why there is no forecast; empty where there is one."""
    lack: Lack | None = None
    """The same, where it is not a tracker that says why."""


def forecasts(
    tickets: Sequence[Ticket], project: Project, language: Language, reached: Callable[[datetime], bool]
) -> Forecasts:
    """The forecasts for the week that has begun."""
    start = this_week(tickets, project, reached)
    if undated := why_undated(tickets, project):
        return Forecasts((), Record(0, 0), undated, Lack(Silence.UNDATED))
    if silent := why_silent(tickets, project, start):
        return Forecasts((), Record(0, 0), silent, _lack(weekly_pace(tickets, project, start) if start else (), silent))
    cast = outlooks(tickets, project, start, language)
    if not cast:
        return Forecasts((), Record(0, 0), "no date lies ahead", Lack(Silence.OVER))
    return Forecasts(cast, record(tickets, project))


def _lack(pace: Sequence[int], silent: str) -> Lack | None:
    """What the pace lacks; None where something else keeps the forecast silent."""
    lack = lack_of(pace)
    if lack is None or too_little(pace) != silent:
        return None
    return Lack(Silence(lack[0]), *lack[1:])
