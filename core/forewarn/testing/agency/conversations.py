"""What goes wrong in conversations, and what only looks like it."""

from datetime import datetime

from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.keeping import keep
from forewarn.testing.agency.life import closed, ends_well, reviewed, settled, works
from forewarn.testing.agency.pen import Pen


def left_unanswered(desk: Desk, at: datetime) -> None:
    """A question waits for days."""
    pen = works(settled(desk, at), days=1)
    pen.says(pen.client, pen.rng.choice(["question", "trouble", "feedback"]))
    works(pen, days=pen.rng.uniform(1.6, 3.5)).says(pen.team, "answer")
    ends_well(pen)


def answered_next_morning(desk: Desk, at: datetime) -> None:
    """A question of the afternoon is answered within a working day."""
    pen = works(settled(desk, at), days=1)
    pen.go_to(pen.day(1), pen.rng.uniform(4, 6)).says(pen.client, "question")
    pen.wait(hours=pen.rng.uniform(4.5, 7.5)).says(pen.team, "answer")
    ends_well(pen)


def thanked(desk: Desk, at: datetime) -> None:
    """Thanks stay without an answer, as they may."""
    pen = works(settled(desk, at), days=1)
    pen.says(pen.client, "question")
    pen.wait(hours=1).says(pen.team, "answer")
    pen.wait(hours=1).says(pen.client, "thanks")
    ends_well(pen, days=pen.rng.uniform(1.5, 2.5))


def acknowledged(desk: Desk, at: datetime) -> None:
    """A question is seen at once and answered the same day."""
    pen = works(settled(desk, at), days=1)
    pen.go_to(pen.day(1), pen.rng.uniform(0.2, 2)).says(pen.client, "trouble")
    pen.wait(hours=pen.rng.uniform(0.5, 2)).says(pen.team, "soon")
    pen.wait(hours=pen.rng.uniform(2, 4)).says(pen.team, "answer")
    ends_well(pen)


def held(desk: Desk, at: datetime) -> None:
    """We look into it, and that is the last the client hears."""
    pen = works(settled(desk, at), days=0.5)
    pen.says(pen.client, "question")
    pen.wait(hours=pen.rng.uniform(0.5, 3)).says(pen.team, "hold")
    works(pen, days=pen.rng.uniform(3.6, 5)).says(pen.team, "answer")
    ends_well(pen)


def held_shortly(desk: Desk, at: datetime) -> None:
    """We look into it, and come back."""
    pen = works(settled(desk, at), days=1)
    pen.says(pen.client, "question")
    pen.wait(hours=pen.rng.uniform(0.5, 3)).says(pen.team, "hold")
    works(pen, days=pen.rng.uniform(1, 2.3)).says(pen.team, "answer")
    ends_well(pen)


def held_until(desk: Desk, at: datetime) -> None:
    """We say when the answer comes, and it comes."""
    pen = works(settled(desk, at), days=0.5)
    pen.says(pen.client, "question")
    pen.wait(hours=pen.rng.uniform(0.5, 2)).says(pen.team, "holdtill", pen.day(4))
    works(pen, days=3)
    pen.go_to(pen.day(1), 1).says(pen.team, "answer")
    ends_well(pen)


def chased(desk: Desk, at: datetime) -> None:
    """A client has to ask how far it is."""
    pen = works(settled(desk, at), days=desk.rng.uniform(2.5, 4))
    pen.says(pen.client, "chase")
    works(pen, days=pen.rng.uniform(0.9, 1.6)).says(pen.team, "progress")
    ends_well(pen)


def asked_in_talk(desk: Desk, at: datetime) -> None:
    """What a client asks an hour after our word is a conversation."""
    pen = works(settled(desk, at), days=desk.rng.uniform(1.5, 2.5), loud=True)
    pen.says(pen.team, "progress")
    pen.wait(hours=pen.rng.uniform(0.3, 1.5)).says(pen.client, "chase")
    pen.wait(hours=pen.rng.uniform(0.3, 2)).says(pen.team, "delivered")
    ends_well(pen)


def undecided(desk: Desk, at: datetime) -> None:
    """The client does not answer our question."""
    pen = works(settled(desk, at, dated=desk.rng.random() < 0.3, days=12), days=1)
    pen.says(pen.team, "ask")
    works(pen, days=pen.rng.uniform(4, 6))
    pen.says(pen.client, "decide")
    pen.wait(hours=pen.rng.uniform(0.5, 3)).says(pen.team, "progress")
    ends_well(pen)


def decided(desk: Desk, at: datetime) -> None:
    """The client answers the next day."""
    pen = works(settled(desk, at, dated=False), days=1)
    pen.says(pen.team, "ask")
    works(pen, days=pen.rng.uniform(0.5, 0.9)).says(pen.client, "decide")
    pen.wait(hours=pen.rng.uniform(0.5, 3)).says(pen.team, "progress")
    ends_well(pen)


def came_back(desk: Desk, at: datetime) -> None:
    """What the client writes on finished work is lost."""
    pen = closed(reviewed(works(settled(desk, at), days=desk.rng.uniform(1, 3))))
    pen.wait(days=pen.rng.uniform(0.5, 2)).says(pen.client, pen.rng.choice(["trouble", "feedback", "question"]))
    pen.wait(days=pen.rng.uniform(1.6, 4)).says(pen.team, "answer")
    keep(pen)


def came_back_in_vain(desk: Desk, at: datetime) -> None:
    """Thanks on finished work, or a question that is answered at once."""
    pen = closed(reviewed(works(settled(desk, at), days=desk.rng.uniform(1, 3))))
    pen.wait(days=pen.rng.uniform(0.5, 2))
    if pen.rng.random() < 0.5:
        pen.says(pen.client, "thanks")
    else:
        pen.says(pen.client, "question")
        pen.wait(hours=pen.rng.uniform(1, 6)).says(pen.team, "answer")
    keep(pen)


def nobodys(desk: Desk, at: datetime) -> None:
    """A request that nobody takes."""
    pen = Pen(desk, at)
    pen.opens(pen.client)
    pen.wait(days=pen.rng.uniform(1.6, 4)).assigns()
    pen.wait(hours=1).says(pen.team, "plan", pen.day(6))
    pen.wait(hours=3).moves("doing")
    _finish(pen)


def told_no_day(desk: Desk, at: datetime) -> None:
    """A friendly answer without a day."""
    pen = Pen(desk, at)
    pen.opens(pen.client)
    pen.wait(hours=0.5).assigns()
    pen.wait(hours=pen.rng.uniform(0.5, 3)).says(pen.team, "noplan")
    pen.wait(hours=pen.rng.uniform(2, 9)).moves("doing")
    for _ in range(3):
        pen.wait(days=pen.rng.uniform(0.9, 1.4)).says(pen.team, "progress")
    _finish(pen)


def _finish(pen: Pen) -> None:
    pen.wait(days=pen.rng.uniform(0.5, 1.5))
    pen.says(pen.team, "delivered")
    pen.wait(hours=pen.rng.uniform(1, 5)).says(pen.client, "approve")
    pen.wait(hours=1).moves("done")
    pen.says(pen.team, "closing")
    keep(pen)
