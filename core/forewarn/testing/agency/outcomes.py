"""What happens to results, and what only looks like it."""

from datetime import datetime

from forewarn.model import Field, Item
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.keeping import keep
from forewarn.testing.agency.life import closed, reviewed, settled, works
from forewarn.testing.agency.pen import Pen
from forewarn.testing.agency.schedules import closed_plain

_HELD = 5


def half_done(desk: Desk, at: datetime) -> None:
    """Closed although something on the list is open."""
    pen = _listed(desk, at, "Check on phones")
    reviewed(pen)
    closed_plain(pen)
    late = pen.after(hours=1)
    pen.truth("incomplete-criteria-at-done", late, pen.after(late, days=_HELD))
    keep(pen)


def all_done(desk: Desk, at: datetime) -> None:
    """Every item is done, or dropped in so many words."""
    pen = _listed(desk, at, "Newsletter teaser (n/a)")
    reviewed(pen)
    keep(closed_plain(pen))


def _listed(desk: Desk, at: datetime, last: str) -> Pen:
    """A list of three, of which two are done: a checklist, or boxes in the description where there are none."""
    words = ("Texts in place", "Pictures in place", last)
    items = tuple(Item(f"item {number}", text) for number, text in enumerate(words, 1))
    boxes = "\n".join(f"- [ ] {text}" for text in words)
    pen = Pen(desk, at, checklist=items) if desk.tracker == "trello" else Pen(desk, at, description=boxes)
    pen.opens(pen.client)
    pen.wait(hours=0.5).assigns()
    pen.wait(hours=1).says(pen.team, "plan", pen.day(6))
    pen.wait(hours=3).moves("doing")
    pen.wait(days=pen.rng.uniform(1, 2))
    if desk.tracker == "trello":
        for number in (1, 2):
            pen.ticks(f"item {number}")
    else:
        pen.rewrites(boxes.replace("[ ]", "[x]", 2))
    return pen


def unsigned(desk: Desk, at: datetime) -> None:
    """A design goes out without the client's word."""
    pen = works(settled(desk, at, labels=("design",)), days=desk.rng.uniform(1, 3))
    pen.says(pen.team, "delivered")
    closed(pen)
    done = next(act.at for act in reversed(pen.log) if act.meaning == "done")
    pen.truth("shipped-without-signoff", done, pen.after(done, days=_HELD))
    keep(pen)


def signed(desk: Desk, at: datetime) -> None:
    """A design goes out after the client approved it."""
    pen = works(settled(desk, at, labels=("design",)), days=desk.rng.uniform(1, 3))
    keep(closed(reviewed(pen)))


def draft_live(desk: Desk, at: datetime) -> None:
    """What was launched is still called a draft."""
    title = desk.rng.choice(["Spring page (WIP)", "Draft of the start page", "Prices: placeholder texts"])
    pen = works(settled(desk, at, labels=("launch",), title=title), days=1)
    closed(reviewed(pen))
    done = next(act.at for act in reversed(pen.log) if act.meaning == "done")
    pen.truth("live-while-draft", done, pen.after(done, days=_HELD))
    keep(pen)


def draft_replaced(desk: Desk, at: datetime) -> None:
    """A draft was replaced before the launch, or its name only sounds like one."""
    title = desk.rng.choice(["Draughts tournament page", "Testimonials", "Page about draftsmen"])
    pen = works(settled(desk, at, labels=("launch",), title=title), days=1)
    pen.adds(Field.ATTACHMENTS, "home-draft.pdf")
    works(pen, days=1).adds(Field.ATTACHMENTS, "home-final.pdf")
    keep(closed(reviewed(pen)))


def aimless(desk: Desk, at: datetime) -> None:
    """Larger work begins, and nobody wrote what it is for."""
    pen = settled(desk, at, labels=("L",))
    begun = next(act.at for act in pen.log if act.meaning == "doing")
    works(pen, days=2, loud=True)
    closed(reviewed(pen))
    pen.truth("no-outcome-stated", begun, pen.now)
    keep(pen)


