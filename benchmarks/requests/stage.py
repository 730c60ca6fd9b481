"""A tracker's sandbox with the whole agency on it."""

from contextlib import suppress
from datetime import datetime, timedelta

from agency import BEGIN, EVENTS, FIRST_SYNC, HOUR, Containers, chosen, comments_of
from guests import SANDBOXES

from forewarn.connect.stage import Request
from forewarn.model import MILESTONE, Event, Field, Kind, Person, Role, StatusCategory, Ticket

CLARA = Person("101", "Clara Client", Role.CLIENT, "clara")
TOM = Person("102", "Tom Builder", Role.TEAM, "tom")
_OPEN_AND_DONE = {"github": ("open", "closed"), "trello": ("To do", "Done")}
_WORDS = "The panorama on the start page is wider than the phone. Could you have a look at it, please? "


class Stage:
    """The agency on a running sandbox; `close` it in the end. Serves any client, also those of other processes."""

    def __init__(self, tracker: str, containers: dict[str, int]) -> None:
        self._statuses = _OPEN_AND_DONE.get(tracker, ("To Do", "Done"))
        self._containers: Containers = containers
        self._ids: dict[tuple[str, int], str] = {}
        self._done: set[tuple[str, int]] = set()
        self._sandbox = SANDBOXES[tracker](FIRST_SYNC)
        self._sandbox.__enter__()
        self._logged = 0
        for name, size in containers.items():
            self._fill(name, size)

    def options(self) -> dict[str, object]:
        """The keys of a source that reach it."""
        return self._sandbox.options()

    def environ(self) -> dict[str, str]:
        """Where its token is."""
        return self._sandbox.environ()

    def now(self) -> datetime:
        """The tracker's time."""
        return self._sandbox.now

    def pass_an_hour(self, changes: int) -> None:
        """An hour later, in whose first half `changes` tickets got another status and one more comment."""
        start, self._sandbox.now = self._sandbox.now, self._sandbox.now + HOUR
        for index, place in enumerate(chosen(self._containers, changes)):
            at = start + timedelta(minutes=5) + index * timedelta(seconds=2)
            self._move(self._ids[place], at, is_done=place not in self._done)
            self._done ^= {place}
            self._say(self._ids[place], at + timedelta(seconds=1), TOM)

    def label_within_an_hour(self, tickets: int) -> None:
        """An hour later, in whose first half `tickets` tickets got one more label."""
        start, self._sandbox.now = self._sandbox.now, self._sandbox.now + HOUR
        for index, place in enumerate(chosen(self._containers, tickets)):
            at = start + timedelta(minutes=5) + index * timedelta(seconds=2)
            self._sandbox.play(self._ids[place], Event("", at, Kind.ADDED, TOM, Field.LABELS, new="urgent"))

    def sent(self) -> list[Request]:
        """The requests since the last time this was asked."""
        log = self._sandbox.requests
        before, self._logged = self._logged, len(log)
        return list(log[before:])

    def close(self) -> None:
        """Stop serving."""
        self._sandbox.__exit__(None, None, None)

    def _fill(self, container: str, size: int) -> None:
        with suppress(ValueError):  # not every tracker has such things
            self._open(container, "stage", "Stage 1", MILESTONE, BEGIN)
        step = timedelta(days=90) / size
        for number in range(size):
            born = BEGIN + number * step
            ident = self._open(container, f"{container}-{number + 1}", f"Page {number + 1}", "Task", born)
            self._ids[container, number] = ident
            for hours in range(1, EVENTS + 1):
                self._move(ident, born + hours * HOUR, is_done=hours % 2 == 1)
            for minutes in range(comments_of(number)):
                self._say(ident, born + timedelta(minutes=minutes + 1), (CLARA, TOM)[minutes % 2])

    def _open(self, container: str, name: str, title: str, kind: str, at: datetime) -> str:
        status = "" if kind == MILESTONE else self._statuses[0]
        ticket = Ticket(
            source="benchmark",
            container=container,
            id=f"{container} {name}",
            key=name,
            title=title,
            created=at,
            description=_WORDS * 3,
            type=kind,
            status=status,
            reporter=CLARA,
        )
        return self._sandbox.open(ticket)

    def _move(self, ident: str, at: datetime, *, is_done: bool) -> None:
        old, new = self._statuses if is_done else self._statuses[::-1]
        before, after = (
            (StatusCategory.TODO, StatusCategory.DONE) if is_done else (StatusCategory.DONE, StatusCategory.TODO)
        )
        event = Event("", at, Kind.CHANGED, TOM, Field.STATUS, old, new, category=after, old_category=before)
        self._sandbox.play(ident, event)

    def _say(self, ident: str, at: datetime, who: Person) -> None:
        self._sandbox.play(ident, Event("", at, Kind.COMMENTED, who, text=_WORDS))
