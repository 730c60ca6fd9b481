"""The sandbox's issue events as GitHub's JSON."""

from collections.abc import Mapping
from typing import Any

from forewarn_github.sandbox.wire import Wire, instant
from forewarn_github.sandbox.world import Entry, Issue, Repository

_ONLY_IN_FULL = frozenset(
    {"allow_forking", "default_branch", "open_issues", "open_issues_count", "subscribers_count", "network_count"}
)


class EntryWire:
    """Writes what `wire` writes too, and events."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def entry(self, repository: Repository, entry: Entry) -> dict[str, Any]:
        """An issue event, with its whole issue as it stands now."""
        return {
            "id": entry.id,
            "node_id": f"E_{entry.id}",
            "url": self._wire.address(repository, f"issues/events/{entry.id}"),
            "actor": self._wire.user(entry.actor),
            "event": entry.event,
            "commit_id": None,
            "commit_url": None,
            "created_at": instant(entry.at),
            "issue": self._wire.issue(repository, entry.issue),
            "performed_via_github_app": None,
            **{key: self._detail(repository, key, value) for key, value in _keys(entry).items()},
        }

    def entry_of_issue(self, repository: Repository, entry: Entry) -> dict[str, Any]:
        """The same in a list of one issue, without that."""
        return {key: value for key, value in self.entry(repository, entry).items() if key != "issue"}

    def _reference(self, repository: Repository, issue: Issue) -> dict[str, Any]:
        full = self._wire.repository(repository)
        place = {key: full[key] for key in full if key not in _ONLY_IN_FULL}
        state = "closed" if issue.closed else "open"
        return {
            "number": issue.number,
            "title": issue.title,
            "state": state,
            "state_reason": issue.reason,
            "issue_type": None,
            "repository": place,
        }

    def _detail(self, repository: Repository, key: str, value: Any) -> Any:
        match key:
            case "commit_id":
                return value
            case "commit_url":
                return self._wire.address(repository, f"commits/{value}")
            case "issue_type" | "prev_issue_type":
                return {"id": 1, "name": value}
            case "parent_issue" | "sub_issue":
                return self._reference(repository, value)
            case "dismissed_review":
                number, state = value
                return {"review_id": number, "state": state.lower(), "dismissal_message": None}
            case "label":
                return {"name": value, "color": "ededed"}
            case "milestone":
                return {"title": value}
            case "rename":
                return {"from": value[0], "to": value[1]}
        return self._wire.user(value)


def _keys(entry: Entry) -> Mapping[str, Any]:
    commit = entry.details.get("commit")
    return {"commit_id": commit, "commit_url": commit} if commit else entry.details
