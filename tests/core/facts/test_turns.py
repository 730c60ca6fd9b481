"""Whose turn it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from forewarn.facts.talk.turns import Side, after_done, turns, whose_turn
from forewarn.language import Language, language_for
from forewarn.model import Person, Role
from forewarn.testing.builders import person, project, said
from forewarn.testing.script import instant, play

TOM_OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
CLARA_ASKS = "Mon 2026-11-09 10:00 Clara says: Can the banner be wider?\n"

# What happened; whose turn it is then, since when, and which events wait for an answer.
CASES = [
    ("nobody said anything", TOM_OPENS, Side.NOBODY, None, []),
    ("a client asks", TOM_OPENS + CLARA_ASKS, Side.US, "2026-11-09 10:00", ["A-1.2"]),
    ("a client opens a ticket", "Mon 2026-11-09 10:00 Clara opens", Side.US, "2026-11-09 10:00", ["A-1.1"]),
    (
        "a client opens a ticket and adds to it: the first message counts",
        "Mon 2026-11-09 10:00 Clara opens\nTue 2026-11-10 10:00 Clara says: And the footer?",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.1", "A-1.2"],
    ),
    (
        "thanks after an open question close nothing",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Clara says: Great, thanks!",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "a client passes on what we told them: it lies with their own people",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Your programmer has to export the prices.\n"
        "Mon 2026-11-09 12:00 Clara says: Forwarded to our programmer, thanks",
        Side.CLIENT,
        "2026-11-09 12:00",
        [],
    ),
    (
        "what a client passed on to us, or says beside it, waits for an answer",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Your programmer has to export the prices.\n"
        "Mon 2026-11-09 12:00 Clara says: Forwarded to our programmer, he wants another format for the prices",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "the team answers",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom says: Yes it can.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "the team asks back",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom says: How wide should it be?",
        Side.CLIENT,
        "2026-11-09 11:00",
        [],
    ),
    (
        "a client thanks for a question of ours: it is still their turn",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\nMon 2026-11-09 12:00 Clara says: Thanks!",
        Side.CLIENT,
        "2026-11-09 11:00",
        [],
    ),
    (
        "a client we asked waits for somebody of theirs: it is still their turn",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: The bank decides after the holidays.",
        Side.CLIENT,
        "2026-11-09 12:00",
        [],
    ),
    (
        "so it is where it lies with their lawyers",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: It's with legal at the moment.",
        Side.CLIENT,
        "2026-11-09 12:00",
        [],
    ),
    (
        "beside a demand it is ours",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: The bank decides after the holidays, but the form must work now.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "so it is where theirs wait for us",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: The board will decide once they have seen the draft.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "what somebody of theirs still fails to do is no wait for them alone",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: The bank has not answered and the payments still fail.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "so it is where theirs want something",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: This is with legal and they'd like another wording.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "and where they go on without them",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: The lawyers haven't answered, so go ahead without them.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "and where they wait for us as well",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Which card do you accept?\n"
        "Mon 2026-11-09 12:00 Clara says: We're waiting for the director and for you.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "what a client forwarded may be with us",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Your programmer has to export the prices.\n"
        "Mon 2026-11-09 12:00 Clara says: Forwarded it by e-mail.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "what those say to whom a client passed it on is heard",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Your programmer has to export the prices.\n"
        "Mon 2026-11-09 12:00 Clara says: I forwarded it to my boss and he thinks it looks odd.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "what works on staging answers no question of theirs",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Clara says: Works on staging, thanks.",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "and wants no answer of ours",
        TOM_OPENS + "Mon 2026-11-09 10:00 Tom says: It is on staging.\n"
        "Mon 2026-11-09 11:00 Clara says: Works on staging, thanks.",
        Side.NOBODY,
        "2026-11-09 10:00",
        [],
    ),
    (
        "what we still have to do ourselves is no reminder",
        TOM_OPENS + "Mon 2026-11-09 10:00 Tom says: Which header do you want?\n"
        "Mon 2026-11-09 11:00 Tom says: We went with B. The footer is still open, we do it next week.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "nor is that we wait for others",
        TOM_OPENS + "Mon 2026-11-09 10:00 Tom says: Which header do you want?\n"
        "Mon 2026-11-09 11:00 Tom says: Carl told us B on the phone. We are still waiting for the hosting company.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "nor is a reminder of a day",
        TOM_OPENS + "Mon 2026-11-09 10:00 Tom says: Which header do you want?\n"
        "Mon 2026-11-09 11:00 Tom says: We took B. Just a reminder: the demo is on Thursday at 10.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "nor is what else we miss once the thing has come",
        TOM_OPENS + "Mon 2026-11-09 10:00 Tom says: Could you send us the logo?\n"
        "Mon 2026-11-09 11:00 Tom says: The logo came by mail. Still missing: the texts of the logo page.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "that somebody of theirs likes it answers no question of theirs either",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Clara says: My boss says it's fine.",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "a client says yes to a question of ours",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: Can it go live?\nMon 2026-11-09 12:00 Clara says: 👍",
        Side.NOBODY,
        "2026-11-09 12:00",
        [],
    ),
    (
        "a client says yes though nobody asked",
        TOM_OPENS + "Mon 2026-11-09 11:00 Tom says: It is live.\nMon 2026-11-09 12:00 Clara says: Yes, thank you!",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "yes after an open question closes nothing",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Clara says: Yes please.",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "a client takes a question back in words",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Clara says: Never mind, found it.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "a client takes a question back though none is open",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: It is live.\n"
        + "Mon 2026-11-09 12:00 Clara says: Never mind, found it.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "a client says that it works, and then asks for something",
        TOM_OPENS
        + CLARA_ASKS
        + "Mon 2026-11-09 11:00 Clara says: It works again, thanks!\n"
        + "Mon 2026-11-09 12:00 Clara says: And the footer?",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.4"],
    ),
    (
        "a client closes the ticket",
        "Mon 2026-11-09 10:00 Clara opens\nMon 2026-11-09 11:00 Clara moves to Done",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "the work that a client asked for by a title is done without a word",
        "Mon 2026-11-09 10:00 Clara opens\nMon 2026-11-09 11:00 Tom moves to Done",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.1"],
    ),
    (
        "a client asks and closes the ticket at the same instant",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 10:00 Clara moves to Done",
        Side.NOBODY,
        "2026-11-09 10:00",
        [],
    ),
    (
        "a client asks after closing the ticket",
        "Mon 2026-11-09 10:00 Clara opens\nMon 2026-11-09 11:00 Clara moves to Done\n"
        + "Mon 2026-11-09 12:00 Clara says: Why did it happen?",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "a client answers, and the team goes on",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\nMon 2026-11-09 12:00 Clara says: 400 pixels.\n"
        + "Mon 2026-11-09 13:00 Tara adds file banner.png",
        Side.NOBODY,
        "2026-11-09 13:00",
        [],
    ),
    (
        "a client answers and asks something, and the team goes on",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\n"
        + "Mon 2026-11-09 12:00 Clara says: 400 pixels. When can I see it?\n"
        + "Mon 2026-11-09 13:00 Tara moves to Doing",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "a client answers and asks something, and says more before the team goes on",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\n"
        + "Mon 2026-11-09 12:00 Clara says: 400 pixels. When can I see it?\n"
        + "Mon 2026-11-09 12:30 Clara says: The logo stays blue.\n"
        + "Mon 2026-11-09 13:00 Tara moves to Doing",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3", "A-1.4"],
    ),
    (
        "a client answers, and a client or a bot goes on",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\nMon 2026-11-09 12:00 Clara says: 400 pixels.\n"
        + "Mon 2026-11-09 13:00 Clara moves to Doing\nMon 2026-11-09 13:00 Robot moves to Review",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "the team routes the ticket to a colleague: that answers nothing",
        "Mon 2026-11-02 09:00 Tara opens\n" + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom says: @tara can you take this?",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "the team answers and names a colleague",
        "Mon 2026-11-02 09:00 Tara opens\n" + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom says: @tara has made it wider.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "a decision that names a colleague takes the place of a question",
        "Mon 2026-11-02 09:00 Tara opens\n"
        + "Mon 2026-11-09 11:00 Tom says: Blue or green?\nMon 2026-11-09 12:00 Tom says: As @tara says, we take blue.",
        Side.NOBODY,
        "2026-11-09 12:00",
        [],
    ),
    (
        "a client names an account that nobody knows: that calls upon nobody",
        TOM_OPENS + "Mon 2026-11-09 10:00 Clara says: Please link our page @acme_bakery in the footer.",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "the team answers, and then turns to a colleague",
        "Mon 2026-11-02 09:00 Tara opens\n"
        + CLARA_ASKS
        + "Mon 2026-11-09 11:00 Tom says: Yes it can. @tara will you do it?",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "the team asks somebody whom nobody knows: the client was not asked, but may have been answered",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom says: @tina can you deploy this?",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "what the team asks somebody whom nobody knows leaves the question to the client standing",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\n"
        + "Mon 2026-11-09 12:00 Tom says: @stranger can you check the prices?",
        Side.CLIENT,
        "2026-11-09 11:00",
        [],
    ),
    (
        "what the team asks a colleague leaves the question to the client standing",
        "Mon 2026-11-02 09:00 Tara opens\n"
        + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\nMon 2026-11-09 12:00 Tom says: @tara do you know?",
        Side.CLIENT,
        "2026-11-09 11:00",
        [],
    ),
    (
        "a client answers: our turn, since the answer",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: How wide should it be?\nMon 2026-11-09 12:00 Clara says: 400 pixels.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.3"],
    ),
    (
        "a new run begins with the first message after an answer",
        TOM_OPENS
        + CLARA_ASKS
        + "Mon 2026-11-09 11:00 Tom says: Yes it can.\nTue 2026-11-10 10:00 Clara says: Please do it then.",
        Side.US,
        "2026-11-10 10:00",
        ["A-1.4"],
    ),
    (
        "closing without a word",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom moves to Done",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "closing with a word",
        TOM_OPENS
        + CLARA_ASKS
        + "Mon 2026-11-09 11:00 Tom moves to Done\nMon 2026-11-09 11:00 Tom says: It is wider now.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "an internal note, a bot and an absence note of the team answer nothing",
        TOM_OPENS
        + CLARA_ASKS
        + "Mon 2026-11-09 11:00 Tom notes: Hm.\nMon 2026-11-09 11:01 Robot says: Hello.\n"
        + "Mon 2026-11-09 11:02 Tara says: Automatic reply: I am out of the office.",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "a file answers nothing",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom adds file a.pdf",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "a question that was taken back",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 10:01 Clara deletes c1",
        Side.NOBODY,
        None,
        [],
    ),
    (
        "a question edited into thanks",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 10:01 Clara edits c1: Great, thanks!",
        Side.NOBODY,
        None,
        [],
    ),
    (
        "a client approves what the team told them",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: The launch moves to Friday.\n"
        + "Mon 2026-11-09 12:00 Clara says: Fine with me, thanks for telling me early.",
        Side.NOBODY,
        "2026-11-09 11:00",
        [],
    ),
    (
        "a client approves what the team asked them to look at",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: Do you like the banner?\n"
        + "Mon 2026-11-09 12:00 Clara says: Perfect, looks good to me!",
        Side.NOBODY,
        "2026-11-09 12:00",
        [],
    ),
    (
        "approval after an open question closes nothing",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Clara says: Agreed, let's do it that way.",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    (
        "a client approves and remarks on something",
        TOM_OPENS + "Mon 2026-11-09 12:00 Clara says: Looks good to me. The number in the footer is wrong.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.2"],
    ),
    (
        "a client promises what the team asked for: still the client's turn",
        TOM_OPENS
        + "Mon 2026-11-09 11:00 Tom says: Could you send us the texts?\n"
        + "Mon 2026-11-09 12:00 Clara says: I will send them by Thursday.",
        Side.CLIENT,
        "2026-11-09 12:00",
        [],
    ),
    (
        "a client promises something and asks for something",
        TOM_OPENS + "Mon 2026-11-09 12:00 Clara says: I will send them by Thursday. Can the banner be wider?",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.2"],
    ),
    (
        "a client promises something and complains",
        TOM_OPENS + "Mon 2026-11-09 12:00 Clara says: I will send them by Thursday. We are very disappointed.",
        Side.US,
        "2026-11-09 12:00",
        ["A-1.2"],
    ),
    (
        "a promise after an open question closes nothing",
        TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Clara says: I will send the texts by Thursday.",
        Side.US,
        "2026-11-09 10:00",
        ["A-1.2"],
    ),
    ("an internal comment of a client", TOM_OPENS + "Mon 2026-11-09 10:00 Clara notes: Hello?", Side.NOBODY, None, []),
]


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


@pytest.mark.parametrize(("script", "side", "since", "waiting"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_whose_turn_it_is(script: str, side: Side, since: str | None, waiting: list[str], english: Language) -> None:
    turn = whose_turn(play("A-1", script), project(), english)
    assert (turn.side, turn.since) == (side, instant(since) if since else None)
    assert [message.event for message in turn.waiting] == waiting
    assert not turn.doubtful


def test_a_person_of_unknown_side_makes_it_doubtful_until_the_team_answers(english: Language) -> None:
    doubtful = TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Uma says: Yes.\n"
    assert whose_turn(play("A-1", doubtful), project(), english).doubtful
    settled = doubtful + "Mon 2026-11-09 12:00 Tom says: Uma is right."
    assert whose_turn(play("A-1", settled), project(), english).side is Side.NOBODY


def test_a_person_of_unknown_side_before_the_question_is_no_doubt(english: Language) -> None:
    script = TOM_OPENS + "Mon 2026-11-09 09:00 Uma says: Hello.\n" + CLARA_ASKS
    assert not whose_turn(play("A-1", script), project(), english).doubtful


def test_a_stated_next_contact_parks_the_turn_until_then(english: Language) -> None:
    script = TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 11:00 Tom says: We will get back to you on Thursday."
    turn = whose_turn(play("A-1", script), project(), english)
    assert turn.parked_until == instant("Thu 2026-11-12 17:30")


TITLES = [
    ("a bare title that somebody of the team has", "Banner", "", (person("Tom"),), Side.NOBODY),
    ("a bare title that nobody has", "Banner", "", (), Side.US),
    ("a bare title that a client has", "Banner", "", (person("Clara", Role.CLIENT),), Side.US),
    ("a title that asks", "Can the banner be wider?", "", (person("Tom"),), Side.US),
    ("a title with a description", "Banner", "It is too narrow.", (person("Tom"),), Side.US),
    ("a title that asks for news", "Still waiting for the banner", "", (person("Tom"),), Side.US),
    ("a title that only thanks", "Thanks", "", (), Side.US),
    ("a description with a promise of theirs", "Banner", "I will send the text by Thursday.", (), Side.US),
    ("the text of an automatic reply", "Form", "Automatic reply: I am out of the office.", (), Side.US),
]


@pytest.mark.parametrize(
    ("title", "description", "assignees", "side"), [c[1:] for c in TITLES], ids=[c[0] for c in TITLES]
)
def test_a_bare_title_asks_nothing_once_somebody_of_the_team_has_the_ticket(
    title: str, description: str, assignees: tuple[Person, ...], side: Side, english: Language
) -> None:
    opens = "Mon 2026-11-09 10:00 Clara opens"
    ticket = play("A-1", opens, title=title, description=description, assignees=assignees)
    assert whose_turn(ticket, project(), english).side is side


def test_a_clients_promise_parks_the_question_it_answers_until_then(english: Language) -> None:
    asked = "Mon 2026-11-09 11:00 Tom says: Could you send us the texts?\n"
    script = TOM_OPENS + asked + "Mon 2026-11-09 12:00 Clara says: I will send them by Thursday."
    turn = whose_turn(play("A-1", script), project(), english)
    assert turn.asked is not None
    assert turn.asked.event == "A-1.2"
    assert turn.parked_until == instant("Thu 2026-11-12 17:30")


def test_of_two_promises_of_a_client_the_later_one_parks_the_question(english: Language) -> None:
    words = "I will send the texts by Wednesday. I will send the photos by Friday."
    asked = "Mon 2026-11-09 11:00 Tom says: Could you send us the texts and photos?\n"
    script = TOM_OPENS + asked + f"Mon 2026-11-09 12:00 Clara says: {words}"
    turn = whose_turn(play("A-1", script), project(), english)
    assert turn.parked_until == instant("Fri 2026-11-13 17:30")


def test_the_side_counts_on_which_the_author_stood_when_writing(english: Language) -> None:
    ticket = play("A-1", TOM_OPENS + CLARA_ASKS)
    joined = said(instant("Tue 2026-11-10 10:00"), person("Clara", Role.TEAM), "I work for the agency now: it can.")
    assert whose_turn(ticket, project(), english).side is Side.US
    assert whose_turn(joined(ticket), project(), english).side is Side.NOBODY


def test_what_clients_cannot_see_is_nobodys_turn(english: Language) -> None:
    hidden = play("A-1", TOM_OPENS + CLARA_ASKS, visible=False)
    assert whose_turn(hidden, project(), english).side is Side.NOBODY


MENTIONS = [
    ("@carl can you check?", Side.NOBODY),
    ("@Carl can you check?", Side.NOBODY),
    ("The wording is for @carl.", Side.NOBODY),
    ("[~accountid:carl] can you check?", Side.NOBODY),
    ("@carl @tom can you check?", Side.US),
    ("@carl @stranger can you check?", Side.US),
    ("@tom can you check?", Side.US),
    ("Write to carl@acme.example, can you?", Side.US),
]


@pytest.mark.parametrize(("words", "side"), MENTIONS, ids=[words for words, _ in MENTIONS])
def test_only_a_message_to_other_clients_alone_is_not_for_us(words: str, side: Side, english: Language) -> None:
    script = TOM_OPENS + f"Mon 2026-11-09 09:00 Carl says: Great, thanks!\nMon 2026-11-09 10:00 Clara says: {words}"
    assert whose_turn(play("A-1", script), project(), english).side is side


def test_words_to_somebody_unknown_may_be_for_us_until_the_client_writes_to_us(english: Language) -> None:
    script = TOM_OPENS + "Mon 2026-11-09 10:00 Clara says: @stranger could you check the prices?\n"
    turn = whose_turn(play("A-1", script), project(), english)
    assert (turn.side, turn.doubtful) == (Side.US, True)
    asked = whose_turn(play("A-1", script + "Tue 2026-11-10 10:00 Clara says: Are they right?"), project(), english)
    assert [message.event for message in asked.waiting] == ["A-1.3"]
    assert not asked.doubtful


def test_words_to_somebody_unknown_cast_no_doubt_on_what_the_client_asked_us_before(english: Language) -> None:
    script = TOM_OPENS + CLARA_ASKS + "Mon 2026-11-09 10:10 Clara says: @stranger do you know?"
    turn = whose_turn(play("A-1", script), project(), english)
    assert [message.event for message in turn.waiting] == ["A-1.2"]
    assert not turn.doubtful


HOW_WIDE = "Tom says: How wide should it be?"
WIDE = "Clara says: 400 pixels."
PLAIN = "Clara says: The logo stays blue."
AGAIN = "Tom says: We will get back to you on Thursday."

# What followed on Tom's opening, hour by hour from ten on; whose turn it is then, and what waits for an answer.
HOURLY = [
    ("an answer, and a question before the team goes on", (HOW_WIDE, WIDE, "Clara says: And the footer?",
     "Tara moves to Doing"), Side.US, ["A-1.3", "A-1.4"]),
    ("an answer, and the ticket was renamed", (HOW_WIDE, WIDE, "Tara sets priority High"), Side.US, ["A-1.3"]),
    ("an answer, and nobody knows who went on", (HOW_WIDE, WIDE, "Nobody moves to Doing"), Side.US, ["A-1.3"]),
    ("a remark, and the work goes on", (PLAIN, "Tom moves to Doing"), Side.US, ["A-1.2"]),
    ("a remark, and the work is done", (PLAIN, "Tom moves to Done"), Side.NOBODY, []),
    ("a remark, and the work is declined", (PLAIN, "Tom moves to Declined"), Side.US, ["A-1.2"]),
    ("a remark, a question, and the work is done", (PLAIN, "Clara says: Can it be bigger?", "Tom moves to Done"),
     Side.US, ["A-1.2", "A-1.3"]),
    ("a question, a remark, and the work is done", ("Clara says: Can it be bigger?", PLAIN, "Tom moves to Done"),
     Side.US, ["A-1.2", "A-1.3"]),
    ("a wish to close, and the work goes on", ("Clara says: The bank sends no SMS. Please close the ticket.",
     "Tom moves to Doing"), Side.US, ["A-1.2"]),
    ("a wish to close, and it is closed", ("Clara says: The bank sends no SMS. Please close the ticket.",
     "Tom moves to Done"), Side.NOBODY, []),
    ("an answer, and words to a colleague of theirs", ("Carl says: Thanks!", HOW_WIDE,
     "Clara says: We have two of them. @carl do you know?"), Side.CLIENT, []),
    ("a question, and words to a colleague of theirs", ("Carl says: Thanks!", HOW_WIDE,
     "Clara says: Could you send the list again? @carl please check it."), Side.US, ["A-1.4"]),
    ("patience with the word we announced", (AGAIN, "Clara says: No hurry with it, the fair is in May."),
     Side.NOBODY, []),
    ("patience with something else", ("Clara says: No hurry with it, the fair is in May.",), Side.US, ["A-1.2"]),
    ("patience beside trouble", (AGAIN, "Clara says: No hurry, the shop is broken."), Side.US, ["A-1.3"]),
    ("a receipt for an answer", (HOW_WIDE, "Clara says: Got your mail."), Side.US, ["A-1.3"]),
    ("another day than promised", (HOW_WIDE, "Clara says: I will tell you on Wednesday.",
     "Clara says: Sorry, Friday then."), Side.CLIENT, []),
    ("another day beside trouble", (HOW_WIDE, "Clara says: I will tell you on Wednesday.",
     "Clara says: Sorry, our mail is broken. Friday then."), Side.US, ["A-1.4"]),
    ("a day that nobody promised", (HOW_WIDE, "Clara says: Sorry, Friday then."), Side.US, ["A-1.3"]),
    ("a word that it lies with others of theirs", (HOW_WIDE, "Clara says: I forwarded it to our lawyer."),
     Side.CLIENT, []),
    ("another promise", (HOW_WIDE, "Clara says: I will tell you on Wednesday.",
     "Clara says: I will send you the width of the banner on Friday."), Side.CLIENT, []),
    ("a comment without words of their own", (HOW_WIDE, "Clara says: > How wide should it be?"), Side.CLIENT, []),
    ("a remark on a ticket that somebody of the team has", ("Tara sets assignee Tom", PLAIN), Side.US, ["A-1.3"]),
    ("a promise of their own accord, and a yes", ("Clara says: I will send the logo on Thursday.", "Clara says: OK"),
     Side.NOBODY, []),
    ("for information, and no reply needed", ("Clara says: FYI the fair opens in May.",
     "Clara says: No reply needed."), Side.NOBODY, []),
    ("for information beside a remark, and no reply needed", ("Clara says: FYI the fair opens in May.",
     "Clara says: The hall is bigger.", "Clara says: No reply needed."), Side.US, ["A-1.2", "A-1.3"]),
    ("for information with a question, and no reply needed", ("Clara says: FYI the fair opens in May, can you come?",
     "Clara says: No reply needed."), Side.US, ["A-1.2"]),
]  # fmt: skip


@pytest.mark.parametrize(("acts", "side", "waiting"), [c[1:] for c in HOURLY], ids=[c[0] for c in HOURLY])
def test_what_follows_on_a_turn_leaves_it_or_ends_it(
    acts: tuple[str, ...], side: Side, waiting: list[str], english: Language
) -> None:
    script = "".join(f"Mon 2026-11-09 {hour}:00 {act}\n" for hour, act in enumerate(acts, 10))
    turn = whose_turn(play("A-1", TOM_OPENS + script), project(), english)
    assert (turn.side, [message.event for message in turn.waiting]) == (side, waiting)


def test_what_bots_write_is_no_part_of_the_talk(english: Language) -> None:
    ticket = play("A-1", f"{TOM_OPENS}Mon 2026-11-09 09:00 Robot says: Built.\n{CLARA_ASKS}")
    assert [message.name for message, _ in turns(ticket, project(), english)] == ["Tom", "Clara"]


def test_a_reminder_parks_the_question_until_the_day_it_names_or_counts_it_anew(english: Language) -> None:
    asked = TOM_OPENS + f"Mon 2026-11-09 10:00 {HOW_WIDE}\nWed 2026-11-11 10:00 Tom says: A reminder: how wide is it?"
    assert whose_turn(play("A-1", asked), project(), english).parked_until == instant("Wed 2026-11-11 10:00")
    named = play("A-1", asked + " We will get back to you on Friday.")
    assert whose_turn(named, project(), english).parked_until == instant("Fri 2026-11-13 17:30")


BACK = [
    ("open work", "", []),
    ("within the hour", "Mon 2026-11-09 09:00 Tom moves to Done\n", []),
    ("later than an hour", "Mon 2026-11-09 08:59 Tom moves to Done\n", ["A-1.3"]),
    ("a person moved it since", "Mon 2026-11-09 08:59 Tom moves to Done\n"
     "Mon 2026-11-09 11:00 Tom moves to Closed\n", []),
    ("nobody knows who moved it since", "Mon 2026-11-09 08:59 Tom moves to Done\n"
     "Mon 2026-11-09 11:00 Nobody moves to Closed\n", ["A-1.3"]),
]  # fmt: skip


@pytest.mark.parametrize(("done", "back"), [c[1:] for c in BACK], ids=[c[0] for c in BACK])
def test_a_comment_comes_back_when_it_is_later_than_the_slack_after_done(
    done: str, back: list[str], english: Language
) -> None:
    lines = f"{TOM_OPENS}{done}{CLARA_ASKS}".splitlines()
    ticket = play("A-1", "\n".join(sorted(lines, key=lambda line: line[4:20])))
    waiting = whose_turn(ticket, project(), english).waiting
    assert [m.event for m in after_done(ticket, waiting, timedelta(hours=1))] == back


@pytest.mark.parametrize("before", ["", CLARA_ASKS])
def test_what_a_letter_asks_is_no_question_of_the_ticket_that_carries_it(before: str, english: Language) -> None:
    told = play("A-1", f"{TOM_OPENS}{before}Tue 2026-11-10 10:00 Tom says: Of the newsletter: shall we include it?")
    carried = replace(told, history=tuple(replace(e, letter=e.at.day == 10) for e in told.history))
    assert whose_turn(told, project(), english).side is Side.CLIENT
    assert whose_turn(carried, project(), english).side is Side.NOBODY
