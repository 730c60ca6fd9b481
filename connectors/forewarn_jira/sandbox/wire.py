"""What a Jira holds as the JSON it sends."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from forewarn.model import Role, StatusCategory
from forewarn_jira.instants import milliseconds
from forewarn_jira.normalize import INTERNAL
from forewarn_jira.sandbox.fields import EPIC, SPRINT, STORY_POINTS
from forewarn_jira.sandbox.quirks import Quirks
from forewarn_jira.sandbox.state import Change, Comment, Issue, Sprint, State, Status, Version

_CATEGORIES = {
    StatusCategory.TODO: (2, "new", "To Do", "blue-gray"),
    StatusCategory.DOING: (4, "indeterminate", "In Progress", "yellow"),
    StatusCategory.DONE: (3, "done", "Done", "green"),
}

_ACCOUNT_TYPES = {Role.CLIENT: "customer", Role.BOT: "app"}

EMBEDDED_COMMENTS = 20
"""The most comments that search on Cloud sends with an issue."""

EMBEDDED_CHANGES = 40
"""The most changes that search on Cloud sends with an issue."""


class Wire:
    """JSON for one deployment; `base` is the site's address, known once it serves."""

    def __init__(self, state: State, quirks: Quirks, *, cloud: bool) -> None:
        self._state = state
        self._quirks = quirks
        self._cloud = cloud
        self.base = ""

    def instant(self, at: datetime) -> str:
        """With milliseconds and an offset without a colon."""
        local = at.astimezone(self._quirks.zone)
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"

    def user(self, account: str | None) -> dict[str, Any] | None:
        """A person; None for nobody."""
        if account is None:
            return None
        person = self._state.people[account]
        shared = {"active": True, "displayName": person.name, "timeZone": "Asia/Kolkata"}
        if person.email:
            shared["emailAddress"] = person.email
        if not self._cloud:
            name = person.handle or person.id
            return {"self": self._url(f"user?username={name}"), "key": person.id, "name": name, **shared}
        return {
            "self": self._url(f"user?accountId={person.id}"),
            "accountId": person.id,
            "accountType": _ACCOUNT_TYPES.get(person.role, "atlassian"),
            **shared,
        }

    def status(self, status: Status) -> dict[str, Any]:
        """A status with its category."""
        number, key, name, colour = _CATEGORIES[status.category]
        return {
            "self": self._url(f"status/{status.id}"),
            "description": "",
            "iconUrl": f"{self.base}/",
            "name": status.name,
            "id": status.id,
            "statusCategory": {
                "self": self._url(f"statuscategory/{number}"),
                "id": number,
                "key": key,
                "name": name,
                "colorName": colour,
            },
        }

    def version(self, version: Version) -> dict[str, Any]:
        """A version; dates that are not set are left out."""
        sent: dict[str, Any] = {
            "self": self._url(f"version/{version.id}"),
            "id": version.id,
            "name": version.name,
            "archived": version.archived,
            "released": version.released,
            "projectId": int(self._state.projects[version.project]),
        }
        if version.description:
            sent["description"] = version.description
        if version.release:
            sent |= {"releaseDate": version.release.isoformat(), "userReleaseDate": f"{version.release:%d/%b/%y}"}
        return sent

    def comment(self, issue: Issue, comment: Comment, *, properties: bool = False) -> dict[str, Any]:
        """A comment. Cloud tells in `jsdPublic` what Data Center tells in a property alone."""
        author = self.user(comment.author)
        sent: dict[str, Any] = {
            "self": self._url(f"issue/{issue.id}/comment/{comment.id}"),
            "id": comment.id,
            "author": author,
            "body": comment.body,
            "updateAuthor": author,
            "created": self.instant(comment.at),
            "updated": self.instant(comment.updated),
        }
        if self._cloud:
            sent["jsdPublic"] = not comment.internal
        if comment.visibility:
            sent["visibility"] = comment.visibility
        if properties:
            sent["properties"] = [{"key": key, "value": value} for key, value in self.properties(comment).items()]
        return sent

    def properties(self, comment: Comment) -> dict[str, Any]:
        """What nobody sees of a comment."""
        return dict(comment.properties) | ({INTERNAL: {"internal": True}} if comment.internal else {})

    def change(self, change: Change, *, epoch: bool = False) -> dict[str, Any]:
        """A history entry. Bulk fetches write its instant in `epoch` milliseconds, whatever the specification says."""
        epoch = epoch and not self._quirks.bulk_as_text
        items = change.items
        if not self._cloud:  # no field ids there
            items = [{key: value for key, value in item.items() if key != "fieldId"} for item in items]
        sent: dict[str, Any] = {
            "id": change.id,
            "author": self.user(change.author),
            "created": milliseconds(change.at) if epoch else self.instant(change.at),
            "items": items,
        }
        if change.author is None:
            del sent["author"]
        return sent

    def changes(self, issue: str, changes: Iterable[Change], *, epoch: bool = False) -> list[dict[str, Any]]:
        """History entries of an issue."""
        odd = {"items": "none"} if issue in self._quirks.garbled_changes else {}
        return [self.change(change, epoch=epoch) | odd for change in changes]

    def issue(self, issue: Issue, fields: Collection[str], *, changelog: bool = False) -> dict[str, Any]:
        """An issue with the fields asked for."""
        every = self._fields(issue)
        shown = every if "*all" in fields else {name: value for name, value in every.items() if name in fields}
        sent: dict[str, Any] = {
            "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
            "id": issue.id,
            "self": self._url(f"issue/{issue.id}"),
            "key": issue.key,
        }
        if issue.id in self._quirks.garbled:
            shown["issuelinks"] = "none"
        if shown or not self._cloud:
            sent["fields"] = shown
        if changelog:
            newest = self.changes(issue.id, reversed(issue.changes))
            cut = newest[:EMBEDDED_CHANGES] if self._cloud else newest
            sent["changelog"] = {"startAt": 0, "maxResults": len(cut), "total": len(newest), "histories": cut}
        return sent

    def _fields(self, issue: Issue) -> dict[str, Any]:
        parent = self._state.issues.get(issue.parent or "")
        shown = {
            "summary": issue.summary,
            "description": issue.description,
            "issuetype": {"self": self._url("issuetype/10001"), "id": "10001", "name": issue.type, "subtask": False},
            "status": self.status(issue.status),
            "priority": _named(issue.priority),
            "resolution": _named(issue.resolution),
            "assignee": self.user(issue.assignee),
            "reporter": self.user(issue.reporter),
            "creator": self.user(issue.reporter),
            "labels": issue.labels,
            "duedate": issue.due.isoformat() if issue.due else None,
            "timeoriginalestimate": None,
            STORY_POINTS[0]: issue.points,
            SPRINT[0]: [self._sprint(sprint) for sprint in issue.sprints] or None,
            **issue.texts,
            "fixVersions": [self.version(self._state.versions[number]) for number in issue.versions],
            "issuelinks": [_tie(number, *link) for number, link in enumerate(issue.links)],
            "attachment": [{"id": number, "filename": name} for number, name in issue.attachments],
            "project": {"id": self._state.projects[issue.project], "key": issue.project},
            "created": self.instant(issue.created),
            "updated": self.instant(issue.updated),
            "comment": self._comments(issue),
        }
        if not self._cloud:
            shown["archiveddate"] = self.instant(issue.updated) if issue.id in self._quirks.archived else None
        if parent and parent.type == "Epic" and not self._cloud:
            return shown | {EPIC[0]: parent.key}
        return shown | ({"parent": {"id": parent.id, "key": parent.key}} if parent else {})

    def _sprint(self, sprint: Sprint) -> dict[str, Any] | str:
        """Data Center writes out its own object."""
        state = "closed" if sprint.is_over else "active"
        if self._cloud:
            return {"id": int(sprint.id), "name": sprint.name, "state": state, "boardId": 8, "goal": ""}
        told = f"id={sprint.id},rapidViewId=8,state={state.upper()},name={sprint.name},startDate=<null>,endDate=<null>"
        return f"com.atlassian.greenhopper.service.sprint.Sprint@1f39706[{told},sequence={sprint.id},goal=]"

    def _comments(self, issue: Issue) -> dict[str, Any]:
        sent = issue.comments[-EMBEDDED_COMMENTS:] if self._cloud else issue.comments
        return {
            "self": self._url(f"issue/{issue.id}/comment"),
            "comments": [self.comment(issue, comment) for comment in sent],
            "startAt": 0,
            "maxResults": len(sent),
            "total": len(issue.comments),
        }

    def _url(self, path: str) -> str:
        return f"{self.base}/rest/api/2/{path}"


def _named(name: str | None) -> dict[str, str] | None:
    return {"id": "10000", "name": name} if name else None


def _tie(number: int, words: str, key: str) -> dict[str, Any]:
    kind = {"id": "10000", "name": words, "inward": words, "outward": words}
    return {"id": str(10000 + number), "type": kind, "outwardIssue": {"key": key}}
