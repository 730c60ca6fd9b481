"""A made-up history that is played on a sandbox, while books are kept of it.

What a tracker cannot do its sandbox refuses with ValueError; such acts simply do not happen.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from forewarn.connect.stage import Sandbox
from forewarn.model import MILESTONE, Event, Field, Kind, Person, StatusCategory, Ticket
from forewarn.testing.contract.books import CAST, SEVERAL, SINGLE, STATUSES, TIE, Act, Book, Said, new_book

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday; stories begin here."""


class Chronicle:
    """The history of one container. The same seed plays the same one; `without` leaves out fields and kinds."""

    def __init__(
        self,
        sandbox: Sandbox,
        container: str,
        seed: int = 0,
        *,
        statuses: Mapping[str, StatusCategory] = STATUSES,
        without: Collection[Field | Kind] = (),
        begin: datetime = BEGIN,
    ) -> None:
        self.container = container
        self.books: dict[str, Book] = {}
        """By the id that the connector will give."""
        self.milestones: list[str] = []
        self.now = begin
        """The instant of the last act."""
        self._sandbox = sandbox
        self._statuses = statuses
        self._without = frozenset(without)
        self._random = Random(seed)  # noqa: S311 (the same story each time)

    def begin(self, tickets: int = len(CAST)) -> None:
        """Open two milestones where the tracker has such things, and tickets by everybody in turn."""
        for number in (1, 2):
            try:
                self.milestones.append(self._open(f"stage-{number}", f"Stage {number}", CAST[1], MILESTONE, ""))
            except ValueError:
                break
        for number in range(tickets):
            reporter, status = CAST[number % len(CAST)], next(iter(self._statuses))
            ident = self._open(str(number + 1), str(SINGLE[Field.TITLE][0]), reporter, "Task", status)
            self.books[ident] = new_book(ident, self.now, reporter, status)

    def act(self, count: int) -> None:
        """So many attempts to do something somewhere."""
        ways: list[Callable[[Book], None]] = [self._change, self._join, self._tick, self._comment, self._revise]
        for _ in range(count):
            way = self._random.choices(ways, (4, 3, 1, 2, 1))[0]
            way(self._random.choice(list(self.books.values())))

    def say(self, book: Book, text: str, who: Person, *, public: bool = True) -> str:
        """A comment; returns its id. ValueError where the tracker knows no internal comments."""
        at = self._next()
        comment = self._sandbox.play(book.id, Event("", at, Kind.COMMENTED, who, text=text, public=public))
        book.comments[comment] = Said(text, who)
        book.acts.append(Act(at, Kind.COMMENTED, who, public=public, comment=comment))
        return comment

    def _open(self, name: str, title: str, who: Person, kind: str, status: str) -> str:
        ticket = Ticket(
            source="contract",
            container=self.container,
            id=name,
            key=f"{self.container}-{name}",
            title=title,
            created=self._next(),
            description="" if kind == MILESTONE else str(SINGLE[Field.DESCRIPTION][0]),
            type=kind,
            status=status,
            category=self._statuses.get(status, StatusCategory.TODO),
            reporter=who,
        )
        return self._sandbox.open(ticket)

    def _next(self) -> datetime:
        self.now += timedelta(minutes=self._random.randint(1, 300))
        self._sandbox.now = self.now
        return self.now

    def _change(self, book: Book) -> None:
        """A field that holds one value gets another."""
        parents = [ident for ident in self.books if ident < book.id]  # so that nobody is their own grandparent
        pools = {
            **SINGLE,
            Field.STATUS: tuple(self._statuses),
            Field.MILESTONE: (None, *self.milestones),
            Field.PARENT: (None, *parents[:2]),
        }
        field = self._random.choice(sorted(pools.keys() - self._without))
        old = book.now[field]
        others = [value for value in pools[field] if value != old and not (field is Field.DUE and _alike(value, old))]
        if not others:
            return
        new = self._random.choice(others)
        shorter = [new[:10]] if field is Field.DUE and new else []  # some trackers know no hour of the day
        meaning: dict[str, Any] = {}
        if field is Field.STATUS:
            meaning = {"old_category": self._statuses[str(old)], "category": self._statuses[str(new)]}
        for value in (new, *shorter):
            act = Act(self._next(), Kind.CHANGED, self._somebody(), field, old, value)
            if self._play(book, act, **meaning):
                book.changes(act, value)
                return

    def _join(self, book: Book) -> None:
        """Something joins a field that holds several values, or leaves it."""
        field = self._random.choice(sorted(SEVERAL.keys() - self._without))
        value = self._random.choice(SEVERAL[field])
        held: frozenset[Any] = book.now[field]
        leaving = {one for one in held if value == (one[0] if field is Field.CHECKLIST else one)}
        joining = {(value, False)} if field is Field.CHECKLIST else {value}
        more: dict[str, Any] = {"text": TIE} if field is Field.LINKS else {}
        if leaving:
            act = Act(self._next(), Kind.REMOVED, self._somebody(), field, old=value)
            more["ref"] = book.items.get(value, "")
        else:
            act = Act(self._next(), Kind.ADDED, self._somebody(), field, new=value)
        if self._play(book, act, **more):
            book.changes(act, held - leaving if leaving else held | joining)
        elif field is Field.ASSIGNEE:
            self._hand_over(book, next(iter(held), None), None if leaving else value)

    def _hand_over(self, book: Book, old: str | None, new: str | None) -> None:
        """On a tracker with one assignee a new one takes the place of the old."""
        act = Act(self._next(), Kind.CHANGED, self._somebody(), Field.ASSIGNEE, old, new)
        if self._play(book, act):
            book.changes(act, frozenset({new} - {None}))

    def _tick(self, book: Book) -> None:
        lines = sorted(book.now[Field.CHECKLIST])
        if not lines:
            return
        words, ticked = self._random.choice(lines)
        kind = Kind.UNTICKED if ticked else Kind.TICKED
        act = Act(self._next(), kind, self._somebody(), Field.CHECKLIST, new=words)
        if self._play(book, act, ref=book.items[words]):
            book.changes(act, book.now[Field.CHECKLIST] - {(words, ticked)} | {(words, not ticked)})

    def _comment(self, book: Book) -> None:
        public = self._random.random() < 0.7
        try:
            self.say(book, f"Said after {self.now:%d %H:%M}, *hm* <b>& so</b>", self._somebody(), public=public)
        except ValueError:
            return

    def _revise(self, book: Book) -> None:
        """Somebody edits or deletes a comment of theirs."""
        kinds = sorted({Kind.EDITED, Kind.DELETED} - self._without)
        if not book.comments or not kinds:
            return
        kind = self._random.choice(kinds)
        ref = self._random.choice(sorted(book.comments))
        author, at = book.comments[ref].author, self._next()
        new = f"Rather: {at:%d %H:%M}" if kind is Kind.EDITED else None
        try:
            self._sandbox.play(book.id, Event("", at, kind, author, new=new, ref=ref))
        except ValueError:
            return
        if new is None:
            del book.comments[ref]
        else:
            book.comments[ref] = Said(new, author, at)

    def _play(self, book: Book, act: Act, **more: Any) -> bool:
        event = Event("", act.at, act.kind, act.who, act.field, act.old, act.new, **more)
        try:
            made = self._sandbox.play(book.id, event)
        except ValueError:
            return False
        if act.field is Field.CHECKLIST and act.kind is Kind.ADDED:
            book.items[act.new or ""] = made
        return True

    def _somebody(self) -> Person:
        return self._random.choice(CAST)


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two due values are of one day."""
    return bool(one and other and one[:10] == other[:10])
