"""How work goes when it goes well: the ground on which something may happen."""

from datetime import datetime

from forewarn.model import Field, Item
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.keeping import keep
from forewarn.testing.agency.pen import Pen


def settled(desk: Desk, at: datetime, *, days: int = 9, dated: bool = True, **state: object) -> Pen:
    """A client's request that somebody has, is told a day for, and has begun; `days` working days are planned."""
    if desk.tracker == "trello":
        state.setdefault("checklist", tuple(Item(f"step {number}", f"step {number}") for number in range(1, 13)))
    pen = Pen(desk, at, **state)
    pen.opens(pen.client)
    pen.wait(hours=pen.rng.uniform(0.1, 0.8)).assigns()
    pen.wait(hours=pen.rng.uniform(0.2, 2.2))
    day = pen.day(days)
    if dated and desk.tracker != "github":
        pen.dates(day)
    pen.says(pen.team, pen.rng.choice(["plan", "plan", "expect"]), day)
    pen.wait(hours=pen.rng.uniform(0.5, 6)).moves("doing")
    return pen


def works(pen: Pen, *, days: float = 0, hours: float = 0, loud: bool = False) -> Pen:
    """Go on for a while and leave signs of it; a client reads of it only where it is `loud`."""
    until = pen.after(days=days, hours=hours)
    while pen.after(days=1.5) < until:
        pen.wait(days=pen.rng.uniform(0.8, 1.3))
        if loud:
            pen.says(pen.team, "progress")
        else:
            _sign(pen)
    pen.now = max(pen.now, until)
    return pen


def _sign(pen: Pen) -> None:
    match pen.desk.tracker:
        case "jira":
            pen.says(pen.team, pen.rng.choice(["internal", "chore"]), public=False)
        case "github":
            pen.adds(Field.LINKS, f"commit https://github.example/commit/{pen.rng.getrandbits(28):07x}")
        case _:
            pen.ticks(f"step {pen.rng.randrange(1, 9)}")


def reviewed(pen: Pen) -> Pen:
    """Show it, and have it approved."""
    pen.says(pen.team, "delivered")
    pen.wait(hours=pen.rng.uniform(0.3, 1)).moves("review")
    pen.says(pen.team, "ready")
    pen.wait(hours=pen.rng.uniform(1, 6)).says(pen.client, "approve")
    return pen


def closed(pen: Pen) -> Pen:
    """Finish it and say so."""
    if pen.desk.tracker == "trello":
        done = {act.meaning for act in pen.log if act.what == "ticks"}
        for item in pen.state["checklist"]:
            if item.id not in done:
                pen.ticks(item.id)
    pen.wait(hours=pen.rng.uniform(0.4, 2)).moves("done")
    pen.says(pen.team, "closing")
    return pen


def ends_well(pen: Pen, *, days: float = 1) -> None:
    """Work on it, have it approved, finish it; the ticket is written."""
    works(pen, days=days)
    keep(closed(reviewed(pen)))


def ordinary(desk: Desk, at: datetime) -> None:
    """A ticket to which nothing happens."""
    pen = settled(desk, at, days=desk.rng.randrange(5, 9))
    if desk.rng.random() < 0.5:
        works(pen, days=1)
        pen.says(pen.client, "question")
        pen.wait(hours=pen.rng.uniform(0.5, 3)).says(pen.team, "answer")
        if pen.rng.random() < 0.5:
            pen.wait(hours=1).says(pen.client, "thanks")
    ends_well(pen, days=pen.rng.uniform(0.5, 2))
