"""Edits of an issue's fields, each with the items that Jira writes into the history."""

from collections.abc import Callable, Mapping

from forewarn.model import Event, Field, Kind, Person, StatusCategory, due_from_text
from forewarn_jira.sandbox.fields import CRITERIA, EPIC, REASON, SPRINT, STORY_POINTS
from forewarn_jira.sandbox.opening import Opening, day, label
from forewarn_jira.sandbox.state import Issue, Item, State


def edit(issue: Issue, event: Event, state: State, opening: Opening, *, cloud: bool) -> list[Item]:
    """Do what the event says. Raises ValueError for what nobody can do to an issue of Jira."""
    match event.kind, event.field:
        case Kind.CHANGED, Field.STATUS:
            return _move(issue, event, state)
        case Kind.CHANGED, Field.ASSIGNEE:
            return _assign(issue, event, state)
        case Kind.CHANGED, Field.MILESTONE:
            return _plan(issue, event, state, opening)
        case Kind.CHANGED, Field.PARENT:
            return _adopt(issue, event, state, opening, cloud=cloud)
        case Kind.CHANGED, Field.SPRINT:
            return _take_into_sprint(issue, event, state)
        case Kind.CHANGED, (Field() as field) if field in _SIMPLE:
            return _SIMPLE[field](issue, event)
        case ((Kind.ADDED | Kind.REMOVED), Field.LABELS):
            return _relabel(issue, event)
        case ((Kind.ADDED | Kind.REMOVED), Field.LINKS):
            return _link(issue, event)
        case ((Kind.ADDED | Kind.REMOVED), Field.ATTACHMENTS):
            return _attach(issue, event, state)
    raise ValueError(f"in Jira nobody can do this to an issue: {event.kind} {event.field or ''}".rstrip())


def change(
    field: str, old: tuple[str | None, str | None], new: tuple[str | None, str | None], field_id: str = ""
) -> Item:
    """One item: each side is the raw value and what people see."""
    return {
        "field": field,
        "fieldtype": "custom" if field_id.startswith("customfield") else "jira",
        "fieldId": field_id or field,
        "from": old[0],
        "fromString": old[1],
        "to": new[0],
        "toString": new[1],
    }


def _move(issue: Issue, event: Event, state: State) -> list[Item]:
    old, new = issue.status, state.status(event.new or "", event.category)
    issue.status = new
    items = [change("status", (old.id, old.name), (new.id, new.name))]
    resolution = "Done" if new.category is StatusCategory.DONE else None  # as team-managed projects do
    if resolution != issue.resolution:
        items.insert(0, change("resolution", (None, issue.resolution), (None, resolution)))
        issue.resolution = resolution
    return items


def _assign(issue: Issue, event: Event, state: State) -> list[Item]:
    def side(account: str | None) -> tuple[str | None, str | None]:
        return account, state.people[account].name if account else None

    if event.new and event.new not in state.people:
        state.meet(Person(event.new, event.new))
    old, issue.assignee = issue.assignee, event.new or None
    return [change("assignee", side(old), side(issue.assignee))]


def _plan(issue: Issue, event: Event, state: State, opening: Opening) -> list[Item]:
    """Another version takes the place of those that stood: an item each, as when people edit the field."""
    gone = [state.versions[number] for number in issue.versions]
    items = [change("Fix Version", (v.id, v.name), (None, None), "fixVersions") for v in gone]
    issue.versions = []
    if event.new:
        version = opening.version(event.new)
        issue.versions.append(version.id)
        items.append(change("Fix Version", (None, None), (version.id, version.name), "fixVersions"))
    return items


def _adopt(issue: Issue, event: Event, state: State, opening: Opening, *, cloud: bool) -> list[Item]:
    def side(parent: Issue | None) -> tuple[str | None, str | None]:
        return (parent.id, parent.key) if parent else (None, None)

    old = state.issues.get(issue.parent or "")
    new = opening.issue(event.new) if event.new else None
    issue.parent = new.id if new else None
    if not cloud and any(other and other.type == "Epic" for other in (old, new)):
        return [change(EPIC[1], side(old), side(new), EPIC[0])]
    return [change("IssueParentAssociation" if cloud else "Parent", side(old), side(new))]


