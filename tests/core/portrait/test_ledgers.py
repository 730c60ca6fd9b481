"""The ledgers of a portrait: promises of both sides, dates, scope."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from forewarn.engine import ProjectResult
from forewarn.facts.dates.promises import State
from forewarn.facts.project import Baseline
from forewarn.facts.scope import Asker
from forewarn.facts.talk.signoff import SignOff
from forewarn.model import Field, Need, Person, Role, StatusCategory, Ticket
from forewarn.portrait import Portrait, draw
from forewarn.portrait.promises import seen_from_the_other_side
from forewarn.testing.builders import Step, changed, moved, opened, person, project, said, ticket

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)
TOM, CLARA, BOT = person("Tom"), person("Clara", Role.CLIENT), person("Robot", Role.BOT)


def portrait(*tickets: Ticket, at: datetime = MONDAY + 14 * DAY, **facts: Any) -> Portrait:
    known = [one for t in tickets if (one := t.as_of(at)) is not None]
    return draw(ProjectResult(project(**facts), (), {}, 0), known, [], at)


PROMISE = "I'll send you the sketches by Friday."
THIRD = MONDAY + 2 * DAY


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ([], State.BROKEN),
        ([said(THIRD + DAY, TOM, "Here is the sketch: https://files.example/1")], State.KEPT),
        ([said(THIRD + DAY, TOM, "Sorry, I'll send you the sketches by 20 November.")], State.RENEGOTIATED),
        ([said(THIRD + 8 * DAY, TOM, "Here is the sketch: https://files.example/1")], State.BROKEN),
        ([moved(THIRD + DAY, CLARA, "Done")], State.KEPT),
    ],
)
def test_a_promise_of_ours_is_kept_renegotiated_or_broken(later: list[Step], state: State) -> None:
    found = portrait(ticket("A-1", opened(MONDAY, CLARA), said(THIRD, TOM, PROMISE), *later))
    ours = found.promised(Role.TEAM, *State)
    assert next(one.state for one in ours if one.said == THIRD) is state
    assert not found.promised(Role.CLIENT, *State)


def test_a_kept_promise_shows_no_new_date_of_something_said_later() -> None:
    for days, renewed in ((2, False), (0, True)):
        later = [
            (THIRD + DAY, "Here is the sketch: https://files.example/1"),
            (THIRD + days * DAY + timedelta(hours=1), "Sorry, the launch moves to 20 November."),
        ]
        steps = [said(at, TOM, words) for at, words in sorted(later)]
        page = ticket("A-1", opened(MONDAY, CLARA), said(THIRD, TOM, PROMISE), *steps)
        [ours] = [one for one in portrait(page).promised(Role.TEAM, *State) if one.said == THIRD]
        assert (ours.renewed is not None) is renewed


def test_the_new_date_of_a_promise_in_a_note_is_none_that_the_client_was_given() -> None:
    steps = [said(THIRD, TOM, PROMISE, public=False), said(THIRD + DAY, TOM, "Delayed, Monday.")]
    page = ticket("A-1", opened(MONDAY, CLARA), *steps)
    [ours] = [one for one in portrait(page).promised(Role.TEAM, State.BROKEN) if one.said == THIRD + DAY]
    assert not ours.public


@pytest.mark.parametrize(
    ("hours", "words", "public", "state", "heard"),
    [
        (2, "The sketches are nearly there.", True, State.KEPT, True),
        (60, "The sketches are nearly there.", True, State.BROKEN, True),
        (-30, "The sketches are nearly there.", True, State.BROKEN, False),
        (-30, "I'll call you on 20 November.", True, State.RENEGOTIATED, False),
        (2, "The sketches are nearly there.", False, State.BROKEN, False),
    ],
)
def test_an_announced_contact_is_kept_on_whichever_ticket_the_client_hears_from_us(
    hours: int, words: str, public: bool, state: State, heard: bool
) -> None:
    """As with the check of missed contacts: who hears from us elsewhere on the day was not forgotten."""
    announced = ticket("A-1", opened(MONDAY, CLARA), said(MONDAY + DAY, TOM, "I'll call you on Thursday."))
    there = ticket(
        "A-2", opened(MONDAY, TOM), said(MONDAY + 3 * DAY + timedelta(hours=hours), TOM, words, public=public)
    )
    one = portrait(announced, there).promises[-1]
    assert (one.contact, one.state, one.sign is not None) == (True, state, heard)


def test_a_promise_is_open_until_its_deadline_and_two_business_hours_have_passed() -> None:
    one = ticket("A-1", opened(MONDAY, CLARA), said(THIRD, TOM, PROMISE))
    friday = datetime(2026, 11, 6, 16, 30, tzinfo=UTC)  # 17:30 in Berlin, when the studio closes
    assert [p.state for p in portrait(one, at=friday).promises] == [State.OPEN]
    assert [p.state for p in portrait(one, at=friday + 3 * DAY).promises] == [State.BROKEN]


def test_a_promise_of_the_client_is_judged_by_what_the_client_does() -> None:
    asked = ticket("A-1", opened(MONDAY, TOM), said(THIRD, CLARA, "I'll send you the texts by Friday."))
    assert [(p.side, p.by, p.state) for p in portrait(asked).promises] == [(Role.CLIENT, "Clara", State.BROKEN)]
    ours = ticket(
        "A-1", opened(MONDAY, TOM), said(THIRD, CLARA, "I'll send you the texts by Friday."),
        said(THIRD + DAY, TOM, "Here is my sketch: https://files.example/1"),
    )  # fmt: skip
    assert [p.state for p in portrait(ours).promises] == [State.BROKEN]
    theirs = ticket(
        "A-1", opened(MONDAY, TOM), said(THIRD, CLARA, "I'll send you the texts by Friday."),
        said(THIRD + DAY, CLARA, "Here are the texts: https://files.example/2"),
    )  # fmt: skip
    assert [p.state for p in portrait(theirs).promises] == [State.KEPT]


@pytest.mark.parametrize("author", [BOT, person("Nobody knows", Role.UNKNOWN)])
def test_nobody_else_gives_a_promise(author: Person) -> None:
    assert portrait(ticket("A-1", opened(MONDAY, CLARA), said(THIRD, author, PROMISE))).promises == ()


def test_seen_twice_from_the_other_side_a_ticket_is_itself() -> None:
    one = ticket("A-1", opened(MONDAY, CLARA), said(THIRD, TOM, PROMISE), said(THIRD, BOT, "noted"))
    assert seen_from_the_other_side(seen_from_the_other_side(one)) == one
    assert [event.actor and event.actor.role for event in seen_from_the_other_side(one).history] == [
        Role.TEAM, Role.CLIENT, Role.BOT,
    ]  # fmt: skip


def test_a_promise_has_one_identity_on_every_day() -> None:
    one = ticket("A-1", opened(MONDAY, CLARA), said(THIRD, TOM, PROMISE))
    days = (portrait(one, at=MONDAY + n * DAY) for n in range(3, 20))
    assert {p.identity for day in days for p in day.promises} == {"site:A-1|A-1.2:2026-11-06"}


def moved_date(at: datetime, by: Person | None, day: str | None) -> Step:
    return changed(at, by, Field.DUE, day)


def test_the_date_ledger_says_who_moved_it_when_how_far_and_whether_the_client_was_told() -> None:
    one = ticket(
        "A-1", opened(MONDAY, TOM),
        moved_date(MONDAY + 2 * DAY, TOM, "2026-11-13"),
        moved_date(MONDAY + 8 * DAY, TOM, "2026-11-20"),
        said(MONDAY + 8 * DAY, TOM, "Clara, because of the photos the new date is 20 November."),
        due="2026-11-11",
    )  # fmt: skip
    [row] = portrait(one).deliverables
    assert (row.first, row.latest, row.slip, row.times_moved) == (date(2026, 11, 11), date(2026, 11, 20), 7, 2)
    silent, told = row.moves
    assert (silent.by, silent.side, silent.days, silent.late, silent.reason) == ("Tom", Role.TEAM, 2, False, "")
    assert (told.days, told.told) == (5, True)
    assert told.reason.startswith("Clara, because of the photos")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The new date is 20 November.", True),
        ("The gallery will be delayed and comes on 23 November.", True),
        ("The header will be ready on 30 November.", None),
        ("The header is nearly there.", False),
        ("The header will be ready on 10 November.", False),
    ],
)
def test_a_client_was_told_of_a_moved_date_only_by_words_about_that_date(words: str, told: bool | None) -> None:
    one = ticket("A-1", opened(MONDAY, TOM), moved_date(MONDAY + 2 * DAY, TOM, "2026-11-20"),
                 said(MONDAY + 3 * DAY, TOM, words), due="2026-11-13")  # fmt: skip
    assert [move.told for move in portrait(one).deliverables[0].moves] == [told]


def test_where_our_own_comment_named_the_new_date_nobody_is_said_to_have_kept_it_back() -> None:
    words = "It was planned for Fri 13 Nov 2026, and is now planned for Fri 20 Nov 2026."
    for public, told in ((True, None), (False, False)):
        one = ticket("A-1", opened(MONDAY, TOM), moved_date(MONDAY + 2 * DAY, TOM, "2026-11-20"),
                     said(MONDAY + 3 * DAY, BOT, words, public=public), due="2026-11-13")  # fmt: skip
        assert [move.told for move in portrait(one).deliverables[0].moves] == [told]


def test_a_word_about_a_later_move_tells_nobody_of_an_earlier_one() -> None:
    one = ticket("A-1", opened(MONDAY, TOM), moved_date(MONDAY + 2 * DAY, TOM, "2026-11-16"),
                 moved_date(MONDAY + 4 * DAY, TOM, "2026-11-20"),
                 said(MONDAY + 5 * DAY, TOM, "The new date is 20 November."), due="2026-11-13")  # fmt: skip
    assert [move.told for move in portrait(one).deliverables[0].moves] == [False, True]


@pytest.mark.parametrize(
    ("steps", "state", "passed"),
    [
        ([], State.BROKEN, True),
        ([moved(MONDAY + 3 * DAY, TOM, "Done")], State.KEPT, False),
        ([moved(MONDAY + 12 * DAY, TOM, "Done")], State.BROKEN, False),
        ([moved_date(MONDAY + 2 * DAY, TOM, "2026-11-30")], State.OPEN, False),
        ([moved_date(MONDAY + 11 * DAY, TOM, "2026-11-30")], State.BROKEN, False),
        ([moved_date(MONDAY + 2 * DAY, TOM, "2026-11-13"), moved(MONDAY + 10 * DAY, TOM, "Done")], State.RENEGOTIATED,
         False),
    ],
)  # fmt: skip
def test_a_date_is_kept_renegotiated_broken_or_open(steps: list[Step], state: State, passed: bool) -> None:
    [row] = portrait(ticket("A-1", opened(MONDAY, TOM), *steps, due="2026-11-11")).deliverables
    assert (row.state, row.passed) == (state, passed)


@pytest.mark.parametrize(
    ("days", "state", "passed"), [(9, State.OPEN, False), (12, State.BROKEN, True), (None, State.BROKEN, True)]
)
def test_a_milestone_that_nobody_closed_broke_its_date_only_where_its_work_did(
    days: int | None, state: State, passed: bool
) -> None:
    launch = replace(ticket("M-1", opened(MONDAY, TOM), type="milestone", due="2026-11-12"), id="M-1")
    done = [moved(MONDAY + days * DAY, TOM, "Done")] if days is not None else []
    [row] = portrait(launch, part("A-1", *done)).deliverables
    assert (row.state, row.passed) == (state, passed)


def test_nobody_is_blamed_for_not_telling_what_the_client_cannot_see() -> None:
    hidden = ticket("B-1", opened(MONDAY, TOM), moved_date(MONDAY + 2 * DAY, TOM, "2026-11-20"), due="2026-11-11",
                    source="inside")  # fmt: skip
    earlier = ticket("A-2", opened(MONDAY, TOM), moved_date(MONDAY + 2 * DAY, TOM, "2026-11-10"), due="2026-11-11")
    told = {row.ticket.key: [move.told for move in row.moves] for row in portrait(hidden, earlier).deliverables}
    assert told == {"B-1": [None], "A-2": [None]}


def test_a_date_that_was_taken_away_stays_in_the_ledger() -> None:
    [row] = portrait(
        ticket("A-1", opened(MONDAY, TOM), moved_date(MONDAY + 2 * DAY, None, None), due="2026-11-11")
    ).deliverables
    assert (row.latest, row.slip, [move.by for move in row.moves]) == (None, 0, [""])


def milestone(**state: Any) -> Ticket:
    return ticket("M-1", opened(MONDAY, TOM), type="milestone", due="2026-11-27", title="Launch", **state)


def test_the_next_date_is_the_milestones_where_one_lies_ahead() -> None:
    early = ticket("A-1", opened(MONDAY, TOM), due="2026-11-18")
    assert (found := portrait(early, milestone()).next_date) is not None
    assert found.title == "Launch"
    assert (alone := portrait(early).next_date) is not None
    assert alone.ticket.key == "A-1"
    assert portrait(early, at=MONDAY + 30 * DAY).next_date is None


@pytest.mark.parametrize(("days", "ahead"), [(5, True), (6, True), (7, False)])
def test_a_date_of_yesterday_is_not_ahead_though_it_passes_only_today(days: int, ahead: bool) -> None:
    """Sunday 8 November passes with the Monday after it."""
    sunday = ticket("A-1", opened(MONDAY, TOM), due="2026-11-08")
    read = portrait(sunday, at=MONDAY + days * DAY)
    assert (read.next_date is not None) is ahead
    assert [one.passed for one in read.deliverables] == [False]


AGREED = (Baseline(MONDAY + DAY, "Clara"),)


def part(key: str, *steps: Step, at: datetime = MONDAY, by: Person = TOM, **state: Any) -> Ticket:
    return ticket(key, opened(at, by), *steps, milestone="M-1", **state)


def test_scope_grows_by_what_came_on_top_with_who_asked_and_what_was_decided() -> None:
    launch = replace(milestone(), id="M-1")
    asked = part("A-3", said(MONDAY + 9 * DAY, TOM, "It takes 2 days and does not move the date."),
                 said(MONDAY + 9 * DAY + timedelta(hours=1), CLARA, "Yes please, go ahead."),
                 at=MONDAY + 8 * DAY, by=CLARA)  # fmt: skip
    ours = part("A-4", at=MONDAY + 10 * DAY)
    done = part("A-1", moved(MONDAY + 4 * DAY, TOM, "Done"))
    found = portrait(launch, done, part("A-2"), asked, ours, baselines=AGREED).scope
    assert found is not None
    assert (found.agreed, found.growth, found.in_estimates) == (2, 100, False)
    rows = [(a.ticket.key, a.asker, a.impact, a.decision) for a in found.additions]
    assert rows == [
        ("A-3", Asker.CLIENT, True, SignOff.GIVEN),
        ("A-4", Asker.TEAM, False, SignOff.MISSING),
    ]
    assert [a.ticket.key for a in found.undecided] == ["A-4"]
    assert [(p.day.day, p.scope, p.done) for p in found.points] == [
        (3, 2, 0), (6, 2, 1), (10, 3, 1), (12, 4, 1), (16, 4, 1),
    ]  # fmt: skip


def test_scope_is_told_in_estimates_where_every_part_has_one() -> None:
    launch = replace(milestone(), id="M-1")
    done = part("A-1", moved(MONDAY + 4 * DAY, TOM, "Done"), estimate=3.0)
    found = portrait(launch, done, part("A-2", estimate=5.0), baselines=AGREED).scope
    assert found is not None
    assert (found.in_estimates, found.agreed, found.points[-1].done) == (True, 8, 3)


def test_without_an_agreed_scope_there_is_none_to_tell() -> None:
    assert portrait(part("A-1"), replace(milestone(), id="M-1")).scope is None


def test_what_a_tracker_cannot_give_is_named_with_its_reason_and_never_silently_empty() -> None:
    blind = ticket("A-1", opened(MONDAY, TOM), absent={Need.DUE: "no dates here", Need.COMMENTS: "no comments here"})
    sections = portrait(blind, blind).coverage.sections
    assert [(gap.reason, gap.count) for gap in sections["dates"]] == [("no dates here", 2)]
    assert [(gap.reason, gap.count) for gap in sections["promises"]] == [("no comments here", 2)]
    assert "scope" not in sections


def test_words_in_a_language_nobody_reads_leave_every_section_unknown_with_the_reason() -> None:
    found = portrait(ticket("A-1", opened(MONDAY, CLARA), said(THIRD, TOM, PROMISE), due="2026-11-11"), language="xx")
    assert (found.promises, found.contact, found.forecasts) == ((), None, None)
    assert {gaps[0].reason for gaps in found.coverage.sections.values()} == {"nothing here reads the language 'xx'"}


def test_declined_work_promises_nothing() -> None:
    gone = ticket("A-1", opened(MONDAY, TOM), moved(MONDAY + DAY, TOM, "Declined"), due="2026-11-11")
    assert gone.category is StatusCategory.DONE
    assert portrait(gone).deliverables == ()
