"""What came on top of the agreed scope, and who asked for it."""

from typing import Any

import pytest

from forewarn.facts.askers import Asker
from forewarn.facts.project import Baseline, Project
from forewarn.facts.scope import (
    Addition,
    Growth,
    Scope,
    Yardstick,
    additions,
    epic_of,
    new_words,
    scope_of,
    why_no_growth,
)
from forewarn.language import Language, language_for
from forewarn.model import MILESTONE, Need, Ticket
from forewarn.testing.builders import calendar, project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-10-26 09:00 Tom opens\n"
AFTER = "Tue 2026-11-10 10:00 "
AGREED = project(baselines=(Baseline(instant("Mon 2026-11-02 09:00"), "Clara"),))
LAUNCH = play("M-1", OPENS, type=MILESTONE)
LATER = play("M-2", OPENS, type=MILESTONE, due="2026-12-18")
WITHIN_GRACE = play("M-4", "Tue 2026-11-03 09:00 Tom opens", type=MILESTONE, due="2026-12-18")
ICEBOX = play("M-3", OPENS, type=MILESTONE)
EPIC = play("E-1", OPENS, type="Epic")
TASK = play("T-1", OPENS, type="Task")
PAGE = play("A-8", OPENS, milestone="M-1")
PART = play("A-9", OPENS, parent="E-1")
KNOWN = (LAUNCH, LATER, ICEBOX, WITHIN_GRACE, EPIC, TASK, PAGE, PART)


def _growth(script: str, **state: Any) -> list[tuple[Addition, str]]:
    ticket = play("A-1", script, **state)
    return [(growth.how, growth.event.id) for growth in _additions(ticket)]


def _english() -> Language:
    english = language_for("en")
    assert english is not None
    return english


def _additions(ticket: Ticket) -> tuple[Growth, ...]:
    scope = _scope(ticket, AGREED)
    return additions(ticket, scope, KNOWN, Yardstick(), calendar(), _english()) if scope else ()


def _scope(ticket: Ticket, agreed: Project, now: str = "Mon 2026-12-07 09:00") -> Scope | None:
    milestone = next((known for known in KNOWN if known.id == ticket.milestone), None)
    epic = epic_of(ticket, KNOWN)
    return scope_of(ticket, milestone, epic, agreed, lambda at: at <= instant(now), grace_days=2)


JOINED = [
    ("there from the beginning", OPENS, {"milestone": "M-1"}, None),
    ("joined before the baseline", OPENS + "Tue 2026-10-27 10:00 Tom sets milestone M-1", {}, None),
    ("joined within the grace", OPENS + "Wed 2026-11-04 09:00 Tom sets milestone M-1", {}, None),
    ("joined after the grace", OPENS + "Wed 2026-11-04 09:01 Tom sets milestone M-1", {}, "A-1.2"),
    ("opened there after the grace", AFTER + "Tom opens", {"milestone": "M-1"}, "A-1.1"),
    ("opened elsewhere, joined later", AFTER + "Tom opens\nWed 2026-11-11 10:00 Tom sets milestone M-1", {}, "A-1.2"),
    ("out and back", OPENS + f"{AFTER}Tom clears milestone\n{AFTER}Tom sets milestone M-1", {"milestone": "M-1"}, None),
    ("in and out", OPENS + f"{AFTER}Tom sets milestone M-1\n{AFTER}Tom clears milestone", {}, None),
    ("in, out and in: the last time counts", OPENS + f"{AFTER}Tom sets milestone M-1\n" * 2, {}, "A-1.3"),
    ("from another dated milestone", OPENS + f"{AFTER}Tom sets milestone M-1", {"milestone": "M-2"}, None),
    ("from an undated milestone", OPENS + f"{AFTER}Tom sets milestone M-1", {"milestone": "M-3"}, "A-1.2"),
    ("from a milestone made within the grace", OPENS + f"{AFTER}Tom sets milestone M-1", {"milestone": "M-4"}, "A-1.2"),
    ("into an epic", OPENS + f"{AFTER}Tom sets parent E-1", {}, "A-1.2"),
    ("in an epic from the beginning", OPENS, {"parent": "E-1"}, None),
    ("under an ordinary ticket", OPENS + f"{AFTER}Tom sets parent T-1", {}, None),
    ("into a milestone that held nothing", OPENS + f"{AFTER}Tom sets milestone M-2", {}, None),
    ("into a milestone nobody knows", OPENS + f"{AFTER}Tom sets milestone M-9", {}, None),
]


@pytest.mark.parametrize(("script", "state", "event"), [c[1:] for c in JOINED], ids=[c[0] for c in JOINED])
def test_what_has_joined(script: str, state: dict[str, Any], event: str | None) -> None:
    assert _growth(script, **state) == ([(Addition.JOINED, event)] if event else [])