def _take_into_sprint(issue: Issue, event: Event, state: State) -> list[Item]:
    """Out of the sprints that still run into another; those that are over stay."""

    def side() -> tuple[str | None, str | None]:
        return ", ".join(s.id for s in issue.sprints), ", ".join(s.name for s in issue.sprints)

    old = side()
    issue.sprints = [sprint for sprint in issue.sprints if sprint.is_over]
    if event.new:
        issue.sprints.append(state.sprint(event.new))
    return [change(SPRINT[1], old, side(), SPRINT[0])]


def _retitle(issue: Issue, event: Event) -> list[Item]:
    old, issue.summary = issue.summary, event.new or ""
    return [change("summary", (None, old), (None, issue.summary))]


def _describe(issue: Issue, event: Event) -> list[Item]:
    old, issue.description = issue.description, event.new or None
    return [change("description", (None, old), (None, issue.description))]


def _retype(issue: Issue, event: Event) -> list[Item]:
    old, issue.type = issue.type, event.new or "Task"
    return [change("issuetype", ("10001", old), ("10002", issue.type))]


def _prioritize(issue: Issue, event: Event) -> list[Item]:
    old, issue.priority = issue.priority, event.new or None
    return [change("priority", (None, old), (None, issue.priority))]


def _reschedule(issue: Issue, event: Event) -> list[Item]:
    old, issue.due = issue.due, day(due_from_text(event.new))
    sides = [(str(d), f"{d} 00:00:00.0") if d else (None, None) for d in (old, issue.due)]
    return [change("duedate", sides[0], sides[1])]


def _estimate(issue: Issue, event: Event) -> list[Item]:
    old, issue.points = issue.points, float(event.new) if event.new else None
    sides = [None if points is None else f"{points:g}" for points in (old, issue.points)]
    field_id, name = STORY_POINTS
    return [change(name, (None, sides[0]), (None, sides[1]), field_id)]


def _text(name: tuple[str, str]) -> Callable[[Issue, Event], list[Item]]:
    """The edit of a custom field that holds a text."""
    field_id, label = name

    def write(issue: Issue, event: Event) -> list[Item]:
        old, issue.texts[field_id] = issue.texts.get(field_id), event.new or None
        return [change(label, (None, old), (None, issue.texts[field_id]), field_id)]

    return write


_SIMPLE: Mapping[Field, Callable[[Issue, Event], list[Item]]] = {
    Field.TITLE: _retitle,
    Field.DESCRIPTION: _describe,
    Field.TYPE: _retype,
    Field.PRIORITY: _prioritize,
    Field.DUE: _reschedule,
    Field.ESTIMATE: _estimate,
    Field.CRITERIA: _text(CRITERIA),
    Field.REASON: _text(REASON),
}


def _relabel(issue: Issue, event: Event) -> list[Item]:
    old = " ".join(issue.labels)
    if event.kind is Kind.ADDED:
        issue.labels.append(label(event.new or ""))
    else:
        issue.labels = [known for known in issue.labels if known != event.old]
    return [change("labels", (None, old), (None, " ".join(issue.labels)))]


def _link(issue: Issue, event: Event) -> list[Item]:
    target = event.new or event.old or ""
    tie = event.text or "relates to"
    side = (target, f"This issue {tie} {target}")
    if event.kind is Kind.ADDED:
        issue.links.append((tie, target))
        return [change("Link", (None, None), side)]
    issue.links = [link for link in issue.links if link[1] != target]
    return [change("Link", side, (None, None))]


def _attach(issue: Issue, event: Event, state: State) -> list[Item]:
    if event.kind is Kind.ADDED:
        file = (state.number("attachment"), event.new or "")
        issue.attachments.append(file)
        return [change("Attachment", (None, None), file)]
    held = next((file for file in issue.attachments if file[1] == event.old), None)
    if held is None:
        raise ValueError(f"{issue.key} has no file {event.old!r}")
    issue.attachments.remove(held)
    return [change("Attachment", held, (None, None))]
