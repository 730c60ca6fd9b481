"""What is true of a project as a whole: how often the client hears from the team, and who speaks first."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from forewarn.testing.agency.acts import What
from forewarn.testing.agency.truth import Truth

if TYPE_CHECKING:
    from forewarn.testing.agency.desk import Desk

_EARLY = 3
"""Business days of silence that are worth a word."""


def judge_whole(desk: "Desk") -> None:
    """What follows from all logs of the project together."""
    heard = sorted(act.at for log in desk.logs for act in log if act.ours and act.speaks and act.what is What.SAYS)
    quiet_from = max(_EARLY, desk.facts.get("cadence_days") or 0)
    for at, following in zip(heard, [*heard[1:], desk.end], strict=True):
        late = desk.calendar.add_days(at, quiet_from)
        if at < desk.end and _is_open(desk, late):
            desk.truth("silence", late, following)
    if not desk.facts.get("cadence_days"):
        _contacts(desk, heard)
    _announced(desk, heard)
    _months(desk)


def _is_open(desk: "Desk", at: datetime) -> bool:
    """Whether there was anything to do."""
    moves = [[act for act in log if act.what is What.MOVES and act.at <= at] for log in desk.logs if log[0].at <= at]
    return any(not moved or moved[-1].meaning != "done" for moved in moves)


def _announced(desk: "Desk", heard: list[datetime]) -> None:
    """Where the day of a contact passed without one."""
    for subject, log in zip(desk.subjects, desk.logs, strict=True):
        said = [a for a in log if a.ours and a.speaks and a.meaning in ("next", "holdtill") and a.day is not None]
        for act in said:
            assert act.day is not None
            opening = desk.calendar.opening(desk.calendar.workday_from(act.day))
            late = desk.calendar.add_hours(desk.calendar.closing(desk.calendar.workday_from(act.day)), 4)
            kept = min([at for at in heard if at >= opening], default=desk.end)
            again = any(a.at > act.at and a.at < opening and a.day and a.day > act.day for a in log if a.ours)
            if not again and late < kept:
                desk.truths.append(Truth("next-contact-missed", subject, late, kept))


def _contacts(desk: "Desk", heard: list[datetime]) -> None:
    """Where nobody has told the client when they hear from us next."""
    said = sorted(
        (act.at, act.day) for log in desk.logs for act in log if act.ours and act.speaks and act.what is What.SAYS
        and act.day is not None
    )  # fmt: skip
    for at, following in zip(heard, [*heard[1:], desk.end], strict=True):
        if at >= desk.end:
            continue
        days = [day for then, day in said if then <= at and day >= desk.calendar.day_of(at)]
        start = max([at, *(desk.calendar.closing(desk.calendar.workday_from(day)) for day in days)])
        asked = not days and _is_open(desk, start)
        desk.truth("no-next-contact-date", desk.calendar.add_days(start, 2), following, asked=asked)


def _months(desk: "Desk") -> None:
    asked = [act.at for log in desk.logs for act in log if act.meaning == "chase" and not act.ours]
    month = desk.start.replace(day=1)
    while (following := (month + timedelta(days=32)).replace(day=1)) <= desk.end.date():
        first = desk.calendar.opening(desk.calendar.workday_from(following))
        chased = any((at.year, at.month) == (month.year, month.month) for at in asked)
        # Whether anything happened in that month that a client has to hear is a matter of degree.
        desk.truth(
            "told-before-asked", first, first + timedelta(days=31), asked=_eventful(desk, month), positive=not chased
        )
        month = following


def _eventful(desk: "Desk", month: date) -> bool:
    """Whether dated work was finished in that month."""
    dated = (log for log in desk.logs if any(act.what is What.DATES for act in log))
    ends = [log[-1] for log in dated]
    return any(end.meaning == "closing" and (end.at.year, end.at.month) == (month.year, month.month) for end in ends)
