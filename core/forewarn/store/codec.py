"""Values to JSON text and back, without loss of type."""

import json
from collections.abc import Iterable
from dataclasses import astuple
from datetime import date, datetime
from functools import cache
from typing import Any

from forewarn.model import (
    Audience,
    Evidence,
    Fact,
    Finding,
    Item,
    Link,
    Need,
    Person,
    Role,
    Severity,
    StatusCategory,
    Ticket,
    TicketRef,
    due_from_text,
    due_to_text,
)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _person(person: Person | None) -> list[str] | None:
    # The e-mail address is left out on purpose: it is used while fetching and never stored.
    return None if person is None else [person.id, person.name, person.role, person.handle]


def _person_back(value: list[str] | None) -> Person | None:
    return None if value is None else Person(value[0], value[1], Role(value[2]), value[3])


def ticket_to_json(ticket: Ticket) -> str:
    """A ticket's own fields, without its history."""
    return _dump(
        {
            "title": ticket.title,
            "created": ticket.created.isoformat(),
            "url": ticket.url,
            "description": ticket.description,
            "type": ticket.type,
            "status": ticket.status,
            "category": ticket.category,
            "declined": ticket.declined,
            "priority": ticket.priority,
            "reporter": _person(ticket.reporter),
            "assignees": [_person(p) for p in ticket.assignees],
            "labels": ticket.labels,
            "due": due_to_text(ticket.due),
            "estimate": ticket.estimate,
            "parent": ticket.parent,
            "sprint": ticket.sprint,
            "criteria": ticket.criteria,
            "reason": ticket.reason,
            "branch": ticket.branch,
            "links": [[link.kind, link.target] for link in ticket.links],
            "checklist": [[i.id, i.text, i.done, due_to_text(i.due)] for i in ticket.checklist],
            "attachments": ticket.attachments,
            "absent": dict(ticket.absent),
        }
    )


def ticket_from_json(source: str, container: str, ident: str, key: str, milestone: str | None, text: str) -> Ticket:
    """The ticket again, with an empty history."""
    v = json.loads(text)
    return Ticket(
        source=source,
        container=container,
        id=ident,
        key=key,
        milestone=milestone,
        title=v["title"],
        created=datetime.fromisoformat(v["created"]),
        url=v["url"],
        description=v["description"],
        type=v["type"],
        status=v["status"],
        category=StatusCategory(v["category"]),
        declined=v["declined"],
        priority=v["priority"],
        reporter=_person_back(v["reporter"]),
        assignees=tuple(p for p in map(_person_back, v["assignees"]) if p),
        labels=tuple(v["labels"]),
        due=due_from_text(v["due"]),
        estimate=v["estimate"],
        parent=v["parent"],
        sprint=v["sprint"],
        criteria=v["criteria"],
        reason=v["reason"],
        branch=v["branch"],
        links=tuple(Link(*pair) for pair in v["links"]),
        checklist=tuple(Item(i, t, done, due_from_text(due)) for i, t, done, due in v["checklist"]),
        attachments=tuple(v["attachments"]),
        absent={Need(k): reason for k, reason in v["absent"].items()},
    )


def _fact(value: Fact) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _fact_back(value: Any) -> Fact:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["instant"]) if "instant" in value else date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value


_SEVERITIES = {one.word: one for one in Severity}


@cache
def _audiences(*names: str) -> frozenset[Audience]:
    return frozenset(map(Audience, names))


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON values."""
    return {
        "rule": finding.rule,
        "check": finding.check,
        "project": finding.project,
        "subject": finding.subject,
        "anchor": finding.anchor,
        "severity": finding.severity.word,
        "since": finding.since.isoformat(),
        "audiences": sorted(finding.audiences),
        "facts": {name: _fact(value) for name, value in finding.facts.items()},
        "evidence": [[e.at.isoformat(), e.text, e.url] for e in finding.evidence],
        "on": list(astuple(finding.on)) if finding.on else None,
        "positive": finding.positive,
        "replaces": finding.replaces,
    }


def finding_from_json(v: dict[str, Any]) -> Finding:
    """The finding again."""
    return Finding(
        rule=v["rule"],
        check=v["check"],
        project=v["project"],
        subject=v["subject"],
        anchor=v["anchor"],
        severity=_SEVERITIES[v["severity"]],
        since=datetime.fromisoformat(v["since"]),
        audiences=_audiences(*v["audiences"]),
        facts={name: _fact_back(value) for name, value in v["facts"].items()},
        evidence=tuple(Evidence(datetime.fromisoformat(at), text, url) for at, text, url in v["evidence"]),
        on=TicketRef(*v["on"]) if v["on"] else None,
        positive=v["positive"],
        replaces=v.get("replaces", False),
    )


def findings_to_text(findings: Iterable[Finding]) -> str:
    """Findings as one JSON text."""
    return _dump([finding_to_json(f) for f in findings])


def findings_from_text(text: str) -> tuple[Finding, ...]:
    """The findings again."""
    return tuple(finding_from_json(v) for v in json.loads(text))
