"""The promise ledger: what was promised, and what became of it."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from forewarn.facts.corrections import Correction, Verdict
from forewarn.facts.dates.promises import State, is_among_us, promise_ledger
from forewarn.facts.project import Period
from forewarn.language import Language, language_for
from forewarn.model import Role
from forewarn.testing.builders import calendar, opened, person, project, said, ticket
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
    ("a linked page", f"{IN_TIME} Tom adds link attachment https://files.example/a", State.KEPT, True),
    ("a linked ticket", f"{IN_TIME} Tom adds link is blocked by A-9", State.BROKEN, False),
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
    (
        "a new date within the grace",
        "Mon 2026-11-16 10:00 Tom says: I'll send them by next Friday.",
        State.BROKEN,
        True,
    ),
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
    ("a client's receipt", f"{IN_TIME} Clara says: Got the mock-ups by mail, thank you!", State.KEPT, True),
    ("a client's receipt too late", f"{LATE} Clara says: We have received the mock-ups.", State.BROKEN, True),
    ("a client who understood", f"{IN_TIME} Clara says: Got it, thanks!", State.BROKEN, False),
    ("a client in no hurry", f"{IN_TIME} Clara says: No hurry, next month is early enough.", State.RENEGOTIATED, True),
    (
        "a client in no hurry within the grace",
        "Mon 2026-11-16 10:00 Clara says: No hurry, next month is early enough.",
        State.RENEGOTIATED,
        True,
    ),
    ("a client in no hurry later", f"{LATE} Clara says: Never mind, there is no rush.", State.BROKEN, True),
    (
        "somebody of unknown side in no hurry",
        f"{IN_TIME} Uma says: No hurry, next month is early enough.",
        State.BROKEN,
        False,
    ),
    ("a colleague in no hurry", f"{IN_TIME} Tara says: No hurry, Tom.", State.BROKEN, False),
    ("a call", f"{IN_TIME} Clara says: Thanks for the call, Tom!", State.BROKEN, False),
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
    told = f"{script}{IN_TIME} Tom notes: The new date is 20 November."
    ledger = promise_ledger(play("A-1", told), project(), english)
    assert [entry.state(_always) for entry in ledger] == [State.RENEGOTIATED, State.BROKEN]


def test_a_file_from_before_the_promise_is_no_sign(english: Language) -> None:
    script = OPENS + "Mon 2026-11-09 09:30 Tom adds file a.pdf\nMon 2026-11-09 10:00 Tom says: I'll send it by Friday."
    (entry,) = promise_ledger(play("A-1", script), project(), english)
    assert entry.state(_always) is State.BROKEN


INVOICE = "I'll send the invoice by Thursday and the offer by Friday."
OFFER = "I'll send the offer by Friday."
TYPO = "I'll fix the typo by Thursday."
HANDED = [
    (INVOICE, "Thu 2026-11-12 10:00 Tom says: Invoice is out. We are closed on Monday.", State.BROKEN),
    (INVOICE, "Thu 2026-11-12 10:00 Tom says: Your invoice: https://files.example/a", State.BROKEN),
    (INVOICE, "Thu 2026-11-12 10:00 Tom says: The invoice is out too.", State.KEPT),
    (OFFER, "Thu 2026-11-12 10:00 Tom says: The map is live. The offer is not ready yet.", State.BROKEN),
    (OFFER, "Thu 2026-11-12 10:00 Tom says: The map is live. Thanks for your notes on the offer.", State.KEPT),
    (OFFER, "Thu 2026-11-12 10:00 Tom says: The map is live. Is the offer not ready yet?", State.KEPT),
    (TYPO, "Thu 2026-11-12 16:00 Clara says: Looks good now, thank you!", State.KEPT),
    (TYPO, "Tue 2026-11-10 16:00 Clara says: Looks good now, thank you!", State.BROKEN),
    (
        TYPO,
        "Thu 2026-11-12 15:00 Tara says: The banner is blue.\nThu 2026-11-12 16:00 Clara says: Looks good now!",
        State.BROKEN,
    ),
]


@pytest.mark.parametrize(("promise", "after", "state"), HANDED)
def test_what_keeps_a_promise_is_no_word_of_another_thing(
    promise: str, after: str, state: State, english: Language
) -> None:
    script = f"{OPENS}Mon 2026-11-09 10:00 Tom says: {promise}\n{after}"
    entry = promise_ledger(play("A-1", script), project(), english)[-1]
    assert entry.state(_always) is state


ON_ITS_DAY = "Fri 2026-11-13 16:00"

# What the client writes after a promise for Friday 13th to show something, and its state long after.
TALKS = [
    (f"{ON_ITS_DAY} Clara says: Thanks for the call, the finder looks great.", State.KEPT),
    (f"{IN_TIME} Clara says: Thanks for showing it to us yesterday, it looks great.", State.KEPT),
    (f"{ON_ITS_DAY} Clara says: Thanks for showing it to us.", State.KEPT),
    (f"{IN_TIME} Clara says: Yes, we saw it in the call, very nice.", State.KEPT),
    (f"{IN_TIME} Clara says: Thanks for the call today, see you on Friday.", State.BROKEN),
    (f"{IN_TIME} Clara says: Thanks for showing it to us on Friday.", State.BROKEN),
    (f"{ON_ITS_DAY} Clara says: Thanks, see you in the call.", State.BROKEN),
]


@pytest.mark.parametrize(("after", "state"), TALKS)
def test_what_the_client_writes_after_a_talk_keeps_a_promise_to_show(
    after: str, state: State, english: Language
) -> None:
    script = f"{OPENS}Mon 2026-11-09 10:00 Tom says: I'll show it to you in our call on Friday.\n{after}"
    (entry,) = promise_ledger(play("A-1", script), project(), english)
    assert entry.state(_always) is state


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


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland"])
def test_days_of_promises_are_those_of_the_agency(zone: str, english: Language) -> None:
    at = datetime(2026, 11, 9, 10, tzinfo=ZoneInfo(zone))
    words = "I will send you the draft by Thursday. I will send you the final version by Friday 3 pm."
    made = ticket("A-1", opened(at, person("Clara", Role.CLIENT)), said(at, person("Tom"), words))
    ledger = promise_ledger(made, project(agency_calendar=calendar(zone=zone)), english)
    assert [promise.pledge.anchor.rpartition(":")[2] for promise in ledger] == ["2026-11-12", "2026-11-13"]


def test_two_promises_in_one_comment_are_two_unless_they_fall_on_one_day(english: Language) -> None:
    words = "I'll send the texts by Wednesday. I'll send the mock-ups by Friday. We'll publish the page by Friday."
    ledger = promise_ledger(play("A-1", OPENS + f"Mon 2026-11-09 10:00 Tom says: {words}"), project(), english)
    assert [entry.pledge.anchor for entry in ledger] == ["A-1.2:2026-11-11", "A-1.2:2026-11-13"]


LOOKS = "I'll check it by Friday."
BEGINS = "We'll start on Friday."
FORWARDS = "I'll forward it to the hoster on Friday."

# A promise for Friday 13th that hands nothing over, what happened after it, and its state long after.
NO_HANDOVERS = [
    ("a result", LOOKS, f"{IN_TIME} Tara says: The cache is the cause.", State.KEPT),
    ("a result of unknown side", LOOKS, f"{IN_TIME} Uma says: The cache is the cause.", State.KEPT),
    ("a result in a note", LOOKS, f"{IN_TIME} Tom notes: It may be the cache.", State.BROKEN),
    ("a check in a note", LOOKS, f"{IN_TIME} Tom notes: Checked, all fine.", State.KEPT),
    ("a call", LOOKS, f"{IN_TIME} Clara says: Thanks for the call, Tom!", State.KEPT),
    ("a holding reply", LOOKS, f"{IN_TIME} Tom says: We're looking into it.", State.BROKEN),
    ("thanks", LOOKS, f"{IN_TIME} Tom says: Thank you!", State.BROKEN),
    ("a word of the client", LOOKS, f"{IN_TIME} Clara says: The cache may be the cause.", State.BROKEN),
    ("work that began", LOOKS, f"{IN_TIME} Tom moves to Doing", State.BROKEN),
    ("work that began as promised", BEGINS, f"{IN_TIME} Tom moves to Doing", State.KEPT),
    ("work that a bot began", BEGINS, f"{IN_TIME} Robot moves to Doing", State.KEPT),
    ("work that the client began", BEGINS, f"{IN_TIME} Clara moves to Doing", State.BROKEN),
    ("a word of what began", BEGINS, f"{IN_TIME} Tom says: The first page is in work.", State.KEPT),
    ("the same words, done", FORWARDS, f"{IN_TIME} Tom says: I've forwarded it to the hoster.", State.KEPT),
    ("other words", FORWARDS, f"{IN_TIME} Tara says: We have contacted them, they will get back to us.", State.KEPT),
    ("passed on in a note", FORWARDS, f"{IN_TIME} Tom notes: Passed it on to them.", State.KEPT),
    ("not passed on", FORWARDS, f"{IN_TIME} Tom says: I haven't contacted the hoster yet.", State.BROKEN),
    ("still to be passed on", FORWARDS, f"{IN_TIME} Tom says: It will be passed on to the hoster.", State.BROKEN),
    ("a question", FORWARDS, f"{IN_TIME} Tara notes: Tom, have you contacted the hoster?", State.BROKEN),
    ("passed on by the client", FORWARDS, f"{IN_TIME} Clara says: I have contacted the hoster myself.", State.BROKEN),
    ("something else", "I'll fix it on Friday.", f"{IN_TIME} Tom says: I've contacted the hoster.", State.BROKEN),
    ("for the reader", "I'll forward you the map on Friday.", f"{IN_TIME} Tom says: Passed on to them.", State.BROKEN),
]


@pytest.mark.parametrize(("words", "after", "state"), [c[1:] for c in NO_HANDOVERS], ids=[c[0] for c in NO_HANDOVERS])
def test_what_keeps_a_promise_to_look_or_to_begin(words: str, after: str, state: State, english: Language) -> None:
    script = f"{OPENS}Mon 2026-11-09 10:00 Tom says: {words}\n{after}"
    (entry,) = promise_ledger(play("A-1", script), project(), english)
    assert entry.state(_always) is state


def test_a_result_in_a_note_keeps_a_promise_made_in_one(english: Language) -> None:
    script = f"{OPENS}Mon 2026-11-09 10:00 Tom notes: {LOOKS}\n{IN_TIME} Tom notes: It may be the cache."
    (entry,) = promise_ledger(play("A-1", script), project(), english)
    assert entry.state(_always) is State.KEPT


RUSSIAN = [
    ("a result", "Проверю в пятницу.", "Tom says: Причина в кэше.", State.KEPT),
    ("work that began", "Приступим в пятницу.", "Tom moves to Doing", State.KEPT),
    ("a receipt", "Пришлю макеты в пятницу.", "Clara says: Получили макеты, спасибо!", State.KEPT),
    ("no receipt", "Пришлю макеты в пятницу.", "Clara says: Макеты пока не пришли.", State.BROKEN),
    ("no hurry", "Пришлю макеты в пятницу.", "Clara says: Не торопитесь, можно и позже.", State.RENEGOTIATED),
    ("done", "Опубликуем в пятницу.", "Tom says: Залил на прод.", State.KEPT),
    ("passed on", "Передам хостеру в пятницу.", "Tom says: Хостеру передал, ждём.", State.KEPT),
]


@pytest.mark.parametrize(("words", "after", "state"), [c[1:] for c in RUSSIAN], ids=[c[0] for c in RUSSIAN])
def test_promises_in_russian_are_kept_in_russian(words: str, after: str, state: State) -> None:
    russian = language_for("ru")
    assert russian is not None
    script = f"{OPENS}Mon 2026-11-09 10:00 Tom says: {words}\n{IN_TIME} {after}"
    (entry,) = promise_ledger(play("A-1", script), project(), russian)
    assert entry.state(_always) is state


# What was said beside a promise, and whether it concerns the team alone. Clara and Tom are on the ticket.
ADDRESSED = [
    ("Tara says: I'll review it tomorrow.", False),
    ("Tara notes: I'll review it tomorrow.", True),
    ("Tara says: @tom I'll review your branch tomorrow.", True),
    ("Tara says: @clara I'll review it tomorrow.", False),
    ("Tara says: @clara I'll review it tomorrow, @tom will help.", False),
    ("Tara says: @stranger I'll review it tomorrow.", True),
]


@pytest.mark.parametrize(("said", "among_us"), ADDRESSED, ids=[said for said, _ in ADDRESSED])
def test_a_promise_to_colleagues_concerns_the_team_alone(said: str, among_us: bool, english: Language) -> None:
    ticket = play("A-1", f"{OPENS}Mon 2026-11-09 09:30 Tom moves to Doing\nMon 2026-11-09 10:00 {said}")
    (entry,) = promise_ledger(ticket, project(), english)
    assert is_among_us(entry.pledge, ticket) is among_us


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
    ("a word of somebody of unknown side on its day", "Fri 2026-11-13 10:00 Uma says: Any news?", State.BROKEN),
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


def test_a_promise_renegotiated_to_its_own_day_stays_one_promise(english: Language) -> None:
    same = project(corrections=corrected(Verdict.RENEGOTIATED, until="2026-11-13"))
    (entry,) = promise_ledger(play("A-1", PROMISE), same, english)
    assert entry.pledge.deadline == instant("Fri 2026-11-13 17:30")


def test_a_promise_that_falls_due_at_the_instant_of_the_command_is_the_one_it_calls_no_promise(
    english: Language,
) -> None:
    script = PROMISE + (
        f"{IN_TIME} Tom says: I'll send the texts by 20 November.\n"
        "Fri 2026-11-13 17:30 Tom says: forewarn: not a promise"
    )
    left = promise_ledger(play("A-1", script), project(), english)
    assert [entry.pledge.deadline.day for entry in left] == [20]


def test_a_correction_of_one_promise_leaves_the_others_alone(english: Language) -> None:
    other = project(corrections=corrected(Verdict.KEPT, "A-1.9:2026-11-13"))
    (entry,) = promise_ledger(play("A-1", PROMISE), other, english)
    assert entry.state(_always) is State.BROKEN
