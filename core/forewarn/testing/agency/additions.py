"""Work that comes on top of what was agreed."""

from datetime import datetime

from forewarn.model import Ticket
from forewarn.testing.agency.acts import What
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.keeping import keep
from forewarn.testing.agency.life import closed, reviewed, works
from forewarn.testing.agency.pen import Pen

_HELD = 5


def joined(desk: Desk, at: datetime, *, bug: bool = False) -> Pen:
    """A client's ticket that joins the release after it was agreed."""
    state: dict[str, object] = {"type": "Bug"} if bug else {}
    if desk.release is not None:
        state["milestone"] = desk.release.id
    pen = Pen(desk, at, **state)
    pen.opens(pen.client)
    pen.wait(hours=0.4).assigns()
    pen.wait(hours=pen.rng.uniform(0.5, 2)).says(pen.team, "soon")
    if not bug:
        desk.joined.append(pen.log[0].at)
    return pen


def priced(desk: Desk, at: datetime) -> None:
    """Its price is told, the client agrees, and then work begins."""
    pen = joined(desk, at)
    pen.wait(hours=pen.rng.uniform(1, 5)).says(pen.team, "impact")
    pen.wait(hours=pen.rng.uniform(2, 6)).says(pen.client, "approve")
    _grew(pen, pen.now)
    pen.wait(hours=0.5).says(pen.team, "plan", pen.day(6))
    _built(pen)


def unpriced(desk: Desk, at: datetime) -> None:
    """Work begins, and nobody says what it means for cost and date."""
    pen = joined(desk, at)
    pen.wait(hours=pen.rng.uniform(2, 5)).says(pen.team, "answer")
    pen.wait(hours=pen.rng.uniform(1, 4)).moves("doing")
    begun = pen.now
    _grew(pen, None)
    works(pen, days=pen.rng.uniform(2, 3), loud=True)
    keep(closed(reviewed(pen)))
    over = pen.after(pen.log[-1].at, days=_HELD)
    pen.truth("change-without-impact", begun, over)


def undecided_change(desk: Desk, at: datetime) -> None:
    """Its price is told, and work begins before the client has said a word."""
    pen = joined(desk, at)
    pen.wait(hours=pen.rng.uniform(1, 5)).says(pen.team, "impact")
    pen.wait(hours=pen.rng.uniform(1, 4)).moves("doing")
    begun = pen.now
    works(pen, days=pen.rng.uniform(2, 3.5), loud=True)
    pen.says(pen.client, "approve")
    _grew(pen, pen.now)
    pen.truth("change-without-client-decision", begun, pen.now)
    pen.wait(hours=1).says(pen.team, "plan", pen.day(4))
    works(pen, days=1)
    keep(closed(reviewed(pen)))


def repaired(desk: Desk, at: datetime) -> None:
    """A bug in what was agreed is no addition."""
    pen = joined(desk, at, bug=True)
    pen.wait(hours=2).says(pen.team, "plan", pen.day(3))
    _built(pen)


def _built(pen: Pen) -> None:
    pen.wait(hours=pen.rng.uniform(0.5, 2)).moves("doing")
    works(pen, days=pen.rng.uniform(1, 2), loud=True)
    keep(closed(reviewed(pen)))


def _grew(pen: Pen, approved: datetime | None) -> None:
    at = pen.log[0].at
    held = pen.after(at, days=_HELD)
    pen.truth("scope-added", at, min(held, approved or held))


def backlog(desk: Desk, created: datetime, start: datetime, days: float, **state: object) -> Ticket:
    """An item of the agreed work: the team opens it, and does it when its turn comes."""
    if desk.release is not None:
        state.setdefault("milestone", desk.release.id)
    pen = Pen(desk, created, **state)
    pen.opens(pen.team, "request")
    pen.wait(hours=0.2).assigns()
    pen.now = max(pen.now, start)
    pen.moves("doing")
    works(pen, days=days)
    pen.moves("done")
    return keep(pen)


def dated_backlog(desk: Desk, created: datetime, start: datetime, due: datetime, done: datetime) -> Ticket:
    """The same with a date of its own, which is kept or not."""
    pen = Pen(desk, created)
    pen.opens(pen.team, "request")
    pen.wait(hours=0.2).assigns()
    pen.dates(desk.calendar.day_of(due))
    pen.now = max(pen.now, start)
    pen.moves("doing")
    works(pen, days=max(0.0, desk.calendar.hours_between(pen.now, done) / 8.5 - 0.5))
    pen.now = max(pen.now, done)
    pen.moves("done")
    pen.says(pen.team, "closing")
    assert pen.log[-1].what is What.SAYS
    return keep(pen)
