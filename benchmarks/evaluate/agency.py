"""A big agency for the stop-watch: many projects, most of their tickets done long ago. Seeded."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from forewarn.connect import Batch
from forewarn.facts.project import Baseline, Project
from forewarn.model import Field, Person, Role, Ticket
from forewarn.store import Store
from forewarn.testing.builders import Step, calendar, changed, moved, opened, person, project, said, ticket

SOURCE = "site"
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""A Monday morning."""
SPAN = timedelta(days=700)
"""Before now, in which the tickets were opened."""
CHANGES = 10
COMMENTS = 4
A_BATCH = 500

TEAM = [person(name) for name in ("Mara", "Jonas", "Tom", "Ines", "Petr", "Lotte")]
CLIENTS = [person(name, Role.CLIENT) for name in ("Ruth", "Karim", "Olive")]

OPENINGS = ("About the", "On the", "We looked at the", "A note on the", "Regarding the", "Here is what we think of the")
THINGS = (
    "start page",
    "checkout",
    "newsletter form",
    "product images",
    "search",
    "menu",
    "invoice mail",
    "map",
    "footer",
)
VERBS = (
    "looks right now",
    "is a little slow",
    "needs the second logo",
    "was hard to find",
    "reads well",
    "is on staging",
)
ENDINGS = (
    "Thanks!", "Could you have a look?", "Any news on this?", "We'll send it by Friday.", "Let us know what you think.",
    "Here is the file.", "It waits for the photos.", "Done and live.", "We moved it because the texts came late.",
    "Please go ahead.", "I like it, approved.", "When can we expect the next version?", "", "", "", "",
)  # fmt: skip
PROMISING = (
    "We'll send the {} by Friday.", "I'll deliver the {} tomorrow.", "We need until Monday for the {}.",
    "The {} is out.", "Here is the {}.", "The {} is not done yet.", "Any news on the {}?", "Could you change the {}?",
)  # fmt: skip
STATUSES = ("To do", "Doing", "Review", "Doing", "Review")


def baselined(name: str) -> Project:
    """A project whose scope was agreed a year before."""
    at = NOW - timedelta(days=365)
    return project(name=name, agency_calendar=calendar(), baselines=(Baseline(at, "Ruth"),))


def tickets_of(name: str, number: int, seed: int) -> Iterator[Ticket]:
    """`number` tickets with ten changes and four comments each, in the order in which they were opened."""
    dice = random.Random(f"{seed}/{name}")
    starts = sorted(NOW - SPAN * dice.random() for _ in range(number))
    for position, start in enumerate(starts):
        yield _ticket(f"{name}-{position}", start, dice, name)


def _ticket(key: str, start: datetime, dice: random.Random, name: str) -> Ticket:
    age = NOW - start
    life = min(age, timedelta(days=dice.uniform(5, 40)))
    is_over = dice.random() < 0.97 and age > timedelta(days=60)
    moments = sorted(start + life * dice.random() for _ in range(CHANGES + COMMENTS))
    is_comment = [True] * COMMENTS + [False] * CHANGES
    dice.shuffle(is_comment)
    steps: list[Step] = [opened(start, dice.choice(TEAM + CLIENTS))]
    for at, comments in zip(moments[:-1], is_comment, strict=False):
        steps.append(said(at, _speaker(dice), _words(dice)) if comments else _change(at, start, dice))
    steps.append(moved(moments[-1], dice.choice(TEAM), "Done" if is_over else "Review"))
    due = (start + timedelta(days=dice.randrange(10, 45))).date()
    made = ticket(
        key, *steps, title=f"{dice.choice(THINGS).capitalize()} {dice.randrange(10_000)}",
        description=f"{_words(dice)} {_words(dice)}", due=str(due), estimate=float(dice.choice((1, 2, 4, 8, 16))),
        type=dice.choice(("Task", "Bug", "Story")), url=f"https://tracker.example/{key}",
    )  # fmt: skip
    return replace(made, container=name)


def _speaker(dice: random.Random) -> Person:
    return dice.choice(CLIENTS if dice.random() < 0.4 else TEAM)


def _words(dice: random.Random) -> str:
    # A number makes each text one of its kind: no cache of texts may flatter the figures.
    middle = f"{dice.choice(OPENINGS)} {dice.choice(THINGS)} ({dice.randrange(1_000_000)}): it {dice.choice(VERBS)}."
    return f"{middle} {dice.choice(ENDINGS)}".strip()


def _change(at: datetime, start: datetime, dice: random.Random) -> Step:
    who = dice.choice(TEAM)
    match dice.randrange(6):
        case 0 | 1:
            return moved(at, who, dice.choice(STATUSES))
        case 2:
            return changed(at, who, Field.ASSIGNEE, dice.choice(TEAM).id)
        case 3:
            day: date = (start + timedelta(days=dice.randrange(10, 60))).date()
            return changed(at, who, Field.DUE, str(day))
        case 4:
            return changed(at, who, Field.PRIORITY, dice.choice(("High", "Medium", "Low")))
        case _:
            return changed(at, who, Field.ESTIMATE, str(dice.choice((1, 2, 4, 8, 16))))


def long_ticket(name: str, comments: int) -> Ticket:
    """A ticket on which people have talked for a year, with half as many changes; each day of it is as busy."""
    dice = random.Random(f"long/{name}/{comments}")
    start = NOW - timedelta(days=400)
    moments = sorted(start + timedelta(days=398) * dice.random() for _ in range(comments + comments // 2))
    steps = (
        said(at, _speaker(dice), _promising(dice)) if dice.random() < 2 / 3 else _change(at, at, dice) for at in moments
    )
    first = opened(start, dice.choice(CLIENTS))
    return replace(ticket(f"{name}-long", first, *steps, title="All about the shop", due="2026-11-30"), container=name)


def _promising(dice: random.Random) -> str:
    return f"{dice.choice(PROMISING).format(dice.choice(THINGS))} ({dice.randrange(1_000_000)})"


def fill(store: Store, name: str, tickets: Iterator[Ticket], now: datetime) -> None:
    """Store tickets as a sync would."""
    while chunk := tuple(islice(tickets, A_BATCH)):
        store.seen.absorb(SOURCE, name, Batch(chunk), frozenset(Field), now)
