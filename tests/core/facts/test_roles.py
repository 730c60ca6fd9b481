"""Which side people stand on, and what a client can see."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.facts.roles import Roles
from forewarn.model import Event, Field, Kind, Person, Role, StatusCategory, Ticket

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MARA = Person("7001", "Mara Lind", handle="mara-lind", email="mara@northlight.example")
RUTH = Person("7002", "Ruth Okafor")
CI = Person("7003", "northlight-ci", Role.BOT)


def ticket(*history: Event, reporter: Person | None = None, assignees: tuple[Person, ...] = ()) -> Ticket:
    return Ticket(
        "board", "ACME", "1", "ACME-1", "Header", MONDAY, reporter=reporter, assignees=assignees, history=history
    )


def comment(author: Person | None, ref: str = "c1", *, public: bool = True) -> Event:
    return Event(f"e-{ref}", MONDAY, Kind.COMMENTED, author, text="Hello", ref=ref, public=public)


def attribute(roles: Roles, given: Ticket, *, client_sees: bool = True, own: frozenset[str] = frozenset()) -> Ticket:
    return roles.attribute(given, client_sees=client_sees, own_comments=own)


@pytest.mark.parametrize(
    ("entry", "words", "side"),
    [
        ("ruth", "@ruth which of the two?", Role.CLIENT),
        ("board:Ruth", "Hello @Ruth, which of the two?", Role.CLIENT),
        ("7002", "[~accountid:7002] which of the two?", Role.CLIENT),
        ("ruth", "Write to mail@ruth or ask Ruth", None),
        ("mara-lind", "@ruth which of the two?", None),
        ("Ruth Okafor", "Hi Ruth, which of the two?", Role.CLIENT),
        ("Ruth Okafor", "Ruth Okafor, which of the two?", Role.CLIENT),
        ("Рут Окафор", "Добрый день! Рут Ивановна, какой из двух?", Role.CLIENT),
        ("Ruth Okafor", "Ruth wrote that she takes the first one, which is it?", None),
        ("ruth@client.example", "Hi Ruth, which of the two?", None),
    ],
)
def test_whom_a_comment_mentions_is_known_though_they_never_took_part(
    entry: str, words: str, side: Role | None
) -> None:
    said = replace(comment(MARA), text=words)
    known = attribute(Roles({entry: Role.CLIENT}), ticket(said))
    assert next((one.role for one in known.named if one.id != "mara-lind"), None) is side


@pytest.mark.parametrize(
    "entry",
    [
        "7001",
        "mara-lind",
        "Mara-Lind",
        "Mara Lind",
        "mara@northlight.example",
        "@northlight.example",
        "@Northlight.Example",
        "board:mara-lind",
        "Board:Mara-Lind",
    ],
)
def test_a_person_is_named_in_many_ways(entry: str) -> None:
    assert Roles({entry: Role.TEAM}).side("board", MARA) is Role.TEAM


@pytest.mark.parametrize(
    "entry",
    [
        "mara lind",  # names are told apart by case
        "Mara",
        "northlight.example",
        "@example",
        "@mail.northlight.example",
        "other-board:mara-lind",
        "",
        "@",
        "board:",
    ],
)
def test_what_is_only_nearly_a_person_names_nobody(entry: str) -> None:
    roles = Roles({entry: Role.TEAM})
    assert roles.side("board", MARA) is Role.UNKNOWN
    assert roles.side("board", Person("9", "")) is Role.UNKNOWN


def test_nobody_names_themselves_a_domain() -> None:
    roles = Roles({"@northlight.example": Role.TEAM})
    assert roles.side("board", Person("9", "@northlight.example", handle="@northlight.example")) is Role.UNKNOWN


@pytest.mark.parametrize("entry", ["board:mara-lind", "mara@northlight.example"])
def test_nobody_names_themselves_the_account_or_the_address_of_another(entry: str) -> None:
    stranger = Person("9", entry, handle="stranger")
    for roles in (Roles({entry: Role.TEAM}), Roles({"Mara": Role.TEAM}, {entry: "Mara"})):
        assert (roles.side("board", MARA), roles.side("board", stranger)) == (Role.TEAM, Role.UNKNOWN)


def test_a_client_of_whom_a_portal_shows_nothing_but_the_address_is_known_by_it() -> None:
    shown = Person("9", "ruth@client.example")
    assert Roles({"ruth@client.example": Role.CLIENT}).side("desk", shown) is Role.CLIENT


def test_a_name_may_hold_any_sign_between_its_words() -> None:
    assert Roles({"Mara @ Northlight": Role.TEAM}).side("board", Person("9", "Mara @ Northlight")) is Role.TEAM


IN_ORDER = ["board:mara-lind", "7001", "mara-lind", "mara@northlight.example", "Mara Lind", "@northlight.example"]


@pytest.mark.parametrize(("closer", "wider"), list(pairwise(IN_ORDER)))
def test_the_closer_name_decides_whatever_the_order_in_the_file(closer: str, wider: str) -> None:
    """A freelancer of the client may have an address of the agency's domain."""
    assert Roles({closer: Role.CLIENT, wider: Role.TEAM}).side("board", MARA) is Role.CLIENT
    assert Roles({wider: Role.TEAM, closer: Role.CLIENT}).side("board", MARA) is Role.CLIENT


