"""What GitHub does to readers and writers who did not expect it. Everything is off until a test switches it on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_CONTENT = ((80, timedelta(minutes=1)), (500, timedelta(hours=1)))


@dataclass(slots=True)
class Quirks:
    """Switches of one sandbox."""

    older: bool = False
    """An Enterprise Server of some years ago: no parents, no types of issues, pages by number, and no limits told."""
    lagging: dict[int, datetime] = field(default_factory=dict)
    """By number of the issue: what happened from then on no list shows yet."""
    largest_page: int = 100
    """Rows a page, however many are asked for."""
    before_list: Callable[[str], None] = lambda path: None
    """Called with the path of each list before it is answered: people work while somebody turns pages."""
    closed: set[str] = field(default_factory=set)
    """Repositories (`owner/name`) that the account may not see any more."""
    public: set[str] = field(default_factory=set)
    """Repositories (`owner/name`) that the whole world reads."""
    sees_groups: bool = True
    """Whether the account is in the organisations and its token may read who else is."""
    quota: int = 5000
    """Requests an hour."""
    enforced: bool = False
    """Whether who is too fast is refused."""
    writes: list[datetime] = field(default_factory=list)
    """When something was written."""

    def shows(self, number: int, at: datetime) -> bool:
        """Whether the lists show already what happened to an issue then."""
        return number not in self.lagging or at < self.lagging[number]

    def writes_too_fast(self, now: datetime) -> bool:
        """Notes a write, and tells whether it is one too many."""
        lately = [(most, sum(now - at < span for at in self.writes)) for most, span in _CONTENT]
        if self.enforced and any(count >= most for most, count in lately):
            return True
        self.writes.append(now)
        return False
