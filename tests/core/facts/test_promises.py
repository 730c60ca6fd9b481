"""The promise ledger: what was promised, and what became of it."""

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from forewarn.facts.corrections import Correction, Verdict
from forewarn.facts.project import Period
from forewarn.facts.promises import State, promise_ledger
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-09 09:00 Clara opens\n"
PROMISE = OPENS + "Mon 2026-11-09 10:00 Tom says: I'll send the mock-ups by Friday.\n"
IN_TIME, LATE = "Thu 2026-11-12 10:00", "Tue 2026-11-17 10:00"

# What happened after the promise for Friday 13th; its state long after, and whether it was mended.
CASES = [
    ("nothing", "", State.BROKEN, False),
    ("an ordinary comment", f"{IN_TIME} Tom says: Which colours do you like?", State.BROKEN, False),
    ("words of delivery", f"{IN_TIME} Tom says: I have just sent you the mock-ups.", State.KEPT, True),
    (
        "words of delivery by a colleague in a note",
        f"{IN_TIME} Tara notes: I have sent the mock-ups.",
        State.KEPT,
        True,
    ),
    (
        "words of delivery by somebody of unknown side",
        f"{IN_TIME} Uma says: I have sent the mock-ups.",
        State.KEPT,
        True,
    ),
    ("a client's words", f"{IN_TIME} Clara says: I have sent you the photos.", State.BROKEN, False),
    ("a link in a comment", f"{IN_TIME} Tom says: https://files.example/a", State.KEPT, True),
    ("a link in a client's comment", f"{IN_TIME} Clara says: https://files.example/a", State.BROKEN, False),
    ("a file", f"{IN_TIME} Tom adds file a.pdf", State.KEPT, True),
    ("a file of a bot", f"{IN_TIME} Robot adds file a.pdf", State.KEPT, True),
    ("a file of which nobody knows whose it is", f"{IN_TIME} Nobody adds file a.pdf", State.KEPT, True),
    ("a client's file", f"{IN_TIME} Clara adds file a.pdf", State.BROKEN, False),
    ("a linked ticket", f"{IN_TIME} Tom adds link relates to A-9", State.KEPT, True),
    ("an item ticked", f"{IN_TIME} Tom adds item Copy\n{IN_TIME} Tom ticks Copy", State.KEPT, True),
    ("an item unticked", f"{IN_TIME} Tom adds item Copy\n{IN_TIME} Tom unticks Copy", State.BROKEN, False),
    ("the ticket done", f"{IN_TIME} Tom moves to Done", State.KEPT, True),
    ("the ticket done by the client", f"{IN_TIME} Clara moves to Done", State.KEPT, True),
    ("the ticket moved", f"{IN_TIME} Tom moves to Doing", State.BROKEN, False),
    ("a file within the grace", "Mon 2026-11-16 11:00 Tom adds file a.pdf", State.KEPT, True),
    ("a file after it", f"{LATE} Tom adds file a.pdf", State.BROKEN, True),
    ("a later date in time", f"{IN_TIME} Tom says: I'll send them by next Friday.", State.RENEGOTIATED, True),
    ("a later date by a colleague", f"{IN_TIME} Tara says: We'll send them by next Friday.", State.RENEGOTIATED, True),
    ("a later date in a note", f"{IN_TIME} Tom notes: I'll send them by next Friday.", State.BROKEN, False),
    ("an earlier date", "Tue 2026-11-10 10:00 Tom says: I'll send the texts tomorrow.", State.BROKEN, False),
    ("a new date too late", f"{LATE} Tom says: I'll send them by Friday.", State.BROKEN, True),
    ("a word of delay with its date", f"{IN_TIME} Tom says: The new date is 20 November.", State.RENEGOTIATED, True),
    (
        "a delay of something else, and a date",
        f"{IN_TIME} Tom says: The newsletter is delayed. The invoice is due on 20 November.",
        State.BROKEN,
        False,
    ),
    ("no delay", f"{IN_TIME} Tom says: No delay so far: launch on 1 December as planned.", State.BROKEN, False),
    ("it won't slip", f"{IN_TIME} Tom says: The launch won't slip: it is planned for 1 December.", State.BROKEN, False),
    (
        "an absence note",
        f"{IN_TIME} Tom says: Automatic reply: I am out of the office, delivery is delayed to 24 November.",
        State.BROKEN,
        False,
    ),
    ("a delay in a note", f"{IN_TIME} Tom notes: The new date is 20 November.", State.BROKEN, False),
    ("a client's date", f"{IN_TIME} Clara says: I'll send them by next Friday.", State.BROKEN, False),
]


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


def _always(instant: datetime) -> bool:
    return True


