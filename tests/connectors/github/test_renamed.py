"""Repositories that get another name: the one in the config goes on, so that nothing remembered is lost."""

import pytest
from tests.connectors.github.desk import BEN, SHOP, Desk, Shelf, milestone, ref, said, ticket

from forewarn.errors import GoneError
from forewarn.model import Audience, Event, Kind
from forewarn_github.renames import Renames

STORE = "acme/store"


def test_a_renamed_repository_is_read_on_under_the_name_in_the_config(desk: Desk) -> None:
    issue, launch = desk.sandbox.open(ticket()), desk.sandbox.open(milestone())
    before = desk.read()
    desk.sandbox.rename(SHOP, STORE)
    later = desk.sandbox.play(f"{STORE}#1", said("Any news?", hours=30))
    second = desk.sandbox.open(ticket("Pay by card", container=STORE))
    reader = desk.connector().reader()
    shelf = before.absorb(reader.read(SHOP, before.cursor))
    assert (set(shelf.tickets), second) == ({issue, launch, f"{SHOP}#2"}, f"{STORE}#2")
    assert any(event.ref == later for event in shelf.events[issue].values())
    assert reader.present(SHOP) == {issue, launch, f"{SHOP}#2"}
    assert not reader.is_gone(ref(issue))
    assert reader.ended(SHOP) == ""
    assert shelf.tickets[f"{SHOP}#2"].url.endswith("/acme/store/issues/2")


def test_the_new_name_is_asked_for_once_a_run(desk: Desk) -> None:
    desk.sandbox.open(ticket())
    desk.sandbox.rename(SHOP, STORE)
    list(desk.connector().reader().read(SHOP, None))
    paths = [request.path for request in desk.sandbox.requests]
    assert sum(path.startswith(f"/repos/{SHOP}") for path in paths) == 2
    assert sum(path.startswith("/repositories/") and path.count("/") == 2 for path in paths) == 1


def test_comments_are_found_written_changed_and_deleted_in_a_renamed_repository(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    first = desk.connector().speaker().post(ref(issue), "Due on Friday.", marker="a", audience=Audience.CLIENT)
    desk.sandbox.rename(SHOP, STORE)
    speaker = desk.connector().speaker()
    speaker.edit(ref(issue), first.id, "Due today.", marker="a", audience=Audience.CLIENT)
    second = speaker.post(ref(issue), "And tomorrow.", marker="b", audience=Audience.CLIENT)
    assert [(one.id, one.body) for one in speaker.find(ref(issue))] == [
        (first.id, "Due today."),
        (second.id, "And tomorrow."),
    ]
    speaker.withdraw(ref(issue), second.id)
    assert [one.id for one in speaker.find(ref(issue))] == [first.id]


def test_a_first_request_that_writes_is_sent_once_where_the_repository_is(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.rename(SHOP, STORE)
    desk.connector().speaker().post(ref(issue), "Due on Friday.", marker="a", audience=Audience.CLIENT)
    assert len(desk.connector().speaker().find(ref(issue))) == 1


def test_what_another_owner_has_now_is_not_followed(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.rename(SHOP, "client/shop")
    with pytest.raises(GoneError, match="renamed or moved"):
        desk.read()
    with pytest.raises(GoneError, match="renamed or moved"):
        desk.connector().speaker().post(ref(issue), "For us.", marker="a", audience=Audience.CLIENT)
    assert not [request for request in desk.sandbox.requests if request.path.startswith("/repos/client")]


def test_references_by_either_name_lead_to_the_same_issue(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.rename(SHOP, STORE)
    for name in (SHOP, STORE):
        desk.sandbox.open(
            ticket(f"Fix by {name}", type="pull request", container=STORE, description=f"Closes {name}#1")
        )
    shelf = Shelf().absorb(desk.connector(pull_requests=True).reader().read(SHOP, None))
    assert [[link.target for link in shelf.tickets[f"{SHOP}#{n}"].links] for n in (2, 3)] == [[issue], [issue]]


def test_an_issue_that_was_transferred_is_still_gone(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.move(issue, "acme/wiki", Event("", desk.clock.now, Kind.CHANGED, BEN).at)
    assert desk.connector().reader().is_gone(ref(issue))


def test_a_name_that_was_learned_is_not_renamed_again() -> None:
    renames = Renames()
    assert renames.learn("Acme/shop", "acme/store")
    assert not renames.learn("acme/store", "acme/mart")
    assert renames.path("/repos/acme/SHOP/issues?page=2") == "/repos/acme/store/issues?page=2"
    assert renames.path("/repositories/1/issues") == "/repositories/1/issues"
    assert renames.known_as("Acme/Store") == "Acme/shop"
