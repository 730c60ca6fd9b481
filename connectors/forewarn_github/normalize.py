"""GitHub's payloads as the words of the model. Pure; GitHub's oddities and their reasons live here.

Every comment is open to whoever sees the issue. Whether clients do is for the config to say, which may be put right
later, so what is stored says nothing of it.
"""

import re
from dataclasses import dataclass, field
from types import MappingProxyType

from forewarn.model import MILESTONE, Event, Field, Kind, Link, Need, Person, Role, StatusCategory, Ticket
from forewarn_github import payloads
from forewarn_github.checklist import checklist
from forewarn_github.references import closed_by
from forewarn_github.renames import Renames

OPEN, CLOSED = "open", "closed"
_GHOST = Person("ghost", "ghost")
_TEAM = frozenset({"OWNER", "MEMBER"})
MILESTONE_MARK = "!milestone-"
"""Stands between repository and number in the id of a milestone."""
_DECLINED = frozenset({"not_planned", "duplicate"})
ABSENT = MappingProxyType(
    {
        Need.PRIORITY: "GitHub has no priorities",
        Need.ESTIMATE: "GitHub has no estimates",
        Need.SPRINT: "GitHub has no sprints",
        Need.CRITERIA: "GitHub has no field for acceptance criteria",
        Need.REASON: "GitHub has no field for a reason",
    }
)
"""What neither issues nor milestones have."""
_ISSUE_ABSENT = MappingProxyType(
    {
        **ABSENT,
        Need.DUE: "an issue on GitHub has no due date of its own; its milestone may have one",
        Need.DUE_HISTORY: "an issue on GitHub has no due date of its own; its milestone may have one",
    }
)
_MILESTONE_ABSENT = MappingProxyType(
    {
        **ABSENT,
        Need.COMMENTS: "nobody can comment on a milestone",
        Need.CHECKLIST: "a milestone has no checklist",
    }
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What an answer must be read with."""

    source: str
    container: str
    """`owner/name`, as the config writes it."""
    doing_labels: tuple[str, ...]
    """In order of precedence."""
    pull_requests: bool
    renames: Renames = field(default_factory=Renames)

    def ticket_id(self, number: int | str) -> str:
        """The id and key of an issue."""
        return f"{self.container}#{number}"

    def issue_id(self, repository: str, number: int | str) -> str:
        """The id of an issue of any repository; the config may spell ours in other case than GitHub does."""
        known = self.renames.known_as(repository)
        return self.ticket_id(number) if known.casefold() == self.container.casefold() else f"{known}#{number}"

    def milestone_id(self, number: int | str) -> str:
        """The id and key of a milestone."""
        return f"{self.container}{MILESTONE_MARK}{number}"

    def doing(self, labels: frozenset[str]) -> str | None:
        """The label among `labels` (folded) that means in progress, as the config spells it."""
        return next((label for label in self.doing_labels if label.casefold() in labels), None)

    def status(self, is_open: bool, labels: frozenset[str]) -> tuple[str, StatusCategory]:
        """The status of an issue with these labels (folded)."""
        if not is_open:
            return CLOSED, StatusCategory.DONE
        doing = self.doing(labels)
        return (doing, StatusCategory.DOING) if doing else (OPEN, StatusCategory.TODO)

    def reads(self, issue: payloads.Issue) -> bool:
        """Whether it is a ticket at all: GitHub lists pull requests among the issues."""
        return self.pull_requests or issue.pull_request is None


def folded(labels: tuple[str, ...]) -> frozenset[str]:
    """Labels for comparing: GitHub keeps their case but does not tell labels apart by it."""
    return frozenset(label.casefold() for label in labels)


def person(user: payloads.User | None, association: str | None = None) -> Person:
    """An account with its role. All others stay UNKNOWN: collaborators are freelancers as well as clients, who must be
    some to see a private repository, and hidden members look like outsiders."""
    if user is None:
        return _GHOST
    role = Role.TEAM if association in _TEAM else Role.UNKNOWN
    if user.type == "Bot" or user.login.endswith("[bot]"):
        role = Role.BOT
    return Person(str(user.id), user.name or user.login, role, user.login)


def type_of(issue: payloads.Issue, name: payloads.IssueType | None) -> str:
    """The organisation's own word for what an issue is, or else GitHub's."""
    return name.name if name else "pull request" if issue.pull_request else "issue"


def ticket(issue: payloads.Issue, setting: Setting, branch: str = "") -> Ticket:
    """An issue, or a pull request of `branch`, as it stands, with its creation for a history."""
    reporter = person(issue.user, issue.author_association)
    is_open = issue.state == OPEN
    status, category = setting.status(is_open, folded(issue.labels))
    unmerged = issue.pull_request is not None and issue.pull_request.merged_at is None
    created = Event("created", issue.created_at, Kind.CREATED, reporter, url=issue.html_url)
    return Ticket(
        source=setting.source,
        container=setting.container,
        id=setting.ticket_id(issue.number),
        key=setting.ticket_id(issue.number),
        title=issue.title,
        created=issue.created_at,
        url=issue.html_url,
        description=issue.body,
        type=type_of(issue, issue.type),
        status=status,
        category=category,
        declined=not is_open and (issue.state_reason in _DECLINED or unmerged),
        reporter=reporter,
        assignees=tuple(person(user) for user in issue.assignees),
        labels=issue.labels,
        milestone=setting.milestone_id(issue.milestone.number) if issue.milestone else None,
        parent=_parent(issue.parent_issue_url, setting),
        branch=branch,
        links=_closes(issue, setting),
        checklist=checklist(issue.body),
        history=(created,),
        absent=_ISSUE_ABSENT,
    )


def _closes(issue: payloads.Issue, setting: Setting) -> tuple[Link, ...]:
    """What a pull request closes when it is merged."""
    if issue.pull_request is None:
        return ()
    ids = (setting.issue_id(name or setting.container, number) for name, number in closed_by(issue.body))
    return tuple(Link("closes", each) for each in dict.fromkeys(ids))


def _parent(url: str | None, setting: Setting) -> str | None:
    found = re.search(r"/repos/([^/]+/[^/]+)/issues/(\d+)$", url or "")
    if found is None:
        return None
    return setting.issue_id(found[1], found[2])


def milestone_ticket(milestone: payloads.Milestone, setting: Setting) -> Ticket:
    """A milestone as it stands. All that GitHub keeps of its history is when it was opened and closed."""
    creator = person(milestone.creator)
    history = [Event("created", milestone.created_at, Kind.CREATED, creator)]
    if milestone.closed_at is not None:
        history.append(
            Event(
                id=f"closed:{milestone.closed_at.isoformat()}",
                at=milestone.closed_at,
                kind=Kind.CHANGED,
                field=Field.STATUS,
                old=OPEN,
                new=CLOSED,
                url=milestone.html_url,
                category=StatusCategory.DONE,
                old_category=StatusCategory.TODO,
            )
        )
    return Ticket(
        source=setting.source,
        container=setting.container,
        id=setting.milestone_id(milestone.number),
        key=setting.milestone_id(milestone.number),
        title=milestone.title,
        created=milestone.created_at,
        url=milestone.html_url,
        description=milestone.description,
        type=MILESTONE,
        status=milestone.state,
        category=StatusCategory.TODO if milestone.state == OPEN else StatusCategory.DONE,
        reporter=creator,
        # People choose a day; GitHub stores that day's midnight in California, which in UTC is the same day.
        due=milestone.due_on.date() if milestone.due_on else None,
        history=tuple(history),
        absent=_MILESTONE_ABSENT,
    )


def comment_event(comment: payloads.Comment, author: Person) -> Event:
    """A comment. GitHub tells when its words were last changed, not what they were."""
    return Event(
        id=f"comment:{comment.id}",
        at=comment.created_at,
        kind=Kind.COMMENTED,
        actor=author,
        text=comment.body,
        ref=str(comment.id),
        url=comment.html_url,
        edited=comment.updated_at if comment.updated_at != comment.created_at else None,
    )


def number_at(url: str) -> int:
    """The issue or pull request whose address in the API this is."""
    return int(url.rpartition("/")[2])


def on_pull_request(comment: payloads.Comment) -> bool:
    """Whether a comment stands on a pull request: only the address for browsers tells."""
    return re.search(r"/pull/\d+#", comment.html_url) is not None
