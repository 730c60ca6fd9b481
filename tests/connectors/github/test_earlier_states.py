"""Whatever is done to an issue, its earlier states follow from what is read later."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.github.desk import ANA, BEN, SHOP, START, Desk, at, changed, milestone, moved, said, ticket

from forewarn.model import Event, Field, Kind, StatusCategory, Ticket
from forewarn_github.sandbox import GitHubSandbox

TODO, DOING, DONE = StatusCategory.TODO, StatusCategory.DOING, StatusCategory.DONE


def shown(read: Ticket) -> tuple[Any, ...]:
    return (
        read.title,
        read.status,
        read.category,
        set(read.labels),
        {person.id for person in read.assignees},
        read.milestone,
        [comment.text for comment in read.comments()],
    )


ACTS = st.sampled_from(
    ["open", "in progress", "doing", "closed", "+bug", "-bug", "+ben", "-ben", "m1", "m2", "no m", "say"]
)


def act(desk: Desk, issue: str, word: str, now: Ticket, hours: float) -> None:
    """Do what the word says, where it is not so already."""
    is_assigned, is_bug = bool(now.assignees), "bug" in now.labels
    category = {"open": TODO, "closed": DONE}.get(word, DOING)
    launch = f"{SHOP}!milestone-{word[1:]}" if word[1:].isdigit() else None
    match word:
        case "open" | "in progress" | "doing" | "closed" if word != now.status:
            desk.sandbox.play(issue, moved(word, category, hours))
        case "+bug" if not is_bug:
            desk.sandbox.play(issue, Event("story", at(hours), Kind.ADDED, ANA, Field.LABELS, new="bug"))
        case "-bug" if is_bug:
            desk.sandbox.play(issue, Event("story", at(hours), Kind.REMOVED, ANA, Field.LABELS, old="bug"))
        case "+ben" if not is_assigned:
            desk.sandbox.play(issue, Event("story", at(hours), Kind.ADDED, ANA, Field.ASSIGNEE, new=BEN.id))
        case "-ben" if is_assigned:
            desk.sandbox.play(issue, Event("story", at(hours), Kind.REMOVED, ANA, Field.ASSIGNEE, old=BEN.id))
        case "m1" | "m2" | "no m" if launch != now.milestone:
            desk.sandbox.play(issue, changed(Field.MILESTONE, now.milestone, launch, hours))
        case "say":
            desk.sandbox.play(issue, said(f"at {hours}", ANA, hours))


@settings(max_examples=10, deadline=None)
@given(st.lists(ACTS, min_size=1, max_size=9))
def test_every_earlier_state_can_be_told_from_the_history(acts: list[str]) -> None:
    with GitHubSandbox(START) as sandbox:
        desk = Desk(sandbox)
        for name in ("One", "Two"):
            sandbox.open(milestone(name))
        issue = sandbox.open(ticket())
        reader = desk.connector().reader()
        shelf = desk.read()
        states = {0: shelf.ticket(issue)}
        for hours, word in enumerate(acts, 1):
            act(desk, issue, word, states[hours - 1], hours)
            shelf.absorb(reader.read(SHOP, shelf.cursor))
            states[hours] = shelf.ticket(issue)
        fresh = desk.read().ticket(issue)
        assert [event.id for event in fresh.history] == [event.id for event in states[len(acts)].history]
        for hours, then in states.items():
            derived = fresh.as_of(at(hours))
            assert derived is not None
            assert shown(derived) == shown(then)
