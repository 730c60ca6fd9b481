"""Whole projects: the busy one, in which something happens to many tickets, and those with one story of their own."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from forewarn.testing.agency.additions import backlog, dated_backlog
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.keeping import keep
from forewarn.testing.agency.life import ordinary
from forewarn.testing.agency.pen import Pen
from forewarn.testing.agency.truth import Truth

QUIET_WEEKS: Final = 6
"""Ordinary weeks at the beginning, from which the rest of the project is judged."""
_HELD = 5

Tale = Callable[[Desk, datetime], None]


def _agree(desk: Desk, title: str = "Relaunch", due: date | None = None) -> None:
    """A release is planned in the first week and agreed on in the second."""
    if desk.tracker != "trello":
        desk.release = desk.milestone(desk.at(0, 0, 1), title, due)
    if desk.tracker != "trello":
        desk.facts["agreed"] = (desk.at(1, 0, 1),)


def busy(desk: Desk, tales: Sequence[Tale], weeks: int) -> None:
    """A release that is worked off, and beside it whatever the client brings."""
    desk.facts["cadence_days"] = 3
    _agree(desk)
    for week in range(weeks):
        for half in range(2 if week < QUIET_WEEKS else 1):
            start = desk.at(week, 2 * half + desk.rng.randrange(2))
            backlog(desk, desk.at(0, 0), start, desk.rng.uniform(0.6, 2.6))
    agreed = weeks + QUIET_WEEKS
    for week in range(0, QUIET_WEEKS - 2, 2):
        ordinary(desk, desk.at(week, desk.rng.randrange(5)))
    span = (weeks - QUIET_WEEKS - 1) * 5
    for number, tale in enumerate(tales):
        day = number * span // max(1, len(tales))
        tale(desk, desk.at(QUIET_WEEKS - 1 + day // 5, day % 5))
    _growth(desk, agreed)


def _growth(desk: Desk, agreed: int) -> None:
    if desk.release is None:
        return
    for number, at in enumerate(sorted(desk.joined), 1):
        if number / agreed >= 0.1:
            desk.truth("scope-growth", at, desk.end)
            return


def _updates(desk: Desk, weeks: int, away: Sequence[int] = (), *, vague: int = 0) -> None:
    """A running ticket on which the team writes every other day and says when it writes next.

    After the quiet weeks it writes `vague` times after three days each and names no day; then it goes on as before.
    """
    pen = Pen(desk, desk.at(0, 0), title="Status", type="Recurring", labels=("S",))
    pen.opens(pen.client)
    pen.wait(hours=0.3).assigns()
    pen.wait(hours=0.5).says(pen.team, "next", pen.day(2))
    day = pen.day(2)
    while (number := (day - desk.start).days) < 7 * weeks:
        pen.go_to(day, pen.rng.uniform(0.5, 5))
        following = pen.day(2)
        if vague and number >= 7 * (QUIET_WEEKS + 1):
            vague -= 1
            pen.says(pen.team, "progress")
            following = pen.day(3)
        elif number not in away:
            pen.says(pen.team, "next", following)
        day = following
    keep(pen)


def undated(desk: Desk, weeks: int) -> None:
    """The client hears from the team now and then, and is told no day for the next time."""
    _updates(desk, weeks, vague=2)
    _pace(desk, weeks, 1)


def _pace(desk: Desk, weeks: int, a_week: int, more: int = 0) -> int:
    """So many items are finished every week, and `more` are left at the end."""
    total = a_week * weeks
    for number in range(total + more):
        week = number // a_week if number < total else weeks + 8 + number - total
        start = desk.at(week, (2 * number) % 4)
        backlog(desk, desk.at(0, 0), start, desk.rng.uniform(0.4, 1.2))
    return total + more


def creeping(desk: Desk, weeks: int) -> None:
    """Pages join the release one after another."""
    _agree(desk)
    _updates(desk, weeks)
    agreed = _pace(desk, weeks - 2, 1)
    for number in range(4):
        at = desk.at(QUIET_WEEKS + number, 1)
        pen_added(desk, at)
        if (number + 1) / agreed >= 0.1 and not any(truth.check == "scope-growth" for truth in desk.truths):
            desk.truth("scope-growth", at + timedelta(hours=1), desk.end)


def pen_added(desk: Desk, at: datetime) -> None:
    """An item of the team's own that joins late."""
    assert desk.release is not None
    pen = Pen(desk, at, milestone=desk.release.id)
    pen.opens(pen.team, "request")
    pen.wait(hours=0.2).assigns()
    desk.joined.append(pen.log[0].at)
    pen.truth("scope-added", pen.log[0].at, pen.after(pen.log[0].at, days=_HELD))
    pen.wait(days=3).says(pen.team, "impact")
    pen.truth("change-without-impact", pen.after(pen.log[0].at, days=2), pen.now)
    pen.wait(hours=1).says(pen.client, "approve")
    pen.wait(hours=2).moves("doing")
    pen.wait(days=1.5).says(pen.team, "delivered")
    pen.moves("done")
    keep(pen)


def stable(desk: Desk, weeks: int) -> None:
    """One page joins the release, and that is all."""
    _agree(desk)
    _updates(desk, weeks)
    _pace(desk, weeks, 2)
    pen_added(desk, desk.at(QUIET_WEEKS + 1, 1))


def silent(desk: Desk, weeks: int) -> None:
    """For more than a week the client hears nothing."""
    first = 7 * QUIET_WEEKS + desk.rng.randrange(5, 10)
    _updates(desk, weeks, range(first, first + desk.rng.randrange(9, 14)))
    _pace(desk, weeks, 1)


