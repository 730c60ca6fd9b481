"""What is true of dates, promises and progress, from what was decided and when."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from forewarn.testing.agency.acts import DELIVERING, EXPECTING, PROMISING, Act, What
from forewarn.testing.agency.pen import Pen
from forewarn.testing.agency.places import CLIENTS
from forewarn.testing.agency.talk import done_at
from forewarn.testing.agency.truth import Truth

_HELD = 5
_AHEAD = 5
"""Business days before a date that is missed in the end, in which a warning of it was right."""
_TELLING = frozenset({"delay", "expect", "plan", "promise"})
"""What tells the client another date."""


def judge_work(pen: Pen, end: datetime) -> None:
    """Everything about the ticket's dates, its promises and its progress."""
    _promises(pen, end)
    _contacts(pen)
    _dates(pen, end)
    _progress(pen, end)


def finished(pen: Pen, end: datetime) -> datetime:
    """When it was done for good."""
    moves = [act for act in pen.log if act.what is What.MOVES]
    return moves[-1].at if moves and moves[-1].meaning == "done" else end


def _promises(pen: Pen, end: datetime) -> None:
    words = PROMISING | EXPECTING
    made = [act for act in pen.log if act.ours and act.what is What.SAYS and act.meaning in words and act.day]
    for number, act in enumerate(made):
        assert act.day is not None
        passes = pen.calendar.closing(pen.calendar.workday_from(act.day))
        later = next((other for other in made[number + 1 :] if other.day and other.day > act.day), None)
        kept = min([end, *(a.at for a in pen.log if a.at > act.at and _delivers(a))])
        gone = min(kept, later.at if later else end)
        soon = pen.calendar.opening(pen.calendar.workday_from(act.day)) + timedelta(hours=8.5)
        soon = _day_before(pen, soon)
        plain = act.meaning in PROMISING
        if act.at <= soon:
            pen.truth("promise-due-soon", soon, min(gone, passes), asked=plain)
        pen.truth("promise-broken", pen.after(passes, hours=2), gone, asked=plain)


def _contacts(pen: Pen) -> None:
    """A word announced for a day is a promise too, though the day of it belongs to another check."""
    for act in pen.log:
        if act.ours and act.meaning in ("next", "holdtill") and act.day is not None:
            passes = pen.calendar.closing(pen.calendar.workday_from(act.day))
            pen.truth("promise-due-soon", _day_before(pen, passes), passes, asked=False)


def _delivers(act: Act) -> bool:
    said = act.what is What.SAYS and act.meaning in DELIVERING
    moved = act.what is What.MOVES and act.meaning == "done"
    return act.ours and (said or moved or act.what is What.TICKS or act.meaning in ("attachments", "links"))


def _day_before(pen: Pen, instant: datetime) -> datetime:
    day = pen.calendar.workday_before(pen.calendar.day_of(instant))
    return pen.calendar.closing(day)


def _dates(pen: Pen, end: datetime) -> None:
    given = [act for act in pen.log if act.what is What.DATES]
    over = finished(pen, end)
    told = [act for act in pen.log if act.ours and act.speaks and act.meaning in _TELLING]
    moves = 0
    for number, act in enumerate(given):
        assert act.day is not None
        passes = pen.calendar.closing(act.day)
        following = given[number + 1] if number + 1 < len(given) else None
        until = min(over, following.at if following else end)
        if until > passes and done_at(pen, passes) is None:
            pen.truth("date-missed", passes, until)
            known = max(act.at, pen.calendar.add_hours(passes, -_AHEAD * 8.5))
            pen.desk.truths.append(Truth("date-at-risk", pen.desk.subject, known, passes, owed=False))
            _told(pen, told, passes, act.at, act.day, until)
        if following is not None and following.day and following.day > act.day and following.ours:
            moves += 1
            _moved(pen, act, following, moves, told, over)
    _arrival(pen, given, over)


