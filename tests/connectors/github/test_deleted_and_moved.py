"""What no listing of changes shows: deletions, transfers, and what the account may do."""

import json
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from tests.connectors.github.desk import ANA, BEN, SHOP, START, Desk, Shelf, at, milestone, moved, ref, said, ticket

from forewarn.connect import Ending, Rights
from forewarn.connect.stage import Deleting, Fault, Moving
from forewarn.errors import AuthError, GoneError, PartlyRead, PermissionDenied, UnavailableError
from forewarn.model import Event, Field, Kind, Person, StatusCategory
from forewarn_github.sandbox import GitHubSandbox

WIKI = "acme/wiki"


def test_everything_there_is_is_listed(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone())
    issues = [desk.sandbox.open(ticket(f"Number {n}")) for n in range(105)]
    desk.sandbox.play(issues[0], moved("closed", StatusCategory.DONE, 1))
    pull = desk.sandbox.open(ticket("Fix it", type="pull request"))
    reader = desk.connector().reader()
    assert reader.present(SHOP) == {*issues, launch}
    assert len(desk.sandbox.requests) == 3
    assert desk.connector(pull_requests=True).reader().present(SHOP) == {*issues, pull, launch}


def test_milestones_that_were_just_read_are_not_asked_for_again(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone())
    desk.sandbox.open(milestone("Later"))
    reader = desk.connector().reader()
    list(reader.read(SHOP, None))
    before = len(desk.sandbox.requests)
    assert launch in reader.present(SHOP)
    assert [request.path for request in desk.sandbox.requests[before:]] == [f"/repos/{SHOP}/issues"]


def test_a_milestone_that_we_may_not_see_is_not_taken_for_deleted(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone())
    for _ in range(2):
        desk.sandbox.misbehave(Fault("status", path="/milestones", status=403, times=1))
    reader = desk.connector().reader()
    with pytest.raises(PermissionDenied):
        reader.is_gone(ref(launch))
    with pytest.raises(PermissionDenied):
        reader.present(SHOP)


def test_a_deleted_issue_is_missing_and_gone(desk: Desk) -> None:
    assert isinstance(desk.sandbox, Deleting)
    first, second = desk.sandbox.open(ticket()), desk.sandbox.open(ticket("Pay by card"))
    desk.sandbox.delete(first, at(1))
    reader = desk.connector().reader()
    assert reader.present(SHOP) == {second}
    assert (reader.is_gone(ref(first)), reader.is_gone(ref(second))) == (True, False)
    assert desk.sandbox.open(ticket("Another")) == f"{SHOP}#3"