def aimed(desk: Desk, at: datetime) -> None:
    """Larger work with a goal, or small work without."""
    if desk.rng.random() < 0.5:
        pen = settled(desk, at, labels=("S",))
    else:
        pen = Pen(desk, at, labels=("L",))
        pen.opens(pen.client, goal=True)
        pen.wait(hours=0.4).assigns()
        pen.wait(hours=1).says(pen.team, "plan", pen.day(7))
        pen.wait(hours=2).moves("doing")
    pen.wait(days=1).says(pen.team, "progress")
    pen.wait(days=1).says(pen.team, "delivered")
    pen.wait(hours=3).says(pen.client, "approve")
    if pen.desk.tracker == "trello" and "checklist" in pen.state:
        closed(pen)
    else:
        closed_plain(pen)
    keep(pen)


def bounced_twice(desk: Desk, at: datetime) -> None:
    """The client sends it back, and again."""
    pen = closed(reviewed(works(settled(desk, at, days=14), days=1)))
    for number in range(2):
        pen.wait(days=pen.rng.uniform(0.4, 1)).says(pen.client, "trouble")
        pen.wait(hours=0.2).moves("doing", pen.client)
        if number:
            back = pen.now
        pen.wait(hours=2).says(pen.team, "answer")
        pen.wait(days=pen.rng.uniform(1.3, 2)).moves("done")
        pen.says(pen.team, "closing")
    pen.truth("bounced", back, next(act.at for act in reversed(pen.log) if act.meaning == "done"))
    keep(pen)


def bounced_once(desk: Desk, at: datetime) -> None:
    """Sent back once, or taken back by ourselves within the hour."""
    pen = closed(reviewed(works(settled(desk, at, days=14), days=1)))
    if pen.rng.random() < 0.5:
        pen.wait(hours=0.5).moves("doing")
    else:
        pen.wait(days=pen.rng.uniform(0.4, 1)).says(pen.client, "trouble")
        pen.wait(hours=0.2).moves("doing", pen.client)
        pen.truth("bounced", pen.now, pen.after(days=_HELD), asked=False)  # in a week of many it is one too many
        pen.wait(hours=2).says(pen.team, "answer")
    pen.wait(days=1.2).moves("done")
    pen.says(pen.team, "closing")
    keep(pen)


def passed_over(desk: Desk, at: datetime) -> None:
    """The client asks for changes in review, and the work is closed."""
    pen = works(settled(desk, at), days=desk.rng.uniform(1, 2))
    for item in pen.state.get("checklist", ()):
        pen.ticks(item.id)
    pen.says(pen.team, "delivered")
    pen.wait(hours=0.4).moves("review")
    pen.says(pen.team, "ready")
    pen.wait(hours=pen.rng.uniform(2, 6)).says(pen.client, "feedback")
    pen.wait(hours=pen.rng.uniform(1, 4))
    pen.moves("done")
    done = pen.now
    if pen.rng.random() < 0.5:
        pen.wait(hours=0.1).says(pen.team, "soon")
    late = pen.after(done, hours=1)
    pen.truth("feedback-unactioned", late, pen.after(late, days=_HELD))
    keep(pen)


def taken_up(desk: Desk, at: datetime) -> None:
    """The client asks for changes in review, and gets them; or only praises."""
    pen = works(settled(desk, at), days=desk.rng.uniform(1, 2))
    pen.says(pen.team, "delivered")
    pen.wait(hours=0.4).moves("review")
    pen.says(pen.team, "ready")
    pen.wait(hours=pen.rng.uniform(2, 5))
    if pen.rng.random() < 0.4:
        pen.says(pen.client, "praise")
    else:
        pen.says(pen.client, "feedback")
        pen.wait(hours=pen.rng.uniform(1, 4)).adds(Field.ATTACHMENTS, "version-2.pdf")
        pen.says(pen.team, "delivered")
        pen.wait(hours=2).says(pen.client, "approve")
    keep(closed(pen))
