"""Jira's issues as tickets. Pure; the oddities of its fields and comments live here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forewarn.model import Event, Field, Kind, Link, Need, StatusCategory, Ticket
from forewarn_jira.changelog import events, hours, in_order
from forewarn_jira.dialect import CustomFields, Dialect, category
from forewarn_jira.instants import day
from forewarn_jira.payload import Comment, Fields, History, Issue, IssueLink, Named
from forewarn_jira.people import person
from forewarn_jira.sprints import current, sprints
from forewarn_jira.versions import milestone
from forewarn_jira.wiki import readable

_NAMES = (
    "won't do, won't fix, duplicate, cannot reproduce, incomplete, invalid, obsolete, abandoned, declined, rejected, "
    "canceled, cancelled, отменено, отменена, отменён, отклонено, отклонена, отклонён, дубликат"
)
_DECLINED = frozenset(_NAMES.split(", "))
"""Resolutions, and statuses, of what was closed without being delivered."""

NO_CHECKLIST = "Jira has no checklists of its own."

INTERNAL = "sd.public.comment"
"""The comment property of service projects: `{"internal": true}` in it keeps a comment from the portal."""


def ticket(issue: Issue, histories: Sequence[History], comments: Iterable[Comment], dialect: Dialect) -> Ticket:
    """An issue with all its changes and all its comments."""
    fields = issue.fields
    url = f"{dialect.site}/browse/{issue.key}"
    ordered = in_order(histories)
    versions = [version.id for version in fields.fix_versions or () if version.id]
    sprint = _own(fields, dialect.custom.sprint)
    changes = list(events(ordered, versions, dialect, url, {held.id: held.name for held in sprints(sprint)}))
    assignee = person(fields.assignee)
    return Ticket(
        source=dialect.source,
        container=dialect.container,
        id=issue.id,
        key=issue.key,
        title=fields.summary or "",
        created=fields.created,
        url=url,
        description=readable(fields.description or ""),
        type=_name(fields.issuetype) or "",
        status=_name(fields.status) or "",
        category=category(fields.status),
        declined=_is_declined(fields),
        priority=_name(fields.priority),
        reporter=person(fields.reporter),
        assignees=(assignee,) if assignee else (),
        labels=tuple(fields.labels or ()),
        due=day(fields.duedate),
        estimate=_estimate(fields, dialect),
        milestone=milestone(ordered, versions),
        parent=_parent(fields, changes, dialect),
        sprint=current(sprint),
        criteria=_text(_own(fields, dialect.custom.criteria)),
        reason=_text(_own(fields, dialect.custom.reason)),
        links=tuple(link for tie in fields.issuelinks or () for link in _links(tie)),
        attachments=tuple(file.filename for file in fields.attachment or () if file.filename),
        history=_history(fields, changes, comments, url),
        absent={**_absent(issue, len(ordered), dialect.custom), **dialect.custom.absent},
    )


def comment_url(issue_url: str, comment: str) -> str:
    """Where one comment of an issue is read."""
    return f"{issue_url}?focusedCommentId={comment}"


def is_internal(comment: Comment) -> bool:
    """Whether portal customers do not see it: Cloud says so outright, Data Center in a property."""
    if comment.jsd_public is not None:
        return not comment.jsd_public
    values = (p.value for p in comment.properties or () if p.key == INTERNAL)
    return any(isinstance(value, Mapping) and value.get("internal") in (True, "true") for value in values)


def _name(value: Named | None) -> str | None:
    return value.name if value else None


def _is_declined(fields: Fields) -> bool:
    """By resolution, or by status: team-managed projects of Cloud resolve as done whatever reaches a last status."""
    ends = [fields.resolution, fields.status if category(fields.status) is StatusCategory.DONE else None]
    return any((_name(end) or "").replace("’", "'").strip().lower() in _DECLINED for end in ends)


def _own(fields: Fields, field_id: str | None) -> Any:
    """The raw value of a custom field; None where there is none."""
    return (fields.model_extra or {}).get(field_id) if field_id else None


def _text(value: Any) -> str:
    """What people see in a custom field: text as it is, options by their words, several of them with commas."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, Mapping):
        return _text(value.get("value", value.get("name")))
    return readable(value) if isinstance(value, str) else ""


def _estimate(fields: Fields, dialect: Dialect) -> float | None:
    if dialect.custom.counts_hours:
        return None if fields.timeoriginalestimate is None else hours(fields.timeoriginalestimate)
    points = _own(fields, dialect.custom.story_points)
    return float(points) if isinstance(points, int | float) else None


def _parent(fields: Fields, changes: Iterable[Event], dialect: Dialect) -> str | None:
    """An id; a key for an issue of Data Center that was opened in an epic, of which the history knows nothing."""
    if fields.parent:
        return fields.parent.id
    epic = _own(fields, dialect.custom.epic)
    moves = [event.new for event in changes if event.field is Field.PARENT]
    return moves[-1] if moves else epic if isinstance(epic, str) and epic else None


def _links(tie: IssueLink) -> Iterable[Link]:
    if tie.outward_issue and tie.outward_issue.key:
        yield Link(tie.type.outward or "", tie.outward_issue.key)
    if tie.inward_issue and tie.inward_issue.key:
        yield Link(tie.type.inward or "", tie.inward_issue.key)


def _history(fields: Fields, changes: Sequence[Event], comments: Iterable[Comment], url: str) -> tuple[Event, ...]:
    # The reporter is whose words the ticket carries; the creator may be a mail robot or somebody on the phone.
    opened = Event("created", fields.created, Kind.CREATED, person(fields.reporter or fields.creator), url=url)
    later = [*changes, *(_commented(comment, url) for comment in comments)]
    return opened, *sorted(later, key=lambda event: event.at)


def _commented(comment: Comment, url: str) -> Event:
    return Event(
        id=f"comment:{comment.id}",
        at=comment.created,
        kind=Kind.COMMENTED,
        actor=person(comment.author),
        text=readable(comment.body or ""),
        ref=comment.id,
        public=not is_internal(comment) and not comment.visibility,
        url=comment_url(url, comment.id),
        # Told also where nobody edited it: Jira writes the same words out another way now and then, and so do we.
        edited=comment.updated or comment.created,
    )


def _absent(issue: Issue, histories: int, custom: CustomFields) -> Mapping[Need, str]:
    """What this issue cannot give, with the reason."""
    absent = {Need.CHECKLIST: NO_CHECKLIST}
    # Fields that a project's configuration hides are missing from the answer, where empty ones are null.
    shown = issue.fields.model_fields_set
    if "duedate" not in shown:
        absent |= dict.fromkeys((Need.DUE, Need.DUE_HISTORY), "The project shows no due dates to this account.")
    if "priority" not in shown:
        absent[Need.PRIORITY] = "The project shows no priorities to this account."
    # Most custom fields belong to some types of ticket alone: an epic or a bug has none for story points.
    hidden = (need for need, field_id in custom.needed().items() if field_id not in shown)
    absent |= dict.fromkeys(hidden, "Tickets of this type have no field for it, or none that this account sees.")
    if custom.story_points is not None:
        absent[Need.HOURS] = "Its estimate is in story points."
    # Only the expanded history of Data Center can fall short; that of Cloud comes whole, page by page.
    if issue.changelog and histories < (issue.changelog.total or 0):
        reason = f"Jira gave only {histories} of {issue.changelog.total} changes."
        absent |= dict.fromkeys((Need.STATUS_HISTORY, Need.DUE_HISTORY, Need.DESCRIPTION_HISTORY), reason)
    return absent
