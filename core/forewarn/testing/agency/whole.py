"""What is true of a project as a whole: how often the client hears from the team, and who speaks first."""

from datetime import date, datetime, timedelta

from forewarn.testing.agency.acts import What
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.truth import Truth

_EARLY = 3
"""Business days of silence that are worth a word."""
_MANY = 6
"""Open items of one person below which nobody calls it much."""


def judge_whole(desk: Desk) -> None:
    """What follows from all logs of the project together."""
    heard = sorted(act.at for log in desk.logs for act in log if act.ours and act.speaks and act.what is What.SAYS)
    active = _active(desk)
    for at, following in zip(heard, [*heard[1:], desk.end], strict=True):
        for begun, over in active:
            if at < over and begun < following:
                desk.truth("silence", _quiet_from(desk, max(at, begun)), min(following, over))
    if not desk.facts.get("cadence_days"):
        _contacts(desk, heard)
    _announced(desk, heard)
    _burdens(desk)
    _months(desk)


def _quiet_from(desk: Desk, last: datetime) -> datetime:
    """When silence after a last word is worth a word; a rhythm of contact has time to the end of its day."""
    rhythm = desk.facts.get("cadence_days") or 0
    due = desk.calendar.add_days(last, max(_EARLY, rhythm))
    return desk.calendar.closing(desk.calendar.day_of(due)) if rhythm >= _EARLY else due


def _is_open(desk: Desk, at: datetime) -> bool:
    """Whether there was anything to do."""
    moves = [[act for act in log if act.what is What.MOVES and act.at <= at] for log in desk.logs if log[0].at <= at]
    return any(not moved or moved[-1].meaning != "done" for moved in moves)


def _active(desk: Desk) -> list[tuple[datetime, datetime]]:
    """When there was something to do: from the first open ticket to the last one that is finished."""
    changes = [(log[0].at, 1) for log in desk.logs]
    for log in desk.logs:
        done = False
        for act in log:
            if act.what is What.MOVES and (act.meaning == "done") is not done:
                done = not done
                changes.append((act.at, -1 if done else 1))
    spans: list[tuple[datetime, datetime]] = []
    count = 0
    for at, change in sorted(changes):
        if not count:
            spans.append((at, desk.end))
        count += change
        if not count:
            spans[-1] = (spans[-1][0], at)
    return spans


def _burdens(desk: Desk) -> None:
    """Weeks in which somebody has more in their hands than in nine of ten before: too much is a matter of degree."""
    held = [(log, next((a for a in log if a.what is What.ASSIGNS), None)) for log in desk.logs]
    monday = desk.calendar.opening(desk.start)
    past: dict[str, list[int]] = {}
    while monday < desk.end:
        for person in sorted({given.meaning for _, given in held if given}):
            logs = (log for log, given in held if given and given.meaning == person and given.at <= monday)
            moves = ([a for a in log if a.what is What.MOVES and a.at <= monday] for log in logs)
            load = sum(not moved or moved[-1].meaning != "done" for moved in moves)
            before = sorted(past.setdefault(person, []))
            if load >= _MANY and before and load > before[int(0.9 * (len(before) - 1))]:
                desk.truth("overcommitted", monday, monday + timedelta(days=7), asked=False)
            past[person].append(load)
        monday += timedelta(days=7)


def _announced(desk: Desk, heard: list[datetime]) -> None:
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


def _contacts(desk: Desk, heard: list[datetime]) -> None:
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


def _months(desk: Desk) -> None:
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


def _eventful(desk: Desk, month: date) -> bool:
    """Whether dated work was finished in that month."""
    dated = (log for log in desk.logs if any(act.what is What.DATES for act in log))
    ends = [log[-1] for log in dated]
    return any(end.meaning == "closing" and (end.at.year, end.at.month) == (month.year, month.month) for end in ends)
