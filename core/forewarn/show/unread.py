"""What could not be read for longer than a working day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from forewarn.agency import Agency

_RUNS = 12
"""The last ones, which tell how often somebody runs it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A container, or a ticket that alone could not be read."""

    source: str
    name: str
    since: datetime | None
    """When it was last read; None where it never was."""

    @property
    def key(self) -> str:
        """What tells it from all others that a digest has told of."""
        return f"unread: {self.source}: {self.name}"

    @property
    def told(self) -> str:
        """Since when, for the next digest to compare."""
        return self.since.isoformat() if self.since else ""


def unread_for_long(agency: Agency, now: datetime) -> list[Unread]:
    """By source and day; a tracker that is away for an hour is nobody's concern."""
    add_days = agency.config.calendar.add_days
    long = [one for one in _unread(agency, now) if one.since is None or add_days(one.since, 1) <= now]
    return sorted(long, key=lambda one: (one.source, one.told, one.name))


def _unread(agency: Agency, now: datetime) -> Iterator[Unread]:
    seen, usual = agency.store.seen, _longest_pause(agency)
    for source, container in sorted({pair for pairs in agency.config.containers.values() for pair in pairs}):
        scope = seen.scope(source, container)
        # Without an error no run has come to it since, as where cron finds no token: nobody else would tell.
        is_left = scope.synced_at is not None and not scope.ended and now - scope.synced_at > usual
        if scope.error or is_left:
            yield Unread(source, container, scope.synced_at)
        if not scope.error and not scope.ended:
            yield from (Unread(source, scope.called.get(one, one), since) for one, since in scope.unread.items())


def _longest_pause(agency: Agency) -> timedelta:
    """Between the last runs: who runs it once a week needs no word that it did not run today."""
    times = [run.now for run in agency.store.runs.latest(_RUNS)]
    return max((abs(later - earlier) for later, earlier in pairwise(times)), default=timedelta())