def test_the_tracker_s_word_counts_where_the_config_is_silent() -> None:
    assert Roles().side("board", CI) is Role.BOT


def test_the_config_overrules_the_tracker() -> None:
    portal_user = Person("7004", "Jo", Role.CLIENT)
    assert Roles({"Jo": Role.TEAM}).side("board", portal_user) is Role.TEAM


def test_nobody_knows_a_person_of_whom_neither_says_anything() -> None:
    assert Roles({"Jo": Role.TEAM}).side("board", RUTH) is Role.UNKNOWN


def test_the_same_id_means_different_people_in_different_trackers() -> None:
    roles = Roles({"board:sam": Role.TEAM})
    assert roles.side("board", Person("5", "Sam", handle="sam")) is Role.TEAM
    assert roles.side("repo", Person("5", "Sam", handle="sam")) is Role.UNKNOWN


def test_the_tracker_s_word_of_each_moment_counts() -> None:
    """A customer who joins the team is a customer in what they wrote before."""
    roles = Roles()
    before, after = Person("7005", "Kim", Role.CLIENT), Person("7005", "Kim", Role.TEAM)
    assert [roles.side("board", person) for person in (before, after, before)] == [Role.CLIENT, Role.TEAM, Role.CLIENT]


def test_what_was_seen_first_does_not_decide() -> None:
    """A history may name a person by id alone; the same person with a handle is still found by it, and the reverse."""
    bare = Person("7001", "")
    roles = Roles({"mara-lind": Role.TEAM})
    assert [roles.side("board", person) for person in (bare, MARA, bare)] == [Role.UNKNOWN, Role.TEAM, Role.UNKNOWN]


def test_everybody_on_a_ticket_gets_their_side() -> None:
    roles = Roles({"mara-lind": Role.TEAM, "Ruth Okafor": Role.CLIENT})
    seen = attribute(roles, ticket(comment(MARA, "c1"), comment(CI, "c2"), reporter=RUTH, assignees=(MARA, CI)))
    assert seen.reporter is not None
    assert seen.reporter.role is Role.CLIENT
    assert [person.role for person in seen.assignees] == [Role.TEAM, Role.BOT]
    assert [event.actor.role for event in seen.history if event.actor] == [Role.TEAM, Role.BOT]


def test_a_file_with_the_number_of_a_comment_of_ours_stays_that_of_who_added_it() -> None:
    file = Event("e1", MONDAY, Kind.ADDED, MARA, Field.ATTACHMENTS, new="draft.pdf", ref="10005")
    seen = attribute(Roles({"mara-lind": Role.TEAM}), ticket(file), own=frozenset({"10005"}))
    assert [event.actor.role for event in seen.history if event.actor] == [Role.TEAM]


