"""One person with several accounts, and bots that pass on what people wrote."""

import re
from datetime import UTC, datetime

import pytest

from forewarn.facts.roles import Relay, Roles
from forewarn.model import Field, Person, Role
from forewarn.testing.builders import changed, opened, person, said, ticket

NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)
CLARA = person("Clara", Role.UNKNOWN)


MARA = Roles({"Mara Lind": Role.TEAM}, {"jira:5b10": "Mara Lind", "github:mlind": "Mara Lind"})


def test_accounts_on_several_trackers_are_one_person_with_one_side() -> None:
    made = ticket("A", opened(NOON, Person("5b10", "M. Lind")), source="jira")
    other = ticket("B", opened(NOON, Person("77", "", handle="mlind")), source="github")
    on_jira = MARA.attribute(made, client_sees=True, own_comments=frozenset())
    on_github = MARA.attribute(other, client_sees=True, own_comments=frozenset())
    both = [one.history[0].actor for one in (on_jira, on_github)]
    assert [(who.id, who.name, who.role) for who in both if who] == [("Mara Lind", "Mara Lind", Role.TEAM)] * 2


def test_an_account_of_the_same_name_on_another_tracker_is_somebody_else() -> None:
    other = ticket("B", opened(NOON, Person("77", "", handle="mlind")), source="trello")
    assert MARA.attribute(other, client_sees=True, own_comments=frozenset()).reporter == Person(
        "77", "", handle="mlind"
    )


def test_assignments_name_the_one_person_too() -> None:
    made = ticket("A", opened(NOON, CLARA), changed(NOON, CLARA, Field.ASSIGNEE, "5b10"), source="jira", assignees=())
    event = MARA.attribute(made, client_sees=True, own_comments=frozenset()).history[-1]
    assert (event.old, event.new) == (None, "Mara Lind")


RELAYED = Roles({"clara": Role.CLIENT}, {}, (Relay("chat", re.compile(r"^(?P<author>\w+) wrote:")),))
CHAT = Person("b1", "chat", Role.BOT, "chat")


@pytest.mark.parametrize(
    ("by", "text", "name", "role", "words"),
    [
        (CHAT, "Clara wrote: any news?", "Clara", Role.CLIENT, "any news?"),
        (CHAT, "build 7 passed", "chat", Role.BOT, "build 7 passed"),
        (CLARA, "Tom wrote: any news?", "Clara", Role.CLIENT, "Tom wrote: any news?"),
    ],
)
def test_what_a_bot_passes_on_are_the_words_of_whoever_wrote_them(
    by: Person, text: str, name: str, role: Role, words: str
) -> None:
    made = ticket("A", opened(NOON, CLARA), said(NOON, by, text))
    event = RELAYED.attribute(made, client_sees=True, own_comments=frozenset()).history[-1]
    assert event.actor is not None
    assert (event.actor.name, event.actor.role, event.text) == (name, role, words)
