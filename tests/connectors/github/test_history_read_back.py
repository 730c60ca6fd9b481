"""What is played on the sandbox is what the connector reads back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.connectors.github.desk import ANA, BEN, CLARA, SHOP, START, Desk, at, changed, milestone, moved, said, ticket

from forewarn.model import Event, Field, Item, Kind, Need, Person, Role, StatusCategory
from forewarn_github.sandbox.world import user_number

TODO, DOING, DONE = StatusCategory.TODO, StatusCategory.DOING, StatusCategory.DONE


def outline(event: Event) -> tuple[Any, ...]:
    actor = event.actor.id if event.actor else None
    return event.kind, event.field, event.old, event.new, event.at, actor, event.text


def test_the_history_that_was_played_is_read_back(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone(due=date(2026, 11, 30)))
    issue = desk.sandbox.open(ticket(description="As agreed.", labels=("bug",)))
    played = [
        said("When will it be ready?"),
        changed(Field.TITLE, "Log in with a key", "Log in with a passkey", 2),
        changed(Field.MILESTONE, None, launch, 3),
        Event("story", at(4), Kind.ADDED, ANA, Field.ASSIGNEE, new=BEN.id),
        Event("story", at(5), Kind.ADDED, BEN, Field.LABELS, new="urgent"),
        Event("story", at(6), Kind.REMOVED, BEN, Field.LABELS, old="bug"),
        moved("in progress", DOING, 7, BEN),
        said("On Friday.", BEN, 8),
        moved("closed", DONE, 9, BEN),
        moved("in progress", DOING, 10, CLARA),
        changed(Field.MILESTONE, launch, None, 11),
        Event("story", at(12), Kind.REMOVED, ANA, Field.ASSIGNEE, old=BEN.id),
        moved("open", TODO, 13, BEN),
        said("Still nothing?", CLARA, 14),
    ]
    for event in played:
        desk.sandbox.play(issue, event)

    read = desk.read().ticket(issue)

    # On GitHub work in progress is a label, so its coming and going is told twice: as a label and as a status.
    told = [e for e in read.history if not (e.field is Field.LABELS and "in progress" in (e.old, e.new))]
    befores = {7: "open", 9: "in progress", 10: "closed", 13: "in progress"}
    statuses = {at(hour): old for hour, old in befores.items()}
    expected = [replace(e, old=statuses[e.at]) if e.field is Field.STATUS else e for e in played]
    assert [outline(event) for event in told[1:]] == [outline(event) for event in expected]
    assert outline(told[0]) == (Kind.CREATED, None, None, None, START, CLARA.id, "")
    assert [e.category for e in told if e.field is Field.STATUS] == [DOING, DONE, DOING, TODO]
    assert [e.old_category for e in told if e.field is Field.STATUS] == [TODO, DOING, DONE, DOING]
    assert (read.title, read.status, read.category) == ("Log in with a passkey", "open", TODO)
    assert (read.labels, read.assignees, read.milestone) == (("urgent",), (), None)
    assert [comment.text for comment in read.comments()] == ["When will it be ready?", "On Friday.", "Still nothing?"]


def test_a_ticket_is_opened_with_the_state_it_is_given(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone())
    parent = desk.sandbox.open(ticket("The whole shop"))
    opened = ticket(
        description="As agreed.",
        type="Bug",
        status="in progress",
        category=DOING,
        assignees=(ANA, BEN),
        labels=("bug",),
        milestone=launch,
        parent=parent,
        checklist=(Item("a", "Draw it", done=True), Item("b", "Build it")),
    )

    issue = desk.sandbox.open(opened)
    got = desk.read().tickets[issue]

    assert (got.title, got.type, got.status, got.category) == (opened.title, "Bug", "in progress", DOING)
    assert got.description == "As agreed.\n\n- [x] Draw it\n- [ ] Build it"
    assert [(item.text, item.done) for item in got.checklist] == [("Draw it", True), ("Build it", False)]
    assert [person.id for person in got.assignees] == [ANA.id, BEN.id]
    assert (got.labels, got.milestone, got.parent) == (("bug", "in progress"), launch, parent)
    assert got.url == f"https://github.com/{SHOP}/issues/2"


@pytest.mark.parametrize(
    ("words", "declined"), [("closed", False), ("not planned", True)], ids=["delivered", "not planned"]
)
def test_an_issue_closed_as_not_planned_is_declined(desk: Desk, words: str, declined: bool) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, moved(words, DONE, 1))
    read = desk.read().ticket(issue)
    assert (read.status, read.category, read.declined) == ("closed", DONE, declined)


def test_a_label_that_goes_after_closing_does_not_reopen(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, moved("doing", DOING, 1))
    desk.sandbox.play(issue, moved("closed", DONE, 2))
    desk.sandbox.play(issue, Event("story", at(3), Kind.REMOVED, ANA, Field.LABELS, old="doing"))
    history = desk.read().ticket(issue).history
    statuses = [(event.at, event.old, event.new) for event in history if event.field is Field.STATUS]
    assert statuses == [(at(1), "open", "doing"), (at(2), "doing", "closed")]


def test_a_milestone_is_a_ticket_with_a_day_to_meet(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone(due=date(2026, 11, 30)))
    read = desk.read().ticket(launch)
    assert (read.id, read.is_milestone, read.due, read.category) == (
        f"{SHOP}!milestone-1",
        True,
        date(2026, 11, 30),
        TODO,
    )
    assert Need.COMMENTS in read.absent
    assert Need.DUE not in read.absent


def test_the_capabilities_say_what_github_cannot_give(desk: Desk) -> None:
    absent = desk.connector().reader().capabilities.absent
    assert set(absent) == {Need.PRIORITY, Need.ESTIMATE, Need.SPRINT, Need.CRITERIA, Need.REASON}
    issue, launch = desk.sandbox.open(ticket()), desk.sandbox.open(milestone())
    read = desk.read()
    assert all(read.ticket(one).absent.items() >= absent.items() for one in (issue, launch))


def test_a_new_day_for_a_milestone_leaves_no_event(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone(due=date(2026, 11, 30)))
    desk.sandbox.play(launch, changed(Field.DUE, "2026-11-30", "2026-12-14", 5))
    read = desk.read().ticket(launch)
    assert read.due == date(2026, 12, 14)
    assert [event.kind for event in read.history] == [Kind.CREATED]


def test_the_closing_of_a_milestone_is_told_with_its_instant(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone())
    desk.sandbox.play(launch, moved("closed", DONE, 5))
    read = desk.read().ticket(launch)
    assert read.category is DONE
    assert [(event.at, event.new, event.category) for event in read.history[1:]] == [(at(5), "closed", DONE)]
    assert (before := read.as_of(at(4))) is not None
    assert before.category is TODO


def test_tasks_are_ticked_and_edited_without_losing_their_ids(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket(checklist=(Item("a", "Draw it"), Item("b", "Draw it"))))
    first, second = (item.id for item in desk.read().tickets[issue].checklist)
    third = desk.sandbox.play(issue, Event("story", at(1), Kind.ADDED, ANA, Field.CHECKLIST, new="Build it"))
    desk.sandbox.play(issue, Event("story", at(2), Kind.TICKED, ANA, ref=second))
    desk.sandbox.play(issue, Event("story", at(3), Kind.TICKED, ANA, ref=third))
    desk.sandbox.play(issue, Event("story", at(4), Kind.UNTICKED, ANA, ref=third))
    items = desk.read().tickets[issue].checklist
    assert [(item.id, item.done) for item in items] == [(first, False), (second, True), (third, False)]
    desk.sandbox.play(issue, Event("story", at(5), Kind.REMOVED, ANA, Field.CHECKLIST, ref=third))
    assert [item.id for item in desk.read().tickets[issue].checklist] == [first, second]


def test_a_comment_whose_words_changed_says_when(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    comment = desk.sandbox.play(issue, said("On Friday."))
    desk.sandbox.play(issue, Event("story", at(2), Kind.EDITED, BEN, ref=comment, new="On Monday."))
    (event,) = [e for e in desk.read().ticket(issue).history if e.kind is Kind.COMMENTED]
    assert (event.ref, event.text, event.at, event.edited) == (comment, "On Monday.", at(1), at(2))


def test_an_issue_without_comments_has_lost_those_it_had(desk: Desk) -> None:
    issue, other = desk.sandbox.open(ticket()), desk.sandbox.open(ticket("Pay by card"))
    comment = desk.sandbox.play(issue, said("Never mind"))
    desk.sandbox.play(other, said("When?"))
    desk.sandbox.play(issue, Event("story", at(2), Kind.DELETED, CLARA, ref=comment))
    whole = [ticket_id for batch in desk.connector().reader().read(SHOP, None) for ticket_id in batch.whole]
    assert whole == [issue]


ROLES = {
    "member": (ANA, Role.TEAM),
    "collaborator, perhaps a client": (CLARA, Role.UNKNOWN),
    "bot": (Person("301", "tidy", Role.BOT, "tidy[bot]"), Role.BOT),
    "app by its name alone": (Person("302", "dependabot[bot]", Role.UNKNOWN, "dependabot[bot]"), Role.BOT),
}


@pytest.mark.parametrize(("author", "role"), ROLES.values(), ids=ROLES.keys())
def test_the_author_of_a_comment_stands_where_github_puts_them(desk: Desk, author: Person, role: Role) -> None:
    issue = desk.sandbox.open(ticket(reporter=author))
    desk.sandbox.play(issue, said("Hello", author))
    read = desk.read().ticket(issue)
    assert [event.actor.role for event in read.history if event.actor] == [role, role]
    assert read.reporter == Person(author.id, author.handle, role, author.handle)


def test_a_deleted_account_is_a_ghost(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket(reporter=None))
    desk.sandbox.play(issue, said("Hello", None))
    assert {event.actor for event in desk.read().ticket(issue).history} == {Person("ghost", "ghost")}


def test_people_without_a_number_get_one_that_stays(desk: Desk) -> None:
    dora = Person("dora@example.org", "Dora", Role.TEAM, "dora")
    issue = desk.sandbox.open(ticket(reporter=dora))
    assert desk.read().tickets[issue].reporter == Person(str(user_number(dora)), "dora", Role.TEAM, "dora")


@pytest.mark.parametrize("client_visible", [True, False])
def test_whether_clients_see_the_source_is_left_to_the_config(desk: Desk, client_visible: bool) -> None:
    """Who corrects it there need not read everything again."""
    issue, _ = desk.sandbox.open(ticket()), desk.sandbox.open(milestone())
    desk.sandbox.play(issue, said("Hello"))
    desk.sandbox.play(issue, moved("closed", StatusCategory.DONE, 2))
    shelf = desk.read(client_visible=client_visible)
    assert {event.public for events in shelf.events.values() for event in events.values()} == {True}


@pytest.mark.parametrize("wanted", [False, True], ids=["left aside", "wanted"])
def test_pull_requests_are_tickets_only_where_wanted(desk: Desk, wanted: bool) -> None:
    pull = desk.sandbox.open(ticket("Fix it", type="pull request", reporter=BEN))
    desk.sandbox.play(pull, said("Looks good"))
    desk.sandbox.play(pull, moved("closed", DONE, 2))
    shelf = desk.read(pull_requests=wanted)
    assert (pull in shelf.tickets) is wanted
    assert (pull in shelf.events) is wanted
    assert not wanted or (shelf.tickets[pull].type, shelf.tickets[pull].declined) == ("pull request", False)


def test_a_repository_may_be_called_pull(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket(container="acme/pull"))
    desk.sandbox.play(issue, said("When will it be ready?"))
    (comment,) = desk.read(container="acme/pull").ticket(issue).comments()
    assert comment.text == "When will it be ready?"


def test_the_labels_that_mean_in_progress_are_the_agencys_own(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, Event("story", at(1), Kind.ADDED, ANA, Field.LABELS, new="In Review"))
    read = desk.read(doing_labels=["building", "in review"]).ticket(issue)
    assert (read.status, read.category, read.labels) == ("in review", DOING, ("In Review",))
    assert [event.new for event in read.history if event.field is Field.STATUS] == ["in review"]


IMPOSSIBLE: dict[str, Event] = {
    "an issue's due date": changed(Field.DUE, None, "2026-11-30", 1),
    "a priority": changed(Field.PRIORITY, None, "high", 1),
    "a private comment": replace(said("psst"), public=False),
    "a link": Event("story", at(1), Kind.ADDED, ANA, Field.LINKS, new="x"),
}


@pytest.mark.parametrize("event", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_the_sandbox_refuses_what_nobody_can_do_on_github(desk: Desk, event: Event) -> None:
    issue = desk.sandbox.open(ticket())
    with pytest.raises(ValueError, match="on GitHub"):
        desk.sandbox.play(issue, event)


@pytest.mark.parametrize("what", [{"due": date(2026, 11, 30)}, {"priority": "high"}], ids=["due", "priority"])
def test_the_sandbox_refuses_to_open_what_github_does_not_have(desk: Desk, what: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="an issue on GitHub has no"):
        desk.sandbox.open(ticket(**what))