@pytest.mark.parametrize(("after", "state", "mended"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_became_of_a_promise(after: str, state: State, mended: bool, english: Language) -> None:
    first = promise_ledger(play("A-1", PROMISE + after), project(), english, grace_hours=2)[0]
    assert first.pledge.deadline == instant("Fri 2026-11-13 17:30")
    assert (first.state(_always), first.mended) == (state, mended)


def test_a_delay_told_in_a_note_renews_a_promise_made_in_one(english: Language) -> None:
    script = OPENS + "Mon 2026-11-09 10:00 Tom notes: I'll send it by Friday.\n"
    (entry,) = promise_ledger(
        play("A-1", f"{script}{IN_TIME} Tom notes: The new date is 20 November."), project(), english
    )
    assert entry.state(_always) is State.RENEGOTIATED


def test_a_file_from_before_the_promise_is_no_sign(english: Language) -> None:
    script = OPENS + "Mon 2026-11-09 09:30 Tom adds file a.pdf\nMon 2026-11-09 10:00 Tom says: I'll send it by Friday."
    (entry,) = promise_ledger(play("A-1", script), project(), english)
    assert entry.state(_always) is State.BROKEN


def test_a_promise_is_open_until_its_grace_is_over(english: Language) -> None:
    asked: list[datetime] = []
    (entry,) = promise_ledger(play("A-1", PROMISE), project(), english, grace_hours=2)
    assert entry.state(lambda at: bool(asked.append(at))) is State.OPEN
    assert asked == [instant("Mon 2026-11-16 11:00")]


def test_time_is_asked_about_only_where_nothing_else_decides(english: Language) -> None:
    (entry,) = promise_ledger(play("A-1", PROMISE + f"{IN_TIME} Tom adds file a.pdf"), project(), english)

    def never_asked(at: datetime) -> bool:
        raise AssertionError("a kept promise does not depend on time")

    assert entry.state(never_asked) is State.KEPT


def test_a_project_parked_with_no_end_breaks_no_promise(english: Language) -> None:
    parked = project(parked=(Period(instant("Wed 2026-11-11 00:00").date()),))
    (entry,) = promise_ledger(play("A-1", PROMISE), parked, english)
    assert entry.falls is None
    assert entry.state(_always) is State.OPEN


def test_two_promises_in_one_comment_are_two_unless_they_fall_on_one_day(english: Language) -> None:
    words = "I'll send the texts by Wednesday. I'll send the mock-ups by Friday. We'll publish the page by Friday."
    ledger = promise_ledger(play("A-1", OPENS + f"Mon 2026-11-09 10:00 Tom says: {words}"), project(), english)
    assert [entry.pledge.anchor for entry in ledger] == ["A-1.2:2026-11-11", "A-1.2:2026-11-13"]


NO_PROMISES = ["Clara says", "Uma says", "Robot says"]


@pytest.mark.parametrize("who", NO_PROMISES)
def test_only_the_team_promises(who: str, english: Language) -> None:
    script = OPENS + f"Mon 2026-11-09 10:00 {who}: I'll send the mock-ups by Friday."
    assert promise_ledger(play("A-1", script), project(), english) == ()


CONTACTS = [
    ("a word before its day", f"{IN_TIME} Tom says: Which colours do you like?", State.BROKEN),
    ("any public word on its day", "Fri 2026-11-13 10:00 Tom says: Which colours do you like?", State.KEPT),
    ("a note on its day", "Fri 2026-11-13 10:00 Tom notes: Which colours do they like?", State.BROKEN),
    ("a word of the client on its day", "Fri 2026-11-13 10:00 Clara says: Any news?", State.BROKEN),
]


@pytest.mark.parametrize(("after", "state"), [c[1:] for c in CONTACTS], ids=[c[0] for c in CONTACTS])
def test_a_promise_to_be_in_touch_is_kept_by_any_public_word_of_the_team(
    after: str, state: State, english: Language
) -> None:
    script = OPENS + "Mon 2026-11-09 10:00 Tom says: I'll get back to you by Friday.\n" + after
    first = promise_ledger(play("A-1", script), project(), english, grace_hours=2)[0]
    assert first.pledge.contact
    assert first.state(_always) is state


def corrected(verdict: Verdict, anchor: str = "A-1.2:2026-11-13", until: str = "") -> Mapping[str, Correction]:
    at, day = instant("Tue 2026-11-17 09:00"), date.fromisoformat(until) if until else None
    return {f"site:A-1|{anchor}": Correction(f"site:A-1|{anchor}", verdict, at, "Tara", until=day)}


def test_what_a_person_knows_better_counts_more_than_the_ticket(english: Language) -> None:
    made = play("A-1", PROMISE)
    (kept,) = promise_ledger(made, project(corrections=corrected(Verdict.KEPT)), english)
    assert kept.state(_always) is State.KEPT
    assert promise_ledger(made, project(corrections=corrected(Verdict.NOT_A_PROMISE)), english) == ()


def test_a_renegotiated_promise_stands_there_once_more_with_its_new_day(english: Language) -> None:
    known = project(corrections=corrected(Verdict.RENEGOTIATED, until="2026-11-20"))
    old, new = promise_ledger(play("A-1", PROMISE), known, english)
    assert (old.state(_always), new.state(_always)) == (State.RENEGOTIATED, State.BROKEN)
    assert new.pledge.deadline == instant("Fri 2026-11-20 17:30")
    assert old.renewed == new.pledge
    kept = play("A-1", PROMISE + "Thu 2026-11-19 10:00 Tom adds file a.pdf")
    assert [entry.state(_always) for entry in promise_ledger(kept, known, english)] == [State.RENEGOTIATED, State.KEPT]


def test_a_promise_can_be_renegotiated_again_and_never_to_an_earlier_day(english: Language) -> None:
    first = corrected(Verdict.RENEGOTIATED, until="2026-11-20")
    again = corrected(Verdict.RENEGOTIATED, "A-1.2:2026-11-20", "2026-11-27")
    back = corrected(Verdict.RENEGOTIATED, "A-1.2:2026-11-27", "2026-11-13")
    ledger = promise_ledger(play("A-1", PROMISE), project(corrections={**first, **again, **back}), english)
    assert [entry.pledge.deadline.day for entry in ledger] == [13, 20, 27]


def test_a_correction_of_one_promise_leaves_the_others_alone(english: Language) -> None:
    other = project(corrections=corrected(Verdict.KEPT, "A-1.9:2026-11-13"))
    (entry,) = promise_ledger(play("A-1", PROMISE), other, english)
    assert entry.state(_always) is State.BROKEN
