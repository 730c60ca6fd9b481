"""Since when a client waits for a date, and what tells them one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forewarn.facts.talk.expectation import is_planned, taken_up, was_told, why_nobody_waits, why_not_known
from forewarn.language import language_for
from forewarn.model import MILESTONE, Item, Need
from forewarn.testing.builders import project
from forewarn.testing.script import play

OPENS = "Mon 2026-11-09 09:00 Clara opens\n"
IDEAS = frozenset({"backlog"})

STARTS = [
    ("opened", OPENS, "A-1.1"),
    ("begun", OPENS + "Tue 2026-11-10 09:00 Tom moves to Doing", "A-1.1"),
    (
        "taken from the backlog",
        OPENS + "Mon 2026-11-09 09:01 Tom moves to Backlog\nTue 2026-11-10 09:00 Tom moves to Doing",
        "A-1.3",
    ),
    (
        "reopened",
        OPENS + "Tue 2026-11-10 09:00 Tom moves to Done\nWed 2026-11-11 09:00 Clara moves to To do",
        "A-1.3",
    ),
]


@pytest.mark.parametrize(("script", "event"), [c[1:] for c in STARTS], ids=[c[0] for c in STARTS])
def test_since_when_somebody_waits(script: str, event: str) -> None:
    assert taken_up(play("A-1", script), IDEAS).id == event


TOLD = [
    ("nothing", "", False),
    ("a vague word", "Tue 2026-11-10 09:00 Tom says: Soon.", False),
    ("a coming date", "Tue 2026-11-10 09:00 Tom says: It will be ready on 20 November.", True),
    ("a next contact", "Tue 2026-11-10 09:00 Tom says: I'll get back to you on Thursday.", True),
    ("a date in a note", "Tue 2026-11-10 09:00 Tom notes: It will be ready on 20 November.", False),
    ("a date of the client", "Tue 2026-11-10 09:00 Clara says: It will be ready on 20 November.", False),
    ("a date of somebody", "Tue 2026-11-10 09:00 Uma says: It will be ready on 20 November.", True),
    ("an absence note", "Tue 2026-11-10 09:00 Tom says: Automatic reply: I will be back on 20 November.", False),
    ("a rough time", "Tue 2026-11-10 09:00 Tom says: In about two weeks.", True),
    ("a sprint", "Tue 2026-11-10 09:00 Tom says: This is planned for sprint 14.", True),
    ("a release", "Tue 2026-11-10 09:00 Tom says: We'll fix this with the next release.", True),
    ("no release", "Tue 2026-11-10 09:00 Tom says: It isn't planned for the next release.", False),
    ("a rough time of the client", "Tue 2026-11-10 09:00 Clara says: Planned for sprint 14.", False),
    ("a recorded call", "Tue 2026-11-10 09:00 Tom adds label called", True),
]


@pytest.mark.parametrize(("script", "told"), [c[1:] for c in TOLD], ids=[c[0] for c in TOLD])
def test_what_tells_a_date(script: str, told: bool) -> None:
    language = language_for("en")
    assert language is not None
    known = project(contact_labels=frozenset({"called"}))
    assert was_told(play("A-1", OPENS + script), known, language) is told


def test_dates_on_the_ticket_its_milestone_its_list_and_a_sprint_plan_it() -> None:
    ticket = play("A-1", OPENS)
    launch = play("M-1", OPENS, type=MILESTONE, due="2026-11-30")
    assert not is_planned(ticket, None)
    assert not is_planned(ticket, replace(launch, due=None))
    assert is_planned(ticket, launch)
    assert is_planned(replace(ticket, due=date(2026, 11, 20)), None)
    assert is_planned(replace(ticket, sprint="Sprint 12"), None)
    assert is_planned(replace(ticket, checklist=(Item("1", "Copy", due=date(2026, 11, 20)),)), None)


def test_a_milestone_that_cannot_be_read_leaves_it_open() -> None:
    ticket, launch = play("A-1", OPENS, milestone="M-1"), play("M-1", OPENS, type=MILESTONE)
    assert why_not_known(play("A-1", OPENS), None) is None
    assert why_not_known(ticket, launch) is None
    assert why_not_known(ticket, None) == "its milestone is not known"
    assert why_not_known(ticket, replace(launch, absent={Need.DUE: "it keeps no dates"})) == "it keeps no dates"


WAITING: list[tuple[str, str, dict[str, Any], str | None]] = [
    ("a request", OPENS, {}, None),
    ("the team's own", "Mon 2026-11-09 09:00 Tom opens", {}, "no request"),
    ("out of sight", OPENS, {"source": "inside", "visible": False}, "no request"),
    ("finished", OPENS + "Tue 2026-11-10 09:00 Tom moves to Done", {}, "finished"),
    ("an idea", OPENS + "Tue 2026-11-10 09:00 Tom moves to Backlog", {}, "idea"),
    ("a chore", OPENS, {"labels": ("Chore",)}, "again"),
]


@pytest.mark.parametrize(("script", "state", "reason"), [c[1:] for c in WAITING], ids=[c[0] for c in WAITING])
def test_who_waits(script: str, state: dict[str, Any], reason: str | None) -> None:
    why = why_nobody_waits(play("A-1", script, **state), project(), IDEAS, {"chore"})
    assert (why is None) == (reason is None)
    assert (reason or "") in (why or "")
