"""What a chronicle knows of the tickets it plays: who did what when, and what stood after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forewarn.model import Field, Kind, Person, Role, StatusCategory

CAST = (
    Person("101", "Clara Client", Role.CLIENT, "clara"),
    Person("102", "Tom Builder", Role.TEAM, "tom"),
    Person("103", "Pia Planner", Role.TEAM, "pia"),
)
"""Everybody who acts. A tracker may give them ids of its own, and knows them by their handles then."""

STATUSES: Mapping[str, StatusCategory] = {
    "To do": StatusCategory.TODO,
    "Doing": StatusCategory.DOING,
    "In review": StatusCategory.DOING,
    "Done": StatusCategory.DONE,
}
"""What the statuses of a story mean; a ticket begins in the first."""

SINGLE: Mapping[Field, tuple[str | None, ...]] = {
    Field.TITLE: ("Start page", "Start page with panorama", "Стартовая страница"),
    Field.DESCRIPTION: ("As agreed.", "As agreed,\nwith a *panorama*.", None),
    Field.TYPE: ("Task", "Bug"),
    Field.PRIORITY: (None, "High", "Low"),
    Field.DUE: (None, "2026-04-01T15:00:00+00:00", "2026-04-08T15:00:00+00:00"),
    Field.ESTIMATE: (None, "0.5", "3.0", "8.0"),
    Field.SPRINT: (None, "Sprint 1", "Sprint 2"),
    Field.CRITERIA: (None, "It loads in a second.", "It loads in two seconds."),
    Field.REASON: (None, "The client asked.", "The photographer is late."),
}
"""Values of fields that hold one; the first is that of a new ticket."""

SEVERAL: Mapping[Field, tuple[str, ...]] = {
    Field.ASSIGNEE: tuple(person.id for person in CAST),
    Field.LABELS: ("design", "urgent", "later"),
    Field.LINKS: ("ACME-77", "OTHER-5"),
    Field.ATTACHMENTS: ("draft.pdf", "final.pdf"),
    Field.CHECKLIST: ("Copy", "Photos", "Proofreading"),
}
"""Values of fields that hold several; a new ticket has none."""

TIE = "blocks"
"""How tickets of a story are linked."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did; each has an instant of its own."""

    at: datetime
    kind: Kind
    who: Person
    field: Field | None = None
    old: str | None = None
    new: str | None = None
    public: bool = True
    comment: str = ""
    """Its id."""


@dataclass(slots=True)
class Said:
    """A comment as it stands."""

    text: str
    author: Person
    edited: datetime | None = None


@dataclass(slots=True)
class Book:
    """One ticket."""

    id: str
    created: datetime
    reporter: Person
    now: dict[Field, Any]
    """Single values as text; several as a frozenset; a checklist as {(words, ticked)}."""
    touched: set[Field] = field(default_factory=lambda: {Field.TITLE, Field.STATUS})
    """Fields that the tracker surely holds as they are in `now`: what it has no place for is never touched."""
    acts: list[Act] = field(default_factory=list)
    stood: list[tuple[datetime, dict[Field, Any]]] = field(default_factory=list)
    """`now` after each change, with its instant."""
    comments: dict[str, Said] = field(default_factory=dict)
    """Those that stand, by id."""
    items: dict[str, str] = field(default_factory=dict)
    """Ids of the checklist's lines by their words."""

    def changes(self, act: Act, value: Any) -> None:
        """`act` gave its field this value."""
        assert act.field is not None
        self.acts.append(act)
        self.touched.add(act.field)
        self.now[act.field] = value
        self.stood.append((act.at, dict(self.now)))


def new_book(ident: str, created: datetime, reporter: Person, status: str) -> Book:
    """The book of a ticket that was opened just now."""
    now: dict[Field, Any] = {single: values[0] for single, values in SINGLE.items()}
    now |= {several: frozenset() for several in SEVERAL}
    now |= {Field.STATUS: status, Field.MILESTONE: None, Field.PARENT: None}
    return Book(ident, created, reporter, now)