def test_our_own_comments_are_a_bot_s_although_a_person_s_account_wrote_them() -> None:
    roles = Roles({"mara-lind": Role.TEAM})
    edited = Event("e3", MONDAY, Kind.EDITED, MARA, ref="ours", old="a", new="b")
    seen = attribute(roles, ticket(comment(MARA, "ours"), comment(MARA, "hers"), edited), own=frozenset({"ours"}))
    assert [event.actor.role for event in seen.history if event.actor] == [Role.BOT, Role.TEAM, Role.BOT]


def test_an_event_of_nobody_stays_so() -> None:
    given_ = ticket(comment(None, "ours"))
    assert attribute(Roles(), given_, own=frozenset({"ours"})) is given_


@pytest.mark.parametrize(
    ("public", "client_sees", "seen"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_public_means_that_the_client_can_see_it(public: bool, client_sees: bool, seen: bool) -> None:
    [event] = attribute(Roles(), ticket(comment(RUTH, public=public)), client_sees=client_sees).history
    assert event.public is seen


def test_a_ticket_on_which_nothing_changes_is_the_same_object() -> None:
    given_ = ticket(comment(CI), comment(RUTH), reporter=RUTH, assignees=(CI,))
    assert attribute(Roles({"northlight-ci": Role.BOT}), given_) is given_


def test_an_event_on_which_nothing_changes_is_the_same_object() -> None:
    given_ = ticket(comment(MARA, "c1"), comment(RUTH, "c2"))
    seen = attribute(Roles({"mara-lind": Role.TEAM}), given_)
    assert seen.history[0] is not given_.history[0]
    assert seen.history[1] is given_.history[1]


def test_nothing_but_the_side_and_the_view_of_an_event_changes() -> None:
    full = Event(
        "e1", MONDAY, Kind.CHANGED, RUTH, Field.STATUS, "Doing", "Done", "text", "ref", True, "https://x.example",
        StatusCategory.DONE, StatusCategory.DOING, MONDAY + timedelta(hours=1), "batch",
    )  # fmt: skip
    assert all(getattr(full, field.name) not in (None, "") for field in fields(Event))
    [seen] = attribute(Roles({"7002": Role.CLIENT}), ticket(full), client_sees=False).history
    assert seen == replace(full, actor=replace(RUTH, role=Role.CLIENT), public=False)


people = st.builds(
    Person,
    id=st.sampled_from("12"),
    name=st.sampled_from(["", "Ann", "ann"]),
    role=st.sampled_from(Role),
    handle=st.sampled_from(["", "ann", "ANN", "1"]),
    email=st.sampled_from(["", "ann@a.example", "Ann@A.example"]),
)
entries = st.dictionaries(
    st.sampled_from(["1", "2", "ann", "Ann", "@a.example", "ann@a.example", "s:ann", "t:1"]), st.sampled_from(Role)
)


@given(entries, st.lists(st.tuples(st.sampled_from("st"), people), max_size=12))
def test_what_was_asked_before_changes_no_answer(stated: dict[str, Role], asked: list[tuple[str, Person]]) -> None:
    """The memory of the sides only saves time."""
    roles = Roles(stated)
    for source, person in asked:
        assert roles.side(source, person) is Roles(stated).side(source, person)


@given(entries, people, st.booleans())
def test_to_attribute_twice_changes_nothing_more(stated: dict[str, Role], person: Person, sees: bool) -> None:
    roles = Roles(stated)
    once = attribute(roles, ticket(comment(person), reporter=person, assignees=(person,)), client_sees=sees)
    assert attribute(roles, once, client_sees=sees) is once


@pytest.mark.parametrize("author", [CI, RUTH])
def test_a_letter_is_the_teams_whichever_account_it_went_out_through(author: Person) -> None:
    given = ticket(comment(author), comment(author, "c2"))
    seen = Roles().attribute(given, client_sees=True, own_comments=frozenset({"c2"}), letters=frozenset({"c1"}))
    assert [event.actor and event.actor.role for event in seen.history] == [Role.TEAM, Role.BOT]
    assert [event.public for event in seen.history] == [True, True]
    hidden = Roles().attribute(given, client_sees=False, own_comments=frozenset(), letters=frozenset({"c1"}))
    assert not hidden.history[0].public
