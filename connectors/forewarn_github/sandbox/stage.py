"""A story's words turned into what people do on GitHub."""

from datetime import date, datetime

from forewarn.model import Event, Field, Kind, StatusCategory, Ticket, due_from_text
from forewarn_github.checklist import TASK, numbered
from forewarn_github.config import GitHubOptions
from forewarn_github.sandbox.acts import act, comment_of, issue_of
from forewarn_github.sandbox.world import Issue, Milestone, Repository, User, World

_DOING: tuple[str, ...] = GitHubOptions.model_fields["doing_labels"].default
_NOT_PLANNED = ("not planned", "declined", "won't do")


def open_milestone(world: World, repository: Repository, ticket: Ticket) -> Milestone:
    """A milestone as `ticket` describes it."""
    number = next(repository.milestone_numbers)
    milestone = Milestone(
        id=next(repository.ids),
        number=number,
        title=ticket.title,
        description=ticket.description,
        creator=world.user(ticket.reporter),
        created=ticket.created,
        updated=ticket.created,
        due=_day(ticket.due),
        closed=None if ticket.is_open else ticket.created,
    )
    repository.milestones[number] = milestone
    return milestone


def open_issue(world: World, repository: Repository, ticket: Ticket) -> Issue:
    """An issue or pull request as `ticket` describes it. GitHub would also list an event for each first label; a story
    counts those as the state in which the issue began."""
    for what in ("due", "priority", "estimate", "links", "attachments"):
        if getattr(ticket, what):
            raise ValueError(f"an issue on GitHub has no {what}")
    if ticket.branch and ticket.type != "pull request":
        raise ValueError("an issue on GitHub has no branch")
    author = world.user(ticket.reporter)
    lines = [f"- [{'x' if item.done else ' '}] {item.text}" for item in ticket.checklist]
    issue = Issue(
        id=next(repository.ids),
        number=repository.next_number,
        title=ticket.title,
        body="\n".join([*([ticket.description, ""] if ticket.description and lines else [ticket.description]), *lines]),
        author=author,
        created=ticket.created,
        updated=ticket.created,
        kind="" if ticket.type in ("issue", "pull request") else ticket.type,
        is_pull=ticket.type == "pull request",
        branch=ticket.branch,
        labels=list(ticket.labels),
        assignees=[user for user in map(world.user, ticket.assignees) if user],
        milestone=milestone_of(repository, ticket.milestone) if ticket.milestone else None,
        parent=issue_of(repository, ticket.parent) if ticket.parent else None,
    )
    if ticket.category is StatusCategory.DOING and _doing(issue) is None:
        issue.labels.append(_doing_label(ticket.status))
    if not ticket.is_open:
        issue.closed, issue.closed_by = ticket.created, author
        issue.reason = "not_planned" if ticket.declined else "completed"
    repository.issues[issue.number] = issue
    return issue


def play_milestone(milestone: Milestone, event: Event) -> str:
    """Change a milestone. GitHub keeps no history of it."""
    match event.kind, event.field:
        case Kind.CHANGED, Field.DUE:
            milestone.due = _day(due_from_text(event.new))
        case Kind.CHANGED, Field.TITLE:
            milestone.title = event.new or ""
        case Kind.CHANGED, Field.DESCRIPTION:
            milestone.description = event.new or ""
        case Kind.CHANGED, Field.STATUS:
            is_done = StatusCategory.DONE in (event.category, _category(event.new))
            milestone.closed = event.at if is_done else None
        case _:
            raise ValueError(f"nobody can do this to a milestone on GitHub: {event.kind} {event.field or ''}")
    milestone.updated = event.at
    return ""


def play_issue(world: World, repository: Repository, issue: Issue, event: Event) -> str:
    """Change an issue or speak on it."""
    actor, at = world.user(event.actor), event.at
    match event.kind, event.field:
        case Kind.COMMENTED, _ if event.public:
            return str(repository.comment(issue, actor, event.text, at).id)
        case Kind.EDITED, _:
            repository.rewrite(comment_of(repository, event.ref), event.new or "", at)
        case Kind.DELETED, _:
            repository.delete(comment_of(repository, event.ref), at)
        case Kind.CHANGED, Field.STATUS:
            _move(repository, issue, event, actor)
        case Kind.CHANGED, Field.TITLE:
            repository.record(issue, at, "renamed", actor, rename=(issue.title, event.new or ""))
            issue.title = event.new or ""
        case Kind.CHANGED, Field.DESCRIPTION:
            issue.body = event.new or ""
        case Kind.CHANGED, Field.MILESTONE:
            _set_milestone(repository, issue, event, actor)
        case ((Kind.CHANGED | Kind.ADDED | Kind.REMOVED), Field.ASSIGNEE):
            _assign(world, repository, issue, event, actor)
        case Kind.ADDED, Field.LABELS:
            _label(repository, issue, event.new or "", at, actor)
        case Kind.REMOVED, Field.LABELS:
            _unlabel(repository, issue, event.old or "", at, actor)
        case (Kind.TICKED | Kind.UNTICKED, _) | ((Kind.ADDED | Kind.REMOVED), Field.CHECKLIST):
            return _change_tasks(issue, event)
        case _:
            return act(world, repository, issue, event)
    issue.touch(at)
    return ""