def test_a_milestone_made_after_the_baseline_is_a_new_undertaking() -> None:
    new = play("M-9", AFTER + "Tom opens", type=MILESTONE)
    ticket = play("A-1", AFTER + "Tom opens", milestone="M-9")
    assert scope_of(ticket, new, None, AGREED, lambda at: True, grace_days=2) is None


def test_a_milestone_made_at_the_instant_of_the_baseline_belongs_to_what_was_agreed() -> None:
    made = play("M-5", "Mon 2026-11-02 09:00 Tom opens", type=MILESTONE)
    scope = scope_of(play("A-1", OPENS, milestone="M-5"), made, None, AGREED, lambda at: True, grace_days=2)
    assert scope is not None and scope.container is made


def test_on_a_board_without_milestones_every_new_card_has_joined() -> None:
    absent = {Need.MILESTONES: "a board has none"}
    assert _growth(OPENS, absent=absent) == []
    assert _growth(AFTER + "Tom opens", absent=absent) == [(Addition.JOINED, "A-1.1")]


@pytest.mark.parametrize(("now", "joined"), [("Wed 2026-11-11 09:00", 1), ("Fri 2026-11-13 09:00", 0)])
def test_the_last_baseline_that_has_come_counts(now: str, joined: int) -> None:
    agreed = tuple(Baseline(instant(at), "Clara") for at in ("Mon 2026-11-02 09:00", "Thu 2026-11-12 09:00"))
    ticket = play("A-1", AFTER + "Tom opens", milestone="M-1")
    scope = _scope(ticket, project(baselines=agreed), now)
    assert scope is not None
    assert len(additions(ticket, scope, KNOWN, Yardstick(), calendar(), _english())) == joined


GREW = [
    ("an item", f"{AFTER}Tom adds item Video", [(Addition.CHECKLIST, "A-1.4")]),
    (
        "two items of a day are one growth",
        f"{AFTER}Tom adds item Video\n" + f"{AFTER}Tom adds item Sound",
        [(Addition.CHECKLIST, "A-1.4")],
    ),
    (
        "items of two days are two",
        f"{AFTER}Tom adds item Video\nWed 2026-11-11 10:00 Tom adds item Sound",
        [(Addition.CHECKLIST, "A-1.4"), (Addition.CHECKLIST, "A-1.5")],
    ),
    ("an item within the grace", "Tue 2026-11-03 10:00 Tom adds item Video", []),
    ("an item added and removed", f"{AFTER}Tom adds item Video\n{AFTER}Tom removes item Video", []),
    ("an item replaced", f"{AFTER}Tom removes item Copy\n{AFTER}Tom adds item Texts", []),
    ("an item ticked", f"{AFTER}Tom ticks Copy", []),
    ("fifty words more", AFTER + "Tom sets description {100 words}", [(Addition.DESCRIPTION, "A-1.4")]),
    ("ten words more", AFTER + "Tom sets description {60 words}", []),
    ("fewer words", AFTER + "Tom sets description {10 words}", []),
    (
        "grown twice, measured from what it had grown to",
        AFTER + "Tom sets description {100 words}\nWed 2026-11-11 10:00 Tom sets description {110 words}",
        [(Addition.DESCRIPTION, "A-1.4")],
    ),
    (
        "grown by small steps, measured from what was agreed",
        AFTER + "Tom sets description {70 words}\nWed 2026-11-11 10:00 Tom sets description {95 words}",
        [(Addition.DESCRIPTION, "A-1.5")],
    ),
]


@pytest.mark.parametrize(("script", "growth"), [c[1:] for c in GREW], ids=[c[0] for c in GREW])
def test_what_has_grown(script: str, growth: list[tuple[Addition, str]]) -> None:
    agreed = OPENS + "Mon 2026-10-26 09:01 Tom adds item Copy\nMon 2026-10-26 09:02 Tom sets description {50 words}\n"
    assert _growth(agreed + script, milestone="M-1") == growth


@pytest.mark.parametrize(("agreed", "grown"), [(100, 140), (200, 250)])
def test_of_a_long_description_a_little_more_is_no_growth(agreed: int, grown: int) -> None:
    script = (
        OPENS
        + f"Mon 2026-10-26 09:01 Tom sets description {{{agreed} words}}\n"
        + f"{AFTER}Tom sets description {{{grown} words}}"
    )
    assert _growth(script, milestone="M-1") == []


