"""What could not be read for longer than a working day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forewarn.agency import Agency


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
    long = [one for one in _unread(agency) if one.since is None or add_days(one.since, 1) <= now]
    return sorted(long, key=lambda one: (one.source, one.told, one.name))


def _unread(agency: Agency) -> Iterator[Unread]:
    seen = agency.store.seen
    for source, container in sorted({pair for pairs in agency.config.containers.values() for pair in pairs}):
        scope = seen.scope(source, container)
        # Without an error no run has come to it since, as where cron finds no token: nobody else would tell.
        if scope.error or (scope.synced_at and not scope.ended):
            yield Unread(source, container, scope.synced_at)
        if not scope.error and not scope.ended:
            yield from (Unread(source, scope.called.get(one, one), since) for one, since in scope.unread.items())
