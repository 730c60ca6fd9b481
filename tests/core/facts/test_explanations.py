"""Changes a client would wonder about, and whether somebody said why."""

from dataclasses import replace
from typing import Any

import pytest

from forewarn.facts.change.edits import Change, Threshold, alike, bulk, edits
from forewarn.facts.change.explanations import Explained, explained, window_end
from forewarn.facts.messages import messages
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-10-26 09:00 Tom opens\n"
AGREED = instant("Mon 2026-11-02 09:00")
STATE: dict[str, Any] = {
    "due": "2026-11-13",
    "milestone": "M-1",
    "estimate": 8.0,
    "priority": "High",
    "description": "short",
}

CHANGES = [
    ("a date moved", "Tom sets due 2026-11-20", {Change.DATE}),
    ("a date moved nearer", "Tom sets due 2026-11-12", {Change.DATE}),
    ("a date taken away", "Tom clears due", {Change.DATE}),
    ("a date seen to have moved", "Nobody sets due 2026-11-20", {Change.DATE}),
    ("a milestone changed", "Tom sets milestone M-2", {Change.MILESTONE}),
    ("a milestone seen to have changed", "Nobody sets milestone M-2", set()),
    ("a milestone left", "Tom clears milestone", {Change.MILESTONE}),
    ("an estimate up by half", "Tom sets estimate 12", {Change.ESTIMATE}),
    ("an estimate up by a quarter", "Tom sets estimate 10", set()),
    ("an estimate down", "Tom sets estimate 2", set()),
    ("an estimate taken away", "Tom clears estimate", set()),
    ("a long description", "Tom sets description {50 words}", {Change.DESCRIPTION}),
    ("a short edit", "Tom sets description shorter", set()),
    ("a priority of the team's own ticket", "Tom sets priority Low", set()),
    ("a title", "Tom sets title Other", set()),
    ("a status", "Tom moves to Doing", set()),
    ("a bot", "Robot sets due 2026-11-20", set()),
    ("a client", "Clara sets due 2026-11-20", set()),
    ("somebody of unknown side", "Uma sets due 2026-11-20", set()),
]


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


