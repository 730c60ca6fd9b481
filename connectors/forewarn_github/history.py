"""GitHub's list of issue events as history. Pure.

Status is not an event of its own: an issue is open or closed, and in progress while it carries a certain label. What
a label or a closing changed therefore depends on the state at that time. Each event comes with its issue as it
stands now, and the list is newest first, so the state is found by walking back from now.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from forewarn.model import Event, Field, Kind, Person
from forewarn_github import payloads
from forewarn_github.normalize import OPEN, Setting, folded, person, type_of
from forewarn_github.reviews import DECISIONS, review_ref

_TOLD = {
    "labeled": (Kind.ADDED, Field.LABELS),
    "unlabeled": (Kind.REMOVED, Field.LABELS),
    "assigned": (Kind.ADDED, Field.ASSIGNEE),
    "unassigned": (Kind.REMOVED, Field.ASSIGNEE),
    "milestoned": (Kind.CHANGED, Field.MILESTONE),
    "demilestoned": (Kind.CHANGED, Field.MILESTONE),
    "renamed": (Kind.CHANGED, Field.TITLE),
    "closed": (Kind.CHANGED, Field.STATUS),
    "reopened": (Kind.CHANGED, Field.STATUS),
    "issue_type_added": (Kind.CHANGED, Field.TYPE),
    "issue_type_changed": (Kind.CHANGED, Field.TYPE),
    "issue_type_removed": (Kind.CHANGED, Field.TYPE),
    "parent_issue_added": (Kind.CHANGED, Field.PARENT),
    "parent_issue_removed": (Kind.CHANGED, Field.PARENT),
    "referenced": (Kind.ADDED, Field.LINKS),
    "review_requested": (Kind.ADDED, Field.REVIEWER),
    "review_request_removed": (Kind.REMOVED, Field.REVIEWER),
    "review_dismissed": (Kind.REMOVED, Field.REVIEW),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one entry of the list amounts to."""

    entry: payloads.IssueEvent
    issue: payloads.Issue
    events: tuple[Event, ...]


@dataclass(slots=True)
class _Past:
    """An issue at the moment to which the walk has come."""

    is_open: bool
    labels: frozenset[str]


def tell(newest_first: Iterable[payloads.IssueEvent], milestones: Mapping[str, int], setting: Setting) -> list[Told]:
    """What the entries about tickets amount to, oldest first. `milestones` maps titles to numbers; no entry newer than
    the oldest given may be missing."""
    pasts: dict[int, _Past] = {}
    told: list[Told] = []
    for entry in newest_first:
        issue = entry.issue
        if issue is None or not setting.reads(issue) or entry.event not in _TOLD:
            continue
        past = pasts.setdefault(issue.number, _Past(issue.state == OPEN, folded(issue.labels)))
        events = (_own_change(entry, issue, milestones, setting), _status_change(entry, issue, past, setting))
        told.append(Told(entry, issue, tuple(event for event in events if event is not None)))
    return told[::-1]


def _own_change(
    entry: payloads.IssueEvent, issue: payloads.Issue, milestones: Mapping[str, int], setting: Setting
) -> Event | None:
    """What an entry tells by itself."""
    old: str | None = None
    new: str | None = None
    text = ref = ""
    match entry.event:
        case "labeled":
            new = entry.label.name if entry.label else None
        case "unlabeled":
            old = entry.label.name if entry.label else None
        case "assigned":
            new = person(entry.assignee).id
        case "unassigned":
            old = person(entry.assignee).id
        case "milestoned":
            new = _milestone_id(entry, issue, milestones, setting)
        case "demilestoned":
            old = _milestone_id(entry, issue, milestones, setting)
        case "renamed" if entry.rename:
            old, new = entry.rename.old, entry.rename.new
        case "issue_type_added" | "issue_type_changed" | "issue_type_removed":
            old, new = _types(entry, issue)
        case "parent_issue_added":
            new = _parent_id(entry, setting)
        case "parent_issue_removed":
            old = _parent_id(entry, setting)
        case "referenced":
            new, text = _commit(entry, issue), "commit"
        case "review_requested":
            new = _reviewer_id(entry)
        case "review_request_removed":
            old = _reviewer_id(entry)
        case "review_dismissed" if entry.dismissed_review:
            old, ref = DECISIONS.get(entry.dismissed_review.state), review_ref(entry.dismissed_review.review_id)
    return None if old is new is None else replace(_bare(entry, issue), old=old, new=new, text=text, ref=ref)


