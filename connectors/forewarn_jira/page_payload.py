"""The JSON of Jira's lists as far as it is used: pages of issues, of their ids, and of changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError, model_validator

from forewarn_jira.instants import Instant
from forewarn_jira.payload import History, Issue, Payload, spot_of


class Unread(Payload):
    """An issue of which Jira's answer cannot be read."""

    id: str
    key: str = ""
    """Empty where only its changes were asked for."""
    problem: str
    """Where, and why."""


class IssuePage(Payload):
    """A page of a search: Cloud goes on with a token, Data Center by number. `names` tells custom fields' names."""

    issues: tuple[Issue, ...]
    unread: tuple[Unread, ...] = ()
    """Those that cannot be read, set apart so that they hide none of the others."""
    names: dict[str, str] | None = None
    next_page_token: str | None = None
    total: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _set_apart(cls, raw: Any) -> Any:
        return _apart(raw, "issues", Issue, ("id", "key"))

    @property
    def size(self) -> int:
        """How many issues Jira gave."""
        return len(self.issues) + len(self.unread)


class SinglePage(IssuePage):
    """An issue that was asked for alone, as a page of its own."""

    @model_validator(mode="before")
    @classmethod
    def _wrap(cls, raw: Any) -> Any:
        return {"issues": [raw], "names": raw.get("names")} if isinstance(raw, Mapping) else raw


class Born(Payload):
    """All that is asked about an issue when only its id matters."""

    created: Instant
    archiveddate: str | None = None


class Stub(Payload):
    """An issue in a list of what there is; Cloud gives more of them at once when no field is asked for."""

    id: str
    key: str
    fields: Born | None = None


class StubPage(Payload):
    """A page of such a list."""

    issues: tuple[Stub, ...]
    next_page_token: str | None = None
    total: int | None = None

    @property
    def size(self) -> int:
        """How many issues Jira gave."""
        return len(self.issues)


class IssueHistory(Payload):
    """Some of the changes of one issue."""

    issue_id: str
    change_histories: tuple[History, ...] = ()


class HistoryPage(Payload):
    """A page of a bulk fetch; an issue's changes may be spread over several."""

    issue_change_logs: tuple[IssueHistory, ...]
    unread: tuple[Unread, ...] = ()
    """As of `IssuePage`."""
    next_page_token: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _set_apart(cls, raw: Any) -> Any:
        return _apart(raw, "issueChangeLogs", IssueHistory, ("issueId",))


def _apart(raw: Any, rows: str, model: type[Payload], names: Sequence[str]) -> Any:
    """A page of which what cannot be read stands apart, if it has its `names`: else it is no page."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get(rows), list):
        return raw
    read: list[Payload] = []
    unread: list[Unread] = []
    for one in raw[rows]:
        try:
            read.append(model.model_validate(one))
        except ValidationError as error:
            if not isinstance(one, Mapping) or not all(one.get(name) for name in names):
                return raw
            number, *key = (str(one[name]) for name in names)
            whose = "".join(f" of {name}" for name in key)
            unread.append(Unread(id=number, key="".join(key), problem=spot_of(error, one, whose)))
    return {**raw, rows: read, "unread": unread}
