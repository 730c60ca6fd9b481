"""What the checks on results rest on: outcomes, leftovers, returns, reliability and sign-off."""

from datetime import date, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.dates.reliability import Pledged, last_periods
from forewarn.facts.marks import delivery_of, started_at
from forewarn.facts.work.bounces import bounces
from forewarn.facts.work.leftovers import leftovers
from forewarn.facts.work.outcomes import Sizes, Wording, is_large, states_outcome
from forewarn.language import Language, language_for
from forewarn.model import Role, Ticket
from forewarn.testing import builders
from forewarn.testing.builders import Step, moved, opened, person
from forewarn.testing.script import instant, play

START = instant("Mon 2026-11-02 09:00")
HOUR = timedelta(hours=1)
WORDING = Wording(("outcome", "goal", "цель"), ("so that", "чтобы"), 5)
STATED = [
    ("## Goal\nGuests book a table without calling.", True),
    ("### Goals of the relaunch:\n\nGuests book a table without calling.", True),
    ("h3. Goal\nGuests book a table without calling.", True),
    ("*Goal:* guests book a table without calling", True),
    ("__Outcome__\r\nGuests book a table without calling.", True),
    ("- Outcome: guests book a table without calling", True),
    ("GOAL: guests book a table without calling", True),
    ("Цель: гости сами заказывают столик без звонка", True),
    ("As a guest I want a form so that I can book a table", True),
    ("## Goal\nTo follow.\n## Pages\none two three four five six", False),
    ("## Goal\n<!-- one two three four five six -->", False),
    ("## Goal\n<!-- one two three four five six", False),
    ("The goal is near but nobody wrote it down here", False),
    ("Goalkeeper page with photos of all the players", False),
    ("so that works.", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "stated"), STATED, ids=[text for text, _ in STATED])
def test_where_an_outcome_is_stated(text: str, stated: bool) -> None:
    assert states_outcome(builders.ticket("A-1", opened(START, None), description=text), WORDING) is stated


@pytest.mark.parametrize(
    ("labels", "estimate", "large"),
    [
        ((), None, None),
        ((), 4, False),
        ((), 4.5, True),
        (("xs",), 40, False),
        (("L",), 1, True),
        (("M", "S"), 9, False),
    ],
)
def test_what_is_larger_than_small(labels: tuple[str, ...], estimate: float | None, large: bool | None) -> None:
    ticket = builders.ticket("A-1", opened(START, None), labels=labels, estimate=estimate)
    assert is_large(ticket, Sizes(4, ("S", "XS"), ("M", "L"))) is large


statuses = st.sampled_from(["To do", "Doing", "Review", "Live", "Done", "Closed", "Declined"])
lives = st.lists(st.tuples(st.integers(1, 60), statuses), max_size=8)
people = st.sampled_from([person("Clara", Role.CLIENT), person("Tom"), person("Robot", Role.BOT)])


def live(life: list[tuple[int, str]]) -> Ticket:
    steps: list[Step] = [opened(START, person("Tom"))]
    at = START
    for gap, status in life:
        at += gap * HOUR
        steps.append(moved(at, person("Tom"), status))
    return builders.ticket("A-1", *steps)


@settings(deadline=None)
@given(lives)
def test_what_is_delivered_has_begun_and_has_been_so_since(life: list[tuple[int, str]]) -> None:
    project, ticket = builders.project(launch=frozenset({"live"})), live(life)
    delivery = delivery_of(ticket, project)
    stands = not ticket.declined and (not ticket.is_open or ticket.status == "Live")
    assert (delivery is not None) == (stands and bool(life))
    if delivery is not None:
        begun = started_at(ticket)
        assert begun is not None
        assert begun <= delivery.at
        before = ticket.as_of(delivery.at - timedelta(microseconds=1))
        assert before is not None
        assert before.is_open
        assert before.status != "Live"


