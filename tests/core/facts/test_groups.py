"""Groups of the trackers put people on a side: behind what names them, before what the tracker says."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.engine import basis
from forewarn.facts.groups import Member
from forewarn.facts.roles import Roles
from forewarn.model import Person, Role

MARA = Person("7001", "Mara Lind", handle="mara-lind", email="mara@northlight.example")
STAFF, CLIENTS, BOTS = ("jira", "staff"), ("jira", "clients"), ("jira", "bots")
SIDES = {STAFF: Role.TEAM, CLIENTS: Role.CLIENT, BOTS: Role.BOT}


def member(group: tuple[str, str] = STAFF, person: Person = MARA, **more: object) -> Member:
    return Member(*group, replace(person, email=""), **more)  # type: ignore[arg-type]


def former(group: tuple[str, str] = STAFF, person: Person = MARA) -> Member:
    return member(group, person, is_current=False)


def roles(*members: Member, **more: object) -> Roles:
    return Roles(groups=SIDES, **more).with_members(members)  # type: ignore[arg-type]


@pytest.mark.parametrize("group", SIDES)
def test_a_member_stands_on_the_side_of_the_group(group: tuple[str, str]) -> None:
    assert roles(member(group)).side("jira", MARA) is SIDES[group]


@pytest.mark.parametrize("other", [Person("7002", "Mara Lind", handle="mara-lind"), Person("70", "")])
def test_a_member_is_known_by_the_id_alone(other: Person) -> None:
    """Names are shared, and handles change hands."""
    assert roles(member()).side("jira", other) is Role.UNKNOWN


def test_an_id_of_another_tracker_is_somebody_else() -> None:
    assert roles(member()).side("trello", MARA) is Role.UNKNOWN


def test_a_group_that_the_config_no_longer_names_says_nothing() -> None:
    assert roles(member(("jira", "old"))).side("jira", MARA) is Role.UNKNOWN


@pytest.mark.parametrize(
    "entry", ["7001", "mara-lind", "Mara Lind", "mara@northlight.example", "@northlight.example", "jira:mara-lind"]
)
def test_what_names_somebody_counts_more_than_a_group(entry: str) -> None:
    assert roles(member(), entries={entry: Role.CLIENT}).side("jira", MARA) is Role.CLIENT


def test_the_domain_of_an_address_counts_more_also_where_the_address_was_forgotten() -> None:
    stated = Roles({"@northlight.example": Role.CLIENT}).by_address(MARA)
    assert roles(member(stated=stated)).side("jira", replace(MARA, email="")) is Role.CLIENT
    assert roles(member(stated=stated), entries={"7001": Role.BOT}).side("jira", MARA) is Role.BOT


@pytest.mark.parametrize(
    ("entries", "side"),
    [
        ({}, None),
        ({"@Northlight.example": Role.TEAM}, Role.TEAM),
        ({"mara@northlight.example": Role.CLIENT, "@northlight.example": Role.TEAM}, Role.CLIENT),
        ({"7001": Role.TEAM, "mara-lind": Role.TEAM, "@example": Role.TEAM, "": Role.TEAM}, None),
    ],
)
def test_an_address_alone_says_a_side_or_none(entries: dict[str, Role], side: Role | None) -> None:
    assert Roles(entries).by_address(MARA) is side
    assert Roles(entries).by_address(replace(MARA, email="")) is None


def test_a_group_counts_more_than_what_the_tracker_says_of_a_side() -> None:
    assert roles(member(CLIENTS)).side("jira", replace(MARA, role=Role.TEAM)) is Role.CLIENT


def test_an_app_in_a_group_of_people_remains_a_bot_whoever_was_asked_about_first() -> None:
    joined = roles(member())
    app = replace(MARA, role=Role.BOT)
    assert [joined.side("jira", one) for one in (MARA, app, MARA)] == [Role.TEAM, Role.BOT, Role.TEAM]


@pytest.mark.parametrize(
    ("members", "side"),
    [
        ([member(STAFF), member(CLIENTS)], Role.TEAM),
        ([member(STAFF), member(BOTS)], Role.BOT),
        ([member(CLIENTS), member(BOTS), member(STAFF)], Role.BOT),
        ([former(STAFF)], Role.TEAM),
        ([former(STAFF), member(CLIENTS)], Role.CLIENT),
        ([former(BOTS), former(STAFF), member(CLIENTS)], Role.CLIENT),
        ([former(CLIENTS), former(STAFF)], Role.TEAM),
    ],
)
def test_of_several_groups_the_present_ones_count_and_then_bots_and_the_team(members: list[Member], side: Role) -> None:
    assert {roles(*order).side("jira", MARA) for order in permutations(members)} == {side}


def test_somebody_with_several_accounts_is_on_one_side_with_all_of_them() -> None:
    people = {"jira:7001": "Mara Lind", "github:mara": "Mara Lind"}
    on_github = Person("42", "mara", handle="mara")
    joined = roles(member(STAFF), member(CLIENTS), people=people)
    assert [joined.side("jira", MARA), joined.side("github", on_github)] == [Role.TEAM, Role.TEAM]


MEMBERS = st.builds(
    Member,
    st.sampled_from(["jira", "trello"]),
    st.sampled_from(["staff", "clients", "bots", "unnamed"]),
    st.builds(Person, st.sampled_from(["1", "2", "3"]), st.just("")),
    st.sampled_from([None, None, Role.TEAM, Role.CLIENT]),
    st.booleans(),
)


@given(st.lists(MEMBERS, max_size=8, unique_by=lambda m: (m.source, m.group, m.person.id)), st.randoms())
def test_the_order_in_which_groups_are_read_says_nothing(members: list[Member], random: object) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    groups = {(source, name): side for source in ("jira", "trello") for (_, name), side in SIDES.items()}
    stated = {(m.source, m.person.id) for m in members if m.stated and (m.source, m.group) in groups}
    one, other = (Roles(groups=groups).with_members(order) for order in (members, shuffled))
    for source in ("jira", "trello"):
        for ident in ("1", "2", "3"):
            if (source, ident) in stated:
                continue  # two statements of one address cannot differ
            assert one.side(source, Person(ident, "")) is other.side(source, Person(ident, ""))


@given(st.lists(MEMBERS, max_size=8, unique_by=lambda m: (m.source, m.group, m.person.id)), MEMBERS)
def test_whoever_leaves_keeps_their_side_unless_another_group_has_them(members: list[Member], leaving: Member) -> None:
    others = [m for m in members if (m.source, m.person.id) != (leaving.source, leaving.person.id)]
    groups = {(source, name): side for source in ("jira", "trello") for (_, name), side in SIDES.items()}
    before = Roles(groups=groups).with_members([*others, replace(leaving, is_current=True)])
    after = Roles(groups=groups).with_members([*others, replace(leaving, is_current=False)])
    for source in ("jira", "trello"):
        for ident in ("1", "2", "3"):
            assert before.side(source, Person(ident, "")) is after.side(source, Person(ident, ""))
    assert basis(before) == basis(after), "nothing is asked again where nobody changed sides"


def test_another_member_changes_what_answers_rest_on() -> None:
    digests = {basis(roles()), basis(roles(member())), basis(roles(member(CLIENTS))), basis(Roles())}
    assert len(digests) == 4