def test_where_descriptions_have_no_history_only_lists_can_grow() -> None:
    script = OPENS + f"{AFTER}Tom adds item Video\n" + AFTER + "Tom sets description {100 words}"
    absent = {Need.DESCRIPTION_HISTORY: "not kept"}
    assert [how for how, _ in _growth(script, milestone="M-1", description="word", absent=absent)] == [
        Addition.CHECKLIST
    ]


ASKERS = [
    ("the client did it", AFTER + "Clara opens", Asker.CLIENT),
    (
        "the client opened the ticket",
        "Mon 2026-10-26 09:00 Clara opens\n" + AFTER + "Tom sets milestone M-1",
        Asker.CLIENT,
    ),
    (
        "the client wrote last before it",
        OPENS + "Tue 2026-11-10 09:00 Clara says: Could this be in the launch?\n" + AFTER + "Tom sets milestone M-1",
        Asker.CLIENT,
    ),
    (
        "the client wrote last, but long before it",
        OPENS + "Thu 2026-11-05 09:00 Clara says: Looks fine so far.\n" + AFTER + "Tom sets milestone M-1",
        Asker.TEAM,
    ),
    (
        "the client opened the ticket, and the team made its list longer",
        "Mon 2026-10-26 09:00 Clara opens\n" + AFTER + "Tom adds item Video",
        Asker.TEAM,
    ),
    (
        "the client gave thanks last before it",
        OPENS + "Mon 2026-11-09 09:00 Clara says: Thanks!\n" + AFTER + "Tom sets milestone M-1",
        Asker.TEAM,
    ),
    (
        "the client said yes last before it",
        OPENS + "Mon 2026-11-09 09:00 Clara says: Approved, go ahead.\n" + AFTER + "Tom sets milestone M-1",
        Asker.TEAM,
    ),
    (
        "the client asked for it after a yes",
        OPENS + "Mon 2026-11-09 09:00 Clara says: Approved. Could we add a video?\n" + AFTER + "Tom sets milestone M-1",
        Asker.CLIENT,
    ),
    (
        "the team wrote last before it",
        OPENS
        + "Mon 2026-11-09 09:00 Clara says: Fine.\nTue 2026-11-10 09:00 Tom says: We add this.\n"
        + AFTER
        + "Tom sets milestone M-1",
        Asker.TEAM,
    ),
    (
        "the client wrote after it",
        OPENS + AFTER + "Tom sets milestone M-1\nTue 2026-11-10 11:00 Clara says: Oh?",
        Asker.TEAM,
    ),
    ("the team did it", OPENS + AFTER + "Tom sets milestone M-1", Asker.TEAM),
    ("somebody unknown did it", OPENS + AFTER + "Uma sets milestone M-1", Asker.UNCLEAR),
    ("nobody knows who", OPENS + AFTER + "Nobody sets milestone M-1", Asker.UNCLEAR),
]


@pytest.mark.parametrize(("script", "asker"), [c[1:] for c in ASKERS], ids=[c[0] for c in ASKERS])
def test_who_asked_for_it(script: str, asker: Asker) -> None:
    born_there = {"milestone": "M-1"} if "sets milestone" not in script else {}
    (growth,) = _additions(play("A-1", script, **born_there))
    assert growth.asker is asker


NO_GROWTH = [
    ("ordinary work", OPENS, {}, None),
    ("a bug by its type", OPENS, {"type": "Bug"}, "repairs"),
    ("a bug by its label", OPENS, {"labels": ("BUG",)}, "repairs"),
    ("declined", OPENS + AFTER + "Tom moves to Declined", {}, "declined"),
    ("split from another", OPENS + AFTER + "Tom adds link split from A-2", {}, "split"),
    ("split to another", OPENS + AFTER + "Tom adds link split to A-2", {}, None),
    ("a part of an epic", OPENS, {"parent": "E-1"}, None),
    ("a part of a task", OPENS, {"parent": "T-1"}, "part of another"),
    ("a part of what nobody knows", OPENS, {"parent": "X-1"}, "part of another"),
]


@pytest.mark.parametrize(("script", "state", "reason"), [c[1:] for c in NO_GROWTH], ids=[c[0] for c in NO_GROWTH])
def test_why_a_ticket_is_no_growth(script: str, state: dict[str, Any], reason: str | None) -> None:
    ticket = play("A-1", script, **state)
    why = why_no_growth(ticket, epic_of(ticket, KNOWN), {"bug"})
    assert (why is None) == (reason is None)
    assert (reason or "") in (why or "")


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [("", "", 0), ("a b", "b A", 0), ("a", "a a", 1), ("one two", "one three four", 2), ("", "x y z", 3)],
)
def test_new_words_are_counted_as_often_as_they_occur(old: str, new: str, count: int) -> None:
    assert new_words(old, new) == count
