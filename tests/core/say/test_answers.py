"""Replies to commands: who gets one, word for word, in each markup and language."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forewarn.checks import all_checks
from forewarn.connect import Guarantee
from forewarn.facts.commands import Given
from forewarn.language.commands import commands
from forewarn.model import Audience, Evidence, Finding, Person, Role, Severity, Ticket, TicketRef
from forewarn.rulebook import load_rulebook
from forewarn.say.acts import SourceFacts
from forewarn.say.answers import Answer, Answers, due_answers, reply
from forewarn.say.courtesy import why_quiet
from forewarn.say.render import Voice, voice
from forewarn.store import Adopted, Part, Said, State
from forewarn.waivers import Heard, Kind, Silenced, Waiver
from forewarn.waivers.replies import hear
from forewarn.worktime import Calendar, Hours

AT = datetime(2026, 11, 18, 10, tzinfo=UTC)
OFFICE = Calendar("office", ZoneInfo("UTC"), dict.fromkeys(range(5), Hours(time(9), time(17))))
TICKET = Ticket("jira", "ACME", "101", "ACME-1", "Booking form", AT - timedelta(days=9), "https://jira/ACME-1")
INTERNAL = {"jira": SourceFacts(client_visible=True, team_only=Guarantee.INTERNAL)}
OPEN = {"jira": SourceFacts(client_visible=True, team_only=Guarantee.NONE)}
RULE = next(rule for rule in load_rulebook("web-agency@1", checks=all_checks()).all_rules() if rule.id == "silence")
GOLDEN = Path(__file__).with_name("answers")


def found() -> Finding:
    facts = {"last_contact": AT - timedelta(days=8), "days": 6, "limit": 5, "last": AT - timedelta(days=8), "since": AT}
    seen = Evidence(AT - timedelta(days=8), "Mara: hello", "https://jira/ACME-1#c1")
    return Finding("silence", "relationship/silence", "site", "project:site", "a", Severity.MEDIUM,
                   AT - timedelta(days=1), frozenset({Audience.TEAM}), facts, (seen,), TICKET.ref)  # fmt: skip


def heard(*texts: str, role: Role = Role.TEAM, comment: str = "c") -> tuple[Heard, ...]:
    said = [command for text in texts for command in commands(text, date(2026, 11, 18))]
    mara = Person("mara", "Mara Lindt", role)
    given = [Given(command, AT, mara, f"{comment}.{n}") for n, command in enumerate(said, 1)]
    return hear(given, TICKET, "site", {"silence", "date-missed"}, OFFICE, 60)


def silenced(*commanded: Heard) -> tuple[Silenced, ...]:
    return tuple(Silenced(found(), one.waiver) for one in commanded if one.waiver)


def note(state: State = State.SAID) -> Said:
    parts = (Part(found().identity, Severity.MEDIUM, "words"),)
    return Said("m", "site", TICKET.ref, Audience.TEAM, state, parts, "words", AT, AT, "c9")


def due(
    *commanded: Heard,
    done: frozenset[str] = frozenset(),
    said: tuple[Said, ...] = (),
    sources: dict[str, SourceFacts] = INTERNAL,
) -> Answers:
    return due_answers(commanded, done, said, silenced(*commanded), sources)


SNOOZE = heard("forewarn: snooze 5 days because the photos come on Friday")


def test_a_snooze_is_answered_by_the_note_where_one_stands() -> None:
    answers = due(*SNOOZE, said=(note(),))
    assert answers.replies == ()
    assert [why for _, why in answers.settled] == ["accepted; our note on the ticket says so"]


@pytest.mark.parametrize("said", [(), (note(State.DISMISSED),), (note(State.RESOLVED),)])
def test_a_snooze_gets_a_reply_where_no_note_stands(said: tuple[Said, ...]) -> None:
    assert len(due(*SNOOZE, said=said).replies) == 1


def test_a_snooze_beside_another_command_is_answered_with_it_although_a_note_stands() -> None:
    both = heard("forewarn: snooze 5 days because the photos come on Friday", "forewarn: explain")
    answers = due(*both, said=(note(),))
    assert ([answer.heard for answer in answers.replies], answers.settled) == ([both], ())


def test_a_note_on_something_else_does_not_answer_a_snooze() -> None:
    other = replace(note(), parts=tuple(replace(part, identity="silence|project:site|b") for part in note().parts))
    struck = note().struck({found().identity}, AT)
    elsewhere = replace(note(), ticket=replace(TICKET.ref, id="102"))
    for unrelated in (other, struck, elsewhere):
        assert len(due(*SNOOZE, said=(unrelated,)).replies) == 1


def test_what_is_put_aside_on_another_ticket_is_not_explained_here() -> None:
    aside = [replace(one, finding=replace(found(), on=on)) for one in silenced(*SNOOZE)
             for on in (replace(TICKET.ref, id="102"), None)]  # fmt: skip
    rules = {("silence", "project:site"): RULE}
    told = reply(Answer(heard("forewarn: explain")), [], aside, rules, voice("markdown", 10_000, OFFICE), 60)
    assert "We see nothing on this ticket that needs anybody." in told


def test_words_for_the_client_do_not_answer_a_snooze() -> None:
    assert len(due(*SNOOZE, said=(replace(note(), audience=Audience.CLIENT),)).replies) == 1


def test_a_client_gets_no_answer_and_is_settled() -> None:
    answers = due(*heard("forewarn: explain", role=Role.CLIENT))
    assert answers.replies == ()
    assert len(answers.settled) == 1


def test_nothing_is_answered_where_clients_read_every_comment() -> None:
    answers = due(*heard("forewarn: explain"), sources=OPEN)
    assert answers.replies == ()
    assert "clients can read every comment there" in answers.settled[0][1]


def test_no_note_is_said_to_tell_of_a_snooze_where_clients_read_every_comment() -> None:
    ((_, why),) = due(*SNOOZE, said=(note(),), sources=OPEN).settled
    assert why == "accepted; not answered, because clients can read every comment there"


@pytest.mark.parametrize("done", ["c", "c.1"])
def test_what_was_answered_or_heard_is_left_alone(done: str) -> None:
    answers = due(*heard("forewarn: explain"), done=frozenset({done}))
    assert (answers.replies, answers.settled) == ((), ())


def test_a_source_that_could_not_be_read_is_answered_later() -> None:
    stale = {"jira": replace(INTERNAL["jira"], stale={"site": "jira: ACME"})}
    assert due(*heard("forewarn: explain"), sources=stale) == Answers((), ())


def test_a_comment_with_several_commands_gets_one_reply() -> None:
    answers = due(*heard("forewarn: explain", "forewarn: snoze"))
    assert [len(answer.heard) for answer in answers.replies] == [2]


def words(commanded: tuple[Heard, ...], how: Voice, *, finds: bool) -> str:
    rules = {("silence", "project:site"): RULE}
    return reply(Answer(commanded), [found()] if finds else [], silenced(*commanded) if finds else (), rules, how, 60)


def explained(*findings: Finding) -> str:
    rules = {("silence", "project:site"): RULE}
    return reply(Answer(heard("forewarn: explain")), findings, (), rules, voice("markdown", 10_000, OFFICE), 60)


def test_what_is_for_the_client_alone_is_not_explained_to_the_team() -> None:
    for_client = replace(found(), audiences=frozenset({Audience.CLIENT}))
    assert explained(for_client) == "**For Mara Lindt**\n\nWe see nothing on this ticket that needs anybody."


def test_of_many_findings_five_are_explained() -> None:
    seven = [replace(found(), anchor=str(n)) for n in range(7)]
    assert explained(*seven).count("(rule `silence`)") == 5


def test_a_rule_that_is_asked_for_is_explained_whatever_else_is_found() -> None:
    many = [replace(found(), rule=f"other-{n}", anchor=str(n)) for n in range(5)]
    rules = {(one.rule, one.subject): RULE for one in (*many, found())}
    asked = Answer(heard("forewarn: explain silence"))
    assert reply(asked, [*many, found()], (), rules, voice("markdown", 10_000, OFFICE), 60).count("(rule `") == 1


SCENES: dict[str, tuple[str, bool]] = {
    "noted": ("forewarn: snooze 5 days because the photos come on Friday", True),
    "nothing open": ("forewarn: snooze 5 days because the photos come on Friday", False),
    "no promise": ("forewarn: not a promise", False),
    "explain": ("forewarn: explain", True),
    "explain nothing": ("forewarn: explain", False),
    "unknown command": ("forewarn: snoze 5 days because x", False),
    "no term": ("forewarn: snooze because x", False),
    "no reason": ("forewarn: dismiss", False),
    "past": ("forewarn: snooze until 2026-11-02 because x", False),
    "unknown rule": ("forewarn: snooze silnce 5 days because x", False),
    "too long": ("forewarn: snooze 99 days because x", False),
    "hostile": ("forewarn: *snooze* [x|http://evil.example] @all {color:red}", False),
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("markup", ["markdown", "jira"])
def test_the_replies_read_as_they_were_approved(markup: str, language: str) -> None:
    how = voice(markup, 10_000, OFFICE, language)
    told = [f"## {name}\n\n{words(heard(text), how, finds=finds)}\n" for name, (text, finds) in SCENES.items()]
    assert "\n".join(told) == (GOLDEN / f"{markup}.{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_a_note_says_of_findings_that_are_kept_quiet(language: str) -> None:
    how = voice("markdown", 10_000, OFFICE, language)
    waiver = Waiver(Kind.FILE, "rules.yaml:3", "Mara Lindt", "agreed with *Helen*", AT + timedelta(days=7))
    before = Adopted("site", "x", "ACME-1", Severity.LOW, AT, AT + timedelta(days=28))
    kinds = [Kind.SNOOZE, Kind.DISMISSAL, Kind.FILE, Kind.KEPT]
    told = [why_quiet(replace(waiver, kind=kind), how) for kind in kinds] + [why_quiet(before, how)]
    assert "\n".join(told) + "\n" == (GOLDEN / f"quiet.{language}.txt").read_text(encoding="utf-8")


def test_a_reply_never_commands_anything_when_it_is_read_again() -> None:
    for markup in ("markdown", "jira"):
        for text, finds in SCENES.values():
            said = words(heard(text), voice(markup, 10_000, OFFICE, "en"), finds=finds)
            assert commands(said, date(2026, 11, 18)) == ()


def test_a_reply_keeps_to_what_the_tracker_takes() -> None:
    assert len(words(heard("forewarn: snoze"), voice("markdown", 60, OFFICE), finds=False)) <= 60


def test_another_ticket_of_the_same_number_is_another_ticket() -> None:
    elsewhere = replace(found(), on=TicketRef("github", "x", "101", "x#1"))
    assert due_answers(SNOOZE, (), (replace(note(), ticket=elsewhere.on),), silenced(*SNOOZE), INTERNAL).replies  # type: ignore[arg-type]
