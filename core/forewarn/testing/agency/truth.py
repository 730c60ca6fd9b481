"""What the generator decided: the projects of an agency, their tickets, and where a check is right to speak up."""

from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.project import Project
from forewarn.model import Ticket


@dataclass(frozen=True, slots=True)
class Truth:
    """`check` (its name without the family) is right about `subject` from `since` until `until`."""

    check: str
    subject: str
    """`source:id` of a ticket or milestone, or `project:name`."""
    since: datetime
    until: datetime
    asked: bool = True
    """False where the fault is a matter of degree or follows from another one: such a finding is neither right nor
    wrong, and nobody misses it."""
    owed: bool = True
    """False where nobody is to blame for not seeing it: a warning that came true was right, and none is missed."""
    positive: bool | None = None
    """Whether the news is good, where that can be either."""

    def covers(self, instant: datetime) -> bool:
        """Whether the check is right at that instant."""
        return self.since <= instant <= self.until


@dataclass(frozen=True, slots=True)
class Engagement:
    """One project with all its tickets, as its tracker tells them at the end."""

    project: Project
    tracker: str
    """jira, github or trello."""
    source: str
    container: str
    story: str
    """What happens in the project as a whole; `busy` for one full of tickets to which something happens."""
    tickets: tuple[Ticket, ...]
    """Milestones and pages among them, each with its whole history; `shown` cuts it to what the tracker tells."""
    truths: tuple[Truth, ...]
