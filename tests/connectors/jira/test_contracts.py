"""Against what Jira published and what a real Jira answered: the sandbox, the requests, the readings."""

import csv
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.connectors.jira.harness import BOB, PIA, START, Site, a_site, an_issue, changed, said
from tests.connectors.openapi import CONTRACTS, load_spec
from werkzeug.wrappers import Request, Response

from forewarn.model import MILESTONE, Audience, Event, Field, Kind, StatusCategory, TicketRef
from forewarn_jira.changelog import events
from forewarn_jira.dialect import Categories, CustomFields, Dialect
from forewarn_jira.normalize import ticket
from forewarn_jira.payload import History, Issue, Status, parse
from forewarn_jira.sandbox import JiraSandbox

RECORDED = CONTRACTS / "devlake"
SPEC = load_spec("jira-cloud-v3")

needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recordings in {RECORDED} (FOREWARN_CONTRACTS)")
needs_spec = pytest.mark.skipif(SPEC is None, reason=f"no specification in {CONTRACTS} (FOREWARN_CONTRACTS)")

MAPPED = {
    "status": Field.STATUS,
    "assignee": Field.ASSIGNEE,
    "summary": Field.TITLE,
    "description": Field.DESCRIPTION,
    "priority": Field.PRIORITY,
    "issuetype": Field.TYPE,
    "duedate": Field.DUE,
    "timeoriginalestimate": Field.ESTIMATE,
    "Link": Field.LINKS,
    "Attachment": Field.ATTACHMENTS,
    "Parent": Field.PARENT,
    "Epic Link": Field.PARENT,
    "IssueParentAssociation": Field.PARENT,
    "Sprint": Field.SPRINT,
}


def recorded(name: str) -> list[Any]:
    csv.field_size_limit(sys.maxsize)
    with (RECORDED / f"_raw_jira_api_{name}.csv").open(encoding="utf-8", newline="") as rows:
        return [json.loads(row["data"]) for row in csv.DictReader(rows)]


def recorded_dialect() -> Dialect:
    statuses = [parse(Status, raw, "recorded") for raw in recorded("status")]
    custom = CustomFields(sprint="customfield_10020")
    return Dialect("jira", "EE", "https://recorded.example", Categories(statuses), custom)


def expected(histories: list[Any]) -> Counter[Field]:
    """How often each field changed, one change told twice in an entry counted once."""
    changes: Counter[Field] = Counter()
    for history in histories:
        items = {
            (MAPPED[item["field"]], item["from"], item["fromString"], item["to"], item["toString"])
            for item in history["items"]
            if item["field"] in MAPPED
        }
        changes.update(field for field, *_ in items)
    return changes


@needs_recordings
def test_recorded_histories_lose_no_change_that_we_know() -> None:
    raw = recorded("issue_changelogs")
    histories = [parse(History, history, "recorded") for history in raw]
    told = list(events(histories, [], recorded_dialect(), "url"))
    assert len(histories) == 279
    assert Counter(event.field for event in told) == expected(raw)
    assert {event.batch for event in told} <= {history.id for history in histories}
    known = {status["name"] for status in recorded("status")}
    for event in told:  # this site has deleted some statuses, and what is deleted means nothing any more
        assert (event.category is not None) == (event.field is Field.STATUS and event.new in known)


@needs_recordings
@pytest.mark.parametrize("name", ["issues", "issues_for_due_date"])
def test_recorded_issues_are_read_with_every_change_and_comment(name: str) -> None:
    dialect = recorded_dialect()
    raw_issues = recorded(name)
    assert raw_issues
    for raw in raw_issues:
        issue = parse(Issue, raw, "recorded")
        assert issue.changelog and issue.fields.comment
        read = ticket(issue, issue.changelog.histories, issue.fields.comment.comments, dialect)
        told = Counter(event.field for event in read.history if event.field)
        assert told - Counter({Field.MILESTONE: told[Field.MILESTONE]}) == expected(raw["changelog"]["histories"])
        assert len(read.comments()) == raw["fields"]["comment"]["total"]
        assert (read.key, read.title, read.status) == (
            raw["key"],
            raw["fields"]["summary"],
            raw["fields"]["status"]["name"],
        )
        assert [event.at for event in read.history[1:]] == sorted(event.at for event in read.history[1:])
        assert len({event.id for event in read.history}) == len(read.history)


@needs_recordings
def test_recorded_milestones_follow_one_another() -> None:
    told = 0
    for raw in recorded("issues"):
        issue = parse(Issue, raw, "recorded")
        assert issue.changelog
        read = ticket(issue, issue.changelog.histories, (), recorded_dialect())
        moves = [event for event in read.history if event.field is Field.MILESTONE]
        assert all(a.new == b.old for a, b in pairwise(moves))
        assert not moves or moves[-1].new == read.milestone
        told += len(moves)
    assert told > 20


@needs_recordings
def test_recorded_sprints_are_those_of_the_history() -> None:
    told = 0
    for raw in recorded("issues"):
        issue = parse(Issue, raw, "recorded")
        assert issue.changelog
        read = ticket(issue, issue.changelog.histories, (), recorded_dialect())
        moves = [event for event in read.history if event.field is Field.SPRINT]
        assert all(a.new == b.old for a, b in pairwise(moves))
        assert not moves or moves[-1].new == read.sprint
        told += len(moves)
    assert told > 20


