"""Lets a story act on issues and versions."""

from datetime import datetime

from forewarn.model import Event, Field, Kind, StatusCategory, due_from_text
from forewarn_jira.sandbox.edits import change, edit
from forewarn_jira.sandbox.opening import Opening, day
from forewarn_jira.sandbox.state import TEAM_ROLE, Change, Comment, Issue, State, Version
from forewarn_jira.versions import is_version


class Playing:
    """Events of a story on what `Opening` has opened."""

    def __init__(self, state: State, opening: Opening, *, cloud: bool, service_management: bool) -> None:
        self._state = state
        self._opening = opening
        self._cloud = cloud
        self._service_management = service_management

    def play(self, ticket_id: str, event: Event) -> str:
        """As `Sandbox.play`."""
        name = self._opening.resolve(ticket_id)
        if is_version(name):
            _change_version(self._opening.version(name), event)
            return ""
        issue = self._opening.issue(name)
        author = self._state.meet(event.actor)
        made = ""
        if event.kind is Kind.COMMENTED:
            made = self._comment(issue, event, author)
        elif event.kind in (Kind.EDITED, Kind.DELETED):
            _revise(issue, event)
        else:
            items = edit(issue, event, self._state, self._opening, cloud=self._cloud)
            issue.changes.append(Change(self._state.number("change"), event.at, author, items))
        issue.touch(event.at)
        return made

    def move(self, ticket_id: str, container: str, at: datetime) -> str:
        """As `Moving.move`."""
        issue = self._opening.issue(ticket_id)
        old_project, old_key = issue.project, issue.key
        self._state.project(container)
        issue.project = container
        self._state.call(issue, self._state.key_for(container, ""))
        sides = (("project", old_project, container), ("Key", old_key, issue.key))
        items = [change(name, (None, old), (None, new)) for name, old, new in sides]
        issue.changes.append(Change(self._state.number("change"), at, None, items))
        issue.touch(at)
        return issue.id

    def _comment(self, issue: Issue, event: Event, author: str | None) -> str:
        """A comment that is not public is internal in a service project, and restricted to a role in others."""
        role = {"type": "role", "value": TEAM_ROLE, "identifier": TEAM_ROLE}
        comment = Comment(
            id=self._state.number("comment"),
            author=author,
            at=event.at,
            body=event.text,
            updated=event.at,
            internal=self._service_management and not event.public,
            visibility=None if self._service_management or event.public else role,
        )
        issue.comments.append(comment)
        return comment.id


def _revise(issue: Issue, event: Event) -> None:
    comment = next((c for c in issue.comments if c.id == event.ref), None)
    if comment is None:
        raise ValueError(f"there is no comment {event.ref!r} on {issue.key}")
    if event.kind is Kind.DELETED:
        issue.comments.remove(comment)
    else:
        comment.body, comment.updated = event.new or "", event.at


def _change_version(version: Version, event: Event) -> None:
    """A version keeps no history: only what it becomes is seen."""
    match event.kind, event.field:
        case Kind.CHANGED, Field.TITLE:
            version.name = event.new or ""
        case Kind.CHANGED, Field.DESCRIPTION:
            version.description = event.new or ""
        case Kind.CHANGED, Field.DUE:
            version.release = day(due_from_text(event.new))
        case Kind.CHANGED, Field.STATUS:
            version.released = event.category is StatusCategory.DONE
        case _:
            raise ValueError(f"in Jira nobody can do this to a version: {event.kind} {event.field or ''}".rstrip())
