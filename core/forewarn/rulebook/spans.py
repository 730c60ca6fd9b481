"""The functions that an expression in a rules file may call: instants, and the one question about time."""

from datetime import datetime

from forewarn.checks import CannotEvaluate, NotApplicable
from forewarn.facts.deadlines import after_days, after_hours, before_days, counted
from forewarn.rulebook.cel import Function, Functions, Type
from forewarn.rulebook.fields import Scene

_MOST = 1000
"""Business days or hours in one step; nobody means more, and each is counted one by one."""

FUNCTIONS = (
    Function("reached", (Type.INSTANT,), Type.FLAG, "Whether it has come; the rule wakes when it does."),
    Function("business_days_after", (Type.INSTANT, Type.WHOLE), Type.INSTANT, "Working days of the agency later."),
    Function("business_days_before", (Type.INSTANT, Type.WHOLE), Type.INSTANT, "Working days of the agency earlier."),
    Function("business_hours_after", (Type.INSTANT, Type.WHOLE), Type.INSTANT, "Working hours of the agency later."),
    Function("client_days_after", (Type.INSTANT, Type.WHOLE), Type.INSTANT, "Working days of the client later."),
    Function("business_days_between", (Type.INSTANT, Type.INSTANT), Type.WHOLE, "Whole working days of the agency."),
)
"""Every function but the first is pure; all leave out the days on which the project is parked."""


def functions_of(scene: Scene) -> Functions:
    """The work behind FUNCTIONS."""
    project = scene.project
    return {
        "reached": scene.clock.reached,
        "business_days_after": lambda start, days: _some(after_days(project, start, _few(days))),
        "business_days_before": lambda end, days: _some(before_days(project, end, _few(days))),
        "business_hours_after": lambda start, hours: _some(after_hours(project, start, _few(hours))),
        "client_days_after": lambda start, days: _some(after_days(project, start, _few(days), project.client_calendar)),
        "business_days_between": lambda start, end: counted(project).days_between(start, end),
    }


def _few(count: int) -> int:
    if not 0 <= count <= _MOST:
        raise CannotEvaluate(f"{count} business days or hours are outside of 0 to {_MOST}")
    return count


def _some(instant: datetime | None) -> datetime:
    if instant is None:
        raise NotApplicable("the project is parked with no end")
    return instant
