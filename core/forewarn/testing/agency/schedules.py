"""What happens to dates, promises and progress, and what only looks like it."""

from datetime import datetime

from forewarn.model import Field
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.keeping import keep
from forewarn.testing.agency.life import closed, ends_well, reviewed, settled, works
from forewarn.testing.agency.pen import Pen

_HELD = 5


def missed(desk: Desk, at: datetime) -> None:
    """The date passes in silence."""
    pen = settled(desk, at, days=3)
    works(pen, days=5 + desk.rng.uniform(0, 1.5))
    if pen.rng.random() < 0.5:
        pen.says(pen.team, "delay", pen.day(2))
    ends_well(pen)


def missed_and_told(desk: Desk, at: datetime) -> None:
    """The date passes, but the client knew in time and has a new one."""
    pen = settled(desk, at, days=4)
    works(pen, days=2)
    pen.go_to(pen.day(1), 2).says(pen.team, "delay", pen.day(4))
    works(pen, days=pen.rng.uniform(1.3, 2))
    ends_well(pen)


def on_the_last_day(desk: Desk, at: datetime) -> None:
    """Finished on the very day."""
    pen = settled(desk, at, days=4)
    works(pen, days=2)
    pen.go_to(pen.day(1), 1)
    reviewed(pen)
    if pen.due is not None:
        pen.go_to(pen.due, 6)
    keep(closed(pen))


def moved_with_a_word(desk: Desk, at: datetime) -> None:
    """The date moves in good time, and the client is told why."""
    pen = works(settled(desk, at, days=7), days=desk.rng.uniform(1, 2))
    day = pen.day(7)
    pen.says(pen.team, "delay", day)
    pen.wait(hours=pen.rng.uniform(0.1, 1)).dates(day)
    ends_well(works(pen, days=2))


def moved_in_silence(desk: Desk, at: datetime) -> None:
    """The date moves, and nobody says so."""
    pen = works(settled(desk, at, days=6), days=desk.rng.uniform(1, 2))
    pen.wait(days=1.2).dates(pen.day(8))
    if pen.rng.random() < 0.5:
        pen.wait(days=pen.rng.uniform(2, 3)).says(pen.team, "delay", pen.due)
    else:
        pen.wait(days=1.3)
    ends_well(pen)


def moved_too_late(desk: Desk, at: datetime) -> None:
    """The date moves after it has passed."""
    pen = works(settled(desk, at, days=3), days=3)
    pen.go_to(pen.day(1), pen.rng.uniform(0.2, 2)).dates(pen.day(5))
    pen.wait(hours=pen.rng.uniform(0.1, 1)).says(pen.team, "delay", pen.due)
    ends_well(works(pen, days=2))


def moved_again(desk: Desk, at: datetime) -> None:
    """The date moves again and again, each time with a word."""
    pen = settled(desk, at, days=5)
    for _ in range(desk.rng.choice([2, 2, 3])):
        works(pen, days=pen.rng.uniform(1.2, 1.9))
        day = pen.day(5)
        pen.says(pen.team, "delay", day)
        pen.wait(hours=0.3).dates(day)
    ends_well(pen)


def moved_earlier(desk: Desk, at: datetime) -> None:
    """The date moves forward, which is no slip."""
    pen = works(settled(desk, at, days=9), days=1)
    pen.dates(pen.day(6))
    pen.wait(hours=0.2).says(pen.team, "explain")
    ends_well(works(pen, days=1))


def rewritten(desk: Desk, at: datetime, *, told: bool = False) -> None:
    """What was asked for reads quite differently on the next day, and nobody says why."""
    pen = works(settled(desk, at), days=desk.rng.uniform(1.5, 2.5))
    pen.wait(days=1).rewrites("\n\n".join(pen.speech.say("request", pen.today) for _ in range(6)))
    if told:
        pen.wait(hours=0.3).says(pen.team, "explain")
    else:
        desk.truth("unexplained-change", pen.after(days=1), pen.after(days=_HELD + 1))
    ends_well(works(pen, days=2.5))


def rewritten_with_a_word(desk: Desk, at: datetime) -> None:
    """It reads differently, and the client is told why."""
    rewritten(desk, at, told=True)


