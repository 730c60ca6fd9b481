"""Random work on a board, random runs, and cards that cannot be read: in the end nothing is lost."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.trello.conftest import BOARD, Books, Tale, new_trello

from forewarn.errors import TrackerError
from forewarn.model import Event, Kind
from forewarn_trello.sandbox import TrelloSandbox

_cards = st.integers(0, 5)
_acts = st.one_of(
    st.tuples(st.sampled_from(["say", "edit", "unsay", "move", "delete"]), _cards),
    st.tuples(st.sampled_from(["garble", "fail"]), _cards),
    st.tuples(st.sampled_from(["open", "arrive", "mend", "run"]), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([50, 200, 3600])),
)


@dataclass
class Life:
    """A board, its people, and the runs over it."""

    tale: Tale
    books: Books = field(default_factory=Books)
    cards: list[str] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)

    @property
    def now(self) -> float:
        return (self.tale.sandbox.now - self.tale.start) / timedelta(hours=1)

    def act(self, what: str, which: int) -> None:
        tale, quirks = self.tale, self.tale.sandbox.quirks
        self.wait(1)
        card = self.cards[which] if which < len(self.cards) else ""
        said = self.words.get(card, [])
        match what:
            case "open" | "arrive":
                self.begin("Elsewhr1" if what == "arrive" else BOARD)
            case "run":
                self.run()
            case "mend":
                quirks.garbled.clear()
                quirks.failing.clear()
            case "wait":
                self.wait(which)
            case "say" if card:
                said.append(tale.say(card, self.now, f"Word {self.now}"))
            case "edit" if said:
                tale.play(card, self.now, Kind.EDITED, ref=said[-1], text=f"Better {self.now}")
            case "unsay" if said:
                tale.play(card, self.now, Kind.DELETED, ref=said.pop())
            case "move" if card:
                tale.move(card, self.now, "Doing" if len(said) % 2 else "Done")
            case "delete" if card:
                self.cards.remove(card)
                tale.sandbox.delete(card, tale.sandbox.now)
            case "garble" if card:
                quirks.garbled.add(card)
            case "fail" if card:
                quirks.failing.add(card)

    def begin(self, board: str) -> None:
        card = self.tale.open("Page", self.now, container=board)
        self.cards.append(card)
        self.words[card] = [self.tale.say(card, self.now, "There")]
        self.wait(5)
        if board != BOARD:
            self.tale.sandbox.move(card, BOARD, self.tale.sandbox.now)

    def run(self) -> None:
        with suppress(TrackerError):
            self.tale.keep(self.books)

    def wait(self, seconds: float) -> None:
        self.tale.sandbox.now += timedelta(seconds=seconds)


def told(events: tuple[Event, ...]) -> set[tuple[object, ...]]:
    return {(event.kind, event.ref, event.text, event.field, event.new) for event in events}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_acts, min_size=4, max_size=30))
def test_whatever_happens_nothing_is_lost(stage: TrelloSandbox, acts: list[tuple[str, int]]) -> None:
    life = Life(Tale(new_trello(stage)))
    for what, which in (("open", 0), ("open", 0), ("run", 0), *acts, ("mend", 0), ("wait", 3600)):
        life.act(what, which)
    life.tale.keep(life.books)
    fresh = life.tale.afresh()
    assert set(fresh.tickets) == set(life.cards) & set(life.books.tickets)
    assert fresh.states() == {card: state for card, state in life.books.states().items() if card in life.cards}
    histories = life.books.histories()
    assert {card: told(events) for card, events in fresh.histories().items()} == {
        card: told(histories[card]) for card in life.cards
    }
