"""What one pass found and did, and what the process tells cron."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from forewarn.engine import ProjectResult
from forewarn.say import Plan
from forewarn.say.acts import Act
from forewarn.say.commands import Replies
from forewarn.say.planfile import Refused
from forewarn.say.render import Words
from forewarn.say.spoken import Deed, Spoken
from forewarn.store import Outcome
from forewarn.sync import Synced, nothing_collected
from forewarn.waivers import Considered


class Exit(IntEnum):
    """What the process tells cron."""

    DONE = 0
    BUG = 1
    USAGE = 2
    NOTHING_COLLECTED = 3
    PARTIAL = 4
    BREAKER = 5


@dataclass(frozen=True, slots=True)
class Pass:
    """Everything one pass found and did."""

    now: datetime
    synced: tuple[Synced, ...]
    results: tuple[ProjectResult, ...]
    plan: Plan
    worded: tuple[tuple[Act, Words], ...]
    """The plan's writes, each with what it says."""
    spoken: tuple[Spoken, ...]
    unmapped: Mapping[str, tuple[str, ...]]
    """By project, the names of people of whom nobody knows which side they stand on."""
    revisions: Mapping[tuple[str, str], int]
    """By source and ticket id, what the store knew of it."""
    considered: Considered
    """What is kept quiet on purpose, and the commands on tickets."""
    replies: Replies = ()
    """Answers to commands."""
    refused: tuple[Refused, ...] = ()
    """What a plan in a file was to say and is not said, because the ticket moved."""

    @property
    def exit_code(self) -> Exit:
        """The worst that happened."""
        if any(result.outcomes[Outcome.BROKEN] for result in self.results):
            return Exit.BUG
        if nothing_collected(self.synced):
            return Exit.NOTHING_COLLECTED
        trouble = (Deed.FAILED, Deed.UNKNOWN, Deed.WITHDRAWN, Deed.EXPOSED)
        if (
            any(s.error or s.lacking for s in self.synced)
            or any(s.deed in trouble for s in self.spoken)
            or self.refused
        ):
            return Exit.PARTIAL
        return Exit.BREAKER if self.plan.breaker else Exit.DONE
