"""How a client usually writes, and since when they are quiet."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.facts.client.rhythm import Quiet, spell, waiting_for_client
from forewarn.facts.project import Period
from forewarn.facts.wording import AWAY
from forewarn.language import Language, language_for
from forewarn.model import Ticket
from forewarn.testing.builders import opened, project, said, ticket
from forewarn.testing.script import PEOPLE, instant, play

CLARA = PEOPLE["Clara"]
QUIET = Quiet(15, 0.25, 10, 60, AWAY)


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


def _wrote(days: list[datetime], last: str = "A text.") -> Ticket:
    first, *rest, end = days
    texts = [said(at, CLARA, "A text.") for at in rest]
    return ticket("A-1", opened(first, CLARA), *texts, said(end, CLARA, last))


MONDAY = instant("Mon 2026-08-03 10:00")
DAILY = [MONDAY + timedelta(days=7 * week + day) for week in range(6) for day in range(5)]
WEEKLY = [MONDAY + timedelta(days=7 * week) for week in range(10)]

SPELLS = [
    ("daily: three of the last messages may still stand in the window", DAILY, "Tue 2026-09-29 10:00"),
    ("weekly: none may", WEEKLY, "Mon 2026-10-26 10:00"),
    ("too few messages", WEEKLY[:5], None),
    ("too few days", DAILY[:8], None),
]


@pytest.mark.parametrize(("days", "since"), [c[1:] for c in SPELLS], ids=[c[0] for c in SPELLS])
def test_the_break_is_measured_against_their_own_habit(days: list[datetime], since: str | None) -> None:
    found = spell([_wrote(days)], project(), _english(), QUIET)
    assert (found.since if found else None) == (instant(since) if since else None)


@given(st.lists(st.integers(0, 120), min_size=6, max_size=30, unique=True))
def test_nobody_is_quiet_before_the_shortest_break_or_while_their_messages_stand(days: list[int]) -> None:
    dates = [MONDAY + timedelta(days=day) for day in sorted(days)]
    facts = project()
    found = spell([_wrote(dates)], facts, _english(), QUIET)
    if found is not None:
        calendar = facts.client_calendar
        assert found.last.at == dates[-1]
        assert found.since >= calendar.add_days(dates[-1], QUIET.fewest_days)
        standing = [at for at in dates if calendar.add_days(at, QUIET.days) > found.since]
        assert len(standing) < QUIET.share * QUIET.days * found.messages / found.days or not standing


def test_absence_gives_time() -> None:
    since = instant("Mon 2026-10-26 10:00")
    noted = spell([_wrote(WEEKLY, "I am on holiday now.")], project(), _english(), QUIET)
    assert noted is not None
    assert noted.since == project().client_calendar.add_days(WEEKLY[-1], 10 + 15)
    away = (Period(date(2026, 10, 6), date(2026, 10, 9)),)
    stated = spell([_wrote(WEEKLY)], project(leave={"clara": away}), _english(), QUIET)
    parked = spell([_wrote(WEEKLY)], project(parked=away), _english(), QUIET)
    assert stated is not None
    assert parked is not None
    assert stated.since == parked.since == project().client_calendar.add_days(since, 4)
    for_good = project(leave={"clara": (Period(date(2026, 10, 6)),)})
    assert spell([_wrote(WEEKLY)], for_good, _english(), QUIET) is None


OPENS = "Mon 2026-11-02 09:00 Clara opens\n"
WAITING = [
    ("a question", OPENS + "Mon 2026-11-09 10:00 Tom says: Blue or green?", {}, True),
    ("one perhaps answered", OPENS + "Mon 2026-11-09 10:00 Tom says: Blue?\n2026-11-09 11:00 Uma says: Yes", {}, False),
    ("late work", OPENS, {"due": "2026-11-06"}, True),
    ("work in time", OPENS, {"due": "2026-11-20"}, False),
    ("late work that is parked", OPENS, {"due": "2026-11-06", "labels": ("on hold",)}, False),
    ("late work that is ignored", OPENS, {"due": "2026-11-06", "labels": ("chore",)}, False),
    ("late work the client cannot see", OPENS, {"due": "2026-11-06", "source": "inside"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("script", "state", "waits"), [c[1:] for c in WAITING], ids=[c[0] for c in WAITING])
def test_what_lies_open_between_us_and_the_client(script: str, state: dict[str, str], waits: bool) -> None:
    facts = project(parked_labels=frozenset({"on hold"}), ignore_labels=frozenset({"chore"}))
    known = play("A-1", script, **state)
    found = waiting_for_client([known], facts, _english(), lambda at: at <= instant("Thu 2026-11-12 09:00"))
    assert found == ([known] if waits else [])