def _moved(pen: Pen, act: Act, following: Act, moves: int, told: Sequence[Act], over: datetime) -> None:
    assert act.day is not None
    passes, at = pen.calendar.closing(act.day), following.at
    held = min(over, pen.after(at, days=_HELD))
    pen.truth("date-moved", at, held)
    if at > _day_before(pen, passes):
        pen.truth("moved-after-passing", at, held)
    if moves > 1:
        pen.truth("repeat-slip", at, held)
    if at < passes:
        _told(pen, told, at, act.at, act.day, held)
    near = (
        a for a in pen.log if a.ours and a.what is What.SAYS and pen.calendar.hours_between(*_ordered(a.at, at)) < 8.5
    )
    if not any(near) and "agreed" in pen.desk.facts:
        explained = (a.at for a in pen.log if a.at > at and a.ours and a.meaning in ("delay", "explain"))
        edge = min([pen.after(at, days=_HELD + 1), *explained])
        pen.desk.truth("unexplained-change", pen.after(at, days=1), edge)


def _ordered(one: datetime, other: datetime) -> tuple[datetime, datetime]:
    return (one, other) if one <= other else (other, one)


def _told(pen: Pen, told: Sequence[Act], known: datetime, given: datetime, old: date, until: datetime) -> None:
    """Whether and when the client heard of a new date after we knew that the old one was gone."""
    heard = next((act.at for act in told if act.at > given and act.day and act.day > old), None)
    late = pen.after(known, hours=4)
    if heard is None or heard > late:
        pen.truth("slip-without-new-eta", late, min(until, heard or until))
    if heard is not None and heard > pen.after(known, days=1):
        pen.truth("late-bad-news", heard, pen.after(heard, days=_HELD))


def _arrival(pen: Pen, given: Sequence[Act], over: datetime) -> None:
    days = [act.day for act in given if act.day is not None]
    if not days or done_at(pen, over) is None or over > _day_over(pen, max(days[0], days[-1])):
        return
    for act, following in pairwise(given):
        assert act.day is not None and following.day is not None
        if following.day > act.day and following.at > _day_before(pen, pen.calendar.closing(act.day)):
            return
    told = pen.calendar.add_days(over, 2)
    last = [act for act in pen.log if act.speaks and act.at <= told][-1]
    # Nobody boasts to a client who waits for an answer.
    pen.truth("on-time-arrival", told, pen.after(told, days=_HELD), asked=last.ours)


def _day_over(pen: Pen, day: date) -> datetime:
    """When a day is over for whoever goes home first."""
    theirs = CLIENTS[pen.desk.language]
    return min(pen.calendar.closing(day), theirs.closing(theirs.workday_from(day)))


def _progress(pen: Pen, end: datetime) -> None:
    begun = next((act for act in pen.log if act.what is What.MOVES and act.meaning != "todo"), None)
    due = pen.due
    if due is not None and (begun is None or pen.calendar.day_of(begun.at) >= due):
        start = begun.at if begun else end
        passes = pen.calendar.closing(due)
        pen.truth("late-start", _day_before(pen, passes), min(start, passes))
    if due is not None:
        passes = pen.calendar.closing(due)
        earliest = pen.calendar.opening(due) - timedelta(days=14)
        pen.truth("late-start", earliest, min(begun.at if begun else end, passes), asked=False)
    if begun is not None:
        over = finished(pen, end)
        pen.truth("step-overrunning", pen.after(begun.at, days=10), over)
        # Between a usual and a long time lies a matter of degree.
        pen.truth("step-overrunning", pen.after(begun.at, days=2), over, asked=False)
        _dark(pen, begun.at, over)


def _shows(act: Act) -> bool:
    """Whether an act is a sign of work, or a word of the client to which an answer is owed."""
    kinds = (What.SAYS, What.MOVES, What.TICKS)
    return act.what in kinds or (act.what is What.ADDS and act.meaning in ("attachments", "links"))


def _dark(pen: Pen, begun: datetime, over: datetime) -> None:
    signs = [act for act in pen.log if begun <= act.at <= over and _shows(act)]
    for number, act in enumerate(signs):
        quiet = signs[number + 1].at if number + 1 < len(signs) else over
        spoken = [a for a in pen.log if a.speaks and a.at <= act.at]
        with_client = bool(spoken) and spoken[-1].ours and spoken[-1].meaning in ("ask", "ready")
        moves = [a.meaning for a in pen.log if a.what is What.MOVES and a.at <= act.at]
        if moves and moves[-1] in ("doing", "review") and not with_client:
            pen.truth("work-gone-dark", pen.after(act.at, days=3), quiet)