def english() -> Language:
    known = language_for("en")
    assert known is not None
    return known


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), people, st.sampled_from(["Doing", "Done"])), max_size=10))
def test_what_came_back_was_done_before(life: list[tuple[int, object, str]]) -> None:
    steps: list[Step] = [opened(START, person("Tom"))]
    at = START
    for gap, who, status in life:
        at += gap * HOUR
        steps.append(moved(at, who, status))  # type: ignore[arg-type]
    ticket = builders.ticket("A-1", *steps)
    for bounce in bounces(ticket, english(), HOUR):
        before = ticket.as_of(bounce.at - timedelta(microseconds=1))
        assert before is not None
        assert not before.is_open
        assert bounce.event.actor is not None
        assert bounce.event.actor.role is Role.CLIENT
        assert bounce.finished < bounce.at


def test_a_point_that_stands_in_the_list_and_the_description_is_one() -> None:
    """GitHub's checklists are boxes in the description."""
    script = """
        Mon 2026-11-02 09:00 Tom opens
        Mon 2026-11-02 09:01 Tom adds item Texts
        Mon 2026-11-02 09:02 Tom adds item Photos
        Mon 2026-11-02 09:03 Tom ticks Photos
        Mon 2026-11-09 09:00 Tom moves to Done
    """
    ticket = play("A-1", script, description="- [ ] Texts\n- [ ] Photos\n1. [ ] Map\n- [x] Logo\n- [] no box")
    assert leftovers(ticket, ticket.history[-1], (ticket,), ("n/a",)) == ("Texts", "Map")


@pytest.mark.parametrize("text", ["Map (n/a)", "N/A: Map", "~~Map~~", "-Map-", "<s>Map</s>"])
def test_a_point_that_was_dropped_is_not_open(text: str) -> None:
    ticket = play(
        "A-1", "Mon 2026-11-02 09:00 Tom opens\nMon 2026-11-09 09:00 Tom moves to Done", description=f"- [ ] {text}"
    )
    assert leftovers(ticket, ticket.history[-1], (ticket,), ("n/a",)) == ()


def test_a_box_with_endless_blanks_in_its_words_is_read_quickly() -> None:
    begin = process_time()
    ticket = play(
        "A-1", "Mon 2026-11-02 09:00 Tom opens\nMon 2026-11-09 09:00 Tom moves to Done",
        description=f"- [ ] a{' ' * 60_000}b",
    )  # fmt: skip
    assert len(leftovers(ticket, ticket.history[-1], (ticket,), ("n/a",))) == 1
    assert process_time() - begin < 2


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.dates(date(2026, 8, 1), date(2026, 12, 1)), st.integers(0, 3000)), max_size=12),
    st.integers(0, 3000),
    st.integers(1, 6),
)
def test_periods_follow_each_other_and_never_change_again(
    promised: list[tuple[date, int]], hours: int, weeks: int
) -> None:
    project = builders.project()
    born = datetime(2026, 7, 1, tzinfo=START.tzinfo)
    tickets = tuple(
        builders.ticket(f"A-{n}", opened(born, None), moved(born + done * HOUR, None, "Done"), due=str(due))
        for n, (due, done) in enumerate(promised)
    )
    now = born + hours * HOUR
    known = tuple(t for ticket in tickets if (t := ticket.as_of(now)) is not None)
    before, last = last_periods(known, project, lambda at: at <= now, weeks)
    assert last.first - before.first == timedelta(weeks=weeks)
    assert 0 <= last.met <= len(last.pledged)
    assert all(one.passed <= now for one in last.pledged)
    later = last_periods(tickets, project, lambda at: at <= now, weeks)
    assert [(p.first, p.met, len(p.pledged)) for p in later] == [
        (p.first, p.met, len(p.pledged)) for p in (before, last)
    ]


def test_a_miss_tells_its_hour_and_the_day_it_was_done_as_the_agencys_clock_does() -> None:
    calendar = builders.calendar(zone="America/New_York")
    done = "Mon 2026-11-02 09:00 Tom opens\nTue 2026-11-17 02:30 Tom moves to Done"
    ticket = play("A-1", done, due="2026-11-13T22:00:00+00:00", title="Start")
    language = language_for("en")
    assert language is not None and ticket.due is not None
    miss = Pledged(ticket, ticket.due, instant("Fri 2026-11-13 23:00"), met=False)
    assert miss.evidence(language, calendar).text == "A-1 Start: 2026-11-13 17:00 → 2026-11-16"
