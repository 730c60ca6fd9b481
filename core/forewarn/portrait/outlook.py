"""The forecast of a project, or why there is none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.forecast import this_week
from forewarn.facts.outlook import Outlook, outlooks, why_silent, why_undated
from forewarn.facts.project import Project
from forewarn.facts.track import Record, record
from forewarn.language import Language
from forewarn.model import Ticket


@dataclass(frozen=True, slots=True)
class Forecasts:
    """When the project's dates will be met, by its own pace."""

    outlooks: tuple[Outlook, ...]
    """One a coming date, the earliest first."""
    record: Record
    """How often careful dates held in this project; none of none where there are too few to tell."""
    silent: str = ""
    """Why there is no forecast; empty where there is one."""


def forecasts(
    tickets: Sequence[Ticket], project: Project, language: Language, reached: Callable[[datetime], bool]
) -> Forecasts:
    """The forecasts for the week that has begun."""
    start = this_week(tickets, project, reached)
    silent = why_undated(tickets, project) or why_silent(tickets, project, start)
    if silent:
        return Forecasts((), Record(0, 0), silent)
    cast = outlooks(tickets, project, start, language)
    if not cast:
        return Forecasts((), Record(0, 0), "no date lies ahead")
    return Forecasts(cast, record(tickets, project))
