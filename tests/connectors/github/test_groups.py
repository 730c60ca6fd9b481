"""Organisations and teams: complete, and what to do where GitHub does not tell."""

import pytest
import requests
from tests.connectors.github.desk import ANA, BEN, CLARA, SHOP, START, Desk, ticket
from tests.connectors.openapi import CONTRACTS, load_spec

from forewarn.connect import Grouping
from forewarn.errors import GoneError, PermissionDenied
from forewarn.model import Person, Role
from forewarn_github.sandbox import GitHubSandbox
from forewarn_github.sandbox.server import TOKEN

SPEC = load_spec("github-rest")


def members(desk: Desk, group: str) -> tuple[Person, ...]:
    reader = desk.connector().reader()
    assert isinstance(reader, Grouping)
    return reader.members(group, [SHOP])


def handles(desk: Desk, group: str) -> list[str]:
    return [who.handle for who in members(desk, group)]


def test_an_organisation_and_its_teams_are_groups(desk: Desk) -> None:
    for group, who in (("acme", ANA), ("acme", BEN), ("acme/design-team", BEN), ("Other", CLARA)):
        desk.sandbox.join(group, who, SHOP)
    assert [handles(desk, group) for group in ("acme", "acme/design-team", "other")] == [
        ["ana", "ben"],
        ["ben"],
        ["clara"],
    ]


@pytest.mark.parametrize(("people", "asked"), [(0, 1), (100, 1), (101, 2), (250, 3)])
def test_a_group_costs_a_request_for_a_hundred_people(desk: Desk, people: int, asked: int) -> None:
    desk.sandbox.join("acme/all", ANA, SHOP)
    desk.sandbox.leave("acme/all", ANA, SHOP)
    for number in range(people):
        desk.sandbox.join("acme/all", Person(str(5000 + number), "", handle=f"person-{number}"), SHOP)
    assert handles(desk, "acme/all") == [f"person-{number}" for number in range(people)]
    assert [request.path for request in desk.sandbox.requests] == ["/orgs/acme/teams/all/members"] * asked


def test_a_member_is_the_person_who_acts_on_issues(desk: Desk) -> None:
    number = desk.sandbox.open(ticket(reporter=CLARA))
    desk.sandbox.join("acme/clients", CLARA, SHOP)
    assert members(desk, "acme/clients") == (desk.read().tickets[number].reporter,)


def test_a_bot_in_a_team_is_a_bot(desk: Desk) -> None:
    desk.sandbox.join("acme", Person("9", "", Role.BOT, "tidy[bot]"), SHOP)
    assert [who.role for who in members(desk, "acme")] == [Role.BOT]


def test_the_path_of_an_enterprise_server_is_kept() -> None:
    with GitHubSandbox(START, prefix="/api/v3") as sandbox:
        sandbox.join("acme/all", ANA, SHOP)
        desk = Desk(sandbox)
        assert handles(desk, "acme/all") == ["ana"]
        assert {request.path for request in sandbox.requests} == {"/api/v3/orgs/acme/teams/all/members"}


@pytest.mark.parametrize("group", ["nobody", "acme/nobody"])
def test_a_group_that_is_not_shown_is_named_with_the_scope_that_shows_it(desk: Desk, group: str) -> None:
    desk.sandbox.join("acme/all", ANA, SHOP)
    with pytest.raises(GoneError, match=f"there is no group '{group}'") as caught:
        members(desk, group)
    assert "read:org" in caught.value.next_step


@pytest.mark.parametrize("group", ["", "acme/", "acme/a/b", "Acme Design", "acme/..", "/acme", "acme?x=1"])
def test_what_can_be_no_group_is_not_asked_for(desk: Desk, group: str) -> None:
    with pytest.raises(GoneError, match="no organisation or team") as caught:
        members(desk, group)
    assert caught.value.next_step == "Write org or org/team-slug."
    assert not desk.sandbox.requests


@pytest.mark.parametrize(
    ("group", "words"),
    [("acme/all", "may not see who is in 'acme/all'"), ("acme", "not in acme, and sees only who is in it publicly")],
)
def test_a_token_that_may_not_read_the_organisation_is_told_so(desk: Desk, group: str, words: str) -> None:
    desk.sandbox.join(group, ANA, SHOP)
    desk.sandbox.quirks.sees_groups = False
    with pytest.raises(PermissionDenied, match=words) as caught:
        members(desk, group)
    assert "read:org" in caught.value.next_step
    assert "name the people themselves" in caught.value.next_step


@pytest.mark.skipif(SPEC is None, reason=f"no specification of GitHub in {CONTRACTS}")
def test_the_people_are_as_published(desk: Desk) -> None:
    """The address itself is not among those published there; the people in its answer are."""
    assert SPEC is not None
    for who in (ANA, Person("9", "", Role.BOT, "tidy[bot]")):
        desk.sandbox.join("acme/all", who, SHOP)
    url = f"{desk.sandbox.url}/orgs/acme/teams/all/members"
    answer = requests.get(url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=5).json()
    assert len(answer) == 2
    for one in answer:
        assert list(SPEC.errors({"$ref": "#/components/schemas/simple-user"}, one)) == []
