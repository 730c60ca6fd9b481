"""Commands on a ticket: who gave them, since when they stand, and what they take out of the ledgers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forewarn.facts.commands import Given, commands_on, no_promise_before
from forewarn.facts.dates.promises import promise_ledger
from forewarn.facts.messages import messages
from forewarn.facts.project import Project
from forewarn.facts.work.signs import is_sign
from forewarn.language import language_for
from forewarn.language.commands import Command
from forewarn.model import Event, Kind, Person, Role, Ticket
from forewarn.worktime import Calendar, Hours

OFFICE = Calendar("office", ZoneInfo("UTC"), dict.fromkeys(range(5), Hours(time(9), time(17))))
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
MARA = Person("mara", "Mara Lindt", Role.TEAM)
HELEN = Person("helen", "Helen Marsh", Role.CLIENT)
BOT = Person("bot", "forewarn", Role.BOT)
PROJECT = Project("acme", "client", OFFICE, OFFICE, "en", "en", frozenset({"jira"}))


def on(*events: Event) -> Ticket:
    born = Event("born", MONDAY - timedelta(days=9), Kind.CREATED, MARA)
    history = tuple(sorted((born, *events), key=lambda event: event.at))
    return Ticket("jira", "ACME", "1", "ACME-1", "Form", born.at, history=history)


def says(text: str, who: Person = MARA, *, ref: str = "c1", hours: float = 0) -> Event:
    return Event(f"e{ref}", MONDAY + timedelta(hours=hours), Kind.COMMENTED, who, text=text, ref=ref)


def edits(text: str, *, ref: str = "c1", hours: float) -> Event:
    return Event(f"x{ref}{hours}", MONDAY + timedelta(hours=hours), Kind.EDITED, MARA, new=text, ref=ref)


def given(*events: Event) -> tuple[Given, ...]:
    return commands_on(on(*events), OFFICE)


def test_a_command_is_heard_with_who_gave_it_when() -> None:
    (one,) = given(says("forewarn: explain"))
    assert (one.at, one.by, one.role) == (MONDAY, "Mara Lindt", Role.TEAM)


def test_bots_and_we_ourselves_command_nothing() -> None:
    assert given(says("forewarn: explain", BOT)) == ()


def test_a_clients_command_is_known_as_theirs() -> None:
    (one,) = given(says("forewarn: explain", HELEN))
    assert one.role is Role.CLIENT


def test_a_deleted_comment_commands_nothing_any_more() -> None:
    gone = Event("d", MONDAY + timedelta(hours=1), Kind.DELETED, ref="c1")
    assert given(says("forewarn: explain"), gone) == ()


def test_a_command_that_is_edited_away_is_gone() -> None:
    assert given(says("forewarn: explain"), edits("Never mind.", hours=1)) == ()


def test_a_command_that_is_edited_in_counts_from_the_edit() -> None:
    (one,) = given(says("Hello"), edits("forewarn: explain", hours=2))
    assert one.at == MONDAY + timedelta(hours=2)


def test_an_edit_beside_the_command_changes_neither_its_time_nor_its_key() -> None:
    (before,) = given(says("forewarn: explain"))
    (after,) = given(says("forewarn: explain"), edits("forewarn: explain\nThank you!", hours=2))
    assert (before.at, before.key) == (after.at, after.key)


def test_an_edit_beside_the_command_does_not_move_the_weekday_that_it_names() -> None:
    words = "forewarn: snooze until Friday because x"
    (one,) = given(says(words), edits(words + "\nThank you!", hours=24 * 8))
    assert isinstance(one.command, Command)
    assert (one.at, one.command.until) == (MONDAY, date(2026, 11, 20))


def test_other_words_are_another_command_with_another_key() -> None:
    (before,) = given(says("forewarn: snooze 5 days because x"))
    (after,) = given(says("forewarn: snooze 5 days because x"), edits("forewarn: snooze 9 days because x", hours=2))
    assert before.key != after.key
    assert after.at == MONDAY + timedelta(hours=2)


def test_the_same_words_in_two_comments_are_two_commands() -> None:
    first, second = given(says("forewarn: explain"), says("forewarn: explain", ref="c2", hours=1))
    assert first.key != second.key


def test_a_command_of_the_team_is_no_word_to_the_client_and_no_sign_of_work() -> None:
    command = says("forewarn: snooze 5 days because I will send it by Friday")
    assert [m.text for m in messages(on(command)) if not m.opening] == []
    assert not is_sign(command)
    assert is_sign(says("Here is the draft."))


def test_a_clients_command_stays_their_message() -> None:
    assert [m.text for m in messages(on(says("forewarn: explain", HELEN))) if not m.opening] == ["forewarn: explain"]


def promised(*events: Event) -> list[str]:
    language = language_for("en")
    assert language is not None
    return [entry.pledge.sentence for entry in promise_ledger(on(*events), PROJECT, language)]


DRAFT = says("I will send you the draft by tomorrow.", ref="p1", hours=-100)
FORM = says("I will send you the form by Thursday.", ref="p2", hours=-1)


def test_what_was_called_no_promise_is_left_out_for_good() -> None:
    assert promised(DRAFT) == ["I will send you the draft by tomorrow."]
    assert promised(DRAFT, says("forewarn: not a promise")) == []


def test_of_several_those_are_meant_whose_day_had_come() -> None:
    assert promised(DRAFT, FORM, says("forewarn: not a promise")) == ["I will send you the form by Thursday."]


def test_where_no_day_had_come_the_last_one_is_meant() -> None:
    assert promised(FORM, says("forewarn: not a promise")) == []


def test_a_promise_made_later_counts() -> None:
    later = says("I will send you the draft by Thursday.", ref="p3", hours=3)
    assert promised(DRAFT, says("forewarn: not a promise"), later) == ["I will send you the draft by Thursday."]


def test_a_client_cannot_call_anything_no_promise() -> None:
    denial = says("forewarn: not a promise", HELEN)
    assert no_promise_before(on(DRAFT, denial), OFFICE) is None
    assert promised(DRAFT, denial) == ["I will send you the draft by tomorrow."]


def test_a_promise_counts_again_when_the_command_is_deleted() -> None:
    gone = Event("d", MONDAY + timedelta(hours=1), Kind.DELETED, ref="c1")
    assert promised(DRAFT, says("forewarn: not a promise"), gone) == ["I will send you the draft by tomorrow."]
