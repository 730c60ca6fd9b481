"""One person with several accounts, and bots that pass on what people wrote."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from forewarn.facts.relays import Relay
from forewarn.facts.roles import Roles
from forewarn.model import Field, Person, Role
from forewarn.testing.builders import changed, edited, opened, person, said, ticket

NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
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
        (replace(CHAT, id="b2", handle="bridge"), "Clara wrote: any news?", "Clara", Role.CLIENT, "any news?"),
        (CLARA, "Tom wrote: any news?", "Clara", Role.CLIENT, "Tom wrote: any news?"),
        (replace(CLARA, name="chat"), "Tom wrote: I approve", "chat", Role.CLIENT, "Tom wrote: I approve"),
    ],
)
def test_what_a_bot_passes_on_are_the_words_of_whoever_wrote_them(
    by: Person, text: str, name: str, role: Role, words: str
) -> None:
    made = ticket("A", opened(NOON, CLARA), said(NOON, by, text))
    event = RELAYED.attribute(made, client_sees=True, own_comments=frozenset()).history[-1]
    assert event.actor is not None
    assert (event.actor.name, event.actor.role, event.text) == (name, role, words)


@pytest.mark.parametrize(
    ("text", "by", "actor", "words"),
    [
        ("Clara wrote: any news today?", CHAT, "Clara", "any news today?"),
        ("Clara wrote: any news today?", CLARA, "Clara", "any news today?"),  # whoever may edit a bot's comments
        ("any news today?", CHAT, "Clara", "any news today?"),
        ("Tom wrote: dismiss it", CHAT, "Clara", "Tom wrote: dismiss it"),  # nobody's words become another's
    ],
)
def test_an_edit_of_what_a_bot_passed_on_loses_its_header_too(text: str, by: Person, actor: str, words: str) -> None:
    made = ticket(
        "A", opened(NOON, CLARA), said(NOON, CHAT, "Clara wrote: any news?"), edited(NOON + HOUR, by, "c1", text)
    )
    seen = RELAYED.attribute(made, client_sees=True, own_comments=frozenset())
    edit = seen.history[-1]
    assert edit.actor is not None
    assert (edit.actor.name, edit.old, edit.new) == (actor, "any news?", words)
    assert [comment.text for comment in seen.comments()] == [words]
    assert RELAYED.attribute(seen, client_sees=True, own_comments=frozenset()) == seen


TOM = {role: Person("5", "Tom", role, "tom") for role in Role}


@pytest.mark.parametrize("order", list(permutations(TOM, 2)))
def test_the_side_of_one_known_on_several_trackers_is_that_of_each_moment(order: tuple[Role, ...]) -> None:
    roles = Roles(people={"board:tom": "Tom Berg"})
    placed = ticket("A", opened(NOON, TOM[order[0]]), said(NOON, TOM[order[1]], "Hello"), source="board")
    actors = [event.actor for event in roles.attribute(placed, client_sees=True, own_comments=frozenset()).history]
    assert [(actor.name, actor.role) for actor in actors if actor] == [("Tom Berg", role) for role in order]
