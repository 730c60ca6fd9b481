"""From the trackers into the store. One source that fails is marked and left; the others go on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from forewarn.connect import Batch, Connector, Reader
from forewarn.errors import ForewarnError, GoneError, PermissionDenied, TrackerError
from forewarn.facts.roles import Roles
from forewarn.model import Event, Person
from forewarn.store import Scope, Store


@dataclass(frozen=True, slots=True)
class Synced:
    """How the fetch of one container went."""

    source: str
    container: str
    first: bool = False
    """Whether it had never been read to its end before."""
    tickets: int = 0
    """Tickets and milestones new or changed."""
    events: int = 0
    error: TrackerError | None = None
    """Why it is stale; None when it was read to its end."""
    synced_at: datetime | None = None
    """End of the last good fetch, this one included."""


Progress = Callable[[str, int], None]
"""Called with (what is being read, tickets so far)."""


def sync(
    wanted: Sequence[tuple[str, str]],
    connectors: Mapping[str, Connector],
    roles: Roles,
    store: Store,
    now: Callable[[], datetime],
    progress: Progress = lambda what, count: None,
) -> tuple[Synced, ...]:
    """Fetch every (source, container), grouped by source so that each has one reader.

    A failed fetch is not an empty one: what was stored stays, the scope is marked stale with the reason.
    """
    results: list[Synced] = []
    for source, group in groupby(sorted(wanted), key=lambda pair: pair[0]):
        containers = [container for _, container in group]
        try:
            reader = connectors[source].reader()
        except TrackerError as error:
            results += [_stale(source, container, error, store, now()) for container in containers]
            continue
        try:
            results += _read_source(source, containers, reader, roles, store, now, progress)
        finally:
            reader.close()
    return tuple(results)


def _read_source(
    source: str,
    containers: Sequence[str],
    reader: Reader,
    roles: Roles,
    store: Store,
    now: Callable[[], datetime],
    progress: Progress,
) -> list[Synced]:
    results: list[Synced] = []
    fatal: TrackerError | None = None
    for container in containers:
        if fatal is not None:
            results.append(_stale(source, container, fatal, store, now()))
            continue
        try:
            results.append(_read_container(source, container, reader, roles, store, now, progress))
        except TrackerError as error:
            results.append(_stale(source, container, error, store, now()))
            if not isinstance(error, GoneError | PermissionDenied):
                fatal = error  # a bad token or a dead host fails every container alike; ask only once
    return results


def _read_container(
    source: str,
    container: str,
    reader: Reader,
    roles: Roles,
    store: Store,
    now: Callable[[], datetime],
    progress: Progress,
) -> Synced:
    before = store.seen.scope(source, container)
    told = reader.capabilities.history
    tickets = events = 0
    for batch in reader.read(container, before.cursor):
        absorbed = store.seen.absorb(source, container, _sided(batch, source, roles), told, now())
        tickets += absorbed.tickets
        events += absorbed.events
        progress(f"{source}: {container}", tickets)
    at = now()
    store.seen.mark(Scope(source, container, synced_at=at), at)
    return Synced(source, container, before.synced_at is None, tickets, events, None, at)


def _sided(batch: Batch, source: str, roles: Roles) -> Batch:
    """The batch with everybody whose e-mail address the tracker shows on the side their domain says.

    It must happen here: addresses are not stored, so nobody can look at them later.
    """

    def side(person: Person | None) -> Person | None:
        return replace(person, role=roles.side(source, person)) if person and person.email else person

    def event(one: Event) -> Event:
        return replace(one, actor=side(one.actor)) if one.actor and one.actor.email else one

    tickets = tuple(
        replace(
            ticket,
            reporter=side(ticket.reporter),
            assignees=tuple(p for p in map(side, ticket.assignees) if p),
            history=tuple(map(event, ticket.history)),
        )
        for ticket in batch.tickets
    )
    return replace(batch, tickets=tickets, events=tuple((ident, event(one)) for ident, one in batch.events))


def _stale(source: str, container: str, error: TrackerError, store: Store, now: datetime) -> Synced:
    before = store.seen.scope(source, container)
    store.seen.mark(replace(before, error=str(error)), now)
    return Synced(source, container, before.synced_at is None, error=error, synced_at=before.synced_at)


def nothing_collected(results: Sequence[Synced]) -> bool:
    """Whether there were sources and every one of them failed."""
    return bool(results) and all(result.error is not None for result in results)


def errors_of(results: Sequence[Synced]) -> tuple[ForewarnError, ...]:
    """The distinct errors, one a source and reason."""
    seen: dict[str, ForewarnError] = {}
    for result in results:
        if result.error is not None:
            seen.setdefault(str(result.error), result.error)
    return tuple(seen.values())
