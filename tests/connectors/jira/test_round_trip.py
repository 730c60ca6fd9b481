"""What people do on the sandbox is the history that the connector reads, over the real library and a real socket."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.jira.harness import BOB, DEPLOYMENTS, PIA, START, UNA, Site, a_site, an_issue, changed, said

from forewarn.model import (
    MILESTONE,
    Event,
    Field,
    Kind,
    Link,
    Person,
    Role,
    StatusCategory,
    Ticket,
    due_to_text,
)

_CATEGORIES = {
    "To Do": StatusCategory.TODO,
    "In Progress": StatusCategory.DOING,
    "In Review": StatusCategory.DOING,
    "Done": StatusCategory.DONE,
}
_PLAIN: dict[Field, st.SearchStrategy[str | None]] = {
    Field.STATUS: st.sampled_from(sorted(_CATEGORIES)),
    Field.TITLE: st.sampled_from(["Page 1", "Page one", "Страница"]),
    Field.DESCRIPTION: st.sampled_from([None, "Words", "h1. More\n* words"]),
    Field.TYPE: st.sampled_from(["Task", "Bug"]),
    Field.PRIORITY: st.sampled_from([None, "High", "Low"]),
    Field.ASSIGNEE: st.sampled_from([None, BOB.id, PIA.id]),
    Field.DUE: st.one_of(st.none(), st.dates(date(2026, 3, 1), date(2026, 5, 1)).map(str)),
    Field.ESTIMATE: st.sampled_from([None, "0.5", "3.0", "8.0"]),
    Field.MILESTONE: st.sampled_from([None, "v1", "v2"]),
    Field.PARENT: st.sampled_from([None, "epic"]),
    Field.SPRINT: st.sampled_from([None, "Sprint 1", "Sprint 2"]),
    Field.CRITERIA: st.sampled_from([None, "It works", "It works\nand is fast"]),
    Field.REASON: st.sampled_from([None, "The client asked"]),
}
_MANY = {
    Field.LABELS: st.sampled_from(["urgent", "design", "later"]),
    Field.ATTACHMENTS: st.sampled_from(["draft.pdf", "final.pdf"]),
    Field.LINKS: st.sampled_from(["ACME-77", "OTHER-5"]),
}
_actions = st.one_of(
    *(st.tuples(st.just(field), values) for field, values in (_PLAIN | _MANY).items()),
    st.tuples(st.none(), st.booleans().map(str)),
)


@dataclass
class Story:
    """Plays actions on a site and keeps its own books of what stood when."""

    site: Site
    container: str
    ticket: str = ""
    names: dict[str, str] = field(default_factory=dict)
    state: dict[Field, Any] = field(default_factory=dict)
    told: list[tuple[Any, ...]] = field(default_factory=list)
    stood: list[tuple[Any, dict[Field, Any]]] = field(default_factory=list)

    def begin(self) -> None:
        for name in ("v1", "v2"):
            milestone = an_issue(container=self.container, id=name, title=name, type=MILESTONE)
            self.names[name] = self.site.sandbox.open(milestone)
        epic = an_issue(9, container=self.container, id="epic", type="Epic")
        self.names["epic"] = self.site.sandbox.open(epic)
        self.ticket = self.site.sandbox.open(an_issue(1, container=self.container))
        self.state = dict.fromkeys(_PLAIN) | {Field.STATUS: "To Do", Field.TITLE: "Page 1", Field.TYPE: "Task"}
        self.state |= {many: frozenset() for many in _MANY}

    def act(self, hour: int, what: Field | None, value: str | None) -> None:
        at = START + timedelta(hours=hour + 1)
        if what is None:
            event = said(f"Said at {hour}", at, public=value == "True")
            self.told.append((at, Kind.COMMENTED, None, None, None, event.text, event.public, BOB.id))
        elif what in _MANY:
            there = value in self.state[what]
            kind = Kind.REMOVED if there else Kind.ADDED
            old, new = (value, None) if there else (None, value)
            text = "blocks" if what is Field.LINKS else ""
            event = Event("", at, kind, BOB, what, old, new, text)
            self.state[what] = self.state[what] ^ {value}
            self.told.append((at, kind, what, old, new, text, True, BOB.id))
        else:
            new = self.names.get(value or "", value)
            if new == self.state[what]:
                return
            event = changed(what, new, at, category=_CATEGORIES.get(value or ""))
            self.told.append((at, Kind.CHANGED, what, self.state[what], new, "", True, BOB.id))
            self.state[what] = new
        self.site.sandbox.play(self.ticket, event)
        self.stood.append((at, dict(self.state)))


def _state(ticket: Ticket) -> dict[Field, Any]:
    return {
        Field.STATUS: ticket.status,
        Field.TITLE: ticket.title,
        Field.DESCRIPTION: ticket.description or None,
        Field.TYPE: ticket.type,
        Field.PRIORITY: ticket.priority,
        Field.ASSIGNEE: ticket.assignees[0].id if ticket.assignees else None,
        Field.DUE: due_to_text(ticket.due),
        Field.ESTIMATE: None if ticket.estimate is None else str(ticket.estimate),
        Field.MILESTONE: ticket.milestone,
        Field.PARENT: ticket.parent,
        Field.SPRINT: ticket.sprint,
        Field.CRITERIA: ticket.criteria or None,
        Field.REASON: ticket.reason or None,
        Field.LABELS: frozenset(ticket.labels),
        Field.ATTACHMENTS: frozenset(ticket.attachments),
        Field.LINKS: frozenset(link.target for link in ticket.links),
    }


@pytest.fixture(scope="module", params=DEPLOYMENTS)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with a_site(request.param) as running:
        yield running


_containers = (f"P{number}" for number in count())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(_actions, max_size=12))
def test_the_history_read_is_the_history_played(site: Site, actions: list[tuple[Field | None, str | None]]) -> None:
    story = Story(site, next(_containers))
    story.begin()
    for hour, (what, value) in enumerate(actions):
        story.act(hour, what, value)

    tickets = {t.id: t for batch in site.read(container=story.container) for t in batch.tickets}
    ticket = tickets[story.ticket]

    read = [(e.at, e.kind, e.field, e.old, e.new, e.text, e.public, e.actor and e.actor.id) for e in ticket.history[1:]]
    assert read == story.told
    assert _state(ticket) == story.state
    assert ticket.category is _CATEGORIES[ticket.status]
    assert len({event.id for event in ticket.history}) == len(ticket.history)
    for at, stood in story.stood:
        then = ticket.as_of(at)
        assert then is not None and _state(then) == stood
        assert then.category is _CATEGORIES[then.status]


def test_a_ticket_is_read_as_it_was_opened(site: Site) -> None:
    container = next(_containers)
    launch = site.sandbox.open(
        an_issue(container=container, id="launch", title="Launch", type=MILESTONE, due=date(2026, 4, 1))
    )
    opened = an_issue(
        container=container,
        key=f"{container}-41",
        description="Make it *bold*",
        type="Story",
        status="In Progress",
        category=StatusCategory.DOING,
        priority="High",
        assignees=(BOB,),
        labels=("design", "hard-date"),
        due=date(2026, 3, 20),
        estimate=5.0,
        milestone=launch,
        sprint="Sprint 1",
        criteria="It opens",
        reason="New brand",
        links=(Link("is blocked by", "ACME-7"),),
        attachments=("brief.pdf",),
    )
    number = site.sandbox.open(opened)
    read = {t.id: t for batch in site.read(container=container) for t in batch.tickets}

    ticket, milestone = read[number], read[launch]
    assert replace(ticket, id=opened.id, history=(), absent={}, url="", reporter=None, assignees=()) == replace(
        opened, reporter=None, assignees=(), absent={}
    )
    assert ticket.url == f"{site.sandbox.url}/browse/{container}-41"
    assert [p and (p.id, p.name) for p in (ticket.reporter, *ticket.assignees)] == [(p.id, p.name) for p in (UNA, BOB)]
    assert [(e.kind, e.at, e.actor and e.actor.id) for e in ticket.history] == [(Kind.CREATED, opened.created, UNA.id)]
    assert (milestone.title, milestone.due, milestone.is_milestone, milestone.is_open) == (
        "Launch",
        date(2026, 4, 1),
        True,
        True,
    )


def test_a_comment_is_read_as_it_was_edited_and_gone_when_deleted(site: Site) -> None:
    number = site.sandbox.open(an_issue(container="TALK"))
    kept = site.sandbox.play(number, said("Frist draft", START + timedelta(hours=1)))
    dropped = site.sandbox.play(number, said("Oops", START + timedelta(hours=2)))
    site.sandbox.play(number, Event("", START + timedelta(hours=3), Kind.EDITED, BOB, new="First draft", ref=kept))
    site.sandbox.play(number, Event("", START + timedelta(hours=4), Kind.DELETED, BOB, ref=dropped))

    batch = site.read(container="TALK")[-1]
    [told] = [event for event in batch.tickets[0].history if event.kind is Kind.COMMENTED]
    assert (told.ref, told.text, told.at) == (kept, "First draft", START + timedelta(hours=1))
    assert told.edited == START + timedelta(hours=3)
    assert told.url == f"{batch.tickets[0].url}?focusedCommentId={kept}"
    assert number in batch.whole


def test_a_milestone_that_moves_is_read_with_its_new_date_and_end(site: Site) -> None:
    launch = site.sandbox.open(an_issue(container="DATES", title="Beta", type=MILESTONE, due=date(2026, 4, 1)))
    site.sandbox.open(an_issue(container="DATES"))
    site.sandbox.play(launch, changed(Field.DUE, "2026-04-15", START))
    assert site.read(container="DATES")[0].tickets[0].due == date(2026, 4, 15)

    site.sandbox.play(launch, changed(Field.STATUS, "Released", START, category=StatusCategory.DONE))
    assert site.read(container="DATES")[0].tickets[0].category is StatusCategory.DONE


def test_cloud_tells_portal_customers_and_apps_from_the_rest() -> None:
    robot = Person("acc-robot", "Deploy Robot", Role.BOT)
    with a_site() as site:
        number = site.open()
        for actor in (UNA, BOB, robot):
            site.sandbox.play(number, said("Hello", START + timedelta(hours=1), actor))
        history = site.tickets()[number].history[1:]
    assert [e.actor and e.actor.role for e in history] == [Role.CLIENT, Role.UNKNOWN, Role.BOT]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("service_management", [True, False])
def test_a_note_for_the_team_is_read_as_not_public(deployment: Any, service_management: bool) -> None:
    with a_site(deployment, service_management=service_management) as site:
        number = site.open()
        site.sandbox.play(number, said("For us", START + timedelta(hours=1), public=False))
        site.sandbox.play(number, said("For all", START + timedelta(hours=2)))
        assert [c.public for c in site.tickets()[number].comments()] == [False, True]