def _types(entry: payloads.IssueEvent, issue: payloads.Issue) -> tuple[str, str]:
    """The old and the new word for the kind of issue."""
    before, after = entry.prev_issue_type, entry.issue_type
    if entry.event == "issue_type_removed":
        before, after = before or after, None
    return type_of(issue, before), type_of(issue, after)


def _parent_id(entry: payloads.IssueEvent, setting: Setting) -> str | None:
    """The id of a parent; None of one in a repository closed to us."""
    parent = entry.parent_issue
    if parent is None or parent.number is None:
        return None
    return setting.issue_id(parent.repository.full_name if parent.repository else setting.container, parent.number)


def _commit(entry: payloads.IssueEvent, issue: payloads.Issue) -> str | None:
    """The address for browsers of a commit whose message names the issue. Of one in a repository closed to us the
    commit is missing."""
    repository = re.search(r"/repos/([^/]+/[^/]+)/commits/", entry.commit_url or "")
    if repository is None or entry.commit_id is None:
        return None
    return f"{urljoin(issue.html_url, '/')}{repository[1]}/commit/{entry.commit_id}"


def _reviewer_id(entry: payloads.IssueEvent) -> str | None:
    # Where a whole team was asked no person is named.
    return person(entry.requested_reviewer).id if entry.requested_reviewer else None


def _milestone_id(
    entry: payloads.IssueEvent, issue: payloads.Issue, milestones: Mapping[str, int], setting: Setting
) -> str | None:
    """An event has only the title. One that no milestone bears (renamed or deleted since) still is something."""
    if entry.milestone is None:
        return None
    title = entry.milestone.title
    if issue.milestone is not None and issue.milestone.title == title:
        return setting.milestone_id(issue.milestone.number)
    return setting.milestone_id(milestones.get(title, f"titled:{title}"))


def _status_change(entry: payloads.IssueEvent, issue: payloads.Issue, past: _Past, setting: Setting) -> Event | None:
    """The change of status an entry amounts to; `past` is taken back behind it."""
    match entry.event:
        case "closed" | "reopened":
            after = setting.status(entry.event == "reopened", past.labels)
            past.is_open = entry.event == "closed"
        case "labeled" | "unlabeled" if entry.label and entry.label.name:
            label = folded((entry.label.name,))
            with_it, without = past.labels | label, past.labels - label
            then, past.labels = (with_it, without) if entry.event == "labeled" else (without, with_it)
            after = setting.status(past.is_open, then)
        case _:
            return None
    before = setting.status(past.is_open, past.labels)
    if before == after:
        return None
    event = replace(_bare(entry, issue), kind=Kind.CHANGED, field=Field.STATUS)
    (old, old_category), (new, category) = before, after
    return replace(event, id=f"{event.id}:status", old=old, new=new, category=category, old_category=old_category)


def _bare(entry: payloads.IssueEvent, issue: payloads.Issue) -> Event:
    kind, field = _TOLD[entry.event]
    return Event(
        id=f"event:{entry.id}",
        at=entry.created_at,
        kind=kind,
        actor=_actor(entry, issue),
        field=field,
        url=f"{issue.html_url}#event-{entry.id}",
        batch=f"event:{entry.id}",
    )


def _actor(entry: payloads.IssueEvent, issue: payloads.Issue) -> Person:
    # Of an assignment GitHub names the assignee as the actor, and who did it as the assigner.
    user = entry.assigner or entry.review_requester or entry.actor
    is_reporter = user is not None and issue.user is not None and user.id == issue.user.id
    return person(user, issue.author_association if is_reporter else None)