def test_what_cannot_be_asked_for_now_is_not_gone(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.misbehave(Fault("status", status=502, times=9))
    with pytest.raises(UnavailableError):
        desk.connector().reader().is_gone(ref(issue))


@pytest.mark.parametrize("path", ["/issues/3/comments", "/issues/3/events"])
@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_transferred_issue_whose_past_cannot_be_read_is_asked_for_by_itself(
    desk: Desk, status: int, path: str
) -> None:
    issue, other = desk.sandbox.open(ticket()), desk.sandbox.open(ticket("Page", container=WIKI))
    desk.sandbox.play(desk.sandbox.open(ticket("Another", container=WIKI)), said("Hello", hours=9))
    desk.sandbox.play(issue, said("When?", hours=1))
    wiki = desk.read(container=WIKI)
    there = desk.sandbox.move(issue, WIKI, at(10))
    desk.sandbox.misbehave(Fault("status", path=path, status=status, times=99))

    def run(hours: float) -> list[str]:
        desk.clock.now = desk.sandbox.now = at(hours)
        with closing(desk.connector(attempts=1).reader()) as reader:
            try:
                wiki.absorb(reader.read(WIKI, wiki.cursor))
            except PartlyRead as error:
                return list(error.tickets)
        return []

    assert run(11) == [there]
    desk.sandbox.play(other, said("And this?", hours=12))
    desk.sandbox.play(there, Event("", at(12), Kind.ADDED, ANA, Field.LABELS, new="bug"))
    assert run(13) == [there]
    assert "And this?" in {event.text for event in wiki.events[other].values()}, "the rest goes on"
    desk.sandbox.forgive()
    assert run(14) == []
    assert "When?" in {event.text for event in wiki.events[there].values()}
    asked = len(desk.sandbox.requests)
    run(15)
    assert {request.path for request in desk.sandbox.requests[asked:]}.isdisjoint({path}), "and never again"


def test_a_transferred_issue_that_went_on_before_it_was_read_is_left_to_nobody(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(desk.sandbox.open(ticket("Page", container=WIKI)), said("Hello", hours=9))
    wiki = desk.read(container=WIKI)
    there = desk.sandbox.move(issue, WIKI, at(10))
    reading = desk.connector().reader().read(WIKI, wiki.cursor)
    wiki.absorb([next(reading), next(reading)])  # the issues are read
    desk.sandbox.move(there, SHOP, at(11))
    assert '"changed"' not in (wiki.absorb(reading).cursor or ""), "another pass notices"


def test_a_transferred_issue_is_gone_here_and_brings_its_past_there(desk: Desk) -> None:
    assert isinstance(desk.sandbox, Moving)
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(desk.sandbox.open(ticket("Page", container=WIKI)), said("Hello", hours=9))
    desk.sandbox.play(issue, said("When?", hours=1))
    desk.sandbox.play(issue, moved("in progress", StatusCategory.DOING, 2))
    desk.sandbox.play(issue, Event("", at(3), Kind.ADDED, ANA, Field.ASSIGNEE, new=BEN.id))
    desk.sandbox.play(issue, moved("closed", StatusCategory.DONE, 4))
    before, wiki = desk.read().ticket(issue), desk.read(container=WIKI)

    there = desk.sandbox.move(issue, WIKI, at(10))
    reader = desk.connector().reader()
    after = wiki.absorb(reader.read(WIKI, wiki.cursor)).ticket(there)

    assert there == f"{WIKI}#2"
    assert [(e.id, e.kind, e.old, e.new) for e in after.history] == [
        (e.id, e.kind, e.old, e.new) for e in before.history
    ]
    assert reader.present(SHOP) == frozenset()
    assert reader.is_gone(ref(issue))
    quiet = Shelf(wiki.tickets).absorb(reader.read(WIKI, wiki.cursor))
    assert set(quiet.tickets) == {f"{WIKI}#1", there}


def test_a_new_issue_is_not_asked_for_by_itself(desk: Desk) -> None:
    desk.sandbox.play(desk.sandbox.open(ticket()), said("Hello"))
    cursor = desk.read().cursor
    desk.sandbox.open(ticket("New", created=at(5)))
    before = len(desk.sandbox.requests)
    desk.read(cursor)
    assert len(desk.sandbox.requests) - before == 4


def test_nothing_is_asked_in_advance(desk: Desk) -> None:
    desk.connector().reader().expect({SHOP: None})
    assert desk.sandbox.requests == ()


class Settled(GitHubSandbox):
    """Answers for the repository with other settings, and with other headers."""

    def __init__(self, settings: dict[str, Any], headers: dict[str, str | None]) -> None:
        super().__init__(START)
        self._settings, self._headers = settings, headers

    def _finish(self, request: Any, answer: Any, cost: int = 1) -> Any:
        response = super()._finish(request, answer, cost)
        if self._settings and isinstance(answer.data, dict) and "full_name" in answer.data:
            response.set_data(json.dumps(answer.data | self._settings))
        for name, value in self._headers.items():
            response.headers.remove(name)
            if value is not None:
                response.headers[name] = value
        return response


RIGHTS: dict[str, tuple[dict[str, Any], dict[str, str | None], Rights]] = {
    "classic token": ({}, {}, Rights(SHOP, True, True, True)),
    "fine-grained token": ({}, {"X-OAuth-Scopes": None}, Rights(SHOP, True)),
    "public repository": ({"private": False}, {"X-OAuth-Scopes": "gist, public_repo"}, Rights(SHOP, True, True, True)),
    "scope too small": (
        {},
        {"X-OAuth-Scopes": "public_repo"},
        Rights(SHOP, True, False, False, "the token may not write comments there", "Give the token the scope repo."),
    ),
    "archived": (
        {"archived": True},
        {},
        Rights(
            SHOP, True, False, False, "it is archived, so nobody can comment there",
            "Take it out of the config, or out of the archive.",
        ),
    ),
    "no issues": (
        {"has_issues": False},
        {},
        Rights(SHOP, False, False, False, "its issues are switched off", "Switch them on in its settings."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("archived", [True, False])
def test_an_archived_repository_is_over(archived: bool) -> None:
    with Settled({"archived": archived}, {}) as sandbox:
        sandbox.open(ticket())
        reader = Desk(sandbox).connector().reader()
        assert isinstance(reader, Ending)
        assert reader.ended(SHOP) == ("is archived" if archived else "")
        assert len(sandbox.requests) == 1


@pytest.mark.parametrize(("settings", "headers", "rights"), RIGHTS.values(), ids=RIGHTS.keys())
def test_what_the_account_may_do_is_told_as_far_as_github_tells(
    settings: dict[str, Any], headers: dict[str, str | None], rights: Rights
) -> None:
    with Settled(settings, headers) as sandbox:
        sandbox.open(ticket())
        assert Desk(sandbox).connector().reader().examine([SHOP]).rights == (rights,)


@pytest.mark.parametrize(("private", "client_visible"), [(True, False), (False, True), (False, False)])
def test_a_public_repository_that_no_client_shall_see_is_noted(*, private: bool, client_visible: bool) -> None:
    with Settled({"private": private}, {}) as sandbox:
        sandbox.open(ticket())
        notes = Desk(sandbox).connector(client_visible=client_visible).reader().examine([SHOP]).notes
    told = not private and not client_visible
    assert [words for words, _ in notes] == [f"{SHOP} is public: anybody can read what is said there"] * told


def test_the_examination_tells_account_clock_and_budget(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    desk.sandbox.now = START + timedelta(minutes=7)
    found = desk.connector().reader().examine([SHOP, "acme/nothing"])
    assert found.account == Person("9001", "forewarn-agent", handle="forewarn-agent")
    assert (found.clock_skew, found.budget, found.budget_left) == (timedelta(minutes=7), 5000, 4999)
    assert [(rights.container, rights.read) for rights in found.rights] == [(SHOP, True), ("acme/nothing", False)]
    assert "not visible" in found.rights[1].problem
    assert found.notes == ()
    assert desk.sent("GET") == len(desk.sandbox.requests) == 3


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("2026-11-05 08:00:00 UTC", True),
        ("2026-11-05 08:00:00 +0100", True),
        ("2027-05-05 08:00:00 UTC", False),
        ("?", False),
    ],
)
def test_a_token_that_soon_expires_is_noted(text: str, noted: bool) -> None:
    with Settled({}, {"GitHub-Authentication-Token-Expiration": text}) as sandbox:
        notes = Desk(sandbox).connector().reader().examine([]).notes
    assert [words for words, _ in notes] == ["the token expires on 2026-11-05"] * noted


def test_an_examination_without_an_answer_is_no_clean_bill_of_health(desk: Desk) -> None:
    with pytest.raises(AuthError):
        desk.connector(token="ghp_old").reader().examine([SHOP])
    desk.sandbox.misbehave(Fault("cut", times=9))
    with pytest.raises(UnavailableError):
        desk.connector().reader().examine([SHOP])


def test_the_rights_of_one_repository_do_not_hide_those_of_another(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    desk.sandbox.misbehave(Fault("status", path="/repos/acme/shop", status=403, body='{"message": "SSO needed"}'))
    rights = desk.connector().reader().examine([SHOP, SHOP]).rights
    assert [each.read for each in rights] == [False, True]
    assert "SSO needed" in rights[0].problem


def test_a_repository_that_is_not_there_has_nothing_present_only_as_an_error(desk: Desk) -> None:
    with pytest.raises(GoneError):
        desk.connector().reader().present("acme/nothing")
