"""What is read back is the history that was played."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forewarn.model import Field, Item, Kind, Role, StatusCategory, Ticket

TODO, DOING, DONE = StatusCategory.TODO, StatusCategory.DOING, StatusCategory.DONE


def lines(ticket):
    """What matters of a history, in a form that reads."""
    return [
        (e.kind.value, e.field and e.field.value, e.old, e.new or e.text, e.actor.handle if e.actor else None)
        for e in ticket.history
    ]


def test_every_kind_of_event_that_trello_tells_comes_back_as_it_was_played(tale):
    card = tale.open(labels=("shop",), checklist=(Item("one", "Logo"),), description="A shop")
    tale.play(card, 1, Kind.CHANGED, field=Field.TITLE, new="Build a shop")
    tale.play(card, 2, Kind.CHANGED, field=Field.DESCRIPTION, new="A shop with a cart")
    tale.play(card, 3, Kind.CHANGED, field=Field.DUE, new="2026-03-20T12:00:00+00:00")
    tale.play(card, 4, Kind.CHANGED, field=Field.DUE, new="2026-03-27T12:00:00+00:00", actor=tale.client)
    tale.play(card, 5, Kind.ADDED, field=Field.ASSIGNEE, new=tale.colleague.id)
    tale.move(card, 6, "Doing")
    tale.say(card, 7, "When will it be ready?", actor=tale.client)
    tale.play(card, 8, Kind.TICKED, ref="one", new="Logo")
    tale.play(card, 9, Kind.UNTICKED, ref="one", new="Logo")
    tale.play(card, 10, Kind.ADDED, field=Field.ATTACHMENTS, new="draft.pdf")
    tale.play(card, 11, Kind.REMOVED, field=Field.ATTACHMENTS, old="draft.pdf")
    tale.play(card, 12, Kind.REMOVED, field=Field.ASSIGNEE, old=tale.colleague.id)
    tale.move(card, 13, "Doing (complete)")
    tale.move(card, 14, "archived")
    tale.move(card, 15, "Review")
    ticket = tale.read()[0][card]
    ben = next(e.new for e in ticket.history if e.kind is Kind.ADDED and e.field is Field.ASSIGNEE)
    assert lines(ticket) == [
        ("created", None, None, "", "anna"),
        ("changed", "title", "Build the shop", "Build a shop", "ben"),
        ("changed", "description", "A shop", "A shop with a cart", "ben"),
        ("changed", "due", None, "2026-03-20T12:00:00+00:00", "ben"),
        ("changed", "due", "2026-03-20T12:00:00+00:00", "2026-03-27T12:00:00+00:00", "anna"),
        ("added", "assignee", None, ben, "ben"),
        ("changed", "status", "To do", "Doing", "ben"),
        ("commented", None, None, "When will it be ready?", "anna"),
        ("ticked", "checklist", None, "Logo", "ben"),
        ("unticked", "checklist", None, "Logo", "ben"),
        ("added", "attachments", None, "draft.pdf", "ben"),
        ("removed", "attachments", "draft.pdf", "", "ben"),
        ("removed", "assignee", ben, "", "ben"),
        ("changed", "status", "Doing", "Doing (complete)", "ben"),
        ("changed", "status", "Doing (complete)", "archived", "ben"),
        ("changed", "status", "archived", "Review", "ben"),
    ]
    assert [event.at for event in ticket.history] == [tale.at(hour) for hour in range(16)]


def test_the_state_of_a_card_is_what_the_story_left_it_in(tale):
    due = tale.at(500)
    card = tale.open(
        labels=("shop",),
        checklist=(Item("one", "Logo", True), Item("two", "Colours", False, tale.at(400))),
        description="A shop",
        due=due,
        assignees=(tale.colleague,),
        attachments=("brief.pdf",),
    )
    ticket = tale.read()[0][card]
    assert (ticket.title, ticket.description, ticket.status, ticket.category) == (
        "Build the shop",
        "A shop",
        "To do",
        TODO,
    )
    assert (ticket.created, ticket.due, ticket.labels) == (tale.start, due, ("shop",))
    assert [(item.text, item.done, item.due) for item in ticket.checklist] == [
        ("Logo", True, None),
        ("Colours", False, tale.at(400)),
    ]
    assert [(person.name, person.handle, person.role) for person in ticket.assignees] == [
        ("Ben Builder", "ben", Role.UNKNOWN)
    ]
    assert ticket.attachments == ("brief.pdf",)
    assert ticket.reporter is not None and ticket.reporter.handle == "anna"
    assert ticket.url == f"https://trello.com/c/{ticket.key}"
    assert ticket.container == tale.board


@pytest.mark.parametrize(
    ("moves", "status", "category", "declined"),
    [
        ([], "To do", TODO, False),
        (["In Progress"], "In Progress", DOING, False),
        (["✅ Done"], "✅ Done", DONE, False),
        (["Doing (complete)"], "Doing (complete)", DONE, False),
        (["archived"], "archived", DONE, True),
        (["Doing", "archived"], "archived", DONE, True),
        (["Done", "archived"], "archived", DONE, False),
        (["Doing (complete)", "archived"], "archived", DONE, False),
        (["archived", "To do"], "To do", TODO, False),
    ],
)
def test_status_follows_from_list_tick_and_archive(tale, moves, status, category, declined):
    card = tale.open()
    for hour, move in enumerate(moves, 1):
        tale.move(card, hour, move)
    ticket = tale.read()[0][card]
    assert (ticket.status, ticket.category, ticket.declined) == (status, category, declined)
    assert all(
        (before.new, before.category) == (after.old, after.old_category)
        for before, after in zip(ticket.history[1:], ticket.history[2:], strict=False)
    ), "each change begins where the last one ended"


def test_labels_change_without_a_trace(tale):
    """Trello tells label changes to webhooks alone, so they are no event and the capabilities do not promise them."""
    card = tale.open()
    tale.play(card, 1, Kind.ADDED, field=Field.LABELS, new="urgent")
    ticket = tale.read()[0][card]
    assert ticket.labels == ("urgent",)
    assert len(ticket.history) == 1
    assert Field.LABELS not in tale.reader().capabilities.history


def test_a_checklist_line_that_joined_later_is_known_by_its_id(tale):
    card = tale.open(checklist=(Item("one", "Logo"),))
    line = tale.play(card, 5, Kind.ADDED, field=Field.CHECKLIST, new="Imprint")
    ticket = tale.read()[0][card]
    assert [(e.kind, e.field, e.new, e.ref, e.at) for e in ticket.history[1:]] == [
        (Kind.ADDED, Field.CHECKLIST, "Imprint", line, tale.at(5))
    ]
    before = ticket.as_of(tale.at(4))
    assert before is not None and [item.text for item in before.checklist] == ["Logo"]


@pytest.mark.parametrize(
    "event",
    [
        {"kind": Kind.CHANGED, "field": Field.PRIORITY, "new": "High"},
        {"kind": Kind.CHANGED, "field": Field.SPRINT, "new": "Sprint 2"},
        {"kind": Kind.CHANGED, "field": Field.MILESTONE, "new": "m"},
        {"kind": Kind.ADDED, "field": Field.LINKS, "new": "X-1"},
        {"kind": Kind.COMMENTED, "text": "between us", "public": False},
        {"kind": Kind.EDITED, "ref": "0" * 24, "new": "x"},
        {"kind": Kind.TICKED, "ref": "nothing"},
        {"kind": Kind.REMOVED, "field": Field.ATTACHMENTS, "old": "nothing.pdf"},
    ],
    ids=lambda event: f"{event['kind']}-{event.get('field', '')}",
)
def test_the_sandbox_refuses_what_trello_cannot_do(tale, event):
    card = tale.open()
    with pytest.raises(ValueError, match=r"\w"):
        tale.play(card, 1, **event)


def test_the_sandbox_refuses_milestones(tale):
    with pytest.raises(ValueError, match="no milestones"):
        tale.open(type="milestone")


def test_the_sandbox_tells_what_the_lists_of_the_story_mean(tale):
    card = tale.open(status="Backlog of ideas", category=TODO)
    tale.play(card, 1, Kind.CHANGED, field=Field.STATUS, new="At the printer", category=DOING)
    tale.play(card, 2, Kind.CHANGED, field=Field.STATUS, new="In the shop window", category=DONE)
    ticket = tale.read()[0][card]
    assert [event.category for event in ticket.history[1:]] == [DOING, DONE]
    assert ticket.category is DONE


CHANGES = st.one_of(
    st.tuples(st.just(Field.STATUS), st.sampled_from(["To do", "Doing", "Done", "Doing (complete)", "archived"])),
    st.tuples(st.just(Field.TITLE), st.sampled_from(["Shop", "Site", "Cart"])),
    st.tuples(st.just(Field.DESCRIPTION), st.sampled_from(["", "short", "long"])),
    st.tuples(st.just(Field.DUE), st.sampled_from([None, "2026-04-01T12:00:00+00:00", "2026-05-01T12:00:00+00:00"])),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, max_size=8))
def test_undoing_the_history_leads_back_through_every_state_that_was(tale, changes):
    """`Ticket.as_of` is right at each instant, and its state now equals the card as Trello shows it."""
    tale.board = f"Board{len(tale.sandbox.world.boards):03}"  # each example reads a board of its own
    card = tale.open("Shop", description="short")
    states: list[tuple[object, ...]] = []
    for hour, (field, value) in enumerate(changes, 1):
        tale.play(card, hour, Kind.CHANGED, field=field, new=value)
        states.append(_state(tale.read()[0][card]))
    ticket = tale.read()[0][card]
    for hour, state in enumerate(states, 1):
        then = ticket.as_of(tale.at(hour))
        assert then is not None
        assert _state(then)[:-1] == state[:-1], f"after {hour} changes"


def _state(ticket: Ticket) -> tuple[object, ...]:
    return (ticket.title, ticket.description, ticket.status, ticket.category, ticket.due, ticket.declined)
