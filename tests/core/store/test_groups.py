"""Who is in a group is remembered with who was, and a failure forgets nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.groups import Member
from forewarn.facts.roles import Roles
from forewarn.model import Person, Role
from forewarn.store import GroupRead, Store, open_store

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARA, TOM = Person("1", "Mara", handle="mara"), Person("2", "Tom")


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def keep(store: Store, *people: Person, group: str = "staff", source: str = "jira", now: datetime = NOW) -> None:
    store.groups.keep(source, group, ["HRB"], [Member(source, group, who) for who in people], now)


def told(store: Store) -> dict[tuple[str, str, str], bool]:
    return {(m.source, m.group, m.person.id): m.is_current for m in store.groups.members()}


def test_members_are_read_back_whole(store: Store) -> None:
    given = (Member("jira", "staff", MARA, Role.CLIENT), Member("jira", "staff", TOM))
    store.groups.keep("jira", "staff", ["HRB"], given, NOW)
    assert store.groups.members() == given


def test_whoever_is_missing_has_left_and_is_not_forgotten(store: Store) -> None:
    keep(store, MARA, TOM)
    keep(store, TOM)
    assert told(store) == {("jira", "staff", "1"): False, ("jira", "staff", "2"): True}
    assert store.groups.members()[0].person == MARA


def test_whoever_comes_back_is_a_member_again_under_their_new_name(store: Store) -> None:
    keep(store, MARA)
    keep(store)
    keep(store, Person("1", "Mara Lind"))
    assert store.groups.members() == (Member("jira", "staff", Person("1", "Mara Lind")),)


def test_groups_of_one_name_in_two_sources_are_two(store: Store) -> None:
    keep(store, MARA)
    keep(store, TOM, source="trello")
    keep(store, TOM, group="clients")
    keep(store, source="trello")
    assert told(store) == {
        ("jira", "clients", "2"): True,
        ("jira", "staff", "1"): True,
        ("trello", "staff", "2"): False,
    }


def test_it_is_known_when_a_group_was_read_and_what_went_wrong(store: Store) -> None:
    assert store.groups.last("jira", "staff") == GroupRead()
    store.groups.fail("jira", "staff", "no", NOW)
    assert store.groups.last("jira", "staff") == GroupRead((), None, "no")
    keep(store, MARA, now=NOW + HOUR)
    assert store.groups.last("jira", "staff") == GroupRead(("HRB",), NOW + HOUR, None)
    store.groups.fail("jira", "staff", "down", NOW + 2 * HOUR)
    assert store.groups.last("jira", "staff") == GroupRead(("HRB",), NOW + HOUR, "down")
    assert told(store) == {("jira", "staff", "1"): True}


def test_roles_are_joined_with_the_members_of_their_groups_alone(store: Store) -> None:
    keep(store, MARA)
    keep(store, TOM, group="other")
    joined = store.groups.join(Roles(groups={("jira", "staff"): Role.TEAM}))
    assert [joined.side("jira", who) for who in (MARA, TOM)] == [Role.TEAM, Role.UNKNOWN]


def test_roles_without_groups_are_as_they_were(store: Store) -> None:
    keep(store, MARA)
    roles = Roles({"mara": Role.TEAM})
    assert store.groups.join(roles) is roles


def test_after_any_readings_the_last_one_are_members_and_all_others_were(store: Store) -> None:
    numbers = count()

    @given(st.lists(st.sets(st.sampled_from("abcde")), max_size=6))
    @settings(max_examples=40, deadline=None)
    def holds(readings: list[set[str]]) -> None:
        group = f"group-{next(numbers)}"
        for people in readings:
            keep(store, *(Person(one, one) for one in people), group=group)
        last = readings[-1] if readings else set()
        known = {m.person.id: m.is_current for m in store.groups.members() if m.group == group}
        assert known == {one: one in last for one in set().union(*readings)}

    holds()