def promised(desk: Desk, at: datetime, *, kept: bool = False, again: bool = False) -> None:
    """A day is promised in a comment, beside the date of the whole."""
    pen = works(settled(desk, at, days=11), days=0.7)
    day = pen.day(3)
    pen.says(pen.team, "promise", day)
    works(pen, days=1.2)
    if kept:
        pen.says(pen.team, "delivered")
    elif again:
        pen.says(pen.team, "promise", pen.day(4))
        works(pen, days=1.5).says(pen.team, "delivered")
    else:
        pen.go_to(day, 5).wait(days=pen.rng.uniform(1.5, 3)).says(pen.team, "delivered")
    ends_well(works(pen, days=1))


def promised_and_kept(desk: Desk, at: datetime) -> None:
    """Delivered two days before."""
    promised(desk, at, kept=True)


def promised_again(desk: Desk, at: datetime) -> None:
    """A new day is promised before the old one passes, and kept."""
    promised(desk, at, again=True)


def nothing_promised(desk: Desk, at: datetime) -> None:
    """A day is named with an if, or to say that it cannot be promised."""
    pen = works(settled(desk, at, days=11), days=0.7)
    pen.says(pen.team, "maybe", pen.day(3))
    ends_well(works(pen, days=4, loud=True))


def begun_too_late(desk: Desk, at: datetime) -> None:
    """Nobody begins until the last day."""
    pen = Pen(desk, at)
    pen.opens(pen.client)
    pen.wait(hours=0.5).assigns()
    pen.wait(hours=1).dates(pen.day(6))
    pen.says(pen.team, "plan", pen.due)
    due = pen.due
    assert due is not None
    pen.wait(days=2).says(pen.team, "next", pen.day(2))
    if pen.rng.random() < 0.5:
        pen.go_to(due, 3).moves("doing")
        pen.wait(hours=2).says(pen.team, "delivered")
    else:
        pen.go_to(due, 3).says(pen.team, "delay", pen.day(3))
        pen.wait(days=1).moves("doing")
        pen.wait(days=1).says(pen.team, "delivered")
    pen.wait(hours=2).says(pen.client, "approve")
    keep(closed_plain(pen))


def endless(desk: Desk, at: datetime) -> None:
    """Work goes on and on, with a word now and then."""
    pen = settled(desk, at, days=20)
    works(pen, days=desk.rng.uniform(12, 15), loud=True)
    ends_well(pen)


def dark(desk: Desk, at: datetime) -> None:
    """Nothing is seen of it for a week."""
    pen = works(settled(desk, at, days=12), days=1)
    pen.wait(days=pen.rng.uniform(4, 6)).says(pen.team, "progress")
    ends_well(pen)


def nearly_dark(desk: Desk, at: datetime) -> None:
    """A sign every two days."""
    pen = settled(desk, at, days=11)
    for _ in range(3):
        pen.wait(days=pen.rng.uniform(1.8, 2.6))
        pen.says(pen.team, "progress")
    ends_well(pen)


def blocked(desk: Desk, at: datetime, *, told: bool = False, short: bool = False) -> None:
    """Work is held up, and the team knows."""
    pen = works(settled(desk, at, days=12), days=1)
    pen.adds(Field.LABELS, "blocked")
    known = pen.now
    if told:
        pen.wait(hours=pen.rng.uniform(0.3, 4)).says(pen.team, "grave")
        works(pen, days=3)
    elif short:
        pen.wait(hours=pen.rng.uniform(2, 6))
        pen.removes(Field.LABELS, "blocked")
    else:
        # Whether a word of a problem says that the work comes later is a matter of degree.
        word = pen.rng.choice(["grave", "stuck"])
        works(pen, days=pen.rng.uniform(2.2, 4)).says(pen.team, word)
        pen.truth("hidden-issue", pen.after(known, days=1), pen.now)
        pen.truth("late-bad-news", pen.now, pen.after(days=5), asked=word == "stuck")
    if not short:
        works(pen, days=1)
        pen.removes(Field.LABELS, "blocked")
    ends_well(pen)


def blocked_and_told(desk: Desk, at: datetime) -> None:
    """Work is held up, and the client hears of it."""
    blocked(desk, at, told=True)


def blocked_shortly(desk: Desk, at: datetime) -> None:
    """What holds work up is gone within the day."""
    blocked(desk, at, short=True)


def closed_plain(pen: Pen) -> Pen:
    """Done, with a word."""
    pen.wait(hours=1).moves("done")
    pen.says(pen.team, "closing")
    return pen