@pytest.mark.parametrize(("what", "changes"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_which_changes_a_client_would_wonder_about(what: str, changes: set[Change]) -> None:
    ticket = play("A-1", OPENS + f"Tue 2026-11-10 10:00 {what}", **STATE)
    assert {change for edit in edits(ticket, AGREED, Threshold()) for change in edit.changes} == changes


def test_on_a_clients_ticket_its_priority_matters() -> None:
    ticket = play("A-1", "Mon 2026-10-26 09:00 Clara opens\nTue 2026-11-10 10:00 Tom sets priority Low", **STATE)
    assert [edit.changes for edit in edits(ticket, AGREED, Threshold())] == [{Change.PRIORITY}]


def test_finished_work_taken_up_again_is_a_change() -> None:
    script = OPENS + "Mon 2026-11-09 10:00 Tom moves to Done\nTue 2026-11-10 10:00 Tom moves to Doing"
    assert [edit.changes for edit in edits(play("A-1", script), AGREED, Threshold())] == [{Change.REOPENED}]


def test_a_first_value_is_no_change() -> None:
    script = OPENS + "".join(
        f"Tue 2026-11-10 10:00 Tom sets {what}\n"
        for what in ("due 2026-11-20", "milestone M-2", "estimate 12", "priority Low", "description {50 words}")
    )
    assert list(edits(play("A-1", script), AGREED, Threshold())) == []


def test_changes_before_the_baseline_are_drafting() -> None:
    ticket = play("A-1", OPENS + "Mon 2026-11-02 09:00 Tom sets due 2026-11-20", **STATE)
    assert list(edits(ticket, AGREED, Threshold())) == []


TUESDAY = "Tue 2026-11-10"
COURSES = [
    ("put back", (f"{TUESDAY} 10:00 Tom sets due 2026-11-20", f"{TUESDAY} 11:00 Tom sets due 2026-11-13"), []),
    ("put back from before the baseline", ("Fri 2026-10-30 10:00 Tom sets due 2026-11-20",
     "Mon 2026-11-02 10:00 Tom sets due 2026-11-13"), [Change.DATE]),
    ("closed by mistake", (f"{TUESDAY} 10:00 Tom moves to Done", f"{TUESDAY} 11:00 Tom moves to Doing"), []),
    ("seen to be closed by mistake", (f"{TUESDAY} 10:00 Nobody moves to Done", f"{TUESDAY} 11:00 Tom moves to Doing"),
     []),
    ("closed by the client", (f"{TUESDAY} 10:00 Clara moves to Done", f"{TUESDAY} 11:00 Tom moves to Doing"),
     [Change.REOPENED]),
    ("closed too long", (f"{TUESDAY} 10:00 Tom moves to Done", f"{TUESDAY} 11:01 Tom moves to Doing"),
     [Change.REOPENED]),
    ("closed again", ("Mon 2026-11-09 10:00 Tom moves to Done", f"{TUESDAY} 10:00 Tom moves to Closed",
     f"{TUESDAY} 10:30 Tom moves to Doing"), [Change.REOPENED]),
    ("two whom nobody knows", (f"{TUESDAY} 10:00 Nobody sets due 2026-11-20",
     f"{TUESDAY} 10:04 Nobody sets due 2026-11-21"), [Change.DATE]),
    ("somebody and one whom nobody knows", (f"{TUESDAY} 10:00 Nobody sets due 2026-11-20",
     f"{TUESDAY} 10:04 Tom sets milestone M-2"), [Change.DATE, Change.MILESTONE]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "changes"), [c[1:] for c in COURSES], ids=[c[0] for c in COURSES])
def test_what_comes_of_several_changes(lines: tuple[str, ...], changes: list[Change]) -> None:
    ticket = play("A-1", OPENS + "\n".join(lines), **STATE)
    assert [change for edit in edits(ticket, AGREED, Threshold()) for change in edit.changes] == changes


SIZES = [
    ("words taken out", "Tom clears description", {"description": " ".join(f"w{n}" for n in range(40))}, True),
    ("an estimate of nothing", "Tom sets estimate 12", {"estimate": 0.0}, False),
    ("a date seen to be given", "Nobody sets due 2026-11-20", {"due": None}, False),
    ("a first priority", "Tom sets priority Low", {"priority": None}, False),
]


@pytest.mark.parametrize(("what", "state", "counts"), [c[1:] for c in SIZES], ids=[c[0] for c in SIZES])
def test_only_what_was_there_before_changes(what: str, state: dict[str, Any], counts: bool) -> None:
    ticket = play("A-1", f"Mon 2026-10-26 09:00 Clara opens\n{TUESDAY} 10:00 {what}", **(STATE | state))
    assert bool(list(edits(ticket, AGREED, Threshold()))) is counts


def test_an_edit_tells_what_became_of_what_and_long_texts_by_their_name() -> None:
    lines = f"{TUESDAY} 10:00 Tom clears due\n{TUESDAY} 10:01 Tom sets description {{50 words}}"
    (edit,) = edits(play("A-1", OPENS + lines, **STATE), AGREED, Threshold())
    assert edit.evidence(project().agency_calendar, 2).text == "Tom: A-1: due 2026-11-13 → –, description (+2)"


def test_changes_of_one_person_within_five_minutes_are_one_edit() -> None:
    script = OPENS + (
        "Tue 2026-11-10 10:00 Tom sets due 2026-11-20\nTue 2026-11-10 10:05 Tom sets milestone M-2\n"
        "Tue 2026-11-10 10:06 Tara sets estimate 12\nTue 2026-11-10 10:12 Tara sets estimate 20"
    )
    found = list(edits(play("A-1", script, **STATE), AGREED, Threshold()))
    assert [(edit.anchor, len(edit.events)) for edit in found] == [
        ("site:A-1:A-1.2", 2),
        ("site:A-1:A-1.4", 1),
        ("site:A-1:A-1.5", 1),
    ]


CHANGE = "Tue 2026-11-10 10:00 Tom sets due 2026-11-20\n"
REASON = "We moved it because the photos came late."
EXPLANATIONS = [
    ("nobody wrote", "", Explained.NO),
    ("a comment with a reason", f"Tue 2026-11-10 10:05 Tom says: {REASON}", Explained.YES),
    ("a comment without one", "Tue 2026-11-10 10:05 Tom says: New plan.", Explained.THIN),
    ("a colleague's comment", "Tue 2026-11-10 10:05 Tara says: New plan.", Explained.THIN),
    ("somebody of unknown side", "Tue 2026-11-10 10:05 Uma says: New plan.", Explained.THIN),
    ("at the end of the window", "Wed 2026-11-11 10:00 Tom says: New plan.", Explained.THIN),
    ("after the window", "Wed 2026-11-11 10:01 Tom says: New plan.", Explained.NO),
    ("a reason after the window", f"Fri 2026-11-13 10:01 Tom says: {REASON}", Explained.YES),
    ("an internal note", f"Tue 2026-11-10 10:05 Tom notes: {REASON}", Explained.NO),
    ("a bot", f"Tue 2026-11-10 10:05 Robot says: {REASON}", Explained.NO),
    ("the client", f"Tue 2026-11-10 10:05 Clara says: {REASON}", Explained.NO),
]


@pytest.mark.parametrize(("script", "how"), [c[1:] for c in EXPLANATIONS], ids=[c[0] for c in EXPLANATIONS])
def test_what_explains_a_change(script: str, how: Explained, english: Language) -> None:
    ticket = play("A-1", OPENS + CHANGE + script, **STATE)
    (edit,) = edits(ticket, AGREED, Threshold())
    assert explained(edit, messages(ticket), project(), english) is how


REASONS = [
    ("by the same hand", "Tue 2026-11-10 10:04 Tom sets reason Photos came late", Explained.YES),
    ("just before", "Tue 2026-11-10 09:56 Tom sets reason Photos came late", Explained.YES),
    ("by another hand", "Tue 2026-11-10 10:04 Tara sets reason Photos came late", Explained.NO),
    ("later", "Tue 2026-11-10 11:00 Tom sets reason Photos came late", Explained.NO),
    ("taken away", "Tue 2026-11-10 10:04 Tom clears reason", Explained.NO),
]


@pytest.mark.parametrize(("script", "how"), [c[1:] for c in REASONS], ids=[c[0] for c in REASONS])
def test_a_reason_given_in_its_field_in_the_same_edit_explains(script: str, how: Explained, english: Language) -> None:
    lines = sorted([CHANGE.strip(), script])
    ticket = play("A-1", OPENS + "\n".join(lines), reason="Old", **STATE)
    (edit,) = edits(ticket, AGREED, Threshold())
    assert explained(edit, (), project(), english) is how


def test_events_of_one_batch_are_one_edit_however_far_apart() -> None:
    ticket = play("A-1", OPENS + CHANGE + "Tue 2026-11-10 10:30 Tom sets milestone M-2", **STATE)
    batched = replace(ticket, history=tuple(replace(event, batch="7") for event in ticket.history))
    assert [len(edit.events) for edit in edits(batched, AGREED, Threshold())] == [2]


BEFORE = [
    ("a day before", "Mon 2026-11-09 10:00", Explained.THIN),
    ("in the morning of the day before", "Mon 2026-11-09 09:00", Explained.THIN),
    ("two days before", "Sat 2026-11-07 10:00", Explained.NO),
]


@pytest.mark.parametrize(("when", "how"), [c[1:] for c in BEFORE], ids=[c[0] for c in BEFORE])
def test_an_explanation_may_come_first(when: str, how: Explained, english: Language) -> None:
    ticket = play("A-1", OPENS + f"{when} Tom says: New plan.\n" + CHANGE, **STATE)
    (edit,) = edits(ticket, AGREED, Threshold())
    assert explained(edit, messages(ticket), project(), english) is how


def test_words_of_less_than_a_day_before_explain_although_the_office_was_not_open_yet(english: Language) -> None:
    script = "Mon 2026-11-09 08:30 Tom says: New plan.\nTue 2026-11-10 08:00 Tom sets due 2026-11-20"
    ticket = play("A-1", OPENS + script, **STATE)
    (edit,) = edits(ticket, AGREED, Threshold())
    assert explained(edit, messages(ticket), project(), english) is Explained.THIN


def test_a_reason_that_stood_in_the_text_before_explains_no_change_of_it(english: Language) -> None:
    old, new = f"{REASON}", f"{REASON} " + "more words " * 30
    ticket = play("A-1", OPENS + f"Tue 2026-11-10 10:00 Tom sets description {new}", description=old)
    (edit,) = edits(ticket, AGREED, Threshold())
    assert explained(edit, (), project(), english) is Explained.NO


def test_where_the_client_cannot_look_an_internal_note_explains(english: Language) -> None:
    script = OPENS + CHANGE + f"Tue 2026-11-10 10:05 Tom notes: {REASON}"
    ticket = play("A-1", script, source="inside", visible=False, **STATE)
    (edit,) = edits(ticket, AGREED, Threshold())
    assert explained(edit, messages(ticket), project(), english) is Explained.YES


@pytest.mark.parametrize(
    ("when", "end"),
    [
        ("Tue 2026-11-10 10:00", "Wed 2026-11-11 10:00"),
        ("Fri 2026-11-13 10:00", "Mon 2026-11-16 10:00"),
        ("Sat 2026-11-14 10:00", "Tue 2026-11-17 09:00"),
    ],
)
def test_the_window_is_a_day_and_at_least_a_working_day(when: str, end: str) -> None:
    (edit,) = edits(play("A-1", OPENS + f"{when} Tom sets due 2026-11-20", **STATE), AGREED, Threshold())
    assert window_end(edit, project()) == instant(end)


@pytest.mark.parametrize(("tickets", "groups"), [(2, 2), (3, 1)])
def test_more_tickets_than_the_limit_within_five_minutes_are_one_bulk_edit(tickets: int, groups: int) -> None:
    played = [
        play(f"A-{n}", OPENS + f"Tue 2026-11-10 10:0{n} Tom sets due 2026-11-20", **STATE) for n in range(tickets)
    ]
    found = [edit for ticket in played for edit in edits(ticket, AGREED, Threshold())]
    assert len(bulk(found, tickets=2)) == groups


def test_edits_of_several_people_are_no_bulk_edit_and_those_of_one_may_come_in_between() -> None:
    who = ("Tom", "Tara", "Tom", "Tara", "Tom")
    lines = [f"Tue 2026-11-10 10:0{n} {name} sets due 2026-11-20" for n, name in enumerate(who)]
    played = [play(f"A-{n}", OPENS + line, **STATE) for n, line in enumerate(lines)]
    found = [edit for ticket in played for edit in edits(ticket, AGREED, Threshold())]
    assert sorted(len(group) for group in bulk(found, tickets=2)) == [1, 1, 3]
    beside = alike(found)
    assert [other.ticket.key for other in beside(found[0])] == ["A-0", "A-2", "A-4"]


def test_edits_made_alike_within_five_minutes_stand_beside_each_other() -> None:
    at = ("10:00", "10:05", "10:06")
    played = [play(f"A-{n}", f"{OPENS}{TUESDAY} {t} Nobody sets due 2026-11-20", **STATE) for n, t in enumerate(at)]
    found = [edit for ticket in played for edit in edits(ticket, AGREED, Threshold())]
    assert [other.ticket.key for other in alike(found)(found[0])] == ["A-0", "A-1"]


def test_the_fifth_minute_still_belongs_to_a_bulk_edit() -> None:
    played = [play(f"A-{n}", OPENS + f"Tue 2026-11-10 10:0{n} Tom sets due 2026-11-20", **STATE) for n in (0, 3, 5)]
    found = [edit for ticket in played for edit in edits(ticket, AGREED, Threshold())]
    assert len(bulk(found, tickets=2)) == 1
