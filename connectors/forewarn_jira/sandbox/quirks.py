"""What real sites do to people who did not expect it. Everything is off until a test switches it on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo

from forewarn_jira.sandbox.state import Issue


@dataclass(slots=True)
class Quirks:
    """Switches of one sandbox."""

    lagging: set[str] = field(default_factory=set)
    """Ids of issues whose last update the search index has not noticed yet."""
    sorts_by_second: bool = False
    """The index of Data Center orders by whole seconds, and by the next criterion within one."""
    shrinking: bool = False
    """Every search page holds half as many issues as the one before."""
    before_search: Callable[[int], None] = lambda number: None
    """Called with the number of each search, before it is answered: people work while somebody turns pages."""
    closed: set[str] = field(default_factory=set)
    """Keys of projects and issues that the account may not see (any more)."""
    archived: set[str] = field(default_factory=set)
    """Ids of issues that no search of Data Center finds any more, and that can be opened as ever."""
    garbled: set[str] = field(default_factory=set)
    """Ids of issues that come with a link as nobody has ever seen one."""
    garbled_changes: set[str] = field(default_factory=set)
    """Ids of issues of which the changes come as nobody has ever seen any."""
    converted: set[str] = field(default_factory=set)
    """Keys of projects that are of the other kind by now: service projects, or none any more."""
    zone: tzinfo = timezone(timedelta(hours=5, minutes=30))
    """Of the account: instants are written in it, and dates in queries are read in it. An odd one shows who forgets."""
    bulk_as_text: bool = False
    """Bulk fetches write instants as their specification says, and not in milliseconds."""
    shows_properties: bool = True
    """Whether comments come with their properties when asked; the documentation of Data Center promises it nowhere."""
    denied: set[str] = field(default_factory=set)
    """Permissions that the account lacks, such as EDIT_OWN_COMMENTS."""
    sees_groups: bool = True
    """Whether the account may see who is in a group: Browse users and groups, or on Data Center an administrator."""
    is_administrator: bool = True
    """Others may not see the roles of a project on Cloud."""

    def standing(self) -> tuple[object, ...]:
        """What a search depends on."""
        return frozenset(self.lagging), frozenset(self.closed), frozenset(self.archived), self.zone

    def updated(self, issue: Issue) -> datetime:
        """When an issue was updated last, as the search index has it."""
        return issue.indexed if issue.id in self.lagging else issue.updated

    def hides(self, issue: Issue) -> bool:
        """Whether the account may not see an issue."""
        return not self.closed.isdisjoint((issue.key, issue.project))
