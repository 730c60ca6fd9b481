"""Lets a story open issues and versions."""

from datetime import date, datetime

from forewarn.model import Due, StatusCategory, Ticket
from forewarn_jira.sandbox.fields import CRITERIA, REASON
from forewarn_jira.sandbox.state import Issue, State, Version
from forewarn_jira.versions import is_version, version_id


class Opening:
    """Turns tickets of a story into issues and versions, and remembers the story's own names for them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._names: dict[str, str] = {}
        """Our ids by the story's."""

    def open(self, ticket: Ticket) -> str:
        """As `Sandbox.open`. Raises ValueError for what no Jira can hold."""
        self._state.project(ticket.container)
        made = self._version(ticket) if ticket.is_milestone else self._issue(ticket)
        self._names[ticket.id] = made
        return made

    def resolve(self, name: str) -> str:
        """Our id of what a story calls `name`, which may be our id already."""
        return self._names.get(name, name)

    def version(self, name: str) -> Version:
        """The version a story means. Raises ValueError when there is none."""
        number = self.resolve(name)
        if not is_version(number) or number not in map(version_id, self._state.versions):
            raise ValueError(f"there is no version {name!r}")
        return next(v for v in self._state.versions.values() if version_id(v.id) == number)

    def issue(self, name: str) -> Issue:
        """The issue a story means, by id or key. Raises ValueError when there is none."""
        issue = self._state.issue(self.resolve(name))
        if issue is None:
            raise ValueError(f"there is no issue {name!r}")
        return issue

    def delete(self, name: str) -> None:
        """Away with an issue; or with a version, which then is on no issue any more."""
        if not is_version(self.resolve(name)):
            del self._state.issues[self.issue(name).id]
            return
        number = self.version(name).id
        del self._state.versions[number]
        for issue in self._state.issues.values():
            issue.versions = [each for each in issue.versions if each != number]

    def _version(self, ticket: Ticket) -> str:
        version = Version(
            self._state.number("version"),
            ticket.container,
            ticket.title,
            ticket.description,
            day(ticket.due),
            released=ticket.category is StatusCategory.DONE and not ticket.declined,
            archived=ticket.declined,
        )
        self._state.versions[version.id] = version
        return version_id(version.id)

    def _issue(self, ticket: Ticket) -> str:
        if ticket.checklist:
            raise ValueError("Jira has no checklists")
        if len(ticket.assignees) > 1:
            raise ValueError("a Jira issue has one assignee at most")
        status = self._state.status(ticket.status or "To Do", ticket.category)
        done = ticket.category is StatusCategory.DONE
        issue = Issue(
            id=self._state.number("issue"),
            project=ticket.container,
            key="",
            created=ticket.created,
            updated=ticket.created,
            indexed=ticket.created,
            status=status,
            reporter=self._state.meet(ticket.reporter),
            summary=ticket.title,
            description=ticket.description or None,
            type=ticket.type or "Task",
            priority=ticket.priority,
            resolution=("Won't Do" if ticket.declined else "Done") if done else None,
            assignee=self._state.meet(ticket.assignees[0]) if ticket.assignees else None,
            labels=[label(text) for text in ticket.labels],
            due=day(ticket.due),
            points=ticket.estimate,
            texts={CRITERIA[0]: ticket.criteria or None, REASON[0]: ticket.reason or None},
            sprints=[self._state.sprint(ticket.sprint)] if ticket.sprint else [],
            versions=[self.version(ticket.milestone).id] if ticket.milestone else [],
            parent=self.issue(ticket.parent).id if ticket.parent else None,
            links=[(link.kind, link.target) for link in ticket.links],
            attachments=[(self._state.number("attachment"), name) for name in ticket.attachments],
        )
        self._state.issues[issue.id] = issue
        self._state.call(issue, self._state.key_for(ticket.container, ticket.key))
        return issue.id


def day(due: Due | None) -> date | None:
    """A due date as Jira holds it. Raises ValueError for an hour of the day."""
    if isinstance(due, datetime):
        raise ValueError("a due date in Jira has no hour; give a date")
    return due


def label(text: str) -> str:
    """A label as Jira holds it. Raises ValueError for a space in it."""
    if " " in text or not text:
        raise ValueError(f"a Jira label has no spaces: {text!r}")
    return text
