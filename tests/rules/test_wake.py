"""An answer holds until its wake: with no new event, asking later says the same. Tried on generated histories."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.checks import all_checks
from forewarn.facts.project import Baseline, Period
from forewarn.model import MILESTONE, Field, Ticket
from forewarn.store import Outcome
from forewarn.testing import builders
from forewarn.testing.builders import Step
from forewarn.testing.cases import ask, rule_for
from forewarn.testing.script import PEOPLE

START = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
SPAN = 40 * 24 * 60

people = st.sampled_from([*PEOPLE.values()])
somebody = st.one_of(people, people, st.none())
words = st.sampled_from(
    [
        "Can the banner be wider?",
        "Any news?",
        "Thanks!",
        "@carl could you look?",
        "I'll send the mock-ups by Friday.",
        "We will finish it tomorrow. I'll send the texts by Tuesday next week.",
        "I have just sent you the mock-ups.",
        "It moved because the photos are late.",
        "Automatic reply: I am out of the office.",
        "Approved, go ahead.",
        "See https://files.example/a",
        "We will get back to you on Thursday.",
        "We are looking into it.",
        "Sorry, this is delayed. The new date is 30 November.",
        "Which one do you prefer?",
    ]
)
dues = st.one_of(
    st.none(),
    st.dates(date(2026, 11, 2), date(2026, 12, 4)).map(str),
    st.integers(0, SPAN).map(lambda minutes: (START + timedelta(minutes=minutes)).isoformat()),
)
Act = Callable[[datetime], Step]


def _changes(field: Field, values: st.SearchStrategy[str | None]) -> st.SearchStrategy[Act]:
    return st.builds(lambda by, value: lambda at: builders.changed(at, by, field, value), somebody, values)


def _adds(field: Field, *values: str) -> st.SearchStrategy[Act]:
    chosen = st.sampled_from(values)
    return st.builds(lambda by, value: lambda at: builders.added(at, by, field, value), somebody, chosen)


acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(lambda by, text: lambda at: builders.said(at, by, text), people, words),
    st.builds(
        lambda by, status: lambda at: builders.moved(at, by, status),
        somebody,
        st.sampled_from(["To do", "Doing", "Done", "Closed", "Declined"]),
    ),
    _changes(Field.DUE, dues),
    _changes(Field.MILESTONE, st.sampled_from([None, "M-1", "M-2"])),
    _changes(Field.PRIORITY, st.sampled_from(["High", "Low"])),
    _changes(Field.ESTIMATE, st.sampled_from(["2", "8", None])),
    _changes(Field.DESCRIPTION, st.sampled_from(["", "short " * 10, "long words " * 60, "because it was asked " * 30])),
    _adds(Field.LABELS, "on hold", "called", "blocked", "bug"),
    _adds(Field.CHECKLIST, "Copy", "Photos"),
    _adds(Field.ATTACHMENTS, "draft.pdf"),
    _adds(Field.LINKS, "relates to A-1", "split from A-1"),
    st.builds(lambda by: lambda at: builders.removed(at, by, Field.LABELS, "on hold"), somebody),
    st.builds(lambda by, done: lambda at: builders.ticked(at, by, "Copy", done=done), somebody, st.booleans()),
)
timed = st.tuples(st.integers(0, SPAN).map(lambda minutes: START + timedelta(minutes=minutes)), acts)


@st.composite
def tickets(draw: st.DrawFn) -> tuple[Ticket, ...]:
    """Two tickets, one of them hidden from the client at times, and a milestone."""
    made = []
    for key, kind in (("A-1", ""), ("A-2", ""), ("M-1", MILESTONE)):
        life = sorted(draw(st.lists(timed, max_size=8)), key=lambda pair: pair[0])
        steps = [builders.opened(START, draw(people)), *(act(at) for at, act in life)]
        visible = draw(st.sampled_from([True, True, False]))
        state: dict[str, Any] = {"due": draw(dues), "milestone": draw(st.sampled_from([None, "M-1"])), "type": kind}
        made.append(builders.ticket(key, *steps, source="site" if visible else "inside", visible=visible, **state))
    return tuple(made)


projects = st.builds(
    lambda baselines, parked, country: builders.project(
        agency_calendar=builders.calendar(country=country),
        baselines=tuple(Baseline(at, "Clara") for at in sorted(baselines)),
        parked=parked,
        parked_labels=frozenset({"on hold"}),
        contact_labels=frozenset({"called"}),
    ),
    st.lists(st.integers(0, SPAN).map(lambda minutes: START + timedelta(minutes=minutes)), max_size=2),
    st.sampled_from(
        [
            (),
            (Period(date(2026, 11, 12), date(2026, 11, 18)),),
            (Period(date(2026, 11, 5), date(2026, 11, 5)), Period(date(2026, 12, 1))),
        ]
    ),
    st.sampled_from([None, "DE"]),
)


@pytest.mark.parametrize("slug", list(all_checks()))
@settings(max_examples=50, deadline=None)
@given(tickets=tickets(), project=projects, minutes=st.integers(1, SPAN), share=st.floats(0, 1))
def test_an_answer_holds_until_its_wake(
    slug: str, tickets: tuple[Ticket, ...], project: Any, minutes: int, share: float
) -> None:
    now = START + timedelta(minutes=minutes)
    then = tuple(known for ticket in tickets if (known := ticket.as_of(now)) is not None)
    rule = rule_for(all_checks()[slug])
    for subject in ("A-1", "M-1"):
        answer = ask(rule, project, then, now, subject)
        assert answer.outcome is not Outcome.BROKEN, answer.reason
        end = answer.wake or now + timedelta(days=60)
        assert end > now
        later = min(now + (end - now) * share, end - timedelta(microseconds=1))
        assert replace(ask(rule, project, then, later, subject), wake=answer.wake) == answer