def steady(desk: Desk, weeks: int) -> None:
    """The client hears from the team every other day, and knows when."""
    _updates(desk, weeks)
    _pace(desk, weeks, 1)


def doomed(desk: Desk, weeks: int) -> None:
    """Far more is left than can be done by the date."""
    due = desk.calendar.workday_from(desk.start + timedelta(days=7 * (QUIET_WEEKS + 4)))
    desk.facts["events"] = frozenset({"Trade fair"})
    _agree(desk, "Trade fair", due)
    _updates(desk, weeks)
    _pace(desk, weeks, 1, more=14)
    assert desk.release is not None
    passes, known = desk.calendar.closing(due), desk.at(QUIET_WEEKS, 0, 0)
    subject = f"{desk.source}:{desk.release.id}"
    desk.truth("date-at-risk", known, passes)
    desk.truth("hard-deadline-at-risk", desk.at(QUIET_WEEKS + 1, 0, 0), passes)
    desk.truth("hard-deadline-at-risk", desk.at(0, 0, 0), passes, asked=False)
    for check, since in (("hidden-issue", 1), ("slip-without-new-eta", 1)):
        desk.truths.append(Truth(check, subject, desk.calendar.add_days(known, since), desk.end))
        desk.truths.append(Truth(check, subject, desk.calendar.add_hours(known, 4), desk.end, asked=False))
    desk.truths.append(Truth("date-missed", subject, passes, desk.end))
    # Whatever waits for its turn behind a date that cannot be held begins too late; that follows from the date.
    late = passes - timedelta(days=14)
    waiting = (subject, *desk.subjects)
    desk.truths += [Truth("late-start", one, late, passes, asked=False) for one in waiting]
    if desk.tracker == "github":
        desk.truth("overcommitted", desk.at(QUIET_WEEKS, 0, 0), passes, asked=False)
    desk.truth("overcommitted", desk.at(0, 0, 0), passes, asked=False)


def safe(desk: Desk, weeks: int) -> None:
    """Little is left, and the date is far."""
    due = desk.calendar.workday_from(desk.start + timedelta(days=7 * (weeks + 4)))
    desk.facts["events"] = frozenset({"Trade fair"})
    _agree(desk, "Trade fair", due)
    _updates(desk, weeks)
    _pace(desk, weeks, 2)


def overbooked(desk: Desk, weeks: int, items: int = 9) -> None:
    """Nine things are due within a fortnight, where two a week are done."""
    _updates(desk, weeks)
    _pace(desk, weeks, 2)
    given, first = desk.at(QUIET_WEEKS, 1, 1), QUIET_WEEKS + 1
    for number in range(items):
        due = desk.at(first + number % 2, 1 + number % 4, 6)
        done = due - timedelta(hours=2)
        dated_backlog(desk, given + timedelta(minutes=7 * number), given + timedelta(days=2), due, done)
    if items > 5:
        desk.truth("overcommitted", desk.at(first, 0, 0), desk.at(first + 1, 0, 0))
        desk.truth("overcommitted", given, desk.at(first + 2, 0, 0), asked=False)
    desk.truth("date-at-risk", given, desk.at(first + 3, 0, 0), asked=False)


def well_booked(desk: Desk, weeks: int) -> None:
    """Two things are due within a fortnight."""
    overbooked(desk, weeks, 2)


def unreliable(desk: Desk, weeks: int, kept: float = 0.4) -> None:
    """Of the dates given at the beginning, too few are kept."""
    _updates(desk, weeks)
    for number in range(2 * (weeks - 1)):
        due = desk.at(1 + number // 2, 1 + 2 * (number % 2), 6)
        in_time = (number * kept) % 1 < kept
        done = due - timedelta(hours=3) if in_time else desk.calendar.add_days(due, desk.rng.choice([2, 3]))
        dated_backlog(desk, desk.at(0, 0, 0.1 + number / 20), due - timedelta(days=3), due, done)
    if kept < 0.7:
        desk.truth("commitment-reliability", desk.at(12, 0, 0), desk.end)
        desk.truth("commitment-reliability", desk.at(8, 0, 0), desk.end, asked=False)


def reliable(desk: Desk, weeks: int) -> None:
    """Nine of ten dates are kept."""
    unreliable(desk, weeks, 0.9)


def withdrawn(desk: Desk, weeks: int, stays: bool = False) -> None:
    """A client who wrote every other day stops, with a question of ours open."""
    _updates(desk, weeks)
    _pace(desk, weeks, 1)
    pen = Pen(desk, desk.at(0, 1), labels=("S",), title="Open points")
    pen.opens(pen.client)
    pen.wait(hours=0.5).assigns()
    pen.wait(hours=0.5).says(pen.team, "plan", pen.day(3))
    last = pen.now
    silence = desk.at(weeks - 5, 0, 0)
    while pen.now < (desk.end if stays else silence):
        pen.wait(days=desk.rng.uniform(1, 2.8)).says(pen.client, desk.rng.choice(["question", "decide", "trouble"]))
        last = pen.now
        pen.wait(hours=desk.rng.uniform(0.5, 4)).says(pen.team, "delivered")
    pen.wait(hours=2).says(pen.team, "ask")
    if not stays:
        desk.truth("client-gone-quiet", desk.calendar.add_days(last, 16), desk.end)
        desk.truth("client-gone-quiet", desk.calendar.add_days(last, 10), desk.end, asked=False)
    keep(pen)


def talkative(desk: Desk, weeks: int) -> None:
    """A client who goes on writing."""
    withdrawn(desk, weeks, stays=True)