def milestone_of(repository: Repository, ticket_id: str) -> Milestone:
    """The milestone with this id."""
    return repository.milestones[int(ticket_id.rpartition("-")[2])]


def _day(due: date | datetime | None) -> date | None:
    return due.date() if isinstance(due, datetime) else due


def _category(status: str | None) -> StatusCategory:
    word = (status or "").casefold()
    if word in _DOING:
        return StatusCategory.DOING
    return StatusCategory.DONE if word in ("closed", "done", *_NOT_PLANNED) else StatusCategory.TODO


def _doing(issue: Issue) -> str | None:
    return next((label for label in issue.labels if label.casefold() in _DOING), None)


def _doing_label(status: str | None) -> str:
    return status if status and status.casefold() in _DOING else _DOING[0]


def _move(repository: Repository, issue: Issue, event: Event, actor: User | None) -> None:
    """Close, reopen, or change the label that means in progress, in the order in which people see one change."""
    category = event.category or _category(event.new)
    if category is StatusCategory.DONE:
        issue.closed, issue.closed_by = event.at, actor
        issue.reason = "not_planned" if (event.new or "").casefold() in _NOT_PLANNED else "completed"
        repository.record(issue, event.at, "closed", actor)
        return
    wanted = _doing_label(event.new) if category is StatusCategory.DOING else None
    if wanted and wanted not in issue.labels:
        _label(repository, issue, wanted, event.at, actor)
    for label in [label for label in issue.labels if label.casefold() in _DOING and label != wanted]:
        _unlabel(repository, issue, label, event.at, actor)
    if issue.closed is not None:
        issue.closed = issue.closed_by = None
        issue.reason = "reopened"
        repository.record(issue, event.at, "reopened", actor)


def _label(repository: Repository, issue: Issue, label: str, at: datetime, actor: User | None) -> None:
    issue.labels.append(label)
    repository.record(issue, at, "labeled", actor, label=label)


def _unlabel(repository: Repository, issue: Issue, label: str, at: datetime, actor: User | None) -> None:
    issue.labels.remove(label)
    repository.record(issue, at, "unlabeled", actor, label=label)


def _set_milestone(repository: Repository, issue: Issue, event: Event, actor: User | None) -> None:
    if issue.milestone is not None:
        repository.record(issue, event.at, "demilestoned", actor, milestone=issue.milestone.title)
    issue.milestone = milestone_of(repository, event.new) if event.new else None
    if issue.milestone is not None:
        repository.record(issue, event.at, "milestoned", actor, milestone=issue.milestone.title)


def _assign(world: World, repository: Repository, issue: Issue, event: Event, actor: User | None) -> None:
    # GitHub writes the assignee where the actor belongs, and the actor as the assigner.
    leaving = world.user_called(event.old) if event.old else None
    coming = world.user_called(event.new) if event.new else None
    if leaving is not None:
        issue.assignees.remove(leaving)
        repository.record(issue, event.at, "unassigned", leaving, assignee=leaving, assigner=actor)
    if coming is not None:
        issue.assignees.append(coming)
        repository.record(issue, event.at, "assigned", coming, assignee=coming, assigner=actor)


def _change_tasks(issue: Issue, event: Event) -> str:
    """Edit the body, as GitHub does when somebody ticks a task; no event tells of it."""
    lines = issue.body.splitlines()
    issue.touch(event.at)
    if event.kind is Kind.ADDED:
        issue.body = "\n".join([*lines, f"- [ ] {event.new}"])
        return [item.id for _, item in numbered(issue.body)][-1]
    index = {item.id: index for index, item in numbered(issue.body)}[event.ref]
    if event.kind is Kind.REMOVED:
        del lines[index]
    else:
        mark = "x" if event.kind is Kind.TICKED else " "
        lines[index] = TASK.sub(rf"\g<head>{mark}\g<tail>", lines[index])
    issue.body = "\n".join(lines)
    return ""