@needs_recordings
def test_the_recorded_due_date_is_read() -> None:
    issue = parse(Issue, recorded("issues_for_due_date")[0], "recorded")
    assert ticket(issue, (), (), recorded_dialect()).due == date(2025, 3, 9)


@dataclass(frozen=True)
class Exchange:
    """A request of the connector, and what the sandbox answered."""

    method: str
    path: str
    names: frozenset[str]
    body: Any
    status: int
    answer: Any


class RecordingSandbox(JiraSandbox):
    """Keeps what went over the wire. Version 2 answers as version 3 does, with plain texts in place of documents."""

    exchanges: list[Exchange]

    def _dispatch(self, request: Request) -> Response:
        response = super()._dispatch(request)
        sent, answered = (json.loads(data) if data else None for data in (request.get_data(), response.get_data()))
        path = request.path.replace("/rest/api/2/", "/rest/api/3/")
        exchange = Exchange(request.method, path, frozenset(request.args), sent, response.status_code, answered)
        vars(self).setdefault("exchanges", []).append(exchange)
        return response


def _eventful(site: Site) -> str:
    """An issue to which everything has happened."""
    sandbox = site.sandbox
    launch = sandbox.open(an_issue(title="Launch", type=MILESTONE, due=date(2026, 4, 1), description="All of it"))
    epic, number = site.open(1, type="Epic"), site.open(2, reporter=BOB, assignees=(PIA,))
    played = [
        changed(Field.STATUS, "Done", START, category=StatusCategory.DONE),
        changed(Field.MILESTONE, launch, START),
        changed(Field.MILESTONE, None, START),
        changed(Field.PARENT, epic, START),
        changed(Field.DUE, "2026-03-20", START, actor=None),
        changed(Field.ESTIMATE, "3", START),
        changed(Field.SPRINT, "Sprint 1", START),
        changed(Field.CRITERIA, "It works", START),
        changed(Field.ASSIGNEE, None, START),
        changed(Field.DESCRIPTION, "Words", START),
        Event("", START, Kind.ADDED, BOB, Field.LABELS, new="urgent"),
        Event("", START, Kind.ADDED, BOB, Field.LINKS, new="ACME-9", text="blocks"),
        Event("", START, Kind.ADDED, BOB, Field.ATTACHMENTS, new="plan.pdf"),
        said("For us", START, public=False),
        *(said(f"Comment {n}", START) for n in range(22)),
    ]
    for hour, event in enumerate(played, start=1):
        sandbox.play(number, Event(**_fields(event) | {"at": START + timedelta(hours=hour)}))
    return number


def _fields(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Event.__slots__}


def _exchanges() -> list[Exchange]:
    """Everything that reading and speaking send to Cloud, and what comes back."""
    with a_site(of=RecordingSandbox) as site:
        assert isinstance(site.sandbox, RecordingSandbox)
        site.sandbox.searching.largest_history_page = 5
        number = _eventful(site)
        reader, speaker = site.connector.reader(), site.connector.speaker()
        reader.account()
        reader.examine(["ACME"])
        reader.present("ACME")
        cursor = list(reader.read("ACME", None))[-1].cursor
        list(reader.read("ACME", cursor))
        ref = TicketRef("jira", "ACME", number, "ACME-2")
        reader.is_gone(ref)
        posted = speaker.post(ref, "Words", marker="m", audience=Audience.TEAM)
        speaker.edit(ref, posted.id, "Other words", marker="m", audience=Audience.TEAM)
        speaker.find(ref, "m")
        speaker.withdraw(ref, posted.id)
        return site.sandbox.exchanges


def _as_specified(value: Any) -> Any:
    """Milliseconds become the text that the specification promises; Jira itself breaks that promise in bulk."""
    if isinstance(value, list):
        return [_as_specified(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _instant(entry) if key == "created" else _as_specified(entry) for key, entry in value.items()}
    return value


def _instant(value: Any) -> Any:
    return datetime.fromtimestamp(value / 1000, UTC).isoformat() if isinstance(value, int) else value


@needs_spec
def test_requests_and_answers_are_as_published() -> None:
    assert SPEC is not None
    exchanges = _exchanges()
    wrong: list[str] = []
    for exchange in exchanges:
        operation = SPEC.operation(exchange.method, exchange.path)
        unknown = exchange.names - operation.query_names()
        wrong += [f"{operation.name}: no parameter {name}" for name in unknown]
        wrong += [f"{operation.name}: sent {e}" for e in operation.body_errors(exchange.body)]
        answer = _as_specified(exchange.answer)
        errors = operation.response_errors(exchange.status, answer, everything_nullable=True)
        wrong += [f"{operation.name}: answered {e}" for e in errors]
    assert wrong == []
    seen = {(exchange.method, exchange.path.rpartition("/")[2], exchange.status) for exchange in exchanges}
    assert seen >= {("GET", "jql", 200), ("POST", "bulkfetch", 200), ("GET", "versions", 200), ("POST", "comment", 201)}
    assert {exchange.method for exchange in exchanges} == {"GET", "POST", "PUT", "DELETE"}
